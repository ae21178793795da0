"""Check every row of the ledger against the rules, and list all findings at once in 校验结果."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlsheet.analysis.checks.causes import Causes
from xlsheet.analysis.checks.measured import CHECKS as OF_COUNTS
from xlsheet.analysis.checks.measured import Say, measured_findings
from xlsheet.analysis.checks.office_rows import office_rows
from xlsheet.analysis.checks.past import apart_from, newly_missing, past_findings
from xlsheet.analysis.checks.standing import standing_findings, whole_table_findings
from xlsheet.analysis.home_data import standing_day
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, Severity, in_order
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import (
    DISPATCHES,
    HOLIDAYS,
    MATRIX,
    PARAMETERS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    RESULTS,
    TODOS,
    UNITS,
    Table,
)
from xlsheet.errors import LedgerError
from xlsheet.jobs.home import kept_current
from xlsheet.jobs.todos.noting import of_ledger, open_todos, with_todos
from xlsheet.ledger.changes import Changes, Link, Replace, Row
from xlsheet.ledger.spelling import respelled_findings
from xlsheet.ledger.table import TableData
from xlsheet.ledger.written_rows import WrittenRows
from xlsheet.rules.folder import rules_of
from xlsheet.rules.known import COLUMN_WORD
from xlsheet.rules.rule import TableRules
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import Viewed, home_data, view_of
from xlsheet.units.registry import Registry

COMMAND: Final = "校验"


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

    Raises SourceError where a rule file is wrong, LedgerError where a parameter is.
    """
    # pandas and pandera take longer to import than many a command takes to run
    from xlsheet.rules.engine import check_table
    from xlsheet.rules.references import Facts

    if not len(store.read(PARAMETERS)):
        return ValidateReport(0, (catalogue.TABLE_EMPTY.at(PARAMETERS.sheet),))  # of what year?
    settings = settings_of(store)
    all_rules = rules_of(store, settings, request.schemas)
    tables = {rules.table: store.read(rules.table) for rules in all_rules}
    facts = Facts.of(settings, tables, all_rules)
    findings = [f for rules in all_rules for f in check_table(rules, tables[rules.table], facts)]
    findings += [f for data in tables.values() for f in respelled_findings(data)]
    home = home_data(store)
    day = standing_day(home) if home is not None else None
    seen = view_of(store, settings, day)
    counted = list(measured_findings(seen[0], _says(all_rules, facts.words)))
    findings = _with_those_over_tables(store, seen, day, tables, findings, counted)
    rows = sum(len(data) for table, data in tables.items() if table is not PARAMETERS)
    report = ValidateReport(rows, tuple(in_order(findings)), open_todos(store, COMMAND), settings.title)
    if request.write:
        _write(store, report, seen)
        report = replace(report, others=open_todos(store, COMMAND))
    return report


def _with_those_over_tables(
    store: Store,
    seen: Viewed,
    day: date | None,
    tables: Mapping[Table, TableData],
    findings: Sequence[Finding],
    counted: Sequence[Finding],
) -> list[Finding]:
    """The findings of the rules, those of counts of indicators (`counted`), and what no rule about one table
    says, causes alone."""
    view, typed = seen
    every = {**tables, **_without_rules(store)}
    known = {finding.place() for finding in findings if finding.cell}
    registry = Registry.from_table(store.read(UNITS))
    written = WrittenRows(home_data(store), registry.canonical)
    over = [
        *counted,
        *whole_table_findings(every),
        *standing_findings(view, registry, typed),
        *(f for table in (PROGRESS, PLANS) for f in office_rows(store.read(table), written)),
    ]
    causes = Causes(every, [*findings, *(f for f in over if f.place() not in known)])
    found = causes.kept()
    if day is not None and not any(finding.code == catalogue.TABLE_EMPTY.name for finding in found):
        changed = newly_missing(store.read(MATRIX), view.reporting, day, day)
        found += past_findings(apart_from(changed, causes.affected().has))
    return found


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


def _without_rules(store: Store) -> dict[Table, TableData]:
    """The tables whose cells nobody judges: error values in them are found, and rows apart. An open ledger
    of an earlier layout lacks some."""
    found: dict[Table, TableData] = {}
    for table in (RECEIPTS, REJECTIONS, DISPATCHES, HOLIDAYS):
        with suppress(LedgerError):
            found[table] = store.read(table)
    return found


def _write(store: Store, report: ValidateReport, seen: Viewed) -> None:
    rows = [_row(finding) for finding in report.findings]
    same = store.read(RESULTS).shows(RESULTS.columns, rows)
    changes = Changes(COMMAND, report.summary(), [] if same else [Replace(RESULTS, rows)])
    changes = with_todos(store, changes, of_ledger(store, report.findings), lambda _row: True)
    store.apply(kept_current(store, changes, seen=seen))


def _row(finding: Finding) -> Row:
    return {
        RESULTS.severity: finding.severity.word,
        RESULTS.code: finding.code,
        RESULTS.sheet_name: finding.sheet,
        RESULTS.cell: Link(finding.sheet, finding.cell) if finding.cell else None,
        RESULTS.message: finding.message,
        RESULTS.value: finding.value or None,
    }
