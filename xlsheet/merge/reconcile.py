"""Rows that came in against rows that the ledger has: which one counts, in whatever order files come."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from xlsheet.analysis.assignments import whole_number
from xlsheet.cells.text import is_hollow
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PLANS, PROGRESS, REJECTIONS, Table
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.table import TableData
from xlsheet.merge.candidates import Candidate, Key, TableOutcome, file_name, key_of
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.receipts import LONG_AGO, LONGEST, KnownReceipts, moment
from xlsheet.merge.rows import ReturnedRow


def standing_rows(
    table: Table, data: TableData, units: Collection[str], receipts: KnownReceipts
) -> TableOutcome:
    """The ledger's rows of these units by their key, ranked by the file that each came from."""
    names = [str(column) for column in table.columns]
    place = names.index(PROGRESS.unit)
    rows: dict[Key, Candidate] = {}
    for number, cells in data.cells(*names):
        unit = show(cells[place]).strip()
        if unit not in units:
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
    return TableOutcome(table, rows)


def _value(cell: object) -> Value:
    return cell if isinstance(cell, str | int | float | date) or cell is None else show(cell)


def take(outcome: TableOutcome, file: JudgedFile, entry: ReturnedRow, received: datetime) -> None:
    """Let a sound row compete with what stands there; the loser stays findable in 退回清单."""
    key = key_of(outcome.table, entry.task_no, file.unit, entry.month)
    new, old = Candidate.returned(file, entry, received), outcome.rows.get(key)
    if old is None:
        outcome.rows[key] = new
        return
    same = _says_the_same(old.said, entry.values)
    stood = old.first
    winner, loser = (new, old) if new.rank > old.rank else (old, new)
    winner.first = _first_received(outcome.table, old, new, winner)
    if same:
        outcome.unchanged += 1
        winner.others = (*winner.others, *loser.holders)
    else:
        _lose(outcome, loser, winner, file.unit, entry)
    if winner is new:
        new.changed = old.changed or not _says_the_same(old.values(key), new.values(key))
        new.row, new.revised = old.row, old.row is not None and (old.revised or not same)
        outcome.rows[key] = new
    elif winner.first != stood:
        old.changed = True


def _first_received(table: Table, old: Candidate, new: Candidate, winner: Candidate) -> datetime:
    """When the unit first said something on the entry, else when what counts was received: who reported
    on time and was asked to correct the words is not late."""
    words = PLANS.work if table is PLANS else PROGRESS.text
    times = [winner.came]
    if old.first < old.came or not is_hollow(show(old.said.get(words))):
        times.append(old.first)
    if not is_hollow(show(new.said.get(words))):
        times.append(new.came)
    return min(times)


def _lose(outcome: TableOutcome, loser: Candidate, winner: Candidate, unit: str, entry: ReturnedRow) -> None:
    """The loser's row goes to 退回清单, and its file is told by whom it was overtaken."""
    finding = catalogue.FILE_SUPERSEDED.at(other=winner.source)
    for file, lost in loser.holders:
        file.superseded.append(lost)
        if finding not in file.findings:
            file.findings.append(finding)
    if loser.receipt is not None:
        loser.receipt.overtaken += 1
        loser.receipt.by.add(winner.source)
    line: Row = {
        REJECTIONS.received: loser.came if loser.came > LONG_AGO else None,
        REJECTIONS.source_file: loser.source,
        REJECTIONS.source_place: loser.place,
        REJECTIONS.unit: unit,
        REJECTIONS.month: entry.month,
        REJECTIONS.task_no: show(entry.task_no),
        REJECTIONS.code: finding.code,
        REJECTIONS.reason: finding.message,
        REJECTIONS.values: (loser.entry.raw if loser.entry else _as_words(loser.said))[:LONGEST],
    }
    outcome.lost.append((loser.holders, line))


def _as_words(values: Mapping[str, Value]) -> str:
    return "；".join(f"{name}={show(value)}" for name, value in values.items() if value is not None)


def _says_the_same(standing: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
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
