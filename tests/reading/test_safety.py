"""Bombs and traps: each is refused, or read as if it were none, and the file beside it is read."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path

import pytest

from support import sent
from support.sent import EXPECTED, codes, patched, progress, read
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.read.files import read_returns
from xlsheet.forms.read.returned import Reading, ReturnedFile
from xlsheet.grids import limits

SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"


def in_a_worker(folder: Path, content: bytes, name: str = "a.xlsx") -> ReturnedFile:
    """What becomes of a file, which a sound one follows."""
    (folder / name).write_bytes(content)
    (folder / "z.xlsx").write_bytes(sent.form())
    first, second = read_returns([folder])
    assert progress(second) == EXPECTED
    return first


def code(found: ReturnedFile) -> str:
    (finding,) = found.findings
    assert found.reading is Reading.REJECTED
    return finding.code


def with_rows(rows: bytes) -> bytes:
    return patched(sent.form(), SHEET, lambda part: part.replace(END, rows + END))


def test_a_far_cell_is_named(tmp_path: Path) -> None:
    found = in_a_worker(tmp_path, sent.form(lambda sheet: sheet.cell(1048576, 16384, "x")))
    (finding,) = found.findings
    assert (finding.code, finding.sheet, finding.cell) == ("file_bomb", PROGRESS.sheet, "XFD1048576")
    assert "请删去这一格" in finding.message


def test_a_far_cell_with_a_format_only_is_nothing(tmp_path: Path) -> None:
    content = with_rows(b'<row r="1048576"><c r="XFD1048576" s="1"/></row>')
    assert progress(in_a_worker(tmp_path, content)) == EXPECTED


def test_a_far_cell_that_the_sheet_hides_costs_one_worker(tmp_path: Path) -> None:
    far = b'<row r="1048575"><c r="XFD1048575"><v>1</v></c></row>'
    content = with_rows(far + b'<row r="50"><c r="A50"/></row>')
    assert code(in_a_worker(tmp_path, content)) in ("file_bomb", "file_corrupt")


def test_a_million_empty_styled_rows_are_nothing() -> None:
    rows = b"".join(
        b'<row r="%d"><c r="A%d" s="3"/><c r="B%d" s="3"/></row>' % (n, n, n) for n in range(60, 1_000_000)
    )
    assert progress(read(with_rows(rows))) == EXPECTED


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.ods", "office:value-type='float' office:value='1' table:number-columns-repeated='16384'"),
        ("b.ods", "table:number-columns-repeated='16384'"),
    ],
)
def test_cells_repeated_without_end(tmp_path: Path, name: str, content: str) -> None:
    page = (
        "<office:document-content xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'"
        " xmlns:table='urn:oasis:names:tc:opendocument:xmlns:table:1.0'><office:body><office:spreadsheet>"
        f"<table:table table:name='a'><table:table-row table:number-rows-repeated='1048576'><table:table-cell"
        f" {content}/></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    packed = sent.packed({"mimetype": mimetype, "content.xml": page.encode()})
    assert in_a_worker(tmp_path, packed, name).reading is Reading.REJECTED


def lying(package: bytes, part: str, size: int) -> bytes:
    """A package whose directory gives another size of a part."""
    changed = bytearray(package)
    place = changed.index(b"PK\x01\x02")
    while changed[place + 46 : place + 46 + len(part)] != part.encode():
        place = changed.index(b"PK\x01\x02", place + 4)
    changed[place + 24 : place + 28] = struct.pack("<I", size)
    return bytes(changed)


def test_a_bomb_is_seen_by_its_sizes_even_where_they_lie(tmp_path: Path) -> None:
    large = b"0" * (limits.MOST_UNPACKED + 1)
    bomb = patched(sent.form(), "xl/theme/theme1.xml", lambda _: large)
    assert code(in_a_worker(tmp_path, bomb)) == "file_bomb"
    assert code(in_a_worker(tmp_path, lying(bomb, "xl/theme/theme1.xml", 1000))) == "file_corrupt"
    assert code(read(lying(sent.form(), SHEET, 1000))) == "file_corrupt"


def test_other_methods_than_deflate_are_not_unpacked() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_LZMA) as archive:
        for name, data in sent.parts(sent.form()):
            archive.writestr(name, data)
    assert code(read(stream.getvalue())) == "file_corrupt"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/styles.xml"])
@pytest.mark.parametrize("before", [b"", b"<?xml version='1.0'?>\n<!-- a > b -->"])
def test_no_part_may_define_entities(part: str, before: bytes) -> None:
    entity = before + b"<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>"
    assert code(read(patched(sent.form(), part, lambda data: entity + data))) == "file_bomb"


def test_entities_in_excels_xml_of_2003() -> None:
    start, rest = sent.as_xml_2003().split(b"?>", 1)
    entity = b"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>"
    assert code(read(start + b"?>" + entity + rest, "a.xls")) == "file_bomb"


def test_a_page_with_a_cell_that_spans_without_end() -> None:
    rows = b"<tr><td rowspan=65000 colspan=9999>a</td><td>b</td></tr>"
    assert code(read(b"<table>" + rows * 3 + b"</table>", "a.xls")) == "file_bomb"


def test_macros_links_and_formulas_are_data_only() -> None:
    def change(sheet: sent.Worksheet) -> None:
        sheet["F6"] = '=HYPERLINK("http://example.com/"&A6,"x")'

    found = read(sent.form(change))
    assert codes(found) == {"formula": "error"}
    assert found.findings[0].cell == "F6"
