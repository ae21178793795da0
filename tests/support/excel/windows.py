"""xlwings' own Windows engine, loaded on any system: behind it stands the model instead of pywin32."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import datetime as dt
import importlib
import sys
import types
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import xlwings as xw

from support.excel.books import WINDOW, Application
from support.excel.com import ComError, ComObject
from support.excel.variants import TimeType

_PROCESS: Final = 4242
_DESK, _SHEETS = 2002, 3003
# MessageBox: styles, and the answers of one that nobody reads: ok, cancel, no, cancel
_STYLES: Final = {"MB_OK": 0, "MB_OKCANCEL": 1, "MB_YESNO": 4, "MB_YESNOCANCEL": 3}
_ICONS: Final = {"MB_ICONINFORMATION": 64, "MB_ICONWARNING": 48}
_UNREAD: Final = {0: 1, 1: 2, 4: 7, 3: 2}


class Alert(NamedTuple):
    """A message box that was shown."""

    prompt: str
    title: str
    style: int


class Desktop:
    """What Windows shows: at most one Excel, and the messages that came up."""

    def __init__(self) -> None:
        self.excel: Application | None = None
        self.alerts: list[Alert] = []

    def start(self, program: str) -> Application:
        self.excel = Application()
        return self.excel

    def running(self, pointer: object) -> Application:
        assert self.excel is not None
        return self.excel

    def show(self, window: int, text: str, title: str, style: int) -> int:
        self.alerts.append(Alert(text, title, style))
        return _UNREAD[style & 0xF]

    # user32, as far as xlwings goes from window to window

    def GetTopWindow(self, parent: object) -> int:
        return WINDOW if self.excel is not None and self.excel.books else 0

    def GetWindow(self, window: int, which: int) -> int:
        return 0

    def GetForegroundWindow(self) -> int:
        return WINDOW

    def SetForegroundWindow(self, window: int) -> None:
        """It is in front already."""


DESKTOP: Final = Desktop()


def windows_engine() -> xw.Engine:
    """The engine, made once."""
    known = next((engine for engine in xw.engines if engine.name == "excel"), None)
    if known is None:
        known = xw.Engine(impl=_windows_module().engine)
        xw.engines.add(known)
    return known


def _windows_module() -> Any:
    with _as_on_windows():
        module = importlib.import_module("xlwings._xlwindows")
    atexit.unregister(module.cleanup)  # there is nothing to end, and no taskkill to do it with
    module.WindowsError = OSError  # type: ignore[attr-defined]  # a builtin there
    return module


@contextlib.contextmanager
def _as_on_windows() -> Iterator[None]:
    """pywin32 and Windows' part of ctypes, only while the engine is being loaded."""
    stubs = _pywin32()
    dlls = {
        "windll": types.SimpleNamespace(user32=DESKTOP),
        "oledll": types.SimpleNamespace(
            ole32=types.SimpleNamespace(CLSIDFromString=lambda *_: 0),
            oleacc=types.SimpleNamespace(AccessibleObjectFromWindow=lambda *_: 0),
        ),
    }
    real = ctypes.PyDLL
    sys.modules.update(stubs)
    vars(ctypes).update(dlls, PyDLL=_Pythoncom)
    try:
        yield
    finally:
        vars(ctypes)["PyDLL"] = real
        for name in dlls:
            del vars(ctypes)[name]
        for name in stubs:
            del sys.modules[name]


class _Pythoncom:
    """pythoncom's library, asked only to make an object of a pointer."""

    def __init__(self, name: str) -> None:
        self.PyCom_PyObjectFromIUnknown = _ObjectFromPointer()


class _ObjectFromPointer:
    restype: Any = None

    def __call__(self, *pointer: object) -> object:
        return object()


def _pywin32() -> dict[str, types.ModuleType]:
    client = _module(
        "win32com.client",
        CDispatch=ComObject,
        CoClassBaseClass=type("CoClassBaseClass", (), {}),
        DispatchBaseClass=type("DispatchBaseClass", (), {}),
        Dispatch=DESKTOP.running,
        DispatchEx=DESKTOP.start,
    )
    modules = [
        client,
        _module("win32com", client=client),
        _module("pywintypes", com_error=ComError, error=OSError, TimeType=TimeType, IID=str),
        _module("pythoncom", CoInitialize=lambda: None, ole_error=ComError, __file__="pythoncom.dll"),
        _module("win32api", MessageBox=DESKTOP.show),
        _module("win32con", **_STYLES, **_ICONS),
        _module("win32gui", FindWindowEx=lambda *window: _DESK if window[2] == "XLDESK" else _SHEETS),
        _module("win32process", GetWindowThreadProcessId=lambda window: (1, _PROCESS)),
        _module("win32timezone", TimeZoneInfo=types.SimpleNamespace(utc=lambda: dt.UTC)),
    ]
    return {module.__name__: module for module in modules}


def _module(name: str, **content: Any) -> types.ModuleType:
    module = types.ModuleType(name)
    vars(module).update(content)
    return module
