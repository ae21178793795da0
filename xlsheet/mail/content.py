"""What of a mail's parts counts: files, not signatures' pictures; its text, where it may hold a table."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from email.message import Message
from html import unescape
from pathlib import PurePosixPath
from typing import Final

from xlsheet.files.names import numbered
from xlsheet.mail.headers import header
from xlsheet.mail.letters import Envelope, MailPart, Nature

_NO_FILES: Final = frozenset(
    (
        *("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"),
        *("message/delivery-status", "message/disposition-notification", "text/rfc822-headers"),
        *("text/calendar", "text/x-vcard", "text/vcard", "application/ms-tnef-ignored"),
    )
)
_NO_FILE_NAMES: Final = re.compile(
    r"(?:smime\.p7[ms]|att\d{3,}\.(?:txt|html?|c|dat)|.*\.(?:vcf|ics))", re.IGNORECASE
)
_LOGO: Final = re.compile(
    r"(?:image\d{3}|.*(?:logo|signature|签名|徽标|头像|avatar).*|outlook-\w+)\.(?:png|gif|jpe?g|bmp|webp)",
    re.IGNORECASE,
)
_LARGEST_LOGO: Final = 64 << 10
_PICTURE_REFERENCE: Final = re.compile(r"cid:([^\"'\s>)]+)", re.IGNORECASE)
_TABLE: Final = re.compile(r"<table\b", re.IGNORECASE)
_ANSWER: Final = re.compile(r"\s*(?:re|回复|答复|回覆)\s*[:：]", re.IGNORECASE)
_QUOTED: Final = re.compile(
    r"<blockquote\b|<div[^>]*(?:gmail_quote|isReplyContent|divRplyFwdMsg|mail-editor-reference|ntes-mailmaster-quote)"
    r"|-{4,}\s*(?:原始邮件|Original(?:&nbsp;|\s)Message|回复的原邮件|Original)\s*-{4,}"
    r"|-{2,}\s*(?:原始邮件|回复的原邮件)|border:\s*none;\s*border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)",
    re.IGNORECASE,
)
_LINKED: Final = re.compile(
    r"ftnExs_download|mail\.qq\.com/(?:cgi-bin/)?ftn|wx\.mail\.qq\.com/ftn|mail\.(?:163|126)\.com/large-attachment"
    r"|dashi\.163\.com|fs\.163\.com|超大附件|云附件|large attachment",
    re.IGNORECASE,
)
_BY_ITSELF: Final = re.compile(
    r"\s*(?:自动回复|自动答复|外出|系统退信|退信|已读[:：]|未读[:：]|auto(?:matic)?[ -]?reply|out of office"
    r"|undeliver|delivery status|mail delivery|returned mail|failure notice|read:|not read:)",
    re.IGNORECASE,
)
_DAEMONS: Final = ("mailer-daemon@", "postmaster@")
_RECALL: Final = re.compile(
    r"\s*[【\[]?(?:邮件)?(?:撤回|召回|recall)(?:邮件|通知)?[】\]]?\s*[:：]?\s*[“\"《]?(.*?)[”\"》]?\s*",
    re.IGNORECASE,
)
_TAG: Final = re.compile(r"<[^<>]*>")
_UNSEEN: Final = re.compile(r"<(style|script|head)\b.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_MOST_OF_A_PAGE: Final = 200_000
_MOST_WORDS: Final = 2000
_ENDINGS: Final = ((b"PK\x03\x04", ".xlsx"), (b"\xd0\xcf\x11\xe0", ".xls"), (b"%PDF", ".pdf"))


@dataclass(slots=True)
class _File:
    kind: str
    name: str
    content: bytes
    prefix: str
    reference: str
    disposition: str
    related: int


@dataclass(slots=True)
class Carried:
    """A mail's leaves as they were found. `wrapped` is the kind of the outermost part where that matters,
    `related` are parts that stand beside a text that shows them."""

    wrapped: str = ""
    related: set[int] = field(default_factory=set)
    _texts: list[tuple[str, str, str]] = field(default_factory=list)
    _files: list[_File] = field(default_factory=list)

    def add_text(self, kind: str, text: str, prefix: str) -> None:
        """A text of the mail, or of the forwarded mail at `prefix`."""
        self._texts.append((kind, text, prefix))

    def add_file(
        self,
        kind: str,
        name: str,
        content: bytes,
        prefix: str,
        reference: str,
        disposition: str,
        related: int,
    ) -> None:
        """A file; `reference` is its Content-ID."""
        self._files.append(_File(kind, name, content, prefix, reference, disposition, related))

    def files(self) -> Iterator[MailPart]:
        """The files that are meant as such, each with a name of its own."""
        if self.wrapped == "multipart/report":
            return
        shown = {m[1].lower() for _, text, _ in self._texts for m in _PICTURE_REFERENCE.finditer(text)}
        taken: set[str] = set()
        for number, file in enumerate(self._files, start=1):
            if self._is_furniture(file, shown):
                continue
            path = PurePosixPath(file.name or f"附件{number}{_ending(file.content)}")
            name = numbered(f"{file.prefix}{path.stem}", path.suffix, taken)
            taken.add(name.casefold())
            yield MailPart(name, file.content)

    def _is_furniture(self, file: _File, shown: Collection[str]) -> bool:
        """Whether a file belongs to the mail's look or to its delivery."""
        if file.kind in _NO_FILES or _NO_FILE_NAMES.fullmatch(file.name):
            return True
        if not file.kind.startswith("image/"):
            return not file.content
        if file.reference and file.reference.lower() in shown:
            return True
        if file.disposition == "inline" and (file.reference or not file.name):
            return True
        if file.related in self.related and file.reference and file.disposition != "attachment":
            return True
        return bool(_LOGO.fullmatch(file.name)) and len(file.content) < _LARGEST_LOGO

    def text(self, kind: str) -> tuple[str, str]:
        """The mail's own texts of a kind together, else those of the first forwarded mail that has any; and
        where that stands."""
        for prefix in sorted({prefix for k, _, prefix in self._texts if k == kind}, key=len):
            return "\n".join(text for k, text, at in self._texts if k == kind and at == prefix), prefix
        return "", ""

    def texts(self) -> str:
        """All that the mail says."""
        return "\n".join(text for _, text, _ in self._texts)


