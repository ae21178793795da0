"""The least that a merge can cost: python-calamine reads every cell, wolfxl writes the ledger's rows afresh.

Usage: python -m benchmarks.peers.floor_merge RETURNS OUT.xlsx. Nothing is recognised, checked or kept.
"""

from __future__ import annotations

import sys
from pathlib import Path

import wolfxl
from python_calamine import CalamineWorkbook

_FIRST, _WIDTH = 5, 14
"""The forms' rows of entries begin under the fifth row; the ledger has fourteen columns."""


def main(returns: Path, out: Path) -> None:
    rows = []
    for file in sorted(returns.iterdir()):
        book = CalamineWorkbook.from_path(file)
        for i, name in enumerate(book.sheet_names):
            cells = book.get_sheet_by_name(name).to_python()
            if i == 0:
                rows += [row[:_WIDTH] for row in cells[_FIRST:]]
    target = wolfxl.Workbook(write_only=True)
    sheet = target.create_sheet("rows")
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    target.save(str(out))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
