"""A ledger's settings: its sheets 参数 and 节假日, from whichever store."""

from __future__ import annotations

from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import HOLIDAYS, PARAMETERS
from xlsheet.errors import LedgerError
from xlsheet.ledger.settings import Settings, read_settings
from xlsheet.ledger.table import TableData
from xlsheet.stores import Store
from xlsheet.stores.backups import History


def settings_of(store: Store, faults: list[Finding] | None = None) -> Settings:
    """The parameters, with the working days of 节假日.

    Raises LedgerError that names the cell of a parameter that cannot be understood, or says that there are
    none at all: the defaults are another year's. Where `faults` are gathered, such a parameter has its
    default.
    """
    parameters = store.read(PARAMETERS)
    if not len(parameters):
        raise LedgerError(
            f"“{store.label}”的“{PARAMETERS.sheet}”一行也没有，不知道是哪一年的台账。请撤销误删，或用备份恢复。"
        )
    return read_settings(parameters, store.read(HOLIDAYS), faults)


def prune(history: History, parameters: TableData) -> None:
    """Let a history go no further back than the parameters say; as far as it does where one is wrong."""
    faults: list[Finding] = []
    settings = read_settings(parameters, faults=faults)
    if not faults:
        history.prune(settings.backups, settings.backup_days)
