"""Typed tables as files for other programs: CSV, Parquet, or one SQLite database."""

from __future__ import annotations

import csv
import io
import sqlite3
import tempfile
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsheet.files.names import numbered

if TYPE_CHECKING:
    import pandas as pd

Plain = str | int | float | None
"""What a cell is in a file: days and moments as ISO text, a percentage as a fraction."""

INTEGER, REAL, TEXT, DATE, DATETIME = "INTEGER", "REAL", "TEXT", "DATE", "DATETIME"

_TYPES: Final = {"Int64": INTEGER, "float64": REAL, "datetime64[us]": DATETIME, "string": TEXT}
_FORMATS: Final = {DATE: "%Y-%m-%d", DATETIME: "%Y-%m-%d %H:%M:%S"}


@dataclass(frozen=True, slots=True, eq=False)
class DataTable:
    """A table to write: its typed frame (`xlsheet.rules.frames`), the columns that identify a row, and those
    of its columns of time that hold days."""

    name: str
    frame: pd.DataFrame
    key: tuple[str, ...]
    days: frozenset[str]

    def types(self) -> dict[str, str]:
        """Each column's type, in SQL's words."""
        types = {str(name): _TYPES[str(dtype)] for name, dtype in self.frame.dtypes.items()}
        return {name: DATE if name in self.days else kind for name, kind in types.items()}

    def rows(self) -> list[tuple[Plain, ...]]:
        """The rows as files hold them."""
        types = self.types()
        return list(zip(*(_plain(self.frame[name], types[name]) for name in types), strict=True))


def _plain(column: pd.Series, kind: str) -> Sequence[Plain]:
    if kind in _FORMATS:
        column = column.dt.strftime(_FORMATS[kind])
    cells: Sequence[Plain] = column.astype(object).where(column.notna(), None).to_list()
    return cells


def csv_bytes(table: DataTable) -> bytes:
    """UTF-8 with the mark by which Excel knows it; an empty cell is an empty field."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(table.types())
    writer.writerows(table.rows())
    return text.getvalue().encode("utf-8-sig")


def parquet_bytes(table: DataTable) -> bytes:
    """Days are timestamps at midnight, as in the frame."""
    import fastparquet

    with tempfile.TemporaryDirectory(prefix="xlsheet-") as folder:
        path = Path(folder) / "table.parquet"
        fastparquet.write(str(path), table.frame, write_index=False)
        return path.read_bytes()


def packed_parquet(table: DataTable) -> bytes:
    """The same packed, with a column's type told by the frame even where all of it is empty, so that the
    files of many ledgers are one dataset."""
    import fastparquet

    texts = {name: "utf8" for name, kind in table.types().items() if kind == TEXT}
    with tempfile.TemporaryDirectory(prefix="xlsheet-") as folder:
        path = Path(folder) / "table.parquet"
        frame = table.frame.astype(dict.fromkeys(texts, object)).where(table.frame.notna(), None)
        frame.columns = [str(name) for name in frame.columns]  # nothing but str will do
        encodings = {name: texts.get(name, "infer") for name in table.types()}
        fastparquet.write(
            str(path), frame, write_index=False, compression="SNAPPY", object_encoding=encodings
        )
        return path.read_bytes()


def sqlite_bytes(tables: Sequence[DataTable]) -> bytes:
    """A database with all tables, each with an index on what identifies a row.

    Of two columns whose names differ in the case of their letters only, which SQLite takes for the same,
    the second gets a number.
    """
    with closing(sqlite3.connect(":memory:")) as base:
        for table in tables:
            types = table.types()
            names = _distinct(types)
            columns = ", ".join(f"{_quoted(n)} {kind}" for n, kind in zip(names, types.values(), strict=True))
            base.execute(f"CREATE TABLE {_quoted(table.name)} ({columns})")
            places = ", ".join("?" * len(types))
            base.executemany(f"INSERT INTO {_quoted(table.name)} VALUES ({places})", table.rows())
            key = ", ".join(map(_quoted, table.key))
            base.execute(f"CREATE INDEX {_quoted(f'{table.name}_键')} ON {_quoted(table.name)} ({key})")
        base.commit()
        return base.serialize()


def _distinct(names: Iterable[str]) -> list[str]:
    taken: set[str] = set()
    distinct = []
    for name in names:
        distinct.append(numbered(name, "", taken))
        taken.add(distinct[-1].casefold())
    return distinct


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
