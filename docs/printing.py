"""Files as pictures: what LibreOffice or Chromium prints, as PDF and as PNG."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pdfplumber
from PIL import Image, ImageChops, ImageOps

from xlsheet.documents.office import find_soffice

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
_BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome", "chrome")


def printed(path: Path, folder: Path) -> Path:
    """The file as PDF, in `folder`; a page for the browser by Chromium, all else by LibreOffice."""
    pdf = folder / f"{path.stem}.pdf"
    if path.suffix == ".html":
        with browser_page(path) as page:
            page.pdf(path=pdf, prefer_css_page_size=True, print_background=True)
    elif not pdf.exists():
        program = find_soffice()
        if program is None:
            raise SystemExit("LibreOffice is needed to make the pictures.")
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
        environment = {**os.environ, "FONTCONFIG_FILE": str(_font_rules(folder))}
        subprocess.run([*command, str(path)], check=True, capture_output=True, env=environment)
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


@contextmanager
def browser() -> Iterator[Any]:
    """The installed Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    program = next(filter(None, map(shutil.which, _BROWSERS)), None)
    if program is None:
        raise SystemExit("Chromium is needed to make the pictures.")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program)
        yield chromium
        chromium.close()


@contextmanager
def browser_page(path: Path) -> Iterator[Any]:
    """A page open in the installed Chromium."""
    with browser() as chromium:
        page = chromium.new_page(viewport={"width": 1280, "height": 900})
        page.goto(path.resolve().as_uri())
        yield page


def page_with(pdf: Path, words: Sequence[str]) -> int:
    """The number, from 1, of the first page that has all the words; spaces and breaks don't count."""
    with pdfplumber.open(pdf) as document:
        for number, page in enumerate(document.pages, start=1):
            text = "".join(page.extract_text().split())
            if all(word in text for word in words):
                return number
    raise SystemExit(f"{pdf.name}: no page with {', '.join(words)}")


def page_picture(pdf: Path, page: int, target: Path) -> None:
    """One page of a PDF as PNG."""
    size = ("-r", str(_DPI), "-f", str(page), "-l", str(page))
    stem = str(target.with_suffix(""))
    subprocess.run(["pdftoppm", "-png", "-singlefile", *size, str(pdf), stem], check=True)


def crop(source: Path, target: Path, *, whole: bool = False) -> None:
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
