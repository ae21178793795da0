"""The cells of a returned table made into the ledger's values, with what had to be changed."""

from __future__ import annotations

from typing import Final

from xlsheet.forms.layout import PLAN_INPUTS, PROGRESS_INPUTS
from xlsheet.forms.returned import Cell, FoundTable
from xlsheet.ledger import codes
from xlsheet.ledger.changes import Value
from xlsheet.ledger.dates import read_date
from xlsheet.ledger.findings import Finding, Severity, show
from xlsheet.ledger.percent import Scale, read_percent, scale_of
from xlsheet.ledger.periods import Month
from xlsheet.ledger.statuses import read_status
from xlsheet.ledger.tables import PLANS, PROGRESS
from xlsheet.ledger.texts import ERROR_VALUES, FORMULA_STARTS, clean, dirt

LONGEST_CELL: Final = 32_767
"""Characters that a cell of a worksheet holds."""

_SHOWN: Final = 60


class CellReader:
    """Reads the cells of one table. `month` is the form's, for days without a year; `ours` says that
    the table is one of our forms, whose percentages are formatted as such."""

    def __init__(self, found: FoundTable, month: Month, text_limit: int, *, ours: bool) -> None:
        self.found, self.month, self.text_limit = found, month, text_limit
        self.inputs = PLAN_INPUTS if found.table is PLANS else PROGRESS_INPUTS
        self._columns = {name: found.cells[name] for name in self.inputs if name in found.cells}
        self._scale = scale_of(found.cells.get(PROGRESS.percent, ()), percent_cells=ours)
        self._above = {
            name: self._read(name, *found.headings[name], self.month)
            for name in self.inputs
            if name in found.headings
        }

    def is_blank(self, i: int) -> bool:
        """Whether nothing was filled in in the i-th row."""
        return all(_is_blank(cells[i]) for cells in self._columns.values())

    def values(self, i: int, row: int, month: Month) -> tuple[dict[str, Value], list[Finding]]:
        """The i-th row's values for the ledger, and what is to be said about its cells. A reporter, a
        telephone or a day that stands above the table only is every row's."""
        values: dict[str, Value] = {}
        findings: list[Finding] = []
        for name in self.inputs:
            cell = self._columns[name][i] if name in self._columns else None
            if _is_blank(cell):
                value, found = self._above.get(name, (None, ()))
            else:
                value, found = self._read(name, cell, self.found.address(row, name), month, row)
            values[name] = value
            findings.extend(found)
        return values, findings

    def _read(
        self, name: str, cell: Cell, address: str, month: Month, row: int = 0
    ) -> tuple[Value, tuple[Finding, ...]]:
        sheet = self.found.sheet
        if isinstance(cell, str) and cell.strip() in ERROR_VALUES:
            return None, (codes.FORMULA_ERROR.at(sheet, address, cell.strip(), column=name),)
        value: Value
        finding: Finding | None
        if name == PROGRESS.percent:
            scale = Scale.FRACTIONS if row in self.found.percent_rows else self._scale
            value, finding = read_percent(cell, scale=scale, sheet=sheet, cell=address)
        elif name == PROGRESS.status:
            value, finding = read_status(cell, sheet=sheet, cell=address)
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
            code = codes.TEXT_DIRTY if what else codes.NUMBER_TEXT
            found.append(code.at(sheet, address, short(raw), column=column, what=what, taken=short(text)))
        elif not isinstance(cell, str):
            found.append(codes.NUMBER_TEXT.at(sheet, address, cell, column=column, taken=short(text)))
        if text.startswith(FORMULA_STARTS):
            found.append(codes.FORMULA_LIKE.at(sheet, address, short(text), start=text[0]))
        if len(text) > self.text_limit:
            finding = codes.TEXT_LONG if len(text) <= LONGEST_CELL else codes.TEXT_TOO_LONG
            limit = min(self.text_limit, LONGEST_CELL) if len(text) <= LONGEST_CELL else LONGEST_CELL
            found.append(
                finding.at(sheet, address, short(text), column=column, length=len(text), limit=limit)
            )
        return text or None, tuple(found)


def shown(found: FoundTable, i: int) -> str:
    """What stands in the i-th row of a table, for 退回清单."""
    names = (PROGRESS.task_no, *(PLAN_INPUTS if found.table is PLANS else PROGRESS_INPUTS))
    cells = {name: found.cells[name][i] for name in names if name in found.cells}
    return "；".join(f"{name}={show(cell)}" for name, cell in cells.items() if not _is_blank(cell))


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
