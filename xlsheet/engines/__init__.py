"""Engines of our own for xlwings, so that the add-in's code drives LibreOffice Calc on Linux too."""

from __future__ import annotations

import os
import sys
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
