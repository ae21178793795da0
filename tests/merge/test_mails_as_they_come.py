"""Names however a mail program wrote them, mails too large or too deep, mails that would be more."""

from __future__ import annotations

import socket
from urllib.parse import quote_from_bytes

import pytest

from support import mails
from xlsheet.dictionary import catalogue
from xlsheet.documents.mail import MailDraft, mail_bytes
from xlsheet.grids import limits
from xlsheet.mail.kinds import MailKind
from xlsheet.mail.message import DEEPEST, MOST_PARTS, open_message
from xlsheet.mail.opening import ClosedMail, UnreadMail, open_mail

NAME = "市教育局2021年5月重点工作任务进展情况（盖章）.xlsx"
GBK, UTF8 = NAME.encode("gbk"), NAME.encode()
HALVES = (quote_from_bytes(UTF8[:30]), quote_from_bytes(UTF8[30:]))


def mail_with(*parts: bytes, boundary: bytes = b"b") -> bytes:
    """A mail of these parts, each with its own headers."""
    body = b"".join(b"--" + boundary + b"\r\n" + part + b"\r\n" for part in parts)
    head = mails.head().encode() + b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n'
    return head + body + b"--" + boundary + b"--\r\n"


def attachment(disposition: bytes, content_type: bytes = b"application/octet-stream") -> bytes:
    return (
        b"Content-Type: " + content_type + b"\r\nContent-Disposition: attachment" + disposition + b"\r\n\r\nx"
    )


@pytest.mark.parametrize(
    "part",
    [
        attachment(b'; filename="' + GBK + b'"'),
        attachment(b'; filename="' + UTF8 + b'"'),
        attachment(b"; filename*=UTF-8''" + quote_from_bytes(UTF8).encode()),
        attachment(b"; filename*=gb2312''" + quote_from_bytes(GBK).encode()),
        attachment(f"; filename*0*=utf-8''{HALVES[0]};\r\n filename*1*={HALVES[1]}".encode()),
        attachment(f'; filename="{mails.word(NAME, "gb18030")}"'.encode()),
        attachment(f'; filename="{mails.word(NAME, "utf-8", "Q")}"'.encode().replace(b"=\n", b"")),
        attachment(b"", b'application/vnd.ms-excel; name="' + GBK + b'"'),
        attachment(b'; filename="C:\\\\' + "桌面\\\\".encode("gbk") + GBK + b'"'),
    ],
    ids="raw-gbk raw-utf8 2231-utf8 2231-gb 2231-halves 2047-b 2047-q name-only with-folders".split(),
)
def test_a_name_is_read_however_it_was_written(part: bytes) -> None:
    (found,) = open_message(mail_with(part), "a.eml").parts
    assert (found.name, found.content) == (NAME, b"x")


def test_a_mail_of_too_many_parts_too_deep_or_too_large_is_refused_with_its_reason() -> None:
    many = mail_with(*[attachment(b'; filename="a.xlsx"')] * (MOST_PARTS + 1))
    deep = attachment(b'; filename="a.xlsx"')
    for level in range(DEEPEST):
        deep = b"Content-Type: message/rfc822\r\n\r\n" + mail_with(deep, boundary=b"=%d=" % level)
    large = b"x" * (limits.MOST_BYTES + 1)
    for raw in (many, mail_with(deep), large):
        found = open_mail(ClosedMail("a.eml", MailKind.MESSAGE, content=raw))
        assert isinstance(found, UnreadMail)
        assert found.finding.code == catalogue.FILE_BOMB.name


def test_nothing_of_a_mail_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a mail asked for the network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    page = (
        '<img src="http://track.example.cn/1.gif"><link rel="stylesheet" href="//example.cn/a.css">'
        '<script src="http://example.cn/a.js"></script><table><tr><td>1</td></tr></table>'
    )
    outside = (
        b'Content-Type: message/external-body; access-type=URL; URL="http://example.cn/a.xlsx"\r\n\r\n\r\n'
    )
    opened = open_message(mail_with(b"Content-Type: text/html\r\n\r\n" + page.encode(), outside), "a.eml")
    assert opened.body is not None
    assert opened.parts == ()


def test_no_header_can_be_slipped_into_a_draft() -> None:
    draft = MailDraft(
        to=("a@example.cn",),
        subject="回复：五月\r\nBcc: all@example.cn\n\nX: y",
        body="正文\r\n.\r\nMAIL FROM:<x@x.cn>",
        attachments=(("表\r\nX-Evil: 1.xlsx", b"x"),),
        answers="<1@x.cn>\r\nBcc: all@example.cn",
        references="<0@x.cn>\r\nX-Evil: 2",
    )
    raw = mail_bytes(draft)
    names = {line.split(b":")[0].lower() for line in raw.splitlines() if b":" in line}
    assert not names & {b"bcc", b"x", b"x-evil", b"mail from"}
