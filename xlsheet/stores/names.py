"""What both stores do alike with a table that they have read: its units go by their present names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsheet.dictionary.tables import REJECTIONS, UNITS
from xlsheet.errors import LedgerError
from xlsheet.ledger.spelling import present_names, under_present_names
from xlsheet.ledger.table import TableData

if TYPE_CHECKING:
    from xlsheet.stores import Store


def with_present_names(store: Store, data: TableData) -> TableData:
    """A table with its units under the names that 单位名录 has for them; as it is where there is no such
    sheet, and of 退回清单, which says what was written then."""
    if data.table in (UNITS, REJECTIONS) or UNITS.unit not in data.header:
        return data
    try:
        names = present_names(store.read(UNITS))
    except LedgerError:
        return data
    return under_present_names(data, names)
