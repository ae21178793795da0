"""What a return says outside the cells of its rows, as findings; and what becomes of each of its cells."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final, Protocol

from xlsheet.cells.percent import Scale, read_percent
from xlsheet.cells.task_numbers import read_task_number
from xlsheet.cells.text import fold
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import PLANS, PROGRESS
from xlsheet.forms.layout import CONTENT, LAST_PERCENT, LAST_TEXT, PLAN_INPUTS, PROGRESS_INPUTS
from xlsheet.forms.read.returned import CellCounts, FoundTable, Stray, StrayPlace
from xlsheet.merge.cells import short

_CUT: Final = "……"
"""What a form ends a long text of last month with."""

_QUOTED: Final = 5
_LONG_ENOUGH: Final = 8
"""Letters under a header of the unit's own that are more than a name beside a row without an answer."""

_AROUND: Final = (StrayPlace.ABOVE, StrayPlace.BELOW, StrayPlace.COMMENT, StrayPlace.BOX)

Earlier = Mapping[tuple[str, int], Sequence[tuple[str, str, object]]]
"""Unit and task -> month, words and share of each of its entries in the ledger."""


class KnowsEarlier(Protocol):
    """Who can tell what units said in other months; None where no ledger is at hand."""

    @property
    def earlier(self) -> Earlier | None: ...


@dataclass(frozen=True, slots=True)
class Issued:
    """What our forms print of a unit's tasks. `as_issued` says that the texts are those of an older form."""

    unit: str
    month: str
    texts: Mapping[int, str]
    facts: KnowsEarlier
    as_issued: bool = False


def changed_prints(found: FoundTable, issued: Issued) -> list[Stray]:
    """The printed cells that are not what was issued: 上月进展, 上月比例, and 任务内容 of rows that say
    nothing else."""
    numbers = found.cells.get(PROGRESS.task_no, ())
    strays: list[Stray] = []
    for name, is_issued in ((LAST_TEXT, _is_last_text), (LAST_PERCENT, _is_last_percent)):
        cells = found.cells.get(name, ())
        if cells.count(None) == len(cells) or issued.facts.earlier is None:
            continue
        for row, written, cell in zip(found.rows, numbers, cells, strict=False):
            if cell is not None:
                entries = issued.facts.earlier.get((issued.unit, read_task_number(written) or 0), ())
                before = [entry for entry in entries if entry[0] < issued.month]
                if not any(is_issued(cell, entry) for entry in before):
                    strays.append(_printed(found, row, name, show(cell)))
    return strays


def changed_contents(found: FoundTable, issued: Issued) -> Iterator[Stray]:
    """The tasks' texts into which somebody wrote, in rows that are blank or behind which no answer stands."""
    numbers, contents = found.cells.get(PROGRESS.task_no, ()), found.cells.get(CONTENT, ())
    for i, (written, cell) in enumerate(zip(numbers, contents, strict=False)):
        text = issued.texts.get(read_task_number(written) or 0)
        if cell is None or text is None or cell == text or issued.as_issued:
            continue
        said = show(cell).strip()
        added = said.startswith(text) and not _is_answered(found, i)
        if fold(said) != fold(text) and (added or not _has_answer(found, i)):
            yield _printed(found, found.rows[i], CONTENT, said.removeprefix(text))


def _has_answer(found: FoundTable, i: int) -> bool:
    return any(found.cells[name][i] is not None for name in _inputs(found) if name in found.cells)


def _is_answered(found: FoundTable, i: int) -> bool:
    name = PLANS.work if found.table is PLANS else PROGRESS.text
    return name not in found.cells or found.cells[name][i] is not None


def _inputs(found: FoundTable) -> Sequence[str]:
    return PLAN_INPUTS if found.table is PLANS else PROGRESS_INPUTS


def _printed(found: FoundTable, row: int, name: str, words: str) -> Stray:
    return Stray(StrayPlace.PRINTED, found.sheet, found.address(row, name), words, row, name)


def _is_last_text(cell: object, entry: tuple[str, str, object]) -> bool:
    said, text = show(cell).strip(), entry[1].strip()
    if said == text:
        return True
    said, text = fold(said), fold(text)
    return said == text or (said.startswith("(") and said.endswith(text)) or _is_cut(said, text)


def _is_cut(said: str, text: str) -> bool:
    start = said.removesuffix(fold(_CUT))
    return start != said and start.rpartition(")")[2][:200] in text


def _is_last_percent(cell: object, entry: tuple[str, str, object]) -> bool:
    share, _ = read_percent(cell, scale=Scale.UNKNOWN, sheet="", cell="")
    return share is not None and isinstance(entry[2], int | float) and abs(share - entry[2]) < 0.005


