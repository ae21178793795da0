"""上级汇总: any number of ledgers into one dataset and a report workbook for the superior office."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from xlsheet.cells.rounding import percent_text
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import ERROR, INFO, Finding, in_order
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import ALERTS
from xlsheet.errors import RequestError, XlsheetError
from xlsheet.files.publish import publish
from xlsheet.grids.guarded import Call
from xlsheet.jobs.collected.running import Outcome, call_of, read_here
from xlsheet.jobs.collected.shelf import REPORT, LedgerFile, LedgerRecord, Shelf, named
from xlsheet.jobs.collected.sources import LedgerSource, find_sources
from xlsheet.ledger.settings import Names
from xlsheet.stores.backups import fingerprint
from xlsheet.stores.entrance import content_of

_WORDS: Final = ("新汇总", "已替换", "没有变化", "较早的副本", "没有读成")
_HEADS: Final = ("市", "年度", "截至", "任务", "完成", *ALERTS, "按时率", "欠报单位")


class CollectVerdict(StrEnum):
    """What became of a file."""

    NEW = "new"
    REPLACED = "replaced"
    SAME = "same"
    OLDER = "older"
    FAILED = "failed"

    @property
    def word(self) -> str:
        return _WORDS[list(CollectVerdict).index(self)]


@dataclass(frozen=True, slots=True)
class CollectRequest:
    """`ledgers` are files, folders and patterns; `cities` says whose the ledgers under a path are; `out` is
    the collection's folder. `cluster` is the address of a Dask scheduler, '' for this machine's processes."""

    ledgers: Sequence[Path]
    out: Path
    cities: Sequence[tuple[str, Path]] = ()
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class CollectedFile:
    """A file, and the ledger's record that holds now; None where there is none."""

    path: Path
    verdict: CollectVerdict
    record: LedgerRecord | None


