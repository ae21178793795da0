"""Grids to tables: the hidden mark, the header wherever it stands, the rows that are entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from xlsheet.forms.grids import Grid
from xlsheet.forms.layout import (
    CHECK,
    FILLED_LABEL,
    GUIDE_SHEET,
    MARK_HEADER,
    MARK_SHEET,
    MONTH_LABEL,
    PHONE_LABEL,
    PLAN_COLUMNS,
    PLAN_INPUTS,
    PROGRESS_COLUMNS,
    PROGRESS_INPUTS,
    PROGRESS_REQUIRED,
    REPORTER_LABEL,
    UNIT_LABEL,
    Mark,
)
from xlsheet.forms.returned import Cell, FoundTable
from xlsheet.ledger.data import column_letter
from xlsheet.ledger.findings import show
from xlsheet.ledger.tables import PLANS, PROGRESS, Table
from xlsheet.ledger.texts import fold

_HEADER_WITHIN: Final = 30
_SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    PROGRESS.task_no: ("任务编号", "任务序号", "编号", "序号"),
    PROGRESS.unit: ("单位", "填报单位", "责任单位", "报送单位"),
    PROGRESS.month: ("月份", "填报月份"),
    PROGRESS.text: ("进展情况", "工作进展", "工作进展情况", "本月进展", "进展", "完成情况"),
    PROGRESS.percent: ("完成比例", "完成进度", "完成率", "进度"),
    PROGRESS.status: ("状态", "任务状态", "进展状态"),
    PROGRESS.problems: ("存在问题", "存在的问题", "问题"),
    PROGRESS.next_steps: ("下步措施", "下一步措施", "下一步工作", "下步工作"),
    PROGRESS.reporter: ("填报人", "填表人"),
    PROGRESS.phone: ("联系电话", "电话", "手机"),
    PROGRESS.filled_on: ("填报日期", "填表日期", "填报时间"),
}
_NOTES: Final = re.compile(r"[(（\[【].*?[)）\]】]|[%％*＊:：、]")
_TOTALS: Final = ("合计", "小计", "总计", "共计")
_LABELS: Final = {
    fold(UNIT_LABEL): UNIT_LABEL,
    "报送单位": UNIT_LABEL,
    "单位名称": UNIT_LABEL,
    fold(MONTH_LABEL): MONTH_LABEL,
    "月份": MONTH_LABEL,
    fold(REPORTER_LABEL): REPORTER_LABEL,
    fold(PHONE_LABEL): PHONE_LABEL,
    fold(FILLED_LABEL): FILLED_LABEL,
}
_MARK_WIDTH: Final = len(MARK_HEADER)


def find_marks(grids: Sequence[Grid]) -> tuple[Mark, ...]:
    """The form's hidden marks; none where the file is no form of ours or somebody removed them."""
    for grid in grids:
        if grid.sheet == MARK_SHEET and grid.rows and tuple(grid.rows[0][:_MARK_WIDTH]) == MARK_HEADER:
            return tuple(_mark(row) for row in grid.rows[1:] if len(row) >= _MARK_WIDTH and row[0])
    return ()


def _mark(row: Sequence[Cell]) -> Mark:
    sheet, ledger_id, unit, month, version, keys = map(show, row[:_MARK_WIDTH])
    return Mark(sheet, ledger_id, unit, month, version, tuple(int(k) for k in keys.split(",") if k.isdigit()))


def find_tables(grids: Sequence[Grid]) -> Iterator[FoundTable]:
    """The tables of progress and plan rows, wherever they stand and whatever their sheets are called."""
    for grid in grids:
        if grid.sheet not in (MARK_SHEET, GUIDE_SHEET):
            found = _find_table(grid)
            if found is not None:
                yield found


def _find_table(grid: Grid) -> FoundTable | None:
    for top, cells in enumerate(grid.rows[:_HEADER_WITHIN]):
        table, places = _header(cells)
        if table is not None:
            return _table(grid, table, top, places)
    return None


def _header(cells: Sequence[Cell]) -> tuple[Table | None, dict[str, int]]:
    """What table a row is the header of, and where its columns are."""
    names = [_folded(cell) for cell in cells]
    if len([name for name in names if name]) < 3:
        return None, {}
    plan = _places(names, {name: (name,) for name in PLAN_COLUMNS})
    if PLANS.work in plan and PLANS.task_no in plan:
        return PLANS, plan
    wanted = {name: (name,) for name in PROGRESS_COLUMNS} | _SYNONYMS
    progress = _places(names, wanted)
    known = [name for name in PROGRESS_INPUTS if name in progress]
    core = [name for name in PROGRESS_REQUIRED if name in progress]
    if core and len(known) >= 2 and (PROGRESS.task_no in progress or len(core) >= 2):
        return PROGRESS, progress
    return None, {}


