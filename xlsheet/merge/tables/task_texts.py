"""Which task a text is that of: numbers are checked against the words that stand beside them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.findings import show

COUNTING: Final = ("序号", "编号", "序", "号")
"""Headers under which a list may count its own lines instead of naming tasks."""

_CERTAIN: Final = 92
"""Texts at least so alike (0–100) are the same task's, slips of the pen aside."""


class TaskTexts:
    """The ledger's tasks by their texts."""

    def __init__(self, texts: Mapping[int, str]) -> None:
        self._texts = texts

    @cached_property
    def _by_text(self) -> dict[str, int | None]:
        """Folded text -> number, None where several tasks have it."""
        found: dict[str, int | None] = {}
        for number, text in self._texts.items():
            key = fold(text)
            found[key] = None if key in found else number
        found.pop("", None)
        return found

    def with_text(self, content: object) -> int | None:
        """The only task with this text, or with one that is nearly the same."""
        key = fold(show(content))
        if not key:
            return None
        if key in self._by_text:
            return self._by_text[key]
        from rapidfuzz import fuzz, process

        near = process.extract(key, self._by_text.keys(), scorer=fuzz.ratio, score_cutoff=_CERTAIN, limit=2)
        return self._by_text[near[0][0]] if len(near) == 1 else None
