"""A returned file judged: its unit and month, what is wrong with it as a whole, and its rows."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from xlsheet.cells.months import Month
from xlsheet.cells.task_numbers import read_task_number
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity, show
from xlsheet.dictionary.tables import NAME_SEPARATOR, PROGRESS
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.forms.layout import CONTENT, form_version
from xlsheet.forms.read.returned import CellCounts, FoundTable, Reading, ReturnedFile, Stray
from xlsheet.mail.letters import Envelope
from xlsheet.merge.cells import is_error
from xlsheet.merge.identify import LedgerFacts, Origin, TableMonth, tell_months, tell_unit
from xlsheet.merge.judging import judge_rows
from xlsheet.merge.measured.judge import MeasuredEntry, judge_counts, refuse_counts
from xlsheet.merge.rows import (
    ReturnedRow,
    RowContext,
    findings_in_rows,
    read_rows,
    settle_doubles,
    unread_rows,
)
from xlsheet.merge.tables.aside import cells_of, set_aside
from xlsheet.merge.tables.coverage import (
    Issued,
    about_sheets,
    about_strays,
    answers_in,
    changed_contents,
    changed_prints,
    count_rows,
)


@dataclass(slots=True)
class JudgedFile:
    """A file with its unit, its month and its rows. `unit` and `month` are empty where nobody can tell;
    `refusal` says why the whole file goes back. `source` is the path of the file that it is a part of.
    `counts` are its cells, with the answers of the rows in `counted` as taken. `received` is when it came,
    where the mail that brought it (`envelope`) tells; `within` is that mail or an archive."""

    path: str
    sha256: str
    source: str = ""
    unit: str = ""
    month: str = ""
    verdict: Verdict = Verdict.ACCEPTED
    findings: list[Finding] = field(default_factory=list)
    entries: list[ReturnedRow] = field(default_factory=list)
    skipped: int = 0
    superseded: list[ReturnedRow] = field(default_factory=list)
    refusal: Finding | None = None
    tables: tuple[FoundTable, ...] = ()
    counts: CellCounts = field(default_factory=CellCounts)
    counted: Sequence[ReturnedRow] = ()
    measured: list[MeasuredEntry] = field(default_factory=list)
    measured_cells: CellCounts = field(default_factory=CellCounts)
    within: str = ""
    envelope: Envelope | None = None
    received: datetime | None = None

    @property
    def cells(self) -> CellCounts:
        """What becomes of every cell: the answers of rows that were not taken in the end are reported."""
        kept = {id(entry) for entry in self.accepted}
        lost = sum(answers_in(entry.found, entry.index) for entry in self.counted if id(entry) not in kept)
        lost = lost if kept else self.counts.taken  # with what stands above the table for all its rows
        return self.counts + self.measured_cells + CellCounts(taken=-lost, reported=lost)

    @property
    def accepted(self) -> list[ReturnedRow]:
        """Rows that the ledger takes."""
        if self.refusal is not None:
            return []
        lost = {id(entry) for entry in self.superseded}
        return [entry for entry in self.entries if not entry.refused and id(entry) not in lost]

    @property
    def rejected(self) -> list[ReturnedRow]:
        """Rows that go back: those that are refused, or all of a file that is."""
        if self.refusal is not None:
            return self.entries
        return [entry for entry in self.entries if entry.refused]

    @property
    def returned_rows(self) -> int:
        """How many rows were not taken, or not for long."""
        return len(self.rejected) + len(self.superseded)

    def all_findings(self) -> list[Finding]:
        """Everything said about the file, each thing once."""
        of_rows = (finding for entry in self.entries for finding in entry.findings)
        return list(dict.fromkeys([*self.findings, *of_rows]))

    def refuse(self, finding: Finding) -> None:
        """The whole file goes back, with its rows."""
        self.findings.append(finding)
        self.refusal, self.verdict = finding, Verdict.REJECTED


def judge(
    returned: ReturnedFile, facts: LedgerFacts, asked: Month | None, received: datetime | None = None
) -> JudgedFile:
    """Tell unit and month, refuse what cannot be taken as a whole, and read the rows of the rest. `received`
    is when it came, where that is known of this file alone."""
    file = JudgedFile(returned.path, returned.sha256, returned.source or returned.path)
    file.within, file.envelope, file.received = returned.within, returned.envelope, received
    file.findings, file.tables = list(returned.findings), returned.tables
    if returned.reading is Reading.IGNORED:
        file.verdict = Verdict.IGNORED
    elif returned.reading is Reading.REJECTED:
        file.verdict = Verdict.REJECTED
        file.refusal = next((f for f in file.findings if f.severity is Severity.ERROR), None)
    else:
        _judge_tables(file, returned, facts, asked)
    return file


def _judge_tables(file: JudgedFile, returned: ReturnedFile, facts: LedgerFacts, asked: Month | None) -> None:
    kept, aside, said = set_aside(returned, facts.tasks)
    file.findings += [*said, *about_sheets(returned.strays)]
    file.counts = returned.counts
    for found in aside:
        cells = cells_of(found)
        file.counts += CellCounts(cells, reported=cells)
        file.skipped += len(found.rows) + len(found.skipped)
    if len(kept) < len(returned.tables):
        gone = {(found.sheet, f"A{found.header_row}") for found in aside}
        file.findings = [f for f in file.findings if (f.sheet, f.cell) not in gone or f in said]
        returned = replace(returned, tables=tuple(kept))
    unit = tell_unit(returned, facts)
    came = file.received.date() if file.received else facts.received
    tables, months = tell_months(returned, facts.settings, asked, came)
    known = sorted({table.month for table in tables if table.month is not None and _is_progress(table)})
    file.unit = unit.unit
    file.month = NAME_SEPARATOR.join(map(str, known or {t.month for t in tables if t.month and t.mark}))
    file.findings += [*unit.findings, *months.findings]
    refusal = _refusal(returned, facts, asked, unit, months, known)
    if refusal is not None:
        file.refuse(refusal)
        for found in returned.tables:
            unread = unread_rows(found)
            file.entries += unread.entries
            file.skipped += unread.skipped
            file.counts += found.around + count_rows(found, (), ())
        file.measured_cells = refuse_counts(returned.measured)
    else:
        _read_tables(file, tables, facts, asked)
        _read_counts(file, returned, tables, facts)


def _read_counts(
    file: JudgedFile, returned: ReturnedFile, tables: Sequence[TableMonth], facts: LedgerFacts
) -> None:
    """Judge the tables of indicators; a sheet's month is that of its table of tasks."""
    months = {t.found.sheet: t.month for t in tables if t.month is not None and _is_progress(t)}
    judged = judge_counts(returned.measured, file.unit, months, facts.targets, facts.assigned, facts.rules)
    file.measured, file.measured_cells = judged.entries, judged.counts
    file.findings += judged.findings


