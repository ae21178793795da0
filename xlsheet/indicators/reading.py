"""A task's words → the targets they set."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from xlsheet.indicators.amounts import Amount, amounts
from xlsheet.indicators.kinds import direction_of, kind_of
from xlsheet.indicators.phrases import (
    Phrase,
    is_only_verb,
    last_verb,
    outline,
    phrase,
    sentence_start,
    split_verb,
    tidy,
)
from xlsheet.indicators.plain import Plain, divided, plain, sentences, without_names
from xlsheet.indicators.states import EndState, states
from xlsheet.indicators.words import (
    ACTIONS,
    DONE,
    KIND_CONDITION,
    KIND_TARGET,
    PROCESS,
    QUALIFIERS_BEFORE,
    RATES,
    YES_OR_NO,
)

_VAGUE_VERBS: Final = frozenset((*PROCESS, "实现", "落实", "达到", "确保", "力争", "争取"))
_DOERS: Final = frozenset(ACTIONS) - _VAGUE_VERBS
_OFTEN: Final = re.compile("每(?:个?[月年周天日]|季度?|半年|学期)|月均|日均")
_LISTED: Final = re.compile("[、和与及]")
_STAGE: Final = re.compile("上半年|[一二三]季度|前三季度|阶段")
_ONLY_RATE: Final = re.compile("(?:同比|年均|总量)?(?:增速|增幅|增长率?|降幅|下降|递增)")
_UNCLOSED: Final = re.compile("（[^（）]*$")
_LONGEST: Final = 36
_NO_LONGER_A_NAME: Final = 20
"""Numbers in words from here on are amounts, whatever the verb: 三大, 十件 are parts of names."""
_EXAMPLES: Final = re.compile(r"^[^，。；：]*?等$")
_LEAST: Final = re.compile(
    "(每个?[一-龥（）]{1,8}?(?:至少|不少于|均|各|都)|^每个?[一-龥（、）]{1,12}?(?=建设|建成|新建|培育|打造|设立|完成|创建)|至少|不少于|不低于|最少)[^，。；、]{0,8}$"
)


class Target(NamedTuple):
    """What a task's words set: name, direction, number, unit of measure, qualifier (以上, 左右, 5—6), kind,
    the words it was read from, and why a person should look at it (nothing where it is sure)."""

    name: str
    direction: str
    value: float
    measure: str
    qualifier: str
    kind: str
    wording: str
    doubt: str = ""


def read_targets(content: str) -> list[Target]:
    """The targets of a task in the order of its words."""
    found: list[Target] = []
    for words in sentences(plain(content)):
        found += [target for _, target in sorted(_Reading(words).targets(), key=lambda pair: pair[0])]
    return found


class _Found(NamedTuple):
    """An amount with the words around it, the verb that governs it, and its kind."""

    amount: Amount
    around: Phrase
    verb: str
    kind: str


class _Reading:
    """One task's words, and what has been found in them."""

    def __init__(self, words: Plain) -> None:
        self.words = words
        self.hidden = without_names(words.text)
        self.lines = outline(self.hidden)
        self.divided = divided(words.text)
        self.states = list(states(words.text, self.divided))
        found = [a for a in amounts(self.hidden) if a.has_measure or not a.in_words]
        self.amounts = [a for i, a in enumerate(found) if not _in_an_example(self.hidden, found, i)]
        self.found = self._found()
        self.named: list[str] = []

    def targets(self) -> Iterator[tuple[int, Target]]:
        """Every target with its place in the words."""
        last: tuple[Phrase, str] | None = None
        for index, one in enumerate(self.found):
            carried = last if last and last[0].clause == one.around.clause else None
            names = self._names(index, carried)
            self.named.append(names[-1])
            last = (one.around, names[-1])
            for name in names:
                yield one.amount.start, self._target(one, name)
        for state in self.states:
            inside = (one for one in self.found if state.start <= one.amount.start < state.end)
            if all(one.kind == KIND_CONDITION for one in inside):
                yield state.start, self._state(state)

    def _found(self) -> list[_Found]:
        kept: list[_Found] = []
        verb, before = "", None
        for index, here in enumerate(self.amounts):
            around = phrase(self.hidden, self.lines, self.amounts, index)
            ends = [s.end for s in self.states if around.head_start < s.end <= here.start]
            if ends:
                start = max(ends)
                around = around._replace(head_start=start, head=self.hidden[start : here.start])
            if not around.head.strip("、和与及") and kept and kept[-1].around.clause == around.clause:
                around = around._replace(head=kept[-1].around.head)  # 12%和15%
            goes_on = before and sentence_start(self.hidden, before.clause[0]) == sentence_start(
                self.hidden, around.clause[0]
            )
            verb, before = last_verb(around.head) or (verb if goes_on else ""), around
            if here.in_words and verb not in _DOERS and here.value < _NO_LONGER_A_NAME:
                continue
            kept.append(_Found(here, around, verb, kind_of(self.hidden, self.amounts, index, around, verb)))
        return kept

    def _names(self, index: int, carried: tuple[Phrase, str] | None) -> list[str]:
        """What the number counts: one name, or several where a list shares it (各5万人)."""
        one, text = self.found[index], self.words.text
        here, around = one.amount, one.around
        shared = self._respective(index)
        if shared:
            return [shared]
        if one.kind == KIND_CONDITION:
            return [tidy(text[around.head_start : around.tail_end])[:_LONGEST]]
        head, tail = tidy(text[self._head_start(index) : here.start]), self._tail(index)
        if here.before.endswith("各") or around.head.endswith("各"):
            parts = [part for part in _LISTED.split(head) if len(part) > 1]
            if len(parts) > 1 and "“" not in head:
                return [tidy(part) for part in parts]
        if not head and not tail:
            start = around.clause[0]
            return [carried[1] if carried else tidy(text[self._clause_before(start) : max(start - 1, 0)])]
        if _ONLY_RATE.fullmatch(head) and not tail and self.named:
            return [_noun(self.named[-1]) + head]
        if carried:
            head = self._carried(one, head, tail, carried[1])
        name = head + tail or tidy(text[slice(*around.clause)])
        return [_UNCLOSED.sub("", name)[:_LONGEST]]

    def _carried(self, one: _Found, head: str, tail: str, name: str) -> str:
        """The head with what it takes from the name before it in its clause: 新开工 -> 新开工安置房."""
        verb, noun = split_verb(name)
        if is_only_verb(head) and not tail:
            return noun + head if _is_rate(one.amount) else head + noun
        return verb + head if head and verb and not last_verb(head) and not _is_rate(one.amount) else head

    def _head_start(self, index: int) -> int:
        """Where the name begins: before the condition that its things have to fulfil."""
        start = self.found[index].around.head_start
        while index and self.found[index - 1].kind == KIND_CONDITION and self._joined(index - 1):
            index -= 1
            start = self.found[index].around.head_start
        return start

    def _tail(self, index: int) -> str:
        around = self.found[index].around
        end = around.tail_end
        while (
            index + 1 < len(self.found)
            and self.found[index + 1].kind == KIND_CONDITION
            and self._joined(index)
        ):
            index += 1
            end = self.found[index].around.tail_end
        return (
            re.sub("^(?:之内|以内|内)", "", tidy(self.words.text[self.found[index].amount.end : end]))
            if (end == around.tail_end)
            else tidy(self.words.text[around.tail_end - len(around.tail) : end])
        )

    def _joined(self, index: int) -> bool:
        """Whether nothing divides an amount from the next."""
        here, there = self.found[index].amount, self.found[index + 1].amount
        return not re.search("[，。；、：]", self.lines[here.end : there.start])

    def _respective(self, index: int) -> str:
        """The name that is this number's where several names and several numbers stand 分别."""
        first = last = index
        while first and self._adjacent(first - 1):
            first -= 1
        while last + 1 < len(self.found) and self._adjacent(last):
            last += 1
        one = self.found[first]
        head = self.words.text[one.around.clause[0] : one.amount.start]
        if first == last or "分别" not in head + one.amount.before:
            return ""
        names, _, verb = head.partition("分别")
        listed = [part for part in _LISTED.split(names) if part]
        if not listed and first > last - first:  # 接待游客…、旅游收入…，分别增长12%和15%
            listed = [_noun(name) for name in self.named[2 * first - last - 1 : first]]
        if len(listed) < last - first + 1:
            return ""
        return tidy(listed[index - last - 1]) + verb

    def _adjacent(self, index: int) -> bool:
        here, there = self.found[index].amount, self.found[index + 1].amount
        return bool(re.fullmatch("[、和与及]", self.hidden[here.end : there.start]))

    def _clause_before(self, start: int) -> int:
        return max(self.words.text.rfind(mark, 0, max(start - 1, 0)) for mark in "，。；：") + 1

    def _target(self, one: _Found, name: str) -> Target:
        here = one.amount
        wording = self.words.as_written(*one.around.clause)
        direction = direction_of(here, one.around)
        return Target(
            name, direction, here.value, here.measure, _qualifier(one), one.kind, wording, self._doubt(one)
        )

    def _doubt(self, one: _Found) -> str:
        here, around = one.amount, one.around
        if around.bracketed and one.kind == KIND_TARGET:
            return "数字在括号里"
        if not here.has_measure:
            return "数字后面没有认得的计量单位"
        if _OFTEN.search(around.head):
            return "按周期说的数"
        if _STAGE.search(self.words.text[around.head_start : here.start]):
            return "年内一个阶段的数"
        if here.before == "退出后":
            return "名次"
        if here.after == "翻番":
            return "翻番按增长一倍计"
        bare = not (one.verb or here.before or here.after) and one.kind == KIND_TARGET
        if bare and not last_verb(self.hidden[slice(*around.clause)]):
            return "没有看出要做什么"
        return ""

    def _state(self, state: EndState) -> Target:
        start = max(self.divided.rfind(mark, 0, state.start + 1) for mark in "，。；") + 1
        ends = [place for place in (self.divided.find(mark, state.end) for mark in "，。；") if place >= 0]
        wording = self.words.as_written(start, min(ends, default=len(self.divided)))
        name = tidy(self.words.text[state.start : state.end])[:_LONGEST]
        doubt = "" if state.sure else "没有数字的要求"
        return Target(name, DONE, 1.0, YES_OR_NO, "", KIND_TARGET, wording, doubt)


def _noun(name: str) -> str:
    return split_verb(name)[1] or name


def _is_rate(amount: Amount) -> bool:
    return amount.measure in RATES


def _qualifier(one: _Found) -> str:
    here = one.amount
    least = _LEAST.search(one.around.head)
    said = next((word for word in QUALIFIERS_BEFORE if here.before.endswith(word)), "") or (
        least[1] if least else ""
    )
    span = f"{here.value:g}—{here.upper:g}" if here.upper is not None else ""
    if said in ("达到", "达") and (span or here.after):
        said = ""
    within = "以内" if here.time and not here.after and one.around.tail.startswith(("内", "之内")) else ""
    return said + span + here.after + within


def _in_an_example(hidden: str, found: list[Amount], index: int) -> bool:
    """Whether a number is part of a name in a list that ends in 等 and a count: 100万台发动机、…等210个."""
    if index + 1 == len(found):
        return False
    between = hidden[found[index].end : found[index + 1].start]
    return (
        bool(_EXAMPLES.match(between)) and between[:1] not in "、，" and len(between) > 1 and "、" in between
    )
