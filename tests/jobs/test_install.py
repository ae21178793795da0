"""`xlsheet install`: asks first, does each thing once, can be taken back, and is right on every system."""

from __future__ import annotations

import os
import plistlib
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path, PureWindowsPath
from xml.etree import ElementTree

import pytest

from support.ledger_file import rows
from support.registry import Registry
from xlsheet.dictionary.tables import PARAMETERS, TASKS
from xlsheet.engines.uno import calc_profile
from xlsheet.jobs.setup import background
from xlsheet.jobs.setup import plan as setup_plan
from xlsheet.jobs.setup.excel_steps import InstallAddIn, SetOption, TrustFolder
from xlsheet.jobs.setup.install import State, carry_out, plan
from xlsheet.jobs.setup.macros_here import buttons_advice
from xlsheet.jobs.setup.plan import (
    Machine,
    desk_entry,
    desktop_entry,
    installing,
    removing,
    windows_desk,
    windows_launcher,
    windows_shortcut,
)
from xlsheet.jobs.setup.steps import RemoveFile, SetupStep

EXCELS = ("win32", "darwin")
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


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
@pytest.mark.parametrize(("ended", "shown"), [(0, False), (3, False), (1, True), (127, True)])
def test_a_python_that_does_not_start_is_shown(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, ended: int, shown: bool
) -> None:
    """What was done, or said to be impossible, needs no second window."""
    python, viewer = machine.home / "python", machine.home / "xdg-open"
    python.write_text(f"#!/bin/sh\nexit {ended}\n", encoding="utf-8")
    viewer.write_text(f'#!/bin/sh\ncat "$1" > "{machine.home}/shown"\n', encoding="utf-8")
    for program in (python, viewer):
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(machine.home), prepend=os.pathsep)
    machine = replace(machine, python=python)
    carry_out(plan(machine))
    assert subprocess.run([machine.launcher, "merge"], check=False).returncode == ended
    seen = machine.home / "shown"
    assert (seen.exists() and "按钮没有执行" in seen.read_text(encoding="utf-8")) == shown


def test_a_step_that_fails_says_why_and_stops_no_other(machine: Machine) -> None:
    blocked = machine.home / ".local"
    blocked.write_text("a file where a folder should be", encoding="utf-8")
    report = carry_out(plan(machine))
    failed = {outcome.step.place for outcome in report.outcomes if outcome.state is State.FAILED}
    assert {Path(place).name for place in failed} == {"launcher", "open", "xlsheet.desktop"}
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
        ".xlwings/xlwings.conf",
        "督查台账",
        "督查台账/督查台账.xlsm",
        "桌面/督查台账.cmd",
    ]
    (addin,) = [step for step in steps if isinstance(step, InstallAddIn)]
    assert addin.command[-2:] == ["addin", "install"]


def test_an_add_in_of_an_older_xlwings_is_replaced(machine: Machine) -> None:
    machine = replace(machine, system="win32")
    (addin,) = [step for step in installing(machine) if isinstance(step, InstallAddIn)]
    assert not addin.is_done()
    machine.addin.parent.mkdir(parents=True)
    machine.addin.write_bytes(b"an older one")
    assert not addin.is_done()
    copies = f"import shutil; shutil.copy({str(addin.shipped)!r}, {str(machine.addin)!r})"
    replace(addin, command=[sys.executable, "-c", copies]).carry_out()
    assert addin.is_done()


def setting(machine: Machine, steps: list[SetupStep]) -> SetOption:
    (found,) = [step for step in steps if isinstance(step, SetOption)]
    return found


def test_windows_settings_are_the_user_s_own_and_keep_what_others_set(machine: Machine) -> None:
    machine = replace(machine, system="win32", code_page="gbk")
    path = machine.home / ".xlwings" / "xlwings.conf"
    path.parent.mkdir()
    path.write_bytes('"LOG FILE","甲.log"\r\n"INTERPRETER_WIN","C:\\旧\\python.exe"\r\n'.encode("gbk"))
    setting(machine, installing(machine)).carry_out()
    kept, ours = b'"LOG FILE","\xbc\xd7.log"\r\n', f'"INTERPRETER_WIN","{sys.executable}"\r\n'.encode("gbk")
    assert path.read_bytes() == kept + ours
    assert setting(machine, installing(machine)).is_done()
    setting(machine, removing(machine)).carry_out()
    assert path.read_bytes() == kept


