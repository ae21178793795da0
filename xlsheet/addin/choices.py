"""What a button may be told before it starts: the terminal's choices, each with what is usual, in one dialog.

What the user chose last is proposed the next time, kept apart for each ledger in the user's own folder.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from xlsheet.resources import user_folder

BESIDE: Final = "台账旁边"
ELSEWHERE: Final = "另选文件夹…"
NOT_AT_ALL: Final = "不写"
AS_SET: Final = "按“参数”"
NO_REGISTRY: Final = "没有"
_FILE: Final = "choices.json"


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: a text, or one of some words. `value` is what is proposed; where it is `kept`,
    what was chosen last is proposed again."""

    label: str
    value: str
    words: tuple[str, ...] = ()
    kept: bool = False


@dataclass(frozen=True, slots=True)
class LastChoices:
    """What was chosen last with one button of one ledger."""

    ledger: str
    button: str

    def proposed(self, choices: Sequence[Choice]) -> list[Choice]:
        """The choices, with what was chosen last where that is still one of the words."""
        last = self._all().get(self._key(), {})
        return [
            replace(choice, value=last[choice.label])
            if choice.kept
            and last.get(choice.label) in (choice.words or (last.get(choice.label),))
            and choice.label in last
            else choice
            for choice in choices
        ]

    def keep(self, choices: Sequence[Choice], chosen: Mapping[str, str]) -> None:
        """Remember what was chosen. A folder that takes nothing costs only that."""
        kept = {choice.label: chosen[choice.label] for choice in choices if choice.kept}
        content = {**self._all(), self._key(): kept}
        with suppress(OSError):
            user_folder().mkdir(parents=True, exist_ok=True)
            _path().write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")

    def _key(self) -> str:
        return f"{self.ledger} {self.button}"

    def _all(self) -> dict[str, dict[str, str]]:
        try:
            content = json.loads(_path().read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return content if isinstance(content, dict) else {}


def _path() -> Path:
    return user_folder() / _FILE


def where(name: str, *, optional: bool = False) -> Choice:
    """Where files go: into a folder of that name beside the ledger, elsewhere, or, if `optional`, nowhere."""
    words = (BESIDE, ELSEWHERE, *((NOT_AT_ALL,) if optional else ()))
    return Choice(name, BESIDE, words, kept=True)


def free_folder(beside: Path, name: str) -> Path:
    """A folder of that name that isn't there yet, or the next number of it."""
    names = (name, *(f"{name}_{number}" for number in range(2, 1000)))
    return next(beside / each for each in names if not (beside / each).exists())
