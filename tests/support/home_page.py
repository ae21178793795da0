"""首页 as openpyxl reads it, and the same numbers counted from the ledger's other sheets."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from support.ledger_file import parts, rewrite, sheet_part, sheet_rows
from xlsheet.dictionary.tables import ALERTS, HOME_SHEET, MISSING, RESULTS, TASKS, Column

Lights = dict[str, tuple[int, ...]]
"""Name -> tasks, and of those red, yellow, green and blue."""

ALL_TASKS = "全部任务"
_FIRST_LINE, _LAST_LINE = 25, 37
_FIRST_TARGET = 40


class HomePage:
    """What stands on 首页 for somebody who opens it without working formulas out."""

    def __init__(self, path: Path) -> None:
        sheet = openpyxl.load_workbook(path, data_only=True)[HOME_SHEET]
        assert isinstance(sheet, Worksheet)
        self._sheet = sheet
        self.title = self._text("B2")
        self.as_of = self._text("N3")
        self.tiles = {self._text(f"{c}5"): sheet[f"{c}6"].value for c in ("B", "F", "J", "N", "R", "V")}
        self.chapters = self._lights("B", "HIJKL")
        self.leaders = self._lights("M", "OPQRS")
        self.owing = {
            self._text(f"T{row}"): (sheet[f"X{row}"].value, sheet[f"Y{row}"].value)
            for row in range(_FIRST_LINE, _FIRST_LINE + 10)
            if self._text(f"T{row}")
        }

        self.behind = [
            (self._text(f"{name}{row}"), sheet[f"{share}{row}"].value, sheet[f"{elapsed}{row}"].value)
            for name, share, elapsed in (("B", "J", "L"), ("N", "V", "X"))
            for row in range(_FIRST_TARGET, _FIRST_TARGET + 5)
            if self._text(f"{name}{row}")
        ]

    def tile(self, word: str) -> int:
        """The number of the one tile whose label has that word in it."""
        (value,) = [value for label, value in self.tiles.items() if word in label]
        assert isinstance(value, int | float)
        return int(value)

    def _text(self, address: str) -> str:
        return str(self._sheet[address].value or "")

    def _lights(self, name: str, numbers: str) -> Lights:
        lines = [row for row in range(_FIRST_LINE, _LAST_LINE + 1) if self._text(f"{name}{row}")]
        return {
            self._text(f"{name}{row}"): tuple(self._sheet[f"{letter}{row}"].value for letter in numbers)
            for row in lines
        }


def counted_lights(ledger: Path, column: Column) -> Lights:
    """The lights of 任务台账 by chapter, or by leader where a cell may hold several."""
    groups: dict[str, list[str]] = {}
    for task in sheet_rows(ledger, TASKS):
        alert = str(task.get(TASKS.alert, ""))
        cell = str(task.get(column, "（未填）"))
        for name in [ALL_TASKS, *(cell.split("、") if column is TASKS.leaders else [cell])]:
            groups.setdefault(name, []).append(alert)
    return {
        name: (len(alerts), *(alerts.count(alert) for alert in ALERTS)) for name, alerts in groups.items()
    }


def counted_owing(ledger: Path) -> Counter[str]:
    """How many entries each unit owes, by 缺报清单; plans apart."""
    rows = sheet_rows(ledger, MISSING)
    monthly = [row for row in rows if re.fullmatch(r"\d{4}-\d\d", str(row[MISSING.month]))]
    return Counter(str(row[MISSING.unit]) for row in monthly if row[MISSING.flag] == "缺报")


def counted_errors(ledger: Path) -> int:
    return sum(row[RESULTS.severity] == "必须改" for row in sheet_rows(ledger, RESULTS))


def without_results(ledger: Path) -> None:
    """Take all stored results of 首页's formulas away, so that who opens the file works them out."""
    part = sheet_part(ledger, HOME_SHEET)
    content = parts(ledger)[part]
    rewrite(ledger, {part: re.sub(rb"</f><v>[^<]*</v>", b"</f>", content)})
