"""How much of a made-up notice the importer understood.

Counted are tasks, fields and units' duties that are as a person reads them; values that the ledger
holds though no notice says them; and, above all, values that are lost without a word: neither in the
ledger nor shown by any finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from rapidfuzz import fuzz

from notices.imported import HeldTask, Imported
from notices.sample import (
    DUE,
    ELSEWHERE,
    LEADERS,
    MEASURES,
    STAGES,
    Sample,
    TrueTask,
    squeezed,
)
from xlsheet.dictionary.tables import TASKS

_SAME_TASK = 80
_ENOUGH, _TOLERATED = 0.95, 0.02
_STATED = 6
"""So many characters of a line show which line a finding speaks of."""


@dataclass
class Count:
    """Of so many, so many right."""

    right: int = 0
    all: int = 0

    def add(self, right: bool) -> bool:
        self.right += right
        self.all += 1
        return right

    def __iadd__(self, other: Count) -> Count:
        self.right += other.right
        self.all += other.all
        return self

    def __str__(self) -> str:
        return f"{self.right}/{self.all}"

    @property
    def share(self) -> float:
        return self.right / self.all if self.all else 1.0


@dataclass
class Score:
    """What came of one sample, or of all."""

    tasks: Count = field(default_factory=Count)
    fields: Count = field(default_factory=Count)
    units: Count = field(default_factory=Count)
    invented: list[str] = field(default_factory=list)
    held: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __iadd__(self, other: Score) -> Score:
        self.tasks += other.tasks
        self.fields += other.fields
        self.units += other.units
        self.held += other.held
        for name in ("invented", "lost", "wrong"):
            getattr(self, name).extend(getattr(other, name))
        return self

    @property
    def invented_share(self) -> float:
        return len(self.invented) / self.held if self.held else 0.0

    @property
    def good(self) -> bool:
        """As good as notices that nobody has seen must come out."""
        enough = min(self.tasks.share, self.fields.share, self.units.share) >= _ENOUGH
        return enough and self.invented_share <= _TOLERATED and not self.lost

    @property
    def perfect(self) -> bool:
        return not (self.wrong or self.invented or self.lost)

    def __str__(self) -> str:
        return (
            f"tasks {self.tasks}  fields {self.fields}  units {self.units}  "
            f"invented {len(self.invented)}/{self.held}  lost {len(self.lost)}"
        )


def score(sample: Sample, imported: Imported) -> Score:
    return _Scoring(sample, imported, sample.tasks).run()


@dataclass
class _Scoring:
    sample: Sample
    imported: Imported
    tasks: Sequence[TrueTask]
    result: Score = field(default_factory=Score)

    def run(self) -> Score:
        pairs = _pairs(self.tasks, self.imported.tasks)
        for true, held in pairs:
            self._task(true, held)
        matched = {id(held) for _, held in pairs if held}
        for held in self.imported.tasks:
            duties = self.imported.duties(held, named=True)
            self.result.held += 1 + len(duties) + len(held.leaders) + bool(_due(held))
            if id(held) not in matched:
                self.result.invented.append(f"任务“{held.shown(TASKS.content)[:20]}”")
                self.result.invented += [f"任务外的{unit}" for unit, _ in duties]
        said = {finding["code"] for finding in self.imported.findings}
        for code in self.sample.codes:
            if code not in said:
                self.result.wrong.append(f"没有说 {code}")
        for text in self.sample.shown:
            if squeezed(text) not in squeezed(self.imported.told):
                self.result.wrong.append(f"没有提到“{text}”")
        return self.result

    def _task(self, true: TrueTask, held: HeldTask | None) -> None:
        if not self.result.tasks.add(held is not None):
            self._miss("任务", true.content, None)
        label = true.content[:8]
        for name, wanted, right in self._fields(true, held):
            if not self.result.fields.add(right):
                self._miss(f"{label}·{name}", wanted, held)
        duties = self.imported.duties(held) if held else set()
        for unit, role in true.duties:
            if not self.result.units.add((self.imported.unit(unit), role) in duties):
                self._miss(f"{label}·{role}", unit, held)
        for wording in true.open_duties:
            if not self._told(wording, held):
                self._miss(f"{label}·未点名的", wording, held)
        if held:
            self._invented(true, held)

    def _fields(self, true: TrueTask, held: HeldTask | None) -> Iterator[tuple[str, str, bool]]:
        def shown(column: str) -> str:
            return held.shown(column) if held else ""

        same = _bare(shown(TASKS.content)) == _bare(true.content)
        yield "内容", true.content, bool(held) and same
        for name, printed, column in (
            ("篇章", true.chapter, TASKS.chapter),
            ("章节", true.section, TASKS.section),
        ):
            if printed is not None:
                yield name, printed, bool(held) and squeezed(shown(column)) == squeezed(printed)
        if true.number != "-":
            number = shown(getattr(TASKS, "printed_number", TASKS.number))
            yield "原编号", true.number, _number(number) == _number(true.number)
        if true.all(LEADERS):
            leaders = "、".join(true.all(LEADERS))
            yield LEADERS, leaders, bool(held) and sorted(held.leaders) == sorted(true.all(LEADERS))
        for value in true.all(DUE):
            yield DUE, value, bool(held) and _due(held) == value
        plans = squeezed("".join(str(v) for plan in held.plans for v in plan.values()) if held else "")
        for key in (MEASURES, STAGES):
            for value in true.all(key):
                yield key, value, squeezed(value) in plans
        for value in true.all(ELSEWHERE):
            yield ELSEWHERE, value, bool(held) and self._told(value, held)

    def _invented(self, true: TrueTask, held: HeldTask) -> None:
        wanted = {(self.imported.unit(unit), role) for unit, role in true.duties}
        self.result.invented += [
            f"{true.content[:8]}·{unit}（{role}）"
            for unit, role in sorted(self.imported.duties(held, named=True) - wanted)
        ]
        self.result.invented += [
            f"{true.content[:8]}·{LEADERS}{name}" for name in held.leaders if name not in true.all(LEADERS)
        ]
        if _due(held) and not true.all(DUE):
            self.result.invented.append(f"{true.content[:8]}·{DUE}{_due(held)}")

    def _miss(self, what: str, value: str, held: HeldTask | None) -> None:
        self.result.wrong.append(f"{what}：{value[:30]}")
        if value and not self._told(value, held):
            self.result.lost.append(f"{what}：{value[:30]}")

    def _told(self, value: str, held: HeldTask | None) -> bool:
        """Whether the ledger has it somewhere with its task, or a finding shows it or its line, or the whole
        notice was refused."""
        if self.imported.refused:
            return True
        if held and _bare(value) in held.everything:
            return True
        if squeezed(value[:20]) in squeezed(self.imported.told):
            return True
        parts = value.split("-")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", value) and squeezed(f"{int(parts[1])}月") in squeezed(
            self.imported.told
        ):
            return True
        return any(squeezed(value) in line for line in self._stated_lines)

    @property
    def _stated_lines(self) -> Iterable[str]:
        """Lines of the notice whose first words a finding shows."""
        told = squeezed(self.imported.told)
        for line in self.sample.source.split("\n"):
            flat = squeezed(line.replace("|", ""))
            if len(flat) >= _STATED and flat[:_STATED] in told:
                yield flat


def _pairs(true: Sequence[TrueTask], held: Sequence[HeldTask]) -> list[tuple[TrueTask, HeldTask | None]]:
    """Each true task with the row that is most like it, best pairs first, a row once."""
    scored = sorted(
        (
            (-fuzz.ratio(_bare(t.content), _bare(h.shown(TASKS.content))), abs(i - k), i, k)
            for i, t in enumerate(true)
            for k, h in enumerate(held)
        ),
    )
    partner: dict[int, int] = {}
    for ratio, _, i, k in scored:
        if -ratio >= _SAME_TASK and i not in partner and k not in partner.values():
            partner[i] = k
    return [(t, held[partner[i]] if i in partner else None) for i, t in enumerate(true)]


def _bare(text: str) -> str:
    return squeezed(text).rstrip("。;；.")


def _number(text: str) -> str:
    flat = re.sub(r"[()（）第项、.。:：]+$|^[(（第]+", "", squeezed(text))
    return str("一二三四五六七八九十".find(flat) + 1) if flat and flat in "一二三四五六七八九十" else flat


def _due(held: HeldTask) -> str:
    value = held.row.get(TASKS.deadline)
    return (
        value.date().isoformat()
        if isinstance(value, datetime)
        else value.isoformat()
        if isinstance(value, date)
        else str(value or "")
    )
