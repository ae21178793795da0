"""The bulletin's long lists: tasks that need care, tasks done, the ranking, problems reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from xlsheet.analysis.bulletin_data import BulletinData, BulletinTask, Problem
from xlsheet.analysis.ranking import UnitScore
from xlsheet.analysis.submissions import Flag
from xlsheet.documents.paper import PaperColumn
from xlsheet.documents.wording import in_brief, share, tasks_named

CARE, DONE, MEASURED, RANKING, PROBLEMS = "care", "done", "measured", "ranking", "problems"

MOST_ROWS: Final = 12
"""Rows of a table among paragraphs; a longer list goes into an annex."""

TASK_COLUMNS: Final = (
    PaperColumn("编号", 14),
    PaperColumn("任务", 62, is_text=True),
    PaperColumn("牵头单位", 40, is_text=True),
    PaperColumn("责任领导", 20),
    PaperColumn("完成比例", 20),
)
_CARE_COLUMNS: Final = (
    PaperColumn("编号", 12),
    PaperColumn("任务", 48, is_text=True),
    PaperColumn("牵头单位", 30, is_text=True),
    PaperColumn("责任领导", 20),
    PaperColumn("完成比例", 20),
    PaperColumn("原因", 26, is_text=True),
)
_SCORE_COLUMNS: Final = (
    PaperColumn("名次", 13),
    PaperColumn("单位", 49, is_text=True),
    PaperColumn("应报", 13),
    PaperColumn("按时", 13),
    *(PaperColumn(flag.word, 13) for flag in Flag),
    PaperColumn("得分", 16),
)
PROBLEM_COLUMNS: Final = (
    PaperColumn("单位", 34, is_text=True),
    PaperColumn("任务", 34, is_text=True),
    PaperColumn("反映的问题", 88, is_text=True),
)


@dataclass(frozen=True, slots=True)
class Annex:
    """One list; `note` is a line below its table, empty for none."""

    title: str
    columns: Sequence[PaperColumn]
    rows: Sequence[Sequence[str]]
    note: str = ""


def annexes_of(s: BulletinData) -> dict[str, Annex]:
    """The annexes that the situation fills, by what they are, in the order of their numbers."""
    found = {
        CARE: Annex("进展滞后和红色预警任务清单", _CARE_COLUMNS, _care_rows(s.in_need_of_care)),
        DONE: Annex(f"{done_words(s)}任务清单", TASK_COLUMNS, task_rows(s.newly_done)),
        RANKING: Annex(
            "各单位报送情况排名",
            _SCORE_COLUMNS,
            [_score_row(score) for score in s.scores],
            note="注：应报、按时和各种情形均以“项”（一项任务一个月）计；一项可能同时有几种情形。",
        ),
        PROBLEMS: Annex("各单位反映的主要问题", PROBLEM_COLUMNS, problem_rows(s.problems)),
    }
    least = {CARE: 0, DONE: MOST_ROWS, RANKING: 0, PROBLEMS: MOST_ROWS}
    return {key: annex for key, annex in found.items() if len(annex.rows) > least[key]}


def see(annexes: Mapping[str, Annex], key: str) -> str:
    """`（见附件2）`, or nothing where there is no such annex."""
    if key not in annexes:
        return ""
    return f"（见附件{list(annexes).index(key) + 1}）" if len(annexes) > 1 else "（见附件）"


def done_words(s: BulletinData) -> str:
    """本月新完成; 截至5月底完成 where there is nothing to compare with."""
    return f"截至{s.span.end}完成" if s.before is None else f"{s.span.this}新完成"


def task_rows(tasks: Iterable[BulletinTask]) -> list[tuple[str, ...]]:
    """Rows of `TASK_COLUMNS`."""
    return [
        (str(task.number), in_brief(task.content), task.units, task.leaders or "—", share(task.percent))
        for task in tasks
    ]


def _care_rows(tasks: Sequence[BulletinTask]) -> list[tuple[str, ...]]:
    reasons = [task.alert.reason or task.state_words for task in tasks]
    return [(*row, reason) for row, reason in zip(task_rows(tasks), reasons, strict=True)]


def problem_rows(problems: Iterable[Problem]) -> list[tuple[str, ...]]:
    """Rows of `PROBLEM_COLUMNS`: the unit's own words, whole."""
    return [
        (problem.unit, tasks_named(problem.tasks, len(problem.tasks)), problem.text) for problem in problems
    ]


def _score_row(score: UnitScore) -> tuple[str, ...]:
    flags = (_count(score.flags[flag]) for flag in Flag)
    return (
        *(str(score.rank), score.unit, str(score.expected), str(score.on_time)),
        *flags,
        f"{score.score:.1f}",
    )


def _count(number: int) -> str:
    """A table of zeros is hard to read."""
    return str(number) if number else "—"
