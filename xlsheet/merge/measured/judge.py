"""Counts of indicators that came back, judged: which are taken, as what, and what is said of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from xlsheet.analysis.assignments import whole_number
from xlsheet.analysis.checks.measured import BACK, JUMP, words_of
from xlsheet.cells.months import Month
from xlsheet.cells.task_numbers import read_task_number
from xlsheet.cells.text import fold
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import INDICATORS, MEASURED
from xlsheet.forms.layout import LAST_TOTAL, TARGET, THIS_TOTAL
from xlsheet.forms.read.measured.found import FoundCount, FoundCounts
from xlsheet.forms.read.returned import CellCounts
from xlsheet.forms.targets import form_target
from xlsheet.indicators.entries import read_count
from xlsheet.indicators.standings import Counted, Indicator, out_of_proportion
from xlsheet.indicators.words import DONE, KIND_TARGET, REACH, YES_OR_NO
from xlsheet.rules.known import COLUMN_WORD
from xlsheet.rules.rule import TableRules

_NUMBER: Final = re.compile(r"\d[\d,]*(?:\.\d+)?")

Key = tuple[int, int]


@dataclass(frozen=True)
class TargetFacts:
    """What counts are judged by: the indicators, and all that units counted before. `printed` says that there
    is no ledger at hand and that the indicators are what the form says of them."""

    indicators: Mapping[Key, Indicator] = field(default_factory=dict)
    counts: Sequence[Counted] = ()
    printed: bool = False

    @classmethod
    def of_form(cls, tables: Sequence[FoundCounts]) -> TargetFacts:
        """What a form says of its own indicators."""
        found = (_printed_indicator(row) for table in tables for row in table.rows)
        return cls({indicator.key: indicator for indicator in found}, printed=True)

    def before(self, key: Key, unit: str, month: Month) -> Counted | None:
        """What a unit counted last before a month."""
        own = [c for c in self.counts if c.key == key and c.unit == unit and c.month < month]
        return max(own, key=lambda count: count.month, default=None)


def _printed_indicator(row: FoundCount) -> Indicator:
    said = {column: show(cell) for column, cell, _ in row.printed}
    measure, target = said.get(INDICATORS.measure, ""), _NUMBER.search(said.get(TARGET, ""))
    key = read_task_number(row.task_no) or 0, whole_number(row.place) or 0
    direction = DONE if measure == YES_OR_NO else REACH
    value = float(target[0].replace(",", "")) if target else 0.0
    return Indicator(*key, said.get(INDICATORS.label, ""), direction, value, measure, "", KIND_TARGET)


@dataclass(frozen=True, slots=True)
class MeasuredEntry:
    """A count to take, with where it stands."""

    key: Key
    unit: str
    month: str
    total: float
    place: str


@dataclass(slots=True)
class JudgedCounts:
    """What a file's tables of indicators come to."""

    entries: list[MeasuredEntry] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    counts: CellCounts = field(default_factory=CellCounts)
    rules: TableRules | None = None


def refuse_counts(tables: Sequence[FoundCounts]) -> CellCounts:
    """The cells of a file that goes back as a whole."""
    counts = CellCounts()
    for table in tables:
        for row in table.rows:
            answers = int(row.total is not None)
            odd = len(row.odd)
            rest = row.filled - answers - odd - row.known
            counts += CellCounts(row.filled, 0, rest, row.known, answers + odd)
        odd = len(table.odd)
        counts += CellCounts(table.furniture + odd, furniture=table.furniture, reported=odd)
    return counts


def _strays(sheet: str, odd: Sequence[tuple[str, object]]) -> list[Finding]:
    return [catalogue.MEASURE_STRAY.at(sheet, cell, show(value)) for cell, value in odd]


def judge_counts(
    tables: Sequence[FoundCounts],
    unit: str,
    months: Mapping[str, Month],
    facts: TargetFacts,
    assigned: object,
    rules: Sequence[TableRules] = (),
) -> JudgedCounts:
    """The counts of a unit's file. `months` are those of its sheets, `assigned` holds the (task, unit) pairs
    that may report, `rules` say what is told of totals that go back or are out of proportion."""
    judged = JudgedCounts(rules=next((of for of in rules if of.table is MEASURED), None))
    for table in tables:
        judged.counts += CellCounts(
            table.furniture + len(table.odd), furniture=table.furniture, reported=len(table.odd)
        )
        judged.findings += _strays(table.sheet, table.odd)
        month = Month.parse(table.month) or months.get(table.sheet) or next(iter(months.values()), None)
        for row in table.rows:
            _judge_row(judged, table.sheet, row, unit, month, facts, assigned)
    return judged


