"""Calc in a real window on a screen of its own, set up by `xlsheet install` as on a user's desktop."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any, Final, TypeVar

import pytest
from PIL import ImageGrab

from xlsheet.engines import PIPE_VARIABLE, STRICT_VARIABLE
from xlsheet.engines.uno import bridge, calc_profile
from xlsheet.engines.uno.errors import CalcMissingError
from xlsheet.engines.uno.office import Office, spreadsheets
from xlsheet.jobs.setup.install import carry_out, plan
from xlsheet.jobs.setup.plan import Machine
from xlsheet.warm.place import SECONDS_VARIABLE

WIDTH, HEIGHT = 1600, 1000
_PATIENCE: Final = 180.0
_PAUSE: Final = 0.1
_SOON: Final = 6.0
"""So many seconds a dialog may take to go before its button is clicked once more."""
# of com.sun.star.accessibility.AccessibleRole: alert and dialog, push button, text
_CONTROL_SHAPE: Final = "com.sun.star.drawing.ControlShape"
_DIALOGS, _PUSH_BUTTON, _TEXT = {1, 12}, 44, 60
_QUIET: Final = {
    ("/org.openoffice.Office.Common/Misc", "ShowTipOfTheDay"),
    ("/org.openoffice.Office.Linguistic/SpellChecking", "IsSpellAuto"),
}
"""What a new user's Calc would show over the sheet, and does not here."""

T = TypeVar("T")


def until(condition: Callable[[], T], what: str) -> T:
    """What a condition gives as soon as that is true; fails after a while, saying what it waited for."""
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(_PAUSE)
    raise AssertionError(f"waited {_PATIENCE:.0f} s in vain: {what}")


def needs_a_screen() -> None:
    """Skip where a program that the window needs is missing."""
    for program in ("Xvfb", "xdotool", "soffice"):
        if sys.platform != "linux" or shutil.which(program) is None:
            pytest.skip(f"{program} is not on this machine")
    try:
        bridge.uno()
    except CalcMissingError as error:
        pytest.skip(f"python3-uno is not on this machine: {error}")


def desktop_of(home: Path, python: PurePath | None = None) -> Machine:
    """A user's desktop on which `xlsheet install` has run, with `python` as its Python."""
    (home / "Desktop").mkdir(parents=True, exist_ok=True)
    machine = Machine(
        system="linux",
        home=home,
        python=python or Path(sys.executable),
        appdata=home,
        desktop=home / "Desktop",
        profile=home / "calc",
        folder=home / "督查台账",
        pipe=f"xlsheet-window-{uuid.uuid4().hex}",
    )
    report = carry_out(plan(machine))
    assert not report.needs_attention, report
    settings = machine.profile / calc_profile.SETTINGS
    items = "".join(
        f'<item oor:path="{path}"><prop oor:name="{name}" oor:op="fuse"><value>false</value></prop></item>\n'
        for path, name in sorted(_QUIET)
    )
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("</oor:items>", f"{items}</oor:items>"), encoding="utf-8")
    return machine


