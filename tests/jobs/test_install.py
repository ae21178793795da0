"""`xlsheet install`: asks first, does each thing once, can be taken back, and is right on every system."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PureWindowsPath

import pytest

from support.ledger_file import rows
from xlsheet.dictionary.tables import PARAMETERS, TASKS
from xlsheet.engines.uno import calc_profile
from xlsheet.jobs.setup import plan as setup_plan
from xlsheet.jobs.setup.install import State, carry_out, plan
from xlsheet.jobs.setup.plan import Machine, desktop_entry, installing, windows_launcher, windows_shortcut
from xlsheet.jobs.setup.steps import RunProgram

SETTINGS = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">\n'
    '<item oor:path="/x"><prop oor:name="y" oor:op="fuse"><value>别人的</value></prop></item>\n</oor:items>\n'
)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A Linux desktop of somebody whose folder has a blank in its name."""
    home = tmp_path / "张 三"
    (home / "桌面").mkdir(parents=True)
    return Machine(
        system="linux",
        home=home,
        python=Path(sys.executable),
        appdata=home / "AppData",
        desktop=home / "桌面",
        profile=home / ".config" / "libreoffice" / "4",
        folder=home / "督查台账",
    )


def settings_of(machine: Machine) -> Path:
    return machine.profile / calc_profile.SETTINGS


def states(machine: Machine, *, remove: bool = False) -> list[State]:
    return [outcome.state for outcome in carry_out(plan(machine, remove=remove)).outcomes]


def test_planning_changes_nothing(machine: Machine) -> None:
    before = sorted(machine.home.rglob("*"))
    assert {outcome.state for outcome in plan(machine).outcomes} == {State.PLANNED}
    assert sorted(machine.home.rglob("*")) == before


def test_everything_is_done_once(machine: Machine) -> None:
    assert set(states(machine)) == {State.DONE}
    assert set(states(machine)) == {State.ALREADY}


def test_the_new_ledger_is_empty_and_a_ledger_that_is_there_is_kept(machine: Machine) -> None:
    machine.folder.mkdir()
    machine.ledger.write_bytes(b"mine")
    carry_out(plan(machine))
    assert machine.ledger.read_bytes() == b"mine"
    machine.ledger.unlink()
    carry_out(plan(machine))
    assert rows(machine.ledger, TASKS) == []
    assert rows(machine.ledger, PARAMETERS)


def test_a_ledger_of_another_name_in_the_folder_is_the_one_to_open(machine: Machine) -> None:
    machine.folder.mkdir()
    (machine.folder / "~$2020年台账.xlsm").write_bytes(b"Excel's mark")
    (machine.folder / "2020年台账.xlsm").write_bytes(b"mine")
    carry_out(plan(machine))
    assert machine.ledger.name == "2020年台账.xlsm"
    assert len(list(machine.folder.glob("[!~]*.xlsm"))) == 1


def test_calcs_settings_are_kept_and_come_back(machine: Machine) -> None:
    path = settings_of(machine)
    path.parent.mkdir(parents=True)
    path.write_text(SETTINGS, encoding="utf-8")
    carry_out(plan(machine))
    changed = path.read_text(encoding="utf-8")
    assert calc_profile.address(changed) == "pipe,name=xlsheet;urp;"
    assert calc_profile.trusted(changed) == [machine.folder.as_uri()]
    (backup,) = [other for other in path.parent.iterdir() if other != path]
    assert backup.read_text(encoding="utf-8") == SETTINGS
    carry_out(plan(machine, remove=True))
    assert path.read_text(encoding="utf-8") == SETTINGS


def test_removing_leaves_the_ledger_and_nothing_that_starts_us(machine: Machine) -> None:
    carry_out(plan(machine))
    assert set(states(machine, remove=True)) == {State.DONE}
    left = {path.name for path in machine.home.rglob("*") if path.is_file()}
    assert left <= {
        machine.ledger.name,
        settings_of(machine).name,
        f"{settings_of(machine).name}.xlsheet备份",
    }
    assert machine.ledger.exists()


def test_removing_leaves_another_programs_address_alone(machine: Machine) -> None:
    path = settings_of(machine)
    path.parent.mkdir(parents=True)
    other = calc_profile.listening(SETTINGS, "other")
    path.write_text(other, encoding="utf-8")
    carry_out(plan(machine, remove=True))
    assert path.read_text(encoding="utf-8") == other


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_the_launcher_hands_python_the_job_and_the_book_as_they_are(machine: Machine) -> None:
    told = machine.home / "told"
    python = machine.home / "it's python"
    python.write_text(f'#!/bin/sh\nprintf "%s|" "$@" > "{told}"\necho trouble >&2\n', encoding="utf-8")
    python.chmod(0o755)
    machine = replace(machine, python=python)
    carry_out(plan(machine))
    subprocess.run([machine.launcher, "merge", "--book", "郑州 $台账.xlsm"], check=True)
    assert told.read_text(encoding="utf-8") == "-m|xlsheet.addin|merge|--book|郑州 $台账.xlsm|"
    assert Path(f"{machine.launcher}.log").read_text(encoding="utf-8") == "trouble\n"


