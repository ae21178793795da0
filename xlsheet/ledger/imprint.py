"""What stands around a bulletin: its issue number (期号), who gets a copy (抄送), who prints it (印发)."""

from __future__ import annotations

from dataclasses import dataclass

_YEAR, _ISSUE = "{年}", "{期}"


@dataclass(frozen=True, slots=True)
class Imprint:
    """`issue` is the pattern of the issue number, blank for none; `copies_to` is blank where nobody gets
    a copy; `printed_by` is the office on the last line."""

    issue: str
    copies_to: str
    printed_by: str

    def issue_number(self, year: int, index: int) -> str:
        """`〔2020〕第2期`; nothing where the office counts no issues."""
        return self.issue.replace(_YEAR, str(year)).replace(_ISSUE, str(index))
