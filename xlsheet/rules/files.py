"""Reads rule files into rules, and finds the file of each table: the office's own, else the shipped one.

Neither pandas nor pandera is needed for it, so that forms and merges take their limits from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from xlsheet import resources
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import ERROR, WARNING, Severity
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    INDICATORS,
    MEASURED,
    PARAMETERS,
    PLANS,
    PROGRESS,
    TASKS,
    UNITS,
    Table,
)
from xlsheet.errors import SourceError, of_missing_path
from xlsheet.rules.checks import BUILTINS, CHECKS, COMPARED_AT_INTAKE, OF_BLANKS, looks_at_all
from xlsheet.rules.inspection import Inspection, WrittenRule, written_rules
from xlsheet.rules.rule import AT_INTAKE, STANDING, ColumnRules, Rule, TableRules
from xlsheet.rules.yaml_lines import RuleFile, rule_text

FILES: Final[Mapping[Table, str]] = {
    TASKS: "tasks.yaml",
    ASSIGNMENTS: "assignments.yaml",
    UNITS: "units.yaml",
    PLANS: "plans.yaml",
    PROGRESS: "progress.yaml",
    INDICATORS: "indicators.yaml",
    MEASURED: "measured.yaml",
    PARAMETERS: "parameters.yaml",
}
"""The tables that have rules, and where."""

RETURNED: Final = (PROGRESS, PLANS)
"""The tables whose rows come back from units."""

_WITHOUT_WORDS: Final = "“{value}”不符合规则 %s。"


def load_rules(folder: Path | None = None, tables: Sequence[Table] = tuple(FILES)) -> list[TableRules]:
    """The rules of these tables, from `folder` where it has a file for the table, else as shipped.

    Raises SourceError with file, line and what is wrong.
    """
    if folder is not None:
        _look_at_folder(folder)
    return [read_rules(table, _rule_path(folder, FILES[table])) for table in tables]


def read_rules(table: Table, path: Path) -> TableRules:
    """The rules in one file."""
    return _rules_in(table, path, rule_text(path))


@lru_cache(maxsize=4 * len(FILES))
def _rules_in(table: Table, path: Path, text: str) -> TableRules:
    """Who keeps Python running between two clicks reads the text again, and parses it only when it has
    changed."""
    file = RuleFile.of(path, text)
    Inspection(file, table, {t.sheet: t for t in FILES}).run()
    columns = {
        name: ColumnRules(
            dtype=column.get("dtype"),
            nullable=column.get("nullable", False),
            unique=column.get("unique", False),
            required=column.get("required", True),
            description=column.get("description") or "",
            rules=tuple(_rules(file, table, name, column)),
        )
        for name, column in file.content["columns"].items()
    }
    row_rules = tuple(_rule(written, None) for written in written_rules(file, ("checks",)))
    unique = tuple(_names([file.content.get("unique") or ()]))
    return TableRules(table, path, columns, row_rules, unique)


def choices_of(rules: Sequence[TableRules], sheet: str, column: str) -> Sequence[Any]:
    """What the rules allow in a column; nothing where they allow all."""
    for table_rules in rules:
        if table_rules.table.sheet == sheet:
            listed = table_rules.of_column(column, "isin")
            return listed.arguments["allowed_values"] if listed else ()
    return ()


def _look_at_folder(folder: Path) -> None:
    if not folder.is_dir():
        raise of_missing_path(
            SourceError(f"没有“{folder}”这个文件夹。请给出放校验规则（YAML 文件）的文件夹。")
        )
    for path in sorted(folder.iterdir()):
        if path.suffix.lower() in (".yaml", ".yml") and path.name not in FILES.values():
            raise SourceError(
                f"“{path}”的文件名不对，里面的规则不会生效。请改成其中一个：{'、'.join(FILES.values())}。"
            )


def _rule_path(folder: Path | None, name: str) -> Path:
    if folder is not None and (folder / name).exists():
        return folder / name
    return resources.SCHEMAS / name


def _rules(file: RuleFile, table: Table, name: str, column: Mapping[str, Any]) -> Iterator[Rule]:
    """A column's rules. That it has to be filled in is one for the rows that come back: pandera sees to
    it in the ledger."""
    for written in written_rules(file, ("columns", name, "checks")):
        yield _rule(written, name)
    if not column.get("nullable", False) and table in RETURNED and name not in table.key:
        code, expected = catalogue.CELL_BLANK, column.get("description") or ""
        said = code.template.format(column=name, expected=expected).replace("{", "{{").replace("}", "}}")
        yield Rule("filled", {}, (name,), name, code.name, said, "", None, ERROR, False, True)


def _rule(written: WrittenRule, column: str | None) -> Rule:
    """A rule as written, with what it doesn't say filled in."""
    options, check = written.options, written.check
    if check in CHECKS:
        arguments: Mapping[str, Any] = written.arguments or {}
    else:
        arguments = BUILTINS[check].named(written.arguments)
    columns = (column,) if column is not None else tuple(_names(arguments.values()))
    standing = STANDING[options["standing"]] if "standing" in options else _as_pandera(options)
    return Rule(
        check=check,
        arguments=arguments,
        columns=columns,
        place=column or options.get("column") or columns[0],
        code=options.get("code") or check,
        message=options.get("error") or _WITHOUT_WORDS % check,
        short=options.get("short") or "",
        standing=standing,
        at_intake=_at_intake(check, options, standing),
        of_rows=column is None,
        of_blanks=check in OF_BLANKS or options.get("ignore_na") is False,
    )


def _as_pandera(options: Mapping[str, Any]) -> Severity:
    """The gravity of a rule that only says what pandera knows."""
    return WARNING if options.get("raise_warning") else ERROR


def _at_intake(check: str, options: Mapping[str, Any], standing: Severity | None) -> Severity | None:
    """What isn't said is as grave as over the standing ledger, for what one row can be asked."""
    if "at_intake" in options:
        return AT_INTAKE[options["at_intake"]]
    return None if looks_at_all(check) and check not in COMPARED_AT_INTAKE else standing


def _names(values: Any) -> Iterator[str]:
    for value in values:
        yield from [value] if isinstance(value, str) else value
