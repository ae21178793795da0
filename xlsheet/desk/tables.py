"""The ledger's tables to look at: read once for each state of the file, searched, filtered, sorted, and
handed out a stretch of rows at a time."""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from unicodedata import normalize

from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import HIDDEN, TABLES, Kind, Table
from xlsheet.errors import LedgerError, RequestError
from xlsheet.ledger.table import TableData
from xlsheet.stores.file import FileStore

MOST_ROWS: Final = 200
_MOST_CHOICES: Final = 60
_ORDERS_KEPT: Final = 12

SHOWN: Final = tuple(table for table in TABLES if table not in HIDDEN)
"""The tables that people look at, in the order of their sheets."""


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows of a table, and in which order: `words` stand in any of a row's cells, `wanted` has the
    values of columns."""

    words: str = ""
    wanted: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    descending: bool = False


class TableView:
    """One table, as it stands in one state of the ledger."""

    def __init__(self, data: TableData) -> None:
        self.data = data
        self._orders: OrderedDict[str, Sequence[int]] = OrderedDict()

    @cached_property
    def texts(self) -> Sequence[Sequence[str]]:
        """All cells as people read them."""
        return [self._row(cells) for cells in self.data.values]

    @cached_property
    def _searched(self) -> Sequence[str]:
        return [_plain("\n".join(row)) for row in self.texts]

    @cached_property
    def columns(self) -> list[dict[str, Any]]:
        """Each column with its width, and the values it can be filtered by where these are few."""
        known = {str(column): column for column in self.data.table.columns}
        return [
            {
                "name": name,
                "width": known[name].width if name in known else 14,
                "kind": str(known[name].kind.name).lower() if name in known else "text",
                "choices": self._choices(place, known.get(name)),
            }
            for place, name in enumerate(self.data.header)
        ]

    def rows(self, question: Question, first: int, count: int) -> dict[str, Any]:
        """A stretch of the rows asked for: how many there are, and each with its row of the sheet."""
        order = self._order(question)
        chosen = order[first : first + min(count, MOST_ROWS)]
        numbers = self.data.numbers
        return {
            "total": len(order),
            "of": len(self.data),
            "first": first,
            "rows": [{"row": numbers[place], "cells": self.texts[place]} for place in chosen],
        }

    def place_of(self, question: Question, row: int) -> int | None:
        """Where a row of the sheet stands among the rows asked for."""
        numbers = self.data.numbers
        return next((n for n, place in enumerate(self._order(question)) if numbers[place] == row), None)

    def _order(self, question: Question) -> Sequence[int]:
        key = repr(question)
        if key not in self._orders:
            self._orders[key] = self._worked_out(question)
            if len(self._orders) > _ORDERS_KEPT:
                self._orders.popitem(last=False)
        self._orders.move_to_end(key)
        return self._orders[key]

    def _worked_out(self, question: Question) -> Sequence[int]:
        places: Sequence[int] = range(len(self.data))
        if words := _plain(question.words).split():
            searched = self._searched
            places = [place for place in places if all(word in searched[place] for word in words)]
        for name, value in question.wanted.items():
            column = self._column(name)
            places = [place for place in places if self.texts[place][column] == value]
        if question.sort:
            column = self._column(question.sort)
            filled = [place for place in places if self.texts[place][column]]
            blank = [place for place in places if not self.texts[place][column]]
            filled.sort(key=lambda place: self._sorted_by(place, column), reverse=question.descending)
            places = [*filled, *blank]
        return places

    def _column(self, name: str) -> int:
        if name not in self.data.header:
            raise RequestError(f"没有“{name}”这一列，请刷新页面。")
        return list(self.data.header).index(name)

    def _sorted_by(self, place: int, column: int) -> tuple[int, float, bytes]:
        """Numbers before text; text as GB18030 has it, which orders the usual characters by their sound."""
        value = self.data.values[place][column]
        if isinstance(value, int | float) and not isinstance(value, bool):
            return 0, float(value), b""
        return 1, 0.0, self.texts[place][column].encode("gb18030", "replace")

    def _row(self, cells: Sequence[object]) -> Sequence[str]:
        known = {str(column): column for column in self.data.table.columns}
        return [
            _percent(cell) if name in known and known[name].kind is Kind.PERCENT else show(cell)
            for name, cell in zip(self.data.header, cells, strict=True)
        ]

    def _choices(self, place: int, column: Any) -> list[list[Any]]:
        if column is not None and column.kind in (Kind.LONG_TEXT, Kind.PERCENT, Kind.DATE):
            return []
        counts = Counter(row[place] for row in self.texts if row[place])
        if not 1 < len(counts) <= _MOST_CHOICES or len(counts) > len(self.data) * 0.8:
            return []
        ordered = sorted(counts.items(), key=lambda pair: pair[0].encode("gb18030", "replace"))
        return [[value, count] for value, count in ordered]


def _percent(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return f"{round(value * 100, 2):g}%"
    return show(value)


def _plain(text: str) -> str:
    return normalize("NFKC", text).casefold()


class DeskTables:
    """The tables of one ledger; a file that has changed is read anew."""

    def __init__(self, ledger: Path) -> None:
        self._ledger = ledger
        self._stamp: object = None
        self._views: dict[str, TableView] = {}
        self._busy = threading.Lock()

    def view(self, sheet: str) -> TableView:
        """RequestError where no such table is shown, LedgerError where its sheet is gone."""
        table = next((table for table in SHOWN if table.sheet == sheet), None)
        if table is None:
            raise RequestError(f"没有“{sheet}”这张表。")
        with self._busy:
            about = self._ledger.stat()
            stamp = about.st_mtime_ns, about.st_size, about.st_ino
            if stamp != self._stamp:
                self._views, self._stamp = {}, stamp
            if sheet not in self._views:
                self._views[sheet] = self._read(table)
            return self._views[sheet]

    def _read(self, table: Table) -> TableView:
        with FileStore.open(self._ledger, writing=False) as store:
            return TableView(store.read(table))

    def counts(self) -> list[dict[str, Any]]:
        """The tables in the order of their sheets with their rows; -1 for one that cannot be read."""
        found = []
        for table in SHOWN:
            try:
                rows = len(self.view(table.sheet).data)
            except LedgerError:
                rows = -1
            found.append({"sheet": table.sheet, "rows": rows})
        return found