def _folded(cell: Cell) -> str:
    return fold(_NOTES.sub("", show(cell))) if isinstance(cell, str) else ""


def _places(names: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Column name -> 0-based place; of several spellings the first in the list wins."""
    places: dict[str, int] = {}
    for column, spellings in wanted.items():
        for spelling in map(fold, spellings):
            if spelling in names and names.index(spelling) not in places.values():
                places[column] = names.index(spelling)
                break
    return places


def _table(grid: Grid, table: Table, top: int, places: Mapping[str, int]) -> FoundTable:
    inputs = PLAN_INPUTS if table is PLANS else PROGRESS_INPUTS
    required = (PLANS.task_no, PLANS.work) if table is PLANS else (PROGRESS.task_no, *PROGRESS_REQUIRED)
    cells = _filled_down(grid, top)
    rows: list[int] = []
    skipped: list[tuple[int, str]] = []
    for i in range(top + 1, len(grid.rows)):
        reason = _why_no_entry(cells[i], places, [places[name] for name in inputs if name in places])
        if reason is None:
            rows.append(i)
        elif reason:
            skipped.append((i + 1, reason))
    known = set(places.values())
    extra = [show(cell) for i, cell in enumerate(grid.rows[top]) if show(cell).strip() and i not in known]
    return FoundTable(
        table=table,
        sheet=grid.sheet,
        header_row=top + 1,
        rows=[i + 1 for i in rows],
        cells={name: [_at(cells[i], place) for i in rows] for name, place in places.items()},
        letters={name: column_letter(place) for name, place in places.items()},
        headings=_headings(grid.rows[:top]),
        missing=[name for name in required if name not in places],
        extra=extra,
        skipped=skipped,
    )


def _at(row: Sequence[Cell], place: int) -> Cell:
    value = row[place] if place < len(row) else None
    return None if value == "" else value


def _filled_down(grid: Grid, top: int) -> Sequence[Sequence[Cell]]:
    """The rows, with the value of a cell that is merged over several of them in each."""
    tall = [area for area in grid.merged if area[0] > top and area[2] > area[0]]
    if not tall:
        return grid.rows
    rows = [list(row) for row in grid.rows]
    for first, left, last, _ in tall:
        for i in range(first + 1, min(last + 1, len(rows))):
            rows[i][left] = rows[first][left]
    return rows


def _why_no_entry(row: Sequence[Cell], places: Mapping[str, int], inputs: Sequence[int]) -> str | None:
    """None for an entry, else why a row is none; an empty reason for a blank row."""
    texts = [show(cell).strip() for cell in row]
    if not any(texts):
        return ""
    number = show(_at(row, places[PROGRESS.task_no])).strip() if PROGRESS.task_no in places else ""
    first = fold(next(text for text in texts if text))
    if first.startswith(_TOTALS) or fold(number).startswith(_TOTALS):
        return "合计行"
    if any(digit.isdigit() for digit in number) and len(number) <= 12:
        return None
    filled = sum(bool(show(_at(row, place)).strip()) for place in inputs)
    if filled >= 2 or (number and filled):
        return None
    if all(place >= len(texts) or not texts[place] for place in inputs) and CHECK in places:
        only_check = [i for i, text in enumerate(texts) if text] == [places[CHECK]]
        if only_check:
            return ""
    return "表格下方的说明或签名"


def _headings(rows: Sequence[Sequence[Cell]]) -> dict[str, tuple[Cell, str]]:
    """The labelled cells above a table: label -> (value right of it, its address)."""
    found: dict[str, tuple[Cell, str]] = {}
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if not isinstance(cell, str):
                continue
            label, _, rest = cell.partition("：" if "：" in cell else ":")
            name = _LABELS.get(fold(label))
            if name is None or name in found:
                continue
            value = rest.strip() or _at(row, c + 1)
            if isinstance(value, str) and fold(value.rstrip("：:")) in _LABELS:
                value = None
            if value is not None:
                found[name] = (value, f"{column_letter(c if rest.strip() else c + 1)}{r + 1}")
    return found
