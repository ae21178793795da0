"""The bulletin's last three sections: how units reported, what problems they named, what is asked of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from xlsheet.analysis.bulletin_data import BulletinData, Problem
from xlsheet.analysis.ranking import UnitScore
from xlsheet.analysis.submissions import Flag
from xlsheet.cells.months import Month
from xlsheet.documents.bulletin.annexes import (
    MOST_ROWS,
    PROBLEM_COLUMNS,
    PROBLEMS,
    RANKING,
    Annex,
    problem_rows,
    see,
)
from xlsheet.documents.paper import Paper, PaperColumn
from xlsheet.documents.wording import day, listed, one_line, part, points, share, tasks_named

_MOST_NAMES: Final = 10
_MOST_PROBLEMS: Final = 6
"""Problems quoted among paragraphs; all of them stand in the annex."""
_OWING_COLUMNS: Final = (
    PaperColumn("单位", 46, is_text=True),
    PaperColumn("应报", 14),
    PaperColumn("缺报", 14),
    PaperColumn("连续缺报月数", 20),
    PaperColumn("迟报", 14),
    PaperColumn("连续迟报月数", 20),
    PaperColumn("空报", 14),
    PaperColumn("雷同", 14),
)
_MONTH_COLUMNS: Final = (
    PaperColumn("月份", 32),
    *(PaperColumn(name, 18) for name in ("应报", "按时", *(flag.word for flag in Flag))),
    PaperColumn("按时率", 16),
)


def write_reporting(paper: Paper, s: BulletinData, annexes: Mapping[str, Annex]) -> None:
    """四、: what was expected and came, who owes, the ranking and its formula."""
    paper.heading("进展报送情况")
    if not s.units:
        paper.text(f"{s.span.short}没有需要报送进展的单位。")
        return
    paper.subheading("总体情况")
    paper.text(_count_words(s), _flaw_words(s), _compared(s))
    if len(s.counts) > 1:
        paper.table(f"{s.span.short}各月报送情况（项）", _MONTH_COLUMNS, _month_rows(s))
    flawed = sorted((score for score in s.scores if not score.flawless), key=_gravity)
    if flawed:
        paper.subheading("缺报、迟报、空报和雷同单位")
        _write_flawed(paper, s, flawed, annexes)
    if s.scores:
        paper.subheading("报送排名")
        paper.text(_formula(s))
        paper.text(*_ranking_words(s, annexes))


def write_problems(paper: Paper, s: BulletinData, annexes: Mapping[str, Annex]) -> None:
    """五、: problems in the units' own words, those of tasks that need care first."""
    paper.heading("存在的主要问题")
    problems = s.problems
    if not problems:
        paper.text(f"各单位在{s.span.short}进展中没有反映问题。")
        return
    tasks = {number for problem in problems for number in problem.tasks}
    care = {task.number for task in s.in_need_of_care}
    first = [problem for problem in problems if care & set(problem.tasks)]
    widest = sorted(problems, key=lambda problem: -len(problem.tasks))
    units = len({problem.unit for problem in problems})
    words = f"{units}个单位就{len(tasks)}项任务反映了问题{see(annexes, PROBLEMS)}。"
    if PROBLEMS not in annexes:
        paper.text(words)
        paper.table("各单位反映的主要问题", PROBLEM_COLUMNS, problem_rows(problems))
    elif first:
        paper.text(words, "其中涉及滞后和红色预警任务的主要有：")
        _quote(paper, first, care)
    else:
        paper.text(words, "主要有：")
        _quote(paper, widest, tasks)


def write_next_steps(paper: Paper, s: BulletinData) -> None:
    """六、: what the figures ask of whom, and by when."""
    paper.heading("下步工作要求")
    owing = [score.unit for score in s.scores if score.in_a_row[Flag.MISSING]]
    if owing and not s.early:
        units = listed(owing, _MOST_NAMES, "个单位")
        paper.text(f"{units}要立即补报{s.span.last.month}月份进展，并说明未按时报送的原因。")
    if s.in_need_of_care:
        goes_on = s.span.last < s.settings.calendar.last_month
        led = all(task.leads for task in s.in_need_of_care)
        who = "牵头单位" if led else "牵头单位（没有牵头单位的为责任单位）"
        paper.text(
            f"滞后和红色预警任务的{who}要逐项分析原因，明确整改措施、完成时限和责任人",
            "，在下次报送进展时一并报告整改情况。" if goes_on else "。",
        )
    if s.flags[Flag.EMPTY] or s.flags[Flag.COPIED]:
        paper.text(
            "各单位要据实填报，写明当月的具体进展，不得以“无”“同上”代替，不得照抄以往或其他单位的内容。"
        )
    paper.text(_next_due_words(s))


def _count_words(s: BulletinData) -> str:
    expected = sum(count.expected for count in s.counts)
    received = sum(count.received for count in s.counts)
    late = sum(count.late for count in s.counts)
    missing = expected - received - s.pending
    words = [f"按时报送{received - late}项，占{part(received - late, expected)}"]
    words += [f"迟报{late}项，占{part(late, expected)}"] if late else []
    words += [f"缺报{missing}项，占{part(missing, expected)}"] if missing else []
    words += [f"尚未到期、待报{s.pending}项，占{part(s.pending, expected)}"] if s.pending else []
    return f"{s.span.short}{s.units}个单位应报进展{expected}项，{'；'.join(words)}。"


def _flaw_words(s: BulletinData) -> str:
    kinds = [f"{flag.word}{s.flags[flag]}项" for flag in (Flag.EMPTY, Flag.COPIED) if s.flags[flag]]
    flawless = sum(score.flawless for score in s.scores)
    sound = f"{flawless}个单位全部按时报送、内容符合要求。" if flawless else ""
    return (f"已报送的内容中，{'、'.join(kinds)}。" if kinds else "") + sound


