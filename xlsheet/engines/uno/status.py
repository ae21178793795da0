"""A line in the status bar of Calc's windows, for as long as it is wanted."""

from __future__ import annotations

import contextlib
from typing import Any, Final

from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.office import Office, spreadsheets

_RANGE: Final = 0
"""Of a progress bar: none is shown."""


class StatusLine:
    """Shown in the windows of all spreadsheets that are open, over what was shown before."""

    def __init__(self, desktop: Any, text: str) -> None:
        self._indicators: list[Any] = []
        for document in spreadsheets(desktop):
            with contextlib.suppress(bridge.uno_exception()):  # one that is just being closed
                indicator = document.CurrentController.Frame.createStatusIndicator()
                indicator.start(text, _RANGE)
                self._indicators.append(indicator)

    def end(self) -> None:
        """What was shown before is shown again."""
        while self._indicators:
            with contextlib.suppress(bridge.uno_exception()):
                self._indicators.pop().end()


def status_line(pipe: str, text: str) -> StatusLine | None:
    """A line in the Calc that listens on a pipe; None where none does. xlwings is not needed for it."""
    office = Office.attach(pipe)
    if office is None:
        return None
    with contextlib.suppress(bridge.uno_exception()):
        return StatusLine(office.desktop, text)
    return None
