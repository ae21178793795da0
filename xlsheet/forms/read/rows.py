"""Rows under a header: which are entries, and why the others are none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.layout import CHECK
from xlsheet.forms.read.header import Header
from xlsheet.grids.grid import Cell

TOTAL: Final = "合计"
SIGNATURE: Final = "落款"
NOTE: Final = "说明文字"
REPEATED: Final = "重复的表头"
EMPTY: Final = ""
"""Why a row is no entry; EMPTY for one in which nothing stands."""

_TOTALS: Final = re.compile(
    r"(?:本页|本表|本单位|全部|总)?(?:合计|小计|总计|共计|累计|汇总|平均|均值|平均值|平均数|总数|合计数|计)(?:数|行)?"
    r"(?:\(.*\))?:?|(?:平均)?完成(?:比例|率)(?:合计|平均).{0,4}|共\d+项:?"
)
_TASK: Final = re.compile(r"(?:第|任务|事项|编号|序号|no\.?|#)*[(\[]?\d{1,6}(?:\.0*)?[)\].、,项号条]*")
_SIGNED: Final = re.compile(
    r"(?:.{0,6}(?:填报人|填表人|报送人|审核人|审批人|审签人|负责人|经办人|联系人|制表人?|审核|领导)"
    r"|.{0,4}(?:联系电话|电话|联系方式)|.{0,4}(?:签字|签名|盖章|签章)|填报单位|报送单位|单位"
    r"|(?:填报|填表|报送|制表)?(?:日期|时间))(?:\(.*?\))?(?::.*|$)"
)
_NOTED: Final = re.compile(r"(?:备?注|说明|填[报表]说明|附件?|※|★|\*|提示)(?:\d{0,2}[:.、]|$)")
_CLOSING: Final = re.compile(
    r".{0,30}\((?:盖章|公章|签章|签字|印章|章)\)|20\d\d年\d{1,2}月(?:\d{1,2}日)?|20\d\d[-/.]\d{1,2}[-/.]\d{1,2}"
    r"|.{2,16}(?:局|委|委员会|办公室|管委会|政府|集团|公司|中心)"
)
"""What stands alone below a table: a seal's place, a day, a unit's name."""

_LOOKED_AT: Final = 3
_SHORT: Final = 12
_LONGEST_CLOSING: Final = 40


def why_no_entry(row: Sequence[Cell], header: Header) -> str | None:
    """None for an entry, else the reason why it is none.

    A row counts as an entry if it has a task's number, or if anything stands where a unit fills in:
    such a row is better sent back than lost.
    """
    if row.count("") == len(row):
        return EMPTY
    place = header.places.get(PROGRESS.task_no, len(row))
    number = row[place] if place < len(row) else None
    if type(number) in (int, float):
        return None
    filled = [i for i, cell in enumerate(row) if cell != "" and not _is_blank(cell)]
    if not filled or filled == [header.places.get(CHECK)]:
        return EMPTY
    if any(_is_total(row[i]) for i in filled[:_LOOKED_AT]):
        return TOTAL
    if is_task_number(number):
        return None
    if all(_closes(row[i]) for i in filled):
        return SIGNATURE
    return _of_text(filled, fold(show(row[filled[0]])), header)


def is_task_number(cell: Cell) -> bool:
    """Whether a cell is meant as a task's number: 1, "１", "1.", "第1项"."""
    if isinstance(cell, str):
        return _TASK.fullmatch(fold(cell)) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _of_text(filled: Sequence[int], first: str, header: Header) -> str | None:
    """What a row without a task's number is; `first` is the text that it begins with."""
    if _SIGNED.match(first):
        return SIGNATURE
    inputs = header.inputs
    if filled[0] not in inputs and (len(filled) == 1 or _NOTED.match(first)):
        return NOTE
    return None if inputs.intersection(filled) else NOTE


def _closes(cell: Cell) -> bool:
    """Whether a cell is a signature's: a label with its value, a seal's place, a day, a unit's name."""
    if not isinstance(cell, str):
        return isinstance(cell, date)
    text = fold(cell)
    return len(text) <= _LONGEST_CLOSING and (
        _SIGNED.match(text) is not None or _CLOSING.fullmatch(text) is not None
    )


def _is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and cell.isspace())


def _is_total(cell: Cell) -> bool:
    return isinstance(cell, str) and len(cell) < _SHORT and _TOTALS.fullmatch(fold(cell)) is not None
