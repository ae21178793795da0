"""Watch a folder: what arrives is merged with the day of its arrival, and its verdict stands in 收件.log."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any, Final

from xlsheet.dictionary.findings import Severity, in_order
from xlsheet.dictionary.reports import Listing
from xlsheet.errors import LockedError, OutputError, RequestError, XlsheetError, of_missing_path, reason
from xlsheet.jobs.arrivals.folder import LOG_NAME, Arrival, WatchedFolder
from xlsheet.jobs.arrivals.log import ArrivalLog, LogLine, plain
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.merge.files import JudgedFile
from xlsheet.stores.again import on_ledger
from xlsheet.stores.file import FileStore

_MOST_AT_ONCE: Final = 200
_TROUBLED: Final = 30.0
"""Seconds until a ledger or a folder that cannot be used is tried again."""


@dataclass(frozen=True, slots=True)
class WatchRequest:
    """`replies`: the folder for copies that go back. `once`: what is there now, no longer. `rest`: seconds
    for which a file must not change; `pause`: seconds between two looks. `say` gets each sentence."""

    ledger: Path
    folder: Path
    replies: Path | None = None
    once: bool = False
    rest: float = 3.0
    pause: float = 2.0
    say: Callable[[str], object] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class WatchReport:
    """What was merged until the watch ended, in the order of arrival; `waiting`: files were left for the next
    time, since they were not whole or the ledger was not free, which `trouble` tells of."""

    folder: Path
    lines: tuple[LogLine, ...]
    needs_attention: bool
    waiting: bool = False
    trouble: str = ""

    def as_json(self) -> dict[str, Any]:
        files = [
            {"path": x.name, "verdict": x.verdict, "unit": x.unit, "month": x.month, "said": x.said}
            for x in self.lines
        ]
        return {"folder": str(self.folder), "files": files, "waiting": self.waiting, "trouble": self.trouble}

    def summary(self) -> str:
        done = f"收进 {len(self.lines)} 个文件" if self.lines else "没有新到的文件"
        left = f"还有没有收完的：{self.trouble or '有文件还在拷贝，下次再收。'}" if self.waiting else ""
        return f"“{self.folder}”：{done}，结论记在“{LOG_NAME}”。{left}"

    def listings(self) -> Sequence[Listing]:
        rows = [(line.name, line.verdict, line.unit, line.month, line.said) for line in self.lines]
        return [Listing("收件", ("文件", "结论", "单位", "月份", "说明"), rows)]


def watch(request: WatchRequest, stop: Event) -> WatchReport:
    """Merge what arrives until `stop` is set, or, `once`, what is there; trouble that may pass is waited out.

    Raises RequestError where there is no such folder, LedgerError where there is no ledger,
    OutputError where the log takes nothing.
    """
    if not request.folder.is_dir():
        raise of_missing_path(RequestError(f"没有文件夹“{request.folder}”。请先建好，或核对路径。"))
    with FileStore.open(request.ledger, writing=False) as store:
        backups = store.backups_folder
    aside = [request.ledger, backups, *([request.replies] if request.replies else [])]
    return _Watch(request, WatchedFolder(request.folder, request.rest, aside), stop).run()


class _Watch:
    """A watch while it lasts."""

    def __init__(self, request: WatchRequest, folder: WatchedFolder, stop: Event) -> None:
        self._request = request
        self._folder = folder
        self._stop = stop
        self._log = ArrivalLog(request.folder / LOG_NAME)
        self._log.add([])  # a folder that takes no log is told at once
        self._known = self._log.known()
        self._lines: list[LogLine] = []
        self._looks_bad = False
        self._trouble = ""

    def run(self) -> WatchReport:
        looks = 0
        while not self._stop.is_set():
            trouble = self._look()
            looks += 1
            if trouble != self._trouble:
                self._request.say(trouble or "可以继续了。")
                self._trouble = trouble
            if self._request.once and looks > 1:
                break
            patient = self._request.rest if self._request.once else self._request.pause
            self._stop.wait(max(patient + 0.05, _TROUBLED if trouble and not self._request.once else 0))
        waiting = bool(self._trouble) or self._folder.waiting
        return WatchReport(
            self._request.folder,
            tuple(self._lines),
            needs_attention=self._looks_bad or bool(self._trouble),
            waiting=waiting,
            trouble=self._trouble,
        )

    def _look(self) -> str:
        """Merge what is whole; what is in the way, where something is."""
        try:
            ready = self._folder.whole()
        except OSError as error:
            return f"“{self._request.folder}”现在看不了（{reason(error)}），等它恢复。"
        fresh = {arrival: mark for arrival in ready if (mark := self._new(arrival))}
        todo = list(fresh)
        while todo and not self._stop.is_set():
            some, todo = todo[:_MOST_AT_ONCE], todo[_MOST_AT_ONCE:]
            try:
                self._take({arrival: fresh[arrival] for arrival in some})
            except LockedError as error:
                return f"{error}　空出来就接着收。"
            except OutputError:
                raise
            except XlsheetError as error:
                return f"{error}　稍后再试。"
        return ""

    def _new(self, arrival: Arrival) -> str:
        """The fingerprint of a file that has no verdict yet; nothing for one that has, or is gone again."""
        try:
            with arrival.path.open("rb") as file:
                mark = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        except OSError:
            return ""
        name = plain(arrival.name)
        if any(known == name or known.startswith(f"{name}/") for known in self._known.get(mark, ())):
            self._folder.done(arrival)
            return ""
        return mark

    def _take(self, arrivals: Mapping[Arrival, str]) -> None:
        there = {arrival: mark for arrival, mark in arrivals.items() if arrival.path.exists()}
        if not there:
            return
        asked = MergeRequest([arrival.path for arrival in there], replies=self._request.replies)
        report = on_ledger(self._request.ledger, merge, asked)
        lines = list(_log_lines(report.files, there, self._request.folder))
        self._log.add(lines)
        self._looks_bad |= report.needs_attention
        for arrival, mark in there.items():
            self._known.setdefault(mark, set()).add(plain(arrival.name))
            self._folder.done(arrival)
        self._lines += lines
        self._request.say(report.summary())


def _log_lines(
    files: Sequence[JudgedFile], arrivals: Mapping[Arrival, str], folder: Path
) -> Iterator[LogLine]:
    """A line for each file that was judged, those in archives too; each with the fingerprint of what came."""
    now = datetime.now()
    marks = {arrival.path.as_posix(): (arrival.name, mark) for arrival, mark in arrivals.items()}
    told = set()
    for file in files:
        source = next((path for path in marks if file.path == path or file.path.startswith(f"{path}/")), "")
        name, mark = marks.get(source, ("", ""))
        told.add(source)
        inner = file.path[len(source) :] if source else os.path.relpath(file.path, folder)
        grave = [f for f in in_order(file.all_findings()) if f.severity is not Severity.INFO]
        counts = f"接收 {len(file.accepted)} 行，退回 {file.returned_rows} 行。"
        said = counts + "".join(map(str, grave[:1])) + (f"共 {len(grave)} 条。" if len(grave) > 1 else "")
        yield LogLine(now, f"{name}{inner}", file.verdict.word, file.unit, file.month, said, mark)
    for source, (name, mark) in marks.items():
        if source not in told:  # a container in which nothing was
            yield LogLine(now, name, "", "", "", "里面没有文件。", mark)
