"""A click on a button: the workbook it happened in, what was given with it, and how it ends."""

from __future__ import annotations

import contextlib
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from xlsheet.commands import COMMANDS, TAB_LABEL
from xlsheet.errors import RequestError, XlsheetError

if TYPE_CHECKING:
    import xlwings as xw

    from xlsheet.addin.dialogs import Dialogs
    from xlsheet.cells.months import Month
    from xlsheet.ledger.settings import Settings
    from xlsheet.stores.live.store import LiveStore

_T = TypeVar("_T")
_NOT_NEEDED: Final = ("matplotlib", "plotly", "polars")
_LABELS: Final = {command.function: command.label for command in COMMANDS}


@dataclass(frozen=True, slots=True)
class Given:
    """What a call brings along instead of asking for it. `day` is the day of receipt, or the one that
    counts as today; `redo` makes the undone change again."""

    month: str | None = None
    folder: Path | None = None
    files: tuple[Path, ...] = ()
    day: datetime | None = None
    redo: bool = False


@dataclass(frozen=True, slots=True)
class ClickOutcome:
    """How a job ended: a message, empty for none, and the sheet to go to, empty for staying."""

    text: str
    sheet: str = ""


class CancelledError(XlsheetError):
    """The user closed a dialog without an answer; nothing was done, and nothing needs to be said."""


@dataclass(frozen=True)
class Click:
    """What a button's job works with."""

    book: xw.Book
    given: Given = field(default_factory=Given)

    @cached_property
    def store(self) -> LiveStore:
        """The ledger in the workbook."""
        from xlsheet.stores.live.store import LiveStore

        return LiveStore(self.book)

    @cached_property
    def settings(self) -> Settings:
        from xlsheet.dictionary.tables import PARAMETERS
        from xlsheet.ledger.settings import read_settings

        return read_settings(self.store.read(PARAMETERS))

    @cached_property
    def dialogs(self) -> Dialogs:
        from xlsheet.addin.dialogs import dialogs_of

        return dialogs_of(self.book.app)

    def month(self, title: str, proposed: Month) -> Month:
        """The month that was given, else the one that the user chooses."""
        from xlsheet.cells.months import Month

        if self.given.month is None:
            return _answer(self.dialogs.month(title, self.settings.calendar.months(), proposed))
        month = Month.parse(self.given.month)
        if month is None:
            raise RequestError(f"“{self.given.month}”不是月份，请写成 2020-06 的样子。")
        return month

    def folder(self, title: str) -> Path:
        """The folder that was given, else the one that the user chooses."""
        start = self.store.path
        return self.given.folder or _answer(self.dialogs.folder(title, start and start.parent))

    def file(self, title: str, kinds: tuple[str, ...]) -> Path:
        """The first file that was given, else the one that the user chooses; `kinds` are suffixes."""
        return self.given.files[0] if self.given.files else _answer(self.dialogs.file(title, kinds))

    def confirms(self, question: str, title: str, buttons: str = "yes_no") -> str:
        """Which button of a question the user presses: yes, no, cancel; no, or cancel, without a screen."""
        return str(self.book.app.alert(question, title=f"{TAB_LABEL} · {title}", buttons=buttons))


def _answer(answer: _T | None) -> _T:
    if answer is None:
        raise CancelledError
    return answer


def press(function: str, book_name: str | None, given: Given) -> bool:
    """Do what a button does, and say how it ended; whether it was done.

    `book_name` is the open workbook's name; None means the one that called, or else the active one.
    """
    label, app = _LABELS.get(function, function), None
    try:
        book = find_book(book_name)
        app = book.app
        with _working(app, label):
            from xlsheet.addin.buttons import BUTTONS

            outcome = BUTTONS[function](Click(book, given))
        if outcome.sheet:
            book.sheets[outcome.sheet].activate()
        if outcome.text:
            _tell(app, label, outcome.text)
    except CancelledError:
        return False
    except XlsheetError as error:
        _tell(app, label, f"没有完成：{error}", grave=True)
        return False
    except Exception:  # noqa: BLE001  # the door: a user gets a message, the log gets the traceback
        from xlsheet.error_log import log_error

        text = f"没有完成：程序出错。详情记在“{log_error()}”，请把它转给技术人员。"
        _tell(app, label, text, grave=True)
        return False
    return True


def find_book(name: str | None) -> xw.Book:
    """The open workbook of that name, in any window; RequestError where there is none."""
    load_xlwings()
    import xlwings as xw

    if name is None:
        return _caller()
    wanted = _comparable(name)
    found = [book for app in xw.apps for book in app.books if _comparable(book.name) == wanted]
    if not found:
        raise RequestError(f"没有找到打开着的“{name}”。请先打开台账，再点按钮。")
    return next((book for book in found if book == book.app.books.active), found[0])


def load_xlwings() -> None:
    """Import xlwings, with our engine where there is no Excel. To put figures into sheets, which we don't,
    it would load all that draws, and that takes longer than anything else in a click."""
    hidden = [name for name in _NOT_NEEDED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None: as if it weren't installed
    try:
        from xlsheet import engines

        engines.offer()
        import_module("xlwings")
    finally:
        for name in hidden:
            del sys.modules[name]


def _comparable(name: str) -> str:
    """macOS takes letters apart that others write as one."""
    return unicodedata.normalize("NFC", name).casefold()


def _caller() -> xw.Book:
    """The workbook whose macro called, else the active one."""
    import xlwings as xw

    with contextlib.suppress(Exception):  # a bare one says that no macro called
        return xw.Book.caller()
    app = xw.apps.active
    if app is None or not app.books:
        raise RequestError("没有打开着的工作簿。请先打开台账，再点按钮。")
    return app.books.active


@contextlib.contextmanager
def _working(app: xw.App, label: str) -> Iterator[None]:
    """Say in the status bar what is being done."""
    app.status_bar = f"{TAB_LABEL}：正在执行“{label}”，请稍候……"
    try:
        yield
    finally:
        app.status_bar = False


def _tell(app: xw.App | None, label: str, text: str, *, grave: bool = False) -> None:
    if app is None:
        sys.stderr.write(f"{text}\n")
    else:
        app.alert(text, title=f"{TAB_LABEL} · {label}", mode="critical" if grave else "info")