def test_a_step_that_fails_says_why_and_stops_no_other(machine: Machine) -> None:
    blocked = machine.home / ".local"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    report = carry_out(plan(machine))
    failed = {outcome.step.place for outcome in report.outcomes if outcome.state is State.FAILED}
    assert {Path(place).name for place in failed} == {"launcher", "xlsheet.desktop"}
    assert report.needs_attention
    assert all(outcome.message for outcome in report.outcomes if outcome.state is State.FAILED)
    assert machine.ledger.exists()


def test_excel_gets_the_add_in_a_launcher_and_a_shortcut(machine: Machine) -> None:
    machine = replace(machine, system="win32", desktop=machine.home / "桌面")
    steps = installing(machine)
    names = [Path(step.place).relative_to(machine.home).as_posix() for step in steps]
    assert names == [
        "AppData/xlsheet/launcher.cmd",
        "AppData/Microsoft/Excel/XLSTART/xlwings.xlam",
        "督查台账/xlwings.conf",
        "督查台账/督查台账.xlsm",
        "桌面/督查台账.url",
    ]
    (addin,) = [step for step in steps if isinstance(step, RunProgram)]
    assert addin.command[-2:] == ["addin", "install"]


def test_the_mac_gets_the_add_in_and_no_launcher(machine: Machine) -> None:
    machine = replace(machine, system="darwin")
    steps = [step for step in installing(machine) if not isinstance(step, RunProgram)]
    for step in steps:
        step.carry_out()
    assert (machine.folder / "xlwings.conf").read_text(
        encoding="utf-8"
    ) == f'"INTERPRETER_MAC","{sys.executable}"\n'
    link = plistlib.loads((machine.desktop / "督查台账.fileloc").read_bytes())
    assert link == {"URL": machine.ledger.as_uri()}
    assert not machine.launcher.exists()


def test_windows_texts(machine: Machine) -> None:
    python = PureWindowsPath(r"C:\Users\张三\100%\python.exe")
    assert windows_launcher(replace(machine, python=python)).splitlines() == [
        "@chcp 65001 >nul",
        r'@"C:\Users\张三\100%%\python.exe" -m xlsheet.addin %* 2>"%~f0.log"',
    ]
    shortcut = windows_shortcut(PureWindowsPath(r"C:\Users\张三\督查台账.xlsm"))
    assert shortcut == (
        "[InternetShortcut]\r\nURL=file:///C:/Users/%E5%BC%A0%E4%B8%89/"
        "%E7%9D%A3%E6%9F%A5%E5%8F%B0%E8%B4%A6.xlsm\r\n"
    )


def test_a_desktop_entry_marks_what_would_be_read_otherwise() -> None:
    assert 'Exec=soffice --calc "/a b/50%%/c\\\\$d.xlsm"\n' in desktop_entry(Path("/a b/50%/c$d.xlsm"))


def test_the_desktops_own_name_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / ".config").mkdir()
    (tmp_path / ".config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/桌面"\n', encoding="utf-8")
    if sys.platform != "win32":
        assert setup_plan._desktop(tmp_path) == tmp_path / "桌面"


Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def install(tmp_path: Path) -> Command:
    """`xlsheet install` for a user whose home is a scratch folder."""
    if sys.platform in ("win32", "darwin"):
        pytest.skip("would change the developer's Excel")

    def run(*arguments: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "xlsheet", "install", *arguments]
        environment = {**os.environ, "HOME": str(tmp_path)}
        return subprocess.run(
            command, input=typed, env=environment, capture_output=True, encoding="utf-8", check=False
        )

    return run


def test_it_asks_first_and_no_means_no(install: Command, tmp_path: Path) -> None:
    done = install(typed="n\n")
    assert (done.returncode, list(tmp_path.iterdir())) == (3, [])
    assert "launcher" in done.stdout


def test_it_does_what_it_showed_when_told_yes(install: Command, tmp_path: Path) -> None:
    done = install("--folder", str(tmp_path / "台账"), typed="y\n")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "台账" / "督查台账.xlsm").exists()
    assert done.stdout.count("要做") > done.stdout.count("完成") > 3
    assert install("--folder", str(tmp_path / "台账")).returncode == 0  # nothing left to ask about


def test_json_needs_yes(install: Command) -> None:
    assert install("--json").returncode == 2
    assert '"state": "done"' in install("--json", "--yes").stdout
