"""`python -m xlsheet.addin.opening LEDGER`: what the icon does before the ledger opens.

What Calc lost of buttons and macros when it saved the ledger is put back, which is no step to undo.
"""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path

from xlsheet.error_log import log_error
from xlsheet.errors import XlsheetError
from xlsheet.stores.file import FileStore


def main() -> None:
    """Repair the ledger that the command line names. It opens whatever becomes of that."""
    try:
        repair(Path(sys.argv[1]))
    except Exception:  # noqa: BLE001  # nobody reads this program's errors; the log is for the technician
        log_error()


def repair(ledger: Path) -> None:
    """Put back what another program lost; nothing where the ledger is in use or can't be read."""
    with contextlib.suppress(XlsheetError), FileStore.open(ledger, wait=0) as store:
        store.repair()


if __name__ == "__main__":
    main()