def test_another_python_s_setting_is_not_taken_away(machine: Machine) -> None:
    machine = replace(machine, system="darwin")
    path = machine.home / "Library/Containers/com.microsoft.Excel/Data/xlwings.conf"
    path.parent.mkdir(parents=True)
    path.write_text('"INTERPRETER_MAC","/opt/python"\n', encoding="utf-8")
    assert setting(machine, removing(machine)).is_done()


def test_settings_lie_where_xlwings_looks(machine: Machine) -> None:
    source = (Path(find_spec("xlwings").origin)).read_text(encoding="utf-8")  # type: ignore[union-attr]
    for words in ('".xlwings", "xlwings.conf"', '"Containers"', '"com.microsoft.Excel"'):
        assert words in source
    places = [
        setting(replace(machine, system=s), installing(replace(machine, system=s))).path for s in EXCELS
    ]
    assert [place.relative_to(machine.home).parts[0] for place in places] == [".xlwings", "Library"]


def test_the_setting_that_broke_colleagues_buttons_goes_and_others_stay(machine: Machine) -> None:
    machine = replace(machine, system="win32")
    machine.folder.mkdir()
    beside = machine.folder / "xlwings.conf"
    for content, goes in ((b'"INTERPRETER_WIN","C:\\py.exe"\n', True), (b'"LOG FILE","x"\n', False)):
        beside.write_bytes(content)
        gone = [step.path for step in installing(machine) if isinstance(step, RemoveFile)]
        assert gone == ([beside] if goes else [])


