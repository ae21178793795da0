"""Questions to the user, in the dialogs of the program that the ledger is open in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from xlsheet.cells.asked import month_asked
from xlsheet.cells.months import Month
from xlsheet.errors import RequestError

if TYPE_CHECKING:
    import xlwings as xw

EXCEL: Final = "excel"
"""What xlwings calls its engines of Windows and of macOS."""


class Dialogs(Protocol):
    """Every answer is None where the user cancels."""

    def folder(self, title: str, start: Path | None) -> Path | None:
        """A folder that exists; `start` is where the search begins."""
        ...

    def file(self, title: str, kinds: Sequence[str]) -> Path | None:
        """A file whose name ends in one of `kinds`, such as `.docx`."""
        ...

    def month(self, title: str, months: Sequence[Month], proposed: Month) -> Month | None:
        """One of some months."""
        ...


def dialogs_of(app: xw.App) -> Dialogs:
    """Those of the running program."""
    if app.engine.name != EXCEL:
        return CalcDialogs(app.impl)
    return MacDialogs() if sys.platform == "darwin" else ExcelDialogs(app.api)


class ExcelDialogs:
    """Excel's own on Windows, which come up in front of its window."""

    _FOLDER_PICKER: Final = 4
    _CONFIRMED: Final = -1
    _TEXT: Final = 2

    def __init__(self, excel: Any) -> None:
        self._excel = excel

    def folder(self, title: str, start: Path | None) -> Path | None:
        dialog = self._excel.FileDialog(self._FOLDER_PICKER)
        dialog.Title = title
        if start is not None:
            dialog.InitialFileName = f"{start}\\"
        return Path(dialog.SelectedItems(1)) if dialog.Show() == self._CONFIRMED else None

    def file(self, title: str, kinds: Sequence[str]) -> Path | None:
        patterns = ";".join(f"*{kind}" for kind in kinds)
        chosen = self._excel.GetOpenFilename(f"{title} ({patterns}),{patterns}", 1, title)
        return Path(chosen) if chosen else None

    def month(self, title: str, months: Sequence[Month], proposed: Month) -> Month | None:
        prompt = f"{title}（{months[0]} 至 {months[-1]}）："
        typed = self._excel.InputBox(prompt, title, str(proposed), Type=self._TEXT)
        if not typed:
            return None
        month = month_asked(typed, months)
        if month is None:
            raise RequestError(f"“{typed}”不是月份，请写成 2020-06 的样子。")
        return month


class MacDialogs:
    """Those of macOS, through AppleScript; Excel has none there that a program can open."""

    _FOLDER: Final = "POSIX path of (choose folder with prompt (item 1 of argv))"
    _FILE: Final = "POSIX path of (choose file with prompt (item 1 of argv) of type (rest of argv))"
    _LIST: Final = (
        "item 1 of (choose from list (items 3 thru -1 of argv) "
        "with prompt (item 1 of argv) default items {item 2 of argv})"
    )

    def folder(self, title: str, start: Path | None) -> Path | None:
        answer = self._ask(self._FOLDER, title)
        return Path(answer) if answer else None

    def file(self, title: str, kinds: Sequence[str]) -> Path | None:
        answer = self._ask(self._FILE, title, *(kind.removeprefix(".") for kind in kinds))
        return Path(answer) if answer else None

    def month(self, title: str, months: Sequence[Month], proposed: Month) -> Month | None:
        return Month.parse(self._ask(self._LIST, title, str(proposed), *map(str, months)))

    @staticmethod
    def _ask(question: str, *arguments: str) -> str:
        """The answer, empty where the user cancels, which AppleScript takes for an error."""
        script = f"on run argv\nreturn {question}\nend run"
        done = subprocess.run(
            ["osascript", "-e", script, *arguments], capture_output=True, encoding="utf-8", check=False
        )
        return done.stdout.strip()


class CalcDialogs:
    """LibreOffice's own, through our engine."""

    def __init__(self, calc: Any) -> None:
        self._calc = calc

    def folder(self, title: str, start: Path | None) -> Path | None:
        answer: Path | None = self._calc.pick_folder(title, start)
        return answer

    def file(self, title: str, kinds: Sequence[str]) -> Path | None:
        answer: Path | None = self._calc.pick_file(title, kinds)
        return answer

    def month(self, title: str, months: Sequence[Month], proposed: Month) -> Month | None:
        return Month.parse(self._calc.pick(title, [str(month) for month in months], str(proposed)))
