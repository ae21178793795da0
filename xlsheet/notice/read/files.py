"""A notice's file to blocks, whatever kind of file it is: by its content, not by its name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Final

from xlsheet.cells.encoding import text_of
from xlsheet.dictionary import catalogue
from xlsheet.documents.office import as_docx
from xlsheet.errors import SourceError
from xlsheet.grids.archives import kind_of_archive, unpack
from xlsheet.grids.grid import Grid
from xlsheet.grids.guarded import content_of, guarded
from xlsheet.grids.packages import UntrustedPackage, own_name, unpacked
from xlsheet.grids.refused import Refused
from xlsheet.grids.sniff import FileKind, kind_of
from xlsheet.grids.workbook import read_book
from xlsheet.notice.read.blocks import Block, NoticeSource, Paragraph, TableBlock, text_source
from xlsheet.notice.read.hidden import hidden_in
from xlsheet.notice.read.pdf import read_pdf
from xlsheet.notice.read.web import read_html
from xlsheet.notice.read.word import read_docx

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NO_WORD_STREAMS: Final = tuple(
    f"{n}\0".encode("utf-16-le") for n in ("Workbook", "Book", "EncryptedPackage")
)
_ODT: Final = b"application/vnd.oasis.opendocument.text"
_CJK: Final = re.compile("[\u3400-\u9fff]")
_DELIMITED: Final = (".csv", ".tsv")
_PICTURES: Final = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_WANTED: Final = "请提供 .docx、.xlsx、.txt、带文字的 .pdf，或 .doc、.wps、.xls、.et、.ods、.csv、.html。"
_NO_NOTICE: Final = (".xml", ".rels", ".ds_store", ".db", ".ini", ".tmp")
_MOST_PACKED: Final = 50
_REFUSED: Final = {
    catalogue.FILE_CORRUPT.name: "已损坏，打不开。请用原来的程序打开确认，另存一份后再试。",
    catalogue.FILE_ENCRYPTED.name: "设了打开密码。请去掉密码后再试。",
    catalogue.FILE_BOMB.name: "里面的内容大得异常，为安全没有打开。请核对是不是这个文件。",
}
"""What is said of a notice, by the code that a return of that kind gets."""


def read_source(path: Path) -> NoticeSource:
    """The blocks of a notice's file. Raises SourceError, saying what to do, for a file that is missing,
    empty, damaged, scanned or of a kind that holds no text.

    Whatever the file does to its reader happens in a worker; plain text is read right here. Old Word files
    (.doc, .wps, .rtf, .odt) are read by way of LibreOffice, where that is installed.
    """
    raw = content_of(path)
    if kind := kind_of_archive(raw[:8]):
        source = _read_archive(path, kind)
        if not _speaks_chinese(source):
            raise SourceError(f"“{path}”里没有读到汉字，不像通知。{_WANTED}")
        return source
    if needs_office(raw):
        with as_docx(path) as converted:
            raw = content_of(converted)
    if _is_harmless(raw):
        source = read_bytes(raw, str(path))
    else:
        source = guarded("xlsheet.notice.read.files:read_bytes", raw, str(path), label=path)
    if not _speaks_chinese(source):
        raise SourceError(f"“{path}”里没有读到汉字，不像通知。{_WANTED}")
    return source


def _read_archive(path: Path, kind: str) -> NoticeSource:
    """A .7z or .rar: its notice first, then the annexes, each read like a file by itself."""
    try:
        files = unpack(path, kind)
    except Refused as refused:
        raise SourceError(f"“{path}”{_why(refused)}") from None
    wanted = {file.name: file for file in files if not file.ignored and _may_be_notice(file.name)}
    if not wanted or len(wanted) > _MOST_PACKED:
        raise SourceError(f"“{path}”是压缩包，里面没有能读的通知，或文件太多。请解压后用里面的通知文件。")
    blocks: list[Block] = []
    for inner in sorted(wanted, key=_order):
        content = wanted[inner].content
        if content is None or needs_office(content):
            raise SourceError(
                f"“{path}”里的“{inner}”读不出来，或是旧版 Word 文件。请解压后另存为 .docx，单独导入。"
            )
        name = f"{path}/{inner}"
        blocks += _placed(guarded("xlsheet.notice.read.files:read_bytes", content, name, label=name), inner)
    return NoticeSource(tuple(blocks))


def _why(refused: Refused) -> str:
    return _REFUSED.get(refused.finding.code, refused.finding.message)


def _is_harmless(raw: bytes) -> bool:
    """Whether a file is plain text, which needs no worker to be read."""
    return not raw.lstrip().startswith((b"%PDF-", b"PK", _OLE)) and not _is_markup(raw)


def needs_office(raw: bytes) -> bool:
    """Whether only an office program reads a file: old Word, WPS, RTF and OpenDocument texts."""
    if raw.startswith(_OLE):
        return not any(stream in raw for stream in _NO_WORD_STREAMS)
    return raw.lstrip()[:5] == b"{\\rtf" or (
        raw.startswith(b"PK") and raw[30:38] == b"mimetype" and _ODT in raw[:120]
    )


def read_bytes(raw: bytes, name: str) -> NoticeSource:
    """The blocks of a file's content; `name` is what messages call it. In a worker."""
    if not raw.strip(b"\x00 \t\r\n"):
        raise SourceError(f"“{name}”是空文件。{_WANTED}")
    try:
        return _reader(raw, name)(raw, name)
    except Refused as refused:
        raise SourceError(f"“{name}”{_why(refused)}") from None


