"""A few hundred damaged files of every kind; thousands by `python -m tests.fuzz.run`."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz.run import fuzz, seeds


def test_damaged_files_break_no_promise(tmp_path: Path) -> None:
    reports = list(fuzz(tmp_path, seeds(tmp_path), count=400, seed=20))
    verdicts = {str(file.verdict) for report in reports for file in report.files}
    assert sum(len(report.files) for report in reports) >= 400
    assert {"rejected", "accepted"} <= verdicts
