"""A file that harms its reader costs itself and nothing else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from operator import length_hint

import psutil
import pytest

from xlsheet.errors import JobError
from xlsheet.grids import limits
from xlsheet.grids.pool import Death, map_in_workers

ACT = "support.deadly:act"


def run(*chunks: list[str], processes: int | None = None) -> list[str]:
    return list(
        map_in_workers(ACT, iter(chunks), lambda what, death: f"{what} died: {death.value}", processes)
    )


@pytest.mark.parametrize(
    ("what", "death"),
    [
        ("abort", Death.CRASH),
        ("leave", Death.CRASH),
        ("raise", Death.CRASH),
        ("sleep", Death.TIME),
        ("spin", Death.TIME),
        ("eat", Death.MEMORY),
    ],
)
def test_a_worker_that_dies_costs_one_item_wherever_it_stands(what: str, death: Death) -> None:
    died = f"{what} died: {death.value}"
    assert run([what, "a", what, what, "b"], ["c", what]) == [died, "a", died, died, "b", "c", died]


def test_order_holds_with_several_workers() -> None:
    chunks = [[f"{i}.{j}" for j in range(5)] for i in range(40)]
    chunks[7][2] = chunks[30][0] = "abort"
    expected = [what if what != "abort" else "abort died: crash" for chunk in chunks for what in chunk]
    assert run(*chunks, processes=3) == expected


def test_what_a_reader_prints_reaches_neither_the_answers_nor_the_user(
    capfd: pytest.CaptureFixture[str],
) -> None:
    assert run(["a", "print", "abort", "b"]) == ["a", "print", "abort died: crash", "b"]
    assert capfd.readouterr() == ("", "")


def test_no_worker_outlives_its_work_even_if_that_is_dropped_half_way() -> None:
    answers = map_in_workers(ACT, iter([["a"], ["sleep"], ["b"]]), lambda what, death: "", 2)
    assert next(answers) == "a"
    answers.close()
    assert [child for child in psutil.Process().children() if "serve()" in "".join(child.cmdline())] == []


def test_work_begins_before_anybody_asks_for_an_answer() -> None:
    chunks = iter([["a"], ["b"], ["c"]])
    answers = map_in_workers(ACT, chunks, lambda what, death: "", 1)
    assert length_hint(chunks) < 3
    assert list(answers) == ["a", "b", "c"]


def test_a_worker_that_cannot_start_is_told_in_plain_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(JobError, match="启动不了"):
        run(["a"])


def test_memory_is_watched_where_the_system_cannot_limit_it() -> None:
    program = (
        "from xlsheet.grids.limits import watch_memory; import time; watch_memory(200 << 20);"
        "held = [bytes([1]) * (16 << 20) for _ in range(30) if not time.sleep(0.02)]; time.sleep(30)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=60)
    assert done.returncode == limits.OUT_OF_MEMORY


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_workers_end_when_their_parent_is_killed() -> None:
    program = (
        "from xlsheet.grids.pool import map_in_workers;"
        f"list(map_in_workers({ACT!r}, iter([['a', 'sleep']] * 9), lambda *_: '', 1))"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", program], env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    )
    while not (workers := psutil.Process(parent.pid).children()):
        time.sleep(0.02)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    assert psutil.wait_procs(workers, timeout=20)[1] == []
