"""What a helper was loaded from: another version, or another environment, wants another helper."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from xlsheet import __version__

_PACKAGE: Final = Path(__file__).parents[1]
_VARIABLES: Final = (
    *("HOME", "APPDATA", "LOCALAPPDATA", "TMPDIR", "DISPLAY", "WAYLAND_DISPLAY", "XDG_DATA_HOME"),
    *("PATH", "PYTHONPATH", "TZ", "LANG", "LC_ALL"),
)
_OURS: Final = "XLSHEET_"


def stamp() -> list[str]:
    """Equal for two processes of which each could do the other's work."""
    newest, size, count = 0, 0, 0
    for found in _files():
        newest, size, count = max(newest, found.st_mtime_ns), size + found.st_size, count + 1
    variables = {*_VARIABLES, *(name for name in os.environ if name.startswith(_OURS))}
    known = [f"{name}={os.environ[name]}" for name in sorted(variables) if name in os.environ]
    return [__version__, sys.version, sys.prefix, f"{newest} {size} {count}", *known]


def _files() -> Iterator[os.stat_result]:
    """Our modules, and the folders in which other packages are: a new one of these changes its folder."""
    for folder in sys.path:
        if folder.endswith("-packages"):
            try:
                yield Path(folder).stat()
            except OSError:
                continue
    folders = [str(_PACKAGE)]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders += [entry.path] * (entry.name != "__pycache__")
                else:
                    yield entry.stat()
