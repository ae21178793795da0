"""Calc's settings of one user, as text: where it listens for us, and which folders' macros it trusts.

LibreOffice keeps what differs from its defaults in one XML file, an item a line. Items that aren't ours
stay as they are, byte for byte.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, unescape

SETTINGS: Final = Path("user") / "registrymodifications.xcu"
"""The settings' file, below a profile's folder."""

DEFAULT_PROFILE: Final = Path(".config") / "libreoffice" / "4"
"""Below the user's home folder, on Linux."""

_EMPTY: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" '
    'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n'
    "</oor:items>\n"
)
_LISTENS: Final = ("/org.openoffice.Setup/Office", "ooSetupConnectionURL")
_TRUSTED: Final = ("/org.openoffice.Office.Common/Security/Scripting", "SecureURL")
_ENTRY: Final = re.compile(r"<it>(.*?)</it>", re.DOTALL)


def address(settings: str) -> str:
    """Where Calc listens; empty where it doesn't."""
    found = _item(_LISTENS).search(settings)
    return unescape(re.sub(r"</?value>", "", found[1])) if found else ""


def pipe_address(pipe: str) -> str:
    """The address of a pipe, as LibreOffice writes it."""
    return f"pipe,name={pipe};urp;"


def listening(settings: str, pipe: str | None) -> str:
    """The settings with Calc listening on a pipe from its next start; with None, not listening."""
    value = None if pipe is None else f"<value>{escape(pipe_address(pipe))}</value>"
    return _with_item(settings, _LISTENS, value)


def trusted(settings: str) -> list[str]:
    """The folders, as file URLs, whose documents may run macros."""
    found = _item(_TRUSTED).search(settings)
    return [unescape(entry) for entry in _ENTRY.findall(found[1])] if found else []


def trusting(settings: str, folder: str, *, trust: bool = True) -> str:
    """The settings with a folder (a file URL) among the trusted ones, or without it."""
    folders = [known for known in trusted(settings) if known != folder] + [folder] * trust
    entries = "".join(f"<it>{escape(entry)}</it>" for entry in folders)
    return _with_item(settings, _TRUSTED, f"<value>{entries}</value>" if folders else None)


def is_running(profile: Path) -> bool:
    """Whether a LibreOffice works with this profile: it would write its settings over ours on ending.

    A lock that a crash left behind counts only while some LibreOffice runs.
    """
    return (profile / ".lock").exists() and any(map(_is_office, Path("/proc").glob("[0-9]*/comm")))


def _is_office(command: Path) -> bool:
    try:
        return command.read_text(encoding="utf-8", errors="replace").startswith("soffice")
    except OSError:
        return False


def _item(name: tuple[str, str]) -> re.Pattern[str]:
    path, setting = map(re.escape, name)
    opening = rf'<item oor:path="{path}"><prop oor:name="{setting}" oor:op="fuse"[^>]*>'
    return re.compile(rf"{opening}(.*?)</prop></item>\n?", re.DOTALL)


def _with_item(settings: str, name: tuple[str, str], value: str | None) -> str:
    """The settings with one item's value changed, added at the end, or taken out."""
    path, setting = name
    item = f'<item oor:path="{path}"><prop oor:name="{setting}" oor:op="fuse">{value}</prop></item>\n'
    if _item(name).search(settings):
        return _item(name).sub(lambda _: item if value else "", settings)
    if value is None:
        return settings
    head, end, tail = (settings or _EMPTY).rpartition("</oor:items>")
    return head + item + end + tail
