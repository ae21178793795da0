"""The steps of an installation that Excel on Windows or macOS needs: each knows whether it is done."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from xlsheet.errors import OutputError
from xlsheet.files import disk

_PROGRAM_SECONDS: Final = 180
_TRUSTED: Final = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
_OURS: Final = "xlsheet"
_INTERPRETER_ALONE: Final = re.compile(rb'"INTERPRETER_(WIN|MAC)","[^"\r\n]*"\s*')


@dataclass(frozen=True, slots=True)
class InstallAddIn:
    """xlwings' own command, which copies its add-in to where Excel looks; done when it is this very one."""

    purpose: str
    command: Sequence[str]
    installed: Path
    shipped: Path

    @property
    def place(self) -> str:
        return str(self.installed)

    def is_done(self) -> bool:
        return self.installed.exists() and self.installed.read_bytes() == self.shipped.read_bytes()

    def carry_out(self) -> None:
        try:
            subprocess.run(self.command, capture_output=True, check=False, timeout=_PROGRAM_SECONDS)
        except subprocess.TimeoutExpired:
            raise OutputError("等了很久没有做完。请关闭 Excel（对话框也要关）再运行一次。") from None
        if not self.is_done():
            raise OutputError("没有装上。请先打开一次 Excel 再完全关闭，然后再运行一次。")


@dataclass(frozen=True, slots=True)
class SetOption:
    """A line of the user's own xlwings settings, `"KEY","value"`; the other lines stay. `value` empty: no
    such line of ours, told by `ours`."""

    purpose: str
    path: Path
    key: str
    value: str
    encoding: str
    line_end: str
    ours: str = ""

    @property
    def place(self) -> str:
        return str(self.path)

    def is_done(self) -> bool:
        return self._wanted() == self._lines()

    def carry_out(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = "".join(line + self.line_end for line in self._wanted())
        disk.put(self.path, content.encode(self.encoding, "replace"))

    def _lines(self) -> list[str]:
        if not self.path.exists():
            return []
        return self.path.read_bytes().decode(self.encoding, "replace").splitlines()

    def _wanted(self) -> list[str]:
        old, own, new = self._lines(), self._line(self.ours), self._line(self.value)
        if not self.value:
            return [line for line in old if line != own]
        if new in old:
            return old
        return [*(line for line in old if not line.upper().startswith(f'"{self.key}"')), new]

    def _line(self, value: str) -> str:
        return f'"{self.key}","{value}"'


@dataclass(frozen=True, slots=True)
class TrustFolder:
    """A folder, with those in it, among Excel's trusted locations, where macros run though the file came by
    mail; or, with `trust` False, no more."""

    purpose: str
    folder: Path
    trust: bool = True

    @property
    def place(self) -> str:
        return str(self.folder)

    def is_done(self) -> bool:
        return (self._key() is not None) == self.trust

    def carry_out(self) -> None:
        import winreg

        registry: Any = winreg
        if not self.trust:
            registry.DeleteKey(registry.HKEY_CURRENT_USER, rf"{_TRUSTED}\{self._key()}")
            return
        taken = {name for name, _ in _locations()}
        name = next(f"{_OURS}{number}" for number in range(1, 1000) if f"{_OURS}{number}" not in taken)
        with registry.CreateKey(registry.HKEY_CURRENT_USER, rf"{_TRUSTED}\{name}") as key:
            registry.SetValueEx(key, "Path", 0, registry.REG_SZ, self._path())
            registry.SetValueEx(key, "Description", 0, registry.REG_SZ, _OURS)
            registry.SetValueEx(key, "AllowSubFolders", 0, registry.REG_DWORD, 1)

    def _path(self) -> str:
        return f"{str(self.folder).rstrip(chr(92))}\\"

    def _key(self) -> str | None:
        """The location that is ours or, to be trusted, anybody's."""
        here = self._path().casefold()
        fits = (name for name, path in _locations() if f"{path.rstrip(chr(92))}\\".casefold() == here)
        return next((name for name in fits if self.trust or name.startswith(_OURS)), None)


def _locations() -> Iterator[tuple[str, str]]:
    """Excel's trusted locations: the name of each, and its folder."""
    import winreg

    registry: Any = winreg
    try:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, _TRUSTED) as locations:
            names = [registry.EnumKey(locations, i) for i in range(registry.QueryInfoKey(locations)[0])]
    except FileNotFoundError:
        return
    for name in names:
        with registry.OpenKey(registry.HKEY_CURRENT_USER, rf"{_TRUSTED}\{name}") as key:
            try:
                yield name, str(registry.QueryValueEx(key, "Path")[0])
            except FileNotFoundError:  # a location without a folder trusts nothing
                continue


def is_our_old_setting(path: Path) -> bool:
    """Whether a file of settings beside a ledger is one that an earlier version of ours put there: it names
    one user's Python, which breaks the buttons of every colleague."""
    return path.is_file() and _INTERPRETER_ALONE.fullmatch(path.read_bytes()) is not None
