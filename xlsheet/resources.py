"""Files that ship with xlsheet: the templates, the rules, the sample notice and registry."""

from __future__ import annotations

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
DATA: Final = _PACKAGE / "data"
