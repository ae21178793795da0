"""Check every row of the ledger against the rules, and list all findings at once in 校验结果."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from xlsheet.analysis.checks.causes import Affected, Causes
from xlsheet.analysis.checks.measured import CHECKS as OF_COUNTS
from xlsheet.analysis.checks.measured import Say, measured_findings
from xlsheet.analysis.checks.office_rows import office_rows
from xlsheet.analysis.checks.past import apart_from, newly_missing, past_findings
from xlsheet.analysis.checks.standing import renamed_findings, standing_findings, whole_table_findings
from xlsheet.analysis.home_data import standing_day
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity, in_order
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    DISPATCHES,
    HOLIDAYS,
    MATRIX,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    RESULTS,
    TASKS,
    TODOS,
    UNITS,
    Table,
)
from xlsheet.errors import LedgerError
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.todos.noting import of_ledger, open_todos, with_todos
from xlsheet.ledger.changes import Changes, Link, Replace, Row
from xlsheet.ledger.settings import Settings
from xlsheet.ledger.spelling import respelled_findings
from xlsheet.ledger.table import TableData
from xlsheet.ledger.written_rows import WrittenRows, sheets_written
from xlsheet.rules.files import load_rules
from xlsheet.rules.folder import rules_of
from xlsheet.rules.known import COLUMN_WORD
from xlsheet.rules.rule import TableRules
from xlsheet.stores import Store
from xlsheet.stores.lost import Remainder
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import Viewed, home_data, view_of
from xlsheet.units.registry import Registry

COMMAND: Final = "校验"
_CORE: Final = frozenset((PARAMETERS, TASKS, ASSIGNMENTS))
"""A workbook with none of these sheets is no ledger."""


@dataclass(frozen=True, slots=True)
class ValidateRequest:
    """`schemas` is a folder of rule files that hold in place of the ledger's own; a file absent there is the
    shipped one."""

    write: bool = True
    schemas: Path | None = None


@dataclass(frozen=True, slots=True)
class ValidateReport:
    """`rows` counts the rows checked, those of 参数 apart; findings stand in order, gravest first."""

    rows: int
    findings: tuple[Finding, ...]
    others: int = 0
    """What other commands found and is still open on 待办."""
    title: str = ""
    """The ledger's own name (台账名称)."""

    @property
    def needs_attention(self) -> bool:
        return any(finding.severity is not Severity.INFO for finding in self.findings)

    def as_json(self) -> dict[str, Any]:
        return {"rows": self.rows, "findings": [finding.as_json() for finding in self.findings]}

    def summary(self) -> str:
        more = f"“{TODOS.sheet}”里还有别的命令发现的 {self.others} 条没有办结。" if self.others else ""
        if not self.findings:
            return f"校验了 {self.rows} 行，没有发现问题。{more}"
        counts = [sum(f.severity is severity for f in self.findings) for severity in Severity]
        parts = [f"{s.word} {n} 处" for s, n in zip(Severity, counts, strict=True) if n]
        return f"校验了 {self.rows} 行：{'，'.join(parts)}。{more}"

    def listings(self) -> Sequence[Listing]:
        return [finding_listing(self.findings, RESULTS.sheet)]


def validate(store: Store, request: ValidateRequest) -> ValidateReport:
    """Check all tables that have rules; write 校验结果 unless it holds the same already.

    A sheet that is gone and a parameter that cannot be understood are findings, and the rest is checked.
    Raises SourceError where a rule file is wrong, LackingError where all of the core sheets are gone.
    """
    remainder = Remainder(store)
    for table in _CORE:
        remainder.read(table)
    if remainder.lost.keys() >= _CORE:  # no ledger at all
        raise remainder.lost[PARAMETERS]
    if not len(remainder.read(PARAMETERS)):  # of what year?
        return ValidateReport(0, tuple(_lost(remainder)) or (catalogue.TABLE_EMPTY.at(PARAMETERS.sheet),))
    faults: list[Finding] = []
    settings = settings_of(remainder, faults)
    all_rules = rules_of(store, settings, request.schemas)
    checked = _checked(remainder, settings, all_rules, faults)
    findings = tuple(in_order(checked.findings))
    report = ValidateReport(checked.rows, findings, open_todos(remainder, COMMAND), settings.title)
    if request.write:
        _write(remainder, report, None if faults else checked.seen)
        report = replace(report, others=open_todos(remainder, COMMAND))
    return report


def mistaken_keys(store: Store, settings: Settings) -> tuple[list[Finding], Affected]:
    """The findings, as `validate` has them, that somebody or something named in a row does not exist or is
    named twice, by the shipped rules; and what follows from these."""
    causes = _checked(Remainder(store), settings, load_rules(), []).causes
    return causes.of_keys(), causes.affected()