def _ending(content: bytes) -> str:
    return next((ending for start, ending in _ENDINGS if content.startswith(start)), "")


def body_of(carried: Carried, subject: str) -> MailPart | None:
    """What a mail says, as a file, where a table stands in it. Of an answer what it answers is left out."""
    page, prefix = carried.text("text/html")
    if _ANSWER.match(subject) and (quoted := _QUOTED.search(page)):
        page = page[: quoted.start()]
    if _TABLE.search(page):
        return MailPart(f"{prefix}正文.html", _as_page(page))
    plain, prefix = carried.text("text/plain")
    lines = [line for line in plain.splitlines() if not line.startswith(">")]
    if sum("\t" in line for line in lines) >= 2:
        return MailPart(f"{prefix}正文.txt", "\n".join(lines).encode("utf-8-sig"))
    return None


def opening_words(carried: Carried) -> str:
    """How a mail begins, in plain words: without quoted mails, tags and what is far below."""
    text, _ = carried.text("text/plain")
    is_page = not text.strip()
    if is_page:
        text = carried.text("text/html")[0][:_MOST_OF_A_PAGE]
    quoted = _QUOTED.search(text)
    text = text[: quoted.start()] if quoted else text
    if is_page:
        text = unescape(_TAG.sub("\n", _UNSEEN.sub("", text)))
    said = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith(">")]
    return "\n".join(said)[:_MOST_WORDS]


def _as_page(page: str) -> bytes:
    """The page in UTF-8 with nothing in it that says otherwise."""
    return re.sub(r"<meta\b[^>]*>|<\?xml[^>]*\?>", "", page, flags=re.IGNORECASE).encode(
        "utf-8-sig", "replace"
    )


def recalled_by(subject: str) -> str:
    """The subject of the mail that one with this subject takes back; nothing where it takes none back."""
    recalled = _RECALL.fullmatch(subject)
    return recalled[1] if recalled else ""


def nature_of(
    message: Message, envelope: Envelope, carried: Carried, parts: Collection[MailPart]
) -> tuple[Nature, str]:
    """What a mail is for, and the subject of the mail that it takes back. Files speak for themselves."""
    if carried.wrapped == "multipart/report":
        return Nature.AUTOMATIC, ""
    if parts:
        return Nature.USUAL, ""
    if _RECALL.fullmatch(envelope.subject):
        return Nature.RECALL, recalled_by(envelope.subject)
    automatic = header(message, "Auto-Submitted").strip().lower() not in ("", "no")
    if automatic or _BY_ITSELF.match(envelope.subject) or envelope.sender.startswith(_DAEMONS):
        return Nature.AUTOMATIC, ""
    return (Nature.LINKED if _LINKED.search(carried.texts()) else Nature.USUAL), ""
