"""Merge what came back: a verdict for each file, sound rows into the ledger, the rest into 退回清单."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timezone
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from xlsheet.analysis.assignments import closed_months, read_assignments, whole_number
from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Severity, show, show_name
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    EVIDENCE,
    INDICATORS,
    MEASURED,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    TASKS,
    UNITS,
    Kind,
    Table,
)
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.errors import OutputError, UnwrittenError
from xlsheet.files.publish import Staged, staged
from xlsheet.forms.read.files import read_returns
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.grids.progress import announced
from xlsheet.indicators.standings import read_counts, read_indicators
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.todos.of_merge import with_merge_todos
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.spelling import respelled_findings
from xlsheet.ledger.table import TableData
from xlsheet.ledger.written_rows import WrittenRows
from xlsheet.merge.candidates import TableOutcome, file_name
from xlsheet.merge.compare import compare_entries
from xlsheet.merge.evidence import KeptFile, evidence_edit, filed, find_evidence
from xlsheet.merge.files import JudgedFile, closing_verdict, judge
from xlsheet.merge.identify import LedgerFacts
from xlsheet.merge.judging import UnwritableRow, refuse_unwritable, unwritable_in
from xlsheet.merge.mailed.recalls import note_recalls, withdraw
from xlsheet.merge.mails import mail_columns, note_mails, received_by_mail
from xlsheet.merge.measured.judge import TargetFacts
from xlsheet.merge.measured.outcome import take_counts
from xlsheet.merge.months import note_duties, question_months
from xlsheet.merge.receipts import LONGEST, KnownReceipts, look_at_day, receipt_row
from xlsheet.merge.reconcile import Contenders, compete, contend, in_order, standing_rows
from xlsheet.merge.report import MergeReport
from xlsheet.merge.tables.owners import by_unit
from xlsheet.rules.files import FILES, RETURNED
from xlsheet.rules.folder import rules_of
from xlsheet.stores import Rehearsing, Store
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import home_data
from xlsheet.units.registry import Registry
from xlsheet.xlsx.cells import beginning

if TYPE_CHECKING:
    from xlsheet.merge.replies import Replies

COMMAND: Final = "合并回收"
_KEYED: Final = (TASKS, ASSIGNMENTS, PROGRESS, PLANS)


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """`paths` are files, folders and zips. `month`: forms of other months are refused. `received` is
    None for now; a day that cannot be right is refused unless `insist`. `replies` is the folder for copies
    that go back to their units, `schemas` one of rules that hold in place of the ledger's own. `again`: files
    that were merged before bring back the rows that the ledger has no more. `keep`: a folder for evidence."""

    paths: Sequence[Path]
    month: Month | None = None
    received: datetime | None = None
    dry_run: bool = False
    replies: Path | None = None
    schemas: Path | None = None
    insist: bool = False
    again: bool = False
    keep: Path | None = None


def merge(store: Store, request: MergeRequest) -> MergeReport:
    """Read every file, judge it, and take its sound rows; all in one change of the ledger.

    A row that the ledger cannot hold goes back, and the rest is taken. Raises RequestError for a path that
    doesn't exist, or a day of receipt that cannot be right; nothing is changed then.
    """
    unwritable: dict[UnwritableRow, str] = {}
    while True:
        try:
            with closing(read_returns(request.paths, exclude=_not_returns(store, request))) as found:
                return merge_returned(store, announced(found), request, unwritable)
        except UnwrittenError as error:
            more = unwritable_in(error)
            if more.keys() <= unwritable.keys():
                raise
            unwritable |= more


def merge_returned(
    store: Store,
    found: Iterable[ReturnedFile],
    request: MergeRequest,
    unwritable: Mapping[UnwritableRow, str] = MappingProxyType({}),
) -> MergeReport:
    """Merge files that were read already, from `request.paths`; rows that are `unwritable` go back."""
    received = _moment(request.received)
    facts = ledger_facts(store, request.schemas, received.date())
    zone = facts.settings.mailbox.zone
    files = [
        judge(part, facts, request.month, received_by_mail(file.envelope, zone, received))
        for file in found
        for part in by_unit(file, facts.registry)
    ]
    for file in files:
        refuse_unwritable(file.entries, file.unit, unwritable)
    if request.received is not None and not request.insist:
        look_at_day(received.date(), date.today(), _reported(files))
    receipts = KnownReceipts(store.read(RECEIPTS))
    note_mails(files, facts.registry)
    reached = note_recalls(files, receipts)
    _mark_duplicates(files, receipts, again=request.again)
    units = {file.unit for file in files}
    written = WrittenRows(home_data(store), facts.registry.canonical)
    withdrawn = withdraw(store.read, files, reached, receipts, written)
    outcomes = [
        standing_rows(table, store.read(table), units, receipts, written, withdrawn.rows[table])
        for table in (PROGRESS, PLANS)
    ]
    progress, _ = outcomes
    question_months(files, progress, request.month)
    contenders: dict[Table, Contenders] = {PROGRESS: {}, PLANS: {}}
    for file in in_order(files):
        came = receipts.first_received(file.sha256, file.received or received)
        for entry in file.accepted:
            contend(contenders[entry.table], entry.table, file, entry, came)
    for outcome in outcomes:
        compete(outcome, contenders[outcome.table])
    sound = (file for file in in_order(files) if file.refusal is None and file.verdict is Verdict.ACCEPTED)
    measured = take_counts(
        store.read(MEASURED),
        [(file, receipts.first_received(file.sha256, received)[0]) for file in sound],
        withdrawn.rows[MEASURED],
    )
    note_duties(files, facts)
    compare_entries(files, progress, facts.settings.copied_share, facts.intake)
    for file in files:
        file.verdict = closing_verdict(file)
    evidence, kept = _evidence(store, files, facts, request)
    files.sort(key=lambda file: file.path)
    # a file that comes again gets its reply again: the last run may have been killed before it wrote it
    replies = _replies(store, files, facts, request)
    for file in files:
        _settle_again(file, receipts)
    report = MergeReport(
        files=tuple(files),
        inserted=sum(outcome.inserted for outcome in outcomes),
        updated=sum(outcome.updated for outcome in outcomes),
        unchanged=sum(outcome.unchanged for outcome in outcomes),
        dry_run=request.dry_run,
        measured=measured,
        ledger_findings=tuple(f for table in _KEYED for f in respelled_findings(store.read(table))),
        evidence=tuple(evidence),
        withdrawn=len(withdrawn.lines),
    )
    with staged({**(replies.made if replies else {}), **kept}, overwrite=False) as ready:
        changed = _write(store, report, outcomes, receipts, received, zone, written, withdrawn.lines)
        return _with_files(report, replies, ready, changed=changed)


def _evidence(
    store: Store, files: Sequence[JudgedFile], facts: LedgerFacts, request: MergeRequest
) -> tuple[list[KeptFile], Mapping[Path, bytes]]:
    """What came along with sound forms, and the files to make of it."""
    found = find_evidence(files, facts.registry, facts.assigned)
    if request.keep is None or request.dry_run or not found:
        return found, {}
    return filed(found, request.keep, request.paths, _not_returns(store, request))


def _moment(asked: datetime | None) -> datetime:
    """When the merge's files came: the day asked for, or now. Who says today means now."""
    now = datetime.now().replace(microsecond=0)
    return now if asked in (None, datetime.combine(now, time())) else asked.replace(microsecond=0)


