"""A ledger's settings: its sheets 参数 and 节假日, from whichever store."""

from __future__ import annotations

from xlsheet.dictionary.tables import HOLIDAYS, PARAMETERS
from xlsheet.errors import LedgerError
from xlsheet.ledger.settings import Settings, read_settings
from xlsheet.stores import Store


def settings_of(store: Store) -> Settings:
    """The parameters, with the working days of 节假日.

    Raises LedgerError that names the cell of a parameter that cannot be understood, or says that there are
    none at all: the defaults are another year's.
    """
    parameters = store.read(PARAMETERS)
    if not len(parameters):
        raise LedgerError(
            f"“{store.label}”的“{PARAMETERS.sheet}”一行也没有，不知道是哪一年的台账。请撤销误删，或用备份恢复。"
        )
    return read_settings(parameters, store.read(HOLIDAYS))
