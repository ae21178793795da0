"""Mails as they are written: an .eml that a mail program opens as a draft, and what is sent of it."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, Final

_BETWEEN: Final = re.compile(r"[\s;,、；，]+")
_ANSWER: Final = re.compile(r"^(?:\s*(?:re|回复|答复)\s*[:：])+\s*", re.IGNORECASE)
_ID: Final = re.compile(r"<[!-;=?-~]+@[!-;=?-~]+>")
_OFFICE_TYPE: Final = "vnd.openxmlformats-officedocument"
_SUBTYPES: Final = {
    ".docx": f"{_OFFICE_TYPE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE_TYPE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class MailDraft:
    """A mail to be looked at and sent by a person; `attachments` are file names with their bytes. One that
    answers another has its id in `answers`, and those before it in `references`."""

    to: tuple[str, ...]
    subject: str
    body: str
    attachments: tuple[tuple[str, bytes], ...]
    answers: str = ""
    references: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """A mail for a unit: what kind of letter it is, for which month, with which number where it has one;
    `path` is where its draft is."""

    unit: str
    kind: str
    month: str
    draft: MailDraft
    path: str
    number: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "unit": self.unit,
            "kind": self.kind,
            "month": self.month,
            "to": list(self.draft.to),
            "subject": self.draft.subject,
            "attachments": [name for name, _ in self.draft.attachments],
            "draft": self.path,
        }


def mail_bytes(draft: MailDraft) -> bytes:
    """The draft as .eml. The same draft makes the same bytes.

    It has no From and no Date: the program that sends it puts them in.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"  # Outlook opens it for editing
    return _written(message, draft)


def sent_bytes(draft: MailDraft, sender: str, moment: datetime) -> bytes:
    """The mail as it goes out from an address at a moment."""
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["Date"] = moment
    message["Message-ID"] = message_id(draft, sender)
    return _written(message, draft)


def message_id(draft: MailDraft, sender: str) -> str:
    """What a mail is known by: the same draft has the same, whenever it goes out."""
    return f"<{_seal(draft)[:32]}@{sender.rpartition('@')[2] or 'xlsheet'}>"


def _written(message: EmailMessage, draft: MailDraft) -> bytes:
    message["To"] = ", ".join(draft.to)
    message["Subject"] = " ".join(draft.subject.split())
    if draft.answers:
        message["In-Reply-To"] = _ids(draft.answers)
        message["References"] = _ids(f"{draft.references} {draft.answers}")
    message.set_content(draft.body, cte="base64")
    message.make_mixed(boundary=_boundary(draft))
    for name, content in draft.attachments:
        subtype = _SUBTYPES[name[name.rindex(".") :]]
        message.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return message.as_bytes()


def answer_subject(subject: str) -> str:
    """The subject of an answer to a mail with this one."""
    return f"回复：{_ANSWER.sub('', subject)}"


def split_addresses(text: str) -> tuple[list[str], list[str]]:
    """The mail addresses in a cell, and what stands there but is none."""
    good: list[str] = []
    bad: list[str] = []
    for part in filter(None, _BETWEEN.split(text)):
        (good if _is_address(part) else bad).append(part)
    return good, bad


def _is_address(text: str) -> bool:
    try:
        address = Address(addr_spec=text)
    except (HeaderParseError, ValueError, IndexError):
        return False
    return text.isascii() and bool(address.username) and "." in address.domain.strip(".")


def _ids(text: str) -> str:
    """Message ids and nothing else, each once."""
    return " ".join(dict.fromkeys(_ID.findall(text)))


def _boundary(draft: MailDraft) -> str:
    return f"=_xlsheet_{_seal(draft)[:32]}"


def _seal(draft: MailDraft) -> str:
    seal = hashlib.sha256(repr((draft.to, draft.subject, draft.body)).encode("utf-8"))
    for name, content in draft.attachments:
        seal.update(name.encode("utf-8") + content)
    return seal.hexdigest()
