"""From what was found, in lines or rows, to tasks: one way for all shapes.

What holds on from one task to the next (下同, 首位牵头, 同上) is kept here, in the order of the source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import NAME_SEPARATOR
from xlsheet.notice.extract.records import Said
from xlsheet.notice.model import Task
from xlsheet.notice.owners.deadlines import last_day, leading_deadline
from xlsheet.notice.owners.grammar import (
    SAME_ABOVE,
    Owners,
    divided_by_blanks,
    is_nobody,
    joined,
    read_owners,
)
from xlsheet.notice.owners.marks import is_list_of_points
from xlsheet.notice.owners.words import ASSISTING, OWNER_FIELDS, UNIT_FIELDS, Field, first_leads

_LONGEST_NUMBER: Final = 9999
_SHOWN: Final = 20


@dataclass(slots=True, eq=False)
class Draft:
    """A task as found: its printed number and content, the headings above it, what is said of it, and what
    a heading above a group says of all below it."""

    printed: str
    content: str
    place: str
    headings: list[str] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    inherited: list[Said] = field(default_factory=list)


@dataclass(slots=True)
class _Meaning:
    """The owners' fields of a task, understood."""

    lead: str = ""
    responsible: str = ""
    leaders: list[str] = field(default_factory=list)
    leaders_text: str = ""
    deadlines: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Finisher:
    """Makes tasks of drafts, in their order. `year` is the notice's; `first_leads` says that everywhere the
    unit that comes first leads."""

    year: int
    first_leads: bool = False
    findings: list[Finding] = field(default_factory=list)
    _kept_lead: list[str] = field(default_factory=list)
    _kept_responsible: list[str] = field(default_factory=list)
    _above: _Meaning = field(default_factory=_Meaning)

    def tasks(self, drafts: Sequence[Draft]) -> list[Task]:
        """The tasks, numbered."""
        _let_main_lead(drafts)
        numbers = own_numbers([draft.printed for draft in drafts])
        return [self._task(number, draft) for number, draft in zip(numbers, drafts, strict=True)]

    def _task(self, number: int, draft: Draft) -> Task:
        meaning = self._meaning(draft)
        content, coarser = _content(draft)
        chapter, section = _headings(draft, coarser)
        texts = _texts(draft.said)
        if not meaning.deadlines and (leading := leading_deadline(content)):
            meaning.deadlines = [leading]
        deadline_text = "；".join(dict.fromkeys(meaning.deadlines))
        return Task(
            number=number,
            chapter=chapter,
            section=section,
            content=content,
            leaders=tuple(dict.fromkeys(meaning.leaders)),
            leaders_text=meaning.leaders_text,
            lead_text=meaning.lead,
            responsible_text=meaning.responsible,
            notes=(*texts[Field.NOTE], *meaning.notes),
            printed=draft.printed,
            deadline=self._deadline(meaning.deadlines),
            deadline_text=deadline_text,
            goal="\n".join(texts[Field.GOAL]),
            measures="\n".join(texts[Field.MEASURES]),
            stages="\n".join(texts[Field.STAGES]),
            place=draft.place,
        )

    def _deadline(self, printed: Sequence[str]) -> date | None:
        days = [day for text in printed if (day := last_day(text, self.year)) is not None]
        return max(days, default=None)

    def _meaning(self, draft: Draft) -> _Meaning:
        own, meaning = [one for one in draft.said if one.field in OWNER_FIELDS], _Meaning()
        for one in own:
            self._take(meaning, one)
        for one in draft.inherited:
            self._inherit(meaning, one)
        self._add_kept(meaning)
        self._above = meaning
        return meaning

    def _inherit(self, meaning: _Meaning, one: Said) -> None:
        """What a heading says holds for what its tasks leave unsaid."""
        given = _Meaning()
        self._take(given, one)
        if given.leaders and not meaning.leaders:
            meaning.leaders, meaning.leaders_text = given.leaders, given.leaders_text
        if given.lead and not meaning.lead:
            meaning.lead = given.lead
        if given.responsible and not meaning.responsible:
            meaning.responsible = given.responsible
        meaning.deadlines = meaning.deadlines or given.deadlines

    def _take(self, meaning: _Meaning, one: Said) -> None:
        value = one.value.strip()
        if value in SAME_ABOVE:
            self._copy(meaning, one.field)
            return
        if one.field is Field.DEADLINE and one.owners is None:
            meaning.deadlines += [value] if not is_nobody(value) else []
            return
        here = self.first_leads or first_leads(one.beside) or first_leads(value)
        self.first_leads |= "下同" in one.beside and first_leads(one.beside)
        owners = one.owners or read_owners(
            value, one.field, first_leads_here=here and one.field in UNIT_FIELDS
        )
        if one.owners and here and not owners.lead and not owners.verbs and len(owners.responsible) > 1:
            owners = replace(owners, lead=owners.responsible[:1], responsible=owners.responsible[1:])
        if owners.below:
            self._keep(owners)
        self._add(meaning, one, owners)

    def _add(self, meaning: _Meaning, one: Said, owners: Owners) -> None:
        plain = one.owners is None and not (
            owners.verbs
            or owners.labelled
            or owners.deadlines
            or owners.notes
            or owners.first_leads
            or owners.below
            or owners.leaders
            or "\n" in one.value
            or is_list_of_points(one.value)
            or divided_by_blanks(one.value)
        )
        lead, responsible = owners.lead_text(), owners.responsible_text()
        if plain and one.field in (Field.LEAD, Field.RESPONSIBLE) and not (lead and responsible):
            printed = one.value if not is_nobody(one.value) else ""
            lead, responsible = (printed, "") if lead else ("", printed)
        meaning.lead = _and(meaning.lead, lead)
        meaning.responsible = _and(meaning.responsible, responsible)
        meaning.leaders += owners.leaders
        if owners.leaders:
            text = (
                one.value
                if one.field is Field.LEADERS and one.owners is None
                else NAME_SEPARATOR.join(owners.leaders)
            )
            meaning.leaders_text = "；".join(filter(None, (meaning.leaders_text, text)))
        meaning.deadlines += owners.deadlines
        meaning.notes += owners.notes

    def _keep(self, owners: Owners) -> None:
        """下同: the order of the list, or the units of the last clause, hold for the tasks that follow."""
        self.first_leads |= owners.first_leads
        if owners.kept_lead:
            self._kept_lead = owners.kept_lead
        if owners.kept_responsible:
            self._kept_responsible = owners.kept_responsible

    def _add_kept(self, meaning: _Meaning) -> None:
        """A lead of its own takes the place of a kept one, for good; responsible units are added."""
        if not meaning.lead:
            meaning.lead = joined(self._kept_lead)
        elif self._kept_lead and meaning.lead != joined(self._kept_lead):
            self._kept_lead = []
        more = [name for name in self._kept_responsible if name not in meaning.responsible]
        meaning.responsible = joined(filter(None, [meaning.responsible, *more]))

    def _copy(self, meaning: _Meaning, what: Field) -> None:
        above = self._above
        if what is Field.LEAD:
            meaning.lead = above.lead
        elif what in (Field.RESPONSIBLE, Field.OWNERS):
            meaning.responsible = above.responsible
            meaning.lead = meaning.lead or (above.lead if what is Field.OWNERS else "")
        elif what is Field.LEADERS:
            meaning.leaders, meaning.leaders_text = list(above.leaders), above.leaders_text
        elif what is Field.DEADLINE:
            meaning.deadlines = list(above.deadlines)


