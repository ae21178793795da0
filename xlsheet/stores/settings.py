"""A ledger's settings: its sheets 参数 and 节假日, from whichever store."""

from __future__ import annotations

from xlsheet.dictionary.tables import HOLIDAYS, PARAMETERS
from xlsheet.ledger.settings import Settings, read_settings
from xlsheet.stores import Store


def settings_of(store: Store) -> Settings:
    """The parameters, with the working days of 节假日.

    Raises LedgerError that names the cell of a parameter that cannot be understood.
    """
    return read_settings(store.read(PARAMETERS), store.read(HOLIDAYS))
