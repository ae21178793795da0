"""A running LibreOffice: attach to the user's, or start one of our own and end it again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Self

from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.errors import CalcError, CalcMissingError

_START_SECONDS: Final = 60.0
_STOP_SECONDS: Final = 15.0
_PAUSE: Final = 0.05
_OPTIONS: Final = ("--norestore", "--nologo", "--nodefault", "--nofirststartwizard")


@dataclass(slots=True)
class Office:
    """One LibreOffice process. `process` and `profile` are None where it isn't ours."""

    pid: int
    desktop: Any
    context: Any
    headless: bool
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    profile: Path | None = field(default=None, repr=False)

    @classmethod
    def attach(cls, pipe: str) -> Self | None:
        """The LibreOffice that listens on `pipe`; None where there is none."""
        pid = bridge.listener(pipe)
        if pid is None:
            return None
        context = bridge.reach(pipe)
        if context is None:
            return None
        return cls(pid, _desktop(context), context, headless=_is_headless(pid))

    @classmethod
    def start(cls, *, visible: bool) -> Self:
        """Start a LibreOffice with a profile and a pipe of its own.

        `CalcMissingError` where the program isn't installed, `CalcError` where it doesn't come up.
        """
        bridge.uno()
        profile = Path(tempfile.mkdtemp(prefix="xlsheet-calc-"))
        pipe = f"xlsheet-{uuid.uuid4().hex}"
        command = [
            _program(),
            *_OPTIONS,
            *(() if visible else ("--headless",)),
            f"-env:UserInstallation={profile.as_uri()}",
            f"--accept=pipe,name={pipe};urp;",
        ]
        silent = subprocess.DEVNULL
        process = subprocess.Popen(
            command, stdin=silent, stdout=silent, stderr=silent, start_new_session=True
        )
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline and process.poll() is None:
            office = cls.attach(pipe)
            if office is not None:
                office.process, office.profile = process, profile
                return office
            time.sleep(_PAUSE)
        _end_group(process)
        shutil.rmtree(profile, ignore_errors=True)
        raise CalcError("LibreOffice Calc 没有启动起来。请先手工打开一次 LibreOffice，确认它能正常运行。")

    @property
    def alive(self) -> bool:
        """Whether the process is still there and answers."""
        if not _runs(self.pid):
            return False
        try:
            self.desktop.getFrames()
        except bridge.uno_exception():
            return False
        return True

    def quit(self) -> None:
        """Close LibreOffice without saving; a process of ours is ended for certain, within seconds.

        A user's LibreOffice keeps running where other documents (a letter in Writer) are open in it.
        """
        with contextlib.suppress(bridge.uno_exception()):
            _close_spreadsheets(self.desktop)
            if self.process is not None or not self.desktop.Components.hasElements():
                self.desktop.terminate()
                self._wait()
        if self.process is not None:
            self.kill()

    def kill(self) -> None:
        """End the process at once and remove the profile that was made for it."""
        if _runs(self.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self._wait()
        if self.process is not None:
            _end_group(self.process)
        if self.profile is not None:
            shutil.rmtree(self.profile, ignore_errors=True)

    def _wait(self) -> None:
        deadline = time.monotonic() + _STOP_SECONDS
        while _runs(self.pid) and time.monotonic() < deadline:
            if self.process is not None:
                self.process.poll()
            time.sleep(_PAUSE)


def _desktop(context: Any) -> Any:
    return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)


def _program() -> str:
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        raise CalcMissingError("没有找到 LibreOffice。请运行：sudo apt install libreoffice-calc python3-uno")
    return found


def _is_headless(pid: int) -> bool:
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return b"--headless" in words


def _runs(pid: int) -> bool:
    """Whether a process is there and isn't a zombie that only waits to be collected."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def _end_group(process: subprocess.Popen[bytes]) -> None:
    # The program is a launcher that starts the real one; both are in the session begun for them.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def spreadsheets(desktop: Any) -> list[Any]:
    """The open Calc documents, in the order in which LibreOffice lists them."""
    found = []
    components = desktop.Components.createEnumeration()
    while components.hasMoreElements():
        document = components.nextElement()
        if supports(document, "com.sun.star.sheet.SpreadsheetDocument"):
            found.append(document)
    return found


def supports(thing: Any, service: str) -> bool:
    """Whether a UNO object has a service; things without any (the start window) have none."""
    return hasattr(thing, "supportsService") and bool(thing.supportsService(service))


def _close_spreadsheets(desktop: Any) -> None:
    for document in spreadsheets(desktop):
        document.setModified(False)
        document.close(True)
