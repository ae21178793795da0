"""Rule files: YAML as pandera writes it, read with a clear word on whatever is wrong in it.

pandera says what is wrong in English and without a place, so structure, names and arguments are
looked at here first, each with its line; then pandera builds the schema from the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any, Final

from pandera.io.pandas_io import deserialize_schema
from pandera.pandas import Check, DataFrameSchema

from xlsheet import resources
from xlsheet.dictionary.findings import Severity
from xlsheet.dictionary.tables import ASSIGNMENTS, PARAMETERS, PLANS, PROGRESS, TABLES, TASKS, UNITS, Table
from xlsheet.errors import SourceError
from xlsheet.rules.checks import CHECKS
from xlsheet.rules.fields import DTYPES, CellType, cell_type
from xlsheet.rules.references import WORDS
from xlsheet.rules.yaml_lines import RuleFile

FILES: Final[Mapping[Table, str]] = {
    TASKS: "tasks.yaml",
    ASSIGNMENTS: "assignments.yaml",
    UNITS: "units.yaml",
    PLANS: "plans.yaml",
    PROGRESS: "progress.yaml",
    PARAMETERS: "parameters.yaml",
}
"""The tables that have rules, and where."""

_TABLE_KEYS: Final = ("schema_type", "version", "api", "name", "title", "columns", "checks", "unique")
_COLUMN_KEYS: Final = ("dtype", "nullable", "unique", "required", "title", "description", "checks")
_OPTIONS: Final = ("check_name", "error", "code", "column", "raise_warning", "ignore_na")
_WITHOUT_EFFECT: Final = (None, False, "all")
"""What pandera writes for settings that are not used; any other value of theirs is refused."""
_UNUSED_KEYS: Final = (
    "index dtype coerce strict ordered report_duplicates unique_column_names add_missing_columns "
    "drop_invalid_rows regex default name"
).split()

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class TableRules:
    """The rules of one table. `types` says how its columns are read before pandera looks at them."""

    table: Table
    path: Path
    schema: DataFrameSchema
    types: Mapping[str, CellType]


def load_rules(folder: Path | None = None) -> list[TableRules]:
    """The rules of all tables, from `folder` where it has a file for the table, else as shipped.

    Raises SourceError with file, line and what is wrong.
    """
    if folder is not None:
        _look_at_folder(folder)
    return [read_rules(table, _rule_path(folder, name)) for table, name in FILES.items()]


def fields_of(message: str) -> list[str]:
    """What a message names in braces; `ValueError` where the braces do not pair."""
    return [field for _, field, _, _ in Formatter().parse(message) if field is not None]


def _look_at_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise SourceError(f"没有“{folder}”这个文件夹。请给出放校验规则（YAML 文件）的文件夹。")
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yaml", ".yml") and path.name not in FILES.values():
            raise SourceError(
                f"“{path}”的文件名不对，里面的规则不会生效。请改成其中一个：{'、'.join(FILES.values())}。"
            )


def _rule_path(folder: Path | None, name: str) -> Path:
    if folder is not None and (folder / name).exists():
        return folder / name
    return resources.SCHEMAS / name


def read_rules(table: Table, path: Path) -> TableRules:
    """The rules in one file."""
    file = RuleFile.open(path)
    _Inspection(file, table).run()
    schema = _with_severities(deserialize_schema(deepcopy(file.content)))  # type: ignore[no-untyped-call]
    columns = file.content["columns"].items()
    types = {name: cell_type(table, name, column.get("dtype")) for name, column in columns}
    return TableRules(table, path, schema, {name: found for name, found in types.items() if found})


def _with_severities(schema: DataFrameSchema) -> DataFrameSchema:
    """pandera only prints a failed check with `raise_warning`; ours become findings like all others.

    Our checks of rows hold where cells are empty, so pandera need not look for rows without any.
    """
    for check in [*schema.checks, *(c for column in schema.columns.values() for c in column.checks)]:
        check.severity = Severity.WARNING if check.raise_warning else Severity.ERROR
        check.raise_warning = False
    for check in schema.checks:
        check.ignore_na = False
    return schema


@dataclass(frozen=True, slots=True)
class _Rule:
    """One check as written: its name, its arguments, its options and its place in the file."""

    name: str
    arguments: Any
    options: Mapping[str, Any]
    place: _Path


@dataclass(frozen=True, slots=True)
class _Inspection:
    """Looks for everything in a rule file that pandera would trip over or pass over in silence."""

    file: RuleFile
    table: Table

    def run(self) -> None:
        self._keys(self.file.content, _TABLE_KEYS, ())
        columns = self.file.content.get("columns")
        if not isinstance(columns, dict) or not columns:
            raise self.file.error("columns: 下面应列出各列的规则。", "columns")
        for name, column in columns.items():
            self._column(name, column)
        for column in self._names(self.file.content.get("unique"), ("unique",)):
            self._known_column(column, ("unique",))
        for rule in self._rules(self.file.content.get("checks"), ("checks",)):
            self._rule(rule, of_rows=True)

    def _column(self, name: object, column: object) -> None:
        if not isinstance(name, str):
            raise self.file.error(f"列名“{name}”请加引号。", "columns", str(name))
        place: _Path = ("columns", name)
        if not isinstance(column, dict):
            raise self.file.error(
                f"“{name}”下面应写 dtype、nullable、checks 等，至少写 nullable: true。", *place
            )
        self._keys(column, _COLUMN_KEYS, place)
        self._texts(column, ("title", "description"), place)
        if column.get("dtype") not in (None, *DTYPES):
            raise self.file.error(f"dtype 只能是 {'、'.join(DTYPES)}。", *place, "dtype")
        for key in ("nullable", "unique", "required"):
            if not isinstance(column.get(key, False), bool):
                raise self.file.error(f"{key} 只能是 true 或 false。", *place, key)
        for rule in self._rules(column.get("checks"), (*place, "checks")):
            self._rule(rule, of_rows=False)

    def _keys(self, content: Mapping[str, Any], known: Sequence[str], place: _Path) -> None:
        for key, value in content.items():
            unused = key in _UNUSED_KEYS and value in _WITHOUT_EFFECT
            if key not in known and not unused:
                raise self.file.error(f"不认识“{key}”。可用的有：{'、'.join(known)}。", *place, key)

    def _rules(self, checks: Any, place: _Path) -> Iterator[_Rule]:
        """Both of pandera's spellings: name -> arguments, or a list whose options name the check."""
        if checks is None:
            return
        if isinstance(checks, dict):
            for name, arguments in checks.items():
                yield self._as_rule(str(name), arguments, (*place, name))
        elif isinstance(checks, list):
            for i, entry in enumerate(checks):
                options = entry.get("options") if isinstance(entry, dict) else None
                if not isinstance(options, dict) or not options.get("check_name"):
                    raise self.file.error("缺少 options: 下面的 check_name（用哪个检查）。", *place, i)
                yield self._as_rule(str(options["check_name"]), entry, (*place, i))
        else:
            raise self.file.error("checks: 下面应是各个检查的名称。", *place)

    def _as_rule(self, name: str, arguments: Any, place: _Path) -> _Rule:
        if arguments is None and name in CHECKS:
            raise self.file.error(f"检查“{name}”后面要有内容；没有参数的写 {name}: {{}}。", *place)
        if not isinstance(arguments, dict):
            return _Rule(name, arguments, {}, place)
        options = arguments.get("options") or {}
        rest = {key: value for key, value in arguments.items() if key != "options"}
        if not isinstance(options, dict):
            raise self.file.error("options: 下面应是 error、code 等各项。", *place, "options")
        return _Rule(name, rest["value"] if list(rest) == ["value"] else rest, options, place)

    def _rule(self, rule: _Rule, *, of_rows: bool) -> None:
        own = CHECKS.get(rule.name)
        if own is None and not Check.is_builtin_check(rule.name):
            near = get_close_matches(rule.name, [*CHECKS, *Check.CHECK_FUNCTION_REGISTRY], n=2, cutoff=0.5)
            hint = f"是不是 {' 或 '.join(near)}？" if near else "可用的检查见《校验规则》。"
            raise self.file.error(f"没有名为“{rule.name}”的检查。{hint}", *rule.place)
        if of_rows != (own is not None and own.of_rows):
            where = "最外层的" if not of_rows else "某一列的"
            raise self.file.error(f"检查“{rule.name}”应写在{where} checks: 下面。", *rule.place)
        self._arguments(rule)
        self._options(rule)

    def _arguments(self, rule: _Rule) -> None:
        own = CHECKS.get(rule.name)
        if own is None:
            self._try(rule)
            return
        given = list(rule.arguments) if isinstance(rule.arguments, dict) else []
        if sorted(given) != sorted(own.arguments):
            wanted = "、".join(own.arguments) or "（没有参数，写 {}）"
            raise self.file.error(f"检查“{rule.name}”的参数应为：{wanted}。", *rule.place)
        if own.of_rows:
            for key, names in rule.arguments.items():
                for name in self._names(names, (*rule.place, key)):
                    self._known_column(name, (*rule.place, key))
        elif "sheet" in own.arguments:
            self._reference(rule)

    def _try(self, rule: _Rule) -> None:
        """Build a check of pandera's own, to learn whether it takes these arguments."""
        make = getattr(Check, rule.name)
        listed = rule.name in ("isin", "notin")
        values = (
            rule.arguments
            if not isinstance(rule.arguments, dict)
            else next(iter(rule.arguments.values()), None)
        )
        try:
            if listed and not isinstance(values, list):
                raise TypeError
            make(**rule.arguments) if isinstance(rule.arguments, dict) else make(rule.arguments)
        except (TypeError, ValueError, re.error):
            wanted = "方括号里的一列值，例如 [是, 否]" if listed else "另一种写法，见《校验规则》里的例子"
            raise self.file.error(f"检查“{rule.name}”的参数不对，应为{wanted}。", *rule.place) from None

    def _reference(self, rule: _Rule) -> None:
        sheet, column = rule.arguments["sheet"], rule.arguments["column"]
        table = next((table for table in TABLES if table.sheet == sheet), None)
        if table is None or table not in FILES:
            sheets = "、".join(table.sheet for table in FILES)
            raise self.file.error(f"没有“{sheet}”这张工作表。可用的有：{sheets}。", *rule.place, "sheet")
        if column not in table.columns:
            raise self.file.error(f"“{sheet}”里没有“{column}”列。", *rule.place, "column")

    def _options(self, rule: _Rule) -> None:
        place = (*rule.place, "options")
        self._keys(rule.options, _OPTIONS, place)
        for key in ("raise_warning", "ignore_na"):
            if not isinstance(rule.options.get(key, False), bool):
                raise self.file.error(f"{key} 只能是 true 或 false。", *place, key)
        if "column" in rule.options:
            self._known_column(rule.options["column"], (*place, "column"))
        self._texts(rule.options, ("error", "code"), place)
        self._message(rule, rule.options.get("error", ""), (*place, "error"))

    def _message(self, rule: _Rule, message: str, place: _Path) -> None:
        own = CHECKS.get(rule.name)
        known = {"value", *self._columns(), *WORDS, *(own.words if own else ())}
        try:
            fields = fields_of(message)
        except ValueError:
            raise self.file.error("error 里的花括号不成对。", *place) from None
        for field in fields:
            if field not in known:
                raise self.file.error(
                    f"error 里的“{{{field}}}”不知道是什么。可用 {{value}}、列名和参数名。", *place
                )

    def _texts(self, content: Mapping[str, Any], keys: Sequence[str], place: _Path) -> None:
        for key in keys:
            if not isinstance(content.get(key, ""), str):
                raise self.file.error(f"{key} 应是一段文字，请加引号。", *place, key)

    def _names(self, names: Any, place: _Path) -> list[str]:
        if names is None or isinstance(names, str):
            return [names] if names else []
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise self.file.error("这里应是列名，几个列名写成 [任务编号, 单位]。", *place)
        return names

    def _known_column(self, name: object, place: _Path) -> None:
        if name not in self._columns():
            raise self.file.error(f"“{self.table.sheet}”里没有“{name}”列，请核对列名。", *place)

    def _columns(self) -> set[str]:
        return {*map(str, self.table.columns), *map(str, self.file.content.get("columns") or ())}
