"""The bulletin's first three sections: how the tasks stand, by chapter and leader, done and behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Final

from xlsheet.analysis.bulletin_data import UNREPORTED, BulletinData, BulletinTask, states_in_order
from xlsheet.analysis.dashboard import WITHOUT_NAME, Group
from xlsheet.cells.rounding import Number
from xlsheet.dictionary.tables import (
    ALERT_BLUE,
    ALERTS,
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_IDLE,
    STATUS_RUNNING,
)
from xlsheet.documents.bulletin.annexes import CARE, DONE, TASK_COLUMNS, Annex, done_words, see, task_rows
from xlsheet.documents.charts import Series, share_lines, stacked_bars
from xlsheet.documents.paper import Paper, PaperColumn
from xlsheet.documents.wording import (
    listed,
    part,
    points,
    quoted,
    share,
    signed,
    signed_points,
    tasks_named,
    without_number,
)
from xlsheet.units.mentions import split_names

_COLOURS: Final = {
    STATUS_DONE: "#2E75B6",
    STATUS_RUNNING: "#5B9F49",
    STATUS_BEHIND: "#C0392B",
    STATUS_IDLE: "#A6A6A6",
    UNREPORTED: "#D9B44A",
}
_OWN_COLOUR: Final = "#7F6FB0"
"""Of the states that an office adds."""

_MOST_NAMES: Final = 5


def write_overall(paper: Paper, s: BulletinData) -> None:
    """一、: states, shares, what changed; the table and both charts."""
    paper.heading("总体进展情况")
    paper.text(
        f"截至{s.span.end}，{len(s.tasks)}项重点工作任务中，{counted(s.states, len(s.tasks))}。",
        share_words(s.tasks, s.percent, s.percent_before, s),
    )
    paper.text(_change_words(s), _alert_words(s))
    _state_table(paper, s)
    _charts(paper, s)


def write_groups(paper: Paper, s: BulletinData) -> None:
    """二、: by chapter and by responsible leader; a ledger without either has no such part."""
    parts = [
        ("按篇章分", "篇章", s.chapters, s.chapters_before),
        ("按责任领导分", "责任领导", s.leaders, s.leaders_before),
    ]
    parts = [p for p in parts if _are_named(p[2])]
    if not parts:
        return
    paper.heading("分篇章、分领导进展情况" if len(parts) > 1 else parts[0][0].replace("按", "") + "进展情况")
    for title, name, groups, before in parts:
        if len(parts) > 1:
            paper.subheading(title)
        paper.text(_spread_words(s, name, groups), _shared_words(s) if name == "责任领导" else "")
        _group_table(paper, s, name, groups, before)


def write_progress(paper: Paper, s: BulletinData, annexes: Mapping[str, Annex]) -> None:
    """三、: what was done in the span, what is behind and since when."""
    paper.heading("任务完成和滞后情况")
    paper.subheading("完成情况")
    done, words = s.newly_done, done_words(s)
    if not done:
        paper.text(f"{s.span.this if s.before else f'截至{s.span.end}'}没有新完成的任务。")
    elif DONE in annexes:
        paper.text(f"{words}任务{len(done)}项{see(annexes, DONE)}。")
    else:
        paper.text(f"{words}任务{len(done)}项（见{paper.next_table}）。")
        paper.table(f"{words}的任务", TASK_COLUMNS, task_rows(done))
    paper.text(_undone_words(s))
    paper.subheading("滞后情况")
    paper.text(*_behind_words(s, annexes))


def _verb(state: str) -> str:
    return {STATUS_RUNNING: "正在推进", UNREPORTED: "尚未报送进展"}.get(state, state)


def counted(states: Mapping[str, int], total: int) -> str:
    """已完成6项，占4.1%；正在推进113项，占77.4%."""
    return "；".join(
        f"{_verb(state)}{states[state]}项，占{part(states[state], total)}"
        for state in states_in_order(states)
        if states[state]
    )


def share_words(
    tasks: Sequence[BulletinTask], percent: Number | None, before: Number | None, s: BulletinData
) -> str:
    """How far tasks are on average, against the span before and the share of the year gone."""
    if percent is None:
        return "各单位还没有填报完成比例。"
    known = sum(task.percent is not None for task in tasks)
    elapsed = s.course[-1].elapsed
    ahead = points(percent, elapsed)
    against = f"{'高于' if ahead > 0 else '低于'}序时进度（{share(elapsed)}）{abs(ahead):g}个百分点"
    if not ahead:
        against = f"与序时进度（{share(elapsed)}）持平"
    scope = "各项任务" if known == len(tasks) else f"填报了完成比例的{known}项任务"
    return f"{scope}平均完成{share(percent)}，{_gain_words(percent, before, s.span.compared_with)}{against}。"


def _gain_words(percent: Number, before: Number | None, then: str) -> str:
    if before is None:
        return ""
    gain = points(percent, before)
    return f"比{then}{'提高' if gain > 0 else '降低'}{abs(gain):g}个百分点，" if gain else f"与{then}持平，"


def _change_words(s: BulletinData) -> str:
    if s.before is None:
        return ""
    changes = [
        (state, s.states[state] - s.states_before[state])
        for state in states_in_order(s.states, s.states_before)
    ]
    words = [f"{_verb(state)}的{'增加' if n > 0 else '减少'}{abs(n)}项" for state, n in changes if n]
    return f"与{s.span.compared_with}相比，{'，'.join(words) or '各类任务的数量没有变化'}。"


def _alert_words(s: BulletinData) -> str:
    alerts = Counter(task.alert.color for task in s.tasks)
    words = [f"{alert}色{alerts[alert]}项" for alert in ALERTS if alerts[alert]]
    blue = "（蓝色为已完成）" if alerts[ALERT_BLUE] else ""
    return f"按预警规则，{'、'.join(words)}{blue}。" if words else ""


def _state_table(paper: Paper, s: BulletinData) -> None:
    order = states_in_order(s.states, s.states_before)
    shown = [state for state in order if s.states[state] or s.states_before[state]]
    columns = [PaperColumn("进展状态", 40), PaperColumn("任务数", 29), PaperColumn("占比", 29)]
    rows = [[state, str(s.states[state]), part(s.states[state], len(s.tasks))] for state in shown]
    rows.append(["合计", str(len(s.tasks)), part(len(s.tasks), len(s.tasks))])
    if s.before is not None:
        columns += [PaperColumn(s.span.compared_with, 29), PaperColumn("增减", 29)]
        before = [*(s.states_before[state] for state in shown), len(s.before)]
        for row, then in zip(rows, before, strict=True):
            row += [str(then), signed(int(row[1]) - then)]
    else:
        columns = [PaperColumn("进展状态", 52), PaperColumn("任务数", 52), PaperColumn("占比", 52)]
    paper.table(f"截至{s.span.end}任务进展状态", columns, rows)


def _charts(paper: Paper, s: BulletinData) -> None:
    """No picture where the machine has no Chinese font: the tables say the same."""
    if _are_named(s.chapters):
        shown = [state for state in states_in_order(s.states) if s.states[state]]
        tallies = [_tally(s, group) for group in s.chapters]
        bars = [
            Series(state, [tally[state] for tally in tallies], _COLOURS.get(state, _OWN_COLOUR))
            for state in shown
        ]
        picture = stacked_bars([without_number(group.name) for group in s.chapters], bars)
        if picture:
            paper.picture(f"截至{s.span.end}各篇章任务进展状态（项）", picture)
    if len(s.course) > 1:
        lines = share_lines(
            [f"{point.month.month}月" for point in s.course],
            [
                Series("平均完成比例", _floats(point.percent for point in s.course), "#2E75B6"),
                Series("序时进度", _floats(point.elapsed for point in s.course), "#8C8C8C", numbered=False),
                Series("按时报送率", _floats(point.on_time_share for point in s.course), "#D98324"),
            ],
        )
        if lines:
            paper.picture("各月完成比例和按时报送率", lines)


def _floats(shares: Iterable[Fraction | None]) -> list[float | None]:
    return [None if share is None else float(share) for share in shares]


def _are_named(groups: Sequence[Group]) -> bool:
    """Whether the ledger has any chapters, or any leaders."""
    return [group.name for group in groups] != [WITHOUT_NAME]


def _tally(s: BulletinData, group: Group) -> Counter[str]:
    return Counter(s.by_number[number].state for number in group.numbers)


def _spread_words(s: BulletinData, name: str, groups: Sequence[Group]) -> str:
    shares = [g for g in groups if g.percent is not None and g.name != WITHOUT_NAME]
    known = sorted(shares, key=lambda g: -(g.percent or 0))
    words = ""
    if len(known) > 1 and share(known[0].percent) != share(known[-1].percent):
        best, worst = known[0], known[-1]
        words = (
            f"平均完成比例最高的是{_called(best, name)}（{share(best.percent)}），"
            f"最低的是{_called(worst, name)}（{share(worst.percent)}）。"
        )
    behind = sorted((g for g in groups if g.behind), key=lambda g: -g.behind)
    named = "、".join(f"{_called(g, name)}{g.behind}项" for g in behind[:_MOST_NAMES])
    more = "等" if len(behind) > _MOST_NAMES else ""
    return words + (f"滞后任务：{named}{more}。" if behind else "")


def _called(group: Group, name: str) -> str:
    if group.name == WITHOUT_NAME:
        return f"没有{name}的任务"
    return quoted(without_number(group.name)) if name == "篇章" else group.name


def _shared_words(s: BulletinData) -> str:
    shared = sum(len(split_names(task.leaders)) > 1 for task in s.tasks)
    return f"由几位领导共同负责的{shared}项任务，在每位领导名下各计一次。" if shared else ""


def _group_table(
    paper: Paper, s: BulletinData, name: str, groups: Sequence[Group], before: Mapping[str, Fraction | None]
) -> None:
    shown = [state for state in states_in_order(s.states) if s.states[state]]
    compares = s.before is not None
    narrow, wide = 15.0, 20.0
    first = 156 - narrow * (1 + len(shown)) - wide * (1 + compares)
    columns = [PaperColumn(name, first, is_text=True), PaperColumn("任务数", narrow)]
    columns += [PaperColumn(state, narrow) for state in shown] + [PaperColumn("平均完成比例", wide)]
    columns += [PaperColumn(f"比{s.span.compared_with}（百分点）", wide)] if compares else []
    rows = []
    for group in groups:
        tally, then = _tally(s, group), before.get(group.name)
        row = [group.name, str(group.tasks), *(str(tally[state]) for state in shown), share(group.percent)]
        if compares:
            known = group.percent is not None and then is not None
            row.append(signed_points(points(group.percent or 0, then or 0)) if known else "—")
        rows.append(row)
    paper.table(f"各{name}任务进展情况", columns, rows)


def _undone_words(s: BulletinData) -> str:
    """Tasks that were reported as done and are so no more: somebody has to look."""
    then = [task.number for task in (s.before or {}).values() if task.state == STATUS_DONE]
    undone = [n for n in then if n in s.by_number and s.by_number[n].state != STATUS_DONE]
    word = s.span.compared_with.removesuffix("末")
    return (
        f"{word}报已完成、{s.span.this}改报未完成的{len(undone)}项（{tasks_named(undone)}），需要核实。"
        if undone
        else ""
    )


def _behind_words(s: BulletinData, annexes: Mapping[str, Annex]) -> Iterable[str]:
    behind = [task for task in s.tasks if task.state == STATUS_BEHIND]
    red = [task for task in s.in_need_of_care if task.state != STATUS_BEHIND]
    if not s.in_need_of_care:
        return ["目前没有滞后任务。", _since_words(s, behind)]
    words = [f"滞后任务{len(behind)}项"] if behind else []
    words += [f"另有红色预警任务{len(red)}项" if behind else f"红色预警任务{len(red)}项"] if red else []
    return [f"{'，'.join(words)}{see(annexes, CARE)}。", _since_words(s, behind), _leads_words(behind)]


def _since_words(s: BulletinData, behind: Sequence[BulletinTask]) -> str:
    """Which are behind for longer, which newly, and which have caught up."""
    if s.before is None:
        return ""
    then = {number for number, task in s.before.items() if task.state == STATUS_BEHIND}
    now = {task.number for task in behind}
    word = s.span.compared_with.removesuffix("末")
    known = [
        (f"{word}已经滞后、仍未扭转的", sorted(now & then)),
        (f"{s.span.this}新增的", sorted(now - then)),
        (f"{word}滞后、{s.span.this}已经扭转的", sorted(then - now)),
    ]
    words = [f"{word}{len(numbers)}项（{tasks_named(numbers)}）" for word, numbers in known if numbers]
    return "；".join(words) + "。" if words else ""


def _leads_words(behind: Sequence[BulletinTask]) -> str:
    leads = Counter(unit for task in behind for unit in task.leads)
    several = [f"{unit}（{n}项）" for unit, n in leads.most_common() if n > 1]
    return f"牵头的滞后任务较多的单位：{listed(several, _MOST_NAMES, '个单位')}。" if several else ""
