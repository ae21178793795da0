"""A mail's bytes (RFC 5322) to what it carries: attachments, forwarded mails, a table in its text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parsedate_to_datetime
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.grids.refused import Refused
from xlsheet.mail.content import Carried, body_of, nature_of, opening_words
from xlsheet.mail.headers import decode_bytes, header, headers, parameters, words_of
from xlsheet.mail.kinds import START, MailKind, mail_kind
from xlsheet.mail.letters import Envelope, OpenedMail
from xlsheet.mail.tnef import SIGNATURE, Wrapped, unwrapped

MOST_PARTS: Final = 1000
DEEPEST: Final = 20
"""Parts of one mail, and how deep they may be nested, forwarded mails included."""

_ADDRESS: Final = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,255}")
_ID: Final = re.compile(r"<[^<>\s]+>")
_MOST_REFERENCES: Final = 20
_COUNT: Final = re.compile(rb"\A\s*\d+\s*\r?\n(?=[!-9;-~]+:)")
_ZONE_COMMENT: Final = re.compile(r"\([^()]*\)")


def open_message(raw: bytes, path: str) -> OpenedMail:
    """What a mail carries. Raises Refused for one with too many or too deeply nested parts."""
    message = parsed(raw)
    found = _Collector()
    found.walk(message, "", 0)
    envelope = envelope_of(message, path, found.senders)
    envelope = replace(envelope, text=opening_words(found.carried))
    parts = tuple(found.carried.files())
    nature, recalled = nature_of(message, envelope, found.carried, parts)
    return OpenedMail(envelope, parts, body_of(found.carried, envelope.subject), nature, recalled)


def parsed(raw: bytes) -> Message:
    """The mail behind what some programs put before it: a byte order mark, blank lines, a count of bytes."""
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    try:
        return BytesParser(policy=compat32).parsebytes(_COUNT.sub(b"", raw, count=1))
    except RecursionError:
        raise _too_much() from None


def _too_much() -> Refused:
    return Refused(catalogue.FILE_BOMB.at(why="邮件里的附件太多，或者层层嵌套"))


@dataclass(slots=True)
class _Collector:
    """Goes through a mail's parts; `senders` are those of the mails that it forwards."""

    carried: Carried = field(default_factory=Carried)
    senders: list[str] = field(default_factory=list)
    _parts: int = 0

    def walk(self, part: Message, prefix: str, depth: int) -> None:
        """Take a part and all that are in it; `prefix` is the path of the forwarded mail that it is in."""
        self._parts += 1
        if self._parts > MOST_PARTS or depth > DEEPEST:
            raise _too_much()
        kind = part.get_content_type()
        if kind in ("multipart/report", "multipart/signed") and depth == 0:
            self.carried.wrapped = kind
        if kind == "message/rfc822":
            self._forwarded(part, prefix, depth)
        elif part.is_multipart():
            related = kind == "multipart/related"
            for inner in _inside(part):
                if related and not inner.is_multipart():
                    self.carried.related.add(id(inner))
                self.walk(inner, prefix, depth + 1)
        else:
            self._leaf(part, kind, prefix, depth)

    def _forwarded(self, part: Message, prefix: str, depth: int) -> None:
        for inner in _inside(part):
            if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
                inner = _unpacked(inner)
            self._message(inner, name_of(part), prefix, depth)

    def _message(self, message: Message, name: str, prefix: str, depth: int) -> None:
        subject = name or words_of(header(message, "Subject")) or "转发的邮件"
        self.senders += filter(None, [address_of(header(message, "From"))])
        self.walk(message, f"{prefix}{_component(subject.removesuffix('.eml'))}.eml/", depth + 1)

    def _wrapped(self, found: Wrapped, prefix: str) -> None:
        """What Outlook wrapped in a winmail.dat."""
        if found.page:
            self.carried.add_text("text/html", found.page, prefix)
        for file in found.files:
            self.carried.add_file("", _component(file.name), file.content, prefix, "", "attachment", id(file))
        for name, inner in found.inner:
            self._wrapped(inner, f"{prefix}{_component(name) or '转发的邮件'}.eml/")

    def _leaf(self, part: Message, kind: str, prefix: str, depth: int) -> None:
        content = part.get_payload(decode=True)
        if not isinstance(content, bytes):
            return
        name = name_of(part)
        if content.startswith(SIGNATURE):
            self._wrapped(unwrapped(content), prefix)
            return
        if name and mail_kind(name, content[:START]) is MailKind.MESSAGE:
            self._message(parsed(content), name, prefix, depth)
            return
        disposition = header(part, "Content-Disposition").split(";")[0].strip().lower()
        if kind in ("text/plain", "text/html") and not name and disposition != "attachment":
            text = decode_bytes(content, parameters(header(part, "Content-Type")).get("charset", ""))
            self.carried.add_text(kind, text, prefix)
        else:
            reference = header(part, "Content-ID").strip().strip("<>")
            self.carried.add_file(
                kind, _component(name), content, prefix, reference, disposition, related=id(part)
            )


def _inside(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    if isinstance(payload, list):
        yield from (inner for inner in payload if isinstance(inner, Message))


def _unpacked(message: Message) -> Message:
    """A forwarded mail that was packed in base64, which the parser leaves packed."""
    text = message.get_payload()
    try:
        return parsed(base64.b64decode(text)) if isinstance(text, str) else message
    except (binascii.Error, ValueError):
        return message


def name_of(part: Message) -> str:
    """What a part is called, wherever its mail program wrote that."""
    for place, parameter in (("Content-Disposition", "filename"), ("Content-Type", "name")):
        name = parameters(header(part, place)).get(parameter, "")
        if name:
            return name
    return words_of(header(part, "Content-Description")) if part.get_filename() else ""


def _component(name: str) -> str:
    """A name without folders around it."""
    return re.split(r"[/\\]", name.strip())[-1].strip() or name.strip("/\\. ")


def address_of(text: str) -> str:
    """The address of a From, in small letters."""
    found = _ADDRESS.findall(text.rpartition("<")[2]) or _ADDRESS.findall(words_of(text))
    return found[-1].lower().rstrip(".-") if found else ""


def envelope_of(message: Message, path: str, inner: list[str]) -> Envelope:
    """Who sent a mail and when, from its headers; `inner` are the senders of mails that it forwards."""
    sender = words_of(header(message, "From"))
    received = (moment_of(line.rpartition(";")[2]) for line in headers(message, "Received"))
    sent = moment_of(header(message, "Date"))
    ids = _ID.findall(header(message, "References")) or _ID.findall(header(message, "In-Reply-To"))
    own = _ID.findall(header(message, "Message-ID"))
    return Envelope(
        mail=path,
        senders=tuple(dict.fromkeys(filter(None, [address_of(header(message, "From")), *inner]))),
        sender_name=sender.partition("<")[0].strip().strip("\"'") if "<" in sender else "",
        subject=words_of(header(message, "Subject")),
        received=next(filter(None, received), sent),
        sent=sent,
        message_id=own[0] if own else "",
        references=" ".join(ids[-_MOST_REFERENCES:]),
        reply_to=address_of(header(message, "Reply-To")),
    )


def moment_of(text: str) -> datetime | None:
    """The moment that a header names; without a time zone where it names none."""
    text = " ".join(_ZONE_COMMENT.sub(" ", text).split())
    try:
        moment = parsedate_to_datetime(text)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None and text.endswith("-0000"):
        return moment.replace(tzinfo=UTC)
    return moment
