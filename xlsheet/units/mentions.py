"""What a printed list of units names: units, groups, and what it leaves open.

Pure reading of the text: 郑东新区、郑州高新区管委会，金水区政府 is two 管委会 and one 政府. Which registered
unit a name means is the registry's business.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import Enum
from typing import Final

from xlsheet.units.judge import plausible
from xlsheet.units.names import (
    COUNTIES,
    DEPARTMENTS,
    ZONES,
    is_bare_place,
    is_complete,
    suffix_of,
)


class MentionKind(Enum):
    """How a list speaks of units."""

    NAMED = "named"  # one unit by its name
    GROUP = "group"  # a group that stands for its members
    OPEN = "open"  # units left for a person to decide
    NO_UNIT = "no unit"  # words that cannot be a unit's name


@dataclass(frozen=True, slots=True)
class Mention:
    """One thing that a list names.

    `printed` is the piece as it stands in the text, `name` that with what it shares with its neighbours
    (金水区 -> 金水区政府; 教育局 after 市财政局 -> 市教育局), for a group its usual name, for an open one the
    words that leave it open; `wording` the whole expression it came from, `alias` another name of the
    unit, printed in brackets behind it.
    """

    kind: MentionKind
    printed: str
    name: str
    wording: str
    alias: str = ""


KnownName = Callable[[str], bool]

_SEPARATORS: Final = "、，,；;"
_OPEN_BRACKETS: Final = "（("
_CLOSE_BRACKETS: Final = "）)"
_LONGEST_KNOWN: Final = 4
_BRACKET: Final = "[（）()]"

_GROUPS: Final = (
    (re.compile(rf"(?:全市)?各(?:[县市区旗、]|{_BRACKET})+(?:(?:人民)?政府)?"), COUNTIES),
    (re.compile(rf"(?:全市)?各?开发区(?:{_BRACKET}功能区{_BRACKET})?(?:管理委员会|管委会)"), ZONES),
    (re.compile("(?:全市)?各(?:开发区|(?:功能区)?(?:管理委员会|管委会))"), ZONES),
    (re.compile("(?:市(?:人民)?政府|市直|市级|市)各(?:工作)?部门|各市[直级]部门"), DEPARTMENTS),
)
_OPEN: Final = re.compile(r"相关|有关|其他|涉及|待定|(?:单位|部门|企业|高校)$|各")
_NO_UNIT: Final = re.compile("(?:按照?|根据)(?:各自)?(?:职责|分工)+(?:分别)?负责$")
# 高等、中等… belong to names of schools; 等 that ends an enumeration is followed by what it enumerates.
_AND_SO_ON: Final = re.compile(
    r"(?<![高中初同平])等(?=$|\d|[相有]关|其他|各|市|县|区|镇|乡|街道|村|开发区|部门|单位|成员|政府|企业|行业|主管|职能|涉|多|若干|[一二三四五六七八九十]+[家个部])"
)
_AND: Final = re.compile("以及|[和及与]")
_FIRM: Final = re.compile("(?:[局委办部厅院]|公司|集团|政府|管委会|中心|[总支大]队)$")
"""How a name ends that 和 may follow: 市市场和质量监管局 has none before it."""
_LEVEL: Final = re.compile("省|市(?!场|容)|县(?!域)|区(?!域|块)|州|旗|盟|镇|乡(?!村|镇)|自治区")
_PARTY: Final = re.compile("([省市县区州旗])委.{1,8}[部办]$")
_DEPARTMENT: Final = re.compile(
    "(?<![支分])[局委厅]$|办公?室?$|中心$|[支总大]队$|总工会$|红十字会$|残联$|妇联$|工商联$|科协$"
)
_OF_A_PLACE: Final = re.compile(
    "^.{1,4}(?:省|(?<!城)市(?!场|容)|县(?!域)|(?<!社)区(?!域|块)|州|(?<![乡村城])镇|(?<!城)乡|街道)|^(?:国家|中央|团|驻|中国|国网|南网|人民银行|武警|公安部)"
)
_OFFICE: Final = re.compile("[^事代]处$|[^农教文百]科$|[^控参]股$")
_BEHIND: Final = re.compile("(?P<unit>[^（）()]+)[（(](?P<beside>[^（）()]+)[）)]")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece between two separators, with the place where it stands."""

    text: str
    start: int
    end: int


def level_of(text: str) -> str:
    """The level (省, 市, 县) that the first name of a list begins with, empty where it begins with none."""
    first = next((piece.text for piece in _split(text)), "")
    own = _LEVEL.match(first)
    return own[0] if own and len(first) > 2 and _DEPARTMENT.search(_BEHIND.sub(r"\g<unit>", first)) else ""


