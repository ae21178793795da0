"""The manual's pictures of the desk: its window in Chromium, on a ledger of the demo.

`make pictures` runs this. It needs Chromium.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from PIL import Image
from printing import browser

from xlsheet.jobs.create import CreateRequest, create
from xlsheet.jobs.merge import COMMAND as MERGE
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore

_WINDOW: Final = {"width": 1280, "height": 720}
_WIDTH: Final = 1100


def make_desk_pictures(ledger: Path, returns: Path, target: Path) -> None:
    """Picture a first day: a notice beside what was understood, the first view of a ledger, what the first
    month's `returns` come to when dropped, and the mailbox."""
    with tempfile.TemporaryDirectory() as scratch, browser() as chromium:
        before = Path(scratch) / ledger.name
        shutil.copy(ledger, before)
        shutil.copytree(ledger.with_name(f"{ledger.stem}_备份"), before.with_name(f"{before.stem}_备份"))
        with FileStore.open(before) as store:
            while any(entry.command == MERGE for entry in store.history()[0]):
                store.undo()
        with _window(chromium, ledger, scratch) as page:
            _keep(page, target / "desk-home.png")
        with _window(chromium, before, scratch) as page:
            page.click("nav >> text=合并回收")
            with page.expect_file_chooser() as chooser:
                page.locator("#view button", has_text="选择文件").first.click()
            chooser.value.set_files(sorted(returns.iterdir()))
            page.wait_for_selector(".files")
            page.locator("tr.file.look").nth(1).click()
            page.locator(".outcome").scroll_into_view_if_needed()
            page.locator("tr.inner:visible").scroll_into_view_if_needed()
            _keep(page, target / "desk-merge.png")
        with _window(chromium, ledger, scratch) as page:
            page.click("nav >> text=合并回收")
            page.locator("summary", has_text="从邮箱收新邮件").click()
            for name, folder in (("out", "收件箱"), ("replies", "退回"), ("keep", "佐证")):
                page.locator(f"details[open] input[name={name}]").fill(folder)
            _keep(page, target / "desk-mail.png")
        empty = Path(scratch) / "新" / ledger.name
        empty.parent.mkdir()
        create(CreateRequest(empty, year=2021))
        with _window(chromium, empty, scratch) as page:
            page.click("nav >> text=导入通知")
            with page.expect_file_chooser() as chooser:
                page.locator("#view button", has_text="选择").first.click()
            chooser.value.set_files(DATA / "sample-notice.txt")
            page.wait_for_selector(".review")
            page.locator(".line.task").nth(1).locator("button").click()
            page.locator(".editor").first.scroll_into_view_if_needed()
            _keep(page, target / "desk-notice.png")


@contextmanager
def _window(chromium: Any, ledger: Path, scratch: str) -> Iterator[Any]:
    served = subprocess.Popen(
        [sys.executable, "-m", "xlsheet", "desk", str(ledger), "--no-window"],
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"XDG_DATA_HOME": scratch},
    )
    assert served.stdout is not None
    page = chromium.new_page(viewport=_WINDOW)
    try:
        page.goto(served.stdout.readline().strip())
        page.wait_for_selector(".tiles")
        yield page
    finally:
        page.close()
        served.terminate()
        served.wait()


def _keep(page: Any, target: Path) -> None:
    page.wait_for_timeout(300)
    page.screenshot(path=target)
    with Image.open(target) as shot:
        small = shot.resize((_WIDTH, shot.height * _WIDTH // shot.width))
    small.quantize(128).save(target, optimize=True)
