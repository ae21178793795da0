"""Who does it, by when: one grammar for what stands behind labels, in brackets, sentences and cells.

`市住建局牵头，市财政局、各区政府配合；9月底前完成` is read from left to right: names wait for the verb that
says what they do; labels, deadlines and notes stand between them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from xlsheet.dictionary.tables import NAME_SEPARATOR
from xlsheet.notice.owners.deadlines import is_deadline
from xlsheet.notice.owners.marks import leads_by_mark, without_marks, without_numbers
from xlsheet.notice.owners.people import person, split_leaders
from xlsheet.notice.owners.words import IN_LISTS, INLINE_WORDS, WORDS, Field, first_leads, without_first_leads
from xlsheet.units.judge import plausible, surely
from xlsheet.units.mentions import MentionKind, begins_anew, parse_unit_list
from xlsheet.units.names import is_bare_place, is_complete

SAME_ABOVE: Final = frozenset('同上 同前 〃 ″ " 同上项'.split())
"""What stands in a field instead of repeating the field above."""

_NOBODY: Final = frozenset("无 / // - -- — —— － – \\ 空 暂无 不涉及".split())
_OPEN: Final = "（([【〔"
_CLOSE: Final = "）)]】〕"
_SEPARATORS: Final = "、，,；;。\n|｜"
_STOPS: Final = "；;。\n"
_BLANK_BETWEEN: Final = re.compile(r"(?<=[\u4e00-\u9fff）)])[ \t\u3000]+(?=[\u4e00-\u9fff])")

_MANNER: Final = (
    "(?:(?:按照?|根据|依)(?:照)?(?:各自|本单位|部门)?(?:工作)?(?:职责|职能|任务|"
    "责任)?(?:范围)?(?:和)?(?:分工)?)?"
    "(?:分别|共同|具体|各自|密切|积极|协同|统一|统筹|主要|分工|做好|抓好|全程|依法)*"
)
_LEAD_VERB: Final = re.compile(
    rf"{_MANNER}(?:负责)?(?:总|共同)?(?:牵头)(?:负责|抓总|组织|落实|实施|办理|推进|单位|部门|抓|完成|协调)*$"
    r"|(?:主办|主责|抓总|总负责|统筹)(?:单位|负责)?$|(?:作)?为(?:牵头|主办|主责)(?:责任)?(?:单位|部门)$"
)
_ASSIST_VERB: Final = re.compile(
    rf"{_MANNER}(?:予以|给予)?(?:配合|协助|参与|参加|协办|协同|支持配合|会办)(?:落实|实施|推进|"
    rf"办理|工作|做好|完成|单位|配合)*$"
    r"|(?:作)?为(?:配合|协办|参与)(?:单位|部门)$"
)
_CHARGE_VERB: Final = re.compile(
    rf"{_MANNER}(?:负责|承办|落实|组织实施|实施|办理|推进落实|推进|完成)(?:组织|落实|实施|推进|"
    rf"办理|完成|到位|工作)*$"
    r"|(?:作)?为(?:责任|承办|实施)(?:单位|部门)$"
    r"|(?:按照?|根据)(?:各自)?(?:工作)?(?:职责|职能)?(?:分工)(?:分别)?$"
)
_LEAD_IN: Final = re.compile(
    "^(?:(?:以上|上述|此|该|本)(?:项|事项)?(?:工作|任务|事项|项目)?)?(?:拟|均|统一)?(?:请|由|"
    "责成|责任)?(?=[\u4e00-\u9fff])(?:由)?"
)
_TOGETHER: Final = re.compile("会同|联合(?!会|社|体|国|大学|党|企业)|协同")
_OBJECT: Final = re.compile("^(?P<unit>.{3,20}?)(?P<verb>牵头|负责)(?P<object>.{2,40})$")
_LABEL: Final = re.compile(
    r"^[\[【〔（(]?(?P<label>[\u4e00-\u9fff]{2,12}?)(?P<beside>[（(][^（）()：:]*[）)])?[\]】〕）)]?"
    r"[ \t]*(?:[：:]|(?<=单位|部门)为(?=[\u4e00-\u9fff]))[ \t]*"
)
_BEFORE_LABEL: Final = re.compile(r"(?<=\S)[ \t\u3000]+(?=(?P<label>[\u4e00-\u9fff]{2,8})[：:])")
_LABEL_WORDS: Final = frozenset(INLINE_WORDS) | (IN_LISTS.keys() - WORDS.keys())
_BEHIND: Final = re.compile(r"^(?P<unit>.+?)[（(](?P<word>[^（）()]+)[）)]$")
_ROLE_WORDS: Final = {
    "牵头": "lead",
    "主办": "lead",
    "主责": "lead",
    "配合": "assist",
    "协办": "assist",
    "参与": "assist",
    "协助": "assist",
}
_WITH_PERSON: Final = re.compile(
    r"^(?P<unit>[^（）()]{3,30}?)(?:[ \t\u3000]+|[（(])(?P<name>[^（）() ]{2,12})[）)]?$"
)
_NO_NAME: Final = re.compile("[：:。！？!?]|请|注意|必须|做好|认真|高度重视")
_BELOW: Final = re.compile("[（(，,、]?下同[）)]?")
_SLASH: Final = re.compile("(?<=[\u4e00-\u9fff)）])[/／](?=[\u4e00-\u9fff])")


class VerbSense(Enum):
    """What a verb says of the names before it."""

    LEADS = "leads"
    IN_CHARGE = "is in charge"
    ASSISTS = "assists"
    UNSAID = "stands there without a verb"


@dataclass(slots=True)
class Owners:
    """What an expression comes to. `labelled` and `verbs` tell how sure it is; `first_leads` that the first
    unit of a list leads, `below` that 下同 stands there: then what the last clause says is kept
    for the tasks that follow."""

    lead: list[str] = field(default_factory=list)
    responsible: list[str] = field(default_factory=list)
    leaders: list[str] = field(default_factory=list)
    deadlines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    labelled: bool = False
    verbs: bool = False
    first_leads: bool = False
    below: bool = False
    kept_lead: list[str] = field(default_factory=list)
    kept_responsible: list[str] = field(default_factory=list)

    @property
    def units(self) -> list[str]:
        return [*self.lead, *self.responsible]

    @property
    def says_something(self) -> bool:
        return bool(self.units or self.leaders or self.deadlines or self.notes)

    def lead_text(self) -> str:
        return NAME_SEPARATOR.join(dict.fromkeys(self.lead))

    def responsible_text(self) -> str:
        return NAME_SEPARATOR.join(dict.fromkeys(self.responsible))


def read_owners(text: str, hint: Field | None = None, *, first_leads_here: bool = False) -> Owners:
    """An expression's meaning; `hint` is what its label or column announces, None where nothing does."""
    reading = _Reading(hint)
    reading.read(text)
    result = reading.result()
    if (result.first_leads or first_leads_here) and not result.lead and len(result.responsible) > 1:
        result.lead, result.responsible = result.responsible[:1], result.responsible[1:]
    return result


