"""What a part of Calc asks of the cells, sheet, book, app and engine that it belongs to: types only.

Those import the parts that they are made of, so the parts know them by these alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.documents import Document
from xlsheet.engines.uno.office import Office


class OwningCells(Protocol):
    """A range, for its font and its notes."""

    @property
    def api(self) -> Any: ...

    @property
    def changeable(self) -> Any: ...


class OwningTable(Protocol):
    """A table, for its filter and for the cells in it."""

    @property
    def api(self) -> Any: ...

    @property
    def box(self) -> Box: ...

    @property
    def range(self) -> OwningCells: ...


class KnownNames(Protocol):
    """The defined names of a book or sheet, for cells that have one."""

    def __call__(self, name_or_index: int | str) -> Any: ...

    def contains(self, name_or_index: int | str) -> bool: ...

    def snapshot(self) -> list[tuple[str, Any]]: ...

    def add(self, name: str, refers_to: str) -> Any: ...


class OwningSheet(Protocol):
    """A sheet, for all that stands on it."""

    @property
    def name(self) -> str: ...

    @property
    def api(self) -> Any: ...

    @property
    def book(self) -> OwningBook: ...

    @property
    def position(self) -> int: ...

    @property
    def is_protected(self) -> bool: ...

    @property
    def annotations(self) -> Any: ...

    @property
    def names(self) -> KnownNames: ...

    @property
    def tables(self) -> Iterable[OwningTable]: ...

    def at(self, box: Box) -> OwningCells: ...

    def box_of(self, argument: Any) -> Box: ...

    def used_box(self) -> Box: ...

    def activate(self) -> None: ...


class BookSheets(Protocol):
    """The sheets of a book, for names that lead to one."""

    def of(self, api: Any) -> OwningSheet: ...


class OwningBook(Protocol):
    """A book, for its sheets and names."""

    @property
    def name(self) -> str: ...

    @property
    def fullname(self) -> str: ...

    @property
    def api(self) -> Any: ...

    @property
    def app(self) -> OwningApp: ...

    @property
    def document(self) -> Document: ...

    @property
    def names(self) -> KnownNames: ...

    @property
    def sheets(self) -> BookSheets: ...


class OwningApp(Protocol):
    """An app, for its books."""

    @property
    def api(self) -> Any: ...

    @property
    def office(self) -> Office: ...

    @property
    def strict(self) -> bool: ...

    def document(self, api: Any) -> Document: ...

    def forget(self, document: Document) -> None: ...


class RunningApps(Protocol):
    """The apps of an engine, for the one that is to be the active one."""

    def put_first(self, app: Any) -> None: ...


class OwningEngine(Protocol):
    """An engine, for its apps."""

    @property
    def strict(self) -> bool: ...

    @property
    def apps(self) -> RunningApps: ...
