"""A command in a process of its own: it can be stopped at any moment, and the ledger is as it was or changed
whole. It is given one JSON line, and answers with JSON lines: how far it is, what it says, how it ended."""

from __future__ import annotations

import json
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TextIO

from xlsheet.desk.errands.commands import DeskCommand, command_of
from xlsheet.desk.errands.fields import WATCH, Outcome
from xlsheet.desk.errands.shown import outcome_json
from xlsheet.errors import ExistsError, LockedError, XlsheetError
from xlsheet.grids.progress import listener
from xlsheet.merge.candidates import file_name
from xlsheet.stores import committed
from xlsheet.stores.lock import patience
from xlsheet.tune_gc import tune_gc

_RETRY_SECONDS: Final = 1.0
_PATIENCE: Final = 0.5
"""Seconds of waiting without a word; then the page is told who is at the ledger."""
_STOPPED: Final = 9


class _Answers:
    """Says things to the desk; whatever else prints goes elsewhere."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._busy = threading.Lock()

    def say(self, **what: Any) -> None:
        with self._busy:
            self._stream.write(json.dumps(what, ensure_ascii=True) + "\n")
            self._stream.flush()


class _Saying(logging.Handler):
    def __init__(self, answers: _Answers) -> None:
        super().__init__(logging.WARNING)
        self._answers = answers

    def emit(self, record: logging.LogRecord) -> None:
        self._answers.say(message=record.getMessage())


def serve() -> None:
    """A worker's life: one command."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tune_gc()
    answers = _Answers(os.fdopen(os.dup(1), "w", encoding="ascii"))
    os.dup2(2, 1)
    errand = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_the_desk, daemon=True).start()
    logging.getLogger("xlsheet").addHandler(_Saying(answers))
    patience.set(_PATIENCE)
    listener.set(lambda count, path: answers.say(read=count, name=file_name(path)))
    if errand["command"] == WATCH:
        answers.say(ended=_watched(Path(errand["ledger"]), Path(errand["given"]["folder"]), answers))
        return
    answers.say(ended=_ended(Path(errand["ledger"]), errand["command"], errand["given"], answers))


def _watched(ledger: Path, folder: Path, answers: _Answers) -> dict[str, Any]:
    """Watch a folder until this process is ended."""
    from xlsheet.jobs.arrivals.watch import WatchRequest, watch

    try:
        watch(WatchRequest(ledger, folder, say=lambda text: answers.say(message=text)), threading.Event())
    except XlsheetError as error:
        return _failed(str(error))
    return {}


def _end_with_the_desk() -> None:
    """The desk holds our stdin open as long as it lives and wants us."""
    while sys.stdin.buffer.read(1):
        pass
    os._exit(_STOPPED)


def _ended(ledger: Path, name: str, given: Mapping[str, Any], answers: _Answers) -> dict[str, Any]:
    """How the command ended, for the page."""
    try:
        outcome = _when_free(ledger, command_of(name), given, answers)
        return {"state": "done", **outcome_json(outcome)}
    except ExistsError as error:
        return _failed(str(error), exists=True)
    except XlsheetError as error:
        return _failed(str(error))
    except OSError as error:
        from xlsheet.errors import reason

        return _failed(f"“{os.fsdecode(error.filename or '')}”用不了（{reason(error)}）。请核对后再试。")
    except Exception:  # noqa: BLE001  # the door: a user gets a message, the log gets the traceback
        from xlsheet.error_log import log_error

        return _failed(f"程序出错。详情记在 {log_error()}，请转给技术人员。")


def _failed(message: str, *, exists: bool = False) -> dict[str, Any]:
    """Once the ledger was changed, nothing may say that it was not."""
    if done := committed.changes():
        message = message.replace("，台账没有改动", "").replace("台账没有改动。", "")
        message = f"{''.join(change.words() for change in done)}这一步以后没有做完：{message}"
    return {"state": "failed", "message": message, "exists": exists}


def _when_free(ledger: Path, command: DeskCommand, given: Mapping[str, Any], answers: _Answers) -> Outcome:
    """The command done as soon as nobody else is at the ledger; until then the page says who is."""
    waiting = ""
    while True:
        try:
            return command.run(ledger, given)
        except LockedError as error:
            if str(error) != waiting:
                waiting = str(error)
                answers.say(waiting=waiting)
            time.sleep(_RETRY_SECONDS)
