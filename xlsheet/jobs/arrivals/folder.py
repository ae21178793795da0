"""A folder in which files arrive: which of them are there, and whole.

Looked at again and again instead of asking the system to tell: network drives tell nothing, and a copy that
is told of is not there yet. A file is whole once its size and time are at rest, it can be opened, and has its
end where it is a package.
"""

from __future__ import annotations

import contextlib
import os
import time
import zipfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from xlsheet.files.names import readable

LOG_NAME: Final = "收件.log"
_PARTIAL: Final = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".td")
_LEFTOVERS: Final = ("thumbs.db", "desktop.ini", LOG_NAME)
_STARTS: Final = (".", "~$", "~wrl")
_PATIENCE: Final = 600.0
"""Seconds for which a package without its end is taken for one that is still being copied."""

Stamp = tuple[int, int]
"""A file's size and the time of its last change."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that is there and whole: where, and in which state it was seen."""

    path: Path
    name: str
    stamp: Stamp


@dataclass(slots=True)
class WatchedFolder:
    """What was seen of a folder so far. `rest`: seconds for which a file must not have changed; `aside` are
    files and folders that are no returns."""

    path: Path
    rest: float
    aside: Collection[Path] = ()
    _seen: dict[Path, tuple[Stamp, float]] = field(default_factory=dict)
    _done: dict[Path, Stamp] = field(default_factory=dict)

    def whole(self, now: float | None = None) -> list[Arrival]:
        """The files that are new, or changed since they were done, and whole. Raises OSError where the folder
        cannot be looked into."""
        moment = time.monotonic() if now is None else now
        found = dict(self._files())
        self._seen = {path: seen for path, seen in self._seen.items() if path in found}
        self._done = {path: stamp for path, stamp in self._done.items() if path in found}
        ready = []
        for path, stamp in found.items():
            if self._done.get(path) == stamp:
                continue
            known = self._seen.get(path)
            if known is None or known[0] != stamp:
                self._seen[path] = (stamp, moment)
            elif moment - known[1] >= self.rest and _is_whole(path):
                ready.append(Arrival(path, readable(path.relative_to(self.path).as_posix()), stamp))
        return ready

    @property
    def waiting(self) -> bool:
        """Whether files are there that are not whole, or not done yet."""
        return any(self._done.get(path) != stamp for path, (stamp, _) in self._seen.items())

    def done(self, arrival: Arrival) -> None:
        """Not again, unless it changes."""
        self._done[arrival.path] = arrival.stamp

    def _files(self) -> Iterator[tuple[Path, Stamp]]:
        aside = {path.absolute() for path in self.aside}
        folders = [self.path]
        while folders:
            folder = folders.pop()
            with os.scandir(folder) as entries:
                for entry in entries:
                    path = folder / entry.name
                    if _is_aside(entry.name) or path.absolute() in aside or entry.is_symlink():
                        continue
                    with contextlib.suppress(OSError):  # gone while we looked
                        if entry.is_dir():
                            folders.append(path)
                        elif entry.is_file():
                            about = path.stat()  # on Windows the entry's own is not up to date
                            yield path, (about.st_size, about.st_mtime_ns)


def _is_aside(name: str) -> bool:
    low = name.casefold()
    return low.startswith(_STARTS) or low.endswith(_PARTIAL) or low in _LEFTOVERS


def _is_whole(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            head = file.read(2)
        about = path.stat()
        arrived = max(about.st_mtime, about.st_ctime)
        if not about.st_size or (head == b"PK" and not zipfile.is_zipfile(path)):
            return time.time() - arrived > _PATIENCE
    except OSError:
        return False  # whoever copies it holds it
    return True
