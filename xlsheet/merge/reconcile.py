"""Rows that came in against rows that the ledger has: which one counts, in whatever order files come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.cells.text import is_hollow
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PLANS, PROGRESS, REJECTIONS, Table
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.table import TableData
from xlsheet.ledger.written_rows import WrittenRows
from xlsheet.merge.candidates import Candidate, Key, TableOutcome, file_name, key_of
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.receipts import LONG_AGO, LONGEST, Arrival, KnownReceipts, moment
from xlsheet.merge.rows import ReturnedRow
from xlsheet.xlsx.cells import beginning

_QUOTED: Final = 120
"""Letters of the office's own row that a message shows."""


def standing_rows(
    table: Table,
    data: TableData,
    units: Collection[str],
    receipts: KnownReceipts,
    written: WrittenRows | None = None,
    gone: Collection[int] = (),
) -> TableOutcome:
    """The ledger's rows of these units by their key, ranked by the file that each came from; but for the
    worksheet rows that are `gone`."""
    names = [str(column) for column in table.columns]
    place = names.index(PROGRESS.unit)
    rows: dict[Key, Candidate] = {}
    for number, cells in data.cells(*names):
        unit = show(cells[place]).strip()
        if unit not in units or number in gone:
            continue
        said = dict(zip(names, map(_value, cells), strict=True))
        month = "" if table is PLANS else show(said[PROGRESS.month])
        source = show(said[PROGRESS.source_file])
        receipt = receipts.source(source, unit, month) if source else None
        first = moment(said[PROGRESS.received])
        standing = Candidate(
            said,
            receipt.received if receipt else first,
            first,
            source,
            receipt.fingerprint if receipt else "",
            row=number,
            receipt=receipt,
        )
        rows.setdefault((whole_number(said[PROGRESS.task_no]), unit, month), standing)
    return TableOutcome(table, rows, written=written, gone=gone)


def _value(cell: object) -> Value:
    return cell if isinstance(cell, str | int | float | date) or cell is None else show(cell)


Contenders = dict[Key, list[Candidate]]


def compete(outcome: TableOutcome, contenders: Contenders) -> None:
    """Let sound rows compete with what stands there and with each other, whatever the order of their files;
    the losers stay findable in 退回清单."""
    for key, some in contenders.items():
        if len(some) > 1:
            some = _without_ties(sorted(some, key=lambda candidate: candidate.rank), key)
        for candidate in some:
            _take(outcome, key, candidate)


def _without_ties(some: list[Candidate], key: Key) -> list[Candidate]:
    """The rows in their order, but for the last ones where nothing tells which of them is later: these go
    back."""
    last = [candidate for candidate in some if candidate.rank == some[-1].rank]
    if all(says_the_same(last[0].said, other.said) for other in last[1:]):
        return some
    for candidate in last:
        others = "、".join(sorted({other.source for other in last if other.file is not candidate.file}))
        for _, entry in candidate.holders:
            cell = entry.at(PROGRESS.task_no)
            entry.findings.append(catalogue.FILE_TIE.at(*cell, key[0], task=key[0], other=others))
    return some[: len(some) - len(last)]


def contend(
    contenders: Contenders, table: Table, file: JudgedFile, entry: ReturnedRow, came: Arrival
) -> None:
    """Note a sound row."""
    key = key_of(table, entry.task_no, file.unit, entry.month)
    contenders.setdefault(key, []).append(Candidate.returned(file, entry, came))


def _take(outcome: TableOutcome, key: Key, new: Candidate) -> None:
    old = outcome.rows.get(key)
    if old is None:
        outcome.rows[key] = new
        return
    same = says_the_same(old.said, new.said)
    old.edited = old.edited or (not same and outcome.is_edited(key, old))
    stood = old.first
    winner, loser = (new, old) if new.rank > old.rank and not old.is_the_offices else (old, new)
    if not old.is_the_offices:
        winner.first = _first_received(outcome.table, old, new, winner)
    if same:
        outcome.unchanged += 1
        winner.others = (*winner.others, *loser.holders)
    else:
        _lose(outcome, key, loser, winner)
    if winner is new:
        new.changed = old.changed or not says_the_same(old.values(key), new.values(key))
        new.row, new.revised = old.row, old.row is not None and (old.revised or not same)
        outcome.rows[key] = new
    elif winner.first != stood:
        old.changed = True


def _first_received(table: Table, old: Candidate, new: Candidate, winner: Candidate) -> datetime:
    """When the unit first said something on the entry, else when what counts was received: who reported
    on time and was asked to correct the words is not late."""
    words = PLANS.work if table is PLANS else PROGRESS.text
    times = [winner.came]
    if LONG_AGO < old.first < old.came or not is_hollow(show(old.said.get(words))):
        times.append(old.first)
    if not is_hollow(show(new.said.get(words))):
        times.append(new.came)
    return min(times)


def _lose(outcome: TableOutcome, key: Key, loser: Candidate, winner: Candidate) -> None:
    """The loser's row goes to 退回清单, and its file is told by whom it was overtaken."""
    task_no, unit, month = key
    finding = catalogue.FILE_SUPERSEDED.at(other=_called(winner, loser))
    if winner.is_the_offices:
        said = _as_words({name: winner.said.get(name) for name in loser.said}) or "空"
        cell = loser.entry.at(PROGRESS.task_no) if loser.entry else ("", "")
        finding = catalogue.OFFICE_STANDS.at(*cell, task_no, task=task_no, office=said[:_QUOTED])
    for file, lost in loser.holders:
        file.superseded.append(lost)
        if finding not in file.findings:
            file.findings.append(finding)
    if loser.receipt is not None:
        loser.receipt.overtaken += 1
        loser.receipt.by.add(_called(winner, loser))
    line: Row = {
        REJECTIONS.received: loser.came if loser.came > LONG_AGO else None,
        REJECTIONS.source_file: loser.source,
        REJECTIONS.source_place: loser.place,
        REJECTIONS.unit: unit,
        REJECTIONS.month: month or next((c.entry.month for c in (loser, winner) if c.entry), None),
        REJECTIONS.task_no: show(task_no),
        REJECTIONS.code: finding.code,
        REJECTIONS.reason: finding.message,
        REJECTIONS.values: beginning(loser.entry.raw if loser.entry else _as_words(loser.said), LONGEST),
    }
    outcome.lost.append((loser.holders, line))


def _called(winner: Candidate, loser: Candidate) -> str:
    """The name of the file that counts; one of the same name is told apart by its day."""
    same = winner.source == loser.source
    return f"{winner.source}（{winner.came.date()} 收到的另一份）" if same else winner.source


def _as_words(values: Mapping[str, Value]) -> str:
    return "；".join(f"{name}={show(value)}" for name, value in values.items() if value is not None)


def says_the_same(standing: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    """Whether a row of the ledger has all these values."""
    return all(_same(standing.get(name), value) for name, value in values.items())


def _same(one: Value, other: Value) -> bool:
    if isinstance(one, date) and isinstance(other, date):
        return moment(one) == moment(other)
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return show(one) == show(other)


def in_order(files: Sequence[JudgedFile]) -> list[JudgedFile]:
    """The order in which files are taken; the result is the same in any."""
    return sorted(files, key=lambda file: (file_name(file.path), file.sha256))