def _refusal(
    returned: ReturnedFile,
    facts: LedgerFacts,
    asked: Month | None,
    unit: Origin,
    months: Origin,
    known: Sequence[Month],
) -> Finding | None:
    """Why the whole file goes back, if it does: the first thing that its sender has to mend."""
    ledger_id, marks = facts.settings.ledger_id, returned.marks
    foreign = next((mark for mark in marks if mark.ledger_id != ledger_id), None)
    if foreign is not None:
        return catalogue.FILE_WRONG_LEDGER.at(value=foreign.ledger_id, own=ledger_id)
    calendar = facts.settings.calendar
    for month in () if marks or not ledger_id else known:
        if month.year != facts.settings.year and not calendar.first_month <= month <= calendar.last_month:
            return catalogue.FILE_WRONG_YEAR.at(value=month.chinese, year=facts.settings.year)
    if unit.refusal or months.refusal:
        return unit.refusal or months.refusal
    if asked is not None and known and asked not in known:
        return catalogue.FILE_WRONG_MONTH.at(month=known[0].chinese, expected=asked.chinese)
    for found in returned.tables:
        if found.missing:
            columns = NAME_SEPARATOR.join(found.missing)
            return catalogue.COLUMN_MISSING.at(found.sheet, f"A{found.header_row}", column=columns)
    return None


def _read_tables(
    file: JudgedFile, tables: Sequence[TableMonth], facts: LedgerFacts, asked: Month | None
) -> None:
    said = file.findings
    in_rows = {id(f) for table in tables for f in findings_in_rows(table.found, said)} if said else set()
    taken: set[Month] = set()
    kept: list[FoundTable] = []
    whole: list[tuple[FoundTable, list[ReturnedRow]]] = []
    named: set[tuple[str, str]] = set()
    for table in tables:
        assert table.month is not None  # a table of no month refuses its file
        context = _context(file, table, table.month, facts, asked)
        strays = _strays(table, context, facts)
        told = list(about_strays(table.found, strays)) if strays else []
        noted = [f for f in said if id(f) in in_rows] if in_rows else []
        read = read_rows(table.found, context, [*noted, *filter(is_error, told)])
        judge_rows(read.entries, file.unit, facts.intake)
        file.findings += [*read.left, *(f for f in told if not is_error(f))]
        whole.append((table.found, read.entries))
        named |= {(stray.sheet, stray.cell) for stray in strays}
        kept.append(read.found)
        file.entries += read.entries
        file.skipped += read.skipped
        if _is_progress(table):
            taken |= {m for text in {entry.month for entry in read.entries} if (m := Month.parse(text))}
        for other in sorted(read.other_months):
            expected = asked.chinese if asked else ""
            file.findings.append(
                catalogue.SHEET_OTHER_MONTH.at(table.found.sheet, value=other.chinese, expected=expected)
            )
    file.tables = tuple(kept)
    file.findings = [f for f in file.findings if id(f) not in in_rows]
    if len(taken) > 1:
        months = NAME_SEPARATOR.join(month.chinese for month in sorted(taken))
        file.findings.append(catalogue.SHEET_MANY.at(value=months))
    if taken:
        file.month = NAME_SEPARATOR.join(map(str, sorted(taken)))
    found = len(file.entries)
    file.entries = settle_doubles(file.entries)
    file.skipped += found - len(file.entries)
    _count(file, whole, named)
    if not file.entries:
        file.findings.append(catalogue.FILE_NOT_FILLED.at())
    elif blank := _blank_months(tables, file.entries):
        file.findings.append(catalogue.MONTH_NOT_FILLED.at(month=blank))


