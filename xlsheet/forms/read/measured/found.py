"""Tables of indicators on returned sheets: found by their header and taken out, before the tables of tasks
are looked for; every cell of them is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import INDICATORS, MEASURED
from xlsheet.forms.check_words import is_check_word
from xlsheet.forms.layout import (
    CHECK,
    LAST_TOTAL,
    MONTH_LABEL,
    TARGET,
    TARGETS_HEADER,
    TARGETS_HINT,
    TARGETS_TITLE,
    THIS_TOTAL,
    UNIT_LABEL,
)
from xlsheet.forms.read.labels import headings, is_label
from xlsheet.grids.grid import Cell, Grid

_NAMES: Final = {
    MEASURED.task_no: ("任务编号", "任务序号", "编号"),
    MEASURED.place: ("指标序号",),
    INDICATORS.label: ("指标", "指标名称"),
    TARGET: ("目标", "目标值"),
    INDICATORS.measure: ("计量单位",),
    INDICATORS.wording: ("原文",),
    LAST_TOTAL: ("上月累计",),
    THIS_TOTAL: ("本月累计", "本月累计完成", "累计完成", "本月完成累计"),
    CHECK: ("检查",),
}
_SIGN: Final = MEASURED.place[0]
"""What every spelling of the column has that no table of tasks has."""

_NEEDED: Final = (MEASURED.task_no, MEASURED.place, THIS_TOTAL)
_PRINTED: Final = (INDICATORS.label, TARGET, INDICATORS.measure, INDICATORS.wording, LAST_TOTAL)


@dataclass(frozen=True, slots=True)
class FoundCount:
    """A row of the table, by its worksheet row. `printed` are the cells that forms print, by their column,
    `odd` the addresses and texts of cells where nobody asked for anything."""

    row: int
    task_no: Cell
    place: Cell
    total: Cell
    letter: str
    printed: tuple[tuple[str, Cell, str], ...]
    odd: tuple[tuple[str, Cell], ...]
    filled: int
    known: int

    @property
    def cell(self) -> str:
        """The address of the number."""
        return f"{self.letter}{self.row}"


@dataclass(frozen=True, slots=True)
class FoundCounts:
    """A table of indicators: its sheet and rows, the unit and the month that stand above it (blank where none
    do), how many cells title, labels and header are, and what else stands above it."""

    sheet: str
    rows: tuple[FoundCount, ...]
    furniture: int
    unit: str = ""
    month: str = ""
    odd: tuple[tuple[str, Cell], ...] = ()


def take_out(grids: Sequence[Grid]) -> tuple[list[Grid], list[FoundCounts]]:
    """The sheets without their tables of indicators, and these."""
    kept: list[Grid] = []
    found: list[FoundCounts] = []
    for grid in grids:
        places = _header(grid)
        if places is None:
            kept.append(grid)
            continue
        table, top, end = _table(grid, *places)
        blank: list[Cell] = [""] * max(map(len, grid.rows))
        rows = [blank[: len(row)] if top <= i < end else row for i, row in enumerate(grid.rows)]
        merged = [area for area in grid.merged if not top <= area[0] < end]
        kept.append(replace(grid, rows=rows, merged=merged))
        found.append(table)
    return kept, found


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    for i, row in enumerate(grid.rows):
        # nearly no row holds that letter in few words, and to fold every cell was a quarter of reading
        if not any(type(cell) is str and len(cell) < 20 and _SIGN in cell for cell in row):
            continue
        names = [fold(cell) if isinstance(cell, str) and len(cell) < 20 else "" for cell in row]
        if fold(MEASURED.place) not in names:
            continue
        places: dict[str, int] = {}
        for column, spellings in _NAMES.items():
            place = next((names.index(s) for s in spellings if s in names), None)
            if place is not None:
                places[column] = place
        if all(name in places for name in _NEEDED):
            return i, places
    return None


def _table(grid: Grid, header: int, places: dict[str, int]) -> tuple[FoundCounts, int, int]:
    """The table, its first row with its title and labels, and the row behind its last; both 0-based."""
    top = header
    while top and header - top < TARGETS_HEADER and _filled(grid.rows[top - 1]):
        top -= 1
    end = header + 1
    while end < len(grid.rows) and _is_row(grid.rows[end], places):
        end += 1
    told = headings(((i, grid.rows[i]) for i in range(top, header)), left=grid.left)
    unit, month = (told.get(label, ("", "")) for label in (UNIT_LABEL, MONTH_LABEL))
    odd: list[tuple[str, Cell]] = []
    for i in range(top, header):
        for place, cell in enumerate(grid.rows[i]):
            address = f"{column_letter(grid.left + place)}{i + 1}"
            if cell != "" and address not in (unit[1], month[1]) and not _is_ours(cell):
                odd.append((address, cell))
    furniture = sum(_filled(grid.rows[i]) for i in range(top, header + 1)) - len(odd)
    rows = tuple(_row(grid, i, places) for i in range(header + 1, end))
    said = show(unit[0]).strip(), show(month[0]).strip()
    return FoundCounts(grid.sheet, rows, furniture, *said, tuple(odd)), top, end


def _is_ours(cell: Cell) -> bool:
    """Whether a cell above the header is our title, hint or label."""
    return isinstance(cell, str) and (cell.startswith((TARGETS_TITLE, TARGETS_HINT)) or is_label(cell))


def _is_row(row: Sequence[Cell], places: dict[str, int]) -> bool:
    place, number = row[places[MEASURED.place]], row[places[MEASURED.task_no]]
    return place != "" and number != ""


def _filled(row: Sequence[Cell]) -> int:
    return len(row) - row.count("")


def _row(grid: Grid, i: int, places: dict[str, int]) -> FoundCount:
    row = grid.rows[i]
    letters = {column: column_letter(grid.left + place) for column, place in places.items()}
    printed = tuple(
        (column, row[places[column]], f"{letters[column]}{i + 1}")
        for column in _PRINTED
        if column in places and row[places[column]] != ""
    )
    asked = {places[column] for column in places if column != CHECK}
    known, odd = 0, []
    for place, cell in enumerate(row):
        if cell == "" or place in asked:
            continue
        if place == places.get(CHECK) and is_check_word(cell):
            known += 1
        else:
            odd.append((f"{column_letter(grid.left + place)}{i + 1}", cell))
    total = row[places[THIS_TOTAL]]
    return FoundCount(
        i + 1,
        row[places[MEASURED.task_no]],
        row[places[MEASURED.place]],
        None if total == "" else total,
        letters[THIS_TOTAL],
        printed,
        tuple(odd),
        _filled(row),
        known,
    )
