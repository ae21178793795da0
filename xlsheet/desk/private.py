"""The desk's private folder, one a ledger: who serves it, and what was dropped onto the page."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

from xlsheet.errors import JobError, OutputError, RequestError, reason
from xlsheet.files import holding
from xlsheet.files.names import allowed
from xlsheet.grids.limits import MOST_PACKED_BYTES, MOST_PACKED_FILES
from xlsheet.resources import user_folder

MOST_BYTES: Final = MOST_PACKED_BYTES
"""Bytes of one file, and of all that are dropped together: those of one zip of returns."""
_LONGEST: Final = 200
"""Bytes of a name, which systems let have 255."""
_LONGEST_ENDING: Final = 8


@dataclass(slots=True)
class Batch:
    """Files that were dropped together."""

    folder: Path
    paths: list[Path] = field(default_factory=list)
    size: int = 0


class PrivateFolder:
    """A folder that only this user can look into. `taken` says whether this process serves the ledger."""

    def __init__(self, ledger: Path) -> None:
        """Raises OutputError where the folder cannot be made."""
        known = hashlib.sha256(str(ledger.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:16]
        self.path = user_folder() / "desk" / known
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.path.chmod(0o700)
            self._lock = holding.take(self.path / "lock")
        except OSError as error:
            raise OutputError(f"“{self.path}”不能写入（{reason(error)}）。请核对权限和磁盘空间。") from error
        self._batches: dict[str, Batch] = {}
        if self.taken:
            self._clear()

    @property
    def taken(self) -> bool:
        return self._lock is not None

    def announce(self, content: Mapping[str, Any]) -> None:
        """Say where the server is; for this user's eyes only."""
        handle = os.open(self.path / "server.new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(content, file)
        (self.path / "server.new").replace(self.path / "server.json")

    def announced(self) -> dict[str, Any] | None:
        """What the server that has the folder said; None while it is starting."""
        try:
            found = json.loads((self.path / "server.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return found if isinstance(found, dict) else None

    def close(self) -> None:
        """Leave nothing behind, and let another server have it."""
        if self._lock is not None:
            self._clear()
            os.close(self._lock)
            self._lock = None

    def _clear(self) -> None:
        """Also what a server left that was killed."""
        shutil.rmtree(self.path / "files", ignore_errors=True)
        with contextlib.suppress(OSError):
            (self.path / "server.json").unlink()

    def new_folder(self) -> Path:
        """An empty folder in it."""
        folder = self.path / "files" / secrets.token_hex(8)
        folder.mkdir(parents=True, mode=0o700)
        return folder

    def new_batch(self) -> str:
        """A place for files that belong together; its name."""
        folder = self.new_folder()
        self._batches[folder.name] = Batch(folder)
        return folder.name

    def batch(self, name: object) -> Batch:
        """RequestError where there is none of that name."""
        found = self._batches.get(name) if isinstance(name, str) else None
        if found is None:
            raise RequestError("拖进来的文件已经不在了，请再拖一次。")
        return found

    def new_file(self, batch: Batch, name: str) -> tuple[Path, BinaryIO]:
        """A file to be filled, in a folder of its own: its name is what people read, and leads nowhere."""
        if len(batch.paths) >= MOST_PACKED_FILES:
            raise RequestError(f"一次最多放 {MOST_PACKED_FILES} 个文件，请分几次。")
        folder = batch.folder / str(len(batch.paths) + 1)
        try:
            folder.mkdir(mode=0o700)
            path = folder / _harmless(name)
            return path, path.open("xb")
        except OSError as error:
            raise JobError(f"“{name}”存不下来（{reason(error)}）。请核对磁盘空间。") from error


def _harmless(name: str) -> str:
    """The last part of a name, as every system allows it, its ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1].encode("utf-8", "replace").decode("utf-8")
    stem, dot, ending = last.rpartition(".")
    ending = allowed(ending, "") if dot and stem and len(ending) <= _LONGEST_ENDING else ""
    whole = allowed(stem if ending else last, "文件", _LONGEST)
    stem = whole.encode()[:_LONGEST].decode("utf-8", "ignore")
    if stem.split(".")[0].upper() in _DEVICES:
        stem = f"_{stem}"
    if last.startswith(".") and not stem.startswith("."):
        stem = f".{stem}"  # what systems leave beside files is known by it
    return f"{stem}.{ending}" if ending else stem


_DEVICES: Final = {"CON", "PRN", "AUX", "NUL", *(f"{n}{i}" for n in ("COM", "LPT") for i in range(1, 10))}
"""What Windows opens in place of a file of that name."""