def is_nobody(text: str) -> bool:
    """Whether a field says that there is nobody: 无, /, —."""
    return text.strip(" \u3000。.;；") in _NOBODY or not text.strip(" \u3000。")


def owners_of_bracket(text: str, *, at_end: bool) -> Owners | None:
    """What a bracket or sentence without a label of its own says of owners, None where it speaks of others.

    Without label or verb only a list of names that are surely units is believed, and only `at_end`.
    """
    if not 2 <= len(text.strip()) <= 400:
        return None
    owners = read_owners(text)
    if not owners.says_something:
        return owners if owners.first_leads else None
    if not owners.units:
        told = (
            owners.labelled
            or (owners.deadlines and at_end and not owners.notes)
            or (owners.leaders and owners.verbs)
        )
        return owners if told else None
    good = [name for name in owners.units if believed(name)]
    if owners.labelled or owners.verbs:
        return owners if len(good) * 2 >= len(owners.units) and good else None
    certain = [name for name in good if surely(name.split("等")[0])]
    return owners if at_end and certain and len(good) == len(owners.units) and not owners.notes else None


def believed(name: str) -> bool:
    """Whether a name in a list is a unit, a group, or units left open."""
    if _NO_NAME.search(name):
        return False
    mentions = parse_unit_list(name)
    return bool(mentions) and all(
        m.kind is not MentionKind.NO_UNIT and len(m.printed) <= 40 for m in mentions
    )


def pieces_of(text: str) -> Iterator[tuple[str, str]]:
    """The pieces between separators outside brackets, each with the separator that ends it."""
    start, depth = 0, 0
    for i, char in enumerate(text):
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif char in _SEPARATORS and not depth:
            yield text[start:i], char
            start = i + 1
    yield text[start:], ""