def test_the_ledgers_folder_is_trusted_once_and_no_other_trust_is_touched(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry()
    monkeypatch.setitem(sys.modules, "winreg", registry)
    base = r"Software\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
    trust = TrustFolder("信任", machine.folder)
    assert not trust.is_done()
    registry.keys[rf"{base}\Location0"] = {}
    registry.keys[rf"{base}\Location1"] = {"Path": "C:\\别处\\"}
    trust.carry_out()
    assert trust.is_done()
    assert registry.keys[rf"{base}\xlsheet1"]["Path"] == f"{machine.folder}\\"
    TrustFolder("不信任", machine.folder, trust=False).carry_out()
    assert set(registry.keys) == {rf"{base}\Location0", rf"{base}\Location1"}
    assert TrustFolder("不信任", Path("C:\\别处"), trust=False).is_done()  # it is the user's own


def test_the_mac_gets_the_add_in_and_no_launcher(machine: Machine) -> None:
    machine = replace(machine, system="darwin")
    steps = [step for step in installing(machine) if not isinstance(step, InstallAddIn)]
    for step in steps:
        step.carry_out()
    link = plistlib.loads((machine.desktop / "督查台账.fileloc").read_bytes())
    assert link == {"URL": machine.ledger.as_uri()}
    assert not machine.launcher.exists()


def test_windows_texts(machine: Machine) -> None:
    python = PureWindowsPath(r"C:\Users\张三\100%\python.exe")
    assert windows_launcher(replace(machine, python=python)).splitlines() == [
        "@chcp 65001 >nul",
        r'@"C:\Users\张三\100%%\python.exe" -m xlsheet.addin %* 2>"%~f0.log"',
        "@if %errorlevel%==0 exit /b 0",
        "@if %errorlevel%==3 exit /b 3",
        "@echo 按钮没有执行：Python 没有启动起来。"
        '请运行 xlsheet doctor 检查，或重新运行 xlsheet install。>>"%~f0.log"',
        '@start "" notepad "%~f0.log"',
    ]
    ledger = PureWindowsPath(r"C:\Users\张三\50%\督查台账.xlsm")
    assert windows_shortcut(python, ledger).splitlines() == [
        "@chcp 65001 >nul",
        '@"C:\\Users\\张三\\100%%\\python.exe" -m xlsheet.addin.opening '
        '"C:\\Users\\张三\\50%%\\督查台账.xlsm" >nul 2>nul',
        '@start "" "C:\\Users\\张三\\50%%\\督查台账.xlsm"',
    ]


def test_an_icon_that_windows_could_not_open_goes(machine: Machine) -> None:
    machine = replace(machine, system="win32")
    old = machine.desktop / "督查台账.url"
    old.write_text("[InternetShortcut]", encoding="utf-8")
    assert [step.path for step in installing(machine) if isinstance(step, RemoveFile)] == [old]


def test_a_desktop_entry_marks_what_would_be_read_otherwise() -> None:
    entry = desktop_entry(Path("/a b/open"), Path("/a b/50%/c$d.xlsm"))
    assert 'Exec="/a b/open" "/a b/50%%/c\\\\$d.xlsm"\n' in entry


@pytest.mark.skipif(os.name != "posix", reason="a shell script")
def test_the_icon_repairs_the_ledger_and_opens_it_whatever_comes_of_that(machine: Machine) -> None:
    carry_out(plan(machine))
    calc, told = machine.home / "bin" / "soffice", machine.home / "told"
    calc.parent.mkdir()
    calc.write_text(f'#!/bin/sh\nprintf "%s|" "$@" >> "{told}"\n', encoding="utf-8")
    calc.chmod(0o755)
    environment = {**os.environ, "PATH": f"{calc.parent}:/usr/bin:/bin"}
    for ledger in (machine.ledger, machine.home / "不是台账.xlsm"):
        subprocess.run([machine.opener, ledger], env=environment, check=True)
    assert told.read_text("utf-8") == f"--calc|{machine.ledger}|--calc|{machine.home / '不是台账.xlsm'}|"


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


@pytest.mark.parametrize("system", ["linux", "win32", "darwin"])
def test_the_service_that_watches_is_written_and_taken_away(machine: Machine, system: str) -> None:
    """With a folder that has blanks and marks in its name; the other steps are as they were."""
    watching = replace(machine, system=system, watched=machine.home / "收 件 100% $a")
    step = installing(watching)[-1]
    assert isinstance(step, setup_plan.PutFile)
    assert background.SWITCH_ON[system] in step.purpose
    assert installing(watching)[:-1] == installing(replace(machine, system=system)) or system == "linux"
    step.carry_out()
    content = step.path.read_bytes()
    if system == "win32":
        root = ElementTree.fromstring(content.decode("utf-16").partition("?>")[2])
        said = " ".join(element.text or "" for element in root.iter())
    elif system == "darwin":
        said = " ".join(plistlib.loads(content)["ProgramArguments"])
    else:
        said = content.decode().replace("%%", "%").replace("$$", "$")
    assert str(watching.watched) in said
    assert str(watching.ledger) in said
    taken = [one for one in removing(watching) if isinstance(one, RemoveFile) and one.path == step.path]
    assert taken


def test_the_icon_opens_the_desk_where_there_is_no_spreadsheet_program(machine: Machine) -> None:
    desk = replace(machine, desk=True)
    assert f'-m xlsheet desk "{machine.ledger}"' in desk_entry(desk)
    windows = replace(desk, python=PureWindowsPath(r"C:\程序 100%\python.exe"))
    assert r'"C:\程序 100%%\pythonw.exe" -m xlsheet desk ' in windows_desk(windows)
    entries = [step for step in installing(desk) if isinstance(step, setup_plan.PutFile)]
    assert any(b"xlsheet desk" in step.content for step in entries)


def test_the_demo_says_where_its_buttons_would_work(machine: Machine, tmp_path: Path) -> None:
    elsewhere, inside = tmp_path / "别处", machine.folder / "试用"
    assert "先运行 xlsheet install" in buttons_advice(elsewhere, machine)
    carry_out(plan(machine))
    said = buttons_advice(elsewhere, machine)
    assert "先运行 xlsheet install" not in said
    assert f'xlsheet demo "{inside}"' in said
    assert buttons_advice(inside, machine) == buttons_advice(machine.folder, machine) == ""
    assert buttons_advice(machine.folder.with_name(f"{machine.folder.name}二"), machine) == said
    assert "启用内容" in buttons_advice(elsewhere, replace(machine, system="win32"))