def _compared(s: BulletinData) -> str:
    """On time now and in the month before the span; of a quarter or year the table says more."""
    now = [point.on_time_share for point in s.course if point.month in s.span.months]
    before = next((point.on_time_share for point in s.course if point.month == s.span.before), None)
    if s.early or len(now) != 1 or now[0] is None or before is None:
        return ""
    gain = points(now[0], before)
    change = f"{'提高' if gain > 0 else '降低'}{abs(gain):g}个百分点" if gain else "持平"
    return f"按时报送率{'与上月' if not gain else '比上月'}（{share(before)}）{change}。"


def _month_rows(s: BulletinData) -> list[tuple[str, ...]]:
    flags: Counter[tuple[Month, Flag]] = Counter((entry.month, entry.flag) for entry in s.flagged)
    rows = []
    for count in s.counts:
        on_time = count.received - count.late
        rows.append(
            (
                *(count.month.chinese, str(count.expected), str(on_time)),
                *(str(flags[count.month, flag]) for flag in Flag),
                part(on_time, count.expected),
            )
        )
    return rows


def _gravity(score: UnitScore) -> tuple[int, ...]:
    """The longest missing first."""
    return (
        -score.in_a_row[Flag.MISSING],
        -score.flags[Flag.MISSING],
        -score.flags[Flag.LATE],
        -score.flags[Flag.EMPTY],
        -score.flags[Flag.COPIED],
    )


def _write_flawed(
    paper: Paper, s: BulletinData, flawed: Sequence[UnitScore], annexes: Mapping[str, Annex]
) -> None:
    shown = flawed[:MOST_ROWS]
    rest = len(flawed) - len(shown)
    paper.text(
        *_missing_words(s, flawed),
        _late_words(flawed),
        f"情况见{paper.next_table}"
        + (f"，其余{rest}个单位见排名{see(annexes, RANKING)}。" if rest else "。"),
    )
    rows = [
        (
            *(score.unit, str(score.expected)),
            *(_flag_cells(score, Flag.MISSING) + _flag_cells(score, Flag.LATE)),
            *(str(score.flags[flag] or "—") for flag in (Flag.EMPTY, Flag.COPIED)),
        )
        for score in shown
    ]
    paper.table("缺报、迟报、空报和雷同情况（项）", _OWING_COLUMNS, rows)


def _flag_cells(score: UnitScore, flag: Flag) -> tuple[str, str]:
    return str(score.flags[flag] or "—"), str(score.in_a_row[flag] or "—")


def _missing_words(s: BulletinData, flawed: Sequence[UnitScore]) -> list[str]:
    owing = [score for score in flawed if score.flags[Flag.MISSING]]
    if not owing:
        return []
    silent = [score.unit for score in owing if score.flags[Flag.MISSING] == score.expected]
    long = [score for score in owing if score.in_a_row[Flag.MISSING] > 1]
    named = [f"{score.unit}（连续{score.in_a_row[Flag.MISSING]}个月）" for score in long]
    word = "尚未报齐" if s.early else "有缺报"
    some = f"其中{len(silent)}个" if len(silent) < len(owing) else "都" if len(silent) > 1 else ""
    return [
        f"{word}的单位{len(owing)}个",
        f"，{some}一项未报：{listed(silent, _MOST_NAMES, '个单位')}" if silent else "",
        "。",
        f"连续两个月以上缺报的单位{len(long)}个：{listed(named, _MOST_NAMES, '个单位')}。" if long else "",
    ]


def _late_words(flawed: Sequence[UnitScore]) -> str:
    late = [score.unit for score in flawed if score.flags[Flag.LATE]]
    return f"有迟报的单位{len(late)}个：{listed(late, _MOST_NAMES, '个单位')}。" if late else ""


def _formula(s: BulletinData) -> str:
    costs = [f"{flag.word}扣{s.settings.deductions[flag.word]:g}分" for flag in Flag]
    return (
        f"报送得分的算法：每项应报进展记1分，按时报送且内容符合要求的得满分；{'、'.join(costs)}，"
        "同一项有几种情形的合并扣分，最多扣1分。得分为实得分除以应得分再乘以100，保留一位小数。"
        "得分相同的名次并列，没有应报任务的单位不参加排名。"
    )


def _ranking_words(s: BulletinData, annexes: Mapping[str, Annex]) -> list[str]:
    full = [score for score in s.scores if score.score == 100]
    low = sorted({score.score for score in s.scores if score.score < 100})[:3]
    last = [f"{score.unit}（{score.score:.1f}分）" for score in reversed(s.scores) if score.score in low]
    if len(last) == len(s.scores):
        last = []  # nobody stands behind the others
    return [
        f"{len(s.scores)}个单位参加排名{see(annexes, RANKING)}",
        f"，得100分的{len(full)}个，并列第一。" if len(full) > 1 else "。",
        f"排名靠后的单位：{listed(last, _MOST_NAMES, '个单位')}。" if last else "",
    ]


def _quote(paper: Paper, problems: Sequence[Problem], about: set[int]) -> None:
    for problem in problems[:_MOST_PROBLEMS]:
        tasks = tasks_named([number for number in problem.tasks if number in about])
        paper.text(f"{problem.unit}（{tasks}）：{one_line(problem.text)}")


def _next_due_words(s: BulletinData) -> str:
    calendar, following = s.settings.calendar, s.span.last.plus(1)
    if s.early:
        return f"还没有报送的单位要在{day(s.due)}前报送截至{s.span.end}的进展。"
    if following > calendar.last_month:
        return ""
    return f"各单位要在{day(calendar.due(following))}前报送截至{following.month}月底的进展。"
