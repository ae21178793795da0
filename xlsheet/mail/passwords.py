"""The mailbox's password as others keep it: an environment variable, or the system's keyring."""

from __future__ import annotations

import os
from typing import Final

VARIABLE: Final = "XLSHEET_MAIL_PASSWORD"
SERVICE: Final = "xlsheet"
HOW_TO_KEEP: Final = f"设环境变量 {VARIABLE}，或存进系统的密码保管处（见《邮箱设置》）"


def kept_password(account: str) -> str | None:
    """The password of an account; None where none is kept."""
    return os.environ.get(VARIABLE) or _from_keyring(account)


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
