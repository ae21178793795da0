"""Other offices print their notices otherwise; these layouts read as well."""

from datetime import date

import pytest

from xlsheet.errors import SourceError
from xlsheet.notice import Task, parse_notice
from xlsheet.notice.account.swallowed import swallowed
from xlsheet.notice.read.blocks import NoticeSource, TableBlock
from xlsheet.resources import DATA

LETTER = """云川市人民政府办公室关于印发2022年重点任务分工的通知
各县（市、区）人民政府，市直各部门：
现就有关事项通知如下：
一、加强领导
1. 各单位要高度重视。
2. 主要负责人要亲自抓。
二、按时报送
每月5日前报送。
2022年3月1日
2022年重点任务分工
"""


def only(text: str) -> Task:
    (task,) = parse_notice(text).tasks
    return task


def test_sample_notice_with_all_its_traps() -> None:
    notice = parse_notice((DATA / "sample-notice.txt").read_text(encoding="utf-8"))
    by_number = {task.number: task for task in notice.tasks}
    assert list(by_number) == list(range(1, 22))
    assert (len(notice.chapters), len(notice.sections), notice.city, notice.year) == (4, 9, "云川", 2021)
    assert [n for n, task in by_number.items() if not task.lead_text] == [13, 18, 20, 21]
    assert by_number[2].leaders == ("周明远", "林书华")
    assert by_number[6].leaders == ("林书华", "郑凯")
    assert by_number[3].content.startswith("支持 5G、人工智能等产业发展，“链长制”覆盖 8 条")
    assert by_number[3].responsible_text.endswith("开发区管委会")
    assert by_number[4].responsible_text == "市财政局、市住建局、市城投集团，各县(市、区)政府，开发区管委会"
    assert by_number[21].responsible_text == "市政府各部门，各县（市、区）政府，开发区管委会"
    assert notice.findings == ()


def test_no_chapters_no_sections_and_a_letter_with_numbered_points() -> None:
    notice = parse_notice(
        LETTER + "1. 新建学校。\n责任单位：市教育局\n2. 改造公园。\n牵头单位：市园林局\n责任单位：市财政局"
    )
    assert [(t.number, t.chapter, t.section, t.content) for t in notice.tasks] == [
        (1, "", "", "新建学校。"),
        (2, "", "", "改造公园。"),
    ]
    assert notice.tasks[1].lead_text == "市园林局"
    assert (notice.year, notice.city, notice.title) == (2022, "云川", "2022年重点任务分工")


def test_sections_counted_anew_in_each_chapter() -> None:
    notice = parse_notice(
        "一、教育\n（一）学校\n1. 甲。\n责任单位：市教育局\n（二）幼儿园\n2. 乙。\n责任单位：市教育局\n"
        "二、卫生\n（一）医院\n3. 丙。\n责任单位：市卫健委"
    )
    assert notice.sections == [
        ("一、教育", "（一）学校"),
        ("一、教育", "（二）幼儿园"),
        ("二、卫生", "（一）医院"),
    ]
    assert notice.findings == ()


@pytest.mark.parametrize("number", ["{}.", "{}．", "{}、", "（{}）", "({})", "第{}项：", "{} . "])
def test_styles_of_numbers(number: str) -> None:
    text = "".join(f"{number.format(n)}任务{n}。\n责任单位：市教育局\n" for n in range(1, 13))
    notice = parse_notice("一、总任务\n" + text)
    assert [task.content for task in notice.tasks] == [f"任务{n}。" for n in range(1, 13)]
    assert {task.chapter for task in notice.tasks} == {"一、总任务"}


@pytest.mark.parametrize(
    ("printed", "leaders"),
    [
        ("赵一鸣、钱二", ("赵一鸣", "钱二")),
        ("赵一鸣 钱二 孙三思", ("赵一鸣", "钱二", "孙三思")),
        ("赵一鸣　钱　二　孙三思", ("赵一鸣", "钱二", "孙三思")),
        ("钱　二", ("钱二",)),
        ("赵一鸣，钱二；", ("赵一鸣", "钱二")),
        ("赵一\n鸣 \n钱二", ("赵一鸣", "钱二")),
    ],
)
def test_leaders_however_they_are_divided(printed: str, leaders: tuple[str, ...]) -> None:
    assert only(f"1. 任务。\n责任领导：{printed}\n责任单位：市教育局").leaders == leaders


