"""Free text as it comes out of Word, mail and old workbooks."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.cells.text import clean, fold, is_hollow, is_plain


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("已开工\u00a030%\u200b", "已开工 30%"),
        ("\u3000\u3000一是推进\r\n\r\n二是协调 \r", "一是推进\n二是协调"),
        ("一_x000D_\n二", "一\n二"),
        ("钟\x07声\x00", "钟声"),
        ("ＡＢ１２：全角照旧", "ＡＢ１２：全角照旧"),
        ("=SUM(A1)", "=SUM(A1)"),
    ],
)
def test_dirt_goes_and_words_stay(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(alphabet=st.characters(categories=["L", "N"], max_codepoint=0xFFFF)))
def test_letters_and_digits_all_survive(text: str) -> None:
    assert clean(text) == text


@pytest.mark.parametrize(
    "text", ["", "无", "无。", "同上", " 同上月 ", "/", "——", "无进展", "N/A", "暂无", "…"]
)
def test_words_that_say_nothing_are_hollow(text: str) -> None:
    assert is_hollow(text)


@pytest.mark.parametrize("text", ["无人机试点已启动", "同上月相比完成 30%", "0", "已完成"])
def test_words_that_say_something_are_not(text: str) -> None:
    assert not is_hollow(text)


def test_folding_sees_through_width_case_and_blanks() -> None:
    assert fold("ＡＢ 12\n项") == fold("ab12项")


KINDS_OF_WORDS = st.text(
    "第项无同上月进展，：；（）！？％。、/— 12Ａａ①ﬁ\u0301\u0338\u3000\u200b\u1100\u1161", max_size=14
)


@given(st.text() | KINDS_OF_WORDS)
def test_folding_is_what_unicode_says_of_width(text: str) -> None:
    assert fold(text) == "".join(unicodedata.normalize("NFKC", clean(text)).split()).lower()


@given(KINDS_OF_WORDS)
def test_words_are_hollow_however_wide_and_spaced_they_are(text: str) -> None:
    assert is_hollow(text) == is_hollow(fold(text))


@given(st.text() | KINDS_OF_WORDS)
def test_a_plain_text_is_as_clean_as_it_gets_and_no_formula(text: str) -> None:
    if is_plain(text, 100):
        assert clean(text) == text
        assert text[0] not in "=+-@#"
