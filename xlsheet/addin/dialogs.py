"""Questions to the user, in the dialogs of the program that the ledger is open in."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from xlsheet.cells.asked import month_asked
from xlsheet.cells.months import Month
from xlsheet.errors import RequestError

if TYPE_CHECKING:
    import xlwings as xw

    from xlsheet.addin.choices import Choice

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

    def choices(self, title: str, choices: Sequence[Choice]) -> Mapping[str, str] | None:
        """What is chosen, by the choices' labels; without a screen what is proposed."""
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

    def choices(self, title: str, choices: Sequence[Choice]) -> Mapping[str, str] | None:
        return _one_by_one(title, choices, self._text)

    def _text(self, prompt: str, title: str, proposed: str) -> str | None:
        typed = self._excel.InputBox(prompt, title, proposed, Type=self._TEXT)
        return str(typed) if typed is not False else None


class MacDialogs:
    """Those of macOS, through AppleScript; Excel has none there that a program can open."""

    _FOLDER: Final = "POSIX path of (choose folder with prompt (item 1 of argv))"
    _FILE: Final = "POSIX path of (choose file with prompt (item 1 of argv) of type (rest of argv))"
    _TEXT: Final = (
        '"=" & text returned of (display dialog (item 1 of argv) default answer (item 2 of argv) '
        'with title (item 3 of argv) buttons {"取消", "好"} default button 2 cancel button 1)'
    )
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

    def choices(self, title: str, choices: Sequence[Choice]) -> Mapping[str, str] | None:
        return _one_by_one(title, choices, self._text)

    def _text(self, prompt: str, title: str, proposed: str) -> str | None:
        answer = self._ask(self._TEXT, prompt, proposed, title)
        return answer[1:] if answer else None

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

    def choices(self, title: str, choices: Sequence[Choice]) -> Mapping[str, str] | None:
        if self._calc.office.headless:
            return {choice.label: choice.value for choice in choices}
        fields = [(choice.label, choice.value, choice.words) for choice in choices]
        answers: Mapping[str, str] | None = self._calc.fill_in(title, fields)
        return answers


def _one_by_one(
    title: str, choices: Sequence[Choice], ask: Callable[[str, str, str], str | None]
) -> Mapping[str, str] | None:
    """All choices in one box, numbered as they are proposed; a number changes that one. Excel has no dialog
    of several fields that a program can open."""
    chosen = {choice.label: choice.value for choice in choices}
    while True:
        listed = "\n".join(f"{n}. {label}：{chosen[label]}" for n, label in enumerate(chosen, start=1))
        number = ask(f"{listed}\n\n照此做请直接点“确定”；要改哪一项，写它前面的数字。", title, "")
        if number is None or not number.strip():
            return chosen if number is not None else None
        picked = choices[int(number) - 1 : int(number)] if number.strip().isdecimal() and int(number) else ()
        for choice in picked:
            words = f"（{'、'.join(choice.words)}）" if choice.words else ""
            answer = ask(f"{choice.label}{words}", title, chosen[choice.label])
            if answer is not None and (not choice.words or answer.strip() in choice.words):
                chosen[choice.label] = answer.strip()
