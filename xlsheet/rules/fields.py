"""Raw cells made into typed columns, with a finding for each cell that cannot be read as its type."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from xlsheet.cells.text import ERROR_VALUES
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Code, Finding, show
from xlsheet.dictionary.tables import Kind, Table
from xlsheet.ledger.table import TableData
from xlsheet.rules.inspection import DTYPES

MONTH_PATTERN: Final = r"\d{4}-(0[1-9]|1[0-2])"

_EXACT_BELOW: Final = 2.0**53
"""Sheets keep numbers as doubles, which hold every whole number below this."""

_NO_WORDS: Final = ("", *ERROR_VALUES)
_LONGEST_ERROR: Final = max(map(len, _NO_WORDS))
_ALL_NUMBERS: Final = frozenset(("floating", "integer", "mixed-integer-float", "empty"))
_ALL_DAYS: Final = frozenset(("datetime", "datetime64", "date", "empty"))


@dataclass(frozen=True, slots=True)
class CellType:
    """How the cells of a column are read.

    `read` takes raw cells (dtype object, None for an empty one) and gives the typed column, with
    a missing value wherever a filled cell could not be read; `code` is the finding for those.
    """

    dtype: str
    code: Code
    read: Callable[[pd.Series], pd.Series]


@dataclass(frozen=True, slots=True)
class TypedTable:
    """A table with typed columns, and a finding for each cell that is empty in `frame` though not on
    the sheet. Columns that no type was asked for keep their raw cells."""

    data: TableData
    frame: pd.DataFrame
    findings: list[Finding]


def typed_table(data: TableData, types: Mapping[str, CellType]) -> TypedTable:
    """Read the columns named in `types`, as far as the table has them."""
    columns = {str(name): data.frame[name] for name in data.frame.columns}
    findings: list[Finding] = []
    for name, cell_type in types.items():
        if name not in columns:
            continue
        raw = columns[name]
        columns[name] = cell_type.read(raw)
        failed = columns[name].isna()
        if not failed.any():
            continue
        failed &= raw.notna()
        for row, value in zip(raw.index[failed].to_list(), raw[failed], strict=True):
            if show(value).strip():
                findings.append(_finding(data, row, name, cell_type.code, value))
    return TypedTable(data, pd.DataFrame(columns, index=data.frame.index), findings)


def _finding(data: TableData, row: int, column: str, code: Code, value: object) -> Finding:
    broken = isinstance(value, str) and value.strip() in ERROR_VALUES
    return (catalogue.CELL_FORMULA if broken else code).at(data.table.sheet, data.cell(row, column), value)


def _read_text(raw: pd.Series) -> pd.Series:
    if pd.api.types.infer_dtype(raw, skipna=True) not in ("string", "empty"):
        raw = raw.map(show, na_action="ignore")
    return _by_distinct(raw, _words)


def _words(values: pd.Series) -> pd.Series:
    text = values.str.strip()
    short = text[text.str.len() <= _LONGEST_ERROR]
    return text.mask(short.isin(_NO_WORDS).reindex(text.index, fill_value=False))


def _read_month(raw: pd.Series) -> pd.Series:
    """Text YYYY-MM and nothing else: months are compared as text, in formulas and filters too."""
    if pd.api.types.infer_dtype(raw, skipna=True) not in ("string", "empty"):
        raw = raw.where(raw.map(lambda value: isinstance(value, str)))
    return _by_distinct(raw, lambda values: values.where(values.str.fullmatch(MONTH_PATTERN)))


def _by_distinct(raw: pd.Series, read: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """`read` on the distinct values where a column repeats a few, such as units and months."""
    if raw.iloc[:1000].nunique() > 500:
        return read(raw.astype("string"))
    places, distinct = pd.factorize(raw)
    values = read(pd.Series(distinct, dtype="string"))
    return pd.Series(values.array.take(places, allow_fill=True), index=raw.index)


def _read_number(raw: pd.Series) -> pd.Series:
    if pd.api.types.infer_dtype(raw, skipna=True) in _ALL_NUMBERS:
        return raw.astype("float64")
    numbers = raw.where(raw.map(lambda value: isinstance(value, int | float) and not isinstance(value, bool)))
    return numbers.astype("float64")


def _read_whole(raw: pd.Series) -> pd.Series:
    """Whole numbers; digits stored as text count, as they do everywhere else in xlsheet."""
    if pd.api.types.infer_dtype(raw, skipna=True) not in _ALL_NUMBERS:
        raw = raw.where(~raw.map(lambda value: isinstance(value, bool)))
        raw = pd.to_numeric(raw.map(show, na_action="ignore"), errors="coerce")
    numbers = raw.astype("float64")
    return numbers.where((numbers % 1 == 0) & (numbers.abs() < _EXACT_BELOW)).astype("Int64")


def _read_day(raw: pd.Series) -> pd.Series:
    """Dates and times in microseconds, which hold every date a sheet can show."""
    if pd.api.types.infer_dtype(raw, skipna=True) not in _ALL_DAYS:
        raw = raw.where(raw.map(lambda value: isinstance(value, date)))
    return raw.astype("datetime64[us]")


TEXT: Final = CellType("string", catalogue.CELL_FORMULA, _read_text)
MONTH: Final = CellType("string", catalogue.CELL_MONTH, _read_month)
WHOLE: Final = CellType("Int64", catalogue.CELL_WHOLE, _read_whole)
NUMBER: Final = CellType("float64", catalogue.CELL_NUMBER, _read_number)
PERCENT: Final = CellType("float64", catalogue.CELL_PERCENT, _read_number)
DAY: Final = CellType("datetime64[us]", catalogue.CELL_DATE, _read_day)

_TYPES: Final = dict(zip(DTYPES, (WHOLE, NUMBER, DAY, TEXT), strict=True))

_KINDS: Final = {
    Kind.TEXT: TEXT,
    Kind.LONG_TEXT: TEXT,
    Kind.CODE: TEXT,
    Kind.INTEGER: WHOLE,
    Kind.NUMBER: NUMBER,
    Kind.PERCENT: PERCENT,
    Kind.DATE: DAY,
    Kind.DATETIME: DAY,
    Kind.MONTH: MONTH,
}


def cell_type(table: Table, column: str, dtype: str | None) -> CellType | None:
    """The type of a column: the rule's dtype, in the table's own sense where the two agree.

    None where neither says anything, so that the cells stay as they are.
    """
    own = _KINDS.get(table.column(column).kind) if column in table.columns else None
    if dtype is None:
        return own
    named = _TYPES[dtype]
    return own if own is not None and own.dtype == named.dtype else named
