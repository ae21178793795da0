"""A finding: one thing to look at, with its code, place, message and value."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from xlsheet.dictionary import tables


class Severity(StrEnum):
    """`error` must be mended, `warning` wants a look, `info` is good to know."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def word(self) -> str:
        """What users read: 必须改, 提醒, 说明."""
        return tables.SEVERITY_WORDS[self.rank]

    @property
    def rank(self) -> int:
        """0 for the gravest, so that sorting by it puts errors first."""
        return list(Severity).index(self)


_PARTS: Final = re.compile(r"(\D+)(\d{0,18})")
"""Of a message, so that 第13项 stands before 第109项."""

ERROR: Final = Severity.ERROR
WARNING: Final = Severity.WARNING
INFO: Final = Severity.INFO


@dataclass(frozen=True, slots=True)
class Code:
    """A kind of finding: the catalogue's entry from which messages, docs and JSON come.

    `template` is a `str.format` text in Chinese that says what stands there and what is expected.
    """

    name: str
    severity: Severity
    title: str
    template: str

    def at(self, sheet: str = "", cell: str = "", value: object = None, **fields: object) -> Finding:
        """A finding of this code; `fields` and `value` fill the template."""
        shown = show(value)
        message = self.template.format(value=shown, **fields)
        return Finding(self.name, self.severity, sheet, cell, message, shown)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `sheet` and `cell` are empty where it concerns a whole file or ledger."""

    code: str
    severity: Severity
    sheet: str
    cell: str
    message: str
    value: str

    def in_file(self, name: str) -> Finding:
        """The same, its sheet saying which of several files it is in: `[市教育局.xlsx]月度进展`."""
        return replace(self, sheet=f"[{name}]{self.sheet}")

    def place(self) -> str:
        """`月度进展!H12`, `月度进展` or nothing."""
        return f"{self.sheet}!{self.cell}" if self.sheet and self.cell else self.sheet or self.cell

    def __str__(self) -> str:
        place = self.place()
        return f"{place}：{self.message}" if place else self.message

    def as_json(self) -> dict[str, str]:
        """The contract's F object (docs/design.md §5)."""
        return {
            "code": self.code,
            "severity": str(self.severity),
            "sheet": self.sheet,
            "cell": self.cell,
            "message": self.message,
            "value": self.value,
        }


def show(value: object) -> str:
    """A cell's value as a clerk would read it: no `.0`, no time where there is none, never None."""
    if isinstance(value, str):
        return value.removesuffix(" 00:00:00")
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, bool):
        return str(value).upper()
    return str(value).removesuffix(" 00:00:00")


def show_name(value: object) -> str:
    """A cell that names something, without blanks around it."""
    return show(value).strip()


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Gravest first, of a file's those that make much else doubtful, then by place as the workbook's sheets
    stand, then by code: the order of every list that users see."""
    return sorted(findings, key=_order)


_OF_THE_WHOLE: Final = ("sheet_lost", "table_empty", "parameter_wrong")
_RANKS: Final = {table.sheet: rank for rank, table in enumerate(tables.TABLES)}
"""The order of the workbook's sheets."""


def _order(finding: Finding) -> tuple[int, str, bool, int, str, int, str, str, list[tuple[str, int]]]:
    digits = "".join(c for c in finding.cell if c.isdigit())
    column = finding.cell.rstrip("0123456789")
    file, _, sheet = finding.sheet.rpartition("]")
    place = (
        finding.severity.rank,
        file,
        finding.code not in _OF_THE_WHOLE,
        _RANKS.get(sheet, len(_RANKS)),
        sheet,
        int(digits or 0),
        column.rjust(3),
    )
    return (
        *place,
        finding.code,
        [(text, int(number or 0)) for text, number in _PARTS.findall(finding.message)],
    )
