"""What all tests share: places, programs that may be absent, and the rule that CI skips nothing."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook

TESTS = Path(__file__).parent
ROOT = TESTS.parent
sys.path.insert(0, str(TESTS))

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FORKING = "test_at_once", "test_interrupt", "test_power", "test_shared_folders", "test_locks"
_ALLOWED = [
    line.split("#")[0].strip()
    for line in (TESTS / "allowed_skips.txt").read_text(encoding="utf-8").splitlines()
    if line.split("#")[0].strip()
]


@pytest.fixture(scope="session", autouse=True)
def no_helpers() -> Iterator[None]:
    """Clicks start no process that stays, unless a test wants one; the developer's own are left alone."""
    with tempfile.TemporaryDirectory(prefix="xlsheet-run-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)  # short, as a socket's name has to be
        patch.setenv("XLSHEET_WARM_SECONDS", "0")
        yield


@pytest.fixture(autouse=True)
def loaded_readers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers that read files begin with everything loaded, but where the workers themselves are tested, or
    where a command is killed that runs in a fork of this process."""
    from support import loaded
    from xlsheet.grids import pool

    forks = "kill_at" in vars(request.module) or request.module.__name__.rpartition(".")[2] in _FORKING
    if not loaded.COLD and request.path.parent.name != "reading" and not forks:
        monkeypatch.setattr(pool, "_start", loaded.Reader)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium as it is installed, without a window; skips where there is none."""
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = os.environ.get("XLSHEET_CHROMIUM") or next(filter(None, map(shutil.which, _BROWSERS)), None)
    if program is None:
        pytest.skip("Chromium is not on this machine")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program)
        yield chromium
        chromium.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    """In CI a skipped test is a failure, except for what allowed_skips.txt names."""
    outcome = yield
    report = outcome.get_result()
    allowed = any(report.nodeid.startswith(prefix) for prefix in _ALLOWED)
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail") and not allowed:
        report.outcome = "failed"
        report.longrepr = f"skipped in CI: {report.longrepr}"


@pytest.fixture(autouse=True)
def closed_archives(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """openpyxl holds an archive of a workbook's macros open for writing and never closes it; at the end of
    the process, it complains of what is closed already."""
    opened: list[Workbook] = []
    load = openpyxl.load_workbook

    def remembering(*arguments: Any, **named: Any) -> Workbook:
        opened.append(load(*arguments, **named))
        return opened[-1]

    monkeypatch.setattr(openpyxl, "load_workbook", remembering)
    yield
    for book in opened:
        if book.vba_archive:
            book.vba_archive.close()


@pytest.fixture(scope="session")
def real_notice() -> Path:
    """The real notice of 146 tasks, which lives beside the project and is never copied into it."""
    folder = ROOT.parent / "shared" / "notice"
    found = sorted(folder.glob("*.txt"))
    if not found:
        pytest.skip("the real notice (../shared/notice) is not on this machine")
    return found[0]
