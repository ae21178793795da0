"""What surrounds an amount: the words before and behind it, its verb, and a name made of them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from xlsheet.indicators.amounts import Amount
from xlsheet.indicators.plain import HIDDEN
from xlsheet.indicators.words import ACTIONS, FALLING, PROCESS

_BRACKET: Final = re.compile(r"（[^（）]*）")
_UNIT_NOTE: Final = re.compile(r"^（[一-龥、/]{1,3}）")
_STOP: Final = re.compile("[，。；：！\n]")
_LIST: Final = re.compile("[、，。；：！]")
_JOIN: Final = re.compile("[、，]|以及|[和与及并]")
_VERBS: Final = re.compile(
    f"(?:{'|'.join(sorted({*ACTIONS, *PROCESS, *FALLING}, key=lambda word: (-len(word), word)))})(?![性型])"
)
_LEADING: Final = re.compile(
    r"^(?:[、和与及并的]|以及|其中|围绕|实现|推动|力争|确保|努力|争取|全力|继续|全年|今年|全市|年内|年底前|年底|\ue000+(?:前|内|底)?|同时|积极|"
    r"重点|切实|进一步|加快|大力|高质量|高标准|要|将|到|使|共|总体|预计|计划)+"
)
_TRAILING: Final = re.compile(
    r"(?:(?<=[一-龥]{4})(?:完成|实现|突破)|分别|各|均|力争|确保|要|再|共|总数|总量|数量|稳定|首次|至少|不少于|预计|累计|总计|合计|全部|都|、|和|与|及|的|为|在|到|至)+$"
)
_ONLY_VERB: Final = re.compile(rf"^(?:新|再|另)?(?:{_VERBS.pattern}|、|和|续建|提质){{1,6}}$")
_FIRST_VERB: Final = re.compile(rf"(?:市区|全市|城区|新|再|续)?(?:新)?(?:{_VERBS.pattern}|续建)")
_FIRST_VERBS: Final = re.compile(rf"{_FIRST_VERB.pattern}(?:[、和]?(?:{_VERBS.pattern}|续建)){{0,5}}")


class Phrase(NamedTuple):
    """The words around an amount: `head` before it since the last one or the last comma, `tail` behind it
    up to the next one or the end of its item, both as even text with names hidden."""

    head_start: int
    head: str
    tail: str
    tail_end: int
    clause: tuple[int, int]
    bracketed: bool


def outline(hidden: str) -> str:
    """The text with what stands in brackets hidden too: commas there divide nothing."""
    return _BRACKET.sub(lambda match: HIDDEN * len(match[0]), hidden)


def phrase(hidden: str, lines: str, found: list[Amount], index: int) -> Phrase:
    """The words around the amount at `index`."""
    here = found[index]
    bracketed = lines[here.start] == HIDDEN
    text = hidden if bracketed else lines
    start, end = _clause(text, here.start, here.end)
    if bracketed:
        start = max(start, hidden.rfind("（", 0, here.start) + 1)
        end = min(end, hidden.find("）", here.end) if "）" in hidden[here.end :] else end)
    last = found[index - 1].end if index and found[index - 1].end > start else start
    following = found[index + 1].start if index + 1 < len(found) else len(text)
    stop = _LIST.search(text, here.end, end)
    tail_end = min(end, following, stop.start() if stop else end)
    if last > start:  # what belongs to the amount before is not ours
        divided = _JOIN.search(text, last, here.start)
        last = divided.end() if divided else last
    if following < end:
        divided = _JOIN.search(text, here.end, following)
        tail_end = min(tail_end, divided.start() if divided else following)
    return Phrase(
        last,
        hidden[last : here.start],
        _UNIT_NOTE.sub("", hidden[here.end : tail_end]),
        tail_end,
        (start, end),
        bracketed,
    )


def _clause(text: str, start: int, end: int) -> tuple[int, int]:
    first = 0
    for match in _STOP.finditer(text, 0, start):
        first = match.end()
    last = _STOP.search(text, end)
    return first, last.start() if last else len(text)


def sentence_start(text: str, place: int) -> int:
    """Where the sentence begins in which this place is."""
    return max(text.rfind(mark, 0, place) for mark in "。；！") + 1


def last_verb(head: str) -> str:
    """The verb nearest to the amount; nothing where there is none."""
    found = _VERBS.findall(head)
    return found[-1] if found else ""


def split_verb(name: str) -> tuple[str, str]:
    """The verbs that a name begins with (with 新, and where they work: 市区), and what they are done to."""
    match = _FIRST_VERBS.match(name)
    if not match:
        return "", name
    verbs, noun = match[0], name[match.end() :]
    if len(noun) < 2:  # 建成安置房
        one = _FIRST_VERB.match(name)
        return (one[0], name[one.end() :]) if one else ("", name)
    return verbs, noun


def is_only_verb(text: str) -> bool:
    """Whether a head names nothing: 新开工, 网签."""
    return bool(_ONLY_VERB.match(text))


def tidy(text: str) -> str:
    """A name without what leads up to it and away from it."""
    return _TRAILING.sub("", _LEADING.sub("", text)).strip("，。；、：")
