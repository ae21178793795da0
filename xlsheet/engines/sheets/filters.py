"""What a table is filtered by, as xlwings' AutoFilter: lists of values; other kinds are only told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from xlwings import base_classes

from xlsheet.engines.owners import OwningTable
from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.edge import at_the_edge

# com.sun.star.sheet.FilterOperator2.EQUAL and FilterFieldType.STRING
_EQUAL: Final = 2
_STRING: Final = 1


@at_the_edge
class AutoFilter(base_classes.AutoFilter):
    """The filter of one table."""

    def __init__(self, table: OwningTable) -> None:
        self._table = table

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """One entry a column: `values` with the texts that are let through, `none`, or `unknown`."""
        entries = [base_classes.empty_autofilter_criteria(n) for n in range(1, self._table.box.columns + 1)]
        for field in self._fields():
            entry = entries[field.Field]
            by_values = field.Operator == _EQUAL and entry["type"] != "unknown"
            entry["type"] = "values" if by_values else "unknown"
            entry["values"] = [value.StringValue for value in field.Values] if by_values else None
        return entries

    def apply_values(self, field: int, values: Sequence[str]) -> None:
        """Show only rows whose cell reads as one of the texts; `field` counts columns from 1."""
        wanted = bridge.struct("sheet.TableFilterField3", Field=field - 1, Operator=_EQUAL)
        wanted.Values = tuple(
            bridge.struct("sheet.FilterFieldValue", StringValue=value, FilterType=_STRING) for value in values
        )
        self._apply([*self._others(field), wanted])

    def clear(self, field: int | None) -> None:
        """Show the rows that one column, or any, has kept hidden; the buttons stay."""
        self._apply([] if field is None else self._others(field))

    def _fields(self) -> Sequence[Any]:
        found: Sequence[Any] = self._table.api.getFilterDescriptor().getFilterFields3()
        return found

    def _others(self, field: int) -> list[Any]:
        return [other for other in self._fields() if other.Field != field - 1]

    def _apply(self, fields: Sequence[Any]) -> None:
        cells = self._table.range.api
        descriptor = cells.createFilterDescriptor(True)
        descriptor.ContainsHeader = True
        descriptor.setFilterFields3(tuple(fields))
        cells.filter(descriptor)
