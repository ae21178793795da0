"""Why a file cannot be read: raised while it is being read, and turned into its verdict."""

from __future__ import annotations

from xlsheet.dictionary.findings import Finding


class Refused(Exception):  # noqa: N818  a verdict on one file, no error of the program
    """The file goes back to its unit; `finding` says why. The run goes on."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding

    def __reduce__(self) -> tuple[type[Refused], tuple[Finding]]:
        """It crosses from a worker with its finding, not with its words alone."""
        return type(self), (self.finding,)
