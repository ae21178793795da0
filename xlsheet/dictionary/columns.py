"""What a sheet of rows is: a table with columns, and what each column's cells hold."""

from __future__ import annotations

from enum import Enum
from typing import Final, Self, cast


class Kind(Enum):
    """What a column's cells hold; template formats and cell parsers both follow it."""

    TEXT = "text"  # short text, formatted @
    LONG_TEXT = "long text"  # wrapped text, formatted @
    CODE = "code"  # a long string to compare, not to read: cut off at the column's edge, formatted @
    INTEGER = "integer"
    NUMBER = "number"  # any number, as many decimals as it has
    PERCENT = "percent"  # a number 0–1 shown as percent
    DATE = "date"
    DATETIME = "datetime"
    MONTH = "month"  # text YYYY-MM, formatted @ so that Excel leaves it alone
    LINK = "link"  # a link to a cell of the workbook
    ANY = "any"  # parameters: number, date or text

    @property
    def number_format(self) -> str:
        """The format of such cells, in Excel's English spelling."""
        return _NUMBER_FORMATS.get(self, "General")


_NUMBER_FORMATS: Final = {
    Kind.TEXT: "@",
    Kind.LONG_TEXT: "@",
    Kind.CODE: "@",
    Kind.INTEGER: "0",
    Kind.PERCENT: "0%",
    Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm",
    Kind.MONTH: "@",
}


class Column(str):
    """A column's name on the sheet, with what the template and the rules need to know of it."""

    __slots__ = ("choices", "kind", "note", "since", "width")

    kind: Kind
    width: float
    choices: tuple[str, ...]
    note: str
    since: int

    def __new__(
        cls,
        name: str,
        kind: Kind = Kind.TEXT,
        *,
        width: float = 12,
        choices: tuple[str, ...] = (),
        note: str = "",
        since: int = 1,
    ) -> Self:
        """`width` is in characters of the default font; `note` is the header's comment, in Chinese; a
        column that ledgers of earlier layouts lack says `since` which layout it is there."""
        self = super().__new__(cls, name)
        self.kind = kind
        self.width = width
        self.choices = choices
        self.note = note
        self.since = since
        return self


class Table:
    """One sheet of rows, an Excel table (ListObject) with its header in row 1.

    `name` is the ListObject's name, `key` the columns that identify a row, `since` the first layout of
    ledgers that has it. Users may add columns at the right end; nobody but the user writes there.
    """

    sheet: str
    name: str
    key: tuple[Column, ...]
    columns: tuple[Column, ...]
    since: int = 1

    _only: Table | None = None

    def __new__(cls) -> Self:
        """There is one object a table, in every process."""
        if cls._only is None:
            cls._only = super().__new__(cls)
        return cast("Self", cls._only)

    def __init_subclass__(cls) -> None:
        cls.columns = tuple(value for value in vars(cls).values() if isinstance(value, Column))

    def column(self, name: str) -> Column:
        """The column of that name; `KeyError` where the table has none."""
        for column in self.columns:
            if column == name:
                return column
        raise KeyError(name)

    def __repr__(self) -> str:
        return f"<Table {self.sheet}>"
