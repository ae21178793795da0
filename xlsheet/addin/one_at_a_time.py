"""One command at a time on an open ledger: a second click while the first is being done is ignored, with a
word in the status bar."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsheet.addin.program import place_of
from xlsheet.commands import TAB_LABEL
from xlsheet.files import holding
from xlsheet.warm.place import own_folder

if TYPE_CHECKING:
    import xlwings as xw

_WORD_SECONDS: Final = 3.0
_KIND: Final = "click"


@contextlib.contextmanager
def alone(book: xw.Book, label: str) -> Iterator[str]:
    """Hold the workbook's turn while the block runs; what is being done on it by another process, empty
    where nothing is."""
    folder = own_folder()
    if folder is None:  # there is no place where clicks would meet
        yield ""
        return
    turn = folder / f"{hashlib.sha256(place_of(book).encode()).hexdigest()[:16]}.{_KIND}"
    handle = holding.take(turn)
    if handle is None:
        yield _said(turn) or label
        return
    os.ftruncate(handle, 0)
    os.write(handle, label.encode())
    try:
        yield ""
    finally:
        _let_go(turn, handle)


def ignore(app: xw.App, running: str) -> None:
    """Say for a moment, in the status bar, that this click does nothing; then what is going on stands there
    again."""
    before = app.status_bar
    app.status_bar = ignored(running)
    time.sleep(_WORD_SECONDS)
    app.status_bar = before if isinstance(before, str) else False


def ignored(running: str) -> str:
    """The word for a click that is ignored while a command is running."""
    return f"{TAB_LABEL}：“{running}”还在执行（或在等您回答），这一次点击不算。请等它结束。"


def _said(turn: Path) -> str:
    try:
        return turn.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _let_go(turn: Path, handle: int) -> None:
    """Windows takes no file away that is open; elsewhere it goes while it is still ours."""
    with contextlib.suppress(OSError):
        if sys.platform != "win32":
            turn.unlink()
    os.close(handle)
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            turn.unlink()
