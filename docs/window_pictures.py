"""The manual's pictures of buttons at work: a ledger in a real Calc window, clicked as a clerk would.

`make pictures` runs this after the printed ones. It needs LibreOffice, python3-uno, Xvfb and xdotool.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from support.window import Window, calc_window, desktop_of, screen, until
from xlsheet.dictionary.tables import HOME_SHEET, RESULTS
from xlsheet.jobs.merge import COMMAND as MERGE
from xlsheet.stores.file import FileStore

_WIDTH: Final = 1100
_OK: Final = ("OK", "确定")
_NO: Final = ("No", "否")
"""Where it is offered to open a folder."""


def make_window_pictures(ledger: Path, returns: Path, target: Path) -> None:
    """Picture the home sheet, what clicks on 校验 and 合并回收 end with, and what the latter asks.

    They go into `target`. The ledger's last merge is undone before: `returns` are merged with a click.
    """
    with FileStore.open(ledger) as store:
        while store.history()[0][-1].command != MERGE:
            store.undo()
        store.undo()
    with tempfile.TemporaryDirectory() as scratch, _open(ledger, Path(scratch)) as window:
        window.hide_sidebar()
        window.show(HOME_SHEET)
        _keep(window, target / "window.png")
        window.click_button("校验")
        until(lambda: window.message(*_OK), "the message of 校验")
        _keep(window, target / "click-validate.png")
        window.answer(*_OK)
        header, first, *_ = window.values(RESULTS.sheet)
        window.show_cell(first[header.index(RESULTS.sheet_name)], first[header.index(RESULTS.cell)])
        _keep(window, target / "marks.png")
        window.show(HOME_SHEET)
        window.click_button("合并回收")
        window.choose_folder(returns)
        until(lambda: window.message("确定"), "what 合并回收 asks")
        _keep(window, target / "click-merge-asks.png")
        window.accept_choices()
        until(lambda: window.message(*_OK, *_NO), "the message of 合并回收")
        _keep(window, target / "click-merge.png")
        window.answer(*_OK, *_NO)


@contextmanager
def _open(ledger: Path, scratch: Path) -> Iterator[Window]:
    machine = desktop_of(scratch / "home")
    shutil.copy(ledger, machine.ledger)
    with screen() as display, calc_window(machine, display, machine.ledger) as window:
        yield window


def _keep(window: Window, path: Path) -> None:
    """The sheet's part of the window, smaller and with a thin frame."""
    window.picture(path, sheet_only=True)
    with Image.open(path) as image:
        height = round(image.height * _WIDTH / image.width)
        small = image.convert("RGB").resize((_WIDTH, height), Image.Resampling.LANCZOS)
        ImageOps.expand(small, 1, "#BFBFBF").quantize(160).save(path, optimize=True)
