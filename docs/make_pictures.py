"""Make the manual's pictures from real files: the demo's workbooks, printed by LibreOffice, cropped.

`make pictures` runs this. It needs LibreOffice, poppler (pdftoppm) and a Chinese font.
"""

from __future__ import annotations

import os
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
from xlsheet.ledger.tables import (
    HOME_DATA,
    MATRIX,
    MISSING,
    PLANS,
    PROGRESS,
    REJECTIONS,
    RESULTS,
    TASKS,
    Column,
)
from xlsheet.notice.office import find_soffice

PICTURES: Final = Path(__file__).parent / "pictures"
_DPI: Final = 110
_MARGIN: Final = 16
_GAP: Final = 60
_NEARLY_WHITE: Final = 250
_STAND_INS: Final = {
    "Noto Serif CJK SC": ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "宋体"),
    "Noto Sans CJK SC": ("黑体", "微软雅黑"),
}
"""What is installed where pictures are made -> the fonts of a Chinese office for which it stands in."""

_TALLEST: Final = 900
"""Pixels; a picture in a manual shows the head of a sheet, not all of it."""


@dataclass(frozen=True, slots=True)
class Picture:
    """The first page of `workbook` on which all these words stand, as `name`.png; `whole` shows the page
    as it is, instead of the head of a sheet."""

    name: str
    workbook: Path
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
        make_window_pictures(folder / "demo" / "督查台账.xlsm", folder / "demo" / "回收_2021-06", PICTURES)
    return 0


def _pictures(folder: Path) -> Iterator[Picture]:
    ledger = folder / "督查台账.xlsm"
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
    pdf = _printed(picture.workbook, folder)
    page = _page_with(pdf, picture.words)
    stem = folder / picture.name
    size = ("-r", str(_DPI), "-f", str(page), "-l", str(page))
    subprocess.run(["pdftoppm", "-png", "-singlefile", *size, str(pdf), str(stem)], check=True)
    _crop(stem.with_suffix(".png"), PICTURES / f"{picture.name}.png", whole=picture.whole)


def _printed(workbook: Path, folder: Path) -> Path:
    pdf = folder / f"{workbook.stem}.pdf"
    if not pdf.exists():
        program = find_soffice()
        if program is None:
            raise SystemExit("LibreOffice is needed to make the pictures.")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        environment = {**os.environ, "FONTCONFIG_FILE": str(_font_rules(folder))}
        subprocess.run([*command, str(workbook)], check=True, capture_output=True, env=environment)
    return pdf


def _font_rules(folder: Path) -> Path:
    """Rules for fontconfig, so that a letter's fonts look like what they are: Song as Song, Hei as Hei."""
    aliases = "".join(
        f'<alias binding="same"><family>{name}</family><prefer><family>{instead}</family></prefer></alias>'
        for instead, names in _STAND_INS.items()
        for name in names
    )
    system = '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    rules = folder / "fonts.conf"
    rules.write_text(f'<?xml version="1.0"?>\n<fontconfig>{system}{aliases}</fontconfig>\n', encoding="utf-8")
    return rules


def _page_with(pdf: Path, words: Sequence[str | Column]) -> int:
    """The number, from 1, of the first page that has all the words; spaces and breaks don't count."""
    with pdfplumber.open(pdf) as document:
        for number, page in enumerate(document.pages, start=1):
            text = "".join(page.extract_text().split())
            if all(word in text for word in words):
                return number
    raise SystemExit(f"{pdf.name}: no page with {', '.join(words)}")


def _crop(source: Path, target: Path, *, whole: bool) -> None:
    """Without the page's empty margins and foot, unless it is wanted whole, and with a thin frame."""
    with Image.open(source) as image:
        page = image.convert("RGB")
        if whole:
            ImageOps.expand(page.reduce(2), 1, "#BFBFBF").quantize(64).save(target, optimize=True)
            return
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
