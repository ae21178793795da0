"""Every kind of file that holds a table gives the same rows, whatever program wrote it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import msoffcrypto
import pytest
from openpyxl.workbook.protection import WorkbookProtection

from support import sent
from support.office import convert
from support.sent import EXPECTED, UNIT, codes, form, progress, read
from xlsheet.dictionary.tables import PROGRESS, STATUS_RUNNING
from xlsheet.forms.layout import UNIT_LABEL
from xlsheet.forms.read.returned import Reading


@pytest.fixture(scope="module")
def converted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled-in form as LibreOffice saves it in its own formats."""
    folder = tmp_path_factory.mktemp("converted")
    source = folder / "form.xlsx"
    source.write_bytes(sent.form())
    for suffix in ("xls", "ods", "xlsx"):
        convert(source, suffix, folder / "saved")
    return folder / "saved"


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("form.xlsx", {}),
        ("form.xls", {"file_old_format": "info"}),
        ("form.ods", {"file_old_format": "info"}),
    ],
)
def test_a_form_saved_by_libreoffice(converted: Path, name: str, expected: dict[str, str]) -> None:
    found = read((converted / name).read_bytes(), name)
    assert (progress(found), codes(found)) == (EXPECTED, expected)
    assert [mark.unit for mark in found.marks] == [UNIT, UNIT]


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (sent.form(), "a.xlsx", {}),
        (sent.form(), "a.xlsm", {"file_old_format"}),
        (sent.form(), "a.et", {"file_old_format"}),
        (sent.form(), "a.xls", {"file_disguised"}),
        (sent.by_xlsxwriter(), "a.xlsx", {"header_moved"}),
        (sent.by_pandas(), "a.xlsx", {}),
        (sent.by_xlwt(), "a.xls", {"file_old_format", "header_moved"}),
        (sent.by_xlwt(), "a.et", {"file_old_format", "header_moved"}),
        (sent.by_xlwt(), "a.xlsx", {"file_disguised", "header_moved"}),
        (sent.as_csv("utf-8"), "a.csv", {"file_csv", "header_moved"}),
        (sent.as_csv("utf-8-sig"), "a.csv", {"file_csv", "header_moved"}),
        (sent.as_csv("gbk"), "a.csv", {"file_csv", "header_moved"}),
        (sent.as_csv("utf-16", "\t"), "a.csv", {"file_csv", "header_moved"}),
        (sent.as_csv("gbk", ";"), "a.txt", {"file_csv", "header_moved"}),
        (sent.as_csv("gbk", "\t"), "a.xls", {"file_disguised", "header_moved"}),
        (sent.as_html(), "a.xls", {"file_disguised", "header_moved", "cells_merged"}),
        (sent.as_html("gbk"), "a.xls", {"file_disguised", "header_moved", "cells_merged"}),
        (sent.as_xml_2003(), "a.xls", {"file_disguised", "header_moved"}),
    ],
)
def test_the_same_rows_from_every_writer(content: bytes, name: str, expected: set[str]) -> None:
    found = read(content, name)
    assert progress(found) == EXPECTED
    assert codes(found) == dict.fromkeys(expected, "info")
    table = found.tables[0]
    assert list(table.cells[PROGRESS.status]) == [STATUS_RUNNING] * 3
    unit = table.headings[UNIT_LABEL][0] if UNIT_LABEL in table.headings else table.cells[PROGRESS.unit][0]
    assert unit == UNIT


def encrypted() -> bytes:
    stream = io.BytesIO()
    msoffcrypto.OfficeFile(io.BytesIO(sent.form())).encrypt("secret", stream)
    return stream.getvalue()


def encrypted_xls() -> bytes:
    """An old workbook whose second record says that a password is needed."""
    content = bytearray(sent.by_xlwt())
    start = content.index(b"\x09\x08\x10\x00\x00\x06\x05\x00")
    content[start + 20 : start + 22] = b"\x2f\x00"
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "name", "code", "says"),
    [
        (b"", "a.xlsx", "file_corrupt", "空"),
        (b"\x00" * 500, "a.xlsx", "file_corrupt", "空"),
        (sent.form()[:4000], "a.xlsx", "file_corrupt", "没有传完"),
        (sent.by_xlwt()[:700], "a.xls", "file_corrupt", "没有传完"),
        (
            sent.packed({"[Content_Types].xml": b"", "xl/workbook.xml": b"<workbook"}),
            "a.xlsx",
            "file_corrupt",
            "",
        ),
        (
            sent.packed({"[Content_Types].xml": b"", "word/document.xml": b""}),
            "a.docx",
            "file_not_table",
            "Word",
        ),
        (sent.packed({"[Content_Types].xml": b"", "ppt/a.xml": b""}), "a.xlsx", "file_not_table", "演示"),
        (sent.packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a", "file_not_table", "ODF"),
        (sent.packed({"里面.xlsx": sent.form()}), "a.xlsx", "file_zip", "压缩包里的压缩包"),
        (b"%PDF-1.7 ...", "a.pdf", "file_not_table", "PDF"),
        (b"\xff\xd8\xff\xe0JFIF", "a.xlsx", "file_not_table", "图片"),
        (b"Rar!\x1a\x07\x00", "a.rar", "file_not_table", "RAR"),
        ("进展情况随后补报。".encode(), "a.txt", "file_not_table", "文本"),
        (b"\x01\x02\x03\x00\x04", "a.xlsx", "file_not_table", "认不出"),
        (b"<html><body><p>no table</p></body></html>", "a.xls", "file_not_table", "网页"),
        (b"<?xml version='1.0'?><a/>", "a.xml", "file_not_table", "XML"),
        (
            b"\r\n".join(sent.as_csv("gbk").split(b"\r\n")[:2]),
            "a.csv",
            "file_not_table",
            "没有找到填报的表格",
        ),
        (encrypted(), "a.xlsx", "file_encrypted", "密码"),
        (encrypted_xls(), "a.xls", "file_encrypted", "密码"),
    ],
)
def test_what_cannot_be_read_says_what_was_sent(content: bytes, name: str, code: str, says: str) -> None:
    found = read(content, name)
    (finding,) = found.findings
    assert (found.reading, found.tables, finding.code) == (Reading.REJECTED, (), code)
    assert str(finding.severity) == "error"
    assert says in finding.message


def test_protection_of_a_sheet_is_no_obstacle() -> None:
    def protect(sheet: sent.Worksheet) -> None:
        sheet.protection.set_password("secret")
        sheet.parent.security = WorkbookProtection(lockStructure=True)

    assert progress(read(sent.form(protect))) == EXPECTED


def test_a_page_laid_out_by_tables_gives_the_innermost() -> None:
    page = (
        sent.as_html()
        .replace(b"<table>", b"<table><tr><td>\xe9\xa1\xb5\xe7\x9c\x89<table>")
        .replace(b"</table>", b"</table></td></tr></table>")
    )
    assert progress(read(page, "a.xls")) == EXPECTED


def test_a_package_that_keeps_its_workbook_elsewhere_is_read() -> None:
    """Such packages have `workbook.xml` and its parts at their root."""
    moved = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(form())) as old, zipfile.ZipFile(moved, "w") as new:
        for name in old.namelist():
            part = old.read(name).replace(b'"/xl/', b'"/').replace(b'Target="xl/', b'Target="')
            new.writestr(name.removeprefix("xl/"), part)
    assert progress(read(moved.getvalue())) == EXPECTED
