"""Merge what came back: a verdict for each file, sound rows into the ledger, the rest into 退回清单."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from xlsheet.forms.read import read_returns
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.merge_files import JudgedFile, LedgerFacts, Verdict, by_unit, closing_verdict, judge
from xlsheet.jobs.merge_reconcile import Outcome, file_name, in_order, standing_rows, take
from xlsheet.jobs.reports import Listing
from xlsheet.ledger import codes
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.copying import Entry as Words
from xlsheet.ledger.copying import find_copies
from xlsheet.ledger.data import TableData
from xlsheet.ledger.duties import read_assignments, whole_number
from xlsheet.ledger.findings import Finding, Severity, show
from xlsheet.ledger.findings import in_order as findings_in_order
from xlsheet.ledger.periods import Month
from xlsheet.ledger.registry import Registry
from xlsheet.ledger.settings import read_settings
from xlsheet.ledger.standing import task_updates
from xlsheet.ledger.tables import (
    ASSIGNMENTS,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    TASKS,
    UNITS,
)
from xlsheet.stores import Store

COMMAND: Final = "合并回收"
_LONGEST: Final = 32_000


@dataclass(frozen=True, slots=True)
class MergeRequest:
    """`paths` are files, folders and zips. `month`: forms of other months are refused. `received` is
    None for now."""

    paths: Sequence[Path]
    month: Month | None = None
    received: datetime | None = None
    dry_run: bool = False


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The files with their verdicts, by path, and what the ledger got (progress and plan rows)."""

    files: tuple[JudgedFile, ...]
    inserted: int
    updated: int
    unchanged: int
    dry_run: bool

    @property
    def needs_attention(self) -> bool:
        quiet = (Verdict.ACCEPTED, Verdict.DUPLICATE, Verdict.IGNORED)
        return any(file.verdict not in quiet for file in self.files)

    def as_json(self) -> dict[str, Any]:
        return {
            "files": [_file_json(file) for file in self.files],
            "ledger": {"inserted": self.inserted, "updated": self.updated, "unchanged": self.unchanged},
            "dry_run": self.dry_run,
        }

    def summary(self) -> str:
        verdicts = Counter(file.verdict for file in self.files)
        counts = "，".join(f"{verdict.word} {verdicts[verdict]}" for verdict in Verdict if verdicts[verdict])
        if not self.files:
            return "没有找到文件。"
        done = "（只看结论，台账没有改动）" if self.dry_run else ""
        return (
            f"{len(self.files)} 个文件：{counts}。新增 {self.inserted} 行，更新 {self.updated} 行，"
            f"没有变化 {self.unchanged} 行{done}。"
        )

    def listings(self) -> Sequence[Listing]:
        files = [
            (file_name(f.path), f.unit, f.month, f.verdict.word, str(len(f.accepted)), str(_returned(f)))
            for f in self.files
        ]
        findings = [
            (file_name(file.path), finding.severity.word, finding.place(), finding.message)
            for file in self.files
            for finding in findings_in_order(file.all_findings())
            if finding.severity is not Severity.INFO
        ]
        return [
            Listing("文件", ("文件", "单位", "月份", "结论", "接收行数", "退回行数"), files),
            Listing("需要看的", ("文件", "级别", "位置", "说明"), findings),
        ]


def _returned(file: JudgedFile) -> int:
    return len(file.rejected) + len(file.superseded)


def _file_json(file: JudgedFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "unit": file.unit,
        "month": file.month,
        "verdict": str(file.verdict),
        "rows_accepted": len(file.accepted),
        "rows_rejected": _returned(file),
        "rows_skipped": file.skipped,
        "findings": [finding.as_json() for finding in findings_in_order(file.all_findings())],
    }


