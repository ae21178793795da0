"""A process that does something for the desk and tells of it in lines of JSON; it ends with the desk."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any, Final

from xlsheet.desk.errands.fields import PROGRAM

_LONGEST_LINE: Final = 1 << 28
_NO_WINDOW: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class Worker:
    """One process: `xlsheet.desk.errands.worker` in a Python of its own."""

    def __init__(self) -> None:
        self._process: asyncio.subprocess.Process | None = None

    async def said(self, errand: Mapping[str, Any]) -> AsyncIterator[Mapping[str, Any]]:
        """Start it, and give what it says until it ends. Raises OSError where it cannot be started."""
        package = str(Path(__file__).parents[2])
        process = self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            PROGRAM,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            limit=_LONGEST_LINE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join([package, *filter(None, sys.path)])},
            creationflags=_NO_WINDOW,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(ConnectionError):
            process.stdin.write(json.dumps(errand).encode("ascii") + b"\n")
            await process.stdin.drain()
        while line := await process.stdout.readline():
            yield json.loads(line)
        process.stdin.close()
        await process.wait()
        self._process = None

    def kill(self) -> None:
        """End it, whatever it is doing: a ledger is swapped in whole or not at all."""
        if self._process is not None:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
