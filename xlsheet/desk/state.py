"""What all open pages are told at once: the ledger's file, who has it, and the command that runs."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Final

from xlsheet.desk.private import PrivateFolder
from xlsheet.desk.runs import Runs
from xlsheet.desk.tables import DeskTables
from xlsheet.desk.watching import FolderWatch
from xlsheet.errors import LockedError
from xlsheet.stores.open_marks import refuse_if_open

_LOOK_SECONDS: Final = 1.0
_SIGN_OF_LIFE: Final = 15.0


class Desk:
    """One ledger's desk: its pages, its commands, its tables."""

    def __init__(self, ledger: Path, private: PrivateFolder) -> None:
        self.ledger = ledger
        self.private = private
        self.tables = DeskTables(ledger)
        self.runs = Runs(ledger, self.changed)
        self.folder = FolderWatch(ledger, self.changed)
        self._listening: set[asyncio.Event] = set()
        self._file: object = None
        self._held = ""
        self._ending = False
        self.last_seen = time.monotonic()

    @property
    def pages(self) -> int:
        """How many pages are open."""
        return len(self._listening)

    def end(self) -> None:
        """Let the pages go: their streams end by themselves."""
        self._ending = True
        self.changed()

    def changed(self) -> None:
        """Let every page be told."""
        for event in self._listening:
            event.set()

    async def watch(self) -> None:
        """Look at the ledger's file all the time: others change it and open it."""
        while True:
            file, held = self._look()
            if (file, held) != (self._file, self._held):
                self._file, self._held = file, held
                self.changed()
            await asyncio.sleep(_LOOK_SECONDS)

    def _look(self) -> tuple[object, str]:
        held = ""
        try:
            refuse_if_open(self.ledger)
        except LockedError as error:
            held = str(error).replace("，台账没有改动", "")
        try:
            about = self.ledger.stat()
        except OSError:
            return None, held
        return f"{about.st_mtime_ns}-{about.st_size}", held

    def told(self) -> dict[str, Any]:
        """What a page is told."""
        run = self.runs.current
        return {
            "file": self._file,
            "held": self._held,
            "run": run.brief() if run else None,
            "watch": self.folder.told(),
        }

    async def events(self) -> AsyncIterator[str]:
        """For one page, as long as it listens (server-sent events)."""
        event = asyncio.Event()
        self._listening.add(event)
        try:
            while not self._ending:
                event.clear()
                yield f"data: {json.dumps(self.told(), ensure_ascii=False)}\n\n"
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(event.wait(), _SIGN_OF_LIFE)
        finally:
            self._listening.discard(event)
            self.last_seen = time.monotonic()