def test_other_words_for_the_labels() -> None:
    task = only("1. 任务。\n牵头领导：赵一鸣\n分管领导：钱二\n牵头部门：市教育局\n配合单位：市财政局")
    assert task.leaders == ("赵一鸣", "钱二")
    assert (task.lead_text, task.responsible_text) == ("市教育局", "市财政局")


def test_labels_inside_brackets_on_the_tasks_own_line() -> None:
    task = only("1. 任务内容。（牵头单位：市教育局；责任单位：市财政局、各县（市、区）政府）")
    assert task.content == "任务内容。"
    assert (task.lead_text, task.responsible_text) == ("市教育局", "市财政局、各县（市、区）政府")


def test_no_leaders_and_a_deadline_line() -> None:
    task = only("1. 任务。\n牵头单位：市教育局\n责任单位：市财政局\n完成时限：2022年12月底")
    assert task.leaders == ()
    assert task.responsible_text == "市财政局"
    assert (task.deadline, task.deadline_text) == (date(2022, 12, 31), "2022年12月底")


def test_numbered_items_inside_a_content_are_no_tasks() -> None:
    notice = parse_notice(
        "1. 抓好两件事：\n1. 建学校；\n2. 建医院。\n责任单位：市教育局\n2. 修路。\n责任单位：市交通局"
    )
    assert [task.number for task in notice.tasks] == [1, 2]
    assert "2. 建医院" in notice.tasks[0].content
    assert notice.tasks[1].content == "修路。"


def test_a_task_without_any_label_ends_where_the_next_begins() -> None:
    notice = parse_notice("1. 甲。\n责任单位：市教育局\n2. 没有单位。\n3. 丙。\n责任单位：市交通局")
    assert [(t.content, t.responsible_text) for t in notice.tasks] == [
        ("甲。", "市教育局"),
        ("没有单位。", ""),
        ("丙。", "市交通局"),
    ]


def test_gap_and_repeated_number_are_findings() -> None:
    unit = "\n责任单位：市教育局\n"
    gap = parse_notice(f"1. 甲。{unit}3. 丙。{unit}4. 丁。{unit}")
    assert [(task.number, task.printed) for task in gap.tasks] == [(1, "1"), (3, "3"), (4, "4")]
    assert [f.code for f in gap.findings] == ["notice_numbering"]
    assert "3. 丙。" in gap.findings[0].message
    twice = parse_notice(f"1. 甲。{unit}2. 乙。{unit}2. 又乙。{unit}3. 丙。{unit}")
    assert [(task.number, task.printed, task.content) for task in twice.tasks] == [
        (1, "1", "甲。"),
        (2, "2", "乙。"),
        (3, "2", "又乙。"),
        (4, "3", "丙。"),
    ]


def test_a_skipped_section_is_a_finding_and_still_a_heading() -> None:
    unit = "\n责任单位：市教育局\n"
    notice = parse_notice(f"（一）甲节\n1. 甲。{unit}（三）丙节\n2. 乙。{unit}")
    assert [task.chapter for task in notice.tasks] == ["（一）甲节", "（三）丙节"]
    assert notice.tasks[0].responsible_text == "市教育局"


def test_decimals_and_years_at_the_start_of_a_line() -> None:
    notice = parse_notice(
        "1. 投资\n2.11亿元，增长\n3.5%。\n责任单位：市财政局\n2.2022年底前建成。\n责任单位：市住建局"
    )
    assert [task.content for task in notice.tasks] == ["投资2.11亿元，增长3.5%。", "2022年底前建成。"]


@pytest.mark.parametrize(
    "tail",
    [
        "主办：市政府督查室\n抄送：市委",
        "云川市人民政府办公室\n2022年3月2日印发",
        "云川市人民政府办公室 2022年3月2日印发",
        "附件：任务分解表",
        "2022年3月2日",
        "（此件公开发布）",
    ],
)
def test_the_letters_tail_belongs_to_no_task(tail: str) -> None:
    assert (
        only(f"1. 任务。\n责任单位：市教育局、市财\n政局\n\n{tail}\n").responsible_text
        == "市教育局、市财政局"
    )


