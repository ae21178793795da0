"""Check units' forms as a merge would judge them, with no ledger at hand or with one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsheet.cells.task_numbers import read_task_number
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import MEASURED, PARAMETERS, PROGRESS
from xlsheet.forms.layout import CONTENT, MARK_SHEET, UNIT_LABEL
from xlsheet.forms.read.files import read_returns
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.ledger.settings import default_parameters, read_settings
from xlsheet.ledger.table import table_data
from xlsheet.merge.files import JudgedFile, judge
from xlsheet.merge.identify import LedgerFacts
from xlsheet.merge.measured.judge import TargetFacts
from xlsheet.merge.tables.owners import by_unit
from xlsheet.rules.files import RETURNED, load_rules
from xlsheet.rules.rule import TableRules
from xlsheet.units.registry import Registry, Unit


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """A form's file name, its filled rows and all that is to be said about them."""

    name: str
    rows: int
    findings: Sequence[Finding]


def check_forms(
    paths: Sequence[Path], facts: LedgerFacts | None, schemas: Path | None = None
) -> Iterator[CheckedForm]:
    """Judge each form by the ledger's facts; where they are None, by what it says of itself and by the
    rules in `schemas`, the shipped ones where that is None."""
    rules = facts.rules if facts else load_rules(schemas, (*RETURNED, MEASURED))
    registry = facts.registry if facts else Registry()
    for returned in (part for file in read_returns(paths) for part in by_unit(file, registry)):
        file = judge(returned, facts or facts_of(returned, rules), None)
        findings = [*file.all_findings(), *_not_filled(returned, file)]
        yield CheckedForm(Path(file.path).name, len(file.entries), findings)


def _not_filled(returned: ReturnedFile, file: JudgedFile) -> list[Finding]:
    """The rows of a form that hold a task and nothing else."""
    filled = {(entry.found.sheet, entry.row) for entry in file.entries}
    return [
        catalogue.ROW_NOT_FILLED.at(found.sheet, found.address(row, PROGRESS.task_no))
        for found in returned.tables
        if file.entries or not file.findings
        for row in found.rows
        if (found.sheet, row) not in filled
    ]


def facts_of(returned: ReturnedFile, rules: Sequence[TableRules]) -> LedgerFacts:
    """What a form says of itself, for want of its ledger: its own tasks, unit and ledger id."""
    mark = returned.marks[0] if returned.marks else None
    texts: dict[int, str] = {}
    for found in returned.tables:
        numbers = found.cells.get(PROGRESS.task_no, [None] * len(found.rows))
        contents = found.cells.get(CONTENT, [""] * len(numbers))
        pairs = zip(map(read_task_number, numbers), contents, strict=True)
        texts |= {number: show(content) for number, content in pairs if number is not None}
    unit = mark.unit if mark else _unit_said(returned)
    rows = default_parameters(ledger_id=mark.ledger_id if mark else "")
    header = [str(column) for column in PARAMETERS.columns]
    cells = [[row[name] for name in header] for row in rows]
    settings = read_settings(table_data(PARAMETERS, header, cells, range(2, len(cells) + 2)))
    own = {(number, unit) for number in texts}
    targets = TargetFacts.of_form(returned.measured)
    return LedgerFacts(settings, Registry([Unit(unit)]), texts, own, rules, targets=targets)


def _unit_said(returned: ReturnedFile) -> str:
    """The unit that a form without its mark names, above its table or in its rows."""
    said = [show(found.headings[UNIT_LABEL][0]) for found in returned.tables if UNIT_LABEL in found.headings]
    said += [show(cell) for found in returned.tables for cell in found.cells.get(PROGRESS.unit, ())]
    return next(filter(None, map(str.strip, said)), MARK_SHEET)
