"""Which task of the ledger a notice's task is: by its content first, by its printed number second.

Numbers alone tell nothing: a supplement begins at 1 again, and one task put in moves all that follow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol

from xlsheet.cells.text import fold

_SAME_NUMBER: Final = 35
"""How like each other (0–100) two contents under one number must be to be one task, rewritten."""
_OTHER_NUMBER: Final = 75
"""The same for contents under different numbers."""
_SAME_TITLE: Final = 90
_NOT_COMPARED: Final = re.compile(r"[\s\u3000。．.，,、；;：:！!？?“”\"'‘’（）()《》〈〉—\-]+")
_EDITION: Final = re.compile("修订|更正|修改|调整|勘误|最终|定稿|正式|最新|征求意见|送审|讨论|审议|稿|版|的")
_OTHER_PART: Final = re.compile("补充|追加|增补|第[二三四五六七八九十]批")


class Numbered(Protocol):
    """What tasks of notices and of ledgers have in common here."""

    @property
    def number(self) -> int: ...
    @property
    def printed(self) -> str: ...
    @property
    def content(self) -> str: ...


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A task of the ledger, as far as it takes to know it again."""

    number: int
    printed: str
    content: str
    source: str


@dataclass(frozen=True, slots=True)
class Matching:
    """`numbers` gives each of the notice's tasks, by its place, its number in the ledger; `known` are those
    that the ledger has already. `gone` are the ledger's tasks of the same notice that this one lacks.
    `collided` are printed numbers under which the ledger has another task of the same notice."""

    numbers: Sequence[int]
    known: frozenset[int]
    gone: Sequence[int] = ()
    collided: Sequence[str] = ()


def match_tasks(
    tasks: Sequence[Numbered], known: Sequence[KnownTask], source: str, *, append: bool, taken: Iterable[int]
) -> Matching:
    """Find the ledger's tasks again in a notice with the title `source`.

    With `append` all tasks are new to the ledger, but for those that an earlier import of the same notice
    brought. `taken` are numbers that no new task may get.
    """
    return _Matcher(tasks, known, source, append, set(taken) | {task.number for task in known}).run()


def same_notice(one: str, other: str) -> bool:
    """Whether two titles are those of one notice, perhaps in another edition."""
    from rapidfuzz import fuzz

    if bool(_OTHER_PART.search(one)) != bool(_OTHER_PART.search(other)):
        return False
    one, other = (_EDITION.sub("", content_key(title)) for title in (one, other))
    if re.findall(r"\d+", one) != re.findall(r"\d+", other):
        return False
    return one == other or (bool(one and other) and fuzz.ratio(one, other) >= _SAME_TITLE)


def content_key(text: str) -> str:
    """Equal for contents that read the same, whatever their blanks and punctuation."""
    return _NOT_COMPARED.sub("", fold(text))


