"""Tables in a return that are not the form's: hidden copies, and lists of a unit's own beside the form."""

from __future__ import annotations

from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import CONTENT, PLAN_INPUTS, PROGRESS_INPUTS
from xlsheet.forms.read.returned import FoundTable, ReturnedFile
from xlsheet.merge.tables.owners import mark_of
from xlsheet.merge.tables.task_texts import COUNTING, TaskTexts

_QUOTED: Final = 2
_SHOWN: Final = 30


def set_aside(
    returned: ReturnedFile, tasks: TaskTexts
) -> tuple[list[FoundTable], list[FoundTable], list[Finding]]:
    """The tables that count, those that don't, and what is to be said about them."""
    tables = returned.tables
    if len(tables) < 2 and not any(found.hidden for found in tables):
        return list(tables), [], []
    kept: list[FoundTable] = []
    aside: list[FoundTable] = []
    said: list[Finding] = []
    for found in tables:
        finding = _why_aside(found, returned, tasks)
        if finding is None:
            kept.append(found)
            if found.hidden:
                said.append(catalogue.SHEET_HIDDEN_TAKEN.at(found.sheet, value=found.sheet))
        else:
            aside.append(found)
            said.append(finding)
    return kept, aside, said


def _why_aside(found: FoundTable, returned: ReturnedFile, tasks: TaskTexts) -> Finding | None:
    others = [other for other in returned.tables if other is not found and other.table is found.table]
    if found.hidden:
        if any(not other.hidden and is_filled_in(other) for other in others):
            return catalogue.SHEET_HIDDEN.at(
                found.sheet, value=found.sheet, count=cells_of(found), words=_quoted(found)
            )
        return None
    if mark_of(found, returned) is not None or not any(_is_sound(other, returned) for other in others):
        return None
    if found.missing or (_numbers_its_own_lines(found) and not _knows_a_task(found, tasks)):
        value = found.sheet or f"第 {found.header_row} 行起的表"
        return catalogue.TABLE_ANNEX.at(
            found.sheet, f"A{found.header_row}", value, count=cells_of(found), words=_quoted(found)
        )
    return None


def is_filled_in(found: FoundTable) -> bool:
    """Whether an answer stands in any row of a table."""
    names = (*PROGRESS_INPUTS, *PLAN_INPUTS)
    return any(show(cell).strip() for name in names for cell in found.cells.get(name, ()))


def cells_of(found: FoundTable) -> int:
    """How many cells of a table hold something."""
    return sum(found.filled) + found.around.found


def _is_sound(found: FoundTable, returned: ReturnedFile) -> bool:
    if found.hidden or found.missing:
        return False
    return mark_of(found, returned) is not None or not _numbers_its_own_lines(found)


def _numbers_its_own_lines(found: FoundTable) -> bool:
    return fold(found.variants.get(PROGRESS.task_no, "")) in COUNTING


def _knows_a_task(found: FoundTable, tasks: TaskTexts) -> bool:
    """Whether a line has the text of a task of the ledger."""
    return any(tasks.with_text(cell) is not None for cell in found.cells.get(CONTENT, ()))


def _quoted(found: FoundTable) -> str:
    """The first answers in a table, for a message."""
    names = [name for name in (*PROGRESS_INPUTS, *PLAN_INPUTS) if name in found.cells]
    cells = (show(found.cells[name][i]) for i in range(len(found.rows)) for name in names)
    words = [f"“{cell[:_SHOWN]}”" for cell in cells if cell]
    return "、".join(words[:_QUOTED]) + ("等" if len(words) > _QUOTED else "")
