"""Engines of our own for xlwings, so that the add-in's code drives LibreOffice Calc on Linux too."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final

STRICT_VARIABLE: Final = "XLSHEET_STRICT_CELLS"
"""Set to 1, text in cells counts as it would in Excel (see `excel_typing`); tests set it."""

PIPE_VARIABLE: Final = "XLSHEET_CALC_PIPE"
"""The pipe on which the user's Calc listens, where it isn't the usual one."""


def offer(*, strict: bool | None = None, pipe: str | None = None) -> bool:
    """On Linux, make LibreOffice Calc xlwings' active engine; say whether that was done.

    On Windows and macOS, where xlwings drives Excel, nothing happens. Nothing is started or
    reached before xlwings is asked for an app. Called again, it changes the settings given.
    """
    if sys.platform in ("win32", "darwin"):
        return False
    import xlwings

    from xlsheet.engines import libreoffice

    engine = next((known for known in xlwings.engines if known.name == libreoffice.NAME), None)
    if engine is None:
        engine = xlwings.Engine(impl=libreoffice.Engine())
        xlwings.engines.add(engine)
    if strict is None and STRICT_VARIABLE in os.environ:
        strict = os.environ[STRICT_VARIABLE] == "1"
    if strict is not None:
        engine.impl.strict = strict
    pipe = pipe or os.environ.get(PIPE_VARIABLE)
    if pipe is not None:
        engine.impl.pipe = pipe
    engine.activate()
    libreoffice.let_caller_ask(xlwings)
    return True


def let_go() -> None:
    """Hold nothing of a user's Calc any more."""
    xlwings, ours = sys.modules.get("xlwings"), sys.modules.get("xlsheet.engines.libreoffice")
    if xlwings is not None and ours is not None:
        for engine in xlwings.engines:
            if engine.name == ours.NAME:
                engine.impl.apps.let_go()


def first_word(text: str) -> Callable[[], None]:
    """Show a line in Calc's status bar before xlwings is there, whose import takes longer than a user waits
    for a sign of life; what is returned takes the line away. Nothing where Excel has to be reached by
    xlwings, or where xlwings is there already."""
    if sys.platform in ("win32", "darwin") or "xlwings" in sys.modules:
        return _nothing
    from xlsheet.engines.uno import bridge
    from xlsheet.engines.uno.errors import CalcMissingError
    from xlsheet.engines.uno.status import status_line

    try:
        line = status_line(os.environ.get(PIPE_VARIABLE) or bridge.PIPE, text)
    except CalcMissingError:  # what comes next says so to the user
        return _nothing
    return line.end if line is not None else _nothing


def _nothing() -> None:
    """There is no line to take away."""