def merge(store: Store, request: MergeRequest) -> MergeReport:
    """Read every file, judge it, and take its sound rows; all in one change of the ledger.

    Raises RequestError for a path that doesn't exist; nothing is changed then.
    """
    received = (request.received or datetime.now()).replace(microsecond=0)
    facts = ledger_facts(store)
    found = read_returns(request.paths, exclude=_own(store))
    files = [judge(part, facts, request.month) for file in found for part in by_unit(file)]
    receipts = store.read(RECEIPTS)
    _mark_duplicates(files, receipts)
    outcomes = [standing_rows(table, store.read(table), receipts) for table in (PROGRESS, PLANS)]
    progress, plans = outcomes
    for file in in_order(files):
        if file.verdict is Verdict.ACCEPTED:
            for entry in file.accepted:
                take(progress if entry.table is PROGRESS else plans, file, entry, received)
    _compare_with_others(files, progress, facts)
    for file in files:
        file.verdict = closing_verdict(file)
    report = MergeReport(
        files=tuple(sorted(files, key=lambda file: file.path)),
        inserted=sum(len(outcome.added()) for outcome in outcomes),
        updated=sum(len(outcome.updates()) for outcome in outcomes),
        unchanged=sum(outcome.unchanged for outcome in outcomes),
        dry_run=request.dry_run,
    )
    if not request.dry_run:
        _write(store, report, outcomes, receipts, received)
    return report


def ledger_facts(store: Store) -> LedgerFacts:
    """What returned files are judged by, from a ledger."""
    tasks = store.read(TASKS)
    pairs = zip(tasks.frame[TASKS.number], tasks.frame[TASKS.content], strict=True)
    return LedgerFacts(
        settings=read_settings(store.read(PARAMETERS)),
        registry=Registry.from_table(store.read(UNITS)),
        texts={number: show(text) for cell, text in pairs if (number := whole_number(cell)) is not None},
        assigned=frozenset((a.task_no, a.unit) for a in read_assignments(store.read(ASSIGNMENTS))),
    )


def _own(store: Store) -> list[Path]:
    """The ledger and its backups, which are no returns even in a folder of returns."""
    found = (getattr(store, "path", None), getattr(store, "backups_folder", None))
    return [path for path in found if isinstance(path, Path)]


def _mark_duplicates(files: Sequence[JudgedFile], receipts: TableData) -> None:
    """The same bytes twice, or taken before. A file that was refused is looked at again, since the
    ledger may have been mended meanwhile."""
    seen: dict[str, str] = {}
    for _, row in receipts.rows():
        if row[RECEIPTS.verdict] not in (Verdict.REJECTED.word, Verdict.PARTLY.word, Verdict.IGNORED.word):
            seen.setdefault(show(row[RECEIPTS.fingerprint]), show(row[RECEIPTS.file]))
    for file in in_order(files):
        if file.verdict is not Verdict.ACCEPTED:
            continue
        if file.sha256 in seen:
            file.verdict = Verdict.DUPLICATE
            file.findings = [codes.FILE_DUPLICATE.at(other=seen[file.sha256])]
            file.skipped += len(file.entries)
            file.entries = []
        else:
            seen[file.sha256] = file_name(file.path)


def _compare_with_others(files: Sequence[JudgedFile], progress: Outcome, facts: LedgerFacts) -> None:
    """Progress that goes back, and words that stood there before: seen against the ledger as it will be."""
    standing = list(progress.rows.items())
    words = [
        Words(str(unit), int(str(task)), month, show(row.values[PROGRESS.text]))
        for (task, unit, text), row in standing
        if task is not None and (month := Month.parse(text)) is not None
    ]
    copies = find_copies(words, facts.settings.copied_share)
    copied = {(w.unit, w.task_no, str(w.month)): copies[i] for i, w in enumerate(words) if i in copies}
    earlier = _percents(progress)
    for file in files:
        for entry in file.accepted if file.verdict is Verdict.ACCEPTED else ():
            if entry.table is not PROGRESS or entry.task_no is None:
                continue
            sheet, _, cell = entry.place.rpartition("!")
            copy = copied.get((file.unit, entry.task_no, file.month))
            if copy is not None:
                other = f"{copy.other.month} 第{copy.other.task_no}项"
                share = f"{copy.share:.0%}"
                entry.findings.append(codes.TEXT_COPIED.at(sheet, cell, other=other, share=share))
            entry.findings.extend(_going_back(entry, file, earlier, sheet, cell))


Percents = dict[tuple[str, int], list[tuple[str, float]]]


