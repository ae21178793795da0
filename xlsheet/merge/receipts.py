"""收件登记 as merge sees it: what came before, which file a row came with, and days that cannot be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Severity, in_order, show
from xlsheet.dictionary.tables import NAME_SEPARATOR, RECEIPTS, TODOS
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.errors import RequestError
from xlsheet.ledger.changes import Row
from xlsheet.ledger.table import TableData
from xlsheet.merge.files import JudgedFile
from xlsheet.xlsx.cells import beginning

LONG_AGO: Final = datetime(1900, 1, 1)
LONGEST: Final = 32_000
"""Characters of a remark or of returned values; a cell holds a little more."""

KNOWN, STANDING, NEW = range(3)
"""Of rows that came on one day those count that came with this merge, then those that stand in the ledger,
then those of files that were looked at before and lost."""

Arrival = tuple[datetime, int]
"""When a file came, and whether it is NEW or KNOWN."""

_SETTLED: Final = (Verdict.ACCEPTED, Verdict.WITH_WARNINGS, Verdict.SUPERSEDED, Verdict.DUPLICATE)


@dataclass(slots=True)
class Receipt:
    """One row of 收件登记, at worksheet row `row`. `overtaken` counts its rows whose place later files
    take now, `by` names these."""

    row: int
    received: datetime
    file: str
    fingerprint: str
    verdict: Verdict | None
    accepted: int
    rejected: int
    remark: str
    sender: str = ""
    subject: str = ""
    overtaken: int = 0
    by: set[str] = field(default_factory=set)
    withdrawn: bool = False

    def withdraw(self, why: str) -> None:
        """What it brought goes back after all."""
        self.withdrawn, self.verdict = True, Verdict.REJECTED
        self.accepted, self.rejected = 0, self.accepted + self.rejected
        self.remark = "；".join(filter(None, [self.remark, why]))

    def update(self) -> Row:
        """The cells that change because later files took rows' places, or its sender took it back."""
        accepted = max(0, self.accepted - self.overtaken)
        verdict = Verdict.WITH_WARNINGS if self.verdict is Verdict.ACCEPTED else self.verdict
        verdict = verdict if accepted or self.withdrawn else Verdict.SUPERSEDED
        said = [catalogue.FILE_SUPERSEDED.at(other=name).message for name in sorted(self.by)]
        remark = "；".join(filter(None, [self.remark, *said]))
        return {
            RECEIPTS.verdict: verdict.word if verdict else None,
            RECEIPTS.accepted: accepted,
            RECEIPTS.rejected: self.rejected + self.overtaken,
            RECEIPTS.remark: beginning(remark, LONGEST),
        }


class KnownReceipts:
    """All receipts of a ledger, by file, by fingerprint and by what they brought."""

    def __init__(self, data: TableData) -> None:
        self._all: list[Receipt] = []
        self._by_file: dict[tuple[str, str], Receipt] = {}
        self._by_fingerprint: dict[str, list[Receipt]] = defaultdict(list)
        self._sources: dict[tuple[str, str, str], Receipt] = {}
        for number, cells in data.rows():
            receipt = _receipt(number, cells)
            self._all.append(receipt)
            self._by_file[receipt.file, receipt.fingerprint] = receipt
            if receipt.fingerprint:
                self._by_fingerprint[receipt.fingerprint].append(receipt)
            if receipt.verdict and receipt.verdict.was_taken:
                self._note_source(receipt, cells)

    def _note_source(self, receipt: Receipt, cells: dict[str, object]) -> None:
        unit = show(cells[RECEIPTS.unit]).strip()
        for month in ("", *show(cells[RECEIPTS.month]).split(NAME_SEPARATOR)):
            key = (receipt.file, unit, month.strip())
            before = self._sources.get(key)
            if before is None or before.received <= receipt.received:
                self._sources[key] = receipt

    def knows(self, file: JudgedFile, name: str) -> bool:
        """Whether this very file is registered under this name with this outcome."""
        known = self._by_file.get((name, file.sha256))
        if known is None:
            return False
        fared = (known.verdict, known.accepted, known.rejected)
        return file.verdict is Verdict.DUPLICATE or fared == (
            file.verdict,
            len(file.accepted),
            file.returned_rows,
        )

    def settled(self, fingerprint: str) -> str | None:
        """The name under which the same bytes were merged before, so that nothing is left to do. What
        went back, whole or in part, is looked at again: the ledger may have been mended since."""
        known = self._by_fingerprint.get(fingerprint, ())
        return next((receipt.file for receipt in known if receipt.verdict in _SETTLED), None)

    def first_received(self, fingerprint: str, now: datetime) -> Arrival:
        """When these bytes came first, and whether this is the first time."""
        known = self._by_fingerprint.get(fingerprint, ()) if fingerprint else ()
        came = min((r.received for r in known if r.received > LONG_AGO), default=None)
        return (came, KNOWN) if came is not None else (now, NEW)

    def source(self, file: str, unit: str, month: str) -> Receipt | None:
        """The receipt that a ledger's row of this unit and month ("" for plans) came with."""
        return self._sources.get((file, unit, month))

    def all(self) -> list[Receipt]:
        """All receipts, in the order of the sheet."""
        return self._all

    def overtaken(self) -> dict[int, Row]:
        """The receipts whose rows' places later files take, and those taken back, by worksheet row."""
        return {r.row: r.update() for r in self._all if r.overtaken or r.withdrawn}


