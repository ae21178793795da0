"""Names of leaders in a printed field."""

from __future__ import annotations

import re
from typing import Final

_DIVIDERS: Final = re.compile("[、，,；;/\\s]+")
_CJK: Final = re.compile("[\u3400-\u9fff]")


def split_leaders(text: str) -> tuple[str, ...]:
    """The names, in their order. 王 伟 is one name: two-character names are often set wide."""
    names: list[str] = []
    half = False
    for word in filter(None, _DIVIDERS.split(text.strip("。 "))):
        single = len(word) == 1 and bool(_CJK.match(word))
        if single and half:
            names[-1] += word
        else:
            names.append(word)
        half = single and not half
    return tuple(dict.fromkeys(names))
