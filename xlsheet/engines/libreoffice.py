"""An xlwings engine for LibreOffice Calc: the engine itself and its running apps."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Final

from xlwings import base_classes

from xlsheet.engines.app import App
from xlsheet.engines.cells.values import Grid, for_calc, from_calc
from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.edge import at_the_edge
from xlsheet.engines.uno.errors import CalcError
from xlsheet.engines.uno.office import Office

NAME: Final = "libreoffice"


class Engine:
    """What `xlwings.Engine(impl=...)` wants. `strict` makes text count as it would in Excel."""

    name = NAME
    type = "desktop"

    def __init__(self, *, pipe: str = bridge.PIPE, strict: bool = False) -> None:
        self.pipe = pipe
        self.strict = strict
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Any:
        return for_calc(value)

    @staticmethod
    def clean_value_data(
        data: Grid, datetime_builder: Any, empty_as: Any, number_builder: Any, err_to_str: bool
    ) -> Grid:
        return from_calc(data, datetime_builder, empty_as, number_builder, err_to_str)


@at_the_edge
class Apps(base_classes.Apps):
    """The Calc that listens on the pipe, and those that we started; the active one comes first."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._apps: list[App] = []

    def keys(self) -> list[int]:
        return [app.pid for app in self]

    def add(
        self,
        spec: str | None = None,
        add_book: bool | None = None,
        xl: Any = None,
        visible: bool | None = None,
    ) -> App:
        """Start a Calc; one with a window unless `visible` is False or there is no screen."""
        has_screen = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
        if visible and not has_screen:
            raise CalcError("这里没有图形界面，不能打开 LibreOffice 窗口。请在桌面环境里运行。")
        app = App(self._engine, Office.start(visible=has_screen if visible is None else visible))
        atexit.register(app.quit)
        self._apps.insert(0, app)
        if add_book:
            app.books.add()
        return app

    def let_go(self) -> None:
        """Forget every Calc that is not ours; it is found again when it is asked for."""
        self._apps = [app for app in self._apps if app.office.process is not None]

    @staticmethod
    def cleanup() -> None:
        """Nothing to do: a Calc that we started ends with `quit`, or with this process."""

    def put_first(self, app: App) -> None:
        """Make an app the active one."""
        self._apps.sort(key=lambda other: other is not app)

    def __iter__(self) -> Iterator[App]:
        self._refresh()
        return iter(list(self._apps))

    def __len__(self) -> int:
        self._refresh()
        return len(self._apps)

    def __getitem__(self, pid: int) -> App:
        for app in self:
            if app.pid == pid:
                return app
        raise KeyError(pid)

    def _refresh(self) -> None:
        self._apps = [app for app in self._apps if app.office.alive]
        listening = bridge.listener(self._engine.pipe)
        if listening is not None and all(app.pid != listening for app in self._apps):
            attached = Office.attach(self._engine.pipe)
            if attached is not None:
                self._apps.append(App(self._engine, attached))


def let_caller_ask(xlwings: Any) -> None:
    """Give `Book.caller()` the Windows module's variable that it looks at on every platform.

    Without it a call from outside Calc ends in an AttributeError instead of xlwings' own message.
    """
    if not hasattr(xlwings, "_xlwindows"):
        xlwings._xlwindows = SimpleNamespace(BOOK_CALLER=None)
