"""Mails as the usual programs build them: QQ 邮箱, 163 and 126, Outlook, Foxmail."""

from __future__ import annotations

import base64
import quopri
from collections.abc import Sequence
from urllib.parse import quote

Files = Sequence[tuple[str, bytes]]

RECEIVED = "Received: from mx (unknown [10.0.0.9]) by office.example.cn with SMTP id x; {0}\r\n"


def word(text: str, charset: str = "utf-8", encoding: str = "B") -> str:
    """An encoded word."""
    raw = text.encode(charset)
    packed = (
        base64.b64encode(raw).decode() if encoding == "B" else quopri.encodestring(raw, header=True).decode()
    )
    return f"=?{charset}?{encoding}?{packed}?="


def packed(content: bytes) -> str:
    return base64.encodebytes(content).decode().replace("\n", "\r\n")


def head(
    sender: str = "jiaoyu@example.cn",
    subject: str = "报送进展",
    received: str = "Wed, 09 Jun 2021 09:30:00 +0800",
    sent: str = "Wed, 09 Jun 2021 09:29:41 +0800",
    message_id: str = "<1@example.cn>",
    extra: str = "",
) -> str:
    way = RECEIVED.format(received) if received else ""
    return (
        f"{way}From: {sender}\r\nTo: ducha@office.example.cn\r\nSubject: {subject}\r\nDate: {sent}\r\n"
        f"Message-ID: {message_id}\r\nMIME-Version: 1.0\r\n{extra}"
    )


def qq(files: Files, **headers: str) -> bytes:
    """As QQ 邮箱 does: names as encoded words in GB18030, within quotes, in both headers."""
    parts = "".join(
        '------=_NextPart_QQ\r\nContent-Type: application/octet-stream;\r\n\tcharset="gb18030";\r\n'
        f'\tname="{word(name, "gb18030")}"\r\n'
        f'Content-Disposition: attachment; filename="{word(name, "gb18030")}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{packed(content)}\r\n"
        for name, content in files
    )
    return (
        head(**{"subject": word("报送进展", "gb18030"), **headers})
        + "X-QQ-MIME: TCMime 1.0 by Tencent\r\nX-Mailer: QQMail 2.x\r\n"
        + 'Content-Type: multipart/mixed;\r\n\tboundary="----=_NextPart_QQ"\r\n\r\n'
        + "This is a multi-part message in MIME format.\r\n\r\n------=_NextPart_QQ\r\n"
        + 'Content-Type: multipart/alternative;\r\n\tboundary="----=_NextPart_IN"\r\n\r\n'
        + '------=_NextPart_IN\r\nContent-Type: text/plain;\r\n\tcharset="gb18030"\r\n'
        + f"Content-Transfer-Encoding: base64\r\n\r\n{packed('请查收'.encode('gb18030'))}\r\n"
        + '------=_NextPart_IN\r\nContent-Type: text/html;\r\n\tcharset="gb18030"\r\n'
        + f"Content-Transfer-Encoding: base64\r\n\r\n{packed('<div>请查收</div>'.encode('gb18030'))}\r\n"
        + f"------=_NextPart_IN--\r\n\r\n{parts}------=_NextPart_QQ--\r\n"
    ).encode()


def netease(files: Files, **headers: str) -> bytes:
    """As 163 and 126 do: GBK, long names cut into several words, and each twice."""
    parts = "".join(
        "------=_Part_163\r\nContent-Type: application/octet-stream; \r\n"
        f'\tname*0="{word(name[:6], "GBK")}";\r\n'
        f'\tname*1="{word(name[6:], "GBK")}"\r\n'
        "Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; \r\n"
        f'\tfilename="{word(name[:6], "GBK")}\r\n\t{word(name[6:], "GBK")}"\r\n\r\n{packed(content)}\r\n'
        for name, content in files
    )
    return (
        head(**{"subject": word("报送进展", "GBK", "Q"), **headers})
        + "X-Priority: 3\r\nX-Mailer: Coremail Webmail Server\r\n"
        + 'Content-Type: multipart/mixed; \r\n\tboundary="----=_Part_163"\r\n\r\n'
        + "------=_Part_163\r\nContent-Type: text/html; charset=GBK\r\n"
        + "Content-Transfer-Encoding: 7bit\r\n\r\n"
        + f"<div>ok</div>\r\n\r\n{parts}------=_Part_163--\r\n"
    ).encode()


