"""Calc itself: started and ended without a trace, attached to by its pipe, with and without a window."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import xlwings as xw
from openpyxl import Workbook, load_workbook
from xlwings import base_classes

from xlsheet import engines
from xlsheet.engines.libreoffice import Engine
from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.errors import CalcError, CalcGoneError

WAIT = 60


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def children_with(word: str) -> list[int]:
    """Processes whose command line holds a word that is unique to a test."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if word.encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@pytest.fixture
def listening(own_pipe: str, tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """A Calc that somebody else started, with a document open, and the pipe it listens on."""
    with listening_calc(tmp_path, ["--headless"], dict(os.environ)) as found:
        yield found


@contextmanager
def listening_calc(
    folder: Path, options: list[str], environment: dict[str, str]
) -> Iterator[tuple[str, Path]]:
    pipe = f"xlsheet-other-{uuid.uuid4().hex}"
    path = folder / "台账.xlsx"
    made = Workbook()
    made.active["A1"] = "原有"
    made.save(path)
    profile = (folder / "profile").as_uri()
    command = ["soffice", *options, "--norestore", "--nologo", "--nofirststartwizard"]
    command += [f"-env:UserInstallation={profile}", f"--accept=pipe,name={pipe};urp;", str(path)]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    before = xw.engines.active
    try:
        wait_for(lambda: bridge.listener(pipe))
        xw.engines.active = xw.Engine(impl=Engine(pipe=pipe, strict=True))
        wait_for(lambda: xw.apps.active is not None and len(xw.books))
        yield pipe, path
    finally:
        pid = bridge.listener(pipe)
        xw.engines.active = before
        if pid is not None:
            os.kill(pid, 9)
        process.wait(WAIT)


def wait_for(condition) -> None:
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.1)


def test_nothing_is_left_after_quit(calc: xw.App) -> None:
    with xw.App(visible=False, add_book=True) as app:
        app.books[0].sheets[0]["A1"].value = "x"
        pid, profile = app.pid, app.impl.office.profile
        assert runs(pid)
        assert app in list(xw.apps)
        assert len(children_with(profile.name)) >= 1
    assert not runs(pid)
    assert children_with(profile.name) == []
    assert not profile.exists()
    assert app.pid not in xw.apps.keys()  # noqa: SIM118
    assert calc.pid in xw.apps.keys()  # noqa: SIM118


def test_a_calc_that_died_is_named_as_gone_and_forgotten(calc: xw.App) -> None:
    app = xw.App(visible=False, add_book=True)
    book = app.books[0]
    app.kill()
    with pytest.raises(CalcGoneError, match="关闭"):
        _ = book.sheets[0]["A1"].value
    assert app.pid not in xw.apps.keys()  # noqa: SIM118


def test_a_running_calc_is_attached_to_and_left_running(listening: tuple[str, Path]) -> None:
    pipe, path = listening
    book = xw.books.active
    assert Path(book.fullname) == path
    assert xw.apps.active.pid == bridge.listener(pipe)
    sheet = book.sheets.active
    sheet["A2"].value = [["写入", 1], ["更多", 2]]
    assert xw.Book(path.name).sheets[0]["A1:B3"].value == [["原有", None], ["写入", 1.0], ["更多", 2.0]]
    book.save()
    assert runs(xw.apps.active.pid)


def test_quitting_ends_an_attached_calc_too(listening: tuple[str, Path]) -> None:
    app = xw.apps.active
    app.quit()
    assert not runs(app.pid)
    assert len(xw.apps) == 0


