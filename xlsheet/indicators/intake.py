"""What a notice's tasks do to 量化指标: rows of new tasks, and what a revised text changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import INDICATORS, MEASURED
from xlsheet.indicators.rows import Revision, is_open, revise, target_rows, target_text
from xlsheet.ledger.changes import Edit, Row, Value
from xlsheet.ledger.table import TableData


class TaskText(NamedTuple):
    """A task's words as the notice has them, and as the ledger had them; None where the task is new."""

    number: int
    after: str
    before: str | None


@dataclass(slots=True)
class TargetIntake:
    """The rows that 量化指标 gets, changes and loses, and what is to be said."""

    edit: Edit
    findings: list[Finding] = field(default_factory=list)


def take_targets(
    targets: TableData, measured: TableData, texts: Iterable[TaskText], *, overwrite: bool
) -> TargetIntake:
    """New tasks get the rows of their targets. A task whose words have changed is compared; its rows change
    only with `overwrite`, and those that a person has touched never do. A ledger without any row gets those
    of all tasks."""
    known, counted = _by_task(targets), _counted(measured)
    updates: dict[int, Row] = {}
    added: list[Row] = []
    removed: list[int] = []
    findings: list[Finding] = []
    for number, after, before in texts:
        if before is None or (not len(targets) and before == after):
            rows = target_rows(number, after)
            added += rows
            findings += map(_open_finding, filter(is_open, rows))
        elif before != after:
            done = revise(number, known[number], before, after, counted[number])
            if done.said:
                findings.append(_changed_finding(number, done, overwrite))
            if overwrite:
                updates |= done.updated
                added += done.added
                removed += done.removed
    return TargetIntake(Edit(INDICATORS, updates, added, removed), findings)


def read_again(targets: TableData, texts: Mapping[int, str]) -> TargetIntake:
    """The rows of the tasks that have none yet: a ledger that was made before there were any."""
    known = _by_task(targets)
    rows = [row for number, text in texts.items() if number not in known for row in target_rows(number, text)]
    return TargetIntake(Edit(INDICATORS, appended=rows), [_open_finding(row) for row in rows if is_open(row)])


def _by_task(targets: TableData) -> Mapping[int, Sequence[tuple[int, Row]]]:
    found: dict[int, list[tuple[int, Row]]] = defaultdict(list)
    for row_number, values in targets.rows():
        number = values[INDICATORS.task_no]
        if isinstance(number, int | float) and number == number:
            found[int(number)].append((row_number, {str(c): _value(v) for c, v in values.items()}))
    return found


def _value(cell: object) -> Value:
    return cell if isinstance(cell, str | int | float | None) else show(cell)


def _counted(measured: TableData) -> Mapping[int, set[int]]:
    """The places of the indicators of which units have reported, by task."""
    found: dict[int, set[int]] = defaultdict(set)
    for _, values in measured.rows(MEASURED.task_no, MEASURED.place):
        number, place = values[MEASURED.task_no], values[MEASURED.place]
        if isinstance(number, int | float) and isinstance(place, int | float):
            found[int(number)].add(int(place))
    return found


def _open_finding(row: Row) -> Finding:
    return catalogue.TARGET_UNSURE.at(INDICATORS.sheet, value=target_text(row), task=row[INDICATORS.task_no])


def _changed_finding(number: int, done: Revision, overwrite: bool) -> Finding:
    return catalogue.TARGETS_CHANGED.at(
        INDICATORS.sheet,
        value="；".join(done.said),
        task=number,
        done="已按通知改" if overwrite else "台账未改",
    )
