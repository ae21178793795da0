"""A mailbox read over IMAP with TLS; nothing in it is marked, moved or deleted."""

from __future__ import annotations

import base64
import imaplib
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Final

from xlsheet.errors import JobError, RequestError
from xlsheet.ledger.mailbox import Server

SECONDS: Final = 60.0
"""How long a server may take for an answer."""

_AWAY: Final = (imaplib.IMAP4.abort, ssl.SSLError, OSError, EOFError)
_SIZE: Final = re.compile(rb"UID (\d+).*?RFC822\.SIZE (\d+)|RFC822\.SIZE (\d+).*?UID (\d+)")
_UID: Final = re.compile(rb"\bUID (\d+)")
_PLAIN: Final = re.compile(r"[\x20-\x25\x27-\x7e]+|&|[^\x20-\x7e]+")
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_AT_ONCE: Final = 200


class LostConnectionError(Exception):
    """The server went away in the middle."""


class Mailbox:
    """An open folder of a mailbox. `validity` is the number under which its mails' numbers hold, `next_uid`
    the number that the next mail will have."""

    def __init__(self, connection: imaplib.IMAP4_SSL, validity: int, next_uid: int) -> None:
        self._connection = connection
        self.validity = validity
        self.next_uid = next_uid

    def uids(self, first: int, since: date | None) -> list[int]:
        """The numbers of the mails from `first` on that came on a day or later, in their order."""
        wanted = [f"UID {max(first, 1)}:*"]
        if since is not None:
            wanted.append(f"SINCE {since.day}-{_MONTHS[since.month - 1]}-{since.year}")
        found = b" ".join(part for part in self._asked("SEARCH", *wanted) if isinstance(part, bytes))
        return sorted(uid for uid in map(int, found.split()) if uid >= first)  # n:* names the last one always

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """Bytes of each mail."""
        found: dict[int, int] = {}
        for part in self._asked_of(uids, "(RFC822.SIZE)"):
            for uid, size, size2, uid2 in _SIZE.findall(part if isinstance(part, bytes) else part[0]):
                found[int(uid or uid2)] = int(size or size2)
        return found

    def headers(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The headers of mails, without marking these as read."""
        return dict(self._bodies(uids, "(UID BODY.PEEK[HEADER])"))

    def mail(self, uid: int) -> bytes | None:
        """A mail as it is, without marking it as read; None where it is gone."""
        return dict(self._bodies([uid], "(UID BODY.PEEK[])")).get(uid)

    def _bodies(self, uids: Sequence[int], wanted: str) -> Iterator[tuple[int, bytes]]:
        for part in self._asked_of(uids, wanted):
            if isinstance(part, tuple) and (number := _UID.search(part[0])):
                yield int(number[1]), part[1]

    def _asked_of(self, uids: Sequence[int], wanted: str) -> Iterator[bytes | tuple[bytes, bytes]]:
        for at in range(0, len(uids), _AT_ONCE):
            yield from self._asked("FETCH", ",".join(map(str, uids[at : at + _AT_ONCE])), wanted)

    def _asked(self, command: str, *arguments: str) -> list[bytes | tuple[bytes, bytes]]:
        try:
            status, answer = self._connection.uid(command, *arguments)
        except _AWAY as error:
            raise LostConnectionError from error
        except imaplib.IMAP4.error as error:
            raise JobError(f"邮箱服务器不认这个命令（{command}：{error}），没有收到邮件。") from error
        if status != "OK":
            raise JobError(f"邮箱服务器没有照办（{command}：{_said(answer)}），没有收到邮件。")
        return [part for part in answer if part]


@contextmanager
def open_mailbox(server: Server, account: str, password: str, folder: str) -> Iterator[Mailbox]:
    """A folder of a mailbox, opened for looking only. Raises JobError, in words for a clerk, where that
    fails, LostConnectionError where the server goes away while it is opened."""
    connection = _connected(server)
    try:
        yield _opened(connection, server, account, password, folder)
    finally:
        try:
            connection.logout()
        except (*_AWAY, imaplib.IMAP4.error):
            connection.shutdown()


def _connected(server: Server) -> imaplib.IMAP4_SSL:
    try:
        return imaplib.IMAP4_SSL(
            server.host, server.port, ssl_context=ssl.create_default_context(), timeout=SECONDS
        )
    except ssl.SSLCertVerificationError as error:
        raise JobError(untrusted(server, error)) from error
    except (*_AWAY, imaplib.IMAP4.error) as error:
        raise JobError(f"连不上收件服务器 {server}（{error}）。请核对“参数”里的服务器名和网络。") from error


def untrusted(server: Server, error: ssl.SSLCertVerificationError) -> str:
    """What is said of a server whose certificate does not hold."""
    return (
        f"服务器 {server} 的证书不可信（{error.verify_message}），没有登录，密码没有发出去。"
        "请核对服务器名；单位自己的证书要先装到这台电脑上。"
    )


def _opened(
    connection: imaplib.IMAP4_SSL, server: Server, account: str, password: str, folder: str
) -> Mailbox:
    try:
        try:
            connection.login(account, password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise JobError(
                f"邮箱 {account} 登录 {server} 没有成功（{error}）。请核对账号和密码；"
                "QQ、163、126 邮箱要用网页设置里的授权码，不是登录密码。"
            ) from error
        if "ID" in connection.capabilities:
            # 163 and 126 let nobody at the folders who has not said who it is
            connection.xatom("ID", '("name" "xlsheet" "version" "1" "vendor" "xlsheet")')
        status, answer = connection.select(f'"{folder_name(folder)}"', readonly=True)
    except _AWAY as error:
        raise LostConnectionError from error
    if status != "OK":
        raise RequestError(
            f"邮箱里打不开文件夹“{folder}”（{_said(answer)}）。请核对“参数”里的“收件文件夹”，收件箱写 INBOX。"
        )
    return Mailbox(connection, _number(connection, "UIDVALIDITY"), _number(connection, "UIDNEXT"))


def _number(connection: imaplib.IMAP4_SSL, name: str) -> int:
    _, found = connection.response(name)
    return int(found[0]) if found and found[0] else 0


def _said(answer: Sequence[object]) -> str:
    return " ".join(part.decode("utf-8", "replace") for part in answer if isinstance(part, bytes))


def folder_name(name: str) -> str:
    """A folder's name as IMAP writes it (RFC 3501, modified UTF-7), for use between quotation marks."""
    return "".join(map(_encoded, _PLAIN.findall(name))).replace("\\", "\\\\").replace('"', '\\"')


def _encoded(piece: str) -> str:
    if piece == "&":
        return "&-"
    if piece[0] in map(chr, range(0x20, 0x7F)):
        return piece
    return "&" + base64.b64encode(piece.encode("utf-16-be")).decode().rstrip("=").replace("/", ",") + "-"