@pytest.fixture
def display(own_pipe: str) -> Iterator[str]:
    """A screen of its own, under Xvfb."""
    if shutil.which("Xvfb") is None or shutil.which("xdotool") is None:
        pytest.skip("Xvfb and xdotool are not on this machine")
    reader, writer = os.pipe()
    command = ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    server = subprocess.Popen(
        command, pass_fds=(writer,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writer)
    with os.fdopen(reader) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.kill()
    server.wait()


def test_the_add_in_works_in_a_real_window(display: str, tmp_path: Path) -> None:
    environment = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"}
    with listening_calc(tmp_path, ["--calc"], environment) as (_, path):
        app = xw.apps.active
        assert app.visible
        sheet = xw.books.active.sheets.active
        sheet["A2"].value = [["窗口", 1.0]] * 3
        sheet["B2:B4"].select()
        assert app.selection.value == [1.0, 1.0, 1.0]
        with pressing_return("XlsheetAsks", environment, app):
            assert app.alert("合并完成，请核对。", "XlsheetAsks") == "ok"
        assert app.impl.alerts == []
        with pressing_return("XlsheetMonth", environment, app):
            assert app.impl.pick("XlsheetMonth", ["2020-05", "2020-06"], "2020-06") == "2020-06"
        with pressing_return("XlsheetFolder", environment, app):
            assert app.impl.pick_folder("XlsheetFolder", tmp_path) == tmp_path
        xw.books.active.save()
        assert load_workbook(path).active["A4"].value == "窗口"


@contextmanager
def pressing_return(title: str, environment: dict[str, str], app: xw.App) -> Iterator[None]:
    """Press Return in the window of that title until the block is left; give up by ending Calc."""
    done = threading.Event()

    def press() -> None:
        end = time.monotonic() + WAIT
        command = ["xdotool", "search", "--onlyvisible", "--name", title, "windowfocus", "key", "Return"]
        while not done.wait(0.2):
            subprocess.run(command, env=environment, capture_output=True, check=False)
            if time.monotonic() > end:
                app.kill()
                return

    presser = threading.Thread(target=press)
    presser.start()
    try:
        yield
    finally:
        done.set()
        presser.join()


def test_a_window_without_a_screen_is_refused(calc: xw.App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(CalcError, match="图形界面"):
        xw.App(visible=True)


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return done.stdout


def test_a_missing_bridge_is_said_with_the_one_step_that_mends_it() -> None:
    code = """
import pathlib, sys
sys.modules["uno"] = None
from xlsheet.engines.uno import bridge
from xlsheet.errors import XlsheetError
bridge.SYSTEM_PACKAGES = pathlib.Path("nowhere")
try:
    bridge.uno()
except Exception as error:
    print(isinstance(error, XlsheetError), error)
"""
    said = python(code)
    assert said.startswith("True ")
    assert "sudo apt install python3-uno" in said


@pytest.mark.parametrize("system", ["win32", "darwin"])
def test_where_excel_is_the_engine_is_never_loaded(system: str) -> None:
    code = f"""
import sys
sys.platform = "{system}"
from xlsheet import engines
loaded = [name for name in sys.modules if name == "xlwings" or name.startswith("xlsheet.engines.")]
print(engines.offer(), loaded)
"""
    assert python(code).strip() == "False []"


def test_offering_reaches_for_nothing_yet_and_once_is_enough() -> None:
    code = """
import sys, xlwings
from xlsheet import engines
print(engines.offer(), engines.offer(strict=True), "uno" in sys.modules)
print([e.name for e in xlwings.engines].count("libreoffice"), xlwings.engines.active.impl.strict)
"""
    assert python(code).splitlines() == ["True True False", "1 True"]


def test_nothing_of_the_paid_part_is_imported() -> None:
    for path in Path(engines.__file__).parent.rglob("*.py"):
        assert "xlwings.pro" not in path.read_text(encoding="utf-8")


def members_that_only_raise(kind: type) -> list[str]:
    found = []
    for name, member in vars(kind).items():
        function = member.fget if isinstance(member, property) else member
        code = getattr(function, "__code__", None)
        if code is not None and code.co_names == ("NotImplementedError",) and not code.co_flags & 0x80:
            found.append(name)
    return found


@pytest.mark.parametrize("kind", ["App", "Book", "Sheet", "Range", "Font", "Note", "Name"])
def test_what_is_missing_says_its_name(sheet: xw.Sheet, kind: str) -> None:
    cell = sheet["A1"]
    cell.add_note("x")
    cell.name = f"name{uuid.uuid4().hex}"
    book = sheet.book
    impls = {
        "App": book.app,
        "Book": book,
        "Sheet": sheet,
        "Range": cell,
        "Font": cell.font,
        "Note": cell.note,
    }
    impl = {**impls, "Name": cell.name}[kind].impl
    own = type(impl)
    for name in members_that_only_raise(getattr(base_classes, kind)):
        member = vars(own)[name]
        if getattr(member, "__wrapped__", None) or getattr(
            getattr(member, "fget", None), "__wrapped__", None
        ):
            continue
        if not (callable(member) or isinstance(member, property)):
            continue
        refuse = member.fget if isinstance(member, property) else member
        with pytest.raises(NotImplementedError, match=rf"{kind}\.{name}"):
            refuse(impl)
    cell.name.delete()
