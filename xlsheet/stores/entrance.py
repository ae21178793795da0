"""A ledger's file looked at before it is opened: what it is, whether it is ours to write, what to do."""

from __future__ import annotations

import io
import logging
import stat
import zipfile
from pathlib import Path
from typing import Final

from xlsheet.errors import LedgerError, OutputError, of_missing_path, reason
from xlsheet.files import disk
from xlsheet.grids.packages import UntrustedPackage
from xlsheet.grids.refused import Refused
from xlsheet.grids.sniff import FileKind, kind_of
from xlsheet.resources import TEMPLATE
from xlsheet.stores.damage import damaged
from xlsheet.xlsx.package import READ_ERRORS

_LOG: Final = logging.getLogger("xlsheet")
_SAVE_AS: Final = f"请用 Excel 或 WPS 打开，另存为“启用宏的工作簿（{TEMPLATE.suffix}）”，再用另存的文件。"
_STRICT: Final = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_MOST_BYTES: Final = 256 << 20
_MOST_UNPACKED: Final = 512 << 20


def content_of(path: Path) -> bytes:
    """The bytes of a ledger. Raises LedgerError where there is none, or none that could be one."""
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            what = "文件夹" if stat.S_ISDIR(about.st_mode) else "管道或设备，不是普通文件"
            raise LedgerError(f"“{path}”是{what}，不是台账。请核对路径和文件名。")
        if about.st_size > _MOST_BYTES:
            raise LedgerError(f"“{path}”有 {about.st_size >> 20} MB，不像台账，没有打开。请核对文件名。")
        return path.read_bytes()
    except FileNotFoundError:
        raise of_missing_path(LedgerError(f"没有找到台账“{path}”。请核对路径和文件名。")) from None
    except OSError as error:
        raise LedgerError(
            f"台账“{path}”打不开（{reason(error)}）。请核对它是不是文件、有没有权限。"
        ) from error


def look_at_rights(path: Path) -> None:
    """OutputError for a ledger that may not be written: to swap it would need rights on its folder only. One
    that has other names too is told: they go on naming what it was."""
    if disk.is_read_only(path):
        raise OutputError(f"“{path}”是只读的，没有改动。请在文件属性里去掉“只读”，或请有写入权限的人来做。")
    if path.stat().st_nlink > 1:
        _LOG.warning(
            "“%s”还有别的名字（硬链接）。改动只进这一个名字，别的名字仍是改动前的内容，请以后只用这一个。",
            path,
        )


def unreadable(path: Path, content: bytes) -> LedgerError:
    """Why a file cannot be opened as a ledger, and what to do."""
    try:
        kind, package = kind_of(content)
    except Refused as refused:
        return damaged(path, f"不是能用的台账：{refused.finding.message.split('。')[0]}")
    if kind in (FileKind.XLS, FileKind.XLSB, FileKind.ODS):
        return LedgerError(f"“{path}”是{kind.value}，不能直接用作台账，没有改动。{_SAVE_AS}")
    if kind is not FileKind.XLSX:
        return LedgerError(f"“{path}”不是台账，是{kind.value}。请核对文件名。")
    if package is not None and _is_strict(package):
        return LedgerError(f"“{path}”存成了“严格 Open XML 电子表格”，不能直接用作台账，没有改动。{_SAVE_AS}")
    return damaged(path, "已损坏")


def _is_strict(package: UntrustedPackage) -> bool:
    try:
        return _STRICT in package.part("xl/workbook.xml")[:4096]
    except Refused:
        return False  # damaged, then


def look_at_size(path: Path, content: bytes) -> None:
    """LedgerError for what says that it unpacks to more than any ledger does; readers go by what it says."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(info.file_size for info in archive.infolist())
    except READ_ERRORS:
        return  # said by who opens it
    if size > _MOST_UNPACKED:
        raise LedgerError(f"“{path}”解压后有 {size >> 20} MB，不像台账，为安全没有打开。请核对文件。")


def not_written(path: Path, error: OSError) -> OutputError:
    """What to raise where the ledger or its copy finds no place on the disk."""
    return OutputError(
        f"“{path}”或它的备份写不进去（{reason(error)}），台账没有改动。请核对磁盘空间和文件夹权限。"
    )
