"""Files that ship with xlsheet, and the folder where it keeps what is the user's own."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).parent


def _shipped(relative: str) -> Path:
    """In the package when installed from a wheel, at the project's top when run from its source."""
    inside = _PACKAGE / relative
    return inside if inside.exists() else _PACKAGE.parent / relative


TEMPLATE: Final = _shipped("workbook/template.xlsm")
LETTER_TEMPLATE: Final = _shipped("workbook/reminder.docx")
SCHEMAS: Final = _shipped("schemas")
MANUAL: Final = _shipped("docs/使用手册.md")
DATA: Final = _PACKAGE / "data"


def user_folder() -> Path:
    """Where xlsheet keeps what belongs to this user alone; it may not exist yet."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA") or Path.home()) / "xlsheet"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlsheet"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "xlsheet"
