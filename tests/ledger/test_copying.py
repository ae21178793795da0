"""雷同: what counts as copied."""

from hypothesis import given
from hypothesis import strategies as st
from rapidfuzz import fuzz

from xlsheet.analysis.copies import Copy, Wording, find_copies
from xlsheet.cells.months import Month

MAY, JUNE, JULY = Month(2020, 5), Month(2020, 6), Month(2020, 7)
WORDS = "已完成项目立项和初步设计批复，正在组织施工招标，预计下月中旬开标。"


def entry(text: str, month: Month = JUNE, task: int = 1, unit: str = "市教育局") -> Wording:
    return Wording(unit, task, month, text)


def test_last_months_words_are_copied_whatever_the_blanks() -> None:
    entries = [entry(WORDS, MAY), entry(WORDS.replace("，", " ， "), JUNE)]
    assert find_copies(entries, 0.95)[1].other == entries[0]


def test_the_original_is_not_a_copy() -> None:
    assert list(find_copies([entry(WORDS, MAY), entry(WORDS, JUNE)], 0.95)) == [1]


def test_new_words_are_not_copied() -> None:
    assert not find_copies([entry(WORDS, MAY), entry("施工单位已进场，完成土方三万立方米。", JUNE)], 0.95)


def test_the_same_words_for_two_tasks_are_copied_both() -> None:
    assert set(find_copies([entry(WORDS, task=1), entry(WORDS, task=2)], 0.95)) == {0, 1}


def test_empty_words_are_never_copies() -> None:
    assert not find_copies([entry("无", MAY), entry("无", JUNE)], 0.95)


def test_two_units_that_say_the_same_of_a_task_copy_both_unless_the_office_allows_it() -> None:
    entries = [entry(WORDS), entry(WORDS, unit="市财政局")]
    assert set(find_copies(entries, 0.95)) == {0, 1}
    assert not find_copies(entries, 0.95, among_units=False)


def test_two_units_may_say_the_same_of_different_tasks_and_months() -> None:
    entries = [entry(WORDS, MAY), entry(WORDS, unit="市财政局"), entry(WORDS, task=2, unit="市卫健委")]
    assert not find_copies(entries, 0.95)


def test_an_empty_month_between_hides_no_copy() -> None:
    assert list(find_copies([entry(WORDS, MAY), entry("同上", JUNE), entry(WORDS, JULY)], 0.95)) == [2]


def test_after_a_missing_month_the_last_entry_counts() -> None:
    assert list(find_copies([entry(WORDS, MAY), entry(WORDS, JULY)], 0.95)) == [1]


texts = st.text("已完成项目立", min_size=1, max_size=24)


@given(st.lists(texts, min_size=2, max_size=8), st.sampled_from((0.5, 0.8, 0.9, 0.95, 1.0)))
def test_each_entry_of_a_month_copies_the_first_that_is_alike(texts: list[str], share: float) -> None:
    entries = [entry(text, task=number) for number, text in enumerate(texts)]
    alike = {
        i: next(
            (
                Copy(other, ratio / 100)
                for other in entries
                if other is not one and (ratio := fuzz.ratio(one.text, other.text)) >= share * 100
            ),
            None,
        )
        for i, one in enumerate(entries)
    }
    assert find_copies(entries, share) == {i: copy for i, copy in alike.items() if copy}
