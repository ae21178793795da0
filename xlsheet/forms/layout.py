"""What a form looks like: sheet names, columns, header cells and the hidden mark.

The writer and the reader of forms both take it from here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from xlsheet.dictionary.tables import INDICATORS, MEASURED, PLANS, PROGRESS

PROGRESS_SHEET: Final = PROGRESS.sheet
PLAN_SHEET: Final = PLANS.sheet
GUIDE_SHEET: Final = "填报说明"
GUIDE_ENDS_WITH: Final = "填好后请保存"
"""How its last line begins."""

FULL_TEXT_SHEET: Final = "任务全文"
"""The texts that are too long to be read whole in a form's row."""

REPLY_SHEET: Final = "退回说明"
"""The list in front of a form that goes back to its unit."""

CONTENT: Final = "任务内容"
ROLE: Final = "角色"
LAST_TEXT: Final = "上月进展"
LAST_PERCENT: Final = "上月比例"
CHECK: Final = "检查"

PROGRESS_COLUMNS: Final = (
    PROGRESS.task_no,
    ROLE,
    CONTENT,
    LAST_TEXT,
    LAST_PERCENT,
    PROGRESS.text,
    PROGRESS.percent,
    PROGRESS.status,
    PROGRESS.problems,
    PROGRESS.next_steps,
    CHECK,
)
"""The progress sheet's columns from A on."""

PROGRESS_HEAD_INPUTS: Final = (PROGRESS.reporter, PROGRESS.phone, PROGRESS.filled_on)
"""What a unit fills in once above the table. Earlier forms had a column for each as well, and others
still do: both are read."""

PROGRESS_INPUTS: Final = (
    PROGRESS.text,
    PROGRESS.percent,
    PROGRESS.status,
    PROGRESS.problems,
    PROGRESS.next_steps,
    *PROGRESS_HEAD_INPUTS,
)
"""What a unit fills in: cells of each row, and those above the table."""

PROGRESS_REQUIRED: Final = (PROGRESS.text, PROGRESS.percent, PROGRESS.status)
"""A row counts as filled in when all of these are."""

PLAN_COLUMNS: Final = (
    PLANS.task_no,
    ROLE,
    CONTENT,
    PLANS.work,
    PLANS.goal,
    PLANS.stages,
    PLANS.deadline,
    PLANS.leader,
    CHECK,
)
PLAN_INPUTS: Final = (PLANS.work, PLANS.goal, PLANS.stages, PLANS.deadline, PLANS.leader)

PROGRESS_HEADER: Final = 4
HEAD_INPUT_ROW: Final = 2
HEAD_INPUT_COLUMNS: Final[Mapping[str, int]] = {
    PROGRESS.reporter: 1,
    PROGRESS.phone: 4,
    PROGRESS.filled_on: 7,
}
PLAN_HEADER: Final = 3
"""The 0-based rows of the two sheets' headers, and of the cells above the table of progress."""

TARGETS_SHEET: Final = "指标填报"
TARGETS_TITLE: Final = "量化指标完成情况填报表"
TARGETS_HINT: Final = "请在黄色的格子里填到 "
TARGETS_HEADER: Final = 3
"""The 0-based row of the header."""
TARGET: Final = "目标"
LAST_TOTAL: Final = "上月累计"
THIS_TOTAL: Final = "本月累计"
TARGET_COLUMNS: Final = (
    MEASURED.task_no,
    MEASURED.place,
    INDICATORS.label,
    TARGET,
    INDICATORS.measure,
    INDICATORS.wording,
    LAST_TOTAL,
    THIS_TOTAL,
    CHECK,
)
"""The columns of the sheet of indicators; `THIS_TOTAL` is to be filled in."""

UNIT_LABEL: Final = "填报单位"
MONTH_LABEL: Final = "填报月份"
DUE_LABEL: Final = "截止日期"
REPORTER_LABEL: Final = PROGRESS.reporter
PHONE_LABEL: Final = PROGRESS.phone
FILLED_LABEL: Final = PROGRESS.filled_on
"""Labels of the cells above the table; the value stands in the cell to the right. The last three
are filled in there, or on every row of a form that has columns for them."""

MARK_SHEET: Final = "_xlsheet"
"""A very hidden sheet: `MARK_HEADER` in row 1, then one `Mark` a row for each sheet of rows."""

OWN_SHEETS: Final = {GUIDE_SHEET: 2, FULL_TEXT_SHEET: 3, REPLY_SHEET: 6, MARK_SHEET: 6}
"""The sheets that we put beside the tables, with the number of columns in use."""

MARK_HEADER: Final = ("xlsheet-form", "ledger", "unit", "month", "version", "keys")
FORM_VERSION: Final = "1"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a form knows of itself. `version` is `FORM_VERSION-` and a digest of its tasks' texts."""

    sheet: str
    ledger_id: str
    unit: str
    month: str
    version: str
    task_nos: tuple[int, ...]

    def as_row(self) -> tuple[str, ...]:
        """The mark's cells, in the order of `MARK_HEADER`."""
        keys = ",".join(map(str, self.task_nos))
        return (self.sheet, self.ledger_id, self.unit, self.month, self.version, keys)


def form_version(tasks: Iterable[tuple[int, str]]) -> str:
    """The version of a form with these tasks (number, content): another layout or text is another one."""
    lines = "\n".join(f"{number}\t{content}" for number, content in tasks)
    return f"{FORM_VERSION}-{hashlib.sha256(lines.encode('utf-8')).hexdigest()[:8]}"
