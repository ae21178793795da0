"""Cells are read as their type, and whatever cannot be read is a finding at its cell."""

from datetime import date, datetime

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.dictionary.tables import PROGRESS, TABLES, Kind
from xlsheet.ledger.table import table_data
from xlsheet.rules import fields
from xlsheet.rules.fields import DTYPES, CellType, cell_type, typed_table

ALL_TYPES = (fields.TEXT, fields.MONTH, fields.WHOLE, fields.NUMBER, fields.PERCENT, fields.DAY)

CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10**6),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.datetimes(datetime(1900, 1, 1), datetime(9999, 12, 31)),
    st.dates(),
    st.sampled_from(["2020-06", "2020-6", "50%", "12", "#REF!", "  ", "一"]),
)


def read(cell_type: CellType, *cells: object) -> list[object]:
    column = cell_type.read(pd.Series(cells, dtype=object))
    assert str(column.dtype) == cell_type.dtype
    return [None if pd.isna(value) else value for value in column]


@pytest.mark.parametrize(
    ("cell_type", "cell", "value"),
    [
        (fields.WHOLE, 12.0, 12),
        (fields.WHOLE, "12", 12),
        (fields.WHOLE, 12.5, None),
        (fields.WHOLE, True, None),
        (fields.WHOLE, 1e20, None),
        (fields.PERCENT, 0.5, 0.5),
        (fields.PERCENT, "50%", None),
        (fields.DAY, date(2020, 6, 30), pd.Timestamp(2020, 6, 30)),
        (fields.DAY, datetime(9999, 12, 31), pd.Timestamp(9999, 12, 31)),
        (fields.DAY, 44012.0, None),
        (fields.DAY, "2020-06-30", None),
        (fields.MONTH, "2020-06", "2020-06"),
        (fields.MONTH, "2020-13", None),
        (fields.MONTH, datetime(2020, 6, 1), None),
        (fields.TEXT, " 市教育局\u3000", "市教育局"),
        (fields.TEXT, 67180738.0, "67180738"),
        (fields.TEXT, "#N/A", None),
    ],
)
def test_one_cell(cell_type: CellType, cell: object, value: object) -> None:
    assert read(cell_type, cell) == [value]


@given(st.sampled_from(ALL_TYPES), st.lists(CELLS, max_size=6))
def test_a_cell_reads_the_same_whatever_stands_around_it(cell_type: CellType, cells: list[object]) -> None:
    assert read(cell_type, *cells) == [read(cell_type, cell)[0] for cell in cells]


@given(st.sampled_from(ALL_TYPES), st.lists(CELLS, max_size=6))
def test_every_filled_cell_is_read_or_found(cell_type: CellType, cells: list[object]) -> None:
    data = table_data(PROGRESS, ["列"], [[cell] for cell in cells], range(5, 5 + len(cells)))
    result = typed_table(data, {"列": cell_type})
    lost = {row for row, value in data.frame["列"].items() if value is not None} - set(
        result.frame["列"].dropna().index
    )
    blank = {row for row in lost if not str(data.frame.at[row, "列"]).strip()}
    assert [finding.cell for finding in result.findings] == [f"A{row}" for row in sorted(lost - blank)]


def test_long_and_short_columns_are_read_alike() -> None:
    """A column of many distinct texts takes another way than one that repeats a few."""
    many = [f" 第{i}项\u3000" for i in range(2000)]
    assert read(fields.TEXT, *many) == [text.strip() for text in many]
    assert read(fields.MONTH, *many, "2020-06") == [None] * 2000 + ["2020-06"]


def test_every_column_of_the_ledger_has_a_type_unless_it_holds_anything() -> None:
    for table in TABLES:
        for column in table.columns:
            assert (cell_type(table, column, None) is None) == (column.kind in (Kind.ANY, Kind.LINK))


def test_a_rule_may_read_a_column_as_another_type() -> None:
    assert cell_type(PROGRESS, PROGRESS.percent, "float64") is fields.PERCENT
    assert cell_type(PROGRESS, PROGRESS.percent, "string") is fields.TEXT
    assert cell_type(PROGRESS, "资金", "Int64") is fields.WHOLE
    assert cell_type(PROGRESS, "资金", None) is None
    assert set(DTYPES) == {"Int64", "float64", "datetime64[ns]", "string"}
