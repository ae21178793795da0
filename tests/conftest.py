"""What all tests share: places, programs that may be absent, and the rule that CI skips nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
sys.path.insert(0, str(TESTS))

_ALLOWED = [
    line.split("#")[0].strip()
    for line in (TESTS / "allowed_skips.txt").read_text(encoding="utf-8").splitlines()
    if line.split("#")[0].strip()
]


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In CI a skipped test is a failure, except for what allowed_skips.txt names."""
    outcome = yield
    report = outcome.get_result()
    allowed = any(report.nodeid.startswith(prefix) for prefix in _ALLOWED)
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail") and not allowed:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"


@pytest.fixture(scope="session")
def real_notice() -> Path:
    """The real notice of 146 tasks, which lives beside the project and is never copied into it."""
    folder = ROOT.parent / "shared" / "notice"
    found = sorted(folder.glob("*.txt"))
    if not found:
        pytest.skip("the real notice (../shared/notice) is not on this machine")
    return found[0]
