"""The mailbox's password for a command: as it is kept, or asked for; never written."""

from __future__ import annotations

import sys

import click

from xlsheet.errors import RequestError
from xlsheet.mail.passwords import VARIABLE, kept_password


def mail_password(account: str) -> str:
    """The password of an account. RequestError where there is none and nobody to be asked."""
    if found := kept_password(account):
        return found
    if not sys.stdin.isatty():
        raise RequestError(
            f"不知道邮箱 {account} 的密码。请设环境变量 {VARIABLE}，或在终端里运行，按提示输入。"
        )
    answer: str = click.prompt(f"邮箱 {account} 的密码（授权码）", hide_input=True, err=True)
    return answer
