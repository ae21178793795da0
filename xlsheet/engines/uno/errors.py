"""What goes wrong between us and LibreOffice Calc, as messages a clerk can act on.

JobError
├── CalcMissingError   LibreOffice or its Python bridge is not installed
├── CalcGoneError      the Calc we were talking to has been closed
└── CalcError          Calc refused one step
"""

from __future__ import annotations

from xlsheet.errors import JobError


class CalcMissingError(JobError):
    """LibreOffice or python3-uno is missing; the message names the one step that mends it."""


class CalcGoneError(JobError):
    """Calc was closed, or crashed, while we were working with it."""


class CalcError(JobError):
    """Calc would not do what it was asked; its own words are in `__cause__`."""
