"""A sample's notice in the files that offices keep notices in."""

from __future__ import annotations

import csv
import html
import io
import shutil
import subprocess
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import docx
import xlsxwriter
import xlwt
from xlsxwriter.format import Format

from notices.sample import Sample, Table

_COLUMNS, _WIDTH, _LINE = 16, 20, 16
"""Columns of a sheet that are set, their width in letters, and how high a line of text is."""


def write_plain(sample: Sample, stem: Path) -> Path:
    """The sample as it is most at home: tables in a workbook, all else as text."""
    only_tables = sample.has_tables and all(
        isinstance(block, Table) or not block.strip() for sheet in sample.sheets for block in sheet.blocks
    )
    wanted = sample.head.get("file") or ("xlsx" if only_tables else "docx" if sample.has_tables else "txt")
    return write(sample, stem.with_name(f"{stem.name}.{wanted}"))


def write(sample: Sample, path: Path) -> Path:
    """The sample in the format that the name's ending asks for."""
    path.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[path.suffix[1:]](sample, path)
    return path


def as_text(sample: Sample) -> str:
    """Tables with tabs, as they are when somebody pastes them."""
    lines = []
    for sheet in sample.sheets:
        for block in sheet.blocks:
            if isinstance(block, Table):
                lines += ["\t".join(map(_one_line, row)) for row in _texts(block)]
            else:
                lines.append(block)
    return "\n".join(lines) + "\n"


def _texts(table: Table) -> list[list[str]]:
    return [[table.text(r, c) for c in range(len(row))] for r, row in enumerate(table.rows)]


def _one_line(text: str) -> str:
    return text.replace("\n", " ")


def _txt(sample: Sample, path: Path) -> None:
    encoding = sample.head.get("encoding", "utf-8")
    path.write_bytes((sample.source + "\n" if sample.raw else as_text(sample)).encode(encoding))


def _docx(sample: Sample, path: Path) -> None:
    document = docx.Document()
    for sheet in sample.sheets:
        for block in sheet.blocks:
            if isinstance(block, str):
                document.add_paragraph(block)
                continue
            rows = _texts(block)
            table = document.add_table(len(rows), max(map(len, rows)), "Table Grid")
            for (top, left), (bottom, right) in block.merged.items():
                table.cell(top, left).merge(table.cell(bottom, right))
            covered = _covered(block)
            for r, row in enumerate(rows):
                for c, text in enumerate(row):
                    if (r, c) not in covered:
                        table.cell(r, c).text = text
    document.save(str(path))


def _covered(table: Table) -> set[tuple[int, int]]:
    return {
        (r, c)
        for (top, left), (bottom, right) in table.merged.items()
        for r in range(top, bottom + 1)
        for c in range(left, right + 1)
        if (r, c) != (top, left)
    }


def _xlsx(sample: Sample, path: Path) -> None:
    with xlsxwriter.Workbook(path) as book:
        for sheet in sample.sheets:
            page, r = book.add_worksheet(sheet.name[:31]), 0
            boxed = book.add_format({"border": 1, "text_wrap": True})
            page.set_column(0, _COLUMNS, _WIDTH)
            page.set_landscape()
            page.fit_to_pages(1, 0)
            for block in sheet.blocks:
                if isinstance(block, str):
                    if block.strip():
                        page.write_string(r, 0, block)
                    r += 1
                    continue
                for k, row in enumerate(_texts(block)):
                    page.set_row(r + k, _LINE * max(map(_printed_lines, row)))
                    for c, text in enumerate(row):
                        if (k, c) not in _covered(block):
                            _typed(page, r + k, c, text, boxed)
                for (top, left), (bottom, right) in block.merged.items():
                    page.merge_range(r + top, left, r + bottom, right, block.text(top, left), boxed)
                r += len(block.rows)


def _printed_lines(text: str) -> int:
    """How many lines a cell's text takes in print."""
    return sum(1 + 2 * len(line) // _WIDTH for line in text.split("\n"))


def _typed(page: xlsxwriter.worksheet.Worksheet, r: int, c: int, text: str, boxed: Format) -> None:
    """Whole numbers as numbers, as Excel takes them when somebody types them."""
    if text.isascii() and text.isdecimal():
        page.write_number(r, c, int(text), boxed)
    else:
        page.write_string(r, c, text, boxed)


def _xls(sample: Sample, path: Path) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in sample.sheets:
        page, r = book.add_sheet(sheet.name[:31]), 0
        for block in sheet.blocks:
            if isinstance(block, str):
                page.write(r, 0, block)
                r += 1
                continue
            for k, row in enumerate(_texts(block)):
                for c, text in enumerate(row):
                    if text and (k, c) not in _covered(block) and (k, c) not in block.merged:
                        page.write(r + k, c, int(text) if text.isascii() and text.isdecimal() else text)
            for (top, left), (bottom, right) in block.merged.items():
                page.write_merge(r + top, r + bottom, left, right, block.text(top, left))
            r += len(block.rows)
    book.save(str(path))


def _csv(sample: Sample, path: Path) -> None:
    """As Excel saves it on a Chinese Windows: GBK, the cells that a merge covers empty."""
    text = io.StringIO()
    writer = csv.writer(text)
    for sheet in sample.sheets:
        for block in sheet.blocks:
            writer.writerows(_texts(block) if isinstance(block, Table) else [[block]])
    path.write_bytes(text.getvalue().encode(sample.head.get("encoding", "gb18030")))


def _html(sample: Sample, path: Path) -> None:
    """As a government site's page is saved: the notice between menu and footer."""
    parts = []
    for sheet in sample.sheets:
        for block in sheet.blocks:
            if isinstance(block, Table):
                parts.append(_html_table(block))
            else:
                parts.append(f"<p>{html.escape(block)}</p>")
    body = "\n".join(parts)
    path.write_text(
        f"<!DOCTYPE html>\n<html><head><meta charset=utf-8><title>{html.escape(sample.title)}</title>"
        "<style>p{text-indent:2em}</style><script>var i = 1;</script></head><body>\n"
        f"<div class=content>\n{body}\n</div>\n</body></html>\n",
        encoding="utf-8",
    )


def _html_table(table: Table) -> str:
    covered, merged, rows = _covered(table), table.merged, []
    for r, row in enumerate(_texts(table)):
        cells = []
        for c, text in enumerate(row):
            if (r, c) in covered:
                continue
            bottom, right = merged.get((r, c), (r, c))
            span = f' rowspan="{bottom - r + 1}" colspan="{right - c + 1}"' if (r, c) in merged else ""
            shown = html.escape(text).replace("\n", "<br>")
            cells.append(f"<td{span}><p>{shown}</p></td>")
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


WRITERS: dict[str, Callable[[Sample, Path], None]] = {
    "txt": _txt,
    "docx": _docx,
    "xlsx": _xlsx,
    "xls": _xls,
    "csv": _csv,
    "html": _html,
}


def convert(paths: Iterable[Path], to: str, folder: Path) -> list[Path]:
    """The same files in a format that LibreOffice writes, in one run of it."""
    program = shutil.which("soffice")
    assert program, "LibreOffice (soffice) is missing"
    sources: Sequence[Path] = list(paths)
    command = [program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    command += ["--convert-to", to, "--outdir", str(folder), *map(str, sources)]
    subprocess.run(command, capture_output=True, check=True, timeout=240)
    return [folder / f"{path.stem}.{to.split(':')[0]}" for path in sources]
