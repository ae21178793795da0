"""A damaged ledger: what of it cannot be read, which of its copies is whole, and the copy in its place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from glob import escape
from pathlib import Path
from typing import Final
from xml.parsers import expat

from python_calamine import CalamineError

from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.errors import LedgerError, OutputError, RequestError, XlsheetError, reason
from xlsheet.files import disk
from xlsheet.stores import committed
from xlsheet.stores.backups import content_of, folder_of
from xlsheet.stores.lock import locked
from xlsheet.xlsx.package import READ_ERRORS, Package
from xlsheet.xlsx.reading import SheetValues

_XML: Final = (".xml", ".rels", ".vml")
_COPY: Final = re.compile(r"\d{8}-\d{6}-\d{2,}")
_MOST_LOOKED_AT: Final = 50
_ASIDE: Final = "_损坏_"
"""In the name under which a damaged ledger is kept."""


def damaged_parts(content: bytes) -> list[str]:
    """The parts of a workbook that cannot be read, are not the XML that they should be or are not there; one
    empty name where the file as a whole can't be opened."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except READ_ERRORS:
        return [""]
    found = []
    with archive:
        for name in archive.namelist():
            try:
                part = archive.read(name)
                if name.endswith(_XML):
                    expat.ParserCreate().Parse(part, True)
            except (*READ_ERRORS, expat.ExpatError, OSError):
                found.append(name)
    return found or _lacking(content)


def _lacking(content: bytes) -> list[str]:
    """The parts of sheets that the workbook names and the file does not have."""
    try:
        package = Package(content)
        parts = [*package.sheets.values()]
        parts += [table for part in parts for table in package.related(part, "/table")]
    except READ_ERRORS:
        return [""]
    return [part for part in parts if part not in package.names()]


def copies_of(ledger: Path) -> list[Path]:
    """The copies in a ledger's folder of backups, the newest first; so many as are worth looking at."""
    try:
        copies = [path for path in folder_of(ledger).iterdir() if _COPY.fullmatch(path.stem)]
    except OSError:
        return []
    copies = [path for path in copies if path.suffix.lower() == ledger.suffix.lower()]
    return sorted(copies, key=lambda path: path.name, reverse=True)[:_MOST_LOOKED_AT]


def whole_copy(ledger: Path) -> Path | None:
    """The newest copy of a ledger that is whole; None where there is none."""
    return next(filter(_is_whole, copies_of(ledger)), None)


def _is_whole(copy: Path) -> bool:
    try:
        content = copy.read_bytes()
        if damaged_parts(content):
            return False
        package = Package(content)
        SheetValues(package, content)
        return package.place(PARAMETERS) is not None
    except (*READ_ERRORS, CalamineError, OSError):
        return False


def damaged(ledger: Path, what: str) -> LedgerError:
    """The error for a ledger of which `what` is damaged, with the step that mends it."""
    copy = whole_copy(ledger)
    if copy is None:
        mend = "没有找到完好的备份。请用 Excel 打开，按提示修复后另存；打不开时，用邮件或共享盘里的旧副本。"
    else:
        mend = (
            f"最近一份完好的备份是“{copy}”（{_moment(copy)} 改动前的样子）。"
            f"运行 xlsheet doctor “{ledger}” --restore 可以恢复它，损坏的文件另行保留。"
        )
    return LedgerError(f"“{ledger}”{what}，读不出来，台账没有改动。{mend}")


def _moment(copy: Path) -> str:
    return f"{datetime.strptime(copy.stem[:15], '%Y%m%d-%H%M%S'):%Y-%m-%d %H:%M:%S}"


@contextmanager
def blamed_on_damage(ledger: Path, content: bytes) -> Iterator[None]:
    """What goes wrong in the block is told as damage where the ledger is damaged: parts that are cut off or
    turned over make readers stumble in every way. Where it is whole the error is the program's."""
    try:
        yield
    except XlsheetError:
        raise
    except Exception as error:
        parts = damaged_parts(content)
        if not parts:
            raise
        raise damaged(ledger, in_words(parts)) from error


def in_words(parts: list[str]) -> str:
    """What is damaged, in words."""
    return "已损坏" if parts == [""] else f"已损坏（里面的 {'、'.join(parts[:3])}）"


def restore(ledger: Path) -> tuple[Path, Path]:
    """Put the newest whole copy in a damaged ledger's place; that copy, and where the damaged file is now.

    Raises RequestError where the ledger is not damaged or there is no
    whole copy, OutputError where nothing can be written.
    """
    with locked(ledger):
        return _restored(ledger)


def _restored(ledger: Path) -> tuple[Path, Path]:
    content = content_of(ledger)
    if not damaged_parts(content):
        raise RequestError(f"“{ledger}”没有损坏，没有恢复备份。要撤销上一次改动请用 xlsheet undo。")
    copy = whole_copy(ledger)
    if copy is None:
        raise RequestError(f"“{ledger}”已损坏，但没有找到完好的备份。{damaged(ledger, '已损坏')}")
    for stray in ledger.parent.glob(f".{escape(ledger.stem)}{_ASIDE}*"):  # of a restoring that was killed
        disk.remove_strays(ledger.parent, stray.name[1:].rsplit(".", 2)[0])
    aside = ledger.with_name(f"{ledger.stem}{_ASIDE}{datetime.now():%Y%m%d-%H%M%S}{ledger.suffix}")
    try:
        disk.put(aside, content, like=ledger)
        disk.put(ledger, copy.read_bytes())
    except OSError as error:
        raise OutputError(
            f"“{ledger}”写不进去（{reason(error)}），没有恢复。请核对磁盘空间和权限。"
        ) from error
    committed.note(ledger, "检查", f"已用备份 {copy.name} 恢复")
    return copy, aside