def outlook(files: Files, *, logo: bytes = b"\x89PNG logo", **headers: str) -> bytes:
    """As Outlook does: names by RFC 2231, and a signature's picture beside the page that shows it."""
    parts = "".join(
        f'--_007_\r\nContent-Type: application/vnd.ms-excel; name="{word(name)}"\r\n'
        f"Content-Description: {word(name)}\r\n"
        f"Content-Disposition: attachment;\r\n\tfilename*0*=utf-8''{quote(name[:5])};\r\n"
        f"\tfilename*1*={quote(name[5:])};"
        f"\r\n\tsize={len(content)}\r\nContent-Transfer-Encoding: base64\r\n\r\n{packed(content)}\r\n"
        for name, content in files
    )
    page = '<html><body>请查收<img src="cid:image001.png@01D7"></body></html>'
    return (
        head(**{"subject": word("报送进展"), **headers})
        + "Thread-Index: AQ==\r\nContent-Language: zh-CN\r\n"
        + 'Content-Type: multipart/mixed; boundary="_007_"\r\n\r\n'
        + '--_007_\r\nContent-Type: multipart/related; boundary="_006_"; type="text/html"\r\n\r\n'
        + '--_006_\r\nContent-Type: text/html; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + f"{packed(page.encode())}\r\n--_006_\r\n"
        + 'Content-Type: image/png; name="image001.png"\r\nContent-Description: image001.png\r\n'
        + 'Content-Disposition: inline; filename="image001.png"\r\nContent-ID: <image001.png@01D7>\r\n'
        + f"Content-Transfer-Encoding: base64\r\n\r\n{packed(logo)}\r\n--_006_--\r\n\r\n"
        + f"{parts}--_007_--\r\n"
    ).encode()


def foxmail(files: Files, **headers: str) -> bytes:
    """As old Foxmail does: names in GBK as they are, with no encoding at all."""
    parts = b"".join(
        b'--=====fox=====\r\nContent-Type: application/octet-stream;\r\n\tname="'
        + name.encode("gbk")
        + b'"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n\tfilename="'
        + name.encode("gbk")
        + f'"\r\n\r\n{packed(content)}\r\n'.encode()
        for name, content in files
    )
    return (
        head(**{"subject": "SUBJECT", **headers}).encode().replace(b"SUBJECT", "报送进展".encode("gbk"))
        + b"X-mailer: Foxmail 6, 10, 201, 20 [cn]\r\nContent-Type: multipart/mixed;\r\n"
        + b'\tboundary="=====fox====="\r\n\r\n'
        + b'--=====fox=====\r\nContent-Type: text/plain;\r\n\tcharset="gb2312"\r\n'
        + b"Content-Transfer-Encoding: 8bit\r\n\r\n"
        + "请查收".encode("gbk")
        + b"\r\n\r\n"
        + parts
        + b"--=====fox=====--\r\n"
    )


def text_mail(text: str, kind: str = "text/html", **headers: str) -> bytes:
    """A mail that is nothing but a text."""
    return (
        head(**headers)
        + f'Content-Type: {kind}; charset="utf-8"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        + f"{packed(text.encode())}"
    ).encode()


def forwarded(inner: bytes, **headers: str) -> bytes:
    """A mail that another mail is attached to."""
    return (
        (
            head(**{"subject": word("转发：报送进展"), **headers})
            + 'Content-Type: multipart/mixed; boundary="=fw="\r\n\r\n--=fw=\r\n'
            + "Content-Type: text/plain\r\n\r\nFYI\r\n"
            + "--=fw=\r\nContent-Type: message/rfc822\r\nContent-Disposition: attachment\r\n\r\n"
        ).encode()
        + inner
        + b"\r\n--=fw=--\r\n"
    )


def box(*mails: bytes) -> bytes:
    """Mails one after the other, as mbox keeps them."""
    return b"".join(
        b"From jiaoyu@example.cn Wed Jun 09 09:30:00 2021\r\n" + mail + b"\r\n\r\n" for mail in mails
    )
