"""The made-up notices as a table for people: each way of writing, and what is made of its first task."""

from __future__ import annotations

from collections.abc import Iterable

from notices.imported import HeldTask, Imported
from notices.sample import Sample, Table
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import ASSIGNMENTS, PLANS, SOURCE_NAMED, TASKS

_HEAD = """# 通知写法对照

通知有各种写法。下面每一行都是测试里真有的一份编造的通知（`tests/notices/samples`，原文和人读出来的答案放在一起），
“读成什么”是导入后台账里的第一项任务。本页由 `tests/notices` 写成，与程序不一致时测试不通过。
没有看懂的原文会逐行列出（代码 `notice_unused`），不会悄悄丢掉。

| 代码 | 写法 | 原文举例 | 读成什么 | 提示 |
|---|---|---|---|---|
"""
_QUIET = ("unit_alias", "unit_unknown", "task_without_lead", "group_empty", "unit_maybe_same")
"""Findings on units that any notice with new names has: no answer to a way of writing."""


def samples_table(read: Iterable[tuple[Sample, Imported]]) -> str:
    """The table as Markdown, in the order of the codes."""
    lines = [
        f"| `{sample.code}` | {_cell(sample.title, 60)} | {_cell(_excerpt(sample), 80)} "
        f"| {_cell(_first(imported), 130)} | {_codes(imported)} |"
        for sample, imported in sorted(read, key=lambda pair: (pair[0].code, pair[0].name))
    ]
    return _HEAD + "\n".join(lines) + "\n"


def _excerpt(sample: Sample) -> str:
    """The notice from its first task on."""
    start = sample.tasks[0].content[:6]
    if sample.raw:
        lines = sample.source.split("\n")
    else:
        blocks = [block for sheet in sample.sheets for block in sheet.blocks]
        lines = []
        for block in blocks:
            lines += [" ｜ ".join(row) for row in block.rows] if isinstance(block, Table) else [block]
    at = next((k for k, line in enumerate(lines) if start in line), 0)
    return " ⏎ ".join(line.strip() for line in lines[at : at + 4] if line.strip())


def _first(imported: Imported) -> str:
    if not imported.tasks:
        return imported.refused
    task = imported.tasks[0]
    fields = {
        TASKS.printed_number: task.shown(TASKS.printed_number),
        TASKS.chapter: task.shown(TASKS.chapter),
        TASKS.section: task.shown(TASKS.section),
        TASKS.content: task.shown(TASKS.content)[:24],
        TASKS.leaders: task.shown(TASKS.leaders),
        **_units(task),
        TASKS.deadline: task.shown(TASKS.deadline),
        PLANS.work: show(task.plans[0][PLANS.work]) if task.plans else "",
        PLANS.stages: show(task.plans[0][PLANS.stages]) if task.plans else "",
    }
    return "；".join(f"{name}：{value}" for name, value in fields.items() if value)


def _units(task: HeldTask) -> dict[str, str]:
    by_role: dict[str, list[str]] = {}
    for share in task.shares:
        if share[ASSIGNMENTS.source] == SOURCE_NAMED:
            by_role.setdefault(str(share[ASSIGNMENTS.role]), []).append(str(share[ASSIGNMENTS.unit]))
    return {role: "、".join(units) for role, units in by_role.items()}


def _codes(imported: Imported) -> str:
    codes = dict.fromkeys(finding["code"] for finding in imported.findings)
    return "、".join(f"`{code}`" for code in codes if code not in _QUIET)


def _cell(text: str, longest: int) -> str:
    text = " ".join(text.replace("|", "｜").split())
    return text if len(text) <= longest else f"{text[:longest]}…"