@dataclass(frozen=True, slots=True)
class _Checked:
    """What a look at a ledger found, causes alone; `rows` of how many."""

    rows: int
    findings: Sequence[Finding]
    causes: Causes
    seen: Viewed


def _checked(
    store: Remainder, settings: Settings, all_rules: Sequence[TableRules], faults: Sequence[Finding]
) -> _Checked:
    # pandas and pandera take longer to import than many a command takes to run
    from xlsheet.rules.engine import check_table
    from xlsheet.rules.references import Facts

    tables = {rules.table: store.read(rules.table) for rules in all_rules}
    facts = Facts.of(settings, tables, all_rules)
    findings = [f for rules in all_rules for f in check_table(rules, tables[rules.table], facts)]
    findings += [f for data in tables.values() for f in respelled_findings(data)]
    home = home_data(store)
    day = standing_day(home) if home is not None else None
    seen = view_of(store, settings, day)
    every = {**tables, **_without_rules(store)}
    counted = measured_findings(seen[0], _says(all_rules, facts.words))
    over = [*counted, *_over_tables(store, seen, every, home)]
    known = {finding.place() for finding in findings if finding.cell}
    apart = [f for f in over if f.place() not in known]
    causes = Causes(every, [*faults, *_lost(store), *findings, *apart])
    found = causes.kept()
    if day is not None and not causes.spoil_all():
        changed = newly_missing(store.read(MATRIX), seen[0].reporting, day, day)
        found += past_findings(apart_from(changed, causes.affected().has))
    rows = sum(len(data) for table, data in tables.items() if table is not PARAMETERS)
    return _Checked(rows, found, causes, seen)


def _over_tables(
    store: Remainder, seen: Viewed, every: Mapping[Table, TableData], home: TableData | None
) -> list[Finding]:
    """The findings that no rule about one table says."""
    view, typed = seen
    registry = Registry.from_table(store.read(UNITS))
    written = WrittenRows(home, registry.canonical)
    return [
        *renamed_findings(every),
        *whole_table_findings(every, sheets_written(home)),
        *standing_findings(view, registry, typed),
        *(f for table in (PROGRESS, PLANS) for f in office_rows(store.read(table), written)),
    ]


def _says(all_rules: Sequence[TableRules], parameters: Mapping[str, str]) -> Say:
    """What the rules say of counts of indicators."""
    by_table = {rules.table: rules for rules in all_rules}

    def say(check: str, cell: str, value: str, words: Mapping[str, str]) -> Finding | None:
        rules = by_table[OF_COUNTS[check]]
        rule = rules.of_rows(check)
        if rule is None or rule.standing is None:
            return None
        return rules.finding(
            rule, rule.standing, cell, value, {**parameters, COLUMN_WORD: rule.place, **words}
        )

    return say


def _without_rules(store: Remainder) -> dict[Table, TableData]:
    """The tables whose cells nobody judges: error values in them are found, and rows apart. An open ledger
    of an earlier layout lacks some."""
    found: dict[Table, TableData] = {}
    for table in (RECEIPTS, REJECTIONS, DISPATCHES, HOLIDAYS):
        with suppress(LedgerError):
            found[table] = store.read(table)
    return found


def _lost(store: Remainder) -> list[Finding]:
    """The sheets that are gone, of those that hold what people and units said."""
    for table in (RECEIPTS, REJECTIONS, RESULTS):
        store.read(table)
    return [catalogue.SHEET_LOST.at(table.sheet, why=str(why)) for table, why in store.lost.items()]


def _write(store: Remainder, report: ValidateReport, seen: Viewed | None) -> None:
    """List the findings; and keep what follows from the tables current, where these are whole and `seen`."""
    rows = [_row(finding) for finding in report.findings]
    same = store.read(RESULTS).shows(RESULTS.columns, rows)
    steps = [Replace(RESULTS, rows)] if not same and RESULTS not in store.lost else []
    changes = Changes(COMMAND, report.summary(), steps)
    if store.lost:
        store.apply(changes)
        return
    changes = with_todos(store, changes, of_ledger(store, report.findings), lambda _row: True)
    store.apply(kept_current(store, changes, seen=seen) if seen else changes)


def _row(finding: Finding) -> Row:
    return {
        RESULTS.severity: finding.severity.word,
        RESULTS.code: finding.code,
        RESULTS.sheet_name: finding.sheet,
        RESULTS.cell: Link(finding.sheet, finding.cell) if finding.cell else None,
        RESULTS.message: finding.message,
        RESULTS.value: finding.value or None,
    }
