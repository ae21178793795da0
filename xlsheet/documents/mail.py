"""Mail drafts: an .eml that a mail program opens ready to be sent; nothing is sent from here."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Final

_BETWEEN: Final = re.compile(r"[\s;,、；，]+")
_OFFICE_TYPE: Final = "vnd.openxmlformats-officedocument"
_SUBTYPES: Final = {
    ".docx": f"{_OFFICE_TYPE}.wordprocessingml.document",
    ".xlsx": f"{_OFFICE_TYPE}.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class MailDraft:
    """A mail to be looked at and sent by a person; `attachments` are file names with their bytes."""

    to: tuple[str, ...]
    subject: str
    body: str
    attachments: tuple[tuple[str, bytes], ...]


def mail_bytes(draft: MailDraft) -> bytes:
    """The draft as .eml. The same draft makes the same bytes.

    It has no From and no Date: the program that sends it puts them in.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"  # Outlook opens it for editing
    message["To"] = ", ".join(draft.to)
    message["Subject"] = " ".join(draft.subject.split())
    message.set_content(draft.body, cte="base64")
    message.make_mixed(boundary=_boundary(draft))
    for name, content in draft.attachments:
        subtype = _SUBTYPES[name[name.rindex(".") :]]
        message.add_attachment(content, maintype="application", subtype=subtype, filename=name)
    return message.as_bytes()


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


def _boundary(draft: MailDraft) -> str:
    seal = hashlib.sha256(repr((draft.to, draft.subject, draft.body)).encode("utf-8"))
    for name, content in draft.attachments:
        seal.update(name.encode("utf-8") + content)
    return f"=_xlsheet_{seal.hexdigest()[:32]}"
