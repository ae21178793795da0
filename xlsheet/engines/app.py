"""One running Calc, as xlwings' App."""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from xlwings import base_classes

from xlsheet.engines.books import Books
from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.cells.ranges import Range
from xlsheet.engines.documents import Document
from xlsheet.engines.owners import OwningEngine
from xlsheet.engines.sheets.sheets import Sheet
from xlsheet.engines.uno import bridge, dialogs, office
from xlsheet.engines.uno.edge import at_the_edge
from xlsheet.engines.uno.macros import run_macro
from xlsheet.engines.uno.office import Office
from xlsheet.engines.uno.status import StatusLine

if TYPE_CHECKING:
    from xlsheet.engines.books import CalcBook

EXCEL_VERSION: Final = "16.0"
"""xlwings asks for at least 15 where it decides how names come from Excel."""

_UNATTENDED_ANSWERS: Final = {"ok": "ok", "ok_cancel": "cancel", "yes_no": "no", "yes_no_cancel": "cancel"}
# com.sun.star.awt.MessageBoxButtons and MessageBoxResults
_BUTTONS: Final = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_RESULTS: Final = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class UnshownAlert(NamedTuple):
    """A message that had no window to be shown in."""

    prompt: str
    title: str
    buttons: str


@contextlib.contextmanager
def _modified_as_before(document: Any) -> Iterator[None]:
    """Calc takes what is done to the program for a change of every workbook open in it."""
    modified = document.isModified()
    yield
    document.setModified(modified)