def _reported(files: Iterable[JudgedFile]) -> Iterator[tuple[str, Month]]:
    """The files from which rows may be taken, and the months they report on."""
    for file in files:
        for text in {file.month, *(entry.month for entry in file.accepted)}:
            month = Month.parse(text or None)
            if month is not None and file.accepted:
                yield file_name(file.path), month


def _replies(
    store: Store, files: Sequence[JudgedFile], facts: LedgerFacts, request: MergeRequest
) -> Replies | None:
    if request.replies is None:
        return None
    from xlsheet.merge.replies import render_replies  # writes workbooks: late, as few merges need it

    return render_replies(request.replies, files, request.paths, _not_returns(store, request), facts)


def _with_files(report: MergeReport, replies: Replies | None, ready: Staged, *, changed: bool) -> MergeReport:
    """Publish replies and evidence once what they say of the ledger has happened."""
    try:
        ready.put_in_place()
    except OutputError as error:
        if not changed:
            raise
        return replace(
            report, replies=() if replies else None, not_done=f"{_unwritten(replies)}没有写成：{error}"
        )
    return replace(report, replies=replies.written, outgoing=replies.answers) if replies else report


def _unwritten(replies: Replies | None) -> str:
    return "退回件" if replies else "佐证材料的副本"


def ledger_facts(store: Store, schemas: Path | None = None, received: date | None = None) -> LedgerFacts:
    """What returned files are judged by, from a ledger, on the day of their receipt."""
    settings = settings_of(store)
    tasks = store.read(TASKS)
    pairs = tasks.cells(TASKS.number, TASKS.content)
    assignments = read_assignments(store.read(ASSIGNMENTS))
    return LedgerFacts(
        settings=settings,
        registry=Registry.from_table(store.read(UNITS)),
        texts={number: show(text) for _, (cell, text) in pairs if (number := whole_number(cell)) is not None},
        assigned=frozenset((a.task_no, a.unit) for a in assignments),
        rules=rules_of(store, settings, schemas, (*RETURNED, MEASURED)),
        assignments=assignments,
        columns=partial(_column, store),
        progress=store.read(PROGRESS),
        received=received,
        targets=TargetFacts(
            {target.key: target for target in read_indicators(store.read(INDICATORS))},
            read_counts(store.read(MEASURED)),
        ),
        closed=closed_months(tasks),
        spans=_spans(store.read(ASSIGNMENTS)),
    )


