"""A table as read from a store: raw cell values with the place each came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import Table
from xlsheet.ledger.changes import Edit, Replace, Row, cells_of

if TYPE_CHECKING:
    import pandas as pd

_T = TypeVar("_T")


@dataclass(frozen=True, eq=False)
class TableData:
    """The rows of one table. Compare what they hold, not tables: one is equal to itself only.

    `header` names the sheet's columns (the user's own included, in the sheet's order), `letters` maps
    them to their letters. `values` are the rows' cells in that order, `None` for an empty one, and
    `numbers` the worksheet rows (1-based) where they stand. Wholly blank rows are left out.

    Months, numbers and moments are in the one form whatever the user wrote; `respelled` has what stands
    in the sheet instead, by worksheet row and column: nothing, under cells merged over several rows. A
    cell that shows an error value is empty here; `errors` has the value. `apart` are worksheet rows filled
    like the table's, below it after a gap: they don't belong to it. `renamed` is what the user calls the
    sheet, where that isn't its own name.
    """

    table: Table
    header: Sequence[str]
    numbers: Sequence[int]
    values: Sequence[Sequence[object]]
    letters: Mapping[str, str]
    respelled: Mapping[tuple[int, str], object] = field(default_factory=dict)
    errors: Mapping[tuple[int, str], str] = field(default_factory=dict)
    apart: Sequence[int] = ()
    renamed: str = ""

    def as_written(self) -> TableData:
        """The table with its cells as they stand in the sheet."""
        if not self.respelled:
            return self
        values = [list(cells) for cells in self.values]
        for (number, name), cell in self.respelled.items():
            values[self._places[number]][self.header.index(name)] = cell
        return replace(self, values=values, respelled={})

    def in_one_form(self) -> dict[int, dict[str, Any]]:
        """What to write so that months, numbers and moments stand in the one form: by worksheet row and
        column."""
        rows: dict[int, dict[str, Any]] = {}
        for (number, name), cell in self.respelled.items():
            if cell is None:
                continue  # it lies under merged cells
            rows.setdefault(number, {})[name] = self.values[self._places[number]][self.header.index(name)]
        return rows

    @cached_property
    def frame(self) -> pd.DataFrame:
        """The cells as a DataFrame of dtype object, by `header` and `numbers`: for rules, which are
        pandera's. Who merely reads needs no pandas, which takes long to import."""
        import pandas as pd

        columns, index = list(self.header), list(self.numbers)
        return pd.DataFrame(list(self.values), columns=columns, index=index, dtype=object)

    def cell(self, row: int, column: str) -> str:
        """The address of a cell: `H12`."""
        return f"{self.letters[column]}{row}"

    def __len__(self) -> int:
        return len(self.values)

    def column(self, name: str) -> list[object]:
        """A column's cells, from top to bottom."""
        place = self.header.index(name)
        return [cells[place] for cells in self.values]

    def parsed(self, name: str, parse: Callable[[object], _T]) -> Sequence[_T]:
        """What `parse`, a pure function, makes of a column's cells. It is called once for each distinct
        one, since units and months come again and again, and once for all who ask."""
        if (name, parse) not in self._parsed:
            self._parsed[name, parse] = _by_distinct(self.column(name), parse)
        return self._parsed[name, parse]

    @cached_property
    def _parsed(self) -> dict[tuple[str, Callable[[object], Any]], list[Any]]:
        return {}

    def row(self, number: int) -> dict[str, object]:
        """The values of a worksheet row by column name; KeyError where the table has no such row."""
        return dict(zip(self.header, self.values[self._places[number]], strict=True))

    @cached_property
    def _places(self) -> dict[int, int]:
        """Worksheet row -> its place among the rows."""
        return {number: place for place, number in enumerate(self.numbers)}

    def rows(self, *columns: str) -> Iterator[tuple[int, dict[str, object]]]:
        """Each worksheet row number with its values by column name; of these columns, or of all."""
        names = columns or self.header
        for number, values in self.cells(*names):
            yield number, dict(zip(names, values, strict=True))

    def cells(self, *columns: str) -> Iterator[tuple[int, Sequence[object]]]:
        """Each worksheet row number with its values in these columns, in their order."""
        if columns == tuple(self.header):
            return zip(self.numbers, self.values, strict=True)
        return zip(self.numbers, zip(*map(self.column, columns), strict=True), strict=True)

    def shows(self, columns: Sequence[str], rows: Sequence[Row]) -> bool:
        """Whether the table stands in the sheet as `rows` would in these columns, in this order."""
        if self.respelled or not set(columns) <= set(self.header):
            return False
        here = [list(map(show, cells)) for _, cells in self.cells(*columns)]
        return here == [[show(row.get(name)) for name in columns] for row in rows]

    def only(self, places: Sequence[int]) -> TableData:
        """The table with the rows at these places (0-based) alone."""
        numbers = [self.numbers[place] for place in places]
        return replace(self, numbers=numbers, values=[self.values[place] for place in places])

    def after(self, step: Edit | Replace) -> TableData:
        """The table as it will read once a step is carried out; new rows count on from the last one."""
        if isinstance(step, Replace):
            header = self.header if step.columns is None else step.columns
            return _from_rows(self.table, header, step.rows, 2)
        numbers, values = list(self.numbers), list(self.values)
        for number, row in step.updates.items():
            place = self._places[number]
            cells = values[place] = list(values[place])
            for name, value in row.items():
                cells[self.header.index(name)] = value
        if step.removed:
            kept = [place for place, number in enumerate(numbers) if number not in set(step.removed)]
            numbers, values = [numbers[i] for i in kept], [values[i] for i in kept]
        if step.appended:
            new = _from_rows(self.table, self.header, step.appended, max(numbers, default=1) + 1)
            numbers, values = [*numbers, *new.numbers], [*values, *new.values]
        return replace(self, numbers=numbers, values=values)


def _by_distinct(cells: Sequence[object], parse: Callable[[object], _T]) -> list[_T]:
    if bool in set(map(type, cells)):
        return list(map(parse, cells))  # True is equal to 1, and yet another cell
    known = {cell: parse(cell) for cell in dict.fromkeys(cells)}
    return [known[cell] for cell in cells]


def _from_rows(table: Table, header: Sequence[str], rows: Sequence[Row], first: int) -> TableData:
    return table_data(table, header, cells_of(rows, header), range(first, first + len(rows)))


def table_data(
    table: Table,
    header: Sequence[str],
    rows: Sequence[Sequence[object]],
    numbers: Sequence[int],
    left: int = 0,
    respelled: Mapping[tuple[int, str], object] | None = None,
) -> TableData:
    """`TableData` from a header and rows that stand in the worksheet rows `numbers`, from the 0-based
    column `left` on."""
    letters = {name: column_letter(left + i) for i, name in enumerate(header)}
    return TableData(table, tuple(header), numbers, rows, letters, respelled or {})
