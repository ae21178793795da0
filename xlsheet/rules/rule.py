"""Rules as plain data: what is checked, what it is called and says, and what it answers where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any, Final

from xlsheet.dictionary.findings import ERROR, INFO, WARNING, Finding, Severity
from xlsheet.dictionary.tables import Table

IGNORE: Final = "ignore"
STANDING: Final[Mapping[str, Severity | None]] = {
    "error": ERROR,
    "warning": WARNING,
    "info": INFO,
    IGNORE: None,
}
"""What a rule may answer over the standing ledger, by the word in a rule file."""

AT_INTAKE: Final[Mapping[str, Severity | None]] = {
    "reject": ERROR,
    "warning": WARNING,
    "info": INFO,
    IGNORE: None,
}
"""What a rule may answer to a row that comes back: `reject` means that the row isn't taken."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `columns` are those it looks at, `place` is the one where its finding stands.

    `standing` and `at_intake` are the gravity of its finding over the ledger and over a row that comes
    back; None where it doesn't count. `of_blanks` says that it looks at empty cells too; `short` is
    what the form's column 检查 says.
    """

    check: str
    arguments: Mapping[str, Any]
    columns: tuple[str, ...]
    place: str
    code: str
    message: str
    short: str
    standing: Severity | None
    at_intake: Severity | None
    of_rows: bool
    of_blanks: bool

    def say(self, words: Mapping[str, str]) -> str:
        """Its message, filled in."""
        return self.message.format_map(words)


@dataclass(frozen=True, slots=True)
class ColumnRules:
    """What is asked of one column. `dtype` is None where the data dictionary's kind says enough;
    `description` says what to fill in, for those who left it blank."""

    dtype: str | None
    nullable: bool
    unique: bool
    required: bool
    description: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class TableRules:
    """The rules of one table. `unique` are columns that no two rows may have alike."""

    table: Table
    path: Path
    columns: Mapping[str, ColumnRules]
    row_rules: tuple[Rule, ...]
    unique: tuple[str, ...]

    def all_rules(self) -> Iterator[Rule]:
        """Every rule, those of columns first."""
        for column in self.columns.values():
            yield from column.rules
        yield from self.row_rules

    def finding(
        self, rule: Rule, severity: Severity, cell: str, value: str, words: Mapping[str, str]
    ) -> Finding:
        """What a rule of rows says of a cell; what `words` lack stays blank in it."""
        said = {**dict.fromkeys(fields_of(rule.message), ""), "value": value, **words}
        return Finding(rule.code, severity, self.table.sheet, cell, rule.say(said), value)

    def of_column(self, name: str, check: str) -> Rule | None:
        """The column's first rule with that check."""
        column = self.columns.get(name)
        return next((rule for rule in column.rules if rule.check == check), None) if column else None

    def of_rows(self, check: str) -> Rule | None:
        """The first rule of rows with that check."""
        return next((rule for rule in self.row_rules if rule.check == check), None)


def fields_of(message: str) -> list[str]:
    """What a message names in braces; `ValueError` where the braces do not pair."""
    return [field for _, field, _, _ in Formatter().parse(message) if field is not None]