@dataclass(frozen=True, slots=True)
class Window:
    """A ledger open in Calc. Places are pixels of the screen."""

    display: str
    office: Office = field(repr=False)  # a dead process answers repr() with a crash
    document: Any = field(repr=False)

    @property
    def _controller(self) -> Any:
        return self.document.CurrentController

    def click_button(self, label: str) -> None:
        """Click a button of the active sheet, as soon as it is painted where it will stay."""
        self._click(self._place_of(label))

    def _place_of(self, label: str) -> tuple[int, int]:
        shapes = self._controller.ActiveSheet.DrawPage
        drawn = (shapes.getByIndex(i) for i in range(shapes.Count))
        controls = (s.Control for s in drawn if s.supportsService(_CONTROL_SHAPE))  # the rest are charts
        model = next(control for control in controls if control.Label == label)
        return until(lambda: self._settled(self._controller.getControl(model)), f"button {label}")

    def message(self, *labels: str) -> str:
        """What the message box says that has a button of such a label; empty where there is none."""
        box = self._dialog({*labels}) or []
        return "\n".join(name for role, name, _ in box if role != _PUSH_BUTTON and name)

    def answer(self, *labels: str) -> str:
        """Wait for a message box, push its first button that has one of these labels; what the box said."""
        box = until(lambda: self._dialog({*labels}), "a message box")
        words = self.message(*labels)
        buttons = {name: context for role, name, context in box if role == _PUSH_BUTTON}
        label = next(label for label in labels if label in buttons)
        until(lambda: self._pushed(buttons[label], words, {*labels}), "the message box to close")
        self._controller.Frame.ContainerWindow.setFocus()  # as a window manager would
        return words

    def _pushed(self, button: Any, words: str, labels: set[str]) -> bool:
        """Click a dialog's button; whether it then goes. Without a window manager a click may be lost."""
        place = _stays(button)
        if place is not None:
            self._activate(labels)
            self._click(place)
        patience = time.monotonic() + _SOON
        while self._dialog(labels) is not None and self.message(*labels) == words:
            if time.monotonic() > patience:
                return False
            time.sleep(_PAUSE)
        return True

    def accept_choices(self) -> str:
        """Take what one of our own dialogs proposes; what it asked."""
        return self.answer("确定")

    def choose_folder(self, folder: Path) -> None:
        """Answer LibreOffice's folder dialog, by typing the path and confirming."""
        dialog = until(lambda: self._dialog({"Select", "选择"}), "the folder dialog")
        *_, typed = (context for role, _, context in dialog if role == _TEXT)
        typed.setText(str(folder))
        select = next(c for role, name, c in dialog if role == _PUSH_BUTTON and name in ("Select", "选择"))
        self._click(until(lambda: _stays(select), "the folder dialog's button"))

    def double_click_button(self, label: str) -> None:
        """Click a button twice, as fast as a hand may."""
        x, y = map(str, self._place_of(label))
        command = ["xdotool", "mousemove", x, y, "click", "--repeat", "2", "--delay", "120", "1"]
        subprocess.run(command, env={**os.environ, "DISPLAY": self.display}, check=True)

    def dialogs(self) -> int:
        """How many dialogs are open."""
        toolkit = self._toolkit()
        roles = [toolkit.getTopWindow(number) for number in range(toolkit.getTopWindowCount())]
        return sum(window.getAccessibleContext().getAccessibleRole() in _DIALOGS for window in roles)

    def cancel_dialog(self) -> None:
        """Push a dialog's Cancel."""
        dialog = until(lambda: self._dialog({"Cancel", "取消"}), "a dialog to cancel")
        button = next(c for role, name, c in dialog if role == _PUSH_BUTTON and name in ("Cancel", "取消"))
        self._click(until(lambda: _stays(button), "its button"))
        until(lambda: self._dialog({"Cancel", "取消"}) is None, "the dialog to close")
        self._controller.Frame.ContainerWindow.setFocus()  # as a window manager would

    def show(self, sheet: str) -> None:
        """Bring a sheet to the front."""
        self._controller.setActiveSheet(self.document.Sheets.getByName(sheet))

    def show_cell(self, sheet: str, address: str) -> None:
        """Bring a cell to the front, with its note open."""
        self.show(sheet)
        cell = self._controller.ActiveSheet.getCellRangeByName(address)
        self._controller.select(cell)
        cell.Annotation.setIsVisible(True)

    def hide_sidebar(self) -> None:
        """More room for the sheet."""
        manager = self.office.context.ServiceManager
        helper = manager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", self.office.context)
        helper.executeDispatch(self._controller.Frame, ".uno:Sidebar", "", 0, ())

    @property
    def active_sheet(self) -> str:
        return str(self._controller.ActiveSheet.Name)

    def values(self, sheet: str) -> list[tuple[Any, ...]]:
        """The values of a sheet's used cells, row by row."""
        cells = self.document.Sheets.getByName(sheet)
        cursor = cells.createCursor()
        cursor.gotoEndOfUsedArea(False)
        end = cursor.RangeAddress
        return list(cells.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow).getDataArray())

    def picture(self, path: Path, *, sheet_only: bool = False) -> None:
        """The screen once it has come to rest, as a PNG; or what lies within the sheet's borders of it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        image = until(self._at_rest, "the screen to come to rest")
        if sheet_only:
            context = self._controller.Frame.getComponentWindow().getAccessibleContext()
            corner, size = context.getLocationOnScreen(), context.getSize()
            image = image.crop((corner.X, corner.Y, corner.X + size.Width, corner.Y + size.Height))
        image.save(path)

    def _at_rest(self) -> Any:
        first = ImageGrab.grab(xdisplay=self.display)
        time.sleep(3 * _PAUSE)
        second = ImageGrab.grab(xdisplay=self.display)
        painted = second.crop((0, HEIGHT // 4, WIDTH, HEIGHT // 2)).getcolors(8) is None
        return second if painted and first.tobytes() == second.tobytes() else None

    def _settled(self, control: Any) -> tuple[int, int] | None:
        if control is None:
            return None
        place = _stays(control.getAccessibleContext())
        if place is None or not (place[0] < WIDTH and place[1] < HEIGHT):
            return None
        x, y = place
        painted = ImageGrab.grab(xdisplay=self.display).crop((x - 40, y - 8, x + 40, y + 8)).getcolors(5000)
        return place if painted is not None and len(painted) > 1 else None  # a face with letters on it

    def _click(self, place: tuple[int, int]) -> None:
        x, y = map(str, place)
        command = ["xdotool", "mousemove", x, y, "click", "1"]
        subprocess.run(command, env={**os.environ, "DISPLAY": self.display}, check=True)

    def _toolkit(self) -> Any:
        manager = self.office.context.ServiceManager
        return manager.createInstanceWithContext("com.sun.star.awt.Toolkit", self.office.context)

    def _activate(self, labels: set[str]) -> None:
        """Give a dialog the keyboard, as a window manager would: without that, a click may do no more."""
        toolkit = self._toolkit()
        for number in range(toolkit.getTopWindowCount()):
            window = toolkit.getTopWindow(number)
            if any(name in labels for _, name, _ in _inside(window.getAccessibleContext())):
                window.setFocus()

    def _dialog(self, labels: set[str]) -> list[tuple[int, str, Any]] | None:
        """All that stands in the dialog that has a button of such a label, as (role, name, context)."""
        toolkit = self._toolkit()
        for number in range(toolkit.getTopWindowCount()):
            context = toolkit.getTopWindow(number).getAccessibleContext()
            found = list(_inside(context)) if context.getAccessibleRole() in _DIALOGS else []
            if any(role == _PUSH_BUTTON and name in labels for role, name, _ in found):
                return found
        return None


def _inside(context: Any) -> Iterator[tuple[int, str, Any]]:
    for number in range(min(context.getAccessibleChildCount(), 60)):
        accessible = context.getAccessibleChild(number)
        if hasattr(accessible, "getAccessibleContext"):  # else gone meanwhile, or a list's line
            child = accessible.getAccessibleContext()
            yield child.getAccessibleRole(), child.getAccessibleName(), child
            yield from _inside(child)


def _stays(context: Any) -> tuple[int, int] | None:
    """The middle of something on the screen, unless it is still moving."""
    first = _middle(context)
    time.sleep(_PAUSE)
    return first if first == _middle(context) else None


def _middle(context: Any) -> tuple[int, int]:
    corner, size = context.getLocationOnScreen(), context.getSize()
    return corner.X + size.Width // 2, corner.Y + size.Height // 2


@contextlib.contextmanager
def screen() -> Iterator[str]:
    """A display of our own."""
    read, write = os.pipe()
    size = f"{WIDTH}x{HEIGHT}x24"
    command = ["Xvfb", "-displayfd", str(write), "-screen", "0", size, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[write], stderr=subprocess.DEVNULL)
    os.close(write)
    try:
        with os.fdopen(read) as answer:
            yield f":{answer.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


@contextlib.contextmanager
def calc_window(machine: Machine, display: str, ledger: Path) -> Iterator[Window]:
    """Calc as the user of this machine starts it, with a ledger open; closed without saving."""
    environment = {
        **os.environ,
        "DISPLAY": display,
        "HOME": str(machine.home),
        "PATH": "/usr/bin:/bin",  # no xlsheet there but what the user's home has
        "LC_ALL": "C.UTF-8",
        "SAL_USE_VCLPLUGIN": "gen",
        PIPE_VARIABLE: machine.pipe,
        STRICT_VARIABLE: "1",
        SECONDS_VARIABLE: "300",
    }
    profile = f"-env:UserInstallation={machine.profile.as_uri()}"
    process = subprocess.Popen(
        ["soffice", "--norestore", "--nologo", "--nofirststartwizard", profile, str(ledger)],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        office = until(lambda: Office.attach(machine.pipe), "Calc listening on its pipe")
        document = until(lambda: next(iter(spreadsheets(office.desktop)), None), f"{ledger.name} open")
        until(lambda: document.CurrentController, "the window")
        document.CurrentController.Frame.ContainerWindow.setPosSize(0, 0, WIDTH, HEIGHT, 15)
        yield Window(display, office, document)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
