"""Bytes to grids of raw cells, whatever program wrote them: calamine for workbooks, csv for text."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from python_calamine import CalamineError, CalamineWorkbook, PasswordError, XmlError, ZipError

from xlsheet.forms.returned import Cell
from xlsheet.ledger import codes
from xlsheet.ledger.findings import Finding

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OTHERS: Final = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"{\\rtf", "RTF 文档"),
)
_MOST_CELLS: Final = 5_000_000
_UNPACKED: Final = 256 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet's cells from A1 on, row by row; merged areas as 0-based (top, left, bottom, right)."""

    sheet: str
    rows: Sequence[Sequence[Cell]]
    merged: Sequence[tuple[int, int, int, int]] = ()


def read_grids(content: bytes) -> list[Grid] | Finding:
    """The sheets of a file, or why there are none."""
    if not content.strip(b"\x00 \r\n\t"):
        return codes.FILE_CORRUPT.at(why="空文件")
    other = next((what for start, what in _OTHERS if content.startswith(start)), None)
    if other is not None:
        return codes.FILE_NOT_TABLE.at(what=other)
    if content.startswith(b"PK"):
        return _packed(content)
    if content.startswith(_OLE):
        return _compound(content)
    return _text(content)


def _packed(content: bytes) -> list[Grid] | Finding:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = archive.namelist()
            unpacked = sum(info.file_size for info in archive.infolist())
    except (zipfile.BadZipFile, ValueError):
        return codes.FILE_CORRUPT.at(why="内部结构不完整")
    if any(name.startswith("word/") for name in names):
        return codes.FILE_NOT_TABLE.at(what="Word 文档")
    if any(name.startswith("ppt/") for name in names):
        return codes.FILE_NOT_TABLE.at(what="演示文稿")
    if unpacked > _UNPACKED:
        return codes.FILE_BOMB.at(why="解压后太大")
    return _workbook(content)


def _compound(content: bytes) -> list[Grid] | Finding:
    """The names of streams stand in the file in UTF-16."""
    if _wide("EncryptedPackage") in content:
        return codes.FILE_ENCRYPTED.at()
    if _wide("WordDocument") in content:
        return codes.FILE_NOT_TABLE.at(what="Word 文档")
    return _workbook(content)


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def _workbook(content: bytes) -> list[Grid] | Finding:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = []
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > _MOST_CELLS:
                return codes.FILE_BOMB.at(why=f"工作表“{name}”的已用区域太大")
            rows = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or ()
            grids.append(Grid(name, rows, [(*start, *end) for start, end in merged]))
    except PasswordError:
        return codes.FILE_ENCRYPTED.at()
    except (CalamineError, XmlError, ZipError, ValueError, OSError):
        return codes.FILE_CORRUPT.at(why="内容读不出来")
    return grids


def _text(content: bytes) -> list[Grid] | Finding:
    start = content[:2000].lstrip().lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        return codes.FILE_NOT_TABLE.at(what="网页或 XML 文件")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        lines = text.splitlines()
        delimiter = max(",\t;", key="\n".join(lines[:30]).count)
        if "\x00" in text or delimiter not in text:
            break
        try:
            return [Grid("", [*csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)])]
        except csv.Error:
            break
    return codes.FILE_NOT_TABLE.at(what="文本文件")
