"""A notice comes as whatever file the office has."""

import subprocess
from pathlib import Path

import docx
import openpyxl
import py7zr
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn
from pypdf import PdfWriter

from xlsheet.documents import office
from xlsheet.errors import SourceError
from xlsheet.notice import parse_notice, read_source
from xlsheet.resources import DATA

SAMPLE = DATA / "sample-notice.txt"


def as_word(text: str, path: Path) -> Path:
    document = docx.Document()
    for line in text.splitlines():
        document.add_paragraph(line)
    document.save(str(path))
    return path


def soffice(path: Path, kind: str) -> Path:
    profile = (path.parent / "profile").as_uri()
    program = office.find_soffice()
    if program is None:
        pytest.skip("LibreOffice is not on this machine")
    command = [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", kind]
    subprocess.run([*command, "--outdir", str(path.parent), str(path)], check=True, capture_output=True)
    return path.with_suffix(f".{kind}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_plain_text_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = tmp_path / "通知.txt"
    path.write_bytes(text.encode(encoding))
    assert parse_notice(read_source(path)) == parse_notice(text)


def test_word_says_the_same_as_plain_text_whatever_its_name(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = as_word(text, tmp_path / "notice.txt")
    assert parse_notice(read_source(path)) == parse_notice(text)


def test_words_automatic_numbers_are_read(tmp_path: Path) -> None:
    document = docx.Document()
    numbering = document.part.numbering_part.element
    formats = (("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    levels = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for i, (kind, text) in enumerate(formats)
    )
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    numbering.insert(0, parse_xml(f'<w:abstractNum {space} w:abstractNumId="77">{levels}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {space} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))
    for depth, text in (
        (0, "教育"),
        (1, "学校"),
        (2, "建学校。"),
        (None, "责任单位：市教育局"),
        (1, "幼儿园"),
        (2, "建幼儿园。"),
        (None, "责任单位：市教育局"),
        (0, "卫生"),
        (1, "医院"),
        (2, "建医院。"),
        (None, "责任单位：市卫健委"),
    ):
        paragraph = document.add_paragraph(text)
        if depth is not None:
            properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
            properties.get_or_add_numId().val = 77
            properties.get_or_add_ilvl().val = depth
    path = tmp_path / "n.docx"
    document.save(str(path))
    lines = read_source(path).text.splitlines()
    assert lines[:3] == ["一、教育", "（一）学校", "1.建学校。"]
    assert lines[4:6] == ["（二）幼儿园", "1.建幼儿园。"]
    assert lines[7:10] == ["二、卫生", "（一）医院", "1.建医院。"]


def test_a_table_of_tasks_reads_as_a_list(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("2022年重点任务分解表")
    rows = [
        ("序号", "任务内容", "责任领导", "牵头单位", "责任单位"),
        ("一、民生", "一、民生", "一、民生", "一、民生", "一、民生"),
        ("1", "建学校。", "赵一鸣\n钱二", "市教育局", "市财政局\n市住建局"),
        ("2", "建医院。", "赵一鸣", "市卫健委", "市财政局"),
    ]
    table = document.add_table(len(rows), 5)
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            table.cell(i, j).text = text
    for j in range(1, 5):
        table.cell(1, j).text = ""
    table.cell(1, 0).merge(table.cell(1, 4))
    path = tmp_path / "t.docx"
    document.save(str(path))
    first, second = parse_notice(read_source(path)).tasks
    assert (first.chapter, first.content, first.leaders) == ("一、民生", "建学校。", ("赵一鸣", "钱二"))
    assert (first.lead_text, first.responsible_text) == ("市教育局", "市财政局、市住建局")
    assert (second.number, second.content, second.lead_text) == (2, "建医院。", "市卫健委")


def test_deleted_revisions_are_not_read(tmp_path: Path) -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("责任单位：市教育局")
    deleted = OxmlElement("w:del")
    run = OxmlElement("w:r")
    text = OxmlElement("w:delText")
    text.text = "、市财政局"
    run.append(text)
    deleted.append(run)
    paragraph._p.append(deleted)
    inserted = OxmlElement("w:ins")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.set(qn("xml:space"), "preserve")
    text.text = "、市住建局"
    run.append(text)
    inserted.append(run)
    paragraph._p.append(inserted)
    path = tmp_path / "r.docx"
    document.save(str(path))
    assert read_source(path).text == "责任单位：市教育局、市住建局"


@pytest.mark.libreoffice
def test_pdf_says_the_same_as_its_word_file(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = soffice(as_word(text, tmp_path / "n.docx"), "pdf")
    read, expected = parse_notice(read_source(path)), parse_notice(text)
    assert [(t.number, t.section, t.lead_text, t.responsible_text, t.leaders) for t in read.tasks] == [
        (t.number, t.section, t.lead_text, t.responsible_text, t.leaders) for t in expected.tasks
    ]
    # Where a line was full the PDF keeps no trace of the blank that stood there.
    assert ["".join(t.content.split()) for t in read.tasks] == [
        "".join(t.content.split()) for t in expected.tasks
    ]


@pytest.mark.libreoffice
def test_old_word_is_read_by_way_of_libreoffice(tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    path = soffice(as_word(text, tmp_path / "n.docx"), "doc")
    assert path.read_bytes()[:4] == b"\xd0\xcf\x11\xe0"
    assert parse_notice(read_source(path)).tasks == parse_notice(text).tasks


def test_old_word_without_libreoffice_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "n.doc"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    monkeypatch.setattr(office, "find_soffice", lambda: None)
    with pytest.raises(SourceError, match=r"LibreOffice.*另存为 \.docx"):
        read_source(path)


def test_scan_without_text_says_what_to_do(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    path = tmp_path / "scan.pdf"
    writer.write(path)
    with pytest.raises(SourceError, match=r"没有文字层.*OCR"):
        read_source(path)


def test_pdf_with_a_password_says_so(tmp_path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    path = tmp_path / "locked.pdf"
    writer.write(path)
    with pytest.raises(SourceError, match="密码"):
        read_source(path)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", b"", "空文件"),
        ("a.docx", b"PK\x03\x04 broken", "已损坏"),
        ("a.pdf", b"%PDF-1.4\nbroken", "已损坏|没有文字层"),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0", "图片.*OCR"),
        ("a.txt", b"only English here", "没有读到汉字"),
    ],
)
def test_files_that_are_no_notice(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(SourceError, match=expected) as caught:
        read_source(path)
    assert name in str(caught.value)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="找不到"):
        read_source(tmp_path / "没有.txt")
    with pytest.raises(SourceError):
        read_source(tmp_path)


def test_a_workbook_is_read_as_one_whatever_its_name(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    for row in (("序号", "任务内容", "责任单位"), (1, "建学校。", "市教育局")):
        book.active.append(row)
    path = tmp_path / "任务.docx"
    book.save(path)
    (task,) = parse_notice(read_source(path)).tasks
    assert (task.printed, task.content, task.responsible_text) == ("1", "建学校。", "市教育局")


def test_hidden_rows_and_sheets_are_read_and_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for sheet in (book.active, book.create_sheet("底稿")):
        for row in (["序号", "任务内容", "责任单位"], [1, "建校", "市教育局"], [2, "修路", "市交通局"]):
            sheet.append(row)
    book.active.row_dimensions[3].hidden = True
    book["底稿"].sheet_state = "hidden"
    book.save(tmp_path / "任务.xlsx")
    source = read_source(tmp_path / "任务.xlsx")
    assert [f.value for f in source.findings] == ["工作表“底稿”", "工作表“Sheet”第3行"]
    assert len(parse_notice(source).tasks) == 4


def test_a_packed_notice_is_read_with_its_annex(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_text("2024年任务\n1.建校。\n责任单位：市教育局\n", encoding="utf-8")
    (tmp_path / "附件2.csv").write_text("序号,任务内容,责任单位\n1,修路,市交通局\n", encoding="utf-8")
    with py7zr.SevenZipFile(tmp_path / "通知.7z", "w") as archive:
        for name in ("附件2.csv", "通知.txt"):
            archive.write(tmp_path / name, name)
    tasks = parse_notice(read_source(tmp_path / "通知.7z")).tasks
    assert [(task.content, task.responsible_text) for task in tasks] == [
        ("建校。", "市教育局"),
        ("修路", "市交通局"),
    ]
