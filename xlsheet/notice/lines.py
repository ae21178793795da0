"""Lines made one: page breaks and paragraph ends say nothing about the content."""

from __future__ import annotations

import re
from typing import Final

_WIDE: Final = "\u2014\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_BREAK_BETWEEN_WIDE: Final = re.compile(f"(?<=[{_WIDE}]) *\n+ *(?=[{_WIDE}])")
_BREAK: Final = re.compile(" *\n+ *")


def join(text: str) -> str:
    """Lines made one: nothing stands between Chinese characters, elsewhere a blank stays a blank."""
    text = _BREAK_BETWEEN_WIDE.sub("", text.strip())
    return _BREAK.sub(lambda match: " " if " " in match[0] else "", text).strip()


def join_words(text: str) -> str:
    """Lines made one where blanks divide words: names of persons."""
    return join(re.sub(" \n* ?|\n+ ", " ", text.strip()))
