"""A few hundred damaged files of every kind; thousands by `python -m tests.fuzz.run`."""

from __future__ import annotations

import random
import sys
from pathlib import Path

import pytest

from tests.fuzz.inputs import CASES, complaint, prepare, remembered, renew, sound
from tests.fuzz.mutate import mutated
from tests.fuzz.run import fuzz, seeds
from xlsheet.cli.main import cli


def test_damaged_files_break_no_promise(tmp_path: Path) -> None:
    reports = list(fuzz(tmp_path, seeds(tmp_path), count=400, seed=20))
    verdicts = {str(file.verdict) for report in reports for file in report.files}
    assert sum(len(report.files) for report in reports) >= 400
    assert {"rejected", "accepted"} <= verdicts


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger and a sound input of every kind."""
    if sys.platform != "linux":
        pytest.skip("processes are forked and limited, on Linux only")
    folder = tmp_path_factory.mktemp("fuzz") / "prepared"
    folder.mkdir()
    prepare(folder)
    return folder


@pytest.mark.parametrize("path", remembered(), ids=lambda path: path.name)
def test_what_failed_once_fails_no_more(path: Path, prepared: Path, tmp_path: Path) -> None:
    renew(tmp_path / "work", prepared)
    assert complaint(path.name.split("__")[0], tmp_path / "work", path.read_bytes()) == ""


@pytest.mark.parametrize("case", sorted(CASES)[::3])
def test_a_damaged_input_of_every_kind_breaks_no_promise(case: str, prepared: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    renew(work, prepared)
    damaged = mutated(sound(CASES[case], prepared), random.Random(case))
    assert complaint(case, work, damaged, as_json=len(case) % 2 == 0) == ""


@pytest.mark.parametrize(
    "case", ["ledger-ours-merge", "return-zip-merge", "notice-pdf-import", "template-remind"]
)
def test_what_is_not_damaged_is_not_complained_of(case: str, prepared: Path, tmp_path: Path) -> None:
    renew(tmp_path / "work", prepared)
    assert complaint(case, tmp_path / "work", sound(CASES[case], prepared)) == ""


def test_no_command_and_no_kind_of_input_is_left_out() -> None:
    asked = {case.arguments[0] for case in CASES.values()}
    read_no_files_of_others = {"install", "demo", "bundle"}
    go_on_for_long = {"watch", "desk", "fetch"}  # what they read goes the way of merge and import
    assert asked == {*cli.commands} - read_no_files_of_others - go_on_for_long