@dataclass(frozen=True, slots=True)
class CollectReport:
    """`files` in the order of their paths; `records` are all ledgers that the folder holds, those of earlier
    runs included; `workbook` is the report."""

    out: Path
    files: tuple[CollectedFile, ...]
    records: tuple[LedgerRecord, ...]
    findings: tuple[Finding, ...]

    @property
    def workbook(self) -> Path:
        return self.out / REPORT

    @property
    def needs_attention(self) -> bool:
        return any(finding.severity is not INFO for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "out": str(self.out),
            "workbook": str(self.workbook),
            "files": [{"path": str(each.path), "verdict": str(each.verdict)} for each in self.files],
            "ledgers": [
                {**record.numbers.as_json(), "file": record.file.name, "received": record.received}
                for record in self.records
            ],
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        counts = Counter(each.verdict for each in self.files)
        words = "，".join(
            f"{verdict.word} {counts[verdict]}" for verdict in CollectVerdict if counts[verdict]
        )
        cities = len({record.numbers.city for record in self.records})
        rows = sum(sum(record.numbers.rows.values()) for record in self.records)
        return (
            f"{len(self.files)} 个文件：{words}。“{self.out}”里现有 {cities} 个市、{len(self.records)} 本"
            f"台账、{rows} 行数据，汇总表是“{self.workbook}”。"
        )

    def listings(self) -> Sequence[Listing]:
        files = [(each.verdict.word, str(each.path)) for each in self.files]
        return [
            Listing("各市对比", _HEADS, self._rows()),
            Listing("文件", ("结果", "文件"), files),
            finding_listing(self.findings),
        ]

    def _rows(self) -> list[tuple[str, ...]]:
        rows = []
        for numbers in (record.numbers for record in self.records):
            rate = numbers.on_time_rate
            counts = (numbers.total.tasks, numbers.total.done, *(numbers.total.lights[a] for a in ALERTS))
            shown = "" if rate is None else percent_text(rate)
            head = (numbers.city, str(numbers.year), numbers.day)
            rows.append((*head, *map(str, counts), shown, str(numbers.owing_units)))
        return rows


@dataclass(slots=True)
class _Run:
    """A run as it goes on."""

    shelf: Shelf
    files: dict[Path, CollectedFile] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    pending: list[tuple[LedgerSource, LedgerFile]] = field(default_factory=list)

    def calls(self, sources: Sequence[LedgerSource]) -> Iterator[Call]:
        """The ledgers to be read, each when its turn comes; those that were read before aren't."""
        for source in sources:
            try:
                content = content_of(source.path)
            except XlsheetError as error:
                self.fail(source, error)
                continue
            changed = source.path.stat().st_mtime_ns
            file = LedgerFile(str(source.path), fingerprint(content), changed, source.city)
            known = self.shelf.known(file)
            if known is not None:
                self.files[source.path] = CollectedFile(source.path, CollectVerdict.SAME, known)
                continue
            self.pending.append((source, file))
            yield call_of(source.path, content, source.city)

    def take(self, outcome: Outcome) -> None:
        """Keep what became of the ledger whose turn it is."""
        source, file = self.pending.pop(0)
        if isinstance(outcome, XlsheetError):
            self.fail(source, outcome)
            return
        record = LedgerRecord.of(outcome, file)
        there = self.shelf.records.get(record.identity)
        if there is not None and there.lateness > record.lateness:
            self._older(source, record, there)
            return
        self.shelf.put(record, outcome.parts)
        verdict = CollectVerdict.NEW if there is None else CollectVerdict.REPLACED
        self.files[source.path] = CollectedFile(source.path, verdict, record)
        if there is not None and there.file.fingerprint != file.fingerprint:
            self.findings.append(catalogue.COLLECT_REPLACED.at(value=named(source.path), other=_named(there)))

    def _older(self, source: LedgerSource, record: LedgerRecord, there: LedgerRecord) -> None:
        self.files[source.path] = CollectedFile(source.path, CollectVerdict.OLDER, there)
        days = {"day": record.numbers.day or "（没有查过）", "other_day": there.numbers.day}
        self.findings.append(
            catalogue.COLLECT_OLDER.at(value=named(source.path), other=there.file.name, **days)
        )

    def fail(self, source: LedgerSource, error: XlsheetError) -> None:
        """A ledger that cannot be read is a finding; what was read of that file before stays."""
        earlier = next((r for r in self.shelf.ordered if r.file.path == str(source.path)), None)
        kept = f"汇总里仍是以前读到的（截至 {earlier.numbers.day}）。" if earlier is not None else ""
        self.files[source.path] = CollectedFile(source.path, CollectVerdict.FAILED, None)
        self.findings.append(
            catalogue.COLLECT_UNREADABLE.at(value=named(source.path), why=str(error), kept=kept)
        )


def collect(request: CollectRequest) -> CollectReport:
    """Read and check all ledgers, keep their rows and numbers in `request.out`, write the report anew where
    it says something else. Ledgers that the folder holds already stay.

    Raises RequestError where no ledger is meant at all, OutputError where the folder cannot be written,
    JobError where the cluster isn't there.
    """
    from xlsheet.documents.cities.workbook import cities_book

    sources = find_sources(request.ledgers, request.cities)
    if not sources.found:
        named = "、".join(f"“{path}”" for path in sources.empty)
        raise RequestError(f"{named}里没有台账（.xlsm）。请核对路径。")
    run = _Run(Shelf(request.out))
    run.findings += [catalogue.COLLECT_NOTHING.at(value=path) for path in sources.empty]
    for outcome in _outcomes(run.calls(sources.found), request.cluster):
        run.take(outcome)
    records = tuple(run.shelf.ordered)
    findings = tuple(in_order([*run.findings, *_doubts(records)]))
    if records:
        files = [(record.numbers, record.file.name) for record in records]
        failed = [finding for finding in findings if finding.severity is ERROR]
        publish({request.out / REPORT: cities_book(files, failed)}, overwrite=True)
    ordered = tuple(run.files[source.path] for source in sources.found)
    return CollectReport(request.out, ordered, records, findings)


def _outcomes(calls: Iterator[Call], cluster: str) -> Iterator[Outcome]:
    if not cluster:
        return read_here(calls)
    from xlsheet.jobs.collected.cluster import read_on_cluster

    return read_on_cluster(calls, cluster)


def _named(record: LedgerRecord) -> str:
    return f"{record.file.name}（截至 {record.numbers.day}）"


def _doubts(records: Sequence[LedgerRecord]) -> Iterator[Finding]:
    """What makes the numbers of the ledgers doubtful, or hard to compare."""
    of_city: dict[tuple[str, int], list[LedgerRecord]] = defaultdict(list)
    for record in records:
        numbers, name = record.numbers, record.file.name
        of_city[numbers.city, numbers.year].append(record)
        if not numbers.city_known:
            yield catalogue.COLLECT_NO_CITY.at(value=name, parameter=Names.office)
        if not numbers.day:
            yield catalogue.COLLECT_NOT_LOOKED.at(value=name, city=numbers.city)
        if numbers.problems.get(str(ERROR)):
            count = numbers.problems[str(ERROR)]
            yield catalogue.COLLECT_NOT_SOUND.at(value=name, city=numbers.city, count=count)
    for (city, year), several in of_city.items():
        if len(several) > 1:
            names = "、".join(record.file.name for record in several)
            yield catalogue.COLLECT_SAME_CITY.at(value=names, city=city, year=year, count=len(several))
    days = sorted({record.numbers.day for record in records if record.numbers.day})
    if len(days) > 1:
        yield catalogue.COLLECT_DAYS.at(first=days[0], last=days[-1])
