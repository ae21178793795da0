"""What may be said to a helper, by whom, and where it waits: on sockets, and on ports as on Windows."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from xlsheet.addin import helper
from xlsheet.addin.helper import Helper
from xlsheet.files import holding
from xlsheet.warm import place as places
from xlsheet.warm.channel import Channel, Listener, reach
from xlsheet.warm.client import Word, alive, end_all, hand_over
from xlsheet.warm.place import Place, own_folder, place_for
from xlsheet.warm.stamp import stamp


@dataclass(frozen=True)
class Waiting:
    """A helper in this process, which does no real clicks: `pressed` notes them, `release` lets them end."""

    place: Place
    thread: threading.Thread
    pressed: list[list[str]]
    release: threading.Event


@pytest.fixture(params=[False, True], ids=["socket", "port"])
def waiting(
    request: pytest.FixtureRequest, session: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Waiting]:
    place = place_for("/台账/督查台账.xlsm")
    assert place is not None
    pressed: list[list[str]] = []
    release = threading.Event()
    release.set()

    def press(arguments: list[str], folder: Path) -> bool:
        pressed.append(arguments)
        assert release.wait(20)
        return arguments != ["fail"]

    monkeypatch.setattr("xlsheet.addin.run.press_with", press)
    # the helper that the lock names is this very process, which must not end by force
    monkeypatch.setattr("xlsheet.warm.client._end_by_force", lambda place: None)
    monkeypatch.setattr(helper, "_AHEAD", ())
    handle = helper._hold(place)
    assert handle is not None
    serving = Helper(place, handle, Listener(place, by_port=request.param))
    thread = threading.Thread(target=serving.serve, daemon=True)
    thread.start()
    yield Waiting(place, thread, pressed, release)
    release.set()
    if thread.is_alive():
        _ask(place, {"ask": "end"})
        thread.join(10)
    assert not thread.is_alive()


def _ask(place: Place, request: dict[str, object]) -> dict[str, object] | None:
    reached = reach(place, 3)
    assert reached is not None
    with reached[0] as channel:
        channel.send({"word": reached[1], **request})
        return channel.receive(3)


def _click(name: str) -> dict[str, object]:
    return {"arguments": [name], "folder": "/", "job": name, "book": "a.xlsm"}


def test_a_click_is_done_and_its_end_told(waiting: Waiting) -> None:
    done = hand_over(waiting.place, _click("validate"))
    failed = hand_over(waiting.place, _click("fail"))
    assert [(h.word, h.status) for h in (done, failed)] == [(Word.DONE, 0), (Word.DONE, 3)]
    assert waiting.pressed == [["validate"], ["fail"]]


def test_while_one_is_done_another_hears_which(waiting: Waiting) -> None:
    waiting.release.clear()
    first = threading.Thread(target=hand_over, args=(waiting.place, _click("merge")))
    first.start()
    while not waiting.pressed:
        first.join(0.01)
    second = hand_over(waiting.place, _click("validate"))
    waiting.release.set()
    first.join(10)
    assert (second.word, second.job, second.book) == (Word.BUSY, "merge", "a.xlsm")
    assert waiting.pressed == [["merge"]]


def test_another_version_s_click_ends_it(waiting: Waiting) -> None:
    answer = _ask(waiting.place, {"ask": "click", "stamp": ["2", *stamp()[1:]], **_click("validate")})
    waiting.thread.join(10)
    assert answer == {"answer": Word.STALE}
    assert not waiting.thread.is_alive()
    assert not waiting.place.door.exists()
    assert waiting.pressed == []


def test_who_goes_away_before_it_begins_has_clicked_nothing(waiting: Waiting) -> None:
    assert _ask(waiting.place, {"ask": "click", "stamp": stamp(), **_click("merge")}) == {"answer": "ready"}
    while hand_over(waiting.place, _click("validate")).word is Word.BUSY:
        pass
    assert waiting.pressed == [["validate"]]


@pytest.mark.parametrize("line", [b"", b"\n", b"[]\n", b"{}\n", b"\xff\n", b'{"ask":"end","word":"x"}\n'])
def test_nonsense_and_strangers_are_not_answered(waiting: Waiting, line: bytes) -> None:
    reached = reach(waiting.place, 3)
    assert reached is not None
    channel: Channel = reached[0]
    channel._socket.sendall(line)
    channel._socket.shutdown(socket.SHUT_WR)
    answer = channel.receive(5)
    channel.close()
    assert answer is None
    assert hand_over(waiting.place, _click("validate")).word is Word.DONE


def test_ending_all_ends_it_and_leaves_nothing(waiting: Waiting) -> None:
    answer = _ask(waiting.place, {"ask": "end"})
    waiting.thread.join(10)
    assert answer == {"answer": Word.ENDING, "busy": False}
    assert not waiting.place.door.exists()


def test_nobody_else_can_enter_where_helpers_wait(waiting: Waiting) -> None:
    folder = own_folder()
    assert folder is not None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(waiting.place.door.stat().st_mode) == 0o600


def test_a_folder_that_others_can_enter_is_not_used(session: Path) -> None:
    assert own_folder() == session / "xlsheet"
    (session / "xlsheet").chmod(0o755)
    assert own_folder() is None
    assert place_for("/a/b.xlsm") is None


def test_a_link_in_its_place_is_not_followed(session: Path, tmp_path: Path) -> None:
    (session / "xlsheet").symlink_to(tmp_path)
    assert own_folder() is None


def test_one_place_a_folder_however_the_workbook_is_named(session: Path) -> None:
    same = {place_for(name) for name in ("/台账/a.xlsm", "/台账/b.xlsm")}
    other = {place_for(name) for name in ("/别的/a.xlsm", "https://x/台账/a.xlsm", "", r"C:\台账\a.xlsm")}
    assert len(same) == 1
    assert len(other | same) == 5


def test_what_a_dead_helper_left_is_in_nobody_s_way(session: Path) -> None:
    place = place_for("/a/b.xlsm")
    assert place is not None
    place.lock.write_text("1")  # a process that lives, but holds no lock
    place.door.write_text('{"port": 1, "word": ""}')
    assert reach(place, 1) is None
    assert alive() == 0
    assert (end_all().now, end_all().later) == (0, 0)
    assert not place.lock.exists()
    assert not place.door.exists()


def test_two_are_never_at_one_place(session: Path) -> None:
    place = place_for("/a/b.xlsm")
    assert place is not None
    handle = helper._hold(place)
    assert handle is not None
    assert helper._hold(place) is None
    assert place.lock.read_text() == str(os.getpid())
    os.close(handle)
    assert not holding.is_held(place.lock)


def test_seconds_that_are_none_are_the_usual_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    for said, seconds in (("0", 0), ("2.5", 2.5), ("-1", 0), ("bald", 900)):
        monkeypatch.setenv(places.SECONDS_VARIABLE, said)
        assert places.idle_seconds() == seconds
