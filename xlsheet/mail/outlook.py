"""Mails that Outlook saved (.msg): a compound file with a stream a property, to what the mail carries."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.message import Message
from typing import Final

import olefile

from xlsheet.cells.encoding import name_in
from xlsheet.dictionary import catalogue
from xlsheet.grids.refused import Refused
from xlsheet.mail.content import Carried, body_of, nature_of
from xlsheet.mail.letters import Envelope, OpenedMail
from xlsheet.mail.message import DEEPEST, MOST_PARTS, envelope_of, parsed
from xlsheet.mail.rtf_pages import page_in_rtf

_SUBJECT, _HEADERS, _BODY, _HTML, _RTF = 0x0037, 0x007D, 0x1000, 0x1013, 0x1009
_SENDER_NAME, _SENDER, _SENDER_SMTP = 0x0C1A, 0x0C1F, 0x5D01
_DELIVERED, _SUBMITTED, _MESSAGE_ID, _REFERENCES = 0x0E06, 0x0039, 0x1035, 0x1039
_DATA, _LONG_NAME, _SHORT_NAME, _MIME, _CONTENT_ID, _HIDDEN = 0x3701, 0x3707, 0x3704, 0x370E, 0x3712, 0x7FFE
_TEXT, _TEXT8, _BINARY, _OBJECT, _TIME, _BOOLEAN = 0x001F, 0x001E, 0x0102, 0x000D, 0x0040, 0x000B
_ATTACHED: Final = "__attach_version1.0_#"
_PROPERTIES: Final = "__properties_version1.0"
_PROPERTY: Final = struct.Struct("<HHI8s")
_HEADS: Final = (32, 24, 8)
"""Bytes before the fixed properties: of a mail, of one in another, of an attachment."""
_EPOCH: Final = datetime(1601, 1, 1, tzinfo=UTC)


def open_outlook(raw: bytes, path: str) -> OpenedMail:
    """What a mail saved by Outlook carries. Raises Refused for one that cannot be read."""
    try:
        with olefile.OleFileIO(io.BytesIO(raw)) as file:
            storage = _Storage(file, [], 0)
            carried, senders = Carried(), list[str]()
            _collect(storage, carried, senders, "", 0)
            message, envelope = _envelope(storage, path, senders)
    except (OSError, ValueError, struct.error, IndexError, TypeError) as error:
        raise Refused(catalogue.FILE_CORRUPT.at(why="这封邮件内部结构不完整")) from error
    parts = tuple(carried.files())
    nature, recalled = nature_of(message, envelope, carried, parts)
    return OpenedMail(envelope, parts, body_of(carried, envelope.subject), nature, recalled)


class _Storage:
    """A mail or an attachment: a folder of the compound file with its properties."""

    def __init__(self, file: olefile.OleFileIO, path: list[str], level: int) -> None:
        self._file, self._path, self._level = file, path, level
        self._fixed = dict(self._fixed_properties())

    def _fixed_properties(self) -> Iterator[tuple[tuple[int, int], bytes]]:
        content = self._stream(_PROPERTIES) or b""
        for at in range(_HEADS[self._level], len(content) - _PROPERTY.size + 1, _PROPERTY.size):
            kind, number, _, value = _PROPERTY.unpack_from(content, at)
            yield (number, kind), value

    def _stream(self, name: str) -> bytes | None:
        place = [*self._path, name]
        if not self._file.exists(place):
            return None
        content: bytes = self._file.openstream(place).read()
        return content

    def text(self, number: int) -> str:
        """A property that is text."""
        wide = self._stream(f"__substg1.0_{number:04X}{_TEXT:04X}")
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self._stream(f"__substg1.0_{number:04X}{_TEXT8:04X}")
        return name_in(narrow.rstrip(b"\0")) if narrow else ""

    def data(self, number: int) -> bytes | None:
        """A property that is bytes."""
        return self._stream(f"__substg1.0_{number:04X}{_BINARY:04X}")

    def moment(self, number: int) -> datetime | None:
        """A property that is a moment."""
        value = self._fixed.get((number, _TIME))
        ticks = int.from_bytes(value, "little") if value else 0
        try:
            return _EPOCH + timedelta(microseconds=ticks // 10) if ticks else None
        except OverflowError:
            return None

    def is_true(self, number: int) -> bool:
        """A property that is yes or no."""
        return bool(self._fixed.get((number, _BOOLEAN), b"\0")[0])

    def attachments(self) -> Iterator[_Storage]:
        """The folders of what is attached, in their order."""
        depth = len(self._path)
        entries = self._file.listdir(streams=True, storages=True)
        names = {e[depth] for e in entries if len(e) > depth and e[:depth] == self._path}
        for name in sorted(name for name in names if name.startswith(_ATTACHED)):
            yield _Storage(self._file, [*self._path, name], 2)

    def inner(self) -> _Storage | None:
        """The mail that an attachment is."""
        name = f"__substg1.0_{_DATA:04X}{_OBJECT:04X}"
        place = [*self._path, name]
        return _Storage(self._file, place, 1) if self._file.exists([*place, _PROPERTIES]) else None


def _collect(storage: _Storage, carried: Carried, senders: list[str], prefix: str, depth: int) -> None:
    if depth > DEEPEST:
        raise Refused(catalogue.FILE_BOMB.at(why="邮件层层嵌套"))
    page = storage.data(_HTML)
    text = name_in(page) if page else storage.text(_HTML) or page_in_rtf(storage.data(_RTF) or b"")
    if text:
        carried.add_text("text/html", text, prefix)
    if plain := storage.text(_BODY):
        carried.add_text("text/plain", plain, prefix)
    for number, attached in enumerate(storage.attachments()):
        if number >= MOST_PARTS:
            raise Refused(catalogue.FILE_BOMB.at(why="邮件里的附件太多"))
        name = attached.text(_LONG_NAME) or attached.text(_SHORT_NAME)
        inner, content = attached.inner(), attached.data(_DATA)
        if inner is not None:
            senders += filter(None, [_address(inner)])
            subject = inner.text(_SUBJECT) or name or "转发的邮件"
            _collect(inner, carried, senders, f"{prefix}{subject.replace('/', '_')}.eml/", depth + 1)
        elif content is not None:
            hidden = "inline" if attached.is_true(_HIDDEN) else "attachment"
            kind = attached.text(_MIME).lower() or "application/octet-stream"
            kind = _picture(name) or kind
            reference = attached.text(_CONTENT_ID)
            carried.add_file(kind, name, content, prefix, reference, hidden, related=id(attached))


def _picture(name: str) -> str:
    ending = name.lower().rpartition(".")[2]
    return f"image/{ending}" if ending in ("png", "jpg", "jpeg", "gif", "bmp") else ""


def _address(storage: _Storage) -> str:
    """The sender's address; inside an organisation Outlook keeps another name of its own beside it."""
    found = storage.text(_SENDER_SMTP) or storage.text(_SENDER)
    return found.lower() if "@" in found else ""


def _envelope(storage: _Storage, path: str, senders: list[str]) -> tuple[Message, Envelope]:
    """From the headers that came with the mail; from Outlook's own properties what these do not tell."""
    message = parsed(storage.text(_HEADERS).encode())
    told = envelope_of(message, path, [])
    own = told.sender or _address(storage)
    sent = told.sent or storage.moment(_SUBMITTED)
    return message, Envelope(
        mail=path,
        senders=tuple(dict.fromkeys(filter(None, [own, *senders]))),
        sender_name=told.sender_name or storage.text(_SENDER_NAME),
        subject=storage.text(_SUBJECT) or told.subject,
        received=storage.moment(_DELIVERED) or told.received or sent,
        sent=sent,
        message_id=told.message_id or storage.text(_MESSAGE_ID).strip(),
        references=told.references or storage.text(_REFERENCES).strip(),
        reply_to=told.reply_to,
    )
