"""Rules applied to a table: typed cells, one pandera validation, one finding for each broken cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from pandera.errors import SchemaError, SchemaErrorReason, SchemaErrors

from xlsheet.cells.rounding import half_up
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Code, Finding, show
from xlsheet.dictionary.tables import NAME_SEPARATOR
from xlsheet.errors import SourceError
from xlsheet.ledger.table import TableData
from xlsheet.rules.fields import PERCENT, CellType, TypedTable, typed_table
from xlsheet.rules.frame_checks import looking_at, more_words
from xlsheet.rules.known import COLUMN_WORD
from xlsheet.rules.references import Facts
from xlsheet.rules.rule import Rule, TableRules, fields_of
from xlsheet.rules.schemas import schema_of, types_of

_BLANK = SchemaErrorReason.SERIES_CONTAINS_NULLS
_TWICE = (SchemaErrorReason.SERIES_CONTAINS_DUPLICATES, SchemaErrorReason.DUPLICATES)
_CHECK = SchemaErrorReason.DATAFRAME_CHECK
_LONGEST_SHOWN = 200


def check_table(rules: TableRules, data: TableData, facts: Facts) -> list[Finding]:
    """All findings in a table, at most one a cell: the gravest, and of equal ones the first.

    A column of ours that `data` lacks is passed over, so that part of a table can be checked too;
    a column that only the rules know must be there.
    """
    types = types_of(rules)
    typed = typed_table(data, types)
    findings = [*typed.findings, *_missing_columns(rules, data)]
    schema = schema_of(rules, frozenset(typed.frame.columns))
    try:
        with looking_at(facts):
            schema.validate(typed.frame, lazy=True)
    except SchemaErrors as failures:
        with looking_at(facts):
            reading = _Reading(rules, typed, types, facts.words)
            for error in failures.schema_errors:
                findings.extend(reading.findings(error))
    return _one_a_cell(findings)


def _missing_columns(rules: TableRules, data: TableData) -> list[Finding]:
    known = {*data.header, *rules.table.columns}
    return [
        catalogue.RULE_COLUMN_MISSING.at(rules.table.sheet, file=rules.path.name, column=name)
        for name, column in rules.columns.items()
        if name not in known and column.required
    ]


def _rule(check: Any) -> Rule:
    """The rule that a check was made for."""
    rule: Rule = check.rule
    return rule


def _one_a_cell(findings: Sequence[Finding]) -> list[Finding]:
    """A cell that is broken in itself needs no second word on how it fits others."""
    kept: dict[tuple[str, str], Finding] = {}
    for finding in sorted(findings, key=lambda f: f.severity.rank):
        place = (finding.sheet, finding.cell or finding.message)
        kept.setdefault(place, finding)
    return list(kept.values())


@dataclass(frozen=True, slots=True)
class _Reading:
    """Turns pandera's errors on one table into findings."""

    rules: TableRules
    typed: TypedTable
    types: Mapping[str, CellType]
    words: Mapping[str, str]

    def findings(self, error: SchemaError) -> Iterator[Finding]:
        """The findings of one pandera error, one for each row it names."""
        if error.reason_code == _CHECK:
            yield from self._of_check(error)
        elif error.reason_code == _BLANK:
            yield from self._of_keyword(error, catalogue.CELL_BLANK, [str(error.schema.name)])
        elif error.reason_code in _TWICE:
            columns = self.rules.unique or [str(error.schema.name)]
            if error.schema.name in self.rules.columns:
                columns = [str(error.schema.name)]
            yield from self._of_keyword(error, catalogue.CELL_TWICE, list(columns))
        else:
            where = error.schema.name or self.rules.table.sheet
            check = getattr(error.check, "name", error.check)
            raise SourceError(
                f"{self.rules.path}：检查“{check}”不能用于“{where}”，请核对这一列的 dtype 和检查的参数。"
            )

    def _of_keyword(self, error: SchemaError, code: Code, columns: list[str]) -> Iterator[Finding]:
        """`nullable: false` and `unique: true`, whose message ends with the column's description."""
        of_column = self.rules.columns.get(columns[0])
        expected = of_column.description if of_column else ""
        for row in _failing_rows(error):
            value = self.typed.data.frame.at[row, columns[0]]
            cell = self.typed.data.cell(row, columns[0])
            yield code.at(
                self.rules.table.sheet,
                cell,
                value,
                column=columns[0],
                columns=NAME_SEPARATOR.join(columns),
                expected=expected,
            )

    def _of_check(self, error: SchemaError) -> Iterator[Finding]:
        rule, rows = _rule(error.check), _failing_rows(error)
        assert rule.standing is not None  # its check would not be in the schema
        words = {**self._words(rule, rows), **more_words(rule, self.typed.frame, rows)}
        values = self.typed.data.frame.loc[rows, rule.place]
        for i, (row, value) in enumerate(zip(rows, values, strict=True)):
            yield Finding(
                code=rule.code,
                severity=rule.standing,
                sheet=self.rules.table.sheet,
                cell=self.typed.data.cell(row, rule.place),
                message=rule.say({name: column[i] for name, column in words.items()}),
                value=_short(value),
            )

    def _words(self, rule: Rule, rows: list[int]) -> dict[str, Sequence[str]]:
        """For each field of a message that is a column or a parameter, its text row by row."""
        words: dict[str, Sequence[str]] = {
            "value": self._shown(rows, rule.place),
            COLUMN_WORD: [rule.place] * len(rows),
        }
        for field in fields_of(rule.message):
            if field in self.typed.frame.columns:
                words[field] = self._shown(rows, field)
            elif field in self.words:
                words[field] = [self.words[field]] * len(rows)
        return words

    def _shown(self, rows: list[int], column: str) -> list[str]:
        """Cells as the sheet shows them."""
        values = self.typed.data.frame.loc[rows, column]
        if self.types.get(column) is PERCENT:
            return [_as_percent(value) for value in values]
        return [_short(value).strip() for value in values]


def _failing_rows(error: SchemaError) -> list[int]:
    """The worksheet rows that failed; pandera lists a row-wide failure once for every column."""
    return [int(row) for row in pd.unique(error.failure_cases["index"])]


def _as_percent(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{half_up(value * 100, 4):g}%"
    return _short(value).strip()


def _short(value: object) -> str:
    """A cell's value, cut where it would fill a screen."""
    text = show(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
