"""The log of unexpected errors: what a technician needs, while users get a message in Chinese."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import traceback
from datetime import datetime
from pathlib import Path
from typing import Final

from xlsheet.resources import user_folder

_NAME: Final = "xlsheet.log"
_NOT_THROUGH_LINKS: Final = getattr(os, "O_NOFOLLOW", 0)


def log_error() -> Path:
    """Append the traceback of the exception being handled to the log; where the log is.

    The usual place may be another user's file, or a link laid there by somebody: then it is the user's
    own folder; where even that takes nothing the null device is named.
    """
    said = f"{datetime.now():%Y-%m-%d %H:%M:%S} {sys.argv}\n{traceback.format_exc()}\n"
    for folder in (Path(tempfile.gettempdir()), user_folder()):
        with contextlib.suppress(OSError):
            folder.mkdir(parents=True, exist_ok=True)
            log = folder / _NAME
            handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | _NOT_THROUGH_LINKS, 0o600)
            with os.fdopen(handle, "ab") as file:
                file.write(said.encode("utf-8", "backslashreplace"))
            return log
    return Path(os.devnull)