def _blank_months(tables: Sequence[TableMonth], entries: Sequence[ReturnedRow]) -> str:
    """The months whose reports were left blank where only the plans were filled in."""
    if any(entry.table is PROGRESS for entry in entries):
        return ""
    months = {table.month for table in tables if table.month is not None and _is_progress(table)}
    return NAME_SEPARATOR.join(month.chinese for month in sorted(months))


def _strays(table: TableMonth, context: RowContext, facts: LedgerFacts) -> list[Stray]:
    """What stands in and around a table where nobody asked for it, printed cells that were changed among
    them."""
    found = table.found
    issued = Issued(context.unit, str(table.month), facts.texts, facts, context.as_issued)
    return [*found.strays, *changed_prints(found, issued), *changed_contents(found, issued)]


def _count(
    file: JudgedFile,
    whole: Sequence[tuple[FoundTable, list[ReturnedRow]]],
    named: Collection[tuple[str, str]],
) -> None:
    """Count the cells of a file's tables, while it is known what was printed in them; `named` are sheet and
    address of those where nobody asked for anything."""
    accepted = {id(entry) for entry in file.entries if not entry.refused}
    said = {(f.sheet, f.cell) for f in file.all_findings() if f.severity is not Severity.INFO}
    said.update(named)
    counted: list[ReturnedRow] = []
    for found, entries in whole:
        own = [entry for entry in entries if id(entry) in accepted]
        counted += own
        file.counts += found.around + count_rows(found, {entry.index for entry in own}, said)
    file.counted = counted


def _context(
    file: JudgedFile, table: TableMonth, month: Month, facts: LedgerFacts, asked: Month | None
) -> RowContext:
    """What a table's rows are judged by; a form that was issued with other texts is said to be so."""
    mark, old, as_issued = table.mark, False, False
    if mark is not None:
        current = form_version((n, facts.texts[n]) for n in mark.task_nos if n in facts.texts)
        old = current != mark.version
        as_issued = old and _version_of(table.found) == mark.version
        finding = catalogue.FILE_OLD_FORM.at(value=mark.version, current=current)
        if old and finding not in file.findings:
            file.findings.append(finding)
    return RowContext(
        unit=file.unit,
        month=month,
        asked=asked if _is_progress(table) else None,
        texts=facts.texts,
        assigned=facts.assigned,
        registry=facts.registry,
        statuses=facts.intake.statuses,
        tasks=facts.tasks,
        ours=mark is not None,
        old_form=old,
        as_issued=as_issued,
    )


def _version_of(found: FoundTable) -> str:
    """The version of a form with the texts that stand in this table."""
    numbers, contents = found.cells.get(PROGRESS.task_no, ()), found.cells.get(CONTENT, ())
    pairs = [(read_task_number(n), show(c)) for n, c in zip(numbers, contents, strict=False)]
    return form_version((n, c) for n, c in pairs if n is not None)


def _is_progress(table: TableMonth) -> bool:
    return table.found.table is PROGRESS


def closing_verdict(file: JudgedFile) -> Verdict:
    """The verdict on a file whose rows have been judged and compared with others'."""
    if file.verdict in (Verdict.REJECTED, Verdict.IGNORED, Verdict.DUPLICATE):
        return file.verdict
    if file.superseded and not file.accepted:
        return Verdict.SUPERSEDED
    if file.rejected:
        return Verdict.PARTLY if file.accepted or file.superseded else Verdict.REJECTED
    quiet = all(finding.severity is Severity.INFO for finding in file.all_findings())
    return Verdict.ACCEPTED if quiet else Verdict.WITH_WARNINGS
