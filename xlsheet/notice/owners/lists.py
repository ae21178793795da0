"""How far a list goes in printed lines: whether the next line goes on with units, leaders or a deadline."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from xlsheet.notice.lines import join
from xlsheet.notice.owners.deadlines import is_deadline
from xlsheet.notice.owners.grammar import believed, read_owners
from xlsheet.notice.owners.people import split_leaders
from xlsheet.notice.owners.words import Field
from xlsheet.units.mentions import begins_anew
from xlsheet.units.names import is_bare_place, is_complete

_LONGEST_LEADERS: Final = 24


def value_goes_on(field: Field, value: str, line: str) -> bool:
    """Whether a line (with the breaks before it: one in a printed line, two before a paragraph) belongs to
    the value of a label that the text before it began."""
    return _GOES_ON.get(field, _units)(value, line)


def without_half_brackets(value: str) -> str:
    """Without half of a bracket pair at its edge: （牵头单位：市财政局；责任单位：…） is cut at labels."""
    if len(re.findall("[（(]", value)) > len(re.findall("[）)]", value)):
        value = re.sub(r"[（(]\s*$", "", value)
    elif len(re.findall("[（(]", value)) < len(re.findall("[）)]", value)):
        value = re.sub(r"[）)][。；;]?\s*$", "", value)
    return value.strip().strip("【】〔〕").strip()


def _units(value: str, line: str) -> bool:
    before, both = _doubts(value), _doubts(value + line)
    last = re.split("[、，,；;：: \n]", value.rstrip())[-1]
    whole = line.startswith("\n\n")
    if whole:
        cut = not is_complete(last) and not is_bare_place(last)
        return (value.rstrip()[-1:] in "、，," or cut) and both <= before
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
    return len(bare) <= _LONGEST_LEADERS and all(len(name) <= 3 or "·" in name for name in split_leaders(bare))


def _deadline(value: str, line: str) -> bool:
    done = is_deadline(join(value))
    return is_deadline(join(value + line)) and not (done and line.startswith("\n\n"))


_GOES_ON: Final[dict[Field, Callable[[str, str], bool]]] = {
    Field.LEADERS: _leaders,
    Field.DEADLINE: _deadline,
}
