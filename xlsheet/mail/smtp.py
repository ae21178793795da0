"""Mails handed to a server over SMTP with TLS, one after the other on one connection."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from xlsheet.errors import JobError
from xlsheet.ledger.mailbox import Server
from xlsheet.mail.imap import untrusted

SECONDS: Final = 60.0


class RefusedMailError(Exception):
    """The server does not take a mail; the text says why. The next one may do."""


class UncertainError(Exception):
    """The connection broke while a mail was under way: nobody knows whether it arrived."""


class Postman:
    """An open connection on which mails go out."""

    def __init__(self, connection: smtplib.SMTP) -> None:
        self._connection = connection

    def send(self, sender: str, to: Sequence[str], raw: bytes) -> dict[str, str]:
        """Hand over a mail; the recipients that were refused, with why, where others were not. Raises
        RefusedMailError, UncertainError."""
        try:
            refused = self._connection.sendmail(sender, list(to), raw)
        except smtplib.SMTPRecipientsRefused as error:
            raise RefusedMailError(
                "；".join(f"{who} {_said(why)}" for who, why in error.recipients.items())
            ) from error
        except smtplib.SMTPServerDisconnected as error:
            raise UncertainError from error
        except smtplib.SMTPResponseException as error:
            raise RefusedMailError(_said((error.smtp_code, error.smtp_error))) from error
        except (OSError, EOFError) as error:
            raise UncertainError from error
        return {who: _said(why) for who, why in refused.items()}


def _said(answer: tuple[int, bytes | str]) -> str:
    code, text = answer
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"


@contextmanager
def open_postman(server: Server, account: str, password: str) -> Iterator[Postman]:
    """A connection of an account. Raises JobError, in words for a clerk, where there is none to be had."""
    context = ssl.create_default_context()
    try:
        if not server.encrypted_later:
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
            connection.starttls(context=context)
    except ssl.SSLCertVerificationError as error:
        raise JobError(untrusted(server, error)) from error
    except (OSError, EOFError, smtplib.SMTPException) as error:
        raise JobError(
            f"连不上发件服务器 {server}（{error}），一封也没有发。请核对“参数”里的服务器名和网络。"
        ) from error
    try:
        _log_in(connection, server, account, password)
        yield Postman(connection)
    finally:
        try:
            connection.quit()
        except (OSError, EOFError, smtplib.SMTPException):
            connection.close()


def _log_in(connection: smtplib.SMTP, server: Server, account: str, password: str) -> None:
    try:
        connection.login(account, password)
    except smtplib.SMTPAuthenticationError as error:
        raise JobError(
            f"邮箱 {account} 登录 {server} 没有成功（{_said((error.smtp_code, error.smtp_error))}），"
            "一封也没有发。"
            "请核对账号和密码；QQ、163、126 邮箱要用网页设置里的授权码，不是登录密码。"
        ) from error
    except (OSError, EOFError, smtplib.SMTPException) as error:
        raise JobError(f"发件服务器 {server} 不让登录（{error}），一封也没有发。") from error
