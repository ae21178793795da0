"""Render every output of a demo run to PNG, with an index to look through: build/gallery/index.html.

`make gallery` runs this. It needs LibreOffice, Chromium, poppler and a Chinese font.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from datetime import date
from html import escape
from pathlib import Path
from typing import Final

import pypdf
from make_card import FORM_PICTURE, make_card
from make_pictures import DEMO_DAY, LEDGER
from printing import browser_page, page_picture, printed

from xlsheet.analysis.spans import SpanKind
from xlsheet.cells.months import Month
from xlsheet.jobs.checking import CheckRequest, check_files
from xlsheet.jobs.demo.month import demo
from xlsheet.jobs.demo.returns import fill_in, foreign_task, nobody_knows_how_far
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.pages import findings_page, missing_page, put_page
from xlsheet.jobs.remind import RemindRequest, remind
from xlsheet.jobs.report import BulletinRequest, report
from xlsheet.jobs.split import SplitRequest, split
from xlsheet.stores.file import FileStore

GALLERY: Final = Path(__file__).parent.parent / "build" / "gallery"
_MONTH: Final = Month(2021, 6)
_A_MONTH_LATER: Final = date(2021, 8, 12)
"""Nobody sent anything for July: one unit is silent for the third month."""
_MOST_PAGES: Final = 30


def main() -> int:
    """Make the outputs, render each, write the index; the exit status."""
    shutil.rmtree(GALLERY, ignore_errors=True)
    folder = GALLERY / "files"
    folder.mkdir(parents=True)
    shown = []
    for path in _outputs(folder):
        pictures = list(_pictures(path))
        shown.append((path.relative_to(folder), pictures))
        print(f"{path.relative_to(folder)}: {len(pictures)}")  # noqa: T201  # a script's own words
    (GALLERY / "index.html").write_text(_index(shown), encoding="utf-8")
    return 0


def _outputs(folder: Path) -> Iterator[Path]:
    """Every kind of file that xlsheet makes, one of each or the few that differ."""
    demo(folder / "demo")
    ledger = folder / "demo" / LEDGER
    yield ledger
    yield folder / "demo" / "下发_2021-05" / "市教育局_2021-05.xlsx"
    yield folder / "demo" / "下发_2021-06" / "市教育局_2021-06.xlsx"
    yield from _replies(ledger, folder)
    yield from _documents(ledger, folder)
    yield from _web_pages(ledger, folder)
    card = folder / "填报速查卡.docx"
    make_card(ledger, card, FORM_PICTURE)
    yield card


def _replies(ledger: Path, folder: Path) -> list[Path]:
    """What goes back to two units, of whose forms for the next month something cannot be taken."""
    returns, month = folder / "回收", _MONTH.plus(1)
    copy = shutil.copyfile(ledger, folder / "退回用的台账.xlsm")
    with FileStore.open(copy) as store:
        forms = split(store, SplitRequest(month, folder / "下发")).files[:2]
        for form, slip in zip(forms, (nobody_knows_how_far, foreign_task), strict=True):
            fill_in(Path(form.path), returns / Path(form.path).name, form.unit, month, slip)
        merge(store, MergeRequest((returns,), replies=folder / "退回"))
    return sorted((folder / "退回").glob("*.xlsx"))


def _documents(ledger: Path, folder: Path) -> Iterator[Path]:
    with FileStore.open(ledger, writing=False) as store:
        letters = remind(store, RemindRequest(_MONTH, folder / "催报", DEMO_DAY))
        later = remind(store, RemindRequest(_MONTH.plus(1), folder / "催报", _A_MONTH_LATER))
        steps = {each.owed.step: each for each in (*later.reminders, *letters.reminders)}
        yield from (Path(reminder.letter) for reminder in steps.values())
        yield from filter(None, (letters.overview, later.overview))
        for kind in SpanKind:
            bulletin = folder / f"通报_{kind}.docx"
            leaders = folder / "领导专报" if kind is SpanKind.MONTH else None
            made = report(store, BulletinRequest(_MONTH, bulletin, kind, DEMO_DAY, leaders))
            yield bulletin
            yield from [path for _, _, path in made.leaders][:1]


def _web_pages(ledger: Path, folder: Path) -> Iterator[Path]:
    with FileStore.open(ledger, writing=False) as store:
        gaps = missing(store, MissingRequest(None, DEMO_DAY, write=False))
    pages = {
        "缺报情况.html": missing_page(gaps, ledger),
        "校验结果网页.html": findings_page(
            check_files(CheckRequest([ledger], write=False)), [ledger], DEMO_DAY
        ),
    }
    for name, page in pages.items():
        put_page(folder / name, page)
        yield folder / name


def _pictures(path: Path) -> Iterator[Path]:
    """A picture of each printed page, and of what a browser shows."""
    if path.suffix == ".html":
        shot = GALLERY / f"{path.stem}_屏幕.png"
        with browser_page(path) as page:
            page.screenshot(path=shot, full_page=True)
        yield shot
    scratch = GALLERY / "pdf"
    scratch.mkdir(exist_ok=True)
    pdf = printed(path, scratch)
    for number in range(1, min(len(pypdf.PdfReader(pdf).pages), _MOST_PAGES) + 1):
        picture = GALLERY / f"{path.stem}_{number:02}.png"
        page_picture(pdf, number, picture)
        yield picture


def _index(shown: list[tuple[Path, list[Path]]]) -> str:
    parts = [
        f"<h2>{escape(str(name))}</h2>"
        + "".join(
            f'<a href="{escape(p.name)}"><img src="{escape(p.name)}" loading="lazy"></a>' for p in pictures
        )
        for name, pictures in shown
    ]
    style = "body{font-family:sans-serif}img{width:24%;border:1px solid #bbb;margin:3px;vertical-align:top}"
    head = f'<meta charset="utf-8"><title>xlsheet</title><style>{style}</style>'
    return f'<!DOCTYPE html><html lang="zh-CN">{head}{"".join(parts)}</html>'


if __name__ == "__main__":
    sys.exit(main())
