"""The mailbox's password: from an environment variable, the system's keyring, or asked; never written."""

from __future__ import annotations

import os
import sys
from typing import Final

import click

from xlsheet.errors import RequestError

VARIABLE: Final = "XLSHEET_MAIL_PASSWORD"
SERVICE: Final = "xlsheet"


def mail_password(account: str) -> str:
    """The password of an account. RequestError where there is none and nobody to be asked."""
    found = os.environ.get(VARIABLE) or _from_keyring(account)
    if found:
        return found
    if not sys.stdin.isatty():
        raise RequestError(
            f"不知道邮箱 {account} 的密码。请设环境变量 {VARIABLE}，或在终端里运行，按提示输入。"
        )
    answer: str = click.prompt(f"邮箱 {account} 的密码（授权码）", hide_input=True, err=True)
    return answer


def _from_keyring(account: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        return None
    try:
        kept: str | None = keyring.get_password(SERVICE, account)
    except KeyringError:
        return None
    return kept