@at_the_edge
class App(base_classes.App):
    """One Calc process. `alerts` keeps the messages of an unattended one."""

    display_alerts = True

    def __init__(self, engine: OwningEngine, running: Office) -> None:
        self.engine = engine
        self.office = running
        self.alerts: list[UnshownAlert] = []
        self._documents: dict[str, Document] = {}
        self._locked: list[Any] = []
        self._status: str | bool = False
        self._status_line: StatusLine | None = None

    @property
    def strict(self) -> bool:
        """Whether text counts as it would in Excel; the engine's setting."""
        return self.engine.strict

    @property
    def api(self) -> Any:
        return self.office.desktop

    @property
    def pid(self) -> int:
        return self.office.pid

    @property
    def version(self) -> str:
        return EXCEL_VERSION

    @property
    def hwnd(self) -> None:
        return None

    @property
    def path(self) -> str:
        program = shutil.which("soffice") or shutil.which("libreoffice") or ""
        return str(Path(program).resolve().parent) if program else ""

    @property
    def books(self) -> Books:
        return Books(self)

    def document(self, api: Any) -> Document:
        """The one `Document` of an open UNO document."""
        return self._documents.setdefault(api.RuntimeUID, Document(api))

    def forget(self, document: Document) -> None:
        """Drop what is kept of a document that is about to be closed."""
        self._documents.pop(document.api.RuntimeUID, None)

    @property
    def selection(self) -> Range | None:
        if not len(self.books):
            return None
        book = self.books.active
        selected = book.api.CurrentController.getSelection()
        if office.supports(selected, "com.sun.star.sheet.SheetCellRanges") and selected.Count:
            selected = selected.getByIndex(0)
        if not office.supports(selected, "com.sun.star.sheet.SheetCellRange"):
            return None
        return Range(Sheet(book, selected.Spreadsheet), Box.of(selected.RangeAddress))

    def activate(self, steal_focus: bool = False) -> None:
        self.engine.apps.put_first(self)
        if steal_focus and len(self.books):
            self.books.active.api.CurrentController.Frame.ContainerWindow.toFront()

    @property
    def visible(self) -> bool:
        return not self.office.headless

    @visible.setter
    def visible(self, value: bool) -> None:
        # `xw.App()` always sets True. A Calc without a screen cannot show itself: it says False.
        for document in office.spreadsheets(self.api) if self.visible else []:
            document.CurrentController.Frame.ContainerWindow.setVisible(value)

    def quit(self) -> None:
        self.office.quit()

    def kill(self) -> None:
        self.office.kill()

    @property
    def screen_updating(self) -> bool:
        return not self._locked

    @screen_updating.setter
    def screen_updating(self, value: bool) -> None:
        if value:
            while self._locked:
                # A workbook may have been closed in the meantime.
                with contextlib.suppress(bridge.uno_exception()), _modified_as_before(self._locked[-1]):
                    self._locked[-1].unlockControllers()
                self._locked.pop()
        elif not self._locked:
            self._locked = office.spreadsheets(self.api)
            for document in self._locked:
                document.lockControllers()

    @property
    def calculation(self) -> str:
        documents = office.spreadsheets(self.api)
        return "automatic" if all(d.isAutomaticCalculationEnabled() for d in documents) else "manual"

    @calculation.setter
    def calculation(self, value: str) -> None:
        if value not in ("automatic", "manual"):
            raise NotImplementedError(f"LibreOffice Calc 引擎没有 App.calculation = {value!r}。")
        for document in office.spreadsheets(self.api):
            with _modified_as_before(document):
                document.enableAutomaticCalculation(value == "automatic")

    def calculate(self) -> None:
        for document in office.spreadsheets(self.api):
            document.calculateAll()

    @property
    def status_bar(self) -> str | bool:
        return self._status

    @status_bar.setter
    def status_bar(self, value: str | bool) -> None:
        if self._status_line is not None:
            self._status_line.end()
        self._status = value
        self._status_line = None if value is False else StatusLine(self.api, str(value))

    def run(self, macro: str, args: Any) -> Any:
        """Run a Basic Sub or Function of a book: `'book'!Module.Name`, `Module.Name` or `Name`."""
        return run_macro(self._book_of(macro).api, macro.rpartition("!")[2], tuple(args))

    def _book_of(self, macro: str) -> CalcBook:
        name, found, _ = macro.rpartition("!")
        return self.books(name.strip("'")) if found else self.books.active

    def alert(
        self,
        prompt: str,
        title: str | None,
        buttons: str = "ok",
        mode: str | None = None,
        callback: Any = None,
    ) -> str:
        """Show a message box and return the button pressed.

        Without a screen the message goes to stderr and into `alerts`, and the answer is the careful
        one: cancel, or no.
        """
        if buttons not in _BUTTONS:
            raise ValueError(f"按钮只能是 {'、'.join(_BUTTONS)}，不能是“{buttons}”。")
        if self.office.headless or not self.display_alerts:
            self.alerts.append(UnshownAlert(prompt, title or "", buttons))
            sys.stderr.write(f"{prompt}\n")
            return _UNATTENDED_ANSWERS[buttons]
        window = self.api.getCurrentFrame().ContainerWindow
        kind = "ERRORBOX" if mode == "critical" else "INFOBOX" if buttons == "ok" else "QUERYBOX"
        box = window.Toolkit.createMessageBox(
            window,
            bridge.enum("awt.MessageBoxType", kind),
            _BUTTONS[buttons],
            title or "LibreOffice Calc",
            prompt,
        )
        try:
            return _RESULTS[box.execute()]
        finally:
            box.dispose()

    def pick_folder(self, title: str, start: Path | None) -> Path | None:
        """Let the user choose a folder. This and what follows is ours; xlwings has no such thing."""
        return dialogs.pick_folder(self.office, title, start)

    def pick_file(self, title: str, kinds: Sequence[str]) -> Path | None:
        """Let the user choose a file by its suffix."""
        return dialogs.pick_file(self.office, title, kinds)

    def fill_in(
        self, title: str, fields: Sequence[tuple[str, str, Sequence[str]]]
    ) -> Mapping[str, str] | None:
        """What the user chooses in a dialog of several fields, by their labels; None where they cancel."""
        return dialogs.fill_in(self.office, title, fields)

    def pick(self, title: str, words: Sequence[str], proposed: str) -> str | None:
        """Let the user choose one of some words."""
        return dialogs.pick(self.office, title, words, proposed)
