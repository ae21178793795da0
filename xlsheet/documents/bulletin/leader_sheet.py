"""A leader's own sheet (领导专报): the tasks in his charge with state, progress and problems."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from xlsheet.analysis.bulletin_data import BulletinData, BulletinTask, UnitStatement
from xlsheet.analysis.dashboard import Group
from xlsheet.analysis.submissions import Flag
from xlsheet.dictionary.tables import ALERT_YELLOW
from xlsheet.documents.bulletin.measured import write_own_measured
from xlsheet.documents.bulletin.tasks import counted, share_words
from xlsheet.documents.paper import Paper, PaperColumn
from xlsheet.documents.wording import (
    day,
    in_brief,
    listed,
    one_line,
    points,
    share,
    signed_points,
    tasks_named,
)
from xlsheet.ledger.exhibits import Exhibit, is_harmless

_MOST_UNITS: Final = 5
_TASK_COLUMNS: Final = (
    PaperColumn("编号", 12),
    PaperColumn("任务", 56, is_text=True),
    PaperColumn("牵头单位", 32, is_text=True),
    PaperColumn("状态", 18),
    PaperColumn("完成比例", 20),
    PaperColumn("预警", 18),
)
_PROGRESS_COLUMNS: Final = (
    PaperColumn("编号", 12),
    PaperColumn("单位", 26, is_text=True),
    PaperColumn("进展情况", 68, is_text=True),
    PaperColumn("存在问题", 50, is_text=True),
)


def leader_sheet(
    s: BulletinData, leader: Group, evidence: Sequence[Exhibit] = (), folder: Path | None = None
) -> bytes:
    """The sheet of one leader as a .docx, to stand in `folder`; it links to the `evidence` on his tasks."""
    tasks = [s.by_number[number] for number in leader.numbers]
    title = f"{leader.name}同志分管重点工作任务\n{s.span.name}进展情况专报"
    paper = Paper(title.replace("\n", ""), s.settings.office)
    paper.head("督查专报", s.issue, s.settings.office, day(s.as_of))
    paper.title(title, space=24)
    paper.addressee("")
    paper.text(
        f"截至{s.span.last.chinese}底，{leader.name}同志分管的{len(tasks)}项重点工作任务中，",
        f"{counted(Counter(task.state for task in tasks), len(tasks))}。",
        share_words(tasks, leader.percent, s.leaders_before.get(leader.name), s),
    )
    _write_care(paper, s, tasks)
    _write_owing(paper, s, tasks)
    write_own_measured(paper, s, set(leader.numbers))
    rows = [row for task in tasks for row in _progress_rows(s, task)]
    paper.heading("任务一览")
    paper.text("各单位报送的进展和反映的问题见附件。" if rows else "")
    paper.table("分管任务进展状态", _columns(s), [_row(s, task) for task in tasks])
    if rows:
        paper.annex("附件", "各项任务进展情况")
        paper.table("", _PROGRESS_COLUMNS, rows)
    _write_evidence(paper, tasks, evidence, folder, annexed=bool(rows))
    imprint = s.settings.imprint
    paper.imprint(imprint.copies_to, imprint.printed_by, day(s.as_of))
    return paper.as_bytes()


def _write_care(paper: Paper, s: BulletinData, tasks: Sequence[BulletinTask]) -> None:
    """What he should look at first: behind and red, each with its progress, problems and next steps."""
    care = [task for task in tasks if task.needs_care]
    yellow = [task.number for task in tasks if task.alert.color == ALERT_YELLOW and not task.needs_care]
    paper.heading("需要关注的任务")
    if not care:
        paper.text("没有滞后和红色预警任务。")
    for task in care:
        paper.subheading(f"第{task.number}项：{in_brief(task.content)}")
        reason = task.alert.reason or f"状态为{task.state}"
        done = "还没有填报完成比例" if task.percent is None else f"完成{share(task.percent)}"
        who = f"{task.answerable}。" if task.answerable else ""
        paper.text(f"{who}{done}，{reason}。")
        for said in [each for each in _said(s, task) if _words(each)][:_MOST_UNITS]:
            paper.text(f"{said.unit}：", _words(said))
    paper.text(f"另有黄色预警任务{len(yellow)}项（{tasks_named(yellow)}）。" if yellow else "")


def _words(said: UnitStatement) -> str:
    """A unit's progress, problems and next steps as one paragraph; nothing where it said nothing."""
    parts = [("", said.text), ("存在问题：", said.problem), ("下步措施：", said.next_steps)]
    texts = [f"{label}{one_line(text)}" for label, text in parts if text]
    return "".join(text if text[-1] in "。！？" else f"{text}。" for text in texts)


