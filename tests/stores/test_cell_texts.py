"""Text stays the very text that it was, whatever it looks like."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support.ledger_file import book, change, rows, sheet_rows
from support.office import convert
from support.validator import problems
from xlsheet.dictionary.tables import TASKS, UNITS
from xlsheet.errors import OutputError
from xlsheet.ledger.changes import Edit, Replace

TEXTS = {
    "formula": "=1+1",
    "plus": "+86 371",
    "minus": "-5",
    "at": "@a",
    "tab": "\t=1",
    "month": "2020-06",
    "leading zeros": "00371",
    "truth": "TRUE",
    "error": "#REF!",
    "apostrophe": "'引号",
    "blanks": "  前后有空格  ",
    "only blanks": "   ",
    "lines": "第一行\n第二行\n\n",
    "markup": "<b>&amp;\"'</b>]]>",
    "emoji": "完成👍🏽𠮷",
    "combining": "é e\u0301 \u200b\xa0\u3000",
    "control": "a\x01b\x0bc\x1f",
    "return": "一\r\n二\r三",
    "escape-like": "_x0041_",
    "escape-like and control": "_x000D_\r_x005F_",
    "delete": "\x7f\x85\u2028",
    "long": "长" * 32_767,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_text_reads_back_exactly(empty: Path, text: str) -> None:
    change(empty, Edit(TASKS, appended=[{TASKS.number: 1, TASKS.content: text}]))
    assert rows(empty, TASKS)[0][TASKS.content] == text


def test_text_is_text_for_other_programs_too(empty: Path) -> None:
    change(empty, Edit(TASKS, appended=[{TASKS.number: 1, TASKS.content: text} for text in TEXTS.values()]))
    assert problems(empty) == []
    cells = [row[3] for row in book(empty)[TASKS.sheet].iter_rows(min_row=2)]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}
    plain = [i for i, text in enumerate(TEXTS.values()) if text.isprintable() and "_x" not in text]
    assert len(plain) > 10  # openpyxl leaves escapes in inline strings as they are
    assert [cells[i].value for i in plain] == [list(TEXTS.values())[i] for i in plain]


def test_text_that_looks_like_a_formula_is_none_in_libreoffice(empty: Path, tmp_path: Path) -> None:
    looks = [text for text in TEXTS.values() if text.isprintable() and len(text) < 100]
    change(empty, Edit(TASKS, appended=[{TASKS.number: 1, TASKS.content: text} for text in looks]))
    saved = convert(empty, "xlsx", tmp_path / "lo")
    assert [row[TASKS.content] for row in sheet_rows(saved, TASKS)] == looks


def test_what_is_no_character_is_shown_as_such(empty: Path) -> None:
    change(empty, Edit(TASKS, appended=[{TASKS.number: 1, TASKS.content: "a\ufffe\uffff\ud800b"}]))
    assert rows(empty, TASKS)[0][TASKS.content] == "a\ufffd\ufffd\ufffdb"
    assert problems(empty) == []


@pytest.mark.parametrize("text", ["长" * 32_768, "👍" * 16_384])
def test_text_longer_than_a_cell_can_hold_is_refused_with_nothing_changed(empty: Path, text: str) -> None:
    content = empty.read_bytes()
    with pytest.raises(OutputError, match=r"32.?767"):
        change(empty, Edit(TASKS, appended=[{TASKS.number: 1, TASKS.content: text}]))
    assert empty.read_bytes() == content


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=["Cs"], exclude_characters="\ufffe\uffff"),
            min_size=1,
            max_size=30,
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_text_reads_back_exactly(empty: Path, texts: list[str]) -> None:
    change(empty, Replace(UNITS, [{UNITS.unit: f"{i}", UNITS.aliases: text} for i, text in enumerate(texts)]))
    assert [row[UNITS.aliases] for row in rows(empty, UNITS)] == texts
