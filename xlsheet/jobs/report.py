"""Write the bulletin of a month, a quarter or the year, and the leaders' own sheets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.bulletin_data import BulletinData, bulletin_data
from xlsheet.analysis.dashboard import WITHOUT_NAME, Group
from xlsheet.analysis.spans import Span, SpanKind, span_up_to
from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import EVIDENCE, TASKS
from xlsheet.documents.bulletin.document import bulletin
from xlsheet.documents.bulletin.leader_sheet import leader_sheet
from xlsheet.documents.charts import has_font
from xlsheet.documents.office import as_pdf
from xlsheet.documents.targets import ListedIndicator, targets_book
from xlsheet.errors import LedgerError, RequestError
from xlsheet.files.folders import file_stems
from xlsheet.files.publish import publish
from xlsheet.jobs.missing import check_month, doubts
from xlsheet.ledger.exhibits import Exhibit, exhibits
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import view_of

_WORD, _PDF, _EXCEL = ".docx", ".pdf", ".xlsx"


@dataclass(frozen=True, slots=True)
class BulletinRequest:
    """`month` is the last month that the bulletin covers, `out` its file, .docx or .pdf; `pdf` asks for
    a PDF beside the .docx, `leaders` for a sheet of each responsible leader in that folder. `as_of` is
    the bulletin's day, `indicators` a workbook of all indicators."""

    month: Month
    out: Path
    period: SpanKind = SpanKind.MONTH
    as_of: date = field(default_factory=date.today)
    leaders: Path | None = None
    pdf: bool = False
    overwrite: bool = False
    indicators: Path | None = None


@dataclass(frozen=True, slots=True)
class BulletinReport:
    """What the bulletin says in figures, and where it and the leaders' sheets are."""

    data: BulletinData
    files: tuple[Path, ...]
    leaders: tuple[tuple[str, int, Path], ...]
    findings: tuple[Finding, ...]

    @property
    def needs_attention(self) -> bool:
        return bool(self.findings)

    def as_json(self) -> dict[str, Any]:
        return {
            "month": str(self.data.span.last),
            "period": str(self.data.span.kind),
            "file": str(self.files[0]),
            "files": sorted(map(str, self.files)),
            "numbers": self.data.numbers(),
            "leaders": [
                {"leader": name, "tasks": tasks, "file": str(path)}
                for name, tasks, path in sorted(self.leaders)
            ],
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        span, numbers = self.data.span, self.data.numbers()
        sheets = f"另有领导专报 {len(self.leaders)} 份。" if self.leaders else ""
        return (
            f"{span.name}通报写在“{self.files[0]}”：{numbers['tasks']} 项任务，"
            f"已完成 {numbers['done']} 项，滞后 {numbers['behind']} 项；"
            f"应报 {numbers['expected']} 项，缺报 {numbers['missing']} 项，迟报 {numbers['late']} 项。"
            f"{sheets}"
        )

    def listings(self) -> Sequence[Listing]:
        sheets = [(name, str(tasks), str(path)) for name, tasks, path in self.leaders]
        return [
            finding_listing(self.findings),
            Listing("领导专报", ("责任领导", "任务数", "文件"), sheets),
        ]


def report(store: Store, request: BulletinRequest) -> BulletinReport:
    """Write the bulletin and what else was asked for. The ledger is not changed.

    Raises RequestError for a month that nobody reports on or a file of another kind, LedgerError for a
    ledger without tasks, OutputError where a different file stands there, nothing can be written, or a
    PDF is wanted and LibreOffice is not there.
    """
    settings = settings_of(store)
    check_month(request.month, settings.calendar)
    if request.out.suffix.lower() not in (_WORD, _PDF):
        raise RequestError(f"“{request.out}”不是 .docx 或 .pdf 文件名。请写成“通报.docx”的样子。")
    if request.indicators and request.indicators.suffix.lower() != _EXCEL:
        raise RequestError(f"“{request.indicators}”不是 .xlsx 文件名。请写成“指标.xlsx”的样子。")
    span = span_up_to(request.month, request.period, settings.calendar)
    view, _ = view_of(store, settings, request.as_of)
    found = bulletin_data(view, span, request.as_of)
    if not found.tasks:
        raise LedgerError(f"“{TASKS.sheet}”里还没有任务。请先导入通知。")
    made = _bulletin_files(bulletin(found), request)
    sheets = _leader_sheets(found, _exhibits(store, span), request.leaders) if request.leaders else {}
    folder = request.leaders or Path()
    all_made = {folder / name: content for name, (_, content) in sheets.items()}
    all_made |= {request.out.parent / name: content for name, content in made.items()}
    if request.indicators:
        all_made[request.indicators] = _indicators(view, span.last)
    publish(all_made, overwrite=request.overwrite)
    return BulletinReport(
        data=found,
        files=(*(request.out.with_name(name) for name in made), *filter(None, [request.indicators])),
        leaders=tuple((group.name, group.tasks, folder / name) for name, (group, _) in sheets.items()),
        findings=(*doubts(store, view.reporting, request.as_of), *_findings(found)),
    )


def _bulletin_files(document: bytes, request: BulletinRequest) -> dict[str, bytes]:
    """The files to write by name, the one asked for first."""
    if request.out.suffix.lower() == _PDF:
        return {request.out.name: as_pdf(document)}
    beside = {request.out.with_suffix(_PDF).name: as_pdf(document)} if request.pdf else {}
    return {request.out.name: document, **beside}


def _indicators(view: LedgerView, month: Month) -> bytes:
    """All indicators as a workbook, as they stood at the end of a month."""
    at = view.at(month)
    listed = [ListedIndicator(indicator, at.measured.get(indicator.key)) for indicator in at.indicators]
    return targets_book(at.settings, month, listed)


def _exhibits(store: Store, span: Span) -> list[Exhibit]:
    """The evidence of the span's months."""
    path = getattr(store, "path", None)
    home = path.parent if isinstance(path, Path) else None
    return list(exhibits(store.read(EVIDENCE), span.months, home))


def _leader_sheets(
    s: BulletinData, evidence: Sequence[Exhibit], folder: Path
) -> dict[str, tuple[Group, bytes]]:
    """A sheet for each responsible leader by file name, to stand in `folder`."""
    groups = [group for group in s.leaders if group.name != WITHOUT_NAME]
    stems = file_stems(group.name for group in groups)
    return {
        f"{stem}_{s.span.file_name}{_WORD}": (group, leader_sheet(s, group, evidence, folder))
        for stem, group in zip(stems, groups, strict=True)
    }


def _findings(s: BulletinData) -> Iterator[Finding]:
    if s.early:
        yield catalogue.MONTH_NOT_DUE.at(month=s.span.last.chinese, due=s.due, as_of=s.as_of)
    if not s.course[-1].count.received:
        yield catalogue.MONTH_WITHOUT_DATA.at(month=s.span.last.chinese)
    if not has_font(group.name for group in s.chapters):
        yield catalogue.CHART_WITHOUT_FONT.at()
