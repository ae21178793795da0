"""How to fill in a form, in the words that its sheets show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Final

from xlsheet.dictionary.tables import PROGRESS, STATUS_BEHIND, STATUS_DONE, STATUS_IDLE, STATUS_RUNNING
from xlsheet.forms.check_words import TARGETS_BLANK
from xlsheet.forms.content import FormContent
from xlsheet.forms.layout import (
    CHECK,
    GUIDE_ENDS_WITH,
    PLAN_SHEET,
    PROGRESS_SHEET,
    TARGETS_SHEET,
    THIS_TOTAL,
)

_MEANINGS: Final = {
    STATUS_IDLE: "还没有开始",
    STATUS_RUNNING: "正常推进",
    STATUS_BEHIND: "落后于计划",
    STATUS_DONE: "全部完成，完成比例应为 100%",
}


def progress_hint(content: FormContent) -> str:
    """The line above the progress table."""
    return (
        f"请只填黄色的格子；灰色的是任务和上次填报的内容，供对照。"
        f"{PROGRESS.percent}是到 {content.month.chinese}底的累计数，例如 60%；"
        f"{PROGRESS.reporter}、{PROGRESS.phone}、{PROGRESS.filled_on}在上面填一次就行。"
        f"{_where_counts_go(content)}“{CHECK}”一列都是 ✓ 就填好了，请保存后报{content.office}。"
    )


def _where_counts_go(content: FormContent) -> str:
    return f"“{CHECK}”是{TARGETS_BLANK}的，点它去“{TARGETS_SHEET}”填累计数。" if content.targets else ""


def plan_hint(content: FormContent) -> str:
    """The line above the plan table."""
    return (
        "项目推进计划全年只报一次，请只填黄色的格子。"
        f"“{CHECK}”一列都是 ✓ 就填好了，请保存后报{content.office}。"
    )


def guide_lines(content: FormContent) -> list[str]:
    """The guide's paragraphs, in the order of the work."""
    month, office, contact = content.month, content.office, content.contact
    included = "（含当天）" if content.due_included else ""
    lines = [
        f"“{PROGRESS_SHEET}”反映 {month.chinese}底的情况，请在 {_day(content.due)}{included}前报送。",
        "只填黄色的格子。灰色的格子是任务内容、角色和上次填报的内容，不能改，也不用改。",
        f"{PROGRESS.text}：写 {month.chinese}做了什么、到了哪一步，要有数量和时间；"
        "“无”“同上”会记为空报，与上月相同会记为雷同。",
        f"{PROGRESS.percent}：到 {month.chinese}底的累计数，填 0% 到 100% 的数字，例如 60%。",
        f"{PROGRESS.status}：从下拉列表里选。{_meanings(content.limits.statuses)}。",
        f"{PROGRESS.problems}、{PROGRESS.next_steps}：有就写，没有可以空着。",
        f"{PROGRESS.reporter}、{PROGRESS.phone}、{PROGRESS.filled_on}：在表格上方填一次就行，各行不用再填。",
        *_about_targets(content),
        f"右边的“{CHECK}”随填随变，✓ 表示这一行填好了；上方会显示还有几项未填。",
        "请不要增删行、列和工作表，不要改表头；文件名可以改。",
    ]
    if content.plan_due is not None:
        lines.insert(
            1,
            f"“{PLAN_SHEET}”全年只报一次，请在 {_moment(content.plan_due)} 前报送："
            "具体做什么、总体目标、各阶段目标、完成时限和责任领导。",
        )
    where = f"{office}：{contact}" if contact else office
    lines.append(f"{GUIDE_ENDS_WITH}，把这个 Excel 文件（不是照片或 PDF）报送{where}。")
    return lines


def _about_targets(content: FormContent) -> list[str]:
    if not content.targets:
        return []
    return [
        f"“{TARGETS_SHEET}”：{THIS_TOTAL}填到 {content.month.chinese}底一共完成了多少，"
        "单位照印好的；没有数字的指标选 是 或 否。"
    ]


def _meanings(statuses: Sequence[str]) -> str:
    """What each state means, as far as its name leaves it open."""
    return "；".join(f"{name}：{_MEANINGS[name]}" if name in _MEANINGS else name for name in statuses)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _moment(moment: datetime) -> str:
    clock = "" if moment.time() in (time(), time(23, 59, 59)) else f"{moment:%H:%M}"
    return f"{_day(moment)}{clock}"
