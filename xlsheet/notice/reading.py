"""The text of a notice's file, whatever kind of file it is: by its content, not by its name."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from xlsheet.documents.office import as_docx
from xlsheet.errors import SourceError, reason
from xlsheet.notice.word import read_docx

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CJK: Final = re.compile("[\u3400-\u9fff]")
_BARE_NUMBER: Final = re.compile(r"\s*\d{1,3}\s*")
_WANTED: Final = "请提供 .docx、.doc、.txt 或带文字的 .pdf。"


def read_text(path: Path) -> str:
    """The text of a notice (.txt in UTF-8 or GBK, .docx, .doc, .pdf with a text layer).

    Raises SourceError, saying what to do, for a file that is missing, empty, damaged, scanned or of
    another kind. A .doc is read by way of LibreOffice, where that is installed.
    """
    content = _bytes_of(path)
    if not content.strip():
        raise SourceError(f"“{path}”是空文件。{_WANTED}")
    text = _reader(content)(path)
    if not _CJK.search(text):
        raise SourceError(f"“{path}”里没有读到汉字，不像通知。{_WANTED}")
    return text


def _bytes_of(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SourceError(f"找不到“{path}”。请核对路径和文件名。") from None
    except IsADirectoryError:
        raise SourceError(f"“{path}”是文件夹，不是通知文件。{_WANTED}") from None
    except OSError as error:
        raise SourceError(f"“{path}”打不开（{reason(error)}）。请关闭占用它的程序，或核对权限。") from error


def _reader(content: bytes) -> Callable[[Path], str]:
    if content.lstrip()[:5] == b"%PDF-":
        return _read_pdf
    if content[:4] == b"PK\x03\x04":
        return _read_zipped
    if content[:8] == _OLE or content.lstrip()[:5] == b"{\\rtf":
        return _read_doc
    return _read_plain


def _read_zipped(path: Path) -> str:
    """Word's .docx is a zip; so are many things that are no notice."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        raise SourceError(f"“{path}”已损坏，打不开。请重新取一份。") from None
    if "word/document.xml" in names:
        return read_docx(path)
    if any(name.startswith("xl/") for name in names):
        raise SourceError(f"“{path}”是 Excel 表格，不是通知。{_WANTED}")
    raise SourceError(f"“{path}”不是能读的文件。{_WANTED}")


def _read_doc(path: Path) -> str:
    with as_docx(path) as converted:
        return read_docx(converted)


def _read_plain(path: Path) -> str:
    content = path.read_bytes()
    encodings = ["utf-8-sig", "gb18030"]
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\0" in content:
        raise SourceError(f"“{path}”不是能读的文件。{_WANTED}")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise SourceError(f"“{path}”的文字编码认不出。请用记事本打开，另存为 UTF-8 编码的 .txt。")


def _read_pdf(path: Path) -> str:
    """By the places of the characters: their order in the file is not that of the text.

    Blanks are kept as they stand: they divide the leaders' names.
    """
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

    try:
        with pdfplumber.open(path) as document:
            pages = [page.extract_text(keep_blank_chars=True) for page in document.pages]
    except (PdfminerException, MalformedPDFException, PSException, ValueError, KeyError, TypeError) as error:
        # Damaged objects show as whatever the reader's code stumbles on.
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):
            raise SourceError(f"“{path}”设了打开密码。请去掉密码后再试。") from None
        raise SourceError(f"“{path}”已损坏，打不开。请重新取一份。") from None
    text = "\n".join(_without_page_number(page) for page in pages)
    if not _CJK.search(text):
        raise SourceError(
            f"“{path}”没有文字层（可能是扫描件），读不出文字。请提供 Word 原件，或先做文字识别（OCR）。"
        )
    return text


def _without_page_number(page: str) -> str:
    """A bare number as a page's first or last line is its number, not a part of the text."""
    lines = page.strip().split("\n")
    if len(lines) > 1 and _BARE_NUMBER.fullmatch(lines[-1]):
        lines.pop()
    if len(lines) > 1 and _BARE_NUMBER.fullmatch(lines[0]):
        lines.pop(0)
    return "\n".join(lines)
