"""Whatever a source holds is used, known furniture, or listed: the three add up to all of it."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from xlsheet.errors import SourceError
from xlsheet.notice import parse_notice

PIECES = (
    *(
        "1. 建学校。",
        "（责任单位：市教育局）",
        "责任单位：市教育局",
        "一、教育",
        "牵头单位：",
        "①甲",
        "（1）乙（市财政局牵头",
    ),
    *(
        "序号\t任务内容\t责任单位",
        "1\t修路\t市交通局",
        "注：",
        "2024年1月1日",
        "抄送：市委",
        "各县（市、区）：",
    ),
    *(
        "无",
        "—— 3 ——",
        "市教育局（3项）",
        "附件1",
        "持续推进",
        "｜",
        "同上",
        "下同",
        "由市财政局负责，年底前完成。",
    ),
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=20), max_size=20))
def test_used_furniture_and_unused_are_all(lines: list[str]) -> None:
    try:
        source = parse_notice("\n".join(lines)).source
    except SourceError:
        return
    assert source.used + source.furniture + source.unused == source.lines


def test_what_was_not_understood_is_listed_with_its_place() -> None:
    notice = parse_notice(
        "2024年任务分解\n1. 建学校。\n责任单位：市教育局\n各位同事请注意查收。\n2. 修路。\n责任单位：市交通局"
    )
    (finding,) = [f for f in notice.findings if f.code == "notice_unused"]
    assert "第4行" in finding.message
    assert finding.value == "各位同事请注意查收。"
    assert notice.source.unused == 1


def test_a_thousand_tasks_take_no_time_to_speak_of() -> None:
    text = "2024年重点任务分解\n" + "".join(
        f"{i}. 推进第{i}批项目建设。\n责任领导：张三丰\n牵头单位：市水务局\n责任单位：市财政局\n"
        for i in range(1, 1001)
    )
    started = time.process_time()
    assert len(parse_notice(text).tasks) == 1000
    assert time.process_time() - started < 3
