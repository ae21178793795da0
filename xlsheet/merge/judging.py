"""Returned rows asked the rules: a finding for each rule that a row breaks, at its cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from xlsheet.analysis.assignments import whole_number
from xlsheet.cells.rounding import exact, half_up
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import INFO, Finding, show
from xlsheet.dictionary.tables import PLANS, PROGRESS
from xlsheet.errors import UnwrittenError
from xlsheet.forms.layout import MONTH_LABEL
from xlsheet.merge.cells import is_error, short
from xlsheet.merge.rows import ReturnedRow
from xlsheet.rules.intake import IntakeRules
from xlsheet.rules.known import COLUMN_WORD
from xlsheet.rules.rule import Rule, fields_of

UnwritableRow = tuple[str, int | None, str, str]
"""Sheet, task, unit and month of a row; a plan has no month."""


def judge_rows(entries: Sequence[ReturnedRow], unit: str, intake: IntakeRules) -> None:
    """Note on the rows of one table which rules they break, at most one a cell: the gravest."""
    if not entries:
        return
    columns: dict[str, Sequence[object]] = {
        name: [entry.values[name] for entry in entries] for name in entries[0].values
    }
    columns[PROGRESS.task_no] = [entry.task_no for entry in entries]
    columns[PROGRESS.unit] = [unit] * len(entries)
    columns[PROGRESS.month] = [entry.month for entry in entries]
    broken: dict[int, list[Rule]] = {}
    beside = {i for i, entry in enumerate(entries) if entry.task_no is None or _is_beside(entry)}
    for i, rule in intake.failures(entries[0].table, columns):
        if rule.of_blanks and i in beside:
            continue
        broken.setdefault(i, []).append(rule)
    said_above: set[Finding] = set()
    for i, rules in broken.items():
        cells = {name: column[i] for name, column in columns.items()}
        _note(entries[i], [broken_rule(entries[i], rule, cells, intake) for rule in rules], said_above)


def refuse_unwritable(
    entries: Sequence[ReturnedRow], unit: str, unwritable: Mapping[UnwritableRow, str]
) -> None:
    """Send back the rows that did not read as they were meant when the ledger was written."""
    for entry in entries if unwritable else ():
        month = "" if entry.table is PLANS else entry.month
        column = unwritable.get((entry.table.sheet, entry.task_no, unit, month))
        if column is not None:
            value = short(show(entry.values.get(column)))
            entry.findings.append(catalogue.ROW_UNWRITABLE.at(*entry.at(column), value, column=column))


def unwritable_in(error: UnwrittenError) -> dict[UnwritableRow, str]:
    """The rows that units report, of those that could not be written, each with the column that failed."""
    return {
        (
            sheet,
            whole_number(row.get(PROGRESS.task_no)),
            show(row.get(PROGRESS.unit)),
            "" if sheet == PLANS.sheet else show(row.get(PROGRESS.month)),
        ): column
        for sheet, row, column in error.rows
        if sheet in (PROGRESS.sheet, PLANS.sheet)
    }


def _is_beside(entry: ReturnedRow) -> bool:
    """Whether a row's words were found beside their cell, which is blank for that."""
    return any(f.code == catalogue.CELL_MISPLACED.name and is_error(f) for f in entry.findings)


def broken_rule(
    entry: ReturnedRow,
    rule: Rule,
    cells: Mapping[str, object],
    intake: IntakeRules,
    words: Mapping[str, str] | None = None,
) -> Finding:
    """What a row's broken rule has to say; `words` are those that only the caller knows."""
    assert rule.at_intake is not None  # it would not have been asked
    place = next((name for name in (rule.place, *rule.columns) if name in entry.found.letters), rule.place)
    known = {
        "value": _shown(place, cells[place]),
        COLUMN_WORD: place,
        **intake.words(rule, [cells[name] for name in rule.columns]),
        **(words or {}),
    }
    for field in fields_of(rule.message):
        if field in cells:
            known[field] = _shown(field, cells[field])
    raw = entry.found.cells.get(place)
    written = raw[entry.index] if raw and raw[entry.index] is not None else cells[place]
    sheet, cell = _where(entry, place)
    return Finding(rule.code, rule.at_intake, sheet, cell, rule.say(known), short(show(written)))


def _note(entry: ReturnedRow, findings: Sequence[Finding], said_above: set[Finding]) -> None:
    """Keep the gravest word on each cell; a cell that is refused anyhow needs no second one. What stands
    above the table is said once, unless it refuses every row."""
    taken = {finding.cell for finding in entry.findings if is_error(finding)}
    for finding in sorted(findings, key=lambda f: f.severity.rank):
        if finding.cell in taken:
            continue
        taken.add(finding.cell)
        if is_error(finding):
            entry.findings = [f for f in entry.findings if f.cell != finding.cell or f.severity is not INFO]
        elif not finding.cell.endswith(str(entry.row)):
            if finding in said_above:
                continue
            said_above.add(finding)
        entry.findings.append(finding)


def _where(entry: ReturnedRow, column: str) -> tuple[str, str]:
    """The cell that a row's value comes from: its own, or one above the table that holds for all rows."""
    found = entry.found
    own = found.cells.get(column)
    above = found.headings.get(MONTH_LABEL if column == PROGRESS.month else column)
    if above is not None and (own is None or own[entry.index] is None):
        return found.sheet, above[1]
    if column == PROGRESS.month and own is None:
        return found.sheet, ""
    return entry.at(column)


def _shown(column: str, value: object) -> str:
    """A value as a form or the ledger shows it."""
    if column == PROGRESS.percent and isinstance(value, float):
        return f"{half_up(exact(value) * 100, 4):g}%"
    return str(value) if type(value) is date else short(show(value)).strip()
