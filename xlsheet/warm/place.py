"""Where the helpers of this user wait: a folder that nobody else reads, and in it two files a helper.

`KEY.lock` is held by the helper as long as it lives and names its process; `KEY.door` is its socket or, on
Windows, says at which port it listens and which word opens. What one said as it died stays in `KEY.log`.
"""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_FOLDER: Final = "xlsheet"
SECONDS_VARIABLE: Final = "XLSHEET_WARM_SECONDS"
"""How long a helper waits for the next click; 0: there is none, every click starts Python anew."""
_SECONDS: Final = 15 * 60.0


@dataclass(frozen=True, slots=True)
class Place:
    """Of one helper: its folder, which is the user's own, and its key."""

    folder: Path
    key: str

    @property
    def lock(self) -> Path:
        return self.folder / f"{self.key}.lock"

    @property
    def door(self) -> Path:
        return self.folder / f"{self.key}.door"

    @property
    def log(self) -> Path:
        """What a helper said that died; empty, or not there, as long as none has."""
        return self.folder / f"{self.key}.log"


def idle_seconds() -> float:
    """How long a helper of ours waits for the next click."""
    try:
        return max(0.0, float(os.environ.get(SECONDS_VARIABLE, _SECONDS)))
    except ValueError:
        return _SECONDS


def place_for(workbook: str) -> Place | None:
    """Of the helper for the ledgers of a folder; `workbook` is one's path or web address, or empty where
    that is not known. None where this user has no folder that others can't enter."""
    folder = own_folder()
    if folder is None:
        return None
    parent = unicodedata.normalize("NFC", workbook).replace("\\", "/").rpartition("/")[0]
    return Place(folder, hashlib.sha256(os.path.normcase(parent).encode()).hexdigest()[:16])


def places() -> list[Place]:
    """Of all helpers that this user has or had."""
    folder = own_folder()
    return [] if folder is None else [Place(folder, lock.stem) for lock in sorted(folder.glob("*.lock"))]


def own_folder() -> Path | None:
    """The folder, made where it isn't there yet; None where it is not ours alone."""
    folder = _usual()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    if sys.platform == "win32":  # below the user's profile, which Windows keeps from others
        return folder
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077
    return folder if ours else None


def _usual() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / _FOLDER / "run"
    session = os.environ.get("XDG_RUNTIME_DIR")
    if session and Path(session).is_dir():
        return Path(session) / _FOLDER
    return Path(tempfile.gettempdir()) / f"{_FOLDER}-{os.getuid()}"