def _percents(progress: Outcome) -> Percents:
    """Unit and task -> (month, share) of its entries."""
    found: Percents = {}
    for (task, unit, month), standing in progress.rows.items():
        share = standing.values[PROGRESS.percent]
        if isinstance(share, int | float) and task is not None:
            found.setdefault((str(unit), int(str(task))), []).append((str(month), float(share)))
    return found


def _going_back(entry: Any, file: JudgedFile, earlier: Percents, sheet: str, cell: str) -> Iterator[Finding]:
    share = entry.values[PROGRESS.percent]
    before = [pair for pair in earlier.get((file.unit, entry.task_no), ()) if pair[0] < file.month]
    if isinstance(share, float) and before and share < max(before)[1] - 1e-9:
        month, was = max(before)
        yield codes.PROGRESS_BACK.at(sheet, cell, f"{share:.4g}", month=month, before=f"{was:.4g}")


def _write(
    store: Store,
    report: MergeReport,
    outcomes: Sequence[Outcome],
    receipts: TableData,
    received: datetime,
) -> None:
    known = {
        (show(row[RECEIPTS.file]), show(row[RECEIPTS.fingerprint]), show(row[RECEIPTS.verdict]))
        for _, row in receipts.rows()
    }
    taken = {(name, fingerprint) for name, fingerprint, _ in known}
    new = [file for file in report.files if not _is_known(file, known, taken)]
    rejections = [row for file in new for row in _rejection_rows(file, received)]
    rejections += [row for outcome in outcomes for row in outcome.overwritten]
    edits = [Edit(outcome.table, outcome.updates(), outcome.added()) for outcome in outcomes]
    if any(edits):
        rows = [standing.values for standing in outcomes[0].rows.values()]
        edits.append(Edit(TASKS, task_updates(store.read(TASKS), store.read(ASSIGNMENTS), rows)))
    edits.append(Edit(RECEIPTS, {}, [_receipt(file, received) for file in new]))
    edits.append(Edit(REJECTIONS, {}, rejections))
    steps = [edit for edit in edits if edit]
    if steps:
        changes = Changes(COMMAND, report.summary(), steps)
        store.apply(kept_current(store, changes, at_least=received.date()))


def _is_known(file: JudgedFile, known: set[tuple[str, str, str]], taken: set[tuple[str, str]]) -> bool:
    """Whether the register has this file with this outcome already."""
    name = file_name(file.path)
    if file.verdict is Verdict.DUPLICATE:
        return (name, file.sha256) in taken
    return (name, file.sha256, file.verdict.word) in known


def _receipt(file: JudgedFile, received: datetime) -> Row:
    said = [f.message for f in findings_in_order(file.findings) if f.severity is not Severity.INFO]
    said = said or [f.message for f in file.findings]
    return {
        RECEIPTS.received: received,
        RECEIPTS.file: file_name(file.path),
        RECEIPTS.fingerprint: file.sha256 or None,
        RECEIPTS.unit: file.unit or None,
        RECEIPTS.month: file.month or None,
        RECEIPTS.verdict: file.verdict.word,
        RECEIPTS.accepted: len(file.accepted),
        RECEIPTS.rejected: _returned(file),
        RECEIPTS.remark: "；".join(said)[:_LONGEST] or None,
    }


def _rejection_rows(file: JudgedFile, received: datetime) -> Iterator[Row]:
    """One row for each row that goes back, or one for the file."""
    base: dict[str, Any] = {
        REJECTIONS.received: received,
        REJECTIONS.source_file: file_name(file.path),
        REJECTIONS.unit: file.unit or None,
        REJECTIONS.month: file.month or None,
    }
    if file.verdict is Verdict.REJECTED and not file.entries:
        for finding in file.findings:
            if finding.severity is Severity.ERROR:
                place = {REJECTIONS.source_place: finding.place() or None}
                yield base | place | {REJECTIONS.code: finding.code, REJECTIONS.reason: finding.message}
        return
    for entry in file.rejected:
        errors = [finding for finding in entry.findings if finding.severity is Severity.ERROR]
        yield base | {
            REJECTIONS.source_place: errors[0].place() or entry.place,
            REJECTIONS.task_no: entry.task_text,
            REJECTIONS.code: errors[0].code,
            REJECTIONS.reason: "；".join(finding.message for finding in errors),
            REJECTIONS.values: entry.raw[:_LONGEST],
        }
