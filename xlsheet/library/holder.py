"""What a verb needs of the ledger it is called on, and how it reads its arguments."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Protocol

from xlsheet.cells.asked import month_asked
from xlsheet.cells.months import Month
from xlsheet.errors import RequestError
from xlsheet.stores import UndoableStore

PathLike = str | os.PathLike[str]
"""A path as Python's own functions take it."""

MonthLike = Month | date | str
"""A month: `"2020-06"`, `"2020年6月"`, a day in it, or a `Month`."""


class LedgerHolder(Protocol):
    """An open ledger: `xlsheet.Ledger`."""

    @property
    def store(self) -> UndoableStore:
        """Where the ledger lives. RequestError once it is closed."""
        ...

    @property
    def writable(self) -> UndoableStore:
        """The same, to be changed. RequestError where it was opened for reading."""
        ...


def to_month(value: MonthLike) -> Month:
    """RequestError for what is no month."""
    month = month_asked(value) if isinstance(value, str) else Month.parse(value)
    if month is None:
        raise RequestError(f"“{value}”不是月份，请写成 2020-06 的样子。")
    return month


def to_paths(paths: PathLike | Iterable[PathLike]) -> Sequence[Path]:
    """One path, or several."""
    return [Path(paths)] if isinstance(paths, str | os.PathLike) else [Path(path) for path in paths]


def to_path(path: PathLike | None) -> Path | None:
    return None if path is None else Path(path)


def to_choice(value: str, allowed: Sequence[str]) -> str:
    """RequestError for what is not one of `allowed`."""
    if value not in allowed:
        raise RequestError(f"“{value}”不在可选的 {'、'.join(allowed)} 之内。")
    return value


def to_moment(day: date | datetime | None) -> datetime | None:
    """A day counts from its first moment."""
    return datetime.combine(day, time()) if day is not None and not isinstance(day, datetime) else day
