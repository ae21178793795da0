"""Whether Excel, WPS or LibreOffice has the ledger open, by the marks that they leave beside it."""

from __future__ import annotations

import os
import socket
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from xlsheet.errors import LockedError
from xlsheet.files.users import user_name


@dataclass(frozen=True, slots=True)
class _Holder:
    """Who has a workbook open, as far as the mark tells."""

    user: str = ""
    login: str = ""
    host: str = ""
    since: str = ""

    def words(self) -> str:
        parts = [self.user or self.login, f"电脑 {self.host}" if self.host else ""]
        parts.append(f"从 {self.since} 起" if self.since else "")
        known = "，".join(part for part in parts if part)
        return f"（{known}）" if known else ""


def refuse_if_open(path: Path) -> None:
    """LockedError where a spreadsheet program has the ledger open."""
    excel, office = path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")
    if excel.exists() and not _was_left_by_excel(excel):
        raise _open_in("Excel 或 WPS ", _excel_holder(excel), excel, path)
    if office.exists():
        holder = _office_holder(office)
        if not _was_left_by_office(holder):
            raise _open_in(" LibreOffice ", holder, office, path)


def _open_in(program: str, holder: _Holder, mark: Path, path: Path) -> LockedError:
    return LockedError(
        f"“{path}”正在{program}里开着{holder.words()}，台账没有改动。请保存并关闭后再试，"
        f"或用打开的台账里的按钮；如果确定没有开着，删除“{mark}”后再试。"
    )


def _was_left_by_excel(mark: Path) -> bool:
    """On Windows the program keeps its mark open, so one that can be removed was left by a crash."""
    if os.name != "nt":
        return False
    try:
        mark.unlink()
    except OSError:
        return False
    return True


def _was_left_by_office(holder: _Holder) -> bool:
    """Whether the mark is of this user and computer and no LibreOffice of theirs runs. Where that can't be
    told the mark is believed."""
    if sys.platform != "linux" or holder.login != user_name():
        return False
    return holder.host.partition(".")[0] == socket.gethostname().partition(".")[0] and not _office_runs()


def _office_runs() -> bool:
    for name in Path("/proc").glob("[0-9]*/comm"):
        try:
            if name.read_text().startswith("soffice"):
                return True
        except OSError:
            continue  # it ended while we looked
    return False


def _excel_holder(mark: Path) -> _Holder:
    """Excel writes one byte for the name's length and the name, in the code page of the computer."""
    try:
        content, moment = mark.read_bytes(), mark.stat().st_mtime
    except OSError:
        return _Holder()
    name = content[1 : 1 + content[0]].decode("gb18030", "replace").strip() if content else ""
    return _Holder(name, since=f"{datetime.fromtimestamp(moment):%Y-%m-%d %H:%M}")


def _office_holder(mark: Path) -> _Holder:
    """LibreOffice writes `name,login,computer,day.month.year hour:minute,profile;`."""
    try:
        fields = mark.read_bytes().decode("utf-8", "replace").split(",")
    except OSError:
        return _Holder()
    user, login, host, since = [*(field.strip() for field in fields[:4]), "", "", "", ""][:4]
    return _Holder(user, login, host, since)
