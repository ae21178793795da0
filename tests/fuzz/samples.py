"""A ledger that has changes behind it, and a small sound input of every kind that a command reads."""

from __future__ import annotations

import csv
import io
import shutil
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from email.message import EmailMessage
from html import escape
from pathlib import Path
from typing import Final

import docx
import openpyxl
import xlsxwriter
import xlwt

sys.path.insert(0, str(Path(__file__).parents[1]))

from support import sent
from support.ledger_on_disk import MAY, forms_of, returned, sample_ledger
from xlsheet.resources import DATA, LETTER_TEMPLATE, SCHEMAS
from xlsheet.rules.files import FILES

LEDGER: Final = "督查台账.xlsm"
UNDONE: Final = "撤销过.xlsm"
"""A ledger whose last change was taken back, so that it can be made again."""

HISTORY: Final = "督查台账_备份/history.json"
ANNOUNCED: Final = "督查台账_备份/history.next.json"
CLICKS: Final = "督查台账_备份/live.json"
UNDONE_HISTORY: Final = "撤销过_备份/history.json"
LEDGERS: Final = {"ours": LEDGER, "openpyxl": "样本/openpyxl.xlsm"}
RETURNS: Final = {
    "form": "样本/表.xlsx",
    "own": "样本/自制.xlsx",
    "xls": "样本/旧.xls",
    "ods": "样本/表.ods",
    "csv": "样本/表.csv",
    "gbk": "样本/国标.csv",
    "html": "样本/网页.xls",
    "xml": "样本/旧表.xls",
    "zip": "样本/一包.zip",
    "mail": "样本/邮件.eml",
    "word": "样本/文.docx",
}
NOTICES: Final = {
    "txt": "样本/通知.txt",
    "gbk": "样本/国标.txt",
    "docx": "样本/通知.docx",
    "table": "样本/表格通知.docx",
    "pdf": "样本/通知.pdf",
    "html": "样本/通知.html",
    "xlsx": "样本/通知.xlsx",
    "xls": "样本/通知.xls",
    "csv": "样本/通知.csv",
    "zip": "样本/通知.zip",
    "mail": "样本/通知.eml",
}
UNITS: Final = {"csv": "样本/名录.csv", "xlsx": "样本/名录.xlsx", "xls": "样本/名录.xls"}
TEMPLATE: Final = "样本/模板.docx"
RULES: Final = "规则"
RULE_FILES: Final = tuple(FILES.values())


def prepare(folder: Path, run: Callable[[Path, Sequence[str]], object]) -> None:
    """Make all of it in an empty folder; `run` runs a command there."""
    ledger = sample_ledger(folder)
    forms = forms_of(ledger, folder / "下发", MAY)[:2]
    (folder / "样本").mkdir()
    returned(forms[0].path, folder / "回收" / "0.xlsx")
    run(folder, ["merge", LEDGER, "回收", "--received", "2021-06-09"])
    run(folder, ["validate", LEDGER])
    returned(forms[1].path, folder / RETURNS["form"])
    shutil.rmtree(folder / "下发")
    shutil.copy(ledger, folder / UNDONE)
    shutil.copytree(folder / "督查台账_备份", folder / "撤销过_备份")
    run(folder, ["undo", UNDONE])
    for path in (ANNOUNCED, CLICKS):
        shutil.copy(folder / HISTORY, folder / path)
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    book.save(folder / LEDGERS["openpyxl"])
    shutil.copytree(SCHEMAS, folder / RULES)
    shutil.copy(LETTER_TEMPLATE, folder / TEMPLATE)
    for path, content in {**_returns(folder), **_notices(), **_units()}.items():
        (folder / path).write_bytes(content)


def _returns(folder: Path) -> dict[str, bytes]:
    rows = [[_of_2021(cell) for cell in row] for row in sent.own_table()]
    for number, row in zip((14, 15, 16), rows[3:], strict=True):
        row[0] = number  # two of them the unit's own
    made = {
        "own": _xlsx(rows),
        "xls": _xls(rows),
        "ods": _ods(rows),
        "csv": _csv(rows, "utf-8"),
        "gbk": _csv(rows, "gbk"),
        "html": sent.as_html("gbk").replace(b"2020", b"2021"),
        "xml": sent.as_xml_2003().replace(b"2020", b"2021"),
    }
    form = (folder / RETURNS["form"]).read_bytes()
    made["zip"] = sent.packed({"报送/一.xlsx": made["own"], "二.csv": made["gbk"], "三.xlsx": form})
    made["mail"] = _mail("填报", {"表.xlsx": form})
    made["word"] = _word([], rows)
    return {RETURNS[name]: content for name, content in made.items()}


