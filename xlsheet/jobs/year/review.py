"""A look before the leap: a workbook with the notice's lines beside what an import makes of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

from xlsheet.dictionary.tables import PLANS, TASKS
from xlsheet.jobs.importing import ImportReport
from xlsheet.ledger.changes import Row
from xlsheet.notice.incoming import Incoming
from xlsheet.notice.model import Task
from xlsheet.notice.review.layout import MEANT
from xlsheet.notice.review.rows import review_rows
from xlsheet.notice.review.write import write_review


def review(path: Path, incoming: Incoming, report: ImportReport) -> None:
    """Write the review of what was imported, or would be. Raises OutputError where the file takes none."""
    numbers = [cast("int", row[TASKS.number]) for row in report.rows]
    tasks = [
        replace(task, number=number) for task, number in zip(incoming.notice.tasks, numbers, strict=True)
    ]
    understood = [_understood(task, row) for task, row in zip(tasks, report.rows, strict=True)]
    write_review(path, incoming.notice, review_rows(incoming.source, tasks, understood, report.findings))


def _understood(task: Task, row: Row) -> Row:
    """The ledger's row, with what goes elsewhere beside it."""
    printed = {TASKS.lead_units: task.lead_text, TASKS.responsible_units: task.responsible_text}
    meant = [f"{role}：{row[role]}" for role, text in printed.items() if row[role] and row[role] != text]
    when = [f"{TASKS.deadline}：{task.deadline_note}"] if task.deadline and task.deadline_note else []
    return {
        **row,
        **{role: text or None for role, text in printed.items()},
        MEANT: "\n".join(meant) or None,
        TASKS.deadline: task.deadline or task.deadline_text or None,
        TASKS.remark: "。".join(note.rstrip("。") for note in [*task.notes, *when]) or None,
        PLANS.work: task.measures or None,
        PLANS.goal: task.goal or None,
        PLANS.stages: task.stages or None,
    }
