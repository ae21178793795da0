"""Owners with whom a sentence begins: 由市城管局负责，6月10日前…; 由市民政局会同市财政局于…; 市住建局要…"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from xlsheet.notice.owners.grammar import Owners, believed, owners_of_bracket, read_owners
from xlsheet.units.judge import surely
from xlsheet.units.mentions import begins_anew, split_names
from xlsheet.units.names import is_bare_place, is_complete

_CALLED: Final = re.compile("(?:会议)?(?:要求|明确|确定|议定|决定)?[，：:]?(?:请|拟由|责成|统一由|由)+")
_OPENS: Final = re.compile("牵头|负责|会同|主办|承办|配合")
_CLAUSE_END: Final = re.compile("[，,；;](?![^（(]*[）)])")
_MOST_CLAUSES: Final = 5
_FURTHER_IN: Final = re.compile("[，,](?=由|请)")
_LONGEST: Final = 120
_OPEN_ENDED: Final = re.compile(
    "^(?:各|相关|有关|其他).{0,8}(?:[县市区镇乡旗]|单位|部门|政府|街道|管委会|企业|公司)$|等.{0,8}$"
)
_GOES_ON: Final = re.compile(
    "筹措|筹集|落实|签订|协调|推动|解决|办理|完善|建立|健全|确保|"
    "于|在|负责|牵头|统筹|抓紧|尽快|立即|组织|加快|按|制定|制订|研究|编制|开展|提出|对|进一步|加强|做好|"
    "抓好|完善|落实|推进|完成|根据|结合|就|将|\\d"
)
_COMPANY: Final = re.compile("[，,、]?(?:会同|联合|商|协同)")
_VERB: Final = re.compile("(?:牵头|负责)+(?=[\u4e00-\u9fff])")
_SUBJECT: Final = re.compile(
    "(?P<units>[^，,。；;：:\n]{3,60}?)(?:要(?!求|闻|点)|应(?!急|对|用)|须|需(?!求)|必须|负责(?!人|同志)|牵头|会同)"
)


@dataclass(frozen=True, slots=True)
class Opening:
    """Owners, and how many letters of the sentence say nothing but them."""

    owners: Owners
    length: int


def opening_of(sentence: str) -> Opening | None:
    """The owners with whom a sentence begins, where something to do follows them."""
    found = _opening_of(sentence)
    return _with_company(sentence, found) if found else None


def _with_company(sentence: str, found: Opening) -> Opening:
    """由市财政局牵头，会同市城投集团筹措…: those together with whom it is done."""
    company = _COMPANY.match(sentence, found.length)
    if company is None:
        return found
    rest = _without_a_stop(sentence, company.end())
    if rest is None:
        return found
    owners = replace(found.owners, responsible=[*found.owners.responsible, *rest.owners.units])
    return Opening(owners, rest.length)


def _opening_of(sentence: str) -> Opening | None:
    called = _CALLED.match(sentence)
    start = called.end() if called else 0
    ends = [match.start() for match in _CLAUSE_END.finditer(sentence[:_LONGEST])]
    for end in reversed(ends[:_MOST_CLAUSES]):
        words = sentence[start:end]
        if sentence[end + 1 :].strip() and _OPENS.search(words) and (owners := _owners(words)) is not None:
            return Opening(owners, end + 1)
    return _without_a_stop(sentence, start) if called else None


def _owners(words: str) -> Owners | None:
    owners = owners_of_bracket(words, at_end=True)
    if owners is None or not owners.verbs or owners.notes or not owners.units:
        return None
    sure = surely(owners.units[0].split("等")[0]) and begins_anew(owners.units[0])
    return owners if sure and all(map(_whole, owners.units)) else None


def _whole(name: str) -> bool:
    """Whether a name is that of units and nothing follows it: 各镇开展大排查 is more than 各镇."""
    bare = name.split("等")[0]
    return believed(name) and bool(is_complete(bare) or is_bare_place(bare) or _OPEN_ENDED.search(name))


def _without_a_stop(sentence: str, start: int) -> Opening | None:
    """由市财政局负责筹措资金, 由市民政局会同市财政局于…: the longest list of units that it begins with."""
    first = re.split("[，,。；;]", sentence[start:], maxsplit=1)[0]
    for length in range(len(first) - 2, 3, -1):
        rest = first[length:]
        if not _GOES_ON.match(rest):
            continue
        names = split_names(re.sub("会同|联合|和|及|与", "、", first[:length]))
        if not all(surely(name) and begins_anew(name) for name in names):
            continue
        verb = _VERB.match(rest)
        owners = read_owners(first[:length] + (verb[0] if verb else "负责"))
        return Opening(owners, start + length + (verb.end() if verb else 0))
    return None


def within(text: str) -> list[Owners]:
    """Owners whom sentences name further in: …方案，由县教育局牵头、县财政局配合，8月底前完成."""
    found = (opening_of(text[match.end() :]) for match in _FURTHER_IN.finditer(text))
    return [opening.owners for opening in found if opening is not None]


def subjects_of(text: str) -> list[str]:
    """The units that sentences charge: 市住建局要开展检查；市财政局负责筹措资金."""
    return [unit for sentence in re.split("[。；;\n]", text) for unit in _subjects(sentence.strip())]


def _subjects(sentence: str) -> Iterator[str]:
    match = _SUBJECT.match(re.sub("^(?:会议)?(?:要求|强调|明确|决定|议定)[，：:]?", "", sentence))
    if match is None:
        return
    names = split_names(re.sub("会同|和(?=[市县区州省])", "、", match["units"]))
    if names and all(surely(name) and begins_anew(name) for name in names):
        yield from names