def _spans(assignments: TableData) -> dict[tuple[int, str], tuple[Month | None, Month | None]]:
    """Task and unit -> the months from which and to which it has to be reported, where either is given."""
    columns = (
        assignments.parsed(ASSIGNMENTS.task_no, whole_number),
        assignments.parsed(ASSIGNMENTS.unit, show_name),
        assignments.parsed(ASSIGNMENTS.from_month, Month.parse),
        assignments.parsed(ASSIGNMENTS.to_month, Month.parse),
    )
    return {
        (n, unit): (first, last)
        for n, unit, first, last in zip(*columns, strict=True)
        if n and (first or last)
    }


def _column(store: Store, sheet: str, column: str) -> Container[object]:
    """A column that a rule refers to, as rows that come back are compared with it."""
    table = next(table for table in FILES if table.sheet == sheet)
    whole = table.column(column).kind is Kind.INTEGER
    return frozenset(store.read(table).parsed(column, whole_number if whole else show_name))


def _not_returns(store: Store, request: MergeRequest) -> list[Path]:
    """The ledger, its backups and the replies, which are no returns even in a folder of returns."""
    found = (getattr(store, "path", None), getattr(store, "backups_folder", None), request.replies)
    return [path for path in found if isinstance(path, Path)]


def _home(store: Store) -> Path | None:
    """The folder in which the ledger lies."""
    path = getattr(store, "path", None)
    return path.parent if isinstance(path, Path) else None


