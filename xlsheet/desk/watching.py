"""The watch that the desk can switch on: `xlsheet watch` in a process of its own, while the desk runs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from xlsheet.desk.processes import Worker
from xlsheet.errors import RequestError

_KEPT: Final = 12


class FolderWatch:
    """Switched on for one folder, or off; `changed` is called whenever a page would show something new."""

    def __init__(self, ledger: Path, changed: Callable[[], None]) -> None:
        self._ledger = ledger
        self._changed = changed
        self._worker = Worker()
        self._task: asyncio.Task[None] | None = None
        self._folder = ""
        self._said: deque[str] = deque(maxlen=_KEPT)

    def told(self) -> dict[str, Any]:
        """What pages show of it: the folder while it is on, and what it said last, the newest first."""
        return {"folder": self._folder, "said": list(self._said)[::-1]}

    def start(self, folder: str) -> None:
        """RequestError for what is no folder, and where it is on already."""
        place = self._ledger.parent / Path(folder.strip()).expanduser()
        if self._folder:
            raise RequestError(f"正守着“{self._folder}”，请先停下来。")
        if not folder.strip() or not place.is_dir():
            raise RequestError(f"没有文件夹“{place}”。请先建好，或核对路径。")
        self._folder = str(place)
        self._said.clear()
        self._task = asyncio.get_running_loop().create_task(self._watch())
        self._changed()

    async def stop(self) -> None:
        """Off, at once; what was being merged is in the ledger whole or not at all."""
        self._worker.kill()
        if self._task is not None:
            await self._task

    async def _watch(self) -> None:
        errand = {"ledger": str(self._ledger), "command": "watch", "given": {"folder": self._folder}}
        try:
            async for said in self._worker.said(errand):
                text = said.get("message") or said.get("ended", {}).get("message")
                if text:
                    self._said.append(text)
                    self._changed()
        finally:
            self._folder = ""
            self._changed()
