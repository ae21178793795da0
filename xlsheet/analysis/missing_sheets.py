"""The rows of 缺报清单 and 缺报矩阵."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from xlsheet.analysis.submissions import Flag, Flagged, FlaggedPlan, Reporting
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import MATRIX, MISSING, PLANS
from xlsheet.ledger.changes import Replace, Row, Value
from xlsheet.ledger.table import TableData

PLAN_PERIOD: Final = PLANS.sheet
"""What stands in place of the month where a project plan is missing or late."""

ALL_DELIVERED, NOTHING_DUE = "✓", "—"
_SHORT_WORDS: Final = {Flag.MISSING: "缺", Flag.LATE: "迟", Flag.EMPTY: "空", Flag.COPIED: "同"}


def list_rows(
    entries: Iterable[Flagged],
    plans: Iterable[FlaggedPlan],
    reporting: Reporting,
    units: Sequence[str],
    contents: Mapping[int, str],
) -> list[Row]:
    """缺报清单: the latest month first, since that is the one to chase; plans last. Within a month
    in the order of `units` and tasks. `contents` has the tasks' texts by number."""
    place = _places(units)
    due = reporting.calendar.plan_due.date()
    monthly = sorted(entries, key=lambda e: (_latest_first(e.month), place(e.unit), e.task_no))
    once = sorted(plans, key=lambda p: (place(p.unit), p.task_no))
    return [
        *(
            _list_row(
                e,
                str(e.month),
                reporting.calendar.due(e.month),
                contents,
                e.consecutive if e.flag is Flag.MISSING else None,
            )
            for e in monthly
        ),
        *(_list_row(p, PLAN_PERIOD, due, contents, None) for p in once),
    ]


def _list_row(
    item: Flagged | FlaggedPlan, period: str, due: date, contents: Mapping[int, str], consecutive: int | None
) -> Row:
    return {
        MISSING.month: period,
        MISSING.due: due,
        MISSING.unit: item.unit,
        MISSING.task_no: item.task_no,
        MISSING.role: item.role,
        MISSING.flag: item.flag.word,
        MISSING.consecutive: consecutive,
        MISSING.content: contents.get(item.task_no),
    }


def matrix(
    entries: Iterable[Flagged], reporting: Reporting, months: Sequence[Month], units: Sequence[str]
) -> Replace:
    """缺报矩阵: who failed how often in which month, the worst first."""
    flags: Counter[tuple[str, Month, Flag]] = Counter((e.unit, e.month, e.flag) for e in entries)
    owed = Counter((duty.unit, month) for month in months for duty in reporting.expected(month))
    totals: Counter[str] = Counter()
    for (unit, _, _), count in flags.items():
        totals[unit] += count
    place = _places(units)
    rows: list[Row] = []
    for unit in sorted({unit for unit, _ in owed}, key=lambda u: (-totals[u], place(u))):
        cells: dict[str, Value] = {
            str(month): _cell(flags, unit, month, owed[unit, month]) for month in months
        }
        rows.append({MATRIX.unit: unit, **cells, MATRIX.total: totals[unit]})
    return Replace(MATRIX, rows, [MATRIX.unit, *map(str, months), MATRIX.total])


def _cell(flags: Counter[tuple[str, Month, Flag]], unit: str, month: Month, owed: int) -> str:
    """缺2 迟1; without the count where there is but one task to report on."""
    if not owed:
        return NOTHING_DUE
    counts = ((word, flags[unit, month, flag]) for flag, word in _SHORT_WORDS.items())
    marks = " ".join(f"{word}{count if owed > 1 else ''}" for word, count in counts if count)
    return marks or ALL_DELIVERED


def marks_of(cell: Value) -> Iterator[tuple[Flag, int]]:
    """What a cell of the matrix says: its flags and how many tasks have each."""
    words = {word: flag for flag, word in _SHORT_WORDS.items()}
    for mark in str(cell).split():
        if mark[0] in words:
            yield words[mark[0]], int(mark[1:] or 1)


def sums(step: Replace) -> Row:
    """The matrix's columns added up: how many tasks of all units have each flag."""
    row: dict[str, Value] = {MATRIX.unit: str(MATRIX.total)}
    for name in (step.columns or ())[1:-1]:
        counts: Counter[Flag] = Counter()
        for cells in step.rows:
            counts.update(dict(marks_of(cells[name])))
        row[name] = " ".join(f"{word}{counts[flag]}" for flag, word in _SHORT_WORDS.items() if counts[flag])
    total = sum(count for cells in step.rows for name in row for _, count in marks_of(cells[name]))
    return {**row, MATRIX.total: total}


def stands_already(step: Replace, data: TableData) -> bool:
    """Whether the sheet shows exactly what the step would write."""
    columns = step.columns or step.table.columns
    here = list(data.header[: len(columns)])
    return here == [str(name) for name in columns] and data.shows(columns, step.rows)


def _latest_first(month: Month) -> tuple[int, int]:
    return -month.year, -month.month


def _places(units: Sequence[str]) -> Callable[[str], tuple[int, str]]:
    """Sort key of units: the registry's order, then by name."""
    order = {unit: i for i, unit in enumerate(units)}
    return lambda unit: (order.get(unit, len(order)), unit)
