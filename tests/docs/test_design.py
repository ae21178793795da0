"""What the design says of the workbook is what the workbook has."""

from pathlib import Path

from xlsheet.dictionary.tables import HIDDEN, TABLES

DESIGN = Path(__file__).parents[2] / "docs" / "design.md"


def test_the_design_lists_every_sheet_with_its_columns() -> None:
    lines = DESIGN.read_text(encoding="utf-8").splitlines()
    for table in TABLES:
        if table not in HIDDEN:
            assert f"| {table.sheet} | {', '.join(table.columns)} |" in lines
