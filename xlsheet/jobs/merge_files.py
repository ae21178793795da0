"""Whose a returned file is, for which month, and what is wrong with it as a whole."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from xlsheet.forms.layout import MONTH_LABEL, UNIT_LABEL, form_version
from xlsheet.forms.returned import FoundTable, Reading, ReturnedFile
from xlsheet.jobs.merge_rows import Entry, RowContext, read_rows
from xlsheet.ledger import codes
from xlsheet.ledger.findings import Finding, Severity, show
from xlsheet.ledger.periods import Month
from xlsheet.ledger.registry import Registry
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.tables import PLANS, PROGRESS
from xlsheet.ledger.task_numbers import read_task_number


class Verdict(StrEnum):
    """What became of a file; `word` is what users read."""

    ACCEPTED = "accepted"
    WITH_WARNINGS = "accepted_with_warnings"
    PARTLY = "partly_rejected"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    IGNORED = "ignored"

    @property
    def word(self) -> str:
        return _WORDS[self]


_WORDS = {
    Verdict.ACCEPTED: "已接收",
    Verdict.WITH_WARNINGS: "已接收（有提醒）",
    Verdict.PARTLY: "部分退回",
    Verdict.REJECTED: "退回",
    Verdict.DUPLICATE: "重复",
    Verdict.SUPERSEDED: "已被取代",
    Verdict.IGNORED: "不处理",
}


@dataclass(frozen=True, slots=True)
class LedgerFacts:
    """What files are judged by. `assigned` are (task number, unit) pairs."""

    settings: Settings
    registry: Registry
    texts: Mapping[int, str]
    assigned: Collection[tuple[int, str]]


@dataclass(slots=True)
class JudgedFile:
    """A file with its unit, its month and its rows. `unit` and `month` are empty where nobody can tell."""

    path: str
    sha256: str
    unit: str = ""
    month: str = ""
    verdict: Verdict = Verdict.ACCEPTED
    findings: list[Finding] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    skipped: int = 0
    superseded: list[Entry] = field(default_factory=list)

    @property
    def accepted(self) -> list[Entry]:
        """Rows that the ledger takes."""
        lost = {id(entry) for entry in self.superseded}
        return [entry for entry in self.entries if not entry.refused and id(entry) not in lost]

    @property
    def rejected(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.refused]

    def all_findings(self) -> list[Finding]:
        return [*self.findings, *(finding for entry in self.entries for finding in entry.findings)]

    def refuse(self, finding: Finding) -> None:
        """The whole file goes back, with its rows."""
        self.findings.append(finding)
        self.verdict = Verdict.REJECTED


def by_unit(returned: ReturnedFile) -> list[ReturnedFile]:
    """A workbook with sheets of several units, as one file for each of them; any other as it is.

    A sheet is its cell 填报单位's, else its mark's; each part has a fingerprint of its own.
    """
    units = dict.fromkeys(mark.unit for mark in returned.marks)
    if len(units) < 2:
        return [returned]
    named = {mark.sheet: mark.unit for mark in returned.marks}
    owners = [
        show(found.headings[UNIT_LABEL][0]) if UNIT_LABEL in found.headings else named.get(found.sheet, "")
        for found in returned.tables
    ]
    return [
        replace(
            returned,
            path=f"{returned.path}/{unit}",
            sha256=hashlib.sha256(f"{returned.sha256} {unit}".encode()).hexdigest(),
            marks=tuple(mark for mark in returned.marks if mark.unit == unit),
            tables=tuple(t for t, owner in zip(returned.tables, owners, strict=True) if owner == unit),
        )
        for unit in dict.fromkeys([*units, *owners])
        if unit in owners
    ]


def judge(returned: ReturnedFile, facts: LedgerFacts, asked: Month | None) -> JudgedFile:
    """Tell unit and month, refuse what cannot be taken as a whole, and read the rows of the rest."""
    file = JudgedFile(returned.path, returned.sha256, findings=list(returned.findings))
    if returned.reading is Reading.IGNORED:
        file.verdict = Verdict.IGNORED
    elif returned.reading is Reading.REJECTED:
        file.verdict = Verdict.REJECTED
    else:
        _judge_tables(file, returned, facts, asked)
    return file


def _judge_tables(file: JudgedFile, returned: ReturnedFile, facts: LedgerFacts, asked: Month | None) -> None:
    mark = returned.marks[0] if returned.marks else None
    file.unit, file.month = _unit(file, returned, facts), _month(returned, asked)
    month = Month.parse(file.month) if file.month else None
    if mark and mark.ledger_id != facts.settings.ledger_id:
        return file.refuse(codes.FILE_WRONG_LEDGER.at(value=mark.ledger_id))
    if not file.unit:
        return _refuse_unit(file, returned, facts)
    if month is None:
        return file.refuse(codes.FILE_NO_MONTH.at())
    if asked is not None and month != asked:
        return file.refuse(codes.FILE_WRONG_MONTH.at(month=month.chinese, expected=asked.chinese))
    for found in returned.tables:
        if found.missing:
            return file.refuse(
                codes.COLUMN_MISSING.at(found.sheet, f"A{found.header_row}", column="、".join(found.missing))
            )
    if mark and not file.findings:
        current = form_version((n, facts.texts[n]) for n in mark.task_nos if n in facts.texts)
        if current != mark.version:
            file.findings.append(codes.FILE_OLD_FORM.at(value=mark.version, current=current))
    context = RowContext(
        file.unit, month, facts.texts, facts.assigned, facts.settings.text_limit, ours=mark is not None
    )
    for found in returned.tables:
        read = read_rows(found, context)
        file.entries += read.entries
        file.skipped += read.skipped
    return None


def _unit(file: JudgedFile, returned: ReturnedFile, facts: LedgerFacts) -> str:
    """By the mark, by the cell 填报单位, by a column 单位, by whose tasks these are."""
    said = [mark.unit for mark in returned.marks]
    said += [show(found.headings[UNIT_LABEL][0]) for found in returned.tables if UNIT_LABEL in found.headings]
    for found in returned.tables:
        said += [show(cell) for cell in found.cells.get(PROGRESS.unit, ())[:1]]
    for name in filter(None, said):
        unit = facts.registry.canonical(name)
        if unit is not None:
            return unit
    if any(said):
        return ""
    unit = _unit_by_tasks(returned.tables, facts)
    if unit:
        file.findings.append(codes.FILE_UNIT_BY_TASKS.at(value=unit))
    return unit


def _unit_by_tasks(tables: Sequence[FoundTable], facts: LedgerFacts) -> str:
    """The only unit that has all these tasks; nothing where there are several or none."""
    numbers = {read_task_number(c) for found in tables for c in found.cells.get(PROGRESS.task_no, ())}
    have = Counter(unit for number, unit in facts.assigned if number in numbers)
    owners = [unit for unit, count in have.items() if numbers and count == len(numbers)]
    return owners[0] if len(owners) == 1 else ""


def _refuse_unit(file: JudgedFile, returned: ReturnedFile, facts: LedgerFacts) -> None:
    said = next(
        (show(found.headings[UNIT_LABEL][0]) for found in returned.tables if UNIT_LABEL in found.headings), ""
    ) or next((mark.unit for mark in returned.marks), "")
    near = facts.registry.nearest(said) if said else []
    hint = f"相近的有{'、'.join(f'“{unit}”' for unit in near)}。" if near else ""
    file.refuse(codes.FILE_UNKNOWN_UNIT.at(value=said, hint=hint))


def _month(returned: ReturnedFile, asked: Month | None) -> str:
    """By the mark, by the cell 填报月份, by a column 月份, else the month asked for."""
    said: list[object] = [mark.month for mark in returned.marks]
    said += [found.headings[MONTH_LABEL][0] for found in returned.tables if MONTH_LABEL in found.headings]
    for found in returned.tables:
        said += found.cells.get(PROGRESS.month, ())[:1]
    months = [month for value in said if (month := Month.parse(value)) is not None]
    if months:
        return str(months[0])
    only_plans = all(found.table is PLANS for found in returned.tables)
    return str(asked) if asked is not None and not only_plans else ""


def closing_verdict(file: JudgedFile) -> Verdict:
    """The verdict on a file whose rows have been judged and compared with others'."""
    if file.verdict in (Verdict.REJECTED, Verdict.IGNORED, Verdict.DUPLICATE):
        return file.verdict
    if file.superseded and not file.accepted:
        return Verdict.SUPERSEDED
    if file.rejected:
        return Verdict.PARTLY if file.accepted or file.superseded else Verdict.REJECTED
    grave = any(finding.severity is not Severity.INFO for finding in file.all_findings())
    return Verdict.WITH_WARNINGS if grave else Verdict.ACCEPTED
