"""Make the manual's pictures from real files: the demo's workbooks, printed by LibreOffice, cropped.

`make pictures` runs this. It needs LibreOffice, poppler (pdftoppm) and a Chinese font.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pdfplumber
from PIL import Image, ImageChops, ImageOps
from window_pictures import make_window_pictures

from xlsheet.forms.layout import PLAN_SHEET, PROGRESS_SHEET
from xlsheet.jobs.demo import demo
from xlsheet.ledger.tables import MATRIX, MISSING, PLANS, PROGRESS, REJECTIONS, RESULTS, TASKS, Column
from xlsheet.notice.office import find_soffice

PICTURES: Final = Path(__file__).parent / "pictures"
_DPI: Final = 110
_MARGIN: Final = 16
_GAP: Final = 60
_NEARLY_WHITE: Final = 250
_TALLEST: Final = 900
"""Pixels; a picture in a manual shows the head of a sheet, not all of it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The first page of `workbook` on which all these words stand, as `name`.png."""

    name: str
    workbook: Path
    words: Sequence[str]


def main() -> int:
    """Run the demo in a scratch folder and picture what it made; the exit status."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        demo(folder / "demo")
        for picture in _pictures(folder / "demo"):
            _make(picture, folder)
            print(PICTURES / f"{picture.name}.png")  # noqa: T201  # a script's own words
        make_window_pictures(folder / "demo" / "督查台账.xlsm", folder / "demo" / "回收_2021-06", PICTURES)
    return 0


def _pictures(folder: Path) -> Iterator[Picture]:
    ledger = folder / "督查台账.xlsm"
    form = folder / "下发_2021-06" / "市教育局_2021-06.xlsx"
    first_form = folder / "下发_2021-05" / "市教育局_2021-05.xlsx"
    yield Picture("ledger", ledger, (TASKS.chapter, TASKS.closed_month))
    yield Picture("rejections", ledger, (REJECTIONS.code, REJECTIONS.values))
    yield Picture("findings", ledger, (RESULTS.severity, RESULTS.sheet_name))
    yield Picture("missing", ledger, (MISSING.consecutive,))
    yield Picture("matrix", ledger, (MATRIX.total, "2021-05"))
    yield Picture("form", form, (PROGRESS_SHEET, PROGRESS.next_steps))
    yield Picture("plan", first_form, (PLAN_SHEET, PLANS.stages))


def _make(picture: Picture, folder: Path) -> None:
    pdf = _printed(picture.workbook, folder)
    page = _page_with(pdf, picture.words)
    stem = folder / picture.name
    size = ("-r", str(_DPI), "-f", str(page), "-l", str(page))
    subprocess.run(["pdftoppm", "-png", "-singlefile", *size, str(pdf), str(stem)], check=True)
    _crop(stem.with_suffix(".png"), PICTURES / f"{picture.name}.png")


def _printed(workbook: Path, folder: Path) -> Path:
    pdf = folder / f"{workbook.stem}.pdf"
    if not pdf.exists():
        program = find_soffice()
        if program is None:
            raise SystemExit("LibreOffice is needed to make the pictures.")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        subprocess.run([*command, str(workbook)], check=True, capture_output=True)
    return pdf


def _page_with(pdf: Path, words: Sequence[str | Column]) -> int:
    """The number, from 1, of the first page that has all the words; spaces and breaks don't count."""
    with pdfplumber.open(pdf) as document:
        for number, page in enumerate(document.pages, start=1):
            text = "".join(page.extract_text().split())
            if all(word in text for word in words):
                return number
    raise SystemExit(f"{pdf.name}: no page with {', '.join(words)}")


def _crop(source: Path, target: Path) -> None:
    """Without the page's empty margins and foot, and with a thin frame."""
    with Image.open(source) as image:
        page = image.convert("RGB")
        box = ImageChops.difference(page, Image.new("RGB", page.size, "white")).getbbox()
        cut = page.crop(box) if box else page
        cut = cut.crop((0, 0, cut.width, min(_end_of_rows(cut), _TALLEST)))
        framed = ImageOps.expand(ImageOps.expand(cut, _MARGIN, "white"), 1, "#BFBFBF")
        framed.quantize(64).save(target, optimize=True)


def _end_of_rows(image: Image.Image) -> int:
    """Where the sheet's rows end and the empty part of the page begins."""
    blank = 0
    for y in range(image.height):
        darkest = image.crop((0, y, image.width, y + 1)).convert("L").getextrema()[0]
        blank = blank + 1 if darkest > _NEARLY_WHITE else 0
        if blank == _GAP:
            return y - _GAP + 8
    return image.height


if __name__ == "__main__":
    sys.exit(main())
