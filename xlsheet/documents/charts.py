"""Charts as pictures (PNG), in a Chinese font that the machine has."""

from __future__ import annotations

import contextlib
import logging
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Final

from xlsheet.cells.rounding import percent_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

_FONTS: Final = (
    "Microsoft YaHei",  # Windows
    "DengXian",
    "SimHei",
    "SimSun",
    "PingFang SC",  # macOS
    "Hiragino Sans GB",
    "Heiti SC",
    "STHeiti",
    "Songti SC",
    "Noto Sans CJK SC",  # Linux
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
)
"""What is looked for first; any other font that has all the characters will do."""

_TOLD_APART: Final = "督查通报"
_REGULAR: Final = (400, "normal", "regular")
_WIDTH: Final = 6.14
"""Inches: the width of the text on an official page, 156 mm."""
_DPI: Final = 220
_SIZE: Final = 9
_BAR: Final = 0.36
"""Inches for a bar and the gap to the next."""
_LABEL: Final = 14
"""Characters of a bar's name on one line."""
_DIGIT: Final = 0.022
"""The share of the axis that one digit needs; a number wider than its piece of the bar is left out."""
_LOW: Final = 0.1
"""A share so near the axis that its number has no room below it."""
_GREY: Final = "#595959"


@dataclass(frozen=True, slots=True)
class Series:
    """One colour of a chart: its name in the legend, a value for each label; None where there is none.
    `numbered` says whether its values are written beside its points."""

    name: str
    values: Sequence[float | None]
    colour: str
    numbered: bool = True


def stacked_bars(labels: Sequence[str], series: Sequence[Series]) -> bytes | None:
    """Counts as one horizontal bar a label, the first label on top; None where no font has the characters."""
    font = _font_for([*labels, *(s.name for s in series)])
    if font is None:
        return None
    names = [textwrap.fill(label, _LABEL) for label in labels]
    lines = sum(name.count("\n") * 0.5 + 1 for name in names)
    figure, axes = _canvas(0.7 + lines * _BAR)
    ends = [0.0] * len(labels)
    longest = max((sum(s.values[i] or 0 for s in series) for i in range(len(labels))), default=0) or 1
    for one in series:
        widths = [value or 0 for value in one.values]
        axes.barh(range(len(labels)), widths, left=ends, color=one.colour, label=one.name, height=0.62)
        for i, width in enumerate(widths):
            number = f"{width:g}"
            if width and width / longest >= len(number) * _DIGIT:
                text = axes.text(ends[i] + width / 2, i, number, color="white", fontproperties=font)
                text.set(ha="center", va="center_baseline")
        ends = [end + width for end, width in zip(ends, widths, strict=True)]
    axes.set_yticks(range(len(labels)), names, fontproperties=font, linespacing=1.3)
    axes.invert_yaxis()
    axes.xaxis.set_visible(False)
    axes.tick_params(length=0)
    axes.spines["bottom"].set_visible(False)
    _legend(figure, len(series), font)
    return _png(figure)


def share_lines(labels: Sequence[str], series: Sequence[Series]) -> bytes | None:
    """Shares (0–1) as one line a series over the labels; None where no font has the characters."""
    font = _font_for([*labels, *(s.name for s in series)])
    if font is None:
        return None
    figure, axes = _canvas(2.8)
    for one in series:
        points = [(i, value) for i, value in enumerate(one.values) if value is not None]
        style = "o-" if one.numbered else "--"
        axes.plot(*zip(*points, strict=True) if points else ((), ()), style, color=one.colour, label=one.name)
        for i, value in points if one.numbered else ():
            number = axes.annotate(
                percent_text(value), (i, value), (0, _offset(one, i, series)), textcoords="offset points"
            )
            number.set(ha="center", color=one.colour, fontsize=_SIZE - 1)
    axes.set_xticks(range(len(labels)), labels, fontproperties=font)
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_ylim(-0.08, 1.15)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"], fontproperties=font)
    axes.grid(axis="y", color="#E5E5E5")
    axes.set_axisbelow(True)
    _legend(figure, len(series), font)
    return _png(figure)


def _offset(one: Series, i: int, series: Sequence[Series]) -> int:
    """Points above or below a point where its number stands clear of the other lines."""
    others = [s for s in series if s is not one and s.values[i] is not None]
    highest = max((s.values[i] or 0 for s in [s for s in others if s.numbered] or others), default=0)
    value = one.values[i] or 0
    return 6 if highest <= value or value < _LOW else -13


def has_font(texts: Iterable[str]) -> bool:
    """Whether the machine has a font for these texts, without which no chart is drawn."""
    return _font_for(texts) is not None


def _font_for(texts: Iterable[str]) -> FontProperties | None:
    """The first font that has every character of the texts; None rather than a chart full of boxes."""
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # its notes on its font cache are in English
    wanted = {ord(c) for text in texts for c in text if not c.isspace()}
    return _known_font(wanted) or (_known_font(wanted) if _learn_new_fonts() else None)


def _known_font(wanted: set[int]) -> FontProperties | None:
    from matplotlib.font_manager import FontProperties, fontManager

    rank = {name: i for i, name in enumerate(_FONTS)}
    upright = [f for f in fontManager.ttflist if f.style == "normal" and f.weight in _REGULAR]
    for entry in sorted(upright, key=lambda f: rank.get(f.name, len(rank))):
        if _has(entry.fname, entry.index, wanted):
            return FontProperties(family=entry.name, size=_SIZE)
    return None


def _learn_new_fonts() -> bool:
    """Whether there were fonts that came to the machine after matplotlib had made its list of them."""
    from matplotlib.font_manager import findSystemFonts, fontManager

    known = {entry.fname for entry in fontManager.ttflist}
    new = [path for path in findSystemFonts() if path not in known]
    for path in new:
        with contextlib.suppress(OSError, RuntimeError):  # damaged, or of a kind that is not read
            fontManager.addfont(path)
    return bool(new)


def _has(path: str, index: int, wanted: set[int]) -> bool:
    """Whether a font draws these characters, each as itself: one of last resort, which matplotlib brings
    along, has them all, as the same box."""
    from matplotlib.ft2font import FT2Font

    try:
        glyphs = FT2Font(path, face_index=index).get_charmap()
    except (OSError, RuntimeError):  # a font that is listed and gone, or damaged
        return False
    tells_apart = len({glyphs.get(ord(c)) for c in _TOLD_APART}) == len(_TOLD_APART)
    return tells_apart and wanted <= glyphs.keys()


def _canvas(height: float) -> tuple[Figure, Axes]:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(_WIDTH, height), dpi=_DPI, layout="constrained")
    axes = figure.subplots()
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.tick_params(colors=_GREY)
    return figure, axes


def _legend(figure: Figure, columns: int, font: FontProperties) -> None:
    figure.legend(loc="outside upper center", ncols=columns, prop=font, frameon=False, handlelength=1.2)


def _png(figure: Figure) -> bytes:
    file = BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()