def _receipt(number: int, cells: dict[str, object]) -> Receipt:
    return Receipt(
        row=number,
        received=moment(cells[RECEIPTS.received]),
        file=show(cells[RECEIPTS.file]).strip(),
        fingerprint=show(cells[RECEIPTS.fingerprint]).strip(),
        verdict=Verdict.of_word(show(cells[RECEIPTS.verdict]).strip()),
        accepted=whole_number(cells[RECEIPTS.accepted]) or 0,
        rejected=whole_number(cells[RECEIPTS.rejected]) or 0,
        remark=show(cells[RECEIPTS.remark]),
        sender=show(cells[RECEIPTS.sender]).strip(),
        subject=show(cells[RECEIPTS.subject]).strip(),
    )


def receipt_row(file: JudgedFile, name: str, received: datetime) -> Row:
    """The row of 收件登记 for a file."""
    said = [f.message for f in in_order(file.findings) if f.severity is not Severity.INFO]
    said = said or [f.message for f in file.findings]
    reminders = sum(f.severity is Severity.WARNING for entry in file.accepted for f in entry.findings)
    if reminders:
        said.append(f"接收的行里有提醒 {reminders} 条，见“{TODOS.sheet}”")
    if file.cells.reported:
        said.append(f"填的 {file.cells.taken + file.cells.reported} 格里，接收 {file.cells.taken} 格")
    return {
        RECEIPTS.received: received,
        RECEIPTS.file: name,
        RECEIPTS.fingerprint: file.sha256 or None,
        RECEIPTS.unit: file.unit or None,
        RECEIPTS.month: file.month or None,
        RECEIPTS.verdict: file.verdict.word,
        RECEIPTS.accepted: len(file.accepted),
        RECEIPTS.rejected: file.returned_rows,
        RECEIPTS.remark: beginning("；".join(said), LONGEST) or None,
    }


def moment(cell: object) -> datetime:
    """A time from a cell, to the second: sheets keep times as fractions of a day."""
    if isinstance(cell, datetime):
        return (cell + timedelta(milliseconds=500)).replace(microsecond=0) if cell.microsecond else cell
    return datetime.combine(cell, time()) if isinstance(cell, date) else LONG_AGO


def day(cell: object) -> date:
    """A day from a cell, long ago where there is none."""
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else LONG_AGO.date()


def look_at_day(received: date, today: date, reported: Iterable[tuple[str, Month]]) -> None:
    """RequestError for a day that cannot be right; `reported` has the files and the months they report on.

    The month's last day is soon enough: it is over that evening.
    """
    if received > today:
        raise RequestError(
            f"收件日期 {received} 还没有到（今天是 {today}），台账没有改动。"
            "请核对收件日期；确实要这样写，加 --insist。"
        )
    early = [(file, month) for file, month in reported if received < month.last_day]
    if early:
        file, month = early[0]
        more = f"，另有 {len(early) - 1} 份也是" if len(early) > 1 else ""
        raise RequestError(
            f"“{file}”报的是{month.chinese}的情况，收件日期 {received} 时这个月还没有结束{more}。"
            "台账没有改动。请核对收件日期；确实如此，加 --insist。"
        )
