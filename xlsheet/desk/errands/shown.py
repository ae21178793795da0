"""Reports as the page shows them: their own sentences and tables, and for files and findings every part."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from xlsheet.desk.errands.fields import Outcome
from xlsheet.dictionary.findings import Finding, in_order
from xlsheet.jobs.post.fetch import FetchReport
from xlsheet.merge.candidates import file_name
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.report import MergeReport


def outcome_json(outcome: Outcome) -> dict[str, Any]:
    """What a command did, in words and tables, with all its parts."""
    report = outcome.report
    shown: dict[str, Any] = {
        "summary": report.summary(),
        "attention": report.needs_attention,
        "listings": [
            {"title": listing.title, "header": listing.header, "rows": list(listing.rows)}
            for listing in report.listings()
            if listing.rows
        ],
        "made": [{"path": str(path), "what": what, "folder": path.is_dir()} for path, what in outcome.made],
    }
    if isinstance(report, FetchReport):
        shown["listings"] = [each for each in shown["listings"] if each["title"] == "新邮件"]
        shown["files"], shown["ledger_findings"] = [], findings_json(report.findings)
        report = report.merged or report
    if isinstance(report, MergeReport):
        shown["files"] = [_file(file) for file in report.files]
        shown["ledger_findings"] = [
            *shown.get("ledger_findings", ()),
            *findings_json(report.ledger_findings),
        ]
        shown["listings"] = [each for each in shown["listings"] if each["title"] in ("退回件", "新邮件")]
    return shown


def _file(file: JudgedFile) -> dict[str, Any]:
    return {
        "name": file_name(file.path),
        "unit": file.unit,
        "month": file.month,
        "verdict": str(file.verdict),
        "word": file.verdict.word,
        "fine": file.verdict.is_fine,
        "accepted": len(file.accepted),
        "returned": file.returned_rows,
        "findings": findings_json(file.all_findings()),
    }


def findings_json(findings: Iterable[Finding]) -> list[dict[str, str]]:
    """Findings with the word for their severity."""
    return [{**finding.as_json(), "word": finding.severity.word} for finding in in_order(findings)]