def _judge_row(
    judged: JudgedCounts,
    sheet: str,
    row: FoundCount,
    unit: str,
    month: Month | None,
    facts: TargetFacts,
    assigned: object,
) -> None:
    number, place = read_task_number(row.task_no), whole_number(row.place)
    key = (number or 0, place or 0)
    indicator = facts.indicators.get(key)
    findings: list[Finding] = []
    answers = int(row.total is not None)
    if indicator is None or month is None or (key[0], unit) not in assigned:  # type: ignore[operator]
        if answers:
            said = f"{show(row.task_no)}-{show(row.place)}"
            findings.append(catalogue.MEASURE_UNKNOWN.at(sheet, row.cell, show(row.total), which=said))
        taken = 0
        changed = 0
    else:
        changes = [] if facts.printed else list(_changed(sheet, row, indicator, unit, facts))
        findings += changes
        changed = len(changes)
        taken = _take(judged, findings, sheet, row, indicator, unit, month, facts)
    findings += _strays(sheet, row.odd)
    judged.findings += findings
    printed = row.filled - answers - len(row.odd) - row.known - changed
    reported = answers - taken + len(row.odd) + changed
    judged.counts += CellCounts(row.filled, taken, printed, row.known, reported)


def _take(
    judged: JudgedCounts,
    findings: list[Finding],
    sheet: str,
    row: FoundCount,
    indicator: Indicator,
    unit: str,
    month: Month,
    facts: TargetFacts,
) -> int:
    """Take the count, if it is one; how many cells that are."""
    if row.total is None:
        return 0
    count = read_count(row.total, indicator.target, indicator.measure, indicator.direction)
    if count.value is None:
        if count.why:
            said = catalogue.MEASURE_UNREAD.at(
                sheet, row.cell, show(row.total), label=indicator.label, why=count.why
            )
            findings.append(said)
        return 0
    if count.said:
        findings.append(catalogue.MEASURE_CONVERTED.at(sheet, row.cell, show(row.total), taken=count.said))
    findings += _about_count(
        judged.rules, (sheet, row.cell), count.value, indicator, facts.before(indicator.key, unit, month)
    )
    place = f"{sheet}!{row.cell}"
    judged.entries.append(MeasuredEntry(indicator.key, unit, str(month), count.value, place))
    return 1


def _about_count(
    rules: TableRules | None,
    place: tuple[str, str],
    total: float,
    indicator: Indicator,
    before: Counted | None,
) -> Iterator[Finding]:
    """A count that goes back, or is out of proportion, as the rules have it."""
    if rules is None or not indicator.adds_up:
        return
    broken = {
        BACK: before is not None and total < before.total,
        JUMP: out_of_proportion(indicator, total),
    }
    for check, is_so in broken.items():
        rule = rules.of_rows(check) if is_so else None
        if rule is not None and rule.at_intake is not None:
            words = {COLUMN_WORD: THIS_TOTAL, **words_of(indicator, total, before)}
            said = rules.finding(rule, rule.at_intake, place[1], words["累计"], words)
            yield replace(said, sheet=place[0])


def _changed(
    sheet: str, row: FoundCount, indicator: Indicator, unit: str, facts: TargetFacts
) -> Iterator[Finding]:
    """Printed cells that say something else than the ledger."""
    printed = form_target(indicator)
    expected = {
        INDICATORS.label: printed.label,
        TARGET: printed.target,
        INDICATORS.measure: printed.measure,
        INDICATORS.wording: printed.wording,
    }
    for column, cell, address in row.printed:
        if column == LAST_TOTAL:
            known = [c.total for c in facts.counts if c.key == indicator.key and c.unit == unit]
            if isinstance(cell, int | float) and any(abs(cell - total) < 1e-9 for total in known):
                continue
        elif fold(show(cell)) == fold(expected[column]):
            continue
        yield catalogue.MEASURE_PRINTED.at(sheet, address, show(cell), column=column, label=indicator.label)