@dataclass(slots=True)
class _Matcher:
    """Pairs are made from the surest to the least sure; each task has one partner at most.

    `scope` are the ledger's tasks of the same notice that have no partner yet.
    """

    tasks: Sequence[Numbered]
    known: Sequence[KnownTask]
    source: str
    append: bool
    taken: set[int]
    partner: dict[int, KnownTask] = field(default_factory=dict)
    scope: dict[int, KnownTask] = field(default_factory=dict)

    def run(self) -> Matching:
        same_title = {t.number for t in self.known if t.source and same_notice(t.source, self.source)}
        self._pair_same_content([t for t in self.known if not self.append or t.number in same_title])
        if self.append:
            return Matching(self._numbers(own=False), self._found())
        if not self.tasks:
            return Matching((), frozenset())
        related, whole = self._look_for_same_notice(same_title)
        collided = self._pair_same_number() if related else []
        self._pair_alike()
        return Matching(
            self._numbers(own=related or not self.known),
            self._found(),
            sorted(self.scope) if whole else (),
            collided,
        )

    def _pair_same_content(self, known: Sequence[KnownTask]) -> None:
        free: Mapping[str, list[KnownTask]] = defaultdict(list)
        for held in known:
            if content := content_key(held.content):
                free[content].append(held)
        for place, task in enumerate(self.tasks):
            if candidates := free.get(content_key(task.content)):
                best = min(candidates, key=lambda k: (k.printed != task.printed, k.number))
                candidates.remove(best)
                self.partner[place] = best

    def _look_for_same_notice(self, same_title: Collection[int]) -> tuple[bool, bool]:
        """Whether the ledger has this notice, perhaps in another edition, and surely all of it.

        Where no title tells, it is the notice of which the ledger has most tasks word for word. A ledger
        of an earlier make doesn't know its notices: there only what reads alike is the same.
        """
        sources = [task.source for task in self.partner.values()]
        likely = max(sorted(set(sources)), key=sources.count, default="")
        scope = [t for t in self.known if (t.number in same_title if same_title else t.source == likely)]
        paired = {task.number for task in self.partner.values()}
        self.scope = {task.number: task for task in scope if task.number not in paired}
        mostly = 2 * len(self.partner) >= len(self.tasks)
        related = bool(same_title) or (mostly if likely else bool(scope))
        if not related:
            self.scope = {}
        return related, bool(same_title) or (mostly and 2 * len(self.scope) <= len(scope))

    def _pair_same_number(self) -> list[str]:
        """Pair what has the same number and reads alike; the numbers under which it doesn't."""
        by_number: dict[str, list[KnownTask]] = defaultdict(list)
        for held in self.scope.values():
            by_number[held.printed or str(held.number)].append(held)
        collided = []
        for place, task in self._unpaired():
            candidates = [
                k for k in by_number.get(task.printed or str(task.number), ()) if k.number in self.scope
            ]
            if not candidates:
                continue
            best = max(candidates, key=lambda k: _likeness(task.content, k.content))
            if _likeness(task.content, best.content) >= _SAME_NUMBER:
                self._pair(place, best)
            else:
                collided.append(task.printed or str(task.number))
        return collided

    def _pair_alike(self) -> None:
        """Pair what reads nearly the same under another number, the most alike first."""
        from rapidfuzz import fuzz, process

        places, held = [place for place, _ in self._unpaired()], list(self.scope.values())
        if not places or not held:
            return
        scores = process.cdist(
            [content_key(self.tasks[place].content) for place in places],
            [content_key(task.content) for task in held],
            scorer=fuzz.ratio,
            score_cutoff=_OTHER_NUMBER,
        )
        rows, columns = scores.nonzero()
        best = sorted(zip(-scores[rows, columns], rows.tolist(), columns.tolist(), strict=True))
        for _, row, column in best:
            if places[row] not in self.partner and held[column].number in self.scope:
                self._pair(places[row], held[column])

    def _pair(self, place: int, task: KnownTask) -> None:
        self.partner[place] = task
        del self.scope[task.number]

    def _unpaired(self) -> list[tuple[int, Numbered]]:
        return [(place, task) for place, task in enumerate(self.tasks) if place not in self.partner]

    def _found(self) -> frozenset[int]:
        return frozenset(task.number for task in self.partner.values())

    def _numbers(self, *, own: bool) -> list[int]:
        """The ledger's number of each task: its partner's, else the next one; with `own` the one that the
        notice gives it, where that is free."""
        numbers = {place: task.number for place, task in self.partner.items()}
        taken = set(self.taken)
        for place, task in self._unpaired() if own else ():
            if task.number not in taken:
                numbers[place] = task.number
                taken.add(task.number)
        following = max(taken, default=0)
        for place in range(len(self.tasks)):
            if place not in numbers:
                following += 1
                numbers[place] = following
        return [numbers[place] for place in range(len(self.tasks))]


def _likeness(one: str, other: str) -> float:
    from rapidfuzz import fuzz

    return fuzz.ratio(content_key(one), content_key(other))
