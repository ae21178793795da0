"""What becomes of a file that was handed in."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, Self


class Verdict(StrEnum):
    """The verdicts of docs/design.md §5; `word` is what users read."""

    ACCEPTED = "accepted"
    WITH_WARNINGS = "accepted_with_warnings"
    PARTLY = "partly_rejected"
    REJECTED = "rejected"
    DUPLICATE = "duplicate"
    SUPERSEDED = "superseded"
    IGNORED = "ignored"
    EVIDENCE = "evidence"

    @property
    def word(self) -> str:
        return _WORDS[self]

    @property
    def is_fine(self) -> bool:
        """Whether nobody has to do anything about the file."""
        return self in (Verdict.ACCEPTED, Verdict.DUPLICATE, Verdict.IGNORED, Verdict.EVIDENCE)

    @property
    def was_taken(self) -> bool:
        """Whether rows of the file went into the ledger, though later ones may stand there now."""
        return self in (Verdict.ACCEPTED, Verdict.WITH_WARNINGS, Verdict.PARTLY, Verdict.SUPERSEDED)

    @classmethod
    def of_word(cls, word: str) -> Self | None:
        """The verdict that users read as `word`; None for other words."""
        return next((verdict for verdict in cls if verdict.word == word), None)


_WORDS: Final = {
    Verdict.ACCEPTED: "已接收",
    Verdict.WITH_WARNINGS: "已接收（有提醒）",
    Verdict.PARTLY: "部分退回",
    Verdict.REJECTED: "退回",
    Verdict.DUPLICATE: "重复",
    Verdict.SUPERSEDED: "已被取代",
    Verdict.IGNORED: "不处理",
    Verdict.EVIDENCE: "佐证",
}
