"""The kinds of steps that an installation consists of: each knows whether it is done, and how to do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from xlsheet.engines.uno import calc_profile
from xlsheet.errors import LockedError
from xlsheet.files import disk
from xlsheet.jobs.create import CreateRequest, create
from xlsheet.warm.client import alive, end_all
from xlsheet.warm.place import own_folder

BACKUP_SUFFIX: Final = ".xlsheet备份"


class SetupStep(Protocol):
    """One thing to be done to the user's machine. `purpose` and `place` are for people."""

    @property
    def purpose(self) -> str: ...

    @property
    def place(self) -> str: ...

    def is_done(self) -> bool:
        """Whether nothing is left to do."""
        ...

    def carry_out(self) -> None:
        """Do it. Raises OutputError, LockedError or OSError, with nothing half done."""
        ...


@dataclass(frozen=True, slots=True)
class PutFile:
    """A file with this content; whatever stood there was ours."""

    purpose: str
    path: Path
    content: bytes
    executable: bool = False

    @property
    def place(self) -> str:
        return str(self.path)

    def is_done(self) -> bool:
        return self.path.is_file() and self.path.read_bytes() == self.content

    def carry_out(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        disk.put(self.path, self.content)
        if self.executable:
            self.path.chmod(0o755)


@dataclass(frozen=True, slots=True)
class RemoveFile:
    """No such file of ours any more."""

    purpose: str
    path: Path

    @property
    def place(self) -> str:
        return str(self.path)

    def is_done(self) -> bool:
        return not self.path.exists()

    def carry_out(self) -> None:
        self.path.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class EndHelpers:
    """No process of ours that waits for clicks."""

    purpose: str

    @property
    def place(self) -> str:
        return str(own_folder() or "")

    def is_done(self) -> bool:
        return not alive()

    def carry_out(self) -> None:
        if end_all().later:
            raise LockedError("有按钮正在执行。请等它执行完，再运行一次。")


@dataclass(frozen=True, slots=True)
class MakeLedger:
    """A new, empty ledger, unless there is one."""

    purpose: str
    path: Path

    @property
    def place(self) -> str:
        return str(self.path)

    def is_done(self) -> bool:
        return self.path.exists()

    def carry_out(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        create(CreateRequest(self.path))


@dataclass(frozen=True, slots=True)
class ChangeCalc:
    """A change to Calc's settings, kept beside as they were before the first change of ours."""

    purpose: str
    profile: Path
    changed: Callable[[str], str]

    @property
    def path(self) -> Path:
        return self.profile / calc_profile.SETTINGS

    @property
    def place(self) -> str:
        return str(self.path)

    def is_done(self) -> bool:
        settings = self._settings()
        return self.changed(settings) == settings

    def carry_out(self) -> None:
        if calc_profile.is_running(self.profile):
            raise LockedError("LibreOffice 正开着，这时改设置会被它冲掉。请关闭 LibreOffice，再运行一次。")
        settings = self._settings()
        backup = self.path.with_name(self.path.name + BACKUP_SUFFIX)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if settings and not backup.exists():
            disk.put(backup, settings.encode("utf-8"))
        disk.put(self.path, self.changed(settings).encode("utf-8"))

    def _settings(self) -> str:
        # bytes, since reading as text would turn one kind of line end into another
        return self.path.read_bytes().decode("utf-8") if self.path.exists() else ""
