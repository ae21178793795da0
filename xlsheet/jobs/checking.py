"""Check files by their paths: ledgers by the rules, units' forms as a merge would judge them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xlsheet.dictionary.findings import Finding, in_order
from xlsheet.jobs.validate import ValidateReport, ValidateRequest, validate
from xlsheet.stores.file import FileStore

if TYPE_CHECKING:
    from xlsheet.merge.identify import LedgerFacts


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """`paths` are ledgers and forms. `write`: list a ledger's findings in it; `schemas` as in
    `ValidateRequest`."""

    paths: Sequence[Path]
    write: bool = True
    schemas: Path | None = None


def check_files(request: CheckRequest) -> ValidateReport:
    """Check every file; with several, each finding's sheet says which file it is in.

    Where a ledger is among them, the forms are checked against it, else each against itself.
    """
    paths = request.paths
    ledgers = [path for path in paths if FileStore.is_ledger(path)]
    forms = [path for path in paths if path not in ledgers]
    rows, others, title, findings = 0, 0, "", []
    facts: LedgerFacts | None = None
    for path in ledgers:
        with FileStore.open(path, writing=request.write) as store:
            report = validate(store, ValidateRequest(request.write, request.schemas))
            facts = _facts_of(store, request.schemas) if forms else None
        rows, others, title = rows + report.rows, others + report.others, title or report.title
        findings += _named(report.findings, path.name, many=len(paths) > 1)
    if forms:
        from xlsheet.jobs.checking_forms import check_forms  # reads and judges as a merge does: late

        for form in check_forms(forms, facts, request.schemas):
            rows += form.rows
            findings += _named(form.findings, form.name, many=len(paths) > 1)
    return ValidateReport(rows, tuple(in_order(findings)), others, title)


def _facts_of(store: FileStore, schemas: Path | None) -> LedgerFacts:
    from xlsheet.jobs.merge import ledger_facts

    return ledger_facts(store, schemas)


def _named(findings: Sequence[Finding], name: str, *, many: bool) -> list[Finding]:
    return [finding.in_file(name) if many else finding for finding in findings]
