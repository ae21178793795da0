"""Which files are mails: by their names where these say so, else by how their bytes begin."""

from __future__ import annotations

import re
from enum import Enum
from pathlib import PurePosixPath
from typing import Final

START: Final = 4096
"""As much of a file is looked at."""

_SUFFIXES: Final = (".eml", ".emlx")
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MBOX: Final = re.compile(rb"From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n(?:>From[^\r\n]*\r?\n)?[!-9;-~]+:")
_HEADER: Final = re.compile(rb"[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n")
_TELLING: Final = frozenset(
    b"received from date message-id subject mime-version return-path delivered-to to content-type".split()
)
_ENOUGH: Final = 3
_COUNT: Final = re.compile(rb"\s*\d+\s*\r?\n")


class MailKind(Enum):
    """How mails are kept in a file."""

    MESSAGE = "message"
    OUTLOOK = "outlook"
    BOX = "box"


def mail_kind(name: str, start: bytes, *, named: bool = True) -> MailKind | None:
    """What kind of mail a file is by its name and its first bytes; None for any other file. Without `named`
    the name is not asked."""
    suffix = PurePosixPath(name).suffix.lower() if named else ""
    if start.startswith(_OLE):
        return MailKind.OUTLOOK if suffix in (".msg", ".oft") else None
    if start.startswith(b"PK"):
        return None
    if _MBOX.match(start):
        return MailKind.BOX
    return MailKind.MESSAGE if suffix in _SUFFIXES or _begins_like_a_mail(start) else None


def _begins_like_a_mail(start: bytes) -> bool:
    """Whether a file begins with header lines, several of which only mails have."""
    found: set[bytes] = set()
    at = match.end() if (match := _COUNT.match(start)) else 0
    while len(found) < _ENOUGH and (header := _HEADER.match(start, at)):
        name = header[0].split(b":", 1)[0].lower()
        found |= {name} & _TELLING
        at = header.end()
    return len(found) >= _ENOUGH