@pytest.mark.parametrize(
    "text", ["云川市人民政府关于放假的通知\n一、时间\n二、要求", "", "1. 只有编号\n2. 没有单位"]
)
def test_a_text_without_tasks_says_what_is_expected(text: str) -> None:
    with pytest.raises(SourceError, match=r"没有找到任务.*责任单位"):
        parse_notice(text)


def test_a_number_in_the_middle_of_a_sentence_begins_no_task() -> None:
    task = only("1. 完成投资\n2. 11 亿元。\n责任单位：市财政局")
    assert task.content == "完成投资2. 11 亿元。"


def of_table(*rows: list[str], merged: tuple[tuple[int, int, int, int], ...] = ()) -> list[Task]:
    return list(parse_notice(NoticeSource((TableBlock("表1", rows, merged),)), 2025).tasks)


def test_a_matrix_says_in_words_what_each_unit_does() -> None:
    first, second = of_table(
        ["序号", "目标任务", "责任分工", "", "", "完成时限"],
        ["", "", "发改委", "财政局", "水务局", ""],
        ["1", "新建高标准农田6万亩", "配合", "", "牵头", "11月底"],
        ["2", "吸纳就业1200人", "牵头", "配合", "", "10月底"],
        merged=((0, 2, 0, 4), (0, 0, 1, 0), (0, 1, 1, 1), (0, 5, 1, 5)),
    )
    assert (first.lead_text, first.responsible_text) == ("水务局", "发改委")
    assert (second.lead_text, second.responsible_text) == ("发改委", "财政局")


def test_a_unit_without_a_word_in_the_column_of_roles_is_responsible() -> None:
    first, second = of_table(
        ["序号", "工作任务", "角色", "责任单位"],
        ["1", "建成智慧停车平台", "牵头", "城管局"],
        ["2", "整治背街小巷32条", "", "财政局"],
    )
    assert (first.lead_text, second.responsible_text) == ("城管局", "财政局")


@pytest.mark.parametrize(
    ("label", "lead", "responsible"),
    [
        ("办理单位", "区教育局", "区住建局"),
        ("牵头整改单位", "区教育局", "区住建局"),
        ("整改落实责任单位", "区教育局", "区住建局"),
        ("整改督办单位", "", "区住建局"),
        ("本章任务责任单位", "", "区住建局"),
    ],
)
def test_a_label_that_is_not_listed_is_no_part_of_the_goal_above_it(
    label: str, lead: str, responsible: str
) -> None:
    text = (
        "1.建成城北小学。\n工作目标：新增学位1620个。\n{0}：区教育局\n协助单位：区住建局\n"
        "2.治理红星河。\n{0}：区水务局\n协助单位：区城管局\n"
    )
    task = parse_notice(text.format(label)).tasks[0]
    assert (task.lead_text, task.responsible_text) == (lead, responsible)


def test_names_in_the_cells_beside_their_labels_below_a_table_are_no_task() -> None:
    tasks = of_table(
        ["序号", "问题", "责任单位", "整改时限"],
        ["1", "专项债券资金闲置", "市财政局", "6月底前"],
        ["2", "国有资产账实不符", "市国资委", "2025年12月"],
        ["填表人：", "钱多多", "审核人：", "2025.3.10"],
    )
    assert [task.deadline for task in tasks] == [date(2025, 6, 30), date(2025, 12, 31)]
    assert "钱多多" not in str(tasks)


def test_points_with_a_unit_each_in_one_paragraph_are_to_be_checked() -> None:
    said = "会议议定：一是拨付资金2亿元，由市财政局牵头；二是疏导交通，由市公安局负责，市交通运输局配合。"
    task = only(f"市政府专题会议纪要\n〔2024〕第17期\n{said}\n记录：方舟")
    assert [finding.value for finding in swallowed([task])] == ["“市财政局”“市公安局”的分工"]


def test_a_table_of_counts_is_no_table_of_tasks() -> None:
    counts = TableBlock("表1", [["领域", "任务数", "牵头单位数"], ["城市更新", 3, 2], ["合计", 3, 2]])
    tasks = TableBlock(
        "表2",
        [["编号", "案由", "主办单位", "答复时限"], ["第015号", "关于医养结合的建议", "市卫健委", "6月底前"]],
    )
    (task,) = parse_notice(NoticeSource((counts, tasks)), 2025).tasks
    assert (task.content, task.lead_text, task.deadline) == (
        "关于医养结合的建议",
        "市卫健委",
        date(2025, 6, 30),
    )
