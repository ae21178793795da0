"""Excel's Application with its workbooks and dialogs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any, Final

from support.excel import files
from support.excel.com import NO_SUCH_INDEX, ComError, ComObject, called
from support.excel.facts import known_facts
from support.excel.grid import Grid
from support.excel.sheets import Sheets, Worksheet

WINDOW: Final = 1001
_AUTOMATIC: Final = -4105
_MACRO_BOOK: Final = 52
_CONFIRMED: Final = -1


class Application(ComObject):
    """One running Excel. `answers` are what a user chooses in its dialogs, by their kind."""

    def __init__(self) -> None:
        self.facts = known_facts()
        self.books: list[Workbook] = []
        self.answers: dict[str, Any] = {}
        self.state: dict[str, Any] = {
            "StatusBar": False,
            "ScreenUpdating": True,
            "DisplayAlerts": True,
            "Calculation": _AUTOMATIC,
            "Visible": True,
        }

    def _kept(name: str) -> property:  # noqa: N805  # builds members, is none
        def put(self: Application, value: Any) -> None:
            self.state[name] = value

        return property(lambda self: self.state[name], put)

    StatusBar = _kept("StatusBar")
    ScreenUpdating = _kept("ScreenUpdating")
    DisplayAlerts = _kept("DisplayAlerts")
    Calculation = _kept("Calculation")
    Visible = _kept("Visible")
    del _kept

    @property
    def Application(self) -> Application:
        return self

    @property
    def Hwnd(self) -> int:
        return WINDOW

    @property
    def Version(self) -> str:
        return "16.0"

    @property
    def Name(self) -> str:
        return "Microsoft Excel"

    @property
    def Path(self) -> str:
        return r"C:\Program Files\Microsoft Office\root\Office16"

    @property
    def Workbooks(self) -> Workbooks:
        return Workbooks(self)

    @property
    def ActiveWorkbook(self) -> Workbook | None:
        return self.books[-1] if self.books else None

    def Calculate(self) -> None:
        """Values are worked out when somebody looks."""

    def FileDialog(self, fileDialogType: int) -> FileDialog:
        return FileDialog(self.answers.get("folder"))

    def GetOpenFilename(
        self, FileFilter: str = "", FilterIndex: int = 1, Title: str = "", *rest: Any
    ) -> str | bool:
        return self.answers.get("file", False)

    def InputBox(self, Prompt: str, Title: str = "", Default: Any = None, Type: int = 2) -> Any:
        return self.answers.get("month", False)

    def Quit(self) -> None:
        self.books.clear()


class FileDialog(ComObject):
    """The dialog that asks for a folder; what was chosen can be asked for only after it was shown."""

    def __init__(self, answer: str | None) -> None:
        self.answer = answer
        self.shown = False
        self.words = {"Title": "", "InitialFileName": ""}

    @property
    def Title(self) -> str:
        return self.words["Title"]

    @Title.setter
    def Title(self, value: str) -> None:
        self.words["Title"] = value

    @property
    def InitialFileName(self) -> str:
        return self.words["InitialFileName"]

    @InitialFileName.setter
    def InitialFileName(self, value: str) -> None:
        self.words["InitialFileName"] = value

    def Show(self) -> int:
        self.shown = True
        return _CONFIRMED if self.answer else 0

    @property
    def SelectedItems(self) -> FileDialogSelectedItems:
        return FileDialogSelectedItems([self.answer] if self.shown and self.answer else [])


class FileDialogSelectedItems(ComObject):
    """What was chosen in a dialog."""

    def __init__(self, items: list[str]) -> None:
        self.items = items

    def __call__(self, *index: Any) -> str:
        (number,) = called(self, *index)
        return self.items[number - 1]


class Workbook(ComObject):
    """One open workbook. `full_name` is a web address where a cloud drive keeps it."""

    def __init__(self, app: Application, path: Path) -> None:
        self.app = app
        self.path = path
        self.origin = path
        self.full_name = str(path)
        self.sheets: list[Worksheet] = []
        self.active: Any = None

    def add_sheet(self, name: str) -> Worksheet:
        sheet = Worksheet(self, name, Grid(self.app.facts))
        self.sheets.append(sheet)
        self.active = self.active or sheet
        return sheet

    @property
    def Application(self) -> Application:
        return self.app

    @property
    def Name(self) -> str:
        return PurePosixPath(self.full_name).name

    @property
    def FullName(self) -> str:
        return self.full_name

    @property
    def Path(self) -> str:
        return str(PurePosixPath(self.full_name).parent) if "/" in self.full_name else ""

    @property
    def FileFormat(self) -> int:
        return _MACRO_BOOK

    @property
    def Worksheets(self) -> Sheets:
        return Sheets(self)

    @property
    def ActiveSheet(self) -> Worksheet:
        found: Worksheet = self.active
        return found

    @property
    def Saved(self) -> bool:
        return not any(sheet.grid.changed for sheet in self.sheets)

    def Activate(self) -> None:
        self.app.books.sort(key=lambda book: book is self)

    def Close(self, SaveChanges: bool | None = None) -> None:
        self.app.books.remove(self)

    def Save(self) -> None:
        files.save(self, self.path)

    def SaveAs(self, Filename: str, FileFormat: int | None = None, Password: str | None = None) -> None:
        files.save(self, Path(Filename))
        self.path, self.full_name = Path(Filename), Filename


class Workbooks(ComObject):
    """The open workbooks; the last one is in front."""

    def __init__(self, app: Application) -> None:
        self.app = app

    def __call__(self, *index: Any) -> Workbook:
        (wanted,) = called(self, *index)
        for number, book in enumerate(self.app.books, 1):
            if wanted == number or (isinstance(wanted, str) and book.Name.lower() == wanted.lower()):
                return book
        raise ComError("下标越界", scode=NO_SUCH_INDEX)

    def __iter__(self) -> Iterator[Workbook]:
        return iter(list(self.app.books))

    @property
    def Application(self) -> Application:
        return self.app

    @property
    def Count(self) -> int:
        return len(self.app.books)

    def Open(self, Filename: str, *options: Any) -> Workbook:
        book = Workbook(self.app, Path(Filename).resolve())
        files.load(book)
        self.app.books.append(book)
        return book

    def Add(self) -> Workbook:
        book = Workbook(self.app, Path(f"工作簿{len(self.app.books) + 1}"))
        book.add_sheet("Sheet1")
        self.app.books.append(book)
        return book
