"""Commands that run, each in its own process, one at a time: how far they are, and how they ended."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from xlsheet.desk.processes import Worker
from xlsheet.errors import JobError, RequestError

_KEPT: Final = 30
SECRET: Final = "password"
"""What is filled in there goes to the worker and is kept nowhere."""
_SEE_DOCTOR: Final = "请运行 xlsheet doctor 查看安装情况。"
_BROKEN: Final = "程序停了，没有做完。请看台账是不是已经改好，再试一次。"
_STOPPED: Final = "已取消，台账没有改动。"
_TOO_LATE: Final = "取消得晚了：台账已经改好。要退回去请点“撤销”。"


@dataclass
class Run:
    """One command: what was asked, and what is known of it so far."""

    id: str
    command: str
    label: str
    given: Mapping[str, Any]
    folder: Path
    started: str = field(default_factory=lambda: f"{datetime.now():%H:%M:%S}")
    state: str = "running"
    read: int = 0
    name: str = ""
    waiting: str = ""
    messages: list[str] = field(default_factory=list)
    result: dict[str, Any] = field(default_factory=dict)

    def brief(self) -> dict[str, Any]:
        """What all pages are told."""
        return {
            "id": self.id,
            "command": self.command,
            "label": self.label,
            "state": self.state,
            "started": self.started,
            "read": self.read,
            "of": len(self.given.get("paths") or ()),
            "name": self.name,
            "waiting": self.waiting,
            "dry_run": bool(self.given.get("dry_run")),
        }

    def whole(self) -> dict[str, Any]:
        """What the page is told that asks for it."""
        return {**self.brief(), "messages": self.messages, "result": self.result}


class Runs:
    """The commands of a server; `changed` is called whenever a page would show something new."""

    def __init__(self, ledger: Path, changed: Callable[[], None]) -> None:
        self._ledger = ledger
        self._changed = changed
        self._runs: OrderedDict[str, Run] = OrderedDict()
        self._worker = Worker()
        self._task: asyncio.Task[None] | None = None
        self.current: Run | None = None

    def start(self, command: str, label: str, given: Mapping[str, Any], folder: Path) -> Run:
        """JobError while another one runs."""
        if self.current is not None:
            raise JobError(f"正在做“{self.current.label}”，请等它做完，或先取消它。")
        run = Run(folder.name, command, label, given, folder)
        self.current = self._runs[run.id] = run
        while len(self._runs) > _KEPT:
            self._runs.popitem(last=False)
        self._task = asyncio.get_running_loop().create_task(self._carry_out(run))
        self._changed()
        return run

    def run(self, name: object) -> Run:
        """RequestError for one that nobody knows."""
        found = self._runs.get(name) if isinstance(name, str) else None
        if found is None:
            raise RequestError("这一次的结果已经不在了，请再做一次。")
        return found

    async def cancel(self, run: Run) -> None:
        """Stop it; what it says then depends on whether the ledger was changed by then."""
        if self.current is run and run.state == "running":
            run.state = "stopping"
            self.stop()
            if self._task is not None:
                await self._task

    def stop(self) -> None:
        """End the process, whatever it is doing: a ledger is swapped in whole or not at all."""
        self._worker.kill()

    async def _carry_out(self, run: Run) -> None:
        before = _stamp(self._ledger)
        try:
            run.result = await self._answer(run) or {}
        except (OSError, ValueError) as error:
            run.result = {
                "state": "failed",
                "message": f"程序启动不了（{error}）。{_SEE_DOCTOR}",
            }
        if run.result:
            run.state = str(run.result["state"])
        elif run.state == "stopping":
            changed = _stamp(self._ledger) != before
            run.state = "failed" if changed else "cancelled"
            run.result = {"state": run.state, "message": _TOO_LATE if changed else _STOPPED}
        else:
            run.state, run.result = "failed", {"state": "failed", "message": _BROKEN}
        run.waiting, self.current = "", None
        self._changed()

    async def _answer(self, run: Run) -> dict[str, Any] | None:
        """How it ended; None where it was stopped or died."""
        ended: dict[str, Any] | None = None
        errand = {"ledger": str(self._ledger), "command": run.command, "given": dict(run.given)}
        run.given = {name: value for name, value in run.given.items() if name != SECRET}
        async for said in self._worker.said(errand):
            ended = said.get("ended", ended)
            self._note(run, said)
        return ended

    def _note(self, run: Run, said: Mapping[str, Any]) -> None:
        if "read" in said:
            run.read, run.name, run.waiting = said["read"], said["name"], ""
        run.waiting = said.get("waiting", run.waiting)
        if "message" in said:
            run.messages.append(said["message"])
        self._changed()


def _stamp(path: Path) -> object:
    try:
        about = path.stat()
    except OSError:
        return None
    return about.st_mtime_ns, about.st_size, about.st_ino
