"""The real notice, exactly: every figure here was counted in it by hand."""

import random
from pathlib import Path

import pytest

from xlsheet.notice import Notice, parse_notice, read_source


@pytest.fixture(scope="module")
def text(real_notice: Path) -> str:
    return read_source(real_notice).text


@pytest.fixture(scope="module")
def notice(text: str) -> Notice:
    return parse_notice(text)


def test_has_146_tasks_in_36_sections_and_10_chapters(notice: Notice) -> None:
    assert [task.number for task in notice.tasks] == list(range(1, 147))
    assert len(notice.sections) == 36
    assert len(notice.chapters) == 10
    assert notice.findings == ()


def test_says_whose_it_is_and_for_which_year(notice: Notice) -> None:
    assert (notice.year, notice.city) == (2020, "郑州")
    assert notice.title == "2020 年市政府工作报告重点工作任务分解"


def test_covering_letter_is_no_chapter(notice: Notice) -> None:
    assert notice.chapters[0] == "一、统筹推进疫情防控与经济平稳健康发展"
    assert notice.chapters[-1] == "十、全面提升政府治理效能"
    assert notice.tasks[0].section == "(一) 精准做好疫情常态化防控工作"
    assert notice.tasks[-1].section == "（三十六）着力建设人民满意的服务型政府"


def test_fields_end_where_they_should(notice: Notice) -> None:
    no_lead = [task.number for task in notice.tasks if not task.lead_text]
    assert no_lead == [95, 114, 141, 143, 144, 145, 146]
    assert all(task.responsible_text and task.leaders for task in notice.tasks)
    assert sum(len(task.leaders) > 1 for task in notice.tasks) == 9
    assert max(len(task.leaders) for task in notice.tasks) == 3
    assert notice.tasks[-1].responsible_text == "市政府各部门，各县（市、区）政府，开发区管委会"


def test_lines_are_joined_and_nothing_else_changes(notice: Notice) -> None:
    by_number = {task.number: task for task in notice.tasks}
    assert "总投资 2.11 万亿元的 912 个省市重点项目" in by_number[6].content
    assert "支持品牌连锁服务企业向乡村延伸" in by_number[22].content
    assert "5—6个，新增“上链”企业1000家" in by_number[24].content
    assert by_number[84].content.count("Ⅲ") == 1
    assert by_number[103].responsible_text == (
        "市城建局、市财政局、市妇联、市文明办，各县(市、区)政府，开发区管委会"
    )
    assert by_number[121].content.startswith("“四个中心”")
    assert by_number[140].content.count("“‘三公一租’作示范，斑马线前见文明”") == 1
    assert not any("\n" in task.content + task.lead_text + task.responsible_text for task in notice.tasks)


def test_every_character_of_the_list_is_in_a_task_or_heading(text: str, notice: Notice) -> None:
    """Nothing is lost between the first heading and the tail."""
    printed = text[text.index("一、统筹推进") : text.index("主办：")]
    told = "".join(
        f"{task.content}{task.leaders_text}{task.lead_text}{task.responsible_text}" for task in notice.tasks
    )
    headings = "".join([*notice.chapters, *(section for _, section in notice.sections)])
    labels = sum(
        len("责任领导：") * bool(value)
        for task in notice.tasks
        for value in (task.leaders_text, task.lead_text, task.responsible_text)
    )
    numbers = sum(len(f"{task.number}.") for task in notice.tasks)
    letters = len("".join(printed.split()))
    assert letters == len("".join((told + headings).split())) + labels + numbers


@pytest.mark.parametrize("seed", range(12))
def test_page_breaks_anywhere_change_no_task(text: str, notice: Notice, seed: int) -> None:
    chance = random.Random(seed)
    start, end = text.index("一、统筹推进") + 1, text.index("主办：") - 1
    cuts = [i for i in range(start, end, 2) if chance.random() < 0.05 and "\n" not in text[i - 1 : i + 1]]
    broken = text
    for cut in reversed(cuts):
        broken = broken[:cut] + chance.choice(["\n", "\n\n", "\r\n", "\f", "\n— 12 —\n"]) + broken[cut:]
    again = parse_notice(broken)
    assert again.tasks == notice.tasks
    assert again.findings == ()
