"""What starts `xlsheet watch` by itself: a service of systemd, a task of Windows, an agent of macOS, written
for the user to look at and switch on."""

from __future__ import annotations

import plistlib
from collections.abc import Sequence
from pathlib import PurePath
from typing import Final
from xml.sax.saxutils import escape

UNIT: Final = "xlsheet-watch.service"
TASK: Final = "xlsheet-watch.xml"
AGENT: Final = "xlsheet.watch.plist"

SWITCH_ON: Final = {
    "linux": f"启用：systemctl --user enable --now {UNIT}",
    "win32": "启用：schtasks /create /tn xlsheet-watch /xml 本文件",
    "darwin": "启用：launchctl load 本文件",
}
"""What the user runs to switch it on, by `sys.platform`."""


def watch_command(python: PurePath, ledger: PurePath, folder: PurePath) -> Sequence[str]:
    return (str(python), "-m", "xlsheet", "watch", str(ledger), str(folder))


def systemd_unit(command: Sequence[str]) -> str:
    """A unit as systemd reads it: per cent and dollar signs have meanings of their own."""
    words = " ".join(f'"{_for_systemd(word)}"' for word in command)
    return (
        "[Unit]\nDescription=xlsheet watch\n\n"
        f"[Service]\nExecStart={words}\nRestart=on-failure\nRestartSec=30\n"
        "KillSignal=SIGTERM\nTimeoutStopSec=120\n\n[Install]\nWantedBy=default.target\n"
    )


def _for_systemd(word: str) -> str:
    for mark, written in (("\\", "\\\\"), ('"', '\\"'), ("%", "%%"), ("$", "$$")):
        word = word.replace(mark, written)
    return word


def windows_task(command: Sequence[str]) -> bytes:
    """A task of the Task Scheduler, as `schtasks /xml` reads it: UTF-16 with its mark."""
    program, *arguments = command
    words = " ".join(f'"{argument}"' for argument in arguments)
    text = (
        '<?xml version="1.0" encoding="UTF-16"?>\n'
        '<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">\n'
        "  <Triggers><LogonTrigger><Enabled>true</Enabled></LogonTrigger></Triggers>\n"
        '  <Principals><Principal id="Author"><LogonType>InteractiveToken</LogonType>'
        "<RunLevel>LeastPrivilege</RunLevel></Principal></Principals>\n"
        "  <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>"
        "<DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>"
        "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>"
        "<ExecutionTimeLimit>PT0S</ExecutionTimeLimit>"
        "<RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure></Settings>\n"
        f'  <Actions Context="Author"><Exec><Command>{escape(program)}</Command>'
        f"<Arguments>{escape(words)}</Arguments></Exec></Actions>\n</Task>\n"
    )
    return text.encode("utf-16")


def mac_agent(command: Sequence[str]) -> bytes:
    """An agent of launchd, which starts it when the user logs in and again when it fails."""
    keep = {"SuccessfulExit": False}
    return plistlib.dumps(
        {"Label": "xlsheet.watch", "ProgramArguments": list(command), "RunAtLoad": True, "KeepAlive": keep}
    )
