"""Targets as rows of 量化指标: those of a new task, and what a changed text means for the rows there are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import INDICATORS, TARGET_CHECKED, TARGET_OPEN, TARGET_READ
from xlsheet.indicators.reading import Target, read_targets
from xlsheet.ledger.changes import Row

_SAID: Final = (
    INDICATORS.label,
    INDICATORS.direction,
    INDICATORS.target,
    INDICATORS.measure,
    INDICATORS.qualifier,
    INDICATORS.kind,
)
"""What a person corrects."""
_ALIKE: Final = 0.6


def target_rows(task_no: int, content: str, first: int = 1) -> list[Row]:
    """The rows of a task's targets, numbered from `first`."""
    return [_row(task_no, i, target) for i, target in enumerate(read_targets(content), start=first)]


def is_open(row: Row) -> bool:
    """Whether the program was not sure of a row and nobody has looked at it."""
    return show(row.get(INDICATORS.checked)).strip() == TARGET_OPEN


def target_text(row: Row) -> str:
    """A target in words: 新增公园 20个（以上）."""
    qualifier = show(row.get(INDICATORS.qualifier)).strip()
    value, measure = row.get(INDICATORS.target), show(row.get(INDICATORS.measure)).strip()
    number = f"{value:g}" if isinstance(value, int | float) and abs(value) < 1e6 else show(value)
    return f"“{show(row.get(INDICATORS.label))}” {number}{measure}" + (
        f"（{qualifier}）" if qualifier else ""
    )


@dataclass(slots=True)
class Revision:
    """What a changed text does to a task's rows: `updated` by worksheet row, `added`, `removed`, and what
    there is to say of each change. Rows that a person touched stay, which is said too."""

    updated: dict[int, Row] = field(default_factory=dict)
    added: list[Row] = field(default_factory=list)
    removed: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)


def revise(
    task_no: int, rows: Sequence[tuple[int, Row]], before: str, after: str, measured: Collection[int] = ()
) -> Revision:
    """The rows of a task (with their worksheet rows) after its text changed. `measured` are the places of
    indicators of which units have reported: these rows are never removed."""
    done = Revision()
    old, new = target_rows(task_no, before), target_rows(task_no, after)
    left = list(new)
    for number, row in rows:
        match = _partner(row, left)
        if match is not None:
            left.remove(match)
        if not _untouched(row, old):
            if match is not None and _said(match) != _said(row):
                done.said.append(f"{target_text(row)}人工改过，没有动（通知现在是{target_text(match)}）")
        elif match is None:
            _drop(done, number, row, measured)
        elif _said(match) != _said(row):
            done.updated[number] = {**match, INDICATORS.place: row[INDICATORS.place]}
            done.said.append(f"{target_text(row)}改为{target_text(match)}")
    place = max((_place(row) for _, row in [*rows, *((0, row) for row in old)]), default=0)
    for row in left:
        if any(_said(row) == _said(gone) for gone in old):  # a person took it away
            continue
        place += 1
        done.added.append({**row, INDICATORS.place: place})
        done.said.append(f"新增{target_text(row)}")
    return done


def _drop(done: Revision, number: int, row: Row, measured: Collection[int]) -> None:
    if _place(row) in measured:
        done.said.append(f"{target_text(row)}通知里没有了，已有单位报数，没有删")
    else:
        done.removed.append(number)
        done.said.append(f"{target_text(row)}通知里没有了，已删去")


def _row(task_no: int, place: int, target: Target) -> Row:
    value = int(target.value) if target.value.is_integer() else target.value
    return {
        INDICATORS.task_no: task_no,
        INDICATORS.place: place,
        INDICATORS.label: target.name,
        INDICATORS.direction: target.direction,
        INDICATORS.target: value,
        INDICATORS.measure: target.measure or None,
        INDICATORS.qualifier: target.qualifier or None,
        INDICATORS.kind: target.kind,
        INDICATORS.wording: target.wording,
        INDICATORS.source: TARGET_READ,
        INDICATORS.checked: TARGET_OPEN if target.doubt else None,
    }


def _place(row: Row) -> int:
    place = row.get(INDICATORS.place)
    return int(place) if isinstance(place, int | float) else 0


def _said(row: Row) -> tuple[str, ...]:
    return tuple(_plain(row.get(column)) for column in _SAID)


def _plain(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, int | float) else fold(show(value))


def _untouched(row: Row, old: Sequence[Row]) -> bool:
    """Whether a row still says what the program once read from the old text."""
    if show(row.get(INDICATORS.checked)).strip() == TARGET_CHECKED:
        return False
    if show(row.get(INDICATORS.source)).strip() != TARGET_READ:
        return False
    return any(_said(row) == _said(read) for read in old)


def _partner(row: Row, new: Sequence[Row]) -> Row | None:
    """The target of the new text that is this row's: the same, the same name, or the nearest name with the
    same unit of measure."""
    for candidate in new:
        if _said(candidate) == _said(row):
            return candidate
    label, measure = (_plain(row.get(column)) for column in (INDICATORS.label, INDICATORS.measure))
    for candidate in new:
        if _plain(candidate[INDICATORS.label]) == label:
            return candidate
    scored = [
        (SequenceMatcher(None, label, _plain(candidate[INDICATORS.label])).ratio(), i)
        for i, candidate in enumerate(new)
        if _plain(candidate[INDICATORS.measure])[-1:] == measure[-1:]
    ]
    best = max(scored, default=(0.0, 0))
    return new[best[1]] if best[0] >= _ALIKE else None
