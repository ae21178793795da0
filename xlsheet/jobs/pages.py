"""What `validate` and `missing` found as a page for the browser, in a file that may be made anew nightly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Final

from xlsheet.analysis.missing_sheets import ALL_DELIVERED, NOTHING_DUE, PLAN_PERIOD, marks_of, sums
from xlsheet.analysis.submissions import Flag
from xlsheet.dictionary import tables
from xlsheet.dictionary.findings import Finding, Severity, show
from xlsheet.dictionary.reports import Listing
from xlsheet.dictionary.tables import MATRIX, MISSING, RESULTS
from xlsheet.documents.web import Cell, Page, PageColumn, PageTable, Tile, Tone, Width, is_page, page_bytes
from xlsheet.errors import OutputError, reason
from xlsheet.files.folders import put_files
from xlsheet.jobs.missing import MissingReport
from xlsheet.jobs.validate import ValidateReport
from xlsheet.ledger.changes import Replace, Value

_SEVERITY_TONES: Final[dict[Severity, Tone]] = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "blue",
}
_FLAG_TONES: Final[dict[Flag, Tone]] = {
    Flag.MISSING: "red",
    Flag.LATE: "orange",
    Flag.EMPTY: "yellow",
    Flag.COPIED: "yellow",
}
_MATRIX_TONES: Final[dict[str, Tone]] = {ALL_DELIVERED: "green", NOTHING_DUE: "grey"}
_NO_SHEET: Final = "（整个文件）"
_FOOTER: Final = "由 xlsheet 生成，可以排序、筛选、打印；再次生成会覆盖本页，请不要在里面改动。"

_FINDING_COLUMNS: Final = (
    PageColumn(RESULTS.severity, "tiny", filters=True),
    PageColumn(RESULTS.sheet_name, "narrow", filters=True),
    PageColumn(RESULTS.cell, "tiny"),
    PageColumn(RESULTS.message, "wide"),
    PageColumn(RESULTS.value, "middle"),
    PageColumn(RESULTS.code, "middle"),
)
_WIDTHS: Final[dict[str, Width]] = {
    MISSING.unit: "middle",
    MISSING.role: "tiny",
    MISSING.flag: "tiny",
    MISSING.content: "wide",
}
_FILTERS: Final = (MISSING.month, MISSING.unit, MISSING.role, MISSING.flag)


def findings_page(report: ValidateReport, sources: Sequence[Path], day: date) -> Page:
    """All findings of a validation of the files `sources`, with their numbers by sheet and level."""
    counts = Counter(finding.severity for finding in report.findings)
    rows = [_finding_row(finding) for finding in report.findings]
    names = tables.NAME_SEPARATOR.join(path.name for path in sources)
    return Page(
        title=_titled(report.title, RESULTS.sheet),
        subtitle=f"{names} · {day} · {report.summary()}",
        tiles=[_tile(severity.word, counts[severity], _SEVERITY_TONES[severity]) for severity in Severity],
        tables=[
            *([_findings_by_sheet(report.findings)] if rows else ()),
            PageTable("发现的问题", _FINDING_COLUMNS, rows, empty="没有发现问题。"),
        ],
        footer=_FOOTER,
    )


def _titled(ledger: str, what: str) -> str:
    """`2020年重点工作任务督查台账 · 缺报情况`."""
    return f"{ledger} · {what}" if ledger else what


def _tile(label: str, count: int, tone: Tone) -> Tile:
    """Coloured only where there is something to look at."""
    return Tile(label, count, tone if count else "")


def _finding_row(finding: Finding) -> list[Cell]:
    return [
        Cell(finding.severity.word, _SEVERITY_TONES[finding.severity], finding.severity.rank),
        Cell(finding.sheet or _NO_SHEET),
        Cell(finding.cell),
        Cell(finding.message),
        Cell(finding.value),
        Cell(finding.code),
    ]


def _findings_by_sheet(findings: Sequence[Finding]) -> PageTable:
    """How many findings of each level every sheet has, the worst sheet first."""
    counts = Counter((finding.sheet or _NO_SHEET, finding.severity) for finding in findings)
    by_sheet = {sheet: [counts[sheet, severity] for severity in Severity] for sheet, _ in counts}
    ranked = sorted(by_sheet.items(), key=lambda item: [-count for count in item[1]])
    return PageTable(
        title="各表的问题数",
        columns=[
            PageColumn(RESULTS.sheet_name),
            *(PageColumn(s.word) for s in Severity),
            PageColumn(MATRIX.total),
        ],
        rows=[[Cell(sheet), *_numbers([*row, sum(row)])] for sheet, row in ranked],
        empty="",
        row_heads=True,
        sorts=False,
    )


def _numbers(counts: Sequence[int]) -> list[Cell]:
    return [Cell(str(count)) for count in counts]


def missing_page(report: MissingReport, ledger: Path) -> Page:
    """Who owed what to a ledger and did not deliver: the matrix, the months and the list."""
    flags = Counter(entry.flag for entry in report.entries)
    listed, matrix = report.sheets
    return Page(
        title=_titled(report.title, f"{Flag.MISSING.word}情况"),
        subtitle=f"{ledger.name} · {report.summary()}",
        tiles=[
            *(_tile(flag.word, flags[flag], _FLAG_TONES[flag]) for flag in Flag),
            _tile(f"{PLAN_PERIOD}{Flag.MISSING.word}、{Flag.LATE.word}", len(report.plans), "blue"),
        ],
        tables=[
            _matrix_table(matrix),
            _plain(report.month_counts()),
            *([_plain(report.ledgers_due())] if report.ledgers else ()),
            _list_table(listed),
        ],
        footer=_FOOTER,
    )


def _matrix_table(matrix: Replace) -> PageTable:
    columns, total = matrix.columns or MATRIX.columns, sums(matrix)
    rows = [[_matrix_cell(row.get(name)) for name in columns] for row in matrix.rows]
    return PageTable(
        title=MATRIX.sheet,
        columns=[PageColumn(name) for name in columns],
        rows=rows,
        empty="还没有月份到报送截止日期。",
        note=MATRIX.unit.note,
        foot=[Cell(show(total.get(name))) for name in columns] if rows else (),
        row_heads=True,
    )


def _matrix_cell(value: Value) -> Cell:
    """Coloured by the gravest of its marks, sorted by how many there are."""
    marks = list(marks_of(value))
    if marks:
        return Cell(str(value), _FLAG_TONES[marks[0][0]], sum(count for _, count in marks))
    if value in (ALL_DELIVERED, NOTHING_DUE):
        return Cell(str(value), _MATRIX_TONES[str(value)], 0 if value == ALL_DELIVERED else -1)
    return Cell(show(value))


def _list_table(listed: Replace) -> PageTable:
    columns = [PageColumn(name, _WIDTHS.get(name, "narrow"), name in _FILTERS) for name in MISSING.columns]
    tones = {flag.word: tone for flag, tone in _FLAG_TONES.items()}
    rows = [
        [
            Cell(text := show(row.get(name)), tones[text] if name == MISSING.flag else "")
            for name in MISSING.columns
        ]
        for row in listed.rows
    ]
    return PageTable(MISSING.sheet, columns, rows, empty="没有缺报、迟报、空报和雷同。")


def _plain(listing: Listing) -> PageTable:
    """A listing as terminals show it."""
    rows = [[Cell(text) for text in row] for row in listing.rows]
    columns = [PageColumn(name) for name in listing.header]
    return PageTable(listing.title, columns, rows, empty="没有。", row_heads=True, sorts=False)


def check_page(target: Path) -> None:
    """Refuse what a page must not replace: asked before the job, so that nothing has changed by then.

    Raises OutputError where something stands at `target` that is no page of xlsheet's.
    """
    try:
        if not target.exists() or (target.is_file() and is_page(target.read_bytes())):
            return
    except OSError as error:
        raise OutputError(f"“{target}”读不出来（{reason(error)}），没有覆盖它。请换一个文件名。") from error
    raise OutputError(f"“{target}”已经有了，而且不是 xlsheet 生成的网页，没有覆盖它。请换一个文件名。")


def put_page(target: Path, page: Page) -> None:
    """Write the page in place of the last one. Raises OutputError where that cannot be."""
    check_page(target)
    put_files({target.name: page_bytes(page)}, target.parent, overwrite=True)