def parse_unit_list(text: str, known: KnownName | None = None, level: str = "") -> list[Mention]:
    """The mentions of a printed list, in its order. `level` is the one that the list before it has, which
    names that have none share (省科技厅牵头，财政厅配合).

    `known` says whether a name stands in the registry: such names are taken whole, even where they
    hold a separator or 和.
    """
    known = known or (lambda name: False)
    text = re.sub(r"\s+", "", text).strip("。．.：:" + _SEPARATORS)
    text = _NO_UNIT.sub("", text)
    pieces = _join_known(text, _split(text), known)
    pieces = [part for piece in pieces for part in _split_and(piece, known)]
    return _mentions(text, pieces, known, level)


def begins_anew(text: str) -> bool:
    """Whether words begin as only a whole name does: with its level or place (市…, 金水区…)."""
    return bool(_LEVEL.match(text) or _OF_A_PLACE.match(text) or text.startswith("各"))


def split_names(cell: str) -> list[str]:
    """The names in a cell, split at separators and line ends outside brackets."""
    text = cell.replace("\n", "、")
    return [piece.text.strip() for piece in _split(text) if piece.text.strip()]


def _split(text: str) -> list[_Piece]:
    """各县（市、区）政府 stays whole: separators inside brackets divide nothing."""
    pieces, start, depth = [], 0, 0
    for i, char in enumerate(text):
        if char in _OPEN_BRACKETS:
            depth += 1
        elif char in _CLOSE_BRACKETS:
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and not depth:
            pieces.append(_Piece(text[start:i], start, i))
            start = i + 1
    pieces.append(_Piece(text[start:], start, len(text)))
    return [piece for piece in pieces if piece.text]


def _join_known(text: str, pieces: list[_Piece], known: KnownName) -> list[_Piece]:
    """Put a name that holds a separator together again: a registered one, or 各县（市）、区政府."""
    joined, i = [], 0
    while i < len(pieces):
        for j in range(min(i + _LONGEST_KNOWN, len(pieces)), i, -1):
            whole = _Piece(text[pieces[i].start : pieces[j - 1].end], pieces[i].start, pieces[j - 1].end)
            if j == i + 1 or known(whole.text) or _group_of(whole.text):
                joined.append(whole)
                i = j
                break
    return joined


def _split_and(piece: _Piece, known: KnownName) -> list[_Piece]:
    """和 divides only where both sides are whole: 市财政局和市审计局, but not 市文化广电和旅游局."""
    if known(piece.text):
        return [piece]
    for match in _AND.finditer(piece.text):
        left, right = piece.text[: match.start()], piece.text[match.end() :]
        whole_left = is_complete(left) or is_bare_place(left) or _group_of(left)
        if whole_left and (_stands_alone(left, right, known)):
            first = _Piece(left, piece.start, piece.start + match.start())
            rest = _Piece(right, piece.start + match.end(), piece.end)
            return [first, *_split_and(rest, known)]
    return [piece]


def _stands_alone(left: str, right: str, known: KnownName) -> bool:
    """Whether what follows 和 is a unit or group by itself."""
    if known(right) or right.startswith(("市", "各")) or _group_of(right):
        return True
    return len(left) > 2 < len(right) and bool(_FIRM.search(left)) and is_complete(right) and plausible(right)


def _group_of(text: str) -> str:
    return next((name for pattern, name in _GROUPS if pattern.fullmatch(text)), "")


@dataclass(frozen=True, slots=True)
class _Found:
    """A mention still without its wording: that is all of the text between `start` and `end`."""

    kind: MentionKind
    printed: str
    name: str
    start: int
    end: int
    alias: str = ""


def _mentions(text: str, pieces: list[_Piece], known: KnownName, level: str) -> list[Mention]:
    """Read from right to left, because a suffix is shared with what stands before it."""
    found: list[_Found] = []
    suffix, end = "", 0
    prefixes = _prefixes(pieces, "" if _of_one_house(pieces) else level)
    places = _places(pieces)
    for piece in reversed(pieces):
        if is_bare_place(piece.text) and suffix:
            found.append(_Found(MentionKind.NAMED, piece.text, piece.text + suffix, piece.start, end))
            continue
        part = [_prefixed(one, prefixes[piece.start], known, places) for one in _read(piece, known)]
        found += reversed(part)
        suffix, end = _lent(part[-1]), piece.end
    starts: dict[int, int] = {}
    for one in found:
        starts[one.end] = min(one.start, starts.get(one.end, one.start))
    return [Mention(f.kind, f.printed, f.name, text[starts[f.end] : f.end], f.alias) for f in reversed(found)]


