"""What a mail is once it has been read: who sent it and when, and the files that it carries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


@dataclass(frozen=True, slots=True)
class Envelope:
    """`mail` is the mail's own path or name. `senders` are addresses in small letters: the sender's, then
    those of mails that it forwards. `received` is when the office's server took it, `sent` what its Date
    says; both know their time zone, and are None where nothing tells. `message_id` and `references` are as
    they stand in the headers, for an answer. `text` is how the mail begins, without what it answers."""

    mail: str
    senders: tuple[str, ...] = ()
    sender_name: str = ""
    subject: str = ""
    received: datetime | None = None
    sent: datetime | None = None
    message_id: str = ""
    references: str = ""
    reply_to: str = ""
    text: str = ""

    @property
    def sender(self) -> str:
        """The address that it came from, or nothing."""
        return self.senders[0] if self.senders else ""


class Nature(Enum):
    """What a mail is for, as far as that matters here."""

    USUAL = "usual"
    AUTOMATIC = "automatic"  # a bounce, a receipt, an absence note
    RECALL = "recall"
    LINKED = "linked"  # its files lie on a server, and only a link came


@dataclass(frozen=True, slots=True)
class MailPart:
    """A file that a mail carries; `name` has the forwarded mails around it: `原邮件.eml/市教育局.xlsx`."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class OpenedMail:
    """A mail's files in their order; `body` is what it says where that may hold a table, as a file.
    `recalled` is the subject of the mail that this one takes back."""

    envelope: Envelope
    parts: tuple[MailPart, ...] = ()
    body: MailPart | None = None
    nature: Nature = Nature.USUAL
    recalled: str = ""