def _and(one: str, other: str) -> str:
    return "；".join(filter(None, (one, other))) if one != other else one


def _let_main_lead(drafts: Sequence[Draft]) -> None:
    """Where no label says who leads, 责任单位 beside 配合单位 does, all through the notice."""
    plain = [one for d in drafts for one in d.said if one.field in UNIT_FIELDS and one.owners is None]
    if any(one.field is not Field.RESPONSIBLE for one in plain):
        return
    main = {
        one.word
        for draft in drafts
        if any(ASSISTING.match(one.word) for one in draft.said if one.field is Field.RESPONSIBLE)
        for one in draft.said
        if one.field is Field.RESPONSIBLE and one.word and not ASSISTING.match(one.word)
    }
    for draft in drafts:
        draft.said = [
            replace(one, field=Field.LEAD) if one.field is Field.RESPONSIBLE and one.word in main else one
            for one in draft.said
        ]


def own_numbers(printed: Sequence[str]) -> list[int]:
    """The printed numbers where they are whole and different, else the tasks' places."""
    whole = [int(p) if p.isdecimal() and 0 < int(p) <= _LONGEST_NUMBER else 0 for p in printed]
    if all(whole) and len(set(whole)) == len(whole):
        return whole
    return list(range(1, len(printed) + 1))


def _content(draft: Draft) -> tuple[str, list[str]]:
    """The finest content, and the coarser ones above it."""
    said = [one.value for one in draft.said if one.field is Field.COARSE and one.value]
    finer = [one.value for one in draft.said if one.field is Field.CONTENT and one.value]
    chain = [*([draft.content] if draft.content else []), *said, *finer]
    return (chain[-1], chain[:-1]) if chain else ("", [])


def _headings(draft: Draft, coarser: Sequence[str]) -> tuple[str, str]:
    sections = [one.value for one in draft.said if one.field is Field.SECTION and one.value]
    heads = [*draft.headings, *sections, *coarser]
    if coarser and len(heads) == 1:
        return "", heads[0]
    return (heads[0] if heads else "", " / ".join(heads[1:]))


def _texts(said: Sequence[Said]) -> dict[Field, list[str]]:
    """Fields of prose; where a field comes under several names (一季度, 二季度) each keeps its own."""
    found: dict[Field, list[str]] = {f: [] for f in (Field.NOTE, Field.GOAL, Field.MEASURES, Field.STAGES)}
    for one in said:
        if one.field in found and one.value and not is_nobody(one.value):
            several = sum(other.field is one.field for other in said) > 1
            named = one.field is Field.NOTE or several
            found[one.field].append(f"{one.word}：{one.value}" if named and one.word else one.value)
    return found


def numbering_findings(drafts: Sequence[Draft]) -> Iterator[Finding]:
    """Gaps in the printed numbers; numbers that begin anew are none."""
    last = 0
    for draft in drafts:
        number = int(draft.printed) if re.fullmatch("[0-9]{1,4}", draft.printed) else 0
        if last and number > last + 1:
            shown = f"{draft.printed}. {draft.content[:_SHOWN]}"
            yield catalogue.NOTICE_NUMBERING.at(value=shown, expected=f" {last + 1}")
        last = number or last