def _prefixes(pieces: list[_Piece], level: str) -> dict[int, tuple[str, str]]:
    """For each piece the level (市) and the party's committee (市委) that the names before it begin with."""
    party, prefixes = "", {}
    for piece in pieces:
        prefixes[piece.start] = level, party
        own = _LEVEL.match(piece.text)
        if own and len(piece.text) > 2 and _DEPARTMENT.search(_BEHIND.sub(r"\g<unit>", piece.text)):
            level = own[0]
        of_party = _PARTY.match(piece.text)
        if of_party:
            level, party = of_party[1], f"{of_party[1]}委"
        elif own or _OF_A_PLACE.match(piece.text):
            party = ""
    return prefixes


def _places(pieces: list[_Piece]) -> set[str]:
    """The beginnings that several names share (港城海关、港城海事局): a place's name, not a level's."""
    begins = Counter(piece.text[:2] for piece in pieces if len(piece.text) > 3)
    return {begin for begin, count in begins.items() if count > 1 and not _LEVEL.match(begin)}


def _of_one_house(pieces: list[_Piece]) -> bool:
    """Whether a list names offices of one house (规划财务处、机关服务中心), which have no level."""
    return any(_OFFICE.search(piece.text) and not _LEVEL.match(piece.text) for piece in pieces)


def _prefixed(one: _Found, prefixes: tuple[str, str], known: KnownName, places: Collection[str]) -> _Found:
    """A name with the level that its list's names share (省科技厅、工业和信息化厅), where it was left out;
    `places` begin names that have none."""
    level, party = prefixes
    name = one.name
    if one.kind is not MentionKind.NAMED or not level or known(name) or len(name) < 3:
        return one
    if _LEVEL.match(name) or _OF_A_PLACE.match(name) or name[:2] in places:
        return one
    if party and name.endswith("部"):
        return replace(one, name=party + name)
    return replace(one, name=level + name) if _DEPARTMENT.search(name) else one


def _read(piece: _Piece, known: KnownName) -> list[_Found]:
    """What one piece names by itself: one mention, or units and the rest that 等 leaves open."""

    def found(kind: MentionKind, printed: str, name: str) -> _Found:
        return _Found(kind, printed, name, piece.start, piece.end)

    text = piece.text
    group = _group_of(text)
    if group:
        return [found(MentionKind.GROUP, text, group)]
    if known(text):
        return [found(MentionKind.NAMED, text, text)]
    and_so_on = _AND_SO_ON.search(text)
    if and_so_on and and_so_on.start():
        named, rest = text[: and_so_on.start()], text[and_so_on.start() :]
        name = named + _short_suffix(rest) if is_bare_place(named) else named
        return [found(MentionKind.NAMED, named, name), found(MentionKind.OPEN, rest, rest)]
    behind = _BEHIND.fullmatch(text)
    plain = behind and not _group_of(behind["unit"]) and not _OPEN.search(behind["unit"])
    if behind and plain and plausible(behind["unit"]) and not is_bare_place(behind["unit"]):
        return _with_beside(piece, behind["unit"], behind["beside"], known)
    if _OPEN.search(text):
        return [found(MentionKind.OPEN, text, text)]
    kind = MentionKind.NAMED if plausible(text) else MentionKind.NO_UNIT
    return [found(kind, text, text)]


def _with_beside(piece: _Piece, unit: str, beside: str, known: KnownName) -> list[_Found]:
    """市市场监管局（市知识产权局）: another name of the unit; other words in brackets are for a person."""
    if is_complete(beside) and plausible(beside) and not _OPEN.search(beside):
        return [_Found(MentionKind.NAMED, piece.text, unit, piece.start, piece.end, beside)]
    (named,) = _read(_Piece(unit, piece.start, piece.end), known)[:1]
    return [named, _Found(MentionKind.OPEN, beside, f"（{beside}）", piece.start, piece.end)]


def _lent(last: _Found) -> str:
    """The suffix that this piece lends: a place's own, or that of 等…政府; groups lend none."""
    lends = last.kind is MentionKind.NAMED or last.name.startswith("等")
    return _short_suffix(last.name) if lends else ""


def _short_suffix(text: str) -> str:
    return suffix_of(text).replace("人民政府", "政府").replace("管理委员会", "管委会")
