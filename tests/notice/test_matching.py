"""Tasks of a notice are found again in the ledger by what they say, not by their number alone."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.notice.matching import KnownTask, Matching, match_tasks, same_notice
from xlsheet.notice.model import Task

TITLE = "2024年市政府重点工作任务分解"
LEDGER = ("新建学校6所。", "改造公园12处。", "培育示范企业20家。", "修复河道18公里。")


def notice(contents: Iterable[str], first: int = 1) -> list[Task]:
    return [Task(n, "", "", content, printed=str(n)) for n, content in enumerate(contents, first)]


def ledger(contents: Iterable[str] = LEDGER, source: str = TITLE) -> list[KnownTask]:
    return [KnownTask(n, str(n) if source else "", content, source) for n, content in enumerate(contents, 1)]


def match(
    tasks: list[Task], known: list[KnownTask], source: str = TITLE, *, append: bool = False
) -> Matching:
    return match_tasks(tasks, known, source, append=append, taken=())


def test_an_empty_ledger_takes_the_notices_numbers() -> None:
    assert match(notice(LEDGER, first=28), []).numbers == [28, 29, 30, 31]


def test_the_same_notice_is_the_same() -> None:
    found = match(notice(LEDGER), ledger())
    assert (found.numbers, found.known, found.gone) == ([1, 2, 3, 4], frozenset({1, 2, 3, 4}), [])


def test_a_task_put_in_moves_no_other() -> None:
    revised = [LEDGER[0], "新增病床500张。", *LEDGER[1:]]
    found = match(notice(revised), ledger())
    assert found.numbers == [1, 5, 2, 3, 4]
    assert found.gone == []


def test_a_task_taken_out_is_gone_and_the_others_keep_their_numbers() -> None:
    found = match(notice([LEDGER[0], *LEDGER[2:]]), ledger())
    assert (found.numbers, list(found.gone)) == ([1, 3, 4], [2])


def test_a_rewritten_task_keeps_its_number() -> None:
    revised = [LEDGER[0], "改造公园15处，其中口袋公园3处。", *LEDGER[2:]]
    assert match(notice(revised), ledger()).known == frozenset({1, 2, 3, 4})


def test_another_task_under_a_known_number_is_no_change_of_it() -> None:
    revised = [LEDGER[0], "清理拖欠企业账款。", *LEDGER[2:]]
    found = match(notice(revised), ledger())
    assert (found.numbers, list(found.gone), list(found.collided)) == ([1, 5, 3, 4], [2], ["2"])


@pytest.mark.parametrize("append", [False, True])
def test_a_supplement_from_number_1_changes_nothing(append: bool) -> None:
    more = notice(["新开公交线路3条。", "建设冷库10座。"])
    found = match(more, ledger(), "2024年市政府重点工作任务补充清单", append=append)
    assert (found.numbers, found.known, found.gone) == ([5, 6], frozenset(), ())


def test_the_same_supplement_again_brings_nothing_twice() -> None:
    title = "2024年市政府重点工作任务补充清单"
    known = [*ledger(), KnownTask(5, "1", "新开公交线路3条。", title)]
    found = match(notice(["新开公交线路3条。", "建设冷库10座。"]), known, title, append=True)
    assert (found.numbers, found.known) == ([5, 6], frozenset({5}))


def test_append_makes_a_task_of_another_notice_new_though_it_reads_the_same() -> None:
    found = match(notice([LEDGER[2]]), ledger(), "2024年民生实事清单", append=True)
    assert (found.numbers, found.known) == ([5], frozenset())


def test_a_ledger_that_does_not_know_its_notice_is_compared_by_content() -> None:
    found = match(notice([LEDGER[0], "改造公园13处。", *LEDGER[2:]]), ledger(source=""))
    assert (found.numbers, found.gone) == ([1, 2, 3, 4], [])
    other = match(notice(["新开公交线路3条。", "建设冷库10座。"]), ledger(source=""))
    assert (other.numbers, other.gone) == ([5, 6], ())


def test_numbers_of_tasks_that_were_removed_are_not_given_again() -> None:
    found = match_tasks(notice(["建设冷库10座。"]), ledger(), "补充清单", append=True, taken={9})
    assert found.numbers == [10]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (TITLE, TITLE, True),
        (TITLE, "2024年 市政府重点工作任务分解（修订稿）", True),
        (TITLE, "2025年市政府重点工作任务分解", False),
        (TITLE, "2024年市政府重点工作任务分解（第二批）", False),
        (TITLE, "2024年市政府民生实事项目", False),
        ("", "", True),
    ],
)
def test_editions_of_a_notice_are_told_from_other_notices(one: str, other: str, same: bool) -> None:
    assert same_notice(one, other) is same


contents = st.lists(st.text("甲乙丙丁戊己庚辛", min_size=1, max_size=8), max_size=8)


@given(contents, contents, st.booleans(), st.sampled_from(["", TITLE, "另一份通知"]))
def test_every_task_gets_one_number_of_its_own(
    new: list[str], old: list[str], append: bool, source: str
) -> None:
    found = match(notice(new), ledger(old), source, append=append)
    assert len(set(found.numbers)) == len(found.numbers) == len(new)
    assert found.known <= set(range(1, len(old) + 1))
    assert not set(found.gone) & set(found.numbers)
    assert {n for n in found.numbers if n <= len(old)} <= found.known | set(range(1, len(new) + 1))
    assert not {n for n in found.numbers if n not in found.known} & set(range(1, len(old) + 1))
