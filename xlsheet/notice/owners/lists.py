"""How far a list goes in printed lines: whether the next line goes on with units, leaders or a deadline."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from typing import Final

from xlsheet.notice.letter import is_tail
from xlsheet.notice.lines import join
from xlsheet.notice.owners.deadlines import is_deadline
from xlsheet.notice.owners.grammar import believed, pieces_of, read_owners
from xlsheet.notice.owners.people import person, split_leaders
from xlsheet.notice.owners.words import UNIT_FIELDS, Field
from xlsheet.units.mentions import begins_anew
from xlsheet.units.names import is_bare_place, is_complete

_LONGEST_LEADERS: Final = 24
_LONGEST_REST: Final = 60
_ONE_MORE: Final = 3
"""A line is full where no other letter (two places, and a slip) fits in."""
_NARROW: Final = 0x2E7F


def value_length(field: Field, text: str, breaks: Sequence[int]) -> int:
    """How much of a text is the value of a label that stands before it. `breaks` are the places of line ends
    (one line break in a printed line, two before a paragraph).

    A name may be cut over several lines, so that only the line after next shows that they belong to it.
    """
    ends = [*breaks, len(text)]
    best = ends[0]
    for end, following in itertools.pairwise(ends):
        value, line = text[:best], text[best:following]
        if is_tail(text[end:following].strip()) and _is_done(text[:end]):
            break
        if not text[:end].strip() or not line.strip() or value_goes_on(field, value, line):
            best = following
        elif re.search("[：:]", line) or not _may_yet(field, text[:following], text[end:following]):
            break
    return best


def value_goes_on(field: Field, value: str, line: str) -> bool:
    """Whether a line (with the breaks before it) belongs to the value of a label that the text before it
    began."""
    return _GOES_ON.get(field, _units)(value, line)


def _is_done(value: str) -> bool:
    """Whether a list may end here: with a whole name and no separator."""
    return value.rstrip()[-1:] not in "、，," and is_complete(_last_name(value))


def _last_name(value: str) -> str:
    return re.split("[、，,；;：: \n]", value.rstrip())[-1]


def _may_yet(field: Field, value: str, line: str) -> bool:
    """Whether a list of units, but for a last name that is cut, is one until here."""
    if field not in UNIT_FIELDS or line.startswith("\n\n"):
        return False
    pieces = [piece for piece, _ in pieces_of(join(value)) if piece]
    return len(pieces[-1]) <= _LONGEST_REST and all(map(believed, pieces[:-1]))


def with_separators(value: str) -> str:
    """A list below its label that puts each name on a line of its own, with separators for its line ends."""
    lines = [line.strip() for line in value.split("\n") if line.strip()]
    if not value.startswith("\n") or re.search("[、，,；;：: \u3000]", "".join(lines)):
        return value
    return "、".join(lines) if all(map(begins_anew, lines)) and all(map(believed, lines)) else value


def unwrapped(text: str, full: int) -> str:
    """A printed cell's list with the line ends taken out that cut a name in two. `full` is how wide the
    widest line of its column is: a line that is shorter ended on purpose."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = lines[:1]
    for above, line in itertools.pairwise(lines):
        if printed_width(above) < full - _ONE_MORE or _both_whole(joined[-1], line):
            joined.append(line)
        else:
            joined[-1] += line
    return "\n".join(joined)


def printed_width(line: str) -> int:
    """How wide a line is in print: Chinese letters take two places."""
    return sum(2 if ord(char) > _NARROW else 1 for char in line)


def _both_whole(above: str, line: str) -> bool:
    """Whether a name ends at a line's end and another begins below."""
    if above[-1] in "、，,；;" or line[0] in "、，,；;）)" or above.count("（") > above.count("）"):
        return False
    last, first = _last_name(above), re.split("[、，,；; ]", line)[0]
    if person(last) and person(first):
        return True
    return len(last) > 2 and is_complete(last) and begins_anew(first) and believed(first)


def without_half_brackets(value: str) -> str:
    """Without half of a bracket pair at its edge: （牵头单位：市财政局；责任单位：…） is cut at labels."""
    if len(re.findall("[（(]", value)) > len(re.findall("[）)]", value)):
        value = re.sub(r"[（(]\s*$", "", value)
    elif len(re.findall("[（(]", value)) < len(re.findall("[）)]", value)):
        value = re.sub(r"[）)][。；;]?\s*$", "", value)
    return value.strip().strip("【】〔〕").strip()


def _units(value: str, line: str) -> bool:
    before, both = _doubts(value), _doubts(value + line)
    last = _last_name(value)
    whole = line.startswith("\n\n")
    if whole:
        cut = not is_complete(last) and not is_bare_place(last)
        open_end = value.rstrip()[-1:] in "、，," or line.lstrip()[:1] in "、，,（("
        below = value.startswith("\n") and re.search("[\u4e00-\u9fff]", value) is not None
        if below and begins_anew(line.strip()) and _doubts(line) == 0 and not re.search("[：:。]", line):
            return True
        return (open_end or cut) and both <= before
    if is_complete(last) and begins_anew(line.strip()) and _doubts(line) == 0:
        return True
    return both <= before


def _doubts(value: str) -> int:
    """How many names of a list can't be units."""
    owners = read_owners(without_half_brackets(join(value)), Field.RESPONSIBLE)
    return sum(not believed(name) for name in [*owners.units, *owners.notes])


def _leaders(value: str, line: str) -> bool:
    bare = line.strip()
    if line.startswith("\n\n") and value.rstrip()[-1:] not in "、，,":
        return False
    return len(bare) <= _LONGEST_LEADERS and all(
        len(name) <= 3 or "·" in name for name in split_leaders(bare)
    )


def _deadline(value: str, line: str) -> bool:
    done = is_deadline(join(value))
    return is_deadline(join(value + line)) and not (done and line.startswith("\n\n"))


_GOES_ON: Final[dict[Field, Callable[[str, str], bool]]] = {
    Field.LEADERS: _leaders,
    Field.DEADLINE: _deadline,
}