def _of_2021(cell: object) -> object:
    """The ledger is of that year."""
    return cell.replace("2020", "2021") if isinstance(cell, str) else cell


def _notices() -> dict[str, bytes]:
    text = (DATA / "sample-notice.txt").read_text(encoding="utf-8").replace("建成", "全面建成")
    lines = text.splitlines()
    table: list[Sequence[object]] = [["序号", "重点任务", "牵头单位", "责任单位", "完成时限"]]
    table += [
        [n, f"推进第{n}批老旧小区改造", "市住建局", "市财政局、市审计局", "10月底前"] for n in range(1, 6)
    ]
    made = {
        "txt": text.encode(),
        "gbk": text.encode("gb18030"),
        "docx": _word(lines, []),
        "table": _word(lines[:3], table),
        "pdf": _pdf(lines),
        "html": _page(lines, table),
        "xlsx": _xlsx(table),
        "xls": _xls(table),
        "csv": _csv(table, "gb18030"),
        "mail": _mail("\n".join(lines), {"通知.txt": text.encode()}),
    }
    made["zip"] = sent.packed({"通知.docx": made["docx"]})
    return {NOTICES[name]: content for name, content in made.items()}


def _units() -> dict[str, bytes]:
    content = (DATA / "sample-units.csv").read_bytes()
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    made = {"csv": content, "xlsx": _xlsx(rows), "xls": _xls(rows)}
    return {UNITS[name]: content for name, content in made.items()}


def _word(lines: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if rows:
        table = document.add_table(len(rows), max(map(len, rows)))
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                table.cell(r, c).text = str(cell)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _xlsx(rows: Sequence[Sequence[object]]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表")
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
    return stream.getvalue()


def _xls(rows: Sequence[Sequence[object]]) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            sheet.write(r, c, cell)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _csv(rows: Sequence[Sequence[object]], encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(encoding)


def _page(lines: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    paragraphs = "".join(f"<p>{escape(line)}</p>\n" for line in lines)
    table = "".join(f"<tr>{''.join(f'<td>{escape(str(c))}</td>' for c in row)}</tr>\n" for row in rows)
    return f"<html><meta charset=utf-8><body>{paragraphs}<table>{table}</table></body></html>".encode()


def _mail(words: str, files: Mapping[str, bytes]) -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "填报", "a@example.cn", "b@example.cn"
    mail.set_content(words)
    for name, content in files.items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def _ods(rows: Sequence[Sequence[object]]) -> bytes:
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    cells = (
        "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p>'
            "</table:table-cell>"
            for cell in row
        )
        for row in rows
    )
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{office}office:1.0"'
        f' xmlns:table="{office}table:1.0" xmlns:text="{office}text:1.0"><office:body><office:spreadsheet>'
        f'<table:table table:name="进展">{table}</table:table></office:spreadsheet></office:body>'
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"><manifest:file-entry'
        f' manifest:full-path="/" manifest:media-type="{kind}"/><manifest:file-entry'
        ' manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", kind, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return stream.getvalue()


def _pdf(lines: Sequence[str]) -> bytes:
    """Text in a font that every reader knows, uncompressed, 40 lines a page."""
    wrapped = [line[i : i + 32] for line in lines for i in range(0, max(len(line), 1), 32)]
    pages = [wrapped[i : i + 40] for i in range(0, len(wrapped), 40)]
    kids = " ".join(f"{6 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)"
        "/Supplement 2>>/FontDescriptor 5 0 R/DW 1000>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 -200 1000 900]/ItalicAngle 0"
        "/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
    ]
    for i, page in enumerate(pages):
        shown = "".join(
            f"BT /F1 12 Tf 72 {780 - 18 * k} Td <{line.encode('utf-16-be').hex()}> Tj ET\n"
            for k, line in enumerate(page)
        )
        objects.append(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {7 + 2 * i} 0 R>>"
        )
        objects.append(f"<</Length {len(shown)}>>stream\n{shown}endstream")
    written, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += f"{number} 0 obj\n{body}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{len(written)}\n%%EOF\n"
    return written + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode()
