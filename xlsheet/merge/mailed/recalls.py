"""Mails that later ones of their sender take back: they are not taken, and what an earlier merge took of them
goes back, whichever of the two mails is merged first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.cells.text import fold
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import (
    MEASURED,
    NAME_SEPARATOR,
    PLANS,
    PROGRESS,
    REJECTIONS,
    Table,
)
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.ledger.changes import Row
from xlsheet.ledger.table import TableData
from xlsheet.ledger.written_rows import WrittenRows
from xlsheet.mail.content import recalled_by
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.receipts import LONGEST, KnownReceipts, Receipt, moment
from xlsheet.xlsx.cells import beginning

_BEFORE_SUBJECT: Final = re.compile(r"(?:(?:re|fwd?|回复|答复|转发|转寄)\s*[:：]\s*)+", re.IGNORECASE)
_TABLES: Final = (PROGRESS, PLANS, MEASURED)
"""Where rows of a returned file stand."""


@dataclass(slots=True)
class Withdrawn:
    """What goes back of what earlier merges took: worksheet rows by table, and their lines for 退回清单."""

    rows: dict[Table, set[int]] = field(default_factory=lambda: {table: set() for table in _TABLES})
    lines: list[Row] = field(default_factory=list)


def note_recalls(files: Sequence[JudgedFile], receipts: KnownReceipts) -> dict[int, list[Receipt]]:
    """Refuse the mails that are taken back, by a mail of this merge or of an earlier one. The files that take
    something back, by their place, with the receipts of what they take back."""
    recalls = {place: file for place, file in enumerate(files) if _is_recall(file)}
    said = [(_sender(f), _wanted(f), f.received or datetime.max) for f in recalls.values()]
    said += [(r.sender, wanted, r.received) for r in receipts.all() if (wanted := _taken_back_by(r))]
    for file in files if said else ():
        if file.envelope is None or file.refusal is not None or file.verdict is Verdict.IGNORED:
            continue
        own, came = (_sender(file), _plain(file.envelope.subject)), file.received or datetime.min
        if any((sender, wanted) == own and came <= at for sender, wanted, at in said):
            file.refuse(catalogue.MAIL_RECALLED.at())
    reached: dict[int, list[Receipt]] = {}
    for place, recall in recalls.items():
        wanted, at = _wanted(recall), recall.received or datetime.max
        reached[place] = [
            receipt
            for receipt in receipts.all()
            if receipt.sender == _sender(recall)
            and _plain(receipt.subject) == wanted
            and receipt.received <= at
        ]
        if reached[place] or any(_is_reached(file, recall) for file in files):
            assert recall.refusal is not None
            recall.findings = [catalogue.MAIL_RECALL_DONE.at(value=recall.refusal.value)]
            recall.refusal, recall.verdict = None, Verdict.IGNORED
    return reached


def withdraw(
    read: Callable[[Table], TableData],
    files: Sequence[JudgedFile],
    reached: dict[int, list[Receipt]],
    receipts: KnownReceipts,
    written: WrittenRows,
) -> Withdrawn:
    """Let the rows of taken back receipts go, but for those that the office corrected since; each mail that
    takes something back says what became of it."""
    found = Withdrawn()
    for place, taken in reached.items():
        gone = [receipt for receipt in taken if receipt.verdict and receipt.verdict.was_taken]
        if not gone:
            continue
        before = len(found.lines)
        stands = sum(_withdraw_from(table, read, gone, receipts, written, found) for table in _TABLES)
        recall, others = files[place], _overtaken_by(read(REJECTIONS), gone)
        office = f"；督查室改过的 {stands} 行没有动，请核对" if stands else ""
        again = f"。以前的“{'”、“'.join(others)}”也报过，要补回请把它再合并一次，加 --again" if others else ""
        recall.findings = [
            catalogue.MAIL_RECALL_BACK.at(
                value=recall.findings[0].value, count=len(found.lines) - before, office=office, again=again
            )
        ]
        recall.verdict = Verdict.WITH_WARNINGS
        for receipt in gone:
            receipt.withdraw(catalogue.MAIL_RECALLED.at().message)
    return found


def _withdraw_from(
    table: Table,
    read: Callable[[Table], TableData],
    gone: Sequence[Receipt],
    receipts: KnownReceipts,
    written: WrittenRows,
    found: Withdrawn,
) -> int:
    """Note the rows of a table that go; how many stand, since the office corrected them."""
    stands = 0
    for number, cells in read(table).rows(*map(str, table.columns)):
        unit = show_name(cells[PROGRESS.unit])
        month = "" if table is PLANS else show(cells[PROGRESS.month]).strip()
        source = show(cells[PROGRESS.source_file]).strip()
        receipt = receipts.source(source, unit, month) if source else None
        if receipt is None or receipt not in gone or moment(cells[PROGRESS.received]) > receipt.received:
            continue
        if written.is_edited(table, (whole_number(cells[PROGRESS.task_no]), unit, month), cells):
            stands += 1
            continue
        found.rows[table].add(number)
        found.lines.append(_line(cells, receipt, unit, month))
    return stands


def _line(cells: dict[str, object], receipt: Receipt, unit: str, month: str) -> Row:
    finding = catalogue.MAIL_RECALLED.at()
    said = NAME_SEPARATOR.join(f"{name}={show(value)}" for name, value in cells.items() if value is not None)
    return {
        REJECTIONS.received: receipt.received,
        REJECTIONS.source_file: receipt.file,
        REJECTIONS.source_place: show(cells[PROGRESS.source_place]) or None,
        REJECTIONS.unit: unit,
        REJECTIONS.month: month or None,
        REJECTIONS.task_no: show(cells[PROGRESS.task_no]),
        REJECTIONS.code: finding.code,
        REJECTIONS.reason: finding.message,
        REJECTIONS.values: beginning(said, LONGEST),
    }


def _overtaken_by(rejections: TableData, gone: Iterable[Receipt]) -> list[str]:
    """The files whose rows gave way to those that go back now."""
    reasons = {catalogue.FILE_SUPERSEDED.at(other=receipt.file).message for receipt in gone}
    rows = rejections.rows(REJECTIONS.reason, REJECTIONS.source_file)
    names = (show(row[REJECTIONS.source_file]) for _, row in rows if show(row[REJECTIONS.reason]) in reasons)
    return sorted(set(names))


def _is_recall(file: JudgedFile) -> bool:
    return file.refusal is not None and file.refusal.code == catalogue.MAIL_RECALL.name


def _is_reached(file: JudgedFile, recall: JudgedFile) -> bool:
    return (
        file is not recall
        and file.envelope is not None
        and _sender(file) == _sender(recall)
        and _plain(file.envelope.subject) == _wanted(recall)
        and (file.received or datetime.min) <= (recall.received or datetime.max)
    )


def _sender(file: JudgedFile) -> str:
    return file.envelope.sender if file.envelope else ""


def _wanted(recall: JudgedFile) -> str:
    return _plain(str(recall.refusal.value)) if recall.refusal else ""


def _taken_back_by(receipt: Receipt) -> str:
    """The subject that an earlier mail took back; nothing for any other, and for one that brought a file."""
    subject = "" if receipt.fingerprint else recalled_by(receipt.subject)
    return _plain(subject) if subject else ""


def _plain(subject: str) -> str:
    return fold(_BEFORE_SUBJECT.sub("", subject.strip(), count=1))
