"""Who works on a task: its printed unit fields made into assignments.

Named units, group members and undecided parts stay apart (来源), and what the text leaves open is a
finding, never a guess.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    KIND_DEPARTMENT,
    LEAD,
    NAME_SEPARATOR,
    RESPONSIBLE,
    ROLES,
    SOURCE_GROUP,
    SOURCE_NAMED,
)
from xlsheet.units.discovery import NamedUnit, complete
from xlsheet.units.mentions import Mention, MentionKind, level_of, parse_unit_list
from xlsheet.units.names import DEPARTMENTS, ZONES
from xlsheet.units.registry import Registry


@dataclass(frozen=True, slots=True)
class Printed:
    """The unit fields of a task as printed; empty where there is none."""

    task_no: int
    lead: str
    responsible: str


@dataclass(frozen=True, slots=True)
class Share:
    """A unit's share in a task: a row of 任务分工 without 是否报送."""

    unit: str
    role: str
    source: str
    wording: str


@dataclass(slots=True)
class TaskUnits:
    """What the fields of one task come to.

    `cells` holds for each role the field with registered names, groups and open parts by their
    words; `undecided` maps the expressions left open to their findings.
    """

    task_no: int
    shares: list[Share] = field(default_factory=list)
    cells: dict[str, str] = field(default_factory=dict)
    undecided: dict[str, Finding] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Distribution:
    """All tasks' units, the registry that has them all, and findings on units and groups as such."""

    tasks: Mapping[int, TaskUnits]
    registry: Registry
    findings: Sequence[Finding]


def distribute(printed: Iterable[Printed], registry: Registry) -> Distribution:
    """Assign units to tasks. `registry` may be empty: then the notice's own names make one.

    市政府各部门 expands only by a registry that was given, because which units are departments is
    not for their names to say.
    """
    mentions = {
        one.task_no: {
            LEAD: _mentions(one.lead, registry),
            RESPONSIBLE: _mentions(one.responsible, registry, level_of(one.lead)),
        }
        for one in printed
    }
    departments = registry.members(DEPARTMENTS)
    completed, findings = complete(registry, _named_units(mentions))
    work = _Work(completed, departments)
    tasks = {task_no: work.task(task_no, fields) for task_no, fields in mentions.items()}
    return Distribution(tasks, completed, [*findings, *work.group_findings()])


def _mentions(text: str, registry: Registry, level: str = "") -> list[Mention]:
    """A field's mentions; what the office has made a group of its own (所属组) is one."""
    return [
        replace(mention, kind=MentionKind.GROUP)
        if registry.has_group(mention.name) and not registry.spells(mention.name)
        else mention
        for mention in parse_unit_list(text, registry.spells, level)
    ]


def _named_units(mentions: Mapping[int, Mapping[str, Sequence[Mention]]]) -> list[NamedUnit]:
    counts: Counter[str] = Counter()
    first: dict[str, int] = {}
    aliases: dict[str, list[str]] = defaultdict(list)
    for task_no, fields in mentions.items():
        for mention in (m for role in ROLES for m in fields[role]):
            if mention.kind is MentionKind.NAMED:
                counts[mention.name] += 1
                first.setdefault(mention.name, task_no)
                aliases[mention.name] += [mention.alias] if mention.alias else []
    return [
        NamedUnit(name, count, first[name], tuple(dict.fromkeys(aliases[name])))
        for name, count in counts.items()
    ]


@dataclass(slots=True)
class _Work:
    """One pass over the tasks; remembers which groups were expanded."""

    registry: Registry
    departments: Sequence[str]
    expanded: dict[str, Sequence[str]] = field(default_factory=dict)

    def task(self, task_no: int, fields: Mapping[str, Sequence[Mention]]) -> TaskUnits:
        """Named units first: a group adds no unit that the task names."""
        result = TaskUnits(task_no)
        for role in ROLES:
            result.cells[role] = self._cell(fields[role])
            self._name(result, role, fields[role])
        for role in ROLES:
            self._expand(result, role, fields[role])
        result.shares.sort(key=lambda share: ROLES.index(share.role))
        return result

    def _unit(self, mention: Mention) -> str:
        """Every named unit is registered by now, under this or another name."""
        return self.registry.canonical(mention.name) or mention.name

    def _name(self, result: TaskUnits, role: str, mentions: Sequence[Mention]) -> None:
        seen: set[str] = set()
        for mention in mentions:
            unit = self._unit(mention)
            if mention.kind is MentionKind.NAMED and unit not in seen:
                seen.add(unit)
                result.shares.append(Share(unit, role, SOURCE_NAMED, mention.wording))

    def _expand(self, result: TaskUnits, role: str, mentions: Sequence[Mention]) -> None:
        for before, mention in pairwise([None, *mentions]):
            if mention is None or mention.kind is MentionKind.NAMED:
                continue
            members = self._members(mention)
            if not members:
                self._leave_open(result, mention)
                continue
            present = {share.unit for share in result.shares}
            result.shares += [
                Share(unit, role, SOURCE_GROUP, mention.wording) for unit in members if unit not in present
            ]
            if mention.name == ZONES and before is not None and _is_open_county(before):
                result.findings.append(
                    catalogue.GROUP_AFTER_OPEN.at(
                        ASSIGNMENTS.sheet,
                        value=mention.printed,
                        task=result.task_no,
                        before=before.printed,
                        count=len(members),
                    )
                )

    def _members(self, mention: Mention) -> Sequence[str]:
        if mention.kind in (MentionKind.OPEN, MentionKind.NO_UNIT):
            return ()
        members = self.departments if mention.name == DEPARTMENTS else self.registry.members(mention.name)
        if members:
            self.expanded[mention.name] = members
        return members

    def _leave_open(self, result: TaskUnits, mention: Mention) -> None:
        place, task = ASSIGNMENTS.sheet, result.task_no
        if mention.kind is MentionKind.NO_UNIT:
            finding = catalogue.UNIT_NO_NAME.at(place, value=mention.printed, task=task)
        elif mention.kind is MentionKind.OPEN:
            finding = catalogue.UNIT_INDEFINITE.at(place, value=mention.wording, task=task)
        elif mention.name == DEPARTMENTS:
            finding = catalogue.UNIT_DEPARTMENTS.at(
                place, value=mention.wording, task=task, kind=KIND_DEPARTMENT
            )
        else:
            finding = catalogue.GROUP_EMPTY.at(place, value=mention.wording, task=task)
        result.undecided[mention.wording] = finding

    def _cell(self, mentions: Sequence[Mention]) -> str:
        """One readable line: 市工信局、市科技局等相关部门、各县（市、区）政府."""
        parts: list[str] = []
        for mention in mentions:
            if mention.kind is MentionKind.NO_UNIT:
                continue
            text = self._unit(mention) if mention.kind is MentionKind.NAMED else mention.name
            if parts and mention.kind is MentionKind.OPEN and text.startswith("等"):
                parts[-1] += text
            elif text not in parts:
                parts.append(text)
        return NAME_SEPARATOR.join(parts)

    def group_findings(self) -> Iterator[Finding]:
        """For each expanded group, whom it came to."""
        for group, members in self.expanded.items():
            units = NAME_SEPARATOR.join(members)
            yield catalogue.GROUP_MEMBERS.at(ASSIGNMENTS.sheet, value=group, count=len(members), units=units)


def _is_open_county(mention: Mention) -> bool:
    """相关县（市、区）政府: whether the zones after it are all meant is open too."""
    return mention.kind is MentionKind.OPEN and mention.name.endswith("政府")
