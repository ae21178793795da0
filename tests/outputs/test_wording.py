"""Figures in words, as an office writes them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xlsheet.cells.numerals import numeral
from xlsheet.documents.wording import (
    day,
    in_brief,
    listed,
    one_line,
    part,
    points,
    quoted,
    share,
    signed,
    signed_points,
    tasks_named,
)


def test_shares_and_changes() -> None:
    assert (share(0.08219), share(1), share(None), part(1, 0)) == ("8.2%", "100.0%", "—", "—")
    assert (signed(3), signed(0), signed(-2)) == ("+3", "0", "-2")
    assert (signed_points(7.0), signed_points(0.0), signed_points(-0.4)) == ("+7.0", "0", "-0.4")


@given(st.floats(0, 1), st.floats(0, 1))
def test_points_are_what_a_reader_works_out_from_the_shares_he_sees(now: float, before: float) -> None:
    seen = float(share(now).rstrip("%")) - float(share(before).rstrip("%"))
    assert points(now, before) == pytest.approx(seen, abs=0.11)
    if share(now) == share(before):
        assert points(now, before) == 0


def test_lists_say_how_many_there_are_where_not_all_are_named() -> None:
    assert listed(["甲", "乙"], 2, "个单位") == "甲、乙"
    assert listed(["甲", "乙", "丙"], 2, "个单位") == "甲、乙等3个单位"
    assert tasks_named([3, 8]) == "第3项、第8项"
    assert tasks_named([3, 8, 21], 2) == "第3项、第8项等3项"


def test_a_task_is_called_by_its_first_words() -> None:
    assert in_brief("建设公园10个。") == "建设公园10个"
    assert in_brief("推动防控机制常态化，调配更加精干的专班队伍常态化开展工作，严格落实属地管理责任") == (
        "推动防控机制常态化，调配更加精干的专班队伍常态化开展工作"
    )
    assert in_brief("甲" * 50) == "甲" * 30 + "…"


def test_marks_days_and_numerals() -> None:
    assert quoted("坚决打赢“三大攻坚战”") == "“坚决打赢‘三大攻坚战’”"
    assert day(date(2020, 7, 3)) == "2020年7月3日"
    assert [numeral(n) for n in (1, 9, 10, 11, 20, 34)] == ["一", "九", "十", "十一", "二十", "三十四"]
    assert one_line("缺资金\n缺人。\n需要协调。") == "缺资金；缺人。需要协调。"