def _write_owing(paper: Paper, s: BulletinData, tasks: Sequence[BulletinTask]) -> None:
    own = {task.number for task in tasks}
    owing = [e for e in s.flagged if e.flag is Flag.MISSING and e.task_no in own and e.month == s.span.last]
    if owing:
        units = list(dict.fromkeys(entry.unit for entry in owing))
        numbers = sorted({entry.task_no for entry in owing})
        paper.heading("未报送进展的任务")
        paper.text(
            f"{s.span.last.month}月份有{len(numbers)}项任务的进展没有报齐（{tasks_named(numbers)}），"
            f"涉及{listed(units, _MOST_UNITS * 2, '个单位')}。"
        )


def _write_evidence(
    paper: Paper,
    tasks: Sequence[BulletinTask],
    evidence: Sequence[Exhibit],
    folder: Path | None,
    *,
    annexed: bool,
) -> None:
    """What units sent along on his tasks, in an annex, which may have begun; of files that say no task, those
    of the units that lead one."""
    numbers = {task.number for task in tasks}
    leads = {unit for task in tasks for unit in task.leads}
    own = [each for each in evidence if numbers & {*each.tasks} or (not each.tasks and each.unit in leads)]
    if not own:
        return
    if annexed:
        paper.text("单位随报的佐证材料：")
    else:
        paper.annex("附件", "单位随报的佐证材料")
    for each in own:
        said = f"{tasks_named(sorted(numbers & {*each.tasks}))}，" if each.tasks else ""
        paper.link(f"{said}{each.unit}，{each.month}：", each.name, _target(each.place, folder))


def _target(place: Path | None, folder: Path | None) -> str:
    """Where a link leads: from the sheet's folder where there is a way, so that both can be moved."""
    if place is None or not is_harmless(place):
        return ""
    try:
        return quote(Path(os.path.relpath(place, folder or Path())).as_posix())
    except ValueError:  # another drive
        return place.absolute().as_uri()


def _columns(s: BulletinData) -> Sequence[PaperColumn]:
    if s.before is None:
        return _TASK_COLUMNS
    brief = [PaperColumn(c.name, 40, is_text=True) if c.name == "任务" else c for c in _TASK_COLUMNS]
    return [*brief[:-1], PaperColumn(f"比{s.span.compared_with}", 16), brief[-1]]


def _row(s: BulletinData, task: BulletinTask) -> list[str]:
    row = [str(task.number), in_brief(task.content), task.units, task.state_words, share(task.percent)]
    if s.before is not None:
        then = s.before[task.number].percent if task.number in s.before else None
        known = task.percent is not None and then is not None
        row.append(signed_points(points(task.percent or 0, then or 0)) if known else "—")
    return [*row, task.alert.color or "—"]


def _said(s: BulletinData, task: BulletinTask) -> list[UnitStatement]:
    return [said for said in s.said if said.task_no == task.number]


def _progress_rows(s: BulletinData, task: BulletinTask) -> list[tuple[str, ...]]:
    said = _said(s, task)
    rows: list[tuple[str, ...]] = [
        (str(task.number), each.unit, each.text or "—", each.problem or "—") for each in said[:_MOST_UNITS]
    ]
    if len(said) > _MOST_UNITS:
        rows.append((str(task.number), f"其余{len(said) - _MOST_UNITS}个单位", "见台账", "—"))
    return rows
