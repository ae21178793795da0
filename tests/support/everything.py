"""Everything that a command or a reader may import, imported: for processes that others are forked from."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Final

import xlsheet

_NOT_AHEAD: Final = "xlsheet.engines", "xlsheet.addin", "xlsheet.desk", "xlsheet.warm"
"""What no command of the terminal imports, or what looks at its process when it is imported."""
_OTHERS: Final = (
    *("pandas", "pandera.pandas", "openpyxl", "xlsxwriter", "docx", "docxtpl", "pdfplumber", "yaml"),
    *("xlrd", "rapidfuzz", "lxml.etree", "jinja2.sandbox", "rich.console", "python_calamine", "msoffcrypto"),
)


def warm_up() -> None:
    """Import whatever a command may, so that none of them has to."""
    for module in pkgutil.walk_packages(xlsheet.__path__, "xlsheet."):
        if "__main__" not in module.name and not module.name.startswith(_NOT_AHEAD):
            importlib.import_module(module.name)
    for name in _OTHERS:
        importlib.import_module(name)
