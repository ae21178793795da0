"""Whether a pattern of a rule ends in good time on any text: some try so many ways that they never do.

That is told from the pattern alone: a repeat inside a repeat, or alternatives inside one, that can share out
the same characters in several ways, and three repeats in a row that can.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from re import _compiler, _constants, _parser  # type: ignore[attr-defined]  # nothing else shows the parts
from typing import Any, Final

_ALPHABET: Final = "".join(map(chr, range(1, 128))) + "，。、；：（）·—市局项月日年一二三十"
_MANY: Final = 20
"""A repeat of more is as good as one without end."""

_MOST_IN_A_ROW: Final = 2

Parts = Sequence[tuple[Any, Any]]


def may_never_end(pattern: str) -> bool:
    """Whether some text of a cell's length may keep the pattern busy for ever. Raises re.error."""
    return _is_slow(_parser.parse(pattern))


def _is_slow(parts: Parts) -> bool:
    in_a_row: list[frozenset[str]] = []
    for operator, given in parts:
        if _repeats(operator, given):
            body, characters = given[2], _characters(given[2])
            if _is_ambiguous(body):
                return True
            in_a_row = [other for other in in_a_row if other & characters] + [characters]
            if len(in_a_row) > _MOST_IN_A_ROW:
                return True
        elif _takes_one(operator):
            in_a_row = [other for other in in_a_row if other & _of([(operator, given)])]
        if any(_is_slow(inner) for inner in _inside(operator, given)):
            return True
    return False


def _is_ambiguous(body: Parts) -> bool:
    """Whether what is repeated can take the same characters in several ways, repeat by repeat."""
    flat = list(_flat(body))
    inner = [given for operator, given in flat if _varies(operator, given)]
    if inner:
        fixed = [_of([part]) for part in flat if _takes_one(part[0])]
        each = [_characters(given[2]) for given in inner]
        if not any(not characters & frozenset().union(*each) for characters in fixed):
            return True
        if any(a & b for i, a in enumerate(each) for b in each[i + 1 :]):
            return True
    for operator, given in flat:
        if operator is _constants.BRANCH:
            firsts = [_characters(branch) for branch in given[1]]
            if any(a & b for i, a in enumerate(firsts) for b in firsts[i + 1 :]):
                return True
    return False


def _repeats(operator: Any, given: Any) -> bool:
    return operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and given[1] > _MANY


def _varies(operator: Any, given: Any) -> bool:
    return operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT) and given[0] != given[1]


def _takes_one(operator: Any) -> bool:
    return operator in (_constants.LITERAL, _constants.NOT_LITERAL, _constants.IN, _constants.ANY)


def _flat(parts: Parts) -> Iterator[tuple[Any, Any]]:
    """The parts, those of groups among them as if there were no group."""
    for operator, given in parts:
        if operator is _constants.SUBPATTERN:
            yield from _flat(given[3])
        else:
            yield operator, given


def _inside(operator: Any, given: Any) -> Iterator[Parts]:
    if operator in (_constants.MAX_REPEAT, _constants.MIN_REPEAT):
        yield given[2]
    elif operator is _constants.SUBPATTERN:
        yield given[3]
    elif operator is _constants.BRANCH:
        yield from given[1]
    elif operator in (_constants.ASSERT, _constants.ASSERT_NOT):
        yield given[1]


def _characters(parts: Parts) -> frozenset[str]:
    """The characters that parts may take, of a sample of all."""
    found: set[str] = set()
    for operator, given in parts:
        if _takes_one(operator):
            found |= _of([(operator, given)])
        for inner in _inside(operator, given):
            found |= _characters(inner)
    return frozenset(found)


def _of(part: Parts) -> frozenset[str]:
    """The characters that a part for one character takes."""
    operator, given = part[0]
    if operator is _constants.LITERAL:
        return frozenset(chr(given))
    compiled: re.Pattern[str] = _compiler.compile(_parser.SubPattern(_parser.State(), list(part)))
    return frozenset(letter for letter in _ALPHABET if compiled.match(letter))
