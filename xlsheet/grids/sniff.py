"""What a file really is, by its content: a table that can be read, or something else with its name."""

from __future__ import annotations

import re
import struct
from enum import Enum
from pathlib import PurePath
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.grids.packages import UntrustedPackage
from xlsheet.grids.refused import Refused


class FileKind(Enum):
    """A kind of file that can hold a table; the value is what people call it."""

    XLSX = "Excel 工作簿"
    XLSB = "Excel 二进制工作簿（.xlsb）"
    XLS = "Excel 97-2003 工作簿（.xls）"
    ODS = "ODF 表格（.ods）"
    HTML = "网页"
    XML = "XML 表格"
    TEXT = "文本"


_PROMISED: Final = {
    ".xlsx": (FileKind.XLSX,),
    ".xlsm": (FileKind.XLSX,),
    ".xltx": (FileKind.XLSX,),
    ".xls": (FileKind.XLS,),
    ".et": (FileKind.XLS, FileKind.XLSX),
    ".xlsb": (FileKind.XLSB,),
    ".ods": (FileKind.ODS,),
    ".csv": (FileKind.TEXT,),
    ".tsv": (FileKind.TEXT,),
    ".txt": (FileKind.TEXT,),
    ".htm": (FileKind.HTML,),
    ".html": (FileKind.HTML,),
    ".xml": (FileKind.XML,),
}
_OLD_NAMES: Final = (".xlsm", ".et")
_OLD_KINDS: Final = (FileKind.XLS, FileKind.XLSB, FileKind.ODS)

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY: Final = 128
"""Bytes of a directory entry in an OLE file; all of them stand at multiples of it."""

_WORKBOOK_BEGINS: Final = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_RECORD: Final = struct.Struct("<HH")
_FILEPASS: Final = 0x2F
_RECORDS_BEFORE_PASSWORD: Final = 4

_STARTS: Final = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"Rar!", "RAR 压缩包"),
    (b"7z\xbc\xaf", "7z 压缩包"),
    (b"\x1f\x8b", "gz 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"MZ", "程序"),
)
_MIMETYPES: Final = {
    b"application/vnd.oasis.opendocument.spreadsheet": FileKind.ODS,
    b"application/vnd.oasis.opendocument.spreadsheet-template": FileKind.ODS,
}
_HTML: Final = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|tr)\b", re.IGNORECASE)
_SPREADSHEET_2003: Final = b"urn:schemas-microsoft-com:office:spreadsheet"
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_START: Final = 4096


def kind_of(raw: bytes) -> tuple[FileKind, UntrustedPackage | None]:
    """What a file's bytes are, with its package where it is a zip file.

    Raises Refused for what cannot be read as a table.
    """
    if not raw.strip(b"\x00 \t\r\n"):
        raise Refused(catalogue.FILE_CORRUPT.at(why="文件是空的"))
    if raw.startswith(b"PK"):
        package = UntrustedPackage(raw)
        return _kind_of_package(package), package
    if raw.startswith(_OLE):
        return _kind_of_compound(raw), None
    for start, what in _STARTS:
        if raw.startswith(start):
            raise Refused(catalogue.FILE_NOT_TABLE.at(what=what))
    return _kind_of_text(raw[:_START]), None


def is_disguised(name: str, kind: FileKind) -> bool:
    """Whether a file's name promises another kind of file than its content is."""
    return kind not in _PROMISED.get(PurePath(name).suffix.lower(), (kind,))


def is_old(name: str, kind: FileKind) -> bool:
    """Whether a file is a workbook, but of another kind than the .xlsx that was issued."""
    return kind in _OLD_KINDS or PurePath(name).suffix.lower() in _OLD_NAMES


def _kind_of_package(package: UntrustedPackage) -> FileKind:
    package.look_at_sizes()
    names = package.names
    if "mimetype" in names:
        kind = _MIMETYPES.get(package.part("mimetype").strip())
        if kind is None:
            raise Refused(catalogue.FILE_NOT_TABLE.at(what="ODF 文档（不是表格）"))
        return kind
    folders = {name.split("/")[0] for name in names}
    for folder, what in (("word", "Word 文档"), ("ppt", "演示文稿"), ("OFD.xml", "OFD 文件")):
        if folder in folders:
            raise Refused(catalogue.FILE_NOT_TABLE.at(what=what))
    if "[Content_Types].xml" not in folders and "xl" not in folders:
        raise Refused(catalogue.FILE_ZIP.at())
    return FileKind.XLSB if "xl/workbook.bin" in names else FileKind.XLSX


def _kind_of_compound(raw: bytes) -> FileKind:
    """Old Word, PowerPoint and Excel files, and encrypted ones, share one container; the names of its
    streams tell them apart."""
    if _has_stream(raw, "EncryptedPackage"):
        raise Refused(catalogue.FILE_ENCRYPTED.at())
    if _has_stream(raw, "Workbook") or _has_stream(raw, "Book"):
        if _needs_password(raw):
            raise Refused(catalogue.FILE_ENCRYPTED.at())
        return FileKind.XLS
    if _has_stream(raw, "WordDocument"):
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="Word 文档"))
    if _has_stream(raw, "PowerPoint Document"):
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="演示文稿"))
    raise Refused(catalogue.FILE_CORRUPT.at(why="内部结构不完整，可能没有传完"))


def is_encrypted(raw: bytes) -> bool:
    """Whether a workbook needs a password to be opened."""
    if not raw.startswith(_OLE):
        return False
    return _has_stream(raw, "EncryptedPackage") or (_has_stream(raw, "Workbook") and _needs_password(raw))


def _has_stream(raw: bytes, name: str) -> bool:
    wide = f"{name}\0".encode("utf-16-le")
    place = raw.find(wide)
    while place > 0 and place % _ENTRY:
        place = raw.find(wide, place + 1)
    return place > 0


def _needs_password(raw: bytes) -> bool:
    """Whether one of an old workbook's first records is FILEPASS; calamine only says it can't read it."""
    place = raw.find(_WORKBOOK_BEGINS)
    for _ in range(_RECORDS_BEFORE_PASSWORD if place > 0 else 0):
        if place + _RECORD.size > len(raw):
            break
        record, length = _RECORD.unpack_from(raw, place)
        if record == _FILEPASS:
            return True
        place += _RECORD.size + length
    return False


def _kind_of_text(start: bytes) -> FileKind:
    """Text of some kind: a web page, XML, or lines of values."""
    if start.startswith(_UTF16):
        start = start[: len(start) // 2 * 2].decode("utf-16", "replace").encode()
    if _SPREADSHEET_2003 in start:
        return FileKind.XML
    if _HTML.search(start):
        return FileKind.HTML
    if start.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="XML 文件"))
    if b"\x00" in start:
        raise Refused(catalogue.FILE_NOT_TABLE.at(what="认不出种类的文件"))
    return FileKind.TEXT
