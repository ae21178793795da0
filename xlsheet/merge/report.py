"""What a merge reports: every file with its verdict, and what the ledger got."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from xlsheet.dictionary.findings import Finding, Severity, in_order
from xlsheet.dictionary.reports import Listing
from xlsheet.dictionary.verdicts import Verdict
from xlsheet.merge.candidates import file_name
from xlsheet.merge.evidence import KeptFile
from xlsheet.merge.files import JudgedFile
from xlsheet.merge.measured.outcome import MeasuredOutcome

if TYPE_CHECKING:
    from xlsheet.documents.mail import OutgoingMail  # the standard library's mails are for few merges


@dataclass(frozen=True, slots=True)
class WrittenReply:
    """A copy of a return written for its unit, with what is wrong marked in it."""

    path: str
    source: str
    unit: str
    month: str


@dataclass(frozen=True, slots=True)
class MergeReport:
    """The files with their verdicts, by path, and what the ledger got (progress and plan rows).
    `replies` is None where none were asked for; `not_done` says what could not be done once the ledger
    had been changed, `ledger_findings` what concerns the ledger itself; `withdrawn` rows of the ledger went
    back, since their mail was taken back."""

    files: tuple[JudgedFile, ...]
    inserted: int
    updated: int
    unchanged: int
    dry_run: bool
    replies: tuple[WrittenReply, ...] | None = None
    not_done: str = ""
    ledger_findings: tuple[Finding, ...] = ()
    measured: MeasuredOutcome = field(default_factory=MeasuredOutcome)
    evidence: tuple[KeptFile, ...] = ()
    outgoing: tuple[OutgoingMail, ...] = ()
    withdrawn: int = 0

    @property
    def needs_attention(self) -> bool:
        return bool(self.not_done) or any(not file.verdict.is_fine for file in self.files)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was said, gravest first; each finding's sheet says which file it is in."""
        pairs = ((file_name(file.path), finding) for file in self.files for finding in file.all_findings())
        said = (finding.in_file(name) for name, finding in pairs)
        return tuple(in_order([*self.ledger_findings, *said]))

    def as_json(self) -> dict[str, Any]:
        content: dict[str, Any] = {
            "files": [_file_json(file) for file in self.files],
            "ledger": {"inserted": self.inserted, "updated": self.updated, "unchanged": self.unchanged},
            "dry_run": self.dry_run,
        }
        if self.withdrawn:
            content["ledger"]["withdrawn"] = self.withdrawn
        if self.measured.words():
            content["measured"] = self.measured.as_json()
        if self.replies is not None:
            content["replies"] = [
                {"path": r.path, "source": r.source, "unit": r.unit, "month": r.month} for r in self.replies
            ]
        if self.outgoing:
            content["answers"] = [mail.as_json() for mail in self.outgoing]
        if self.evidence:
            content["evidence"] = [kept.as_json() for kept in self.evidence]
        if self.ledger_findings:
            content["ledger"]["findings"] = [finding.as_json() for finding in in_order(self.ledger_findings)]
        if self.not_done:
            content["not_done"] = self.not_done
        return content

    def summary(self) -> str:
        if not self.files:
            return "没有找到文件。"
        verdicts = Counter(file.verdict for file in self.files)
        counts = "，".join(f"{verdict.word} {verdicts[verdict]}" for verdict in Verdict if verdicts[verdict])
        withdrawn = f"，因邮件撤回退回 {self.withdrawn} 行" if self.withdrawn else ""
        done = "（只看结论，台账没有改动）" if self.dry_run else ""
        replies = f"写出退回件 {len(self.replies)} 份。" if self.replies else ""
        replies += f"写出回信草稿 {len(self.outgoing)} 封。" if self.outgoing else ""
        replies += f"登记佐证材料 {len(self.evidence)} 份。" if self.evidence else ""
        replies += self.not_done and f"台账已经改好，但是{self.not_done}"
        return (
            f"{len(self.files)} 个文件：{counts}。新增 {self.inserted} 行，更新 {self.updated} 行，"
            f"没有变化 {self.unchanged} 行{withdrawn}{done}。{self.measured.words()}{replies}"
        )

    def listings(self) -> Sequence[Listing]:
        files = [
            (file_name(f.path), f.unit, f.month, f.verdict.word, str(len(f.accepted)), str(f.returned_rows))
            for f in self.files
        ]
        findings = [
            (file_name(file.path), finding.severity.word, finding.place(), finding.message)
            for file in self.files
            for finding in in_order(file.all_findings())
            if finding.severity is not Severity.INFO
        ]
        replies = [(reply.unit, reply.month, reply.path) for reply in self.replies or ()]
        findings += [("台账", f.severity.word, f.place(), f.message) for f in in_order(self.ledger_findings)]
        return [
            Listing("文件", ("文件", "单位", "月份", "结论", "接收行数", "退回行数"), files),
            Listing("需要看的", ("文件", "级别", "位置", "说明"), findings),
            Listing("退回件", ("单位", "月份", "文件"), replies),
        ]


def _file_json(file: JudgedFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "sha256": file.sha256,
        "unit": file.unit,
        "month": file.month,
        "verdict": str(file.verdict),
        "rows_accepted": len(file.accepted),
        "rows_rejected": file.returned_rows,
        "rows_skipped": file.skipped,
        "cells": asdict(file.cells),
        "findings": [finding.as_json() for finding in in_order(file.all_findings())],
    }
