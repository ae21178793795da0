"""Charts are pictures in which every word can be read, or no pictures at all."""

import warnings
from io import BytesIO

import matplotlib.font_manager
import pytest
from PIL import Image

from xlsheet.documents.charts import Series, has_font, share_lines, stacked_bars

CHAPTERS = ["统筹推进疫情防控与经济平稳健康发展", "坚决打好打赢“三大攻坚战”", "R&D <5%"]
BARS = [Series("已完成", [1, 0, 12], "#2E75B6"), Series("滞后", [3, 0, 1], "#C0392B")]
LINES = [
    Series("平均完成比例", [0.3, None, 0.5], "#2E75B6"),
    Series("序时进度", [0.42, 0.5, 0.58], "#8C8C8C", numbered=False),
]
LABELS = ["5月", "6月", "7月"]


def colours(png: bytes | None) -> set[tuple[int, int, int]]:
    assert png is not None
    image = Image.open(BytesIO(png)).convert("RGB")
    return {colour for count, colour in image.getcolors(1 << 24) or [] if count > 50}


@pytest.fixture(autouse=True)
def _a_missing_glyph_is_an_error():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def test_every_series_is_drawn_in_its_colour_and_every_character_has_a_glyph() -> None:
    assert {(0x2E, 0x75, 0xB6), (0xC0, 0x39, 0x2B)} <= colours(stacked_bars(CHAPTERS, BARS))
    assert {(0x2E, 0x75, 0xB6), (0x8C, 0x8C, 0x8C)} <= colours(share_lines(LABELS, LINES))


def test_more_chapters_make_a_taller_picture_not_smaller_words() -> None:
    def height(chapters: int) -> int:
        png = stacked_bars(CHAPTERS[:1] * chapters, [Series("滞后", [1] * chapters, "#C0392B")])
        return Image.open(BytesIO(png or b"")).height

    assert height(36) > 3 * height(10)


def test_nothing_to_count_is_still_a_picture() -> None:
    assert stacked_bars(["甲"], [Series("滞后", [0], "#C0392B")])
    assert share_lines(LABELS, [Series("平均完成比例", [None] * 3, "#2E75B6")])


def test_without_a_chinese_font_there_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = matplotlib.font_manager.fontManager
    western = [font for font in fonts.ttflist if font.name.startswith("DejaVu")]
    assert western
    monkeypatch.setattr(fonts, "ttflist", western)
    monkeypatch.setattr(matplotlib.font_manager, "findSystemFonts", list)
    assert not has_font(CHAPTERS)
    assert stacked_bars(CHAPTERS, BARS) is None
    assert share_lines(LABELS, LINES) is None


def test_any_font_that_has_the_characters_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = matplotlib.font_manager.fontManager
    unknown = [font for font in fonts.ttflist if "CJK TC" in font.name or font.name.startswith("DejaVu")]
    if not any("CJK" in font.name for font in unknown):
        pytest.skip("no Noto CJK font on this machine")
    monkeypatch.setattr(fonts, "ttflist", unknown)
    assert has_font(CHAPTERS)


def test_a_font_of_last_resort_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    """matplotlib's own has every character there is, and draws all of them as boxes."""
    fonts = matplotlib.font_manager.fontManager
    resort = [font for font in fonts.ttflist if "Last Resort" in font.name]
    assert resort
    monkeypatch.setattr(fonts, "ttflist", resort)
    monkeypatch.setattr(matplotlib.font_manager, "findSystemFonts", list)
    assert not has_font(CHAPTERS)
    assert not has_font(["月"])


def test_fonts_that_were_installed_since_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """A list that matplotlib made before, with not one Chinese font on it."""
    fonts = matplotlib.font_manager.fontManager
    if not has_font(CHAPTERS):
        pytest.skip("no Chinese font on this machine")
    monkeypatch.setattr(fonts, "ttflist", [font for font in fonts.ttflist if font.name.startswith("DejaVu")])
    assert has_font(CHAPTERS)
