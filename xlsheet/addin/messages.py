"""What a click has to say, where the user sees it: in the program, or else in a box of the system's own."""

from __future__ import annotations

import contextlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import TODOS

if TYPE_CHECKING:
    import xlwings as xw

# MessageBox: a warning sign, in front of all other windows
_WARNING: Final = 0x30 | 0x10000
_ALERT: Final = (
    "on run argv\nwith timeout of 86400 seconds\n"
    "display alert (item 1 of argv) message (item 2 of argv) as {kind} "
    "buttons {buttons} default button {last}\n"
    "return button returned of result\nend timeout\nend run"
)
_MAC_BUTTONS: Final = {
    "ok": ("好",),
    "yes_no": ("否", "是"),
    "yes_no_cancel": ("取消", "否", "是"),
}
_ANSWERS: Final = {"好": "ok", "是": "yes", "否": "no", "取消": "cancel"}
_LINUX_BOXES: Final = (
    ("zenity", ("--warning", "--no-markup", "--title={title}", "--text={text}")),
    ("kdialog", ("--title={title}", "--sorry={text}")),
    ("xmessage", ("-center", "-title={title}", "{text}")),
)


def tell(app: xw.App | None, text: str, title: str, *, grave: bool = False) -> None:
    """Show a message in the program; where there is none, in a box of the system, and on stderr."""
    if app is None:
        sys.stderr.write(f"{text}\n")
        _system_box(text, title)
    elif sys.platform == "darwin":
        _mac_alert(text, title, "ok", grave=grave)
    else:
        app.alert(text, title=title, mode="critical" if grave else "info")


def ask(app: xw.App, question: str, title: str, buttons: str) -> str:
    """The button that the user presses: yes, no, cancel; no, or cancel, without a screen."""
    if sys.platform == "darwin":
        return _mac_alert(question, title, buttons)
    return str(app.alert(question, title=title, buttons=buttons))


SHOWN: Final = 8
"""Findings that a message lists."""


def with_findings(text: str, findings: Sequence[Finding]) -> str:
    """A message, with the first of the findings below it."""
    listed = "\n".join(f"· {finding}" for finding in findings[:SHOWN])
    more = f"\n……共 {len(findings)} 条，要办的都在“{TODOS.sheet}”里。" if len(findings) > SHOWN else ""
    return f"{text}\n\n{listed}{more}".strip()


def _mac_alert(text: str, title: str, buttons: str, *, grave: bool = False) -> str:
    """Excel's own would end in an error after the two minutes that AppleScript waits for a program."""
    labels = _MAC_BUTTONS[buttons]
    listed = ", ".join(f'"{label}"' for label in labels)
    script = _ALERT.format(
        kind="critical" if grave else "informational", buttons=f"{{{listed}}}", last=len(labels)
    )
    done = subprocess.run(
        ["osascript", "-e", script, title, text], capture_output=True, encoding="utf-8", check=False
    )
    return _ANSWERS.get(done.stdout.strip(), "no" if buttons == "yes_no" else "cancel")


def _system_box(text: str, title: str) -> None:
    """The launcher runs without a window, and nobody reads its stderr."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(0, text, title, _WARNING)
    elif sys.platform == "darwin":
        _mac_alert(text, title, "ok", grave=True)
    elif not sys.stderr.isatty():
        for program, words in _LINUX_BOXES:
            if found := shutil.which(program):
                with contextlib.suppress(OSError):
                    arguments = [word.format(title=title, text=text) for word in words]
                    subprocess.Popen([found, *arguments], stderr=subprocess.DEVNULL)
                return
