"""Who runs xlsheet."""

from __future__ import annotations

import getpass


def user_name() -> str:
    """Who runs this, as the system knows them; empty where it doesn't."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
