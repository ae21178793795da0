"""A look at a rule file before it is used: whatever is wrong in it is said with its line, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from xlsheet.dictionary.tables import Table
from xlsheet.rules.checks import (
    BUILTINS,
    CHECKS,
    COMPARED_AT_INTAKE,
    LISTED,
    PATTERNS,
    EmptyRangeError,
    looks_at_all,
    words_of,
)
from xlsheet.rules.known import COLUMN_WORD, WORDS
from xlsheet.rules.patterns import may_never_end
from xlsheet.rules.rule import AT_INTAKE, IGNORE, STANDING, fields_of
from xlsheet.rules.yaml_lines import RuleFile

DTYPES: Final = ("Int64", "float64", "datetime64[ns]", "string")
"""The types a rule may name. pandera takes `datetime64[ns]` for dates of any precision."""

_TABLE_KEYS: Final = ("schema_type", "version", "api", "name", "title", "columns", "checks", "unique")
_COLUMN_KEYS: Final = ("dtype", "nullable", "unique", "required", "title", "description", "checks")
_OPTIONS: Final = "check_name error code short column at_intake standing raise_warning ignore_na".split()
_WITHOUT_EFFECT: Final = (None, False, "all")
"""What pandera writes for settings that are not used; any other value of theirs is refused."""
_UNUSED_KEYS: Final = (
    "index dtype coerce strict ordered report_duplicates unique_column_names add_missing_columns "
    "drop_invalid_rows regex default name"
).split()

_Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class WrittenRule:
    """One check as written: its name, its arguments, its options and its place in the file."""

    check: str
    arguments: Any
    options: Mapping[str, Any]
    place: _Path


def written_rules(file: RuleFile, place: _Path) -> Iterator[WrittenRule]:
    """The checks at a place, in both of pandera's spellings: name -> arguments, or a list whose options
    name the check."""
    checks: Any = file.content
    for step in place:
        checks = checks.get(step)
    if checks is None:
        return
    if isinstance(checks, dict):
        for name, arguments in checks.items():
            yield _as_rule(file, str(name), arguments, (*place, name))
    elif isinstance(checks, list):
        for i, entry in enumerate(checks):
            options = entry.get("options") if isinstance(entry, dict) else None
            if not isinstance(options, dict) or not options.get("check_name"):
                raise file.error("缺少 options: 下面的 check_name（用哪个检查）。", *place, i)
            yield _as_rule(file, str(options["check_name"]), entry, (*place, i))
    else:
        raise file.error("checks: 下面应是各个检查的名称。", *place)


def _as_rule(file: RuleFile, name: str, arguments: Any, place: _Path) -> WrittenRule:
    if arguments is None and name in CHECKS:
        raise file.error(f"检查“{name}”后面要有内容；没有参数的写 {name}: {{}}。", *place)
    if not isinstance(arguments, dict):
        return WrittenRule(name, arguments, {}, place)
    options = arguments.get("options") or {}
    rest = {key: value for key, value in arguments.items() if key != "options"}
    if not isinstance(options, dict):
        raise file.error("options: 下面应是 error、code 等各项。", *place, "options")
    return WrittenRule(name, rest["value"] if list(rest) == ["value"] else rest, options, place)


@dataclass(frozen=True, slots=True)
class Inspection:
    """Looks for everything in a rule file that pandera would trip over or pass over in silence.
    `sheets` are those that a rule may refer to."""

    file: RuleFile
    table: Table
    sheets: Mapping[str, Table]

    def run(self) -> None:
        self._keys(self.file.content, _TABLE_KEYS, ())
        columns = self.file.content.get("columns")
        if not isinstance(columns, dict) or not columns:
            raise self.file.error("columns: 下面应列出各列的规则。", "columns")
        for name, column in columns.items():
            self._column(name, column)
        for column in self._names(self.file.content.get("unique"), ("unique",)):
            self._known_column(column, ("unique",))
        for rule in written_rules(self.file, ("checks",)):
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
        for rule in written_rules(self.file, (*place, "checks")):
            self._rule(rule, of_rows=False)

    def _keys(self, content: Mapping[str, Any], known: Sequence[str], place: _Path) -> None:
        for key, value in content.items():
            unused = key in _UNUSED_KEYS and value in _WITHOUT_EFFECT
            if key not in known and not unused:
                raise self.file.error(f"不认识“{key}”。可用的有：{'、'.join(known)}。", *place, key)

    def _rule(self, rule: WrittenRule, *, of_rows: bool) -> None:
        own = CHECKS.get(rule.check)
        if own is None and rule.check not in BUILTINS:
            near = get_close_matches(rule.check, [*CHECKS, *BUILTINS], n=2, cutoff=0.5)
            hint = f"是不是 {' 或 '.join(near)}？" if near else "可用的检查见《校验规则》。"
            raise self.file.error(f"没有名为“{rule.check}”的检查。{hint}", *rule.place)
        if of_rows != (own is not None and own.of_rows):
            where = "最外层的" if not of_rows else "某一列的"
            raise self.file.error(f"检查“{rule.check}”应写在{where} checks: 下面。", *rule.place)
        self._arguments(rule)
        self._options(rule)

    def _arguments(self, rule: WrittenRule) -> None:
        own = CHECKS.get(rule.check)
        if own is None:
            self._try(rule)
            return
        given = rule.arguments or {}
        if not isinstance(given, dict) or sorted(map(str, given)) != sorted(own.arguments):
            wanted = "、".join(own.arguments) or "（没有参数，写 {}）"
            raise self.file.error(f"检查“{rule.check}”的参数应为：{wanted}。", *rule.place)
        if own.of_rows:
            for key, names in given.items():
                for name in self._names(names, (*rule.place, key)):
                    self._known_column(name, (*rule.place, key))
        elif "sheet" in own.arguments:
            self._reference(rule)
        else:
            for key, value in given.items():
                if type(value) is not int or value < 0:
                    raise self.file.error(f"{key} 应是 0、1、2 这样的整数。", *rule.place, key)

    def _try(self, rule: WrittenRule) -> None:
        """Build a check of pandera's own, to learn whether it takes these arguments."""
        listed = rule.check in LISTED
        try:
            BUILTINS[rule.check].named(rule.arguments)
        except EmptyRangeError as error:
            raise self.file.error(f"检查“{rule.check}”的 {error}", *rule.place) from None
        except re.error as error:
            where = "" if error.pos is None else f"（第 {error.pos + 1} 个字符附近）"
            raise self.file.error(
                f"检查“{rule.check}”的正则表达式写错了{where}。"
                "括号和方括号要成对，*、+、? 前面要有内容，反斜杠后面要是 d、s、w 或标点。",
                *rule.place,
            ) from None
        except (TypeError, ValueError):
            wanted = "方括号里的一列值，例如 [是, 否]" if listed else "另一种写法，见《校验规则》里的例子"
            raise self.file.error(f"检查“{rule.check}”的参数不对，应为{wanted}。", *rule.place) from None
        if rule.check in PATTERNS and may_never_end(BUILTINS[rule.check].named(rule.arguments)["pattern"]):
            raise self.file.error(
                f"检查“{rule.check}”的正则表达式里重复套着重复（或接连几处重复），有的文字会一直算不完。"
                "请改写，让每次重复之间有固定的分隔符，例如 (\\d+、)*\\d+。",
                *rule.place,
            )

    def _reference(self, rule: WrittenRule) -> None:
        sheet, column = rule.arguments["sheet"], rule.arguments["column"]
        table = self.sheets.get(str(sheet))
        if table is None:
            sheets = "、".join(self.sheets)
            raise self.file.error(f"没有“{sheet}”这张工作表。可用的有：{sheets}。", *rule.place, "sheet")
        if column not in table.columns:
            raise self.file.error(f"“{sheet}”里没有“{column}”列。", *rule.place, "column")

    def _options(self, rule: WrittenRule) -> None:
        place = (*rule.place, "options")
        self._keys(rule.options, _OPTIONS, place)
        for key in ("raise_warning", "ignore_na"):
            if not isinstance(rule.options.get(key, False), bool):
                raise self.file.error(f"{key} 只能是 true 或 false。", *place, key)
        if "column" in rule.options:
            self._known_column(rule.options["column"], (*place, "column"))
        self._answers(rule, place)
        self._texts(rule.options, ("error", "code", "short"), place)
        self._message(rule, rule.options.get("error", ""), (*place, "error"))

    def _answers(self, rule: WrittenRule, place: _Path) -> None:
        for key, words in (("standing", STANDING), ("at_intake", AT_INTAKE)):
            if key in rule.options and str(rule.options[key]) not in words:
                raise self.file.error(f"{key} 只能是 {'、'.join(words)}。", *place, key)
        alone = looks_at_all(rule.check) and rule.check not in COMPARED_AT_INTAKE
        if alone and rule.options.get("at_intake", IGNORE) != IGNORE:
            raise self.file.error(
                f"检查“{rule.check}”要看整张表，收件时不查；at_intake 请写 {IGNORE} 或不写。",
                *place,
                "at_intake",
            )

    def _message(self, rule: WrittenRule, message: str, place: _Path) -> None:
        known = {"value", COLUMN_WORD, *self._columns(), *WORDS, *words_of(rule.check)}
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
        if str(name) not in self._columns():
            raise self.file.error(f"“{self.table.sheet}”里没有“{name}”列，请核对列名。", *place)

    def _columns(self) -> set[str]:
        return {*map(str, self.table.columns), *map(str, self.file.content.get("columns") or ())}