def _mark_duplicates(files: Sequence[JudgedFile], receipts: KnownReceipts, *, again: bool) -> None:
    """The same bytes twice, or merged before unless they shall be merged `again`."""
    seen: dict[str, str] = {}
    for file in sorted(in_order(files), key=lambda file: file.received or datetime.max):
        # the day may have told its month when it was taken
        without_month = file.refusal is not None and file.refusal.code == catalogue.FILE_NO_MONTH.name
        if file.verdict is not Verdict.ACCEPTED and not without_month:
            continue
        settled = None if again else receipts.settled(file.sha256)
        if without_month and not settled:
            continue
        other = settled or seen.setdefault(file.sha256, file.path)
        if other != file.path or settled:
            _make_duplicate(file, file_name(other))


def _settle_again(file: JudgedFile, receipts: KnownReceipts) -> None:
    """A file that went back in part, comes again and fares the same is a duplicate after all."""
    name = file_name(file.path)
    if file.verdict is Verdict.PARTLY and receipts.knows(file, name):
        _make_duplicate(file, name)


def _make_duplicate(file: JudgedFile, other: str) -> None:
    file.verdict = Verdict.DUPLICATE
    file.findings = [catalogue.FILE_DUPLICATE.at(other=other)]
    file.skipped += len(file.entries)
    file.entries, file.superseded, file.refusal = [], [], None


def _write(
    store: Store,
    report: MergeReport,
    outcomes: Sequence[TableOutcome],
    receipts: KnownReceipts,
    received: datetime,
    zone: timezone,
    written: WrittenRows,
    withdrawn: Sequence[Row],
) -> bool:
    """Whether anything was written; a dry run finds out whether it could be."""
    new = [file for file in report.files if not receipts.knows(file, file_name(file.path))]
    rejections = [row for file in new for row in _rejection_rows(file, file.received or received)]
    rejections += [*withdrawn]
    rejections += [row for outcome in outcomes for row in outcome.overtaken()]
    edits = [Edit(o.table, o.updates(), o.added(), o.gone) for o in outcomes]
    registered = [
        {
            **receipt_row(file, file_name(file.path), file.received or received),
            **mail_columns(file.envelope, zone),
        }
        for file in new
    ]
    edits.append(Edit(RECEIPTS, receipts.overtaken(), registered))
    edits.append(Edit(REJECTIONS, {}, rejections))
    edits.append(evidence_edit(report.evidence, store.read(EVIDENCE), received, _home(store)))
    edits.append(report.measured.edit)
    steps = [edit for edit in edits if edit]
    if steps:
        changes = with_merge_todos(store, Changes(COMMAND, report.summary(), steps), report.files)
        for outcome in outcomes:
            outcome.remember(written)
        whole = kept_current(store, changes, at_least=received.date(), written=written.rows())
        if not report.dry_run:
            store.apply(whole)
        elif isinstance(store, Rehearsing):
            store.rehearse(whole)
    return bool(steps) and not report.dry_run


def _rejection_rows(file: JudgedFile, received: datetime) -> Iterator[Row]:
    """One row for each row that goes back; one for a file of which no row could be read."""
    base: dict[str, Any] = {
        REJECTIONS.received: received,
        REJECTIONS.source_file: file_name(file.path),
        REJECTIONS.unit: file.unit or None,
        REJECTIONS.month: file.month or None,
    }
    if file.refusal is not None and not file.entries:
        place = {REJECTIONS.source_place: file.refusal.place() or None}
        yield base | place | {REJECTIONS.code: file.refusal.code, REJECTIONS.reason: file.refusal.message}
    for entry in file.rejected:
        errors = [finding for finding in entry.findings if finding.severity is Severity.ERROR]
        errors = errors if file.refusal is None else [file.refusal]
        yield base | {
            REJECTIONS.source_place: (errors[0].place() if file.refusal is None else "") or entry.place,
            REJECTIONS.month: entry.month or file.month or None,
            REJECTIONS.task_no: entry.task_text,
            REJECTIONS.code: errors[0].code,
            REJECTIONS.reason: "；".join(finding.message for finding in errors),
            REJECTIONS.values: beginning(entry.raw, LONGEST),
        }
