"""A click on a button: its workbook, what was given with it or is asked for, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from xlsheet.commands import TAB_LABEL
from xlsheet.errors import RequestError, XlsheetError

if TYPE_CHECKING:
    import xlwings as xw

    from xlsheet.addin.choices import Choice
    from xlsheet.addin.dialogs import Dialogs
    from xlsheet.cells.months import Month
    from xlsheet.ledger.settings import Settings
    from xlsheet.stores.live.store import LiveStore

_T = TypeVar("_T")


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
    """How a job ended: a message, empty for none, the sheet to go to, empty for staying, and the folder or
    file that was made and that the user may want to open."""

    text: str
    sheet: str = ""
    made: Path | None = None


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

    @property
    def was_given(self) -> bool:
        """Whether the call brings along what a click would ask for."""
        return self.given != Given()

    def month(self, title: str, proposed: Month) -> Month:
        """The month that was given, else the one that the user chooses."""
        from xlsheet.cells.asked import month_asked

        if self.given.month is None:
            return _answer(self.dialogs.month(title, self.settings.calendar.months(), proposed))
        month = month_asked(self.given.month, self.settings.calendar.months())
        if month is None:
            raise RequestError(f"“{self.given.month}”不是月份，请写成 2020-06 的样子。")
        return month

    def folder(self, title: str) -> Path:
        """The folder that was given, else the one that the user chooses."""
        start = self.store.path
        return self.given.folder or _answer(self.dialogs.folder(title, start and start.parent))

    def choose(self, button: str, choices: Sequence[Choice]) -> Mapping[str, str]:
        """What the user chooses, by the choices' labels; what is usual where the call brings things along."""
        from xlsheet.addin.choices import LastChoices

        if self.was_given:
            return {choice.label: choice.value for choice in choices}
        last = LastChoices(self.settings.ledger_id, button)
        proposed = last.proposed(choices)
        chosen = _answer(self.dialogs.choices(f"{TAB_LABEL} · {button}", proposed))
        last.keep(choices, chosen)
        return chosen

    def place(self, chosen: str, name: str, title: str) -> Path:
        """The folder that was chosen: beside the ledger by that name, or another one, which is asked for."""
        from xlsheet.addin.choices import BESIDE

        if self.given.folder is None and chosen == BESIDE and self.store.path is not None:
            return self.store.path.parent / name
        return self.folder(title)

    def file(self, title: str, kinds: tuple[str, ...]) -> Path:
        """The first file that was given, else the one that the user chooses; `kinds` are suffixes."""
        return self.given.files[0] if self.given.files else _answer(self.dialogs.file(title, kinds))

    def confirms(self, question: str, title: str, buttons: str = "yes_no") -> str:
        """Which button of a question the user presses: yes, no, cancel; no, or cancel, without a screen."""
        from xlsheet.addin.messages import ask

        return ask(self.book.app, question, f"{TAB_LABEL} · {title}", buttons)


def _answer(answer: _T | None) -> _T:
    if answer is None:
        raise CancelledError
    return answer
