"""Which spreadsheet program of this machine can press the ledger's buttons."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from xlsheet.documents.office import find_soffice


def excel() -> Path | None:
    """Excel's program in its usual places."""
    roots = [os.environ.get(name) for name in ("ProgramFiles", "ProgramFiles(x86)")]
    usual = [rf"{root}\Microsoft Office\root\Office16\EXCEL.EXE" for root in roots if root]
    return next((Path(p) for p in ("/Applications/Microsoft Excel.app", *usual) if Path(p).exists()), None)


def find_spreadsheet() -> Path | None:
    """Excel on Windows and macOS, elsewhere LibreOffice."""
    if sys.platform in ("win32", "darwin"):
        return excel()
    found = find_soffice()
    return Path(found) if found else None
