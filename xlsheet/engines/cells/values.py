"""Values between Python and Calc: numbers that are dates, booleans and errors, and back."""

from __future__ import annotations

import datetime as dt
import decimal
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

_MILLISECONDS_A_DAY: Final = 86_400_000

Grid = list[list[Any]]
"""Rows of cells: float, str, bool, datetime, CellError, or None for an empty cell."""


class CellError(str):
    """A cell's error value, such as `#DIV/0!`; reads as None unless `err_to_str` is asked for."""

    __slots__ = ()


class SerialDays:
    """Days as numbers, counted from a document's own first day (1899-12-30, or 1904-01-01)."""

    def __init__(self, null_date: Any) -> None:
        self._start = dt.datetime(null_date.Year, null_date.Month, null_date.Day)

    def moment(self, number: float) -> dt.datetime | float:
        """The moment of a number, to the millisecond; the number itself beyond the calendar."""
        try:
            return self._start + dt.timedelta(milliseconds=round(number * _MILLISECONDS_A_DAY))
        except OverflowError:
            return number

    def number(self, moment: dt.datetime) -> float:
        # Cells have no time zone: what the clock on the wall says is what is written.
        return (moment.replace(tzinfo=None) - self._start) / dt.timedelta(days=1)


def for_calc(value: Any) -> Any:
    """A Python value as one that the engine writes: float, str, bool, datetime, timedelta or None.

    TypeError for what no cell can hold.
    """
    if value is None or (isinstance(value, (str, bool, dt.timedelta)) and value is not pd.NaT):
        return value
    if isinstance(value, dt.time):
        return dt.timedelta(
            hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
        )
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, (dt.date, np.datetime64)):
        stamp = pd.Timestamp(value)
        return None if pd.isna(stamp) else stamp.to_pydatetime(warn=False)
    if isinstance(value, (int, float, decimal.Decimal, np.number)):
        number = float(value)
        return None if number != number else number
    if value is pd.NA or value is pd.NaT:
        return None
    raise TypeError(f"单元格放不下 {type(value).__name__} 类型的值。")


def from_calc(
    rows: Sequence[Sequence[Any]],
    make_moment: Callable[..., Any],
    empty: Any,
    make_number: Callable[[float], Any] | None,
    errors_as_text: bool,
) -> Grid:
    """Rows as xlwings' options (`dates`, `empty`, `numbers`, `err_to_str`) want to see them."""

    def clean(value: Any) -> Any:
        if value is None or value == "":
            return empty
        if isinstance(value, CellError):
            return str(value) if errors_as_text else None
        if isinstance(value, dt.datetime):
            return make_moment(**_parts(value))
        if make_number is not None and isinstance(value, float):
            return make_number(value)
        return value

    plain: set[type] = {str, bool}
    plain |= {float} if make_number is None else set()
    plain |= {type(None)} if empty is None else set()
    return [list(row) if plain.issuperset(map(type, row)) else list(map(clean, row)) for row in rows]


def _parts(moment: dt.datetime) -> Mapping[str, Any]:
    return {
        "year": moment.year,
        "month": moment.month,
        "day": moment.day,
        "hour": moment.hour,
        "minute": moment.minute,
        "second": moment.second,
        "microsecond": moment.microsecond,
        "tzinfo": None,
    }


def rows_of(value: Any, shape: tuple[int, int]) -> Sequence[Sequence[Any]]:
    """A raw value as rows of exactly that shape: a scalar fills it, one flat list is one row.

    ValueError where the rows have another shape.
    """
    if not isinstance(value, (list, tuple)):
        return [[value] * shape[1]] * shape[0]
    rows = value if value and isinstance(value[0], (list, tuple)) else [value]
    widths = {len(row) for row in rows}
    if len(rows) != shape[0] or widths != {shape[1]}:
        found = f"{len(rows)} 行、每行 {'、'.join(map(str, sorted(widths)))} 格"
        raise ValueError(f"区域是 {shape[0]} 行 {shape[1]} 列，给的值却是 {found}。")
    return rows
