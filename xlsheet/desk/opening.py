"""Opening the desk's page: in a window of its own, in the default browser, or a message in its place."""

from __future__ import annotations

import os
import shutil
import sys
import webbrowser
from contextlib import suppress
from html import escape
from pathlib import Path
from typing import Final

from xlsheet.files.opened import start
from xlsheet.resources import user_folder

_CHROMIUMS: Final = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge"),
    *("microsoft-edge-stable", "uos-browser", "qaxbrowser", "360browser-cn"),
)
_WINDOWS: Final = (
    r"Microsoft\Edge\Application\msedge.exe",
    r"Google\Chrome\Application\chrome.exe",
)
_MACS: Final = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_MESSAGE: Final = (
    '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>督查台账</title>'
    "<h1>打不开</h1><p>{text}</p></html>"
)
_SIZE: Final = "--window-size=1280,800"


def open_page(url: str) -> bool:
    """Show a page: as a window of its own in a Chromium-like browser, else in the default browser; whether
    anything could be started."""
    program = chromium()
    if program is None:
        return webbrowser.open(url)
    return start([program, f"--app={url}", _SIZE])


def open_message(text: str) -> None:
    """Show a message to somebody who has no terminal, as a page of its own."""
    folder = user_folder() / "desk"
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        page = folder / "message.html"
        page.write_text(_MESSAGE.format(text=escape(text)), encoding="utf-8")
        webbrowser.open(page.as_uri())


def chromium() -> str | None:
    """An installed browser of Chromium's family."""
    if sys.platform == "win32":
        places = [os.environ.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)", "LOCALAPPDATA")]
        found = (Path(place) / name for name in _WINDOWS for place in places if place)
        return next((str(path) for path in found if path.exists()), None)
    if sys.platform == "darwin":
        return next((path for path in _MACS if Path(path).exists()), None)
    return next(filter(None, map(shutil.which, _CHROMIUMS)), None)
