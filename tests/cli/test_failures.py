"""However a command fails: one exit status a cause, and one JSON object where JSON was asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.ledger_file import change
from support.ledger_on_disk import sample_ledger
from xlsheet.cli.endings import status_of
from xlsheet.cli.main import cli
from xlsheet.dictionary.tables import TASKS, UNITS
from xlsheet.ledger.changes import Edit

Run = Callable[..., tuple[int, Any, str]]
GONE = "没有.xlsm"
MISSING = {
    "new": [
        ["new", "新.xlsm", "--notice", "没有.txt"],
        ["new", "没有/新.xlsm"],
        ["new", "新.xlsm", "--from", GONE],
    ],
    "import": [["import", GONE, "通知.txt"], ["import", "台账.xlsm", "没有.txt"]],
    "split": [
        ["split", GONE, "--month", "2021-05", "--out", "x"],
        ["split", "台账.xlsm", "--month", "2021-05", "--out", "x", "--schemas", "没有"],
    ],
    "fetch": [["fetch", GONE, "--out", "x"]],
    "merge": [["merge", GONE, "."], ["merge", "台账.xlsm", "没有"]],
    "redate": [["redate", GONE, "a.xlsx", "2020-06-09"]],
    "validate": [["validate", GONE], ["validate", "没有.xlsx"]],
    "missing": [["missing", GONE]],
    "remind": [
        ["remind", GONE, "--month", "2021-05", "--out", "x"],
        ["remind", "台账.xlsm", "--month", "2021-05", "--out", "x", "--template", "没有.docx"],
    ],
    "report": [["report", GONE, "--month", "2021-05", "--out", "x.docx"]],
    "indicators": [["indicators", GONE]],
    "undo": [["undo", GONE]],
    "status": [["status", GONE]],
    "export": [["export", GONE, "--out", "x"]],
    "watch": [["watch", GONE, ".", "--once"], ["watch", "台账.xlsm", "没有", "--once"]],
    "doctor": [["doctor", GONE]],
}
NO_PATHS_TO_MISS = {"desk", "install", "bundle", "demo", "collect"}
"""`desk` has no JSON; `collect` names what it could not read and goes on; the others make things."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("failures")
    sample_ledger(folder).rename(folder / "台账.xlsm")
    return folder


@pytest.fixture
def run(office: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """A command as the terminal runs it, in this process: exit status, the object on stdout, stderr."""

    def command(*arguments: str) -> tuple[int, Any, str]:
        monkeypatch.chdir(office)
        monkeypatch.setattr(sys, "argv", ["xlsheet", *arguments])
        capfdbinary.readouterr()
        status = status_of(lambda: cli.main(args=list(arguments), standalone_mode=False))
        out, err = capfdbinary.readouterr()
        return status, json.loads(out) if out else None, err.decode()

    return command


def test_every_command_that_takes_paths_is_asked_about_missing_ones() -> None:
    assert MISSING.keys() | NO_PATHS_TO_MISS == cli.commands.keys()


@pytest.mark.parametrize("arguments", [each for case in MISSING.values() for each in case], ids=" ".join)
def test_a_missing_path_is_exit_2_and_one_json_object(run: Run, arguments: list[str]) -> None:
    status, told, err = run(*arguments, "--json")
    assert status == 2
    assert told == {"error": {"code": "path_missing", "message": told["error"]["message"]}}
    assert "没有" in told["error"]["message"]
    assert told["error"]["message"] in err
    assert run(*arguments)[:2] == (2, None), "without --json nothing stands on stdout"


@pytest.mark.parametrize(
    ("arguments", "status", "code", "says"),
    [
        (["new", "新.xlsm", "--year", "20"], 2, "request", "“20”，应是四位数的年份"),
        (["import", "台账.xlsm", "台账.xlsm", "--year", "20"], 2, "request", "“20”"),
        (["new", "新.xlsx"], 2, "request", ".xlsm"),
        (["new", "台账.xlsm"], 3, "output", "已经存在"),
        (["split", "台账.xlsm", "--month", "某月", "--out", "x"], 2, "usage", "不是月份"),
        (["merge", "台账.xlsm"], 2, "usage", "回收件"),
        (["undo", "台账.xlsm"], 2, "request", "没有可以撤销的改动"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else None,
)
def test_what_fails_says_why_in_json_too(
    run: Run, arguments: list[str], status: int, code: str, says: str
) -> None:
    ended, told, err = run(*arguments, "--json")
    assert (ended, told["error"]["code"]) == (status, code)
    assert says in told["error"]["message"]
    assert "Traceback" not in err
    assert "技术人员" not in err


def test_warnings_alone_can_be_told_from_errors(office: Path, run: Run) -> None:
    status, clean, _ = run("status", "台账.xlsm", "--json")
    assert (status, clean["attention"]["level"]) == (0, "none")
    change(office / "台账.xlsm", Edit(UNITS, {2: {UNITS.email: "无"}}))
    _, doubtful, _ = run("validate", "台账.xlsm", "--no-write", "--json")
    assert doubtful["attention"]["level"] == "warning"
    assert doubtful["attention"]["error"] == 0 < doubtful["attention"]["warning"]
    change(office / "台账.xlsm", Edit(TASKS, {2: {TASKS.deadline: "年底前后"}}))
    status, wrong, _ = run("validate", "台账.xlsm", "--no-write", "--json")
    assert (status, wrong["attention"]["level"]) == (1, "error")
    counted = sum(finding["severity"] == "error" for finding in wrong["findings"])
    assert wrong["attention"]["error"] == counted > 0


def test_who_says_no_is_told_that_nothing_was_done(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("click.confirm", lambda *_args, **_more: False)
    monkeypatch.setattr("xlsheet.cli.terminal.print_report", lambda _planned: None)
    status, _, err = run("install", "--folder", str(tmp_path / "台账"))
    assert status == 3
    assert err.strip() == "照您的回答没有做，这台电脑和台账都没有改动。"
