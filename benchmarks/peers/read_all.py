"""Every cell of one workbook by python-calamine, and nothing else. Usage: read_all WORKBOOK"""

from __future__ import annotations

import sys

from python_calamine import CalamineWorkbook


def main(path: str) -> None:
    book = CalamineWorkbook.from_path(path)
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python()


if __name__ == "__main__":
    main(sys.argv[1])
