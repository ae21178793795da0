"""What this process has changed: what fails after a change must not be told as if nothing had changed."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_MOST: Final = 100


@dataclass(frozen=True, slots=True)
class Committed:
    """A change of a ledger that has happened: by which command, and what it did in one line."""

    ledger: Path
    command: str
    summary: str

    def words(self) -> str:
        return f"“{self.ledger.name}”已经改好（{self.command}：{self.summary.rstrip('。')}）。"


_done: deque[Committed] = deque(maxlen=_MOST)


def note(ledger: Path, command: str, summary: str) -> None:
    """Remember a change right after it happened."""
    _done.append(Committed(ledger, command, summary))


def forget() -> None:
    """Begin anew: what is done from now on is another command's."""
    _done.clear()


def changes() -> Sequence[Committed]:
    """What was changed, oldest first; not in a draft that is gone again."""
    return [change for change in _done if change.ledger.exists()]