class _Reading:
    """One pass over an expression. Names wait in `_waiting` until a verb, label or stop closes them."""

    def __init__(self, hint: Field | None) -> None:
        self._hint = hint
        self._label = hint
        self._label_word = ""
        self._waiting: list[str] = []
        self._groups: list[tuple[Field | None, VerbSense, list[str]]] = []
        self._found = Owners()
        self._together = False

    def read(self, text: str) -> None:
        self._found.below = bool(_BELOW.search(text))
        self._found.first_leads = first_leads(text)
        if self._hint is not Field.DEADLINE:
            text = without_numbers(text)
        text = _SLASH.sub(NAME_SEPARATOR, without_first_leads(_BELOW.sub("", text)))
        text = _BLANK_BETWEEN.sub(_blank, _BEFORE_LABEL.sub(_before_label, text))
        for piece, stop in pieces_of(_whole(text)):
            self._piece(piece.strip(" \t\u3000"))
            if stop and stop in _STOPS:
                self._close(VerbSense.UNSAID)
                self._together = False

    def result(self) -> Owners:
        self._close(VerbSense.UNSAID)
        duties = {duty for _, duty, _ in self._groups}
        charged_leads = VerbSense.ASSISTS in duties and VerbSense.LEADS not in duties
        for label, duty, names in self._groups:
            leads = duty is VerbSense.LEADS or (duty is VerbSense.IN_CHARGE and charged_leads)
            if label is Field.LEAD and duty is not VerbSense.ASSISTS:
                leads = True
            (self._found.lead if leads else self._found.responsible).extend(names)
            if self._found.below and not self._found.first_leads:
                self._found.kept_lead = list(names) if leads else []
                self._found.kept_responsible = [] if leads else list(names)
        return self._found

    def _piece(self, piece: str) -> None:
        match = _label_of(piece)
        if match:
            self._close(VerbSense.UNSAID)
            self._label = IN_LISTS[match["label"]]
            self._label_word = match["label"]
            self._found.labelled = True
            piece = piece[match.end() :]
        if is_nobody(piece):
            return
        if self._label is Field.LEADERS:
            self._leaders(piece)
        elif self._label is Field.DEADLINE:
            self._found.deadlines.append(piece)
        elif self._label not in (None, Field.LEAD, Field.RESPONSIBLE, Field.OWNERS):
            self._found.notes.append(f"{self._label_word}：{piece}" if self._label_word else piece)
        elif is_deadline(piece):
            self._found.deadlines.append(piece)
        else:
            self._names(piece)

    def _leaders(self, piece: str) -> None:
        for name in split_leaders(piece):
            if person(name) or not believed(name):
                self._found.leaders.append(name)
            else:
                self._groups.append((Field.RESPONSIBLE, VerbSense.UNSAID, [name]))

    def _names(self, piece: str) -> None:
        if leads_by_mark(piece):
            self._found.verbs = True
            self._groups.append((self._label, VerbSense.LEADS, [without_marks(piece)]))
            return
        piece = without_marks(piece)
        behind = _BEHIND.match(piece)
        word = behind["word"].removesuffix("单位").removesuffix("部门") if behind else ""
        if behind and word in _ROLE_WORDS:
            duty = VerbSense.LEADS if _ROLE_WORDS[word] == "lead" else VerbSense.ASSISTS
            self._found.verbs = True
            self._groups.append((self._label, duty, [behind["unit"]]))
            return
        piece = self._without_person(_LEAD_IN.sub("", piece) if not plausible(piece) else piece)
        duty, name = _verb_of(piece)
        if duty is not VerbSense.UNSAID and name and not _could_be(name) and believed(piece):
            duty, name = VerbSense.UNSAID, piece
        name = self._split_together(name, duty)
        if duty is VerbSense.UNSAID:
            self._plain(name)
            return
        self._found.verbs = True
        if name:
            self._person_or_unit(name)
        self._close(VerbSense.ASSISTS if self._together and duty is not VerbSense.LEADS else duty)

    def _without_person(self, piece: str) -> str:
        """市住建局 方志强, 市住建局（方志强）: a unit with who answers for it there."""
        match = _WITH_PERSON.match(piece)
        if match is None or believed(match["name"]) or not surely(match["unit"]):
            return piece
        name = person(match["name"])
        if not name:
            return piece
        self._found.leaders.append(name)
        return match["unit"]

    def _split_together(self, name: str, duty: VerbSense) -> str:
        """市甲局会同市乙局负责: who stands before 会同 leads, who stands behind it helps."""
        match = _TOGETHER.search(name)
        if match is None or (match.start() and not believed(name[: match.start()])):
            return name
        behind = name[match.end() :]
        if not believed(behind.split("等")[0] or behind):
            return name
        before = re.sub("(?:牵头|负责)$", "", name[: match.start()])
        if before:
            self._waiting.append(before)
        self._found.verbs = True
        self._close(VerbSense.LEADS)
        self._together = True
        return behind

    def _plain(self, name: str) -> None:
        """A name without a verb, or 市财政局负责资金保障, whose last words are kept as a note."""
        match = None if believed(name) else _OBJECT.match(name)
        if match and believed(match["unit"]):
            self._found.verbs = True
            self._waiting.append(match["unit"])
            self._close(VerbSense.LEADS if match["verb"] == "牵头" else VerbSense.IN_CHARGE)
            self._found.notes.append(name)
        elif name:
            self._person_or_unit(name)

    def _person_or_unit(self, name: str) -> None:
        if self._label in (None, Field.OWNERS) and person(name) and not believed(name):
            self._found.leaders.append(person(name))
        else:
            self._waiting.append(name)

    def _close(self, duty: VerbSense) -> None:
        if self._together and duty is VerbSense.UNSAID:
            duty = VerbSense.ASSISTS
        if self._waiting:
            self._groups.append((self._label, duty, self._waiting))
        self._waiting = []


