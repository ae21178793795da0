"""Make the manual's pictures from real files: the demo's workbooks, printed by LibreOffice, cropped.

`make pictures` runs this. It needs LibreOffice, Chromium, poppler (pdftoppm) and a Chinese font.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from desk_pictures import make_desk_pictures
from make_card import CARD, make_card
from printing import browser_page, crop, page_picture, page_with, printed
from window_pictures import make_window_pictures

from xlsheet.dictionary.tables import (
    HOME_DATA,
    MATRIX,
    MISSING,
    PLANS,
    PROGRESS,
    REJECTIONS,
    RESULTS,
    TASKS,
)
from xlsheet.forms.layout import PLAN_SHEET, PROGRESS_SHEET
from xlsheet.jobs.demo.month import demo
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.pages import missing_page, put_page
from xlsheet.stores.file import FileStore

PICTURES: Final = Path(__file__).parent / "pictures"
LEDGER: Final = "督查台账.xlsm"
DEMO_DAY: Final = date(2021, 7, 11)
"""The day after the demo's second month was due."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The first page of `file` on which all these words stand, as `name`.png; `whole` shows the page
    as it is, instead of the head of a sheet."""

    name: str
    file: Path
    words: Sequence[str]
    whole: bool = False


def main() -> int:
    """Run the demo in a scratch folder and picture what it made; the exit status."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        demo(folder / "demo")
        for picture in _pictures(folder / "demo"):
            _make(picture, folder)
            print(PICTURES / f"{picture.name}.png")  # noqa: T201  # a script's own words
        _page_picture(folder / "demo" / LEDGER, folder)
        make_card(folder / "demo" / LEDGER, CARD, PICTURES / "form.png")
        make_desk_pictures(folder / "demo" / LEDGER, folder / "demo" / "回收_2021-05", PICTURES)
        make_window_pictures(folder / "demo" / LEDGER, folder / "demo" / "回收_2021-06", PICTURES)
    return 0


def _pictures(folder: Path) -> Iterator[Picture]:
    ledger = folder / LEDGER
    form = folder / "下发_2021-06" / "市教育局_2021-06.xlsx"
    first_form = folder / "下发_2021-05" / "市教育局_2021-05.xlsx"
    yield Picture("home", ledger, (HOME_DATA.percent, HOME_DATA.elapsed), whole=True)
    yield Picture("ledger", ledger, (TASKS.chapter, TASKS.closed_month))
    yield Picture("rejections", ledger, (REJECTIONS.code, REJECTIONS.values))
    yield Picture("findings", ledger, (RESULTS.severity, RESULTS.sheet_name))
    yield Picture("missing", ledger, (MISSING.consecutive,))
    yield Picture("matrix", ledger, (MATRIX.total, "2021-05"))
    yield Picture("letter", next(folder.glob("催报_*/*_催办单.docx")), ("现予",), whole=True)
    yield Picture("bulletin", folder / "通报.docx", ("图1", "图2"), whole=True)
    yield Picture("leader", min(folder.glob("领导专报/*.docx")), ("专报", "需要关注"), whole=True)
    yield Picture("reminders", next(folder.glob("催报_*/催报一览*.xlsx")), ("任务编号",))
    yield Picture("form", form, (PROGRESS_SHEET, PROGRESS.next_steps))
    yield Picture("plan", first_form, (PLAN_SHEET, PLANS.stages))


def _make(picture: Picture, folder: Path) -> None:
    pdf = printed(picture.file, folder)
    page = folder / f"{picture.name}.png"
    page_picture(pdf, page_with(pdf, picture.words), page)
    crop(page, PICTURES / page.name, whole=picture.whole)


def _page_picture(ledger: Path, folder: Path) -> None:
    """The page of `missing --html` as a browser shows it."""
    page, shot = folder / "缺报情况.html", folder / "page.png"
    with FileStore.open(ledger, writing=False) as store:
        gaps = missing(store, MissingRequest(None, DEMO_DAY, write=False))
    put_page(page, missing_page(gaps, ledger))
    with browser_page(page) as shown:
        shown.screenshot(path=shot)
    crop(shot, PICTURES / shot.name)


if __name__ == "__main__":
    sys.exit(main())
