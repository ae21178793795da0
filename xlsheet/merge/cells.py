"""The cells of a returned table made into the ledger's values, with what had to be changed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any, Final, cast

from xlsheet.cells.dates import read_date
from xlsheet.cells.months import Month
from xlsheet.cells.percent import Scale, is_fraction, read_percent, scale_of
from xlsheet.cells.statuses import read_status
from xlsheet.cells.text import ERROR_VALUES, FORMULA_STARTS, all_plain, clean, dirt, is_plain
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity, show
from xlsheet.dictionary.tables import PLANS, PROGRESS
from xlsheet.forms.layout import CONTENT, PLAN_INPUTS, PROGRESS_INPUTS
from xlsheet.forms.read.returned import FoundTable
from xlsheet.grids.grid import Cell
from xlsheet.ledger.changes import Value
from xlsheet.xlsx.cells import length_in_cell

LONGEST_CELL: Final = 32_767
"""Characters that a cell of a worksheet holds."""

_SURELY_FITS: Final = LONGEST_CELL // 2
"""Characters that fit whatever they are: some count twice."""

_SHOWN: Final = 60


class CellReader:
    """Reads the cells of one table. `month` is the form's, for days without a year; `ours` says that
    the table is one of our forms, whose percentages are formatted as such. `statuses` are those allowed."""

    def __init__(self, found: FoundTable, month: Month, statuses: Collection[str], *, ours: bool) -> None:
        self.found, self.month, self.statuses = found, month, frozenset(statuses)
        self.inputs = PLAN_INPUTS if found.table is PLANS else PROGRESS_INPUTS
        self._columns: dict[str, Sequence[Cell]] = {
            name: found.cells[name] for name in self.inputs if name in found.cells
        }
        self._scale = scale_of(found.cells.get(PROGRESS.percent, ()), percent_cells=ours)
        self._above: dict[str, tuple[Value, tuple[Finding, ...]]] = {
            name: self._read(name, *found.headings[name], self.month)
            for name in self.inputs
            if name in found.headings
        }

    def blank_rows(self) -> list[bool]:
        """For each row whether nothing was filled in in it."""
        if not self._columns:
            return [True] * len(self.found.rows)
        return [all(_is_blank(cell) for cell in row) for row in zip(*self._columns.values(), strict=True)]

    def rows(self, months: Sequence[Month]) -> tuple[list[dict[str, Value]], dict[int, list[Finding]]]:
        """Each row's values for the ledger, its month given; and what is to be said about its cells, by
        the row's place. A reporter, a telephone or a day that stands above the table only is every row's."""
        said: dict[int, list[Finding]] = {}
        columns = [self._column(name, months, said) for name in self.inputs]
        return [dict(zip(self.inputs, row, strict=True)) for row in zip(*columns, strict=True)], said

    def _column(self, name: str, months: Sequence[Month], said: dict[int, list[Finding]]) -> list[Value]:
        """One column's values. Nearly all cells can be taken as they stand; only the others are read."""
        above = self._above.get(name, (None, ()))
        if name in self._columns and above == (None, ()) and self._all_taken_as_is(name):
            return cast("list[Value]", list(self._columns[name]))
        taken_as_is = self._taken_as_is(name)
        values: list[Any] = []
        for i, cell in enumerate(self._columns[name] if name in self._columns else [None] * len(months)):
            if taken_as_is(cell):
                values.append(cell)
                continue
            value, findings = above
            if not _is_blank(cell):
                row = self.found.rows[i]
                value, findings = self._read(name, cell, self.found.address(row, name), months[i], row)
            values.append(value)
            if findings:
                said.setdefault(i, []).extend(findings)
        return values

    def _all_taken_as_is(self, name: str) -> bool:
        """Whether that is known of a whole column at one look, its blank cells left aside."""
        held = [cell for cell in self._columns[name] if cell is not None]
        if name == PROGRESS.status:
            return self.statuses.issuperset(held)
        if name in (PROGRESS.percent, PROGRESS.filled_on, PLANS.deadline, PROGRESS.phone):
            return all(map(self._taken_as_is(name), held))
        return all_plain(held, _SURELY_FITS)

    def _taken_as_is(self, name: str) -> Callable[[Cell], bool]:
        """What tells of a column's cell that `_read` would give it back, with nothing to say about it."""
        if name == PROGRESS.percent:
            return _never if self._scale is Scale.POINTS else is_fraction
        if name == PROGRESS.status:
            return self.statuses.__contains__
        if name in (PROGRESS.filled_on, PLANS.deadline):
            return lambda cell: type(cell) is date
        if name == PROGRESS.phone:
            return lambda cell: is_plain(cell, _SURELY_FITS) and _digits(cell) is cell
        return lambda cell: is_plain(cell, _SURELY_FITS)

    def _read(
        self, name: str, cell: Cell, address: str, month: Month, row: int = 0
    ) -> tuple[Value, tuple[Finding, ...]]:
        sheet = self.found.sheet
        if isinstance(cell, str) and cell.strip() in ERROR_VALUES:
            return None, (catalogue.FORMULA_ERROR.at(sheet, address, cell.strip(), column=name),)
        value: Value
        finding: Finding | None
        if name == PROGRESS.percent:
            scale = Scale.FRACTIONS if row in self.found.percent_rows else self._scale
            value, finding = read_percent(cell, scale=scale, sheet=sheet, cell=address)
        elif name == PROGRESS.status:
            value, finding = read_status(cell, self.statuses, sheet=sheet, cell=address)
        elif name in (PROGRESS.filled_on, PLANS.deadline):
            deadline = name == PLANS.deadline
            value, finding = read_date(cell, month, deadline=deadline, sheet=sheet, cell=address)
        else:
            return self._text(name, cell, address)
        return value, (finding,) if finding else ()

    def _text(self, name: str, cell: Cell, address: str) -> tuple[str | None, tuple[Finding, ...]]:
        """Text as it will stand in the ledger. Numbers keep their digits, as telephones need them."""
        raw = cell if isinstance(cell, str) else show(cell)
        text = clean(raw)
        if name == PROGRESS.phone:
            text = _digits(text)
        sheet, column = self.found.sheet, str(name)
        found = []
        if text != raw:
            what = dirt(raw)
            code = catalogue.TEXT_DIRTY if what else catalogue.NUMBER_TEXT
            found.append(code.at(sheet, address, short(raw), column=column, what=what, taken=short(text)))
        elif not isinstance(cell, str):
            found.append(catalogue.NUMBER_TEXT.at(sheet, address, cell, column=column, taken=short(text)))
        if text.startswith(FORMULA_STARTS):
            found.append(catalogue.FORMULA_LIKE.at(sheet, address, short(text), start=text[0]))
        if length_in_cell(text) > LONGEST_CELL:
            found.append(
                catalogue.TEXT_TOO_LONG.at(
                    sheet,
                    address,
                    short(text),
                    column=column,
                    length=length_in_cell(text),
                    limit=LONGEST_CELL,
                )
            )
        return text or None, tuple(found)


def shown(found: FoundTable, i: int, *, whole: bool = False) -> str:
    """What stands in the i-th row of a table, and above it for every row, for 退回清单; where it is `whole`,
    with the task's text."""
    text = (CONTENT,) if whole else ()
    names = (PROGRESS.task_no, *text, *(PLAN_INPUTS if found.table is PLANS else PROGRESS_INPUTS))
    cells = {name: found.cells[name][i] for name in names if name in found.cells}
    above = {name: found.headings[name][0] for name in names if name in found.headings}
    cells |= {name: cell for name, cell in above.items() if _is_blank(cells.get(name))}
    return "；".join(f"{name}={show(cell)}" for name, cell in cells.items() if not _is_blank(cell))


def _never(_cell: Cell) -> bool:
    return False


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _digits(text: str) -> str:
    """A telephone number that was once taken for a number: 67180738.0, 1.5E+07."""
    try:
        number = float(text) if "." in text or "E" in text.upper() else None
    except ValueError:
        return text
    return str(int(number)) if number is not None and number.is_integer() and number > 0 else text


def short(text: str) -> str:
    """A text as a message quotes it."""
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def is_error(finding: Finding) -> bool:
    """Whether a row cannot be taken for it."""
    return finding.severity is Severity.ERROR
