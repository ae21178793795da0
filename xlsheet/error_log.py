"""The log of unexpected errors: what a technician needs, while users get a message in Chinese."""

from __future__ import annotations

import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path


def log_error() -> Path:
    """Append the traceback of the exception being handled to the log; where the log is."""
    log = Path(tempfile.gettempdir()) / "xlsheet.log"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{datetime.now():%Y-%m-%d %H:%M:%S} {sys.argv}\n{traceback.format_exc()}\n")
    return log
