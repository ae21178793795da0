"""The steps of a change, looked at before a store carries them out; and the rows in which that failed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.errors import LedgerError, UnwrittenError
from xlsheet.ledger.changes import Changes, Edit, Replace, names_in
from xlsheet.ledger.table import TableData
from xlsheet.xlsx.verify.package import Misfit

_NAMED: Final = 3
"""Rows that a message names."""

_SHOWN: Final = 40


def steps_of(changes: Changes) -> list[Edit | Replace]:
    """The steps that do something; to replace a table's rows by none does."""
    return [step for step in changes.steps if isinstance(step, Replace) or step]


def rows_of(step: Edit | Replace) -> int:
    """How many rows a step writes or takes out."""
    if isinstance(step, Replace):
        return len(step.rows)
    return len(step.updates) + len(step.appended) + len(step.removed)


def look_at_names(step: Edit | Replace, data: TableData) -> None:
    """KeyError, a slip of the program's, where a step names a column or row that the table lacks."""
    if isinstance(step, Replace):
        named, names = names_in(step.rows), {*data.header, *(step.columns or ())}
    else:
        named, names = names_in(step.appended) | names_in([*step.updates.values()]), {*data.header}
        unknown_rows = {*step.updates, *step.removed} - {*data.numbers}
        if unknown_rows:
            raise KeyError(f"{step.table.sheet}: {sorted(unknown_rows)}")
    if not named <= names:
        raise KeyError(f"{step.table.sheet}: {sorted(named - names)}")


def unwritten(misfits: Sequence[Misfit]) -> UnwrittenError:
    """What to raise where these rows would not read as they were meant, naming unit, task, month, column and
    value."""
    said = "；".join(map(_said, misfits[:_NAMED]))
    more = f"等 {len(misfits)} 行" if len(misfits) > _NAMED else ""
    return UnwrittenError(
        f"{said}{more}写好后再读，内容对不上，没有存进台账，台账没有改动。请核对这一格的内容，改正后再试。",
        [(misfit.table.sheet, misfit.meant, misfit.column) for misfit in misfits],
    )


def unwritten_sheets(steps: Sequence[Edit | Replace]) -> LedgerError:
    """The same where nothing tells in which rows."""
    sheets = "、".join(f"“{step.table.sheet}”" for step in steps)
    return LedgerError(
        f"{sheets}写好后再读，内容对不上，没有存进台账，台账没有改动。"
        "请运行 xlsheet doctor 检查台账，再做一次；还是这样，请把台账转给技术人员。"
    )


def _said(misfit: Misfit) -> str:
    meant = misfit.meant
    task = show(meant.get(PROGRESS.task_no))
    words = [show(meant.get(PROGRESS.unit)), f"第{task}项" if task else "", show(meant.get(PROGRESS.month))]
    row = " ".join(filter(None, words))
    value = show(meant.get(misfit.column))[:_SHOWN]
    return f"“{misfit.table.sheet}”{row} 的“{misfit.column}”（{value}）"
