"""Open workbooks of one Calc, as xlwings' Books and Book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from xlwings import base_classes

from xlsheet.engines.documents import Document
from xlsheet.engines.owners import OwningApp
from xlsheet.engines.sheets.names import CalcNames
from xlsheet.engines.sheets.sheets import CalcSheets
from xlsheet.engines.uno import bridge, office
from xlsheet.engines.uno.edge import at_the_edge
from xlsheet.engines.uno.errors import CalcError
from xlsheet.errors import LockedError, OutputError, SourceError

_FILTERS: Final = {
    ".xlsx": "Calc MS Excel 2007 XML",
    ".xlsm": "Calc MS Excel 2007 VBA XML",
    ".xls": "MS Excel 97",
    ".ods": "calc8",
    ".csv": "Text - txt - csv (StarCalc)",
}
# com.sun.star.document.MacroExecMode
_NO_MACROS: Final = 0
_MACROS_AS_CONFIGURED: Final = 3


@at_the_edge
class Books(base_classes.Books):
    """The open spreadsheets; documents of Writer and Impress don't count."""

    def __init__(self, app: OwningApp) -> None:
        self.app = app

    @property
    def api(self) -> Any:
        return self.app.api.Components

    @property
    def active(self) -> CalcBook:
        current = self.app.api.getCurrentComponent()
        if current is not None and office.supports(current, "com.sun.star.sheet.SpreadsheetDocument"):
            return self._book(current)
        found = office.spreadsheets(self.app.api)
        if not found:
            raise CalcError("LibreOffice Calc 里没有打开的工作簿。请先打开台账。")
        return self._book(found[-1])

    def __call__(self, name_or_index: int | str) -> CalcBook:
        books = list(self)
        if isinstance(name_or_index, int):
            if not 1 <= name_or_index <= len(books):
                raise IndexError(f"只打开了 {len(books)} 个工作簿，没有第 {name_or_index} 个。")
            return books[name_or_index - 1]
        for book in books:
            if book.name.lower() == name_or_index.lower():
                return book
        raise KeyError(name_or_index)

    def __len__(self) -> int:
        return len(office.spreadsheets(self.app.api))

    def __iter__(self) -> Iterator[CalcBook]:
        return iter([self._book(document) for document in office.spreadsheets(self.app.api)])

    def add(self) -> CalcBook:
        return self._book(self.app.api.loadComponentFromURL("private:factory/scalc", "_blank", 0, ()))

    def open(
        self,
        fullname: str,
        update_links: bool | None = None,
        read_only: bool | None = None,
        format: Any = None,
        password: str | None = None,
        *unused: Any,
        **also_unused: Any,
    ) -> CalcBook:
        """Open a file. `LockedError` where somebody else has it open, `SourceError` where Calc can't.

        Its macros run as the user's Calc is set, and never without a screen.
        """
        path = Path(fullname)
        lock = path.with_name(f".~lock.{path.name}#")
        was_locked = lock.exists()
        asked: dict[str, Any] = {
            "ReadOnly": bool(read_only),
            "MacroExecutionMode": _NO_MACROS if self.app.office.headless else _MACROS_AS_CONFIGURED,
        }
        if password is not None:
            asked["Password"] = password
        document = self._load(path, asked)
        if was_locked and not read_only and (document is None or document.isReadonly()):
            # With a lock file about, Calc opens nothing, or opens for reading only, without a word.
            if document is not None:
                document.close(True)
            raise LockedError(
                f"“{path.name}”正被别人打开（{_owner(lock)}）。请对方关闭后再试；"
                f"如果确实没有人打开，请删除同一文件夹里的“{lock.name}”再试。"
            )
        if document is None or not office.supports(document, "com.sun.star.sheet.SpreadsheetDocument"):
            if document is not None:
                document.close(True)
            raise SourceError(f"LibreOffice Calc 打不开“{path.name}”：它不是工作簿，或者已经损坏、带有密码。")
        return self._book(document)

    def _load(self, path: Path, asked: dict[str, Any]) -> Any | None:
        # Not Hidden: Calc forgets frozen panes when it saves a hidden document.
        try:
            return self.app.api.loadComponentFromURL(
                path.absolute().as_uri(), "_blank", 0, bridge.properties(**asked)
            )
        except bridge.uno_exception() as error:
            if type(error).__name__.endswith("DisposedException"):
                raise
            return None

    def _book(self, document: Any) -> CalcBook:
        return CalcBook(self.app, self.app.document(document))


@at_the_edge
class CalcBook(base_classes.Book):
    """One open spreadsheet."""

    def __init__(self, app: OwningApp, document: Document) -> None:
        self._app = app
        self.document = document

    @property
    def app(self) -> OwningApp:
        return self._app

    @property
    def api(self) -> Any:
        return self.document.api

    @property
    def name(self) -> str:
        return Path(self.fullname).name

    @property
    def fullname(self) -> str:
        url = self.api.URL
        if not url:
            return str(self.api.Title)
        return str(bridge.uno().fileUrlToSystemPath(url)) if url.startswith("file:") else str(url)

    @property
    def sheets(self) -> CalcSheets:
        return CalcSheets(self)

    @property
    def names(self) -> CalcNames:
        return CalcNames(self, self.api.NamedRanges)

    def activate(self) -> None:
        frame = self.api.CurrentController.Frame
        frame.activate()
        frame.ContainerWindow.toFront()

    def close(self) -> None:
        self._app.forget(self.document)
        self.api.setModified(False)
        self.api.close(True)

    def save(self, path: str | None = None, password: str | None = None) -> None:
        """Save in place, or under another name and kind; a new book goes to the working directory."""
        if password is not None:
            # Calc takes it without a word and writes Excel's formats unencrypted.
            raise NotImplementedError("LibreOffice Calc 引擎没有 Book.save(password=…)。")
        if path is None and self.api.URL:
            self.api.store()
            return
        target = Path(path or (self.fullname if self.api.URL else f"{self.name}.xlsx")).absolute()
        kind = _FILTERS.get(target.suffix.lower())
        if kind is None:
            raise ValueError(f"不能保存为“{target.name}”：扩展名要是 {'、'.join(_FILTERS)} 之一。")
        if not target.parent.is_dir():
            # Calc would make the folder without asking.
            raise OutputError(f"没有文件夹“{target.parent}”，不能保存“{target.name}”。")
        self.api.storeAsURL(target.as_uri(), bridge.properties(FilterName=kind))

    def to_pdf(self, path: str, quality: str) -> None:
        self.api.storeToURL(Path(path).absolute().as_uri(), bridge.properties(FilterName="calc_pdf_Export"))


def _owner(lock: Path) -> str:
    """Who has the file open, as Calc's lock file names them."""
    try:
        fields = lock.read_text(encoding="utf-8", errors="replace").split(",")
    except OSError:
        return "不知道是谁"
    known = [field.strip() for field in fields[:4] if field.strip()]
    return "，".join(known) or "不知道是谁"