def _reader(raw: bytes, name: str) -> Callable[[bytes, str], NoticeSource]:
    if raw.lstrip()[:5] == b"%PDF-":
        return read_pdf
    if raw.startswith(_PICTURES):
        raise SourceError(f"“{name}”是图片，读不出文字。请提供 Word 原件，或先做文字识别（OCR）。")
    if raw.startswith(b"PK"):
        return _packaged(raw, name)
    if raw.startswith(_OLE):
        return _read_tables
    if raw.startswith((b"Rar!", b"7z\xbc\xaf")):
        raise SourceError(f"“{name}”是压缩包。请解压后，用里面的通知文件，或重新打成 .zip。")
    if PurePath(name).suffix.lower() in _DELIMITED:
        return _read_tables
    return _read_plain


def _packaged(raw: bytes, name: str) -> Callable[[bytes, str], NoticeSource]:
    """Word's and Excel's files are zips; so are OFD documents, and packed notices with their annexes."""
    names = UntrustedPackage(raw).names
    if "word/document.xml" in names:
        return read_docx
    if "OFD.xml" in names:
        raise SourceError(f"“{name}”是 OFD 版式文件。请用 OFD 阅读器另存为 PDF 或 Word（.docx）后再试。")
    if any(part.startswith("ppt/") for part in names):
        raise SourceError(f"“{name}”是演示文稿，不是通知。{_WANTED}")
    if any(part.startswith("xl/") for part in names) or "mimetype" in names:
        return _read_tables
    return _read_zip


def _read_tables(raw: bytes, name: str) -> NoticeSource:
    kind, _ = kind_of(raw)
    if kind is FileKind.HTML:
        return read_html(raw, name)
    book = read_book(raw)
    grids = [grid for grid in book.grids if any(map(any, grid.rows))]
    findings = [catalogue.NOTICE_HIDDEN.at(value=one) for one in hidden_in(book)]
    return NoticeSource(tuple(_sheet(grid, len(grids)) for grid in grids), tuple(findings))


def _sheet(grid: Grid, count: int) -> TableBlock:
    name = f"工作表“{grid.sheet}”" if grid.sheet and count > 1 else ""
    return TableBlock(name, grid.rows, grid.merged, grid.sheet or "表")


def _read_plain(raw: bytes, name: str) -> NoticeSource:
    if raw[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        if b"\0" in raw:
            raise SourceError(f"“{name}”不是能读的文件。{_WANTED}")
        if _is_markup(raw):
            return _read_tables(raw, name)
    text = text_of(raw)
    if text is not None:
        return text_source(text)
    raise SourceError(f"“{name}”的文字编码认不出。请用记事本打开，另存为 UTF-8 编码的 .txt。")


def _is_markup(raw: bytes) -> bool:
    """Whether text is a web page or Excel's XML, whatever the file is called."""
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(
        (b"<!doctype html", b"<html", b"<head", b"<body", b"<table", b"<meta", b"<?xml", b"<div")
    )


def _read_zip(raw: bytes, name: str) -> NoticeSource:
    """The notice first, then its annexes, in the order of their names."""
    package = UntrustedPackage(raw)
    package.look_at_sizes()
    blocks: list[Block] = []
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = [(own_name(info), info) for info in archive.infolist() if not info.is_dir()]
    wanted = sorted((m for m in members if _may_be_notice(m[0])), key=lambda m: _order(m[0]))
    if not wanted or len(wanted) > _MOST_PACKED:
        raise SourceError(f"“{name}”是压缩包，里面没有能读的通知，或文件太多。请解压后用里面的通知文件。")
    for inner, info in wanted:
        content = unpacked(raw, info)
        if needs_office(content):
            raise SourceError(
                f"“{name}”里的“{inner}”是旧版 Word 文件。请另存为 .docx 后重新打包，或单独导入。"
            )
        blocks += _placed(read_bytes(content, f"{name}/{inner}"), inner)
    return NoticeSource(tuple(blocks))


def _may_be_notice(inner: str) -> bool:
    last = inner.rsplit("/", 1)[-1]
    return (
        not last.startswith(("~$", ".")) and not last.lower().endswith(_NO_NOTICE) and "__MACOSX" not in inner
    )


def _order(inner: str) -> tuple[bool, list[tuple[int, str]]]:
    parts = re.findall(r"\d+|\D+", inner)
    annex = "附" in inner and "通知" not in inner
    return annex, [(int(part), "") if part.isdigit() else (0, part) for part in parts]


def _placed(source: NoticeSource, inner: str) -> Iterator[Block]:
    """Blocks of one file among several, each with the file's name in its place; its end is that of a part."""
    for block in source.blocks:
        if isinstance(block, Paragraph):
            yield Paragraph(block.text, f"“{inner}”{block.place}", block.whole, block.furniture)
        else:
            yield TableBlock(f"“{inner}”{block.name}", block.rows, block.merged, block.sheet)


def _speaks_chinese(source: NoticeSource) -> bool:
    for block in source.blocks:
        texts = [block.text] if isinstance(block, Paragraph) else (str(c) for row in block.rows for c in row)
        if any(_CJK.search(text) for text in texts):
            return True
    return False
