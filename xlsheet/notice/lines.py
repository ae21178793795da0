"""Lines of a notice and how they join: page breaks and paragraph ends say nothing about the content."""

from __future__ import annotations

import re
from typing import Final

_LINE_END: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad\x00-\x08\x0e-\x1f]")
_BLANK: Final = re.compile("[\t\u00a0\u2000-\u200a\u202f\u205f]")
_INDENT: Final = re.compile("^(?: {2,}|[\t\u3000\u00a0][ \t\u3000\u00a0]*)|\\s{2,}$")
_PAGE_NUMBER: Final = re.compile(r"\s*[-—–－―]+\s*\d{1,3}\s*[-—–－―]+\s*")
_WIDE: Final = "\u2014\u2018-\u201d\u2026\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_BREAK_BETWEEN_WIDE: Final = re.compile(f"(?<=[{_WIDE}]) *\n *(?=[{_WIDE}])")
_BREAK: Final = re.compile(" *\n *")


def line_up(text: str) -> str:
    """The text's lines without blank ones, page numbers, indents and invisible characters.

    Every line begins with a line break, so that "at the start of a line" is one pattern. A single
    blank at a line's end or start is kept: it may belong to `总投资 2.11 万亿元`.
    """
    text = _INVISIBLE.sub("", _LINE_END.sub("\n", text))
    lines = (_BLANK.sub(" ", _INDENT.sub("", line)) for line in text.split("\n"))
    return "".join(f"\n{line}" for line in lines if line.strip() and not _PAGE_NUMBER.fullmatch(line))


def join(text: str) -> str:
    """Lines made one: nothing stands between Chinese characters, elsewhere a blank stays a blank."""
    text = _BREAK_BETWEEN_WIDE.sub("", text.strip())
    return _BREAK.sub(lambda match: " " if " " in match[0] else "", text).strip()


def join_words(text: str) -> str:
    """Lines made one where blanks divide words: names of persons."""
    return join(re.sub(" \n ?|\n ", " ", text.strip()))
