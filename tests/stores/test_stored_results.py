"""What 首页's formulas come to is stored with them, for previews and readers that work nothing out."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from support.ledger_file import change, new_ledger
from support.office import CALC_MACRO_WORKBOOK, convert
from xlsheet.dictionary.tables import HOME_SHEET, PARAMETERS
from xlsheet.ledger.changes import Edit
from xlsheet.ledger.settings import Names
from xlsheet.stores.file import FileStore

HEADS = ("B2", "B3")


def heads(path: Path) -> list[object]:
    sheet = openpyxl.load_workbook(path, data_only=True)[HOME_SHEET]
    return [sheet[cell].value for cell in HEADS]


def test_the_heads_are_what_calc_works_out(tmp_path: Path) -> None:
    ledger = new_ledger(tmp_path)
    assert None not in heads(ledger)
    with FileStore.open(ledger) as store:
        frame = store.read(PARAMETERS).frame
    row = frame.index[frame[PARAMETERS.parameter] == Names.office][0]
    change(ledger, Edit(PARAMETERS, {row: {PARAMETERS.value: "督查“一”科 <甲&乙>"}}))
    stored = heads(ledger)
    assert "督查“一”科 <甲&乙>" in str(stored[1])
    assert stored == heads(convert(ledger, CALC_MACRO_WORKBOOK, tmp_path / "calc"))
