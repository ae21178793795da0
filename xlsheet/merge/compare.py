"""Returned entries against those that stand beside them: progress that goes back, words used before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xlsheet.analysis.copies import Copy, Wording, find_copies
from xlsheet.cells.months import Month
from xlsheet.cells.rounding import exact, half_up, percent_text
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.merge.candidates import TableOutcome
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.judging import broken_rule
from xlsheet.merge.rows import ReturnedRow
from xlsheet.rules.checks import falls_back
from xlsheet.rules.intake import IntakeRules

Percents = dict[tuple[str, int], list[tuple[str, float]]]
"""Unit and task -> (month, share) of its entries."""


def compare_entries(
    files: Sequence[JudgedFile], progress: TableOutcome, copied_share: float, intake: IntakeRules
) -> None:
    """Note on accepted entries what only shows beside others, seen against the ledger as it will be."""
    units = {file.unit for file in files if file.accepted}
    copied = _copied(progress, units, copied_share)
    earlier = _percents(progress, units)
    for file in files:
        for entry in file.accepted:
            if entry.table is PROGRESS and entry.task_no is not None:
                copy = copied.get((file.unit, entry.task_no, entry.month))
                if copy is not None:
                    other = f"{copy.other.month} 第{copy.other.task_no}项"
                    text = show(entry.values[PROGRESS.text])
                    cell = entry.at(PROGRESS.text)
                    entry.findings.append(
                        catalogue.TEXT_COPIED.at(*cell, text, other=other, share=percent_text(copy.share, 0))
                    )
                before = earlier.get((file.unit, entry.task_no), ())
                entry.findings.extend(_going_back(entry, file.unit, before, intake))


def _copied(progress: TableOutcome, units: set[str], share: float) -> dict[tuple[str, int, str], Copy]:
    words = [
        Wording(unit, task, month, show(standing.said[PROGRESS.text]))
        for (task, unit, text), standing in progress.rows.items()
        if unit in units and task is not None and (month := Month.parse(text)) is not None
    ]
    copies = find_copies(words, share, among_units=False)  # what others wrote is not this file's matter
    return {(w.unit, w.task_no, str(w.month)): copies[i] for i, w in enumerate(words) if i in copies}


def _percents(progress: TableOutcome, units: set[str]) -> Percents:
    found: Percents = {}
    for (task, unit, month), standing in progress.rows.items():
        share = standing.said[PROGRESS.percent]
        if unit in units and isinstance(share, int | float) and 0 <= share <= 1 and task is not None:
            found.setdefault((unit, task), []).append((month, float(share)))
    return found


def _going_back(
    entry: ReturnedRow, unit: str, entries: Sequence[tuple[str, float]], intake: IntakeRules
) -> Iterator[Finding]:
    share, rule = entry.values[PROGRESS.percent], intake.falling_back
    before = [pair for pair in entries if pair[0] < entry.month]
    if rule and isinstance(share, int | float) and before and falls_back(share, max(before)[1]):
        month, was = max(before)
        cells: dict[str, object] = {**entry.values, PROGRESS.month: entry.month}
        cells |= {PROGRESS.task_no: entry.task_no, PROGRESS.unit: unit}
        words = {"上次月份": month, "上次比例": f"{half_up(exact(was) * 100, 2):g}%"}
        yield broken_rule(entry, rule, cells, intake, words)
