"""The account of a source: what the ledger will hold counts as used, what it won't is listed line by line.

An extractor says of each line which tasks it was read for. Whether the line is used follows from the tasks as
they will be stored, and from nothing that the extractor says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.notice.account.held import Held, held_of, held_of_headings
from xlsheet.notice.account.residue import residue
from xlsheet.notice.extract.drafts import Draft
from xlsheet.notice.extract.stream import Fate, ReadLine
from xlsheet.notice.lines import join
from xlsheet.notice.model import SourceCount, Task

_SHOWN: Final = 20
_LONGEST_VALUE: Final = 2000


@dataclass(slots=True)
class Balance:
    """The count of all lines, and the findings on those that are not used."""

    count: SourceCount
    findings: list[Finding] = field(default_factory=list)


def balance(regions: Sequence[Sequence[ReadLine]], drafts: Sequence[Draft], tasks: Sequence[Task]) -> Balance:
    """Hold each region's lines against the tasks. `tasks` are what became of `drafts`, in their order."""
    books = _Books(drafts, tasks)
    checked = [[books.settled(line) for line in region] for region in regions]
    fates = [line.fate for region in checked for line in region]
    count = SourceCount(
        len(fates), fates.count(Fate.USED), fates.count(Fate.FURNITURE), fates.count(Fate.UNUSED)
    )
    return Balance(count, [finding for region in checked for finding in _unused(region)])


class _Books:
    """Looks up what is stored of the tasks that a line was read for; what was read for none is a heading."""

    def __init__(self, drafts: Sequence[Draft], tasks: Sequence[Task]) -> None:
        self._task_of = {id(draft): task for draft, task in zip(drafts, tasks, strict=True)}
        self._headings = held_of_headings(tasks)
        self._held: dict[tuple[int, ...], Held] = {}

    def settled(self, line: ReadLine) -> ReadLine:
        """The line as used only where all of its used part is stored."""
        if not line.used:
            return line
        left = next(filter(None, (residue(line.used, held) for held in self._holders(line))), [])
        if not left:
            return line
        return replace(line, fate=Fate.UNUSED, unused="\n".join(filter(None, [line.unused, *left])))

    def _holders(self, line: ReadLine) -> Iterator[Held]:
        """What the line is looked up in: the tasks that share it, or one after the other those that it is
        said of."""
        if line.of_each:
            yield from (self._of((reader,)) for reader in line.readers)
        else:
            yield self._of(line.readers)

    def _of(self, readers: Sequence[object]) -> Held:
        key = tuple(id(one) for one in readers if id(one) in self._task_of)
        if not key:
            return self._headings
        if key not in self._held:
            self._held[key] = held_of([self._task_of[one] for one in key])
        return self._held[key]


def _unused(lines: Iterable[ReadLine]) -> Iterator[Finding]:
    """Lines that nothing was made of; those that stand together are one finding."""
    together: list[ReadLine] = []
    for line in lines:
        if together and (line.fate is not Fate.UNUSED or line.apart):
            yield _finding(together)
            together = []
        if line.fate is Fate.UNUSED:
            together.append(line)
    if together:
        yield _finding(together)


def _finding(lines: Sequence[ReadLine]) -> Finding:
    first, last = lines[0].place, lines[-1].place
    place = first if first == last else f"{first}至{last}"
    text = "\n".join(line.unused for line in lines)
    start = join(text)[:_SHOWN]
    return catalogue.NOTICE_UNUSED.at(value=text[:_LONGEST_VALUE], place=place, start=start, count=len(lines))
