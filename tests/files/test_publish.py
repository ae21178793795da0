"""A set of files is there whole or not at all, after a kill or a power cut at any moment."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

from xlsheet.errors import ExistsError, OutputError
from xlsheet.files import publish as publishing
from xlsheet.files.publish import finish_or_remove, publish, staged

if sys.platform != "linux":
    pytest.skip("processes are forked and killed, on Linux only", allow_module_level=True)

from support.killing import calls_of, kill_at, tell
from support.power import lay_out, record

Content = dict[Path, bytes]


def content(folder: Path) -> Content:
    """All files below a folder, hidden ones too."""
    return {path: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder with one file that is there already and one that is of somebody else."""
    place = tmp_path / "place"
    (place / "函件").mkdir(parents=True)
    (place / "函件" / "甲.docx").write_bytes(b"old")
    (place / "函件" / "别人的.txt").write_bytes(b"keep")
    return place


def made(place: Path) -> Content:
    """A set for two folders, one of them new; one file replaces another."""
    new = {place / "函件" / f"{name}.docx": f"new {name}".encode() * 50 for name in "甲乙丙"}
    return new | {place / "专报" / f"{name}.docx": f"sheet {name}".encode() for name in "丁戊"}


def test_a_set_is_put_in_place(place: Path) -> None:
    before = content(place)
    publish(made(place), overwrite=True)
    assert content(place) == before | made(place)


def test_a_different_file_is_not_replaced_unasked(place: Path) -> None:
    before = content(place)
    with pytest.raises(ExistsError, match=r"甲.docx.*内容不同，一个也没有写"):
        publish(made(place), overwrite=False)
    assert content(place) == before


def test_a_set_that_is_never_put_in_place_leaves_nothing(place: Path) -> None:
    before = content(place)
    with staged(made(place), overwrite=True):
        assert len(content(place)) > len(before)
    assert content(place) == before


def test_where_one_file_cannot_be_moved_all_are_taken_back(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, real = content(place), os.replace

    def refuse(source: str, target: str) -> None:
        if Path(target).name == "丙.docx" and Path(source).suffix != ".old":
            raise PermissionError(13, "in use", str(target))
        real(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(OutputError, match="一个文件也没有写"):
        publish(made(place), overwrite=True)
    assert content(place) == before


def test_a_process_killed_at_any_call_leaves_all_or_none_to_the_next(place: Path) -> None:
    before, after = content(place), content(place) | made(place)
    count = calls_of(lambda: publish(made(place), overwrite=True), place)
    outcomes: Counter[str] = Counter()
    for call in range(1, count + 1):
        lay_out(dict.fromkeys((place / "函件",)) | dict(before), place)
        kill_at(call, lambda: publish(made(place), overwrite=True), place)
        for folder in (place / "函件", place / "专报"):
            finish_or_remove(folder)
        found = content(place)
        assert found in (before, after), f"call {call}: {sorted(found)}"
        outcomes["none" if found == before else "all"] += 1
    tell("publish", count, outcomes)
    assert count > 60
    assert min(outcomes.values()) > 10


def test_a_power_cut_at_any_moment_leaves_all_or_none_to_the_next(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, after = content(place), content(place) | made(place)
    recording = record(lambda: publish(made(place), overwrite=True), place, monkeypatch)
    assert content(place) == after
    outcomes: Counter[str] = Counter()
    for state in recording.states():
        lay_out(state, place)
        for folder in (place / "函件", place / "专报"):
            finish_or_remove(folder)
        found = content(place)
        assert found in (before, after), sorted(set(found.items()) ^ set(after.items()))
        outcomes["none" if found == before else "all"] += 1
    print(f"publish: {sum(outcomes.values())} states after a power cut: {dict(outcomes)}")  # noqa: T201
    assert min(outcomes.values()) > 10


def test_what_a_living_process_makes_is_left_alone(place: Path) -> None:
    with staged(made(place), overwrite=True) as ready:
        child = os.fork()
        if not child:
            finish_or_remove(place / "函件")
            os._exit(0)
        os.waitpid(child, 0)
        ready.put_in_place()
    assert content(place)[place / "函件" / "乙.docx"] == made(place)[place / "函件" / "乙.docx"]


def test_a_file_that_somebody_put_there_after_the_kill_stays(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = place / "函件" / "乙.docx"
    child = os.fork()
    if not child:
        monkeypatch.setattr(publishing, "_move", lambda *_: os._exit(0))
        publish(made(place), overwrite=True)
    os.waitpid(child, 0)
    target.write_bytes(b"by hand")
    os.utime(target, (4e9, 4e9))
    finish_or_remove(place / "函件")
    assert target.read_bytes() == b"by hand"
    assert content(place)[place / "函件" / "丙.docx"] == made(place)[place / "函件" / "丙.docx"]


def test_a_list_that_names_what_is_not_ours_moves_nothing(place: Path, tmp_path: Path) -> None:
    victim = tmp_path / "别处.txt"
    victim.write_bytes(b"keep")
    draft = place / ".xlsheet-0-1.draft"
    draft.mkdir()
    (draft / "list.json").write_text(f'[["{victim}", "{place / "偷来的.txt"}"]]', encoding="utf-8")
    finish_or_remove(place)
    assert victim.read_bytes() == b"keep"
    assert not draft.exists()