def _label_of(piece: str) -> re.Match[str] | None:
    """The label with which a piece begins."""
    match = _LABEL.match(piece)
    return match if match and match["label"] in _LABEL_WORDS else None


def _verb_of(piece: str) -> tuple[VerbSense, str]:
    """What the verb at a piece's end says, and what stands before it."""
    for pattern, duty in (
        (_LEAD_VERB, VerbSense.LEADS),
        (_ASSIST_VERB, VerbSense.ASSISTS),
        (_CHARGE_VERB, VerbSense.IN_CHARGE),
    ):
        match = pattern.search(piece)
        if match and match[0]:
            return duty, piece[: match.start()]
    return VerbSense.UNSAID, piece


def _could_be(name: str) -> bool:
    return believed(name) or bool(person(name)) or bool(_TOGETHER.search(name))


def divided_by_blanks(text: str) -> bool:
    """Whether a list divides its names by nothing but a blank: 县商务局  县投资促进中心."""
    return _BLANK_BETWEEN.sub(_blank, text) != text


def _blank(match: re.Match[str]) -> str:
    """A blank divides names where both of its sides are whole ones; else it is a slip."""
    bare = re.sub("[（(][^（）()]*[）)]$", "", match.string[: match.start()])
    before = re.split(f"[{_SEPARATORS}{_OPEN} \t\u3000：:]", bare)[-1]
    after = re.split(f"[{_SEPARATORS}{_OPEN} \t\u3000]", match.string[match.end() :])[0]
    return NAME_SEPARATOR if believed(before) and believed(after) and len(after) > 2 else match[0]


def _before_label(match: re.Match[str]) -> str:
    """A blank before a label ends what stands before it: 牵头：市教育局 配合：市财政局."""
    return "；" if match["label"] in _LABEL_WORDS else match[0]


def _whole(text: str) -> str:
    """Lines of a cell are a list, but for a name that a line end cuts in two."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined: list[str] = []
    for line in lines:
        if joined and _goes_on(joined[-1], line):
            joined[-1] += line
        else:
            joined.append(line)
    return "\n".join(joined)


def _goes_on(above: str, line: str) -> bool:
    if above[-1] in _SEPARATORS or above.count("（") > above.count("）") or line[0] in "、，,；;）)等":
        return True
    last = re.split(f"[{_SEPARATORS}：: ]", above)[-1]
    first = re.split(f"[{_SEPARATORS} ]", line)[0]
    if is_complete(last) or is_bare_place(last) or _label_of(line) or begins_anew(first):
        return False
    return believed(last + first) or _verb_of(last + first)[0] is not VerbSense.UNSAID


def joined(names: Iterable[str]) -> str:
    """Names in one cell, each once."""
    return NAME_SEPARATOR.join(dict.fromkeys(names))