def about_strays(found: FoundTable, strays: Sequence[Stray]) -> Iterator[Finding]:
    """What is to be said of strays in and around a table. Beside an answer that is blank each is an error
    in its row, so that this goes back; of the others those of one column are named together."""
    answer = PROGRESS.text if found.table is PROGRESS else PLANS.work
    answers = found.cells.get(answer, [None] * len(found.rows))
    unanswered = {row for row, cell in zip(found.rows, answers, strict=True) if not show(cell).strip()}
    rest: list[Stray] = []
    for stray in strays:
        if stray.place is StrayPlace.PICTURE:
            yield catalogue.CELL_PICTURE.at(stray.sheet, stray.cell, stray.words)
        elif stray.row in unanswered and _may_be_answer(stray):
            empty, where = found.address(stray.row, answer), _where(stray)
            yield catalogue.CELL_MISPLACED.at(
                stray.sheet, stray.cell, short(stray.words), where=where, column=answer, empty=empty
            )
        elif stray.place is not StrayPlace.COLUMN:
            rest.append(stray)
    yield from _together(rest)


def _may_be_answer(stray: Stray) -> bool:
    """Whether words beside a blank answer may be the answer; a share without words is not."""
    if stray.place is StrayPlace.COLUMN:
        return len(stray.words) >= _LONG_ENOUGH
    return any(letter.isalpha() for letter in stray.words)


def _together(strays: Sequence[Stray]) -> Iterator[Finding]:
    ordered = sorted(strays, key=lambda stray: (stray.place, stray.column))
    for (place, _), group in groupby(ordered, lambda stray: (stray.place, stray.column)):
        some = list(group)
        if place in _AROUND:
            for stray in some:
                yield _elsewhere(stray, [stray])
        else:
            yield _elsewhere(some[0], some)


def _elsewhere(first: Stray, some: Sequence[Stray]) -> Finding:
    quoted = [f"“{short(stray.words)}”" for stray in some[:_QUOTED]]
    if len(some) > 1:
        quoted = [f"{stray.cell} {said}" for stray, said in zip(some, quoted, strict=False)]
    value = "、".join(quoted) + (f"等 {len(some)} 处" if len(some) > _QUOTED else "")
    return replace(
        catalogue.CELL_ELSEWHERE.at(first.sheet, first.cell, value, where=_where(first)), value=first.words
    )


def _where(stray: Stray) -> str:
    if stray.place is StrayPlace.PRINTED:
        return f"印好的“{stray.column}”列"
    return f"多出的“{stray.column}”列" if stray.place is StrayPlace.COLUMN else str(stray.place)


def about_sheets(strays: Sequence[Stray]) -> Iterator[Finding]:
    """What is to be said of sheets without a table, and of what lies on no table."""
    for stray in strays:
        if stray.place is StrayPlace.SHEET:
            code = catalogue.SHEET_UNREAD if _is_much(stray) else catalogue.SHEET_ASIDE
            yield code.at(stray.sheet, value=stray.sheet, count=stray.cells, words=stray.words)
        elif stray.place is StrayPlace.HIDDEN:
            yield catalogue.SHEET_HIDDEN_UNREAD.at(
                stray.sheet, value=stray.sheet, count=stray.cells, words=stray.words
            )


_A_REMARK: Final = 30
"""Letters that a remark on a sheet of its own may have, with its address."""


def _is_much(stray: Stray) -> bool:
    """Whether a sheet holds more than a short remark."""
    words = fold(stray.words)
    return stray.cells > 2 or len(words) > _A_REMARK or "%" in words or "第" in words


def count_rows(
    found: FoundTable, accepted: Collection[int], named: Collection[tuple[str, str]]
) -> CellCounts:
    """What becomes of the cells in a table's rows. `accepted` are the rows' places in the table, `named` the
    sheet and address of cells that a finding names."""
    inputs = _inputs(found)
    answers = taken = printed = changed = 0
    everything = len(accepted) == len(found.rows)
    for name, cells in found.cells.items():
        held = len(cells) - cells.count(None)
        if name in inputs:
            answers += held
            taken += held if everything else sum(cells[i] is not None for i in accepted)
        elif held:
            printed += held
            changed += sum((found.sheet, found.address(row, name)) in named for row in found.rows if named)
    for row, name in found.copied:
        if name in inputs:
            answers -= 1
            taken -= everything or found.rows.index(row) in accepted
        else:
            printed -= 1
    beside = sum(stray.cells for stray in found.strays if stray.row and stray.place in _IN_CELLS)
    reported = answers - taken + changed + beside
    return CellCounts(sum(found.filled), taken, printed - changed, sum(found.known), reported)


def answers_in(found: FoundTable, i: int) -> int:
    """How many answers stand in a row of a table."""
    names = [name for name in _inputs(found) if name in found.cells]
    held = sum(found.cells[name][i] is not None for name in names)
    return held - sum((found.rows[i], name) in found.copied for name in names)


_IN_CELLS: Final = (StrayPlace.CHECK, StrayPlace.COLUMN, StrayPlace.NO_HEADER, StrayPlace.PRINTED)
