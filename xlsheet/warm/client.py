"""The other end of a helper: hand a click over to it, start it where it isn't there, end it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from xlsheet.files import holding
from xlsheet.warm.channel import Channel, reach
from xlsheet.warm.place import Place, places
from xlsheet.warm.stamp import stamp

MODULE: Final = "xlsheet.addin.helper"
_ANSWER_SECONDS: Final = 3.0
_START_SECONDS: Final = 5.0
_PAUSE: Final = 0.01
# CREATE_NO_WINDOW and CREATE_NEW_PROCESS_GROUP
_WITHOUT_A_WINDOW: Final = 0x08000000 | 0x00000200


class Word(StrEnum):
    """What a helper may say."""

    READY = "ready"
    """It takes the click as soon as it hears `go`."""
    BUSY = "busy"
    """Another click is being done; `job` and `book` say which."""
    STALE = "stale"
    """It is of another version, or of another environment, and ends."""
    DONE = "done"
    """The click is over: `status`, and `told` for stderr."""
    ENDING = "ending"
    """It ends, at once or after the click that is being done."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What became of a click that was handed over. `word` None: there was nobody to take it; `status` None:
    the helper broke off in the midst of it."""

    word: Word | None
    status: int | None = None
    told: str = ""
    job: str = ""
    book: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """Helpers that were ended, and those that end once their click is done."""

    now: int
    later: int


def hand_over(place: Place, click: Mapping[str, Any]) -> Handed:
    """Have the helper of a place do a click, and wait until it has; start the helper where there is none."""
    request = {**click, "ask": "click", "stamp": stamp()}
    for started in (False, True):
        channel = _begin(place, request) if not started else _start(place, request)
        if channel is None:
            continue
        with channel:
            answer = channel.receive(_ANSWER_SECONDS) or {}
            word = answer.get("answer")
            if word == Word.BUSY:
                return Handed(Word.BUSY, job=str(answer.get("job")), book=str(answer.get("book")))
            if word != Word.READY or not channel.send({"ask": "go"}):
                continue
            done = channel.receive(None) or {}
            if done.get("answer") != Word.DONE:
                return Handed(Word.READY)
            return Handed(Word.DONE, int(done["status"]), str(done["told"]))
    return Handed(None)


def end_all(seconds: float = _ANSWER_SECONDS) -> Ended:
    """End this user's helpers; one that does not even answer is ended by force."""
    now, later = 0, 0
    for place in places():
        if not holding.is_held(place.lock):
            _forget(place)
            continue
        begun = _begin(place, {"ask": "end"})
        answer = begun.receive(seconds) if begun else None
        if answer and answer.get("busy"):
            later += 1
            continue
        if not (answer and _gone(place, seconds)):
            _end_by_force(place)
        now += _gone(place, seconds)
    return Ended(now, later)


def alive() -> int:
    """How many helpers this user has."""
    return sum(holding.is_held(place.lock) for place in places())


def _begin(place: Place, request: Mapping[str, Any]) -> Channel | None:
    reached = reach(place, _ANSWER_SECONDS)
    if reached is None:
        return None
    channel, word = reached
    if channel.send({**request, "word": word}):
        return channel
    channel.close()
    return None


def _start(place: Place, request: Mapping[str, Any]) -> Channel | None:
    """A conversation with a helper that was started for it, or that somebody else started meanwhile."""
    deadline = time.monotonic() + _START_SECONDS
    process = _spawn(place) if not holding.is_held(place.lock) else None
    while time.monotonic() < deadline:
        channel = _begin(place, request)
        if channel is not None:
            return channel
        if process is None and not holding.is_held(place.lock):
            process = _spawn(place)  # the stale one is gone
        elif process is not None and process.poll() is not None and not holding.is_held(place.lock):
            return None  # it can't even start
        time.sleep(_PAUSE)
    return None


def _spawn(place: Place) -> subprocess.Popen[bytes] | None:
    """The helper, on its own: it outlives the click, has no window and holds no folder."""
    apart: dict[str, Any] = {"start_new_session": True}
    if sys.platform == "win32":
        apart = {"creationflags": _WITHOUT_A_WINDOW}
    nothing = subprocess.DEVNULL
    command = [sys.executable, "-X", "faulthandler", "-m", MODULE, str(place.folder), place.key]
    try:
        with place.log.open("wb") as log:  # nobody else hears why it died
            return subprocess.Popen(
                command, stdin=nothing, stdout=nothing, stderr=log, cwd=place.folder, **apart
            )
    except OSError:
        return None


def _gone(place: Place, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while holding.is_held(place.lock):
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    _forget(place)
    return True


def _end_by_force(place: Place) -> None:
    """Its lock is held, so the process that the lock names is the helper itself."""
    with contextlib.suppress(OSError, ValueError):
        os.kill(int(place.lock.read_text()), getattr(signal, "SIGKILL", signal.SIGTERM))


def _forget(place: Place) -> None:
    """Take away what a dead helper left, unless the next one holds it already."""
    with contextlib.suppress(OSError):
        handle = holding.take(place.lock)
        if handle is not None:
            try:
                place.door.unlink(missing_ok=True)
                place.lock.unlink(missing_ok=True)
                if not place.log.stat().st_size:
                    place.log.unlink()
            finally:
                os.close(handle)
