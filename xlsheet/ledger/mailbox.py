"""The office's mailbox as 参数 has it: servers, account, how fast mails may go out, and the time zone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import Final

BEIJING: Final = "UTC+08:00"
IMAP_PORT: Final = 993
SMTP_PORT: Final = 465
_LATER: Final = "starttls"
_ENCRYPTED_LATER: Final = (25, 587)
"""Ports of outgoing servers on which a connection begins in the clear, and is then encrypted."""
_SERVER: Final = re.compile(r"(?:([a-z]+)://)?([A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::(\d{1,5}))?")
_OFFSET: Final = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2}):(\d{2})")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server; both kinds are spoken to over TLS only, by STARTTLS where that is `encrypted_later`."""

    host: str
    port: int
    encrypted_later: bool = False

    @classmethod
    def incoming(cls, text: str) -> Server | None:
        """`imap.example.cn` or `imap.example.cn:993`; None for none. ValueError for anything else."""
        return cls._parse(text, IMAP_PORT, ("",))

    @classmethod
    def outgoing(cls, text: str) -> Server | None:
        """The same, or `starttls://smtp.example.cn:2587`. ValueError for anything else."""
        return cls._parse(text, SMTP_PORT, ("", _LATER))

    @classmethod
    def _parse(cls, text: str, port: int, schemes: Sequence[str]) -> Server | None:
        if not text.strip():
            return None
        match = _SERVER.fullmatch(text.strip())
        if match is None or (match[1] or "") not in schemes or not 0 < int(match[3] or port) < 1 << 16:
            raise ValueError(text)
        number = int(match[3] or (587 if match[1] else port))
        return cls(
            match[2].lower(), number, _LATER in schemes and bool(match[1] or number in _ENCRYPTED_LATER)
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


@dataclass(frozen=True, slots=True)
class MailboxRules:
    """Where mails come in and go out; servers are None where mail is not set up. `pause` are the seconds
    between two mails that go out, `daily_limit` is how many may on one day."""

    incoming: Server | None
    outgoing: Server | None
    account: str
    folder: str
    pause: int
    daily_limit: int
    zone: timezone


def parse_zone(text: str) -> timezone:
    """A time zone as its distance from Greenwich: `UTC+08:00`. ValueError for anything else."""
    match = _OFFSET.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    distance = timedelta(hours=int(match[2]), minutes=int(match[3]))
    return timezone(-distance if match[1] == "-" else distance)
