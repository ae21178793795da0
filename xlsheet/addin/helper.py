"""The warm helper: a process that does the clicks on one folder's ledgers, with everything loaded already.

The first click starts it, the next ones find it, and after a quarter of an hour without any it ends. Clicks
are done in its main thread, which is the one that Excel's COM and Calc's UNO are reached from; other threads
only talk to those who ask. Nothing of a spreadsheet program is held between two clicks.
"""

from __future__ import annotations

import contextlib
import gc
import hmac
import io
import os
import queue
import sys
import threading
import time
import traceback
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from xlsheet.files import holding
from xlsheet.tune_gc import tune_gc
from xlsheet.warm.channel import Channel, Listener
from xlsheet.warm.client import Word
from xlsheet.warm.place import Place, idle_seconds
from xlsheet.warm.stamp import stamp

_HELLO_SECONDS: Final = 3.0
_LOCK_SECONDS: Final = 1.0
_PAUSE: Final = 0.02
_AHEAD: Final = (
    *("xlsheet.jobs.validate", "xlsheet.addin.highlights", "xlsheet.rules.engine", "xlsheet.jobs.merge"),
    *("xlsheet.jobs.missing", "xlsheet.jobs.undo", "xlsheet.jobs.split", "xlsheet.jobs.remind"),
)
"""What is loaded while there is nothing else to do."""


@dataclass(frozen=True, slots=True)
class _Task:
    """A click: what the macro started Python with, where, and who waits for its end."""

    arguments: list[str]
    folder: Path
    channel: Channel
    job: str
    book: str


class Helper:
    """One helper at its place; `handle` is the place's lock, which it lets go when it leaves."""

    def __init__(self, place: Place, handle: int, listener: Listener) -> None:
        self._place = place
        self._handle: int | None = handle
        self._listener = listener
        self._stamp = stamp()
        self._tasks: queue.Queue[_Task | None] = queue.Queue()
        self._state = threading.Lock()
        self._running: _Task | None = None
        self._ending = False

    def serve(self) -> None:
        """Do clicks until none has come for a while, or until somebody wants another helper."""
        threading.Thread(target=self._listen, daemon=True).start()
        ahead, later, last = list[str](), list(_AHEAD), time.monotonic()
        while not self._ending or self._running:
            idle = last + idle_seconds() - time.monotonic()
            try:
                task = self._tasks.get(timeout=0 if ahead else max(idle, 0.0))
            except queue.Empty:
                if ahead:
                    import_module(ahead.pop(0))
                elif idle <= 0:
                    self._end_if_idle()
                continue
            if task is not None:
                self._do(task)
                ahead, later, last = ahead + later, [], time.monotonic()
        self._leave()

    def _do(self, task: _Task) -> None:
        """One click, and its end told to who waits for it."""
        from xlsheet.addin.run import press_with

        told = io.StringIO()
        try:
            with contextlib.redirect_stderr(told):
                done = press_with(task.arguments, task.folder)
        finally:
            _let_go()
            with self._state:
                self._running = None
        status = 0 if done else 3
        task.channel.send({"answer": Word.DONE, "status": status, "told": told.getvalue()})
        task.channel.close()

    def _leave(self) -> None:
        """Give the place up to the next helper, though this one may still be loading something."""
        with self._state:
            handle, self._handle = self._handle, None
        if handle is not None:
            self._listener.close()
            with contextlib.suppress(OSError):  # Windows keeps it while it is open
                self._place.lock.unlink()
                self._place.log.unlink(missing_ok=True)
            os.close(handle)

    def _end_if_idle(self) -> None:
        with self._state:
            self._ending = self._ending or self._running is None

    def _listen(self) -> None:
        while (channel := self._listener.accept()) is not None:
            threading.Thread(target=self._answer, args=(channel,), daemon=True).start()

    def _answer(self, channel: Channel) -> None:
        request = channel.receive(_HELLO_SECONDS) or {}
        asked = request.get("ask")
        if not hmac.compare_digest(str(request.get("word", "")).encode(), self._listener.word.encode()):
            channel.close()
        elif asked == "end":
            self._end(channel)
        elif asked == "click":
            self._take(request, channel)
        else:
            channel.close()

    def _end(self, channel: Channel) -> None:
        with self._state:
            self._ending, busy = True, self._running is not None
        channel.send({"answer": Word.ENDING, "busy": busy})
        channel.close()
        if not busy:
            self._leave()
        self._tasks.put(None)

    def _take(self, request: dict[str, Any], channel: Channel) -> None:
        """Reserve this helper for a click, and begin once its sender has heard so."""
        task = _task(request, channel)
        refusal = self._reserve(task, request)
        if refusal is not None:
            channel.send(refusal)
            channel.close()
            if refusal["answer"] is Word.STALE:
                self._leave()
                self._tasks.put(None)
            return
        heard = channel.send({"answer": Word.READY}) and channel.receive(_HELLO_SECONDS)
        if heard:
            self._tasks.put(task)
        else:  # who clicked has gone elsewhere
            channel.close()
            with self._state:
                self._running = None

    def _reserve(self, task: _Task, request: dict[str, Any]) -> dict[str, Any] | None:
        """None where the click may begin; else what is to be answered."""
        with self._state:
            if self._running is not None:
                return {"answer": Word.BUSY, "job": self._running.job, "book": self._running.book}
            if self._ending or request.get("stamp") != self._stamp:
                self._ending = True
                return {"answer": Word.STALE}
            self._running = task
        return None


def _task(request: dict[str, Any], channel: Channel) -> _Task:
    arguments = [str(argument) for argument in request.get("arguments", [])]
    folder = Path(str(request.get("folder", ".")))
    return _Task(arguments, folder, channel, str(request.get("job", "")), str(request.get("book", "")))


def _let_go() -> None:
    """Drop all that the click held of Excel or Calc: an Excel that somebody holds would not end when its
    user closes it, and a workbook of Calc's would stay in memory."""
    from xlsheet import engines

    engines.let_go()
    gc.collect()


def main() -> None:
    """`python -m xlsheet.addin.helper FOLDER KEY`; it ends at once where there is one already."""
    tune_gc()
    place = Place(Path(sys.argv[1]), sys.argv[2])
    handle = _hold(place)
    if handle is not None:
        try:
            Helper(place, handle, Listener(place)).serve()
        except BaseException:  # noqa: BLE001  # whatever ended it: nobody else hears of it
            traceback.print_exc()  # into the place's log
            sys.stderr.flush()
    os._exit(0)  # UNO's bridge now and then crashes while Python takes itself apart


def _hold(place: Place) -> int | None:
    """The place's lock, which then names this process. Others look at it now and then, for a moment."""
    deadline = time.monotonic() + _LOCK_SECONDS
    while (handle := holding.take(place.lock)) is None and time.monotonic() < deadline:
        time.sleep(_PAUSE)
    if handle is not None:
        os.ftruncate(handle, 0)
        os.write(handle, str(os.getpid()).encode())
    return handle


if __name__ == "__main__":
    main()
