"""Cells that are taken as they stand are those that reading would give back without a word."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PLANS, PROGRESS, STATUSES, Table
from xlsheet.forms.layout import PLAN_INPUTS, PROGRESS_INPUTS
from xlsheet.forms.read.returned import FoundTable
from xlsheet.grids.grid import Cell
from xlsheet.merge.cells import CellReader

JUNE = Month(2020, 6)
WRITTEN = st.text("进展，。 0123456789.-=+@#%eE无\u3000\u200b\n\t_x000D", max_size=12)
CELLS = (
    st.none()
    | st.booleans()
    | st.integers(-3, 200)
    | st.floats(-0.5, 120)
    | st.sampled_from([0.0, 1.0, float("nan")])
    | st.sampled_from(["#REF!", "_x000D_", "6.7E+07", "13800000000", "50%", "约50%", *STATUSES])
    | WRITTEN
    | st.dates(date(2018, 1, 1), date(2032, 12, 31))
    | st.datetimes(datetime(2020, 1, 1), datetime(2021, 12, 31))
)


@pytest.mark.parametrize(
    ("table", "name"),
    [(PROGRESS, name) for name in PROGRESS_INPUTS] + [(PLANS, name) for name in PLAN_INPUTS],
    ids=lambda given: getattr(given, "name", None) or str(given),
)
@given(cells=st.lists(CELLS, min_size=1, max_size=6), ours=st.booleans())
def test_a_column_reads_as_its_cells_do_one_by_one(
    table: Table, name: str, cells: list[Cell], ours: bool
) -> None:
    rows = list(range(6, 6 + len(cells)))
    found = FoundTable(table, table.sheet, 5, rows, {name: cells}, {name: "F"})
    reader = CellReader(found, JUNE, STATUSES, ours=ours)
    blank = [cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells]
    values, said = reader.rows([JUNE] * len(cells))
    for i, cell in enumerate(cells):
        value, findings = (None, ()) if blank[i] else reader._read(name, cell, f"F{6 + i}", JUNE, 6 + i)
        assert repr(values[i][name]) == repr(value)
        assert said.get(i, []) == list(findings)
