"""Mails as they lie in files, folders and mailboxes, opened one by one in a worker."""

from __future__ import annotations

import mmap
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.grids import limits
from xlsheet.grids.refused import Refused
from xlsheet.mail.kinds import MailKind
from xlsheet.mail.letters import Envelope, OpenedMail

_BOUNDARY: Final = re.compile(rb"^From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n(?=[!-9;-~]+:|>From )", re.MULTILINE)
_STUFFED: Final = re.compile(rb"^>(?=>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class ClosedMail:
    """A mail that nobody has looked into. What is in a file has its place there; else `content` has it."""

    path: str
    kind: MailKind
    file: Path | None = None
    content: bytes | None = None

    def loaded(self) -> ClosedMail:
        """The same with its bytes. Raises OSError."""
        if self.content is not None or self.file is None:
            return self
        return ClosedMail(self.path, self.kind, content=self.file.read_bytes())

    def each(self) -> Iterator[ClosedMail]:
        """The mails of a box of mails, with their bytes; any other mail as it is. Raises OSError."""
        if self.kind is not MailKind.BOX:
            yield self
        elif self.content is not None:
            yield from self._in_box(self.content)
        elif self.file is not None:
            with (
                self.file.open("rb") as box,
                mmap.mmap(box.fileno(), 0, access=mmap.ACCESS_READ) as content,
            ):
                yield from self._in_box(content)

    def _in_box(self, box: bytes | mmap.mmap) -> Iterator[ClosedMail]:
        starts = [(match.start(), match.end()) for match in _BOUNDARY.finditer(box)]
        ends = [start for start, _ in starts[1:]] + [len(box)]
        for number, ((_, start), end) in enumerate(zip(starts, ends, strict=True), start=1):
            path = f"{self.path}/{number:04d}.eml"
            raw = box[start : min(end, start + limits.MOST_BYTES + 1)]
            yield ClosedMail(path, MailKind.MESSAGE, content=_STUFFED.sub(b"", raw))


@dataclass(frozen=True, slots=True)
class UnreadMail:
    """A mail that could not be opened, and why."""

    envelope: Envelope
    finding: Finding


def open_mail(mail: ClosedMail) -> OpenedMail | UnreadMail:
    """What a mail carries, or why that cannot be told."""
    raw = mail.content or b""
    try:
        if len(raw) > limits.MOST_BYTES:
            raise Refused(catalogue.FILE_BOMB.at(why="邮件太大"))
        if mail.kind is MailKind.OUTLOOK:
            from xlsheet.mail.outlook import open_outlook

            return open_outlook(raw, mail.path)
        from xlsheet.mail.message import open_message

        return open_message(raw, mail.path)
    except Refused as refused:
        return UnreadMail(Envelope(mail.path), refused.finding)
