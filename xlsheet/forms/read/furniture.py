"""Words around a table that are no answers: titles, labels, notes, totals, signatures, our own hints."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final

from xlsheet.cells.text import fold
from xlsheet.dictionary.tables import STATUSES
from xlsheet.forms.check_words import is_check_word
from xlsheet.forms.layout import GUIDE_ENDS_WITH
from xlsheet.forms.read.labels import is_label, is_labelled
from xlsheet.grids.grid import Cell, Grid

_TITLE: Final = re.compile(
    r"(?:.*(?:台账|清单|报表|月报|季报|附件|表)|(?!.*[无没未]).*(?:20\d\d年?|\d月|关于|重点).*(?:情况|计划|任务|进展|汇总)|.*的?(?:报告|通知|函|汇报))"
    r"(?:[一二三四五六七八九十\d]*|\(.*\))"
)
_HEADING: Final = re.compile(
    r"(?:[(（]?[一二三四五六七八九十]+[)）、.．]|第[一二三四五六七八九十]+[章节部分]).{1,40}"
)
_NOTE: Final = re.compile(
    r"(?:备?注|说明|填[报表](?:说明|要求|须知)|要求|附件?|※|★|\*|提示|单位[:：])(?:\d{0,2}[:：.、]|$|.{0,2}\d)"
)
_OURS: Final = re.compile(
    "请只填黄色的格子；灰色的是.*|项目推进计划全年只报一次，请只填黄色的格子。.*|左边三项填一次就行，各行的可以不填。"
)
_LABELLED: Final = re.compile(r"[^:：，。；]{1,10}[:：].{0,30}")
_DATE: Final = re.compile(
    r"(?:20\d\d|[一二]〇..)[-/.年]\d{1,2}(?:[-/.月]\d{0,2}日?)?|\(?(?:盖章|签章|公章)\)?|第\d+页.*"
)
_TASK: Final = re.compile(r"第\d+(?:项|号|条)|任务\d+|\d+(?:\.\d+)?%")
_LONGEST_TITLE: Final = 60
_SHORT: Final = 24
"""Longer words in a line of signatures or totals are more than a name or a sum."""

_TELEPHONES: Final = re.compile(r"[\d\s()+\-/、,;转]+")
"""Several numbers under which somebody is reached, however long they are."""

_RESERVED: Final = ("WpsReserved_", "_xlnm", "Evaluation Warning")


def is_furniture_above(cell: Cell, before: Cell) -> bool:
    """Whether a cell above a table is a title, a label with its value or a note; `before` is the cell
    left of it."""
    if not isinstance(cell, str):
        return isinstance(cell, date | datetime) or is_label(before)
    text = fold(cell)
    if _TASK.search(text) and not _OURS.match(cell):
        return False
    return (
        is_labelled(cell)
        or is_label(before)
        or is_check_word(cell)
        or _OURS.fullmatch(cell) is not None
        or is_note(cell)
        or _LABELLED.fullmatch(text) is not None
        or _DATE.fullmatch(text) is not None
        or is_heading(cell)
        or (len(text) <= _LONGEST_TITLE and "。" not in text and _TITLE.fullmatch(text) is not None)
    )


def is_note(cell: Cell) -> bool:
    """Whether a text is a note to the table, and says nothing on a task."""
    if not isinstance(cell, str):
        return False
    text = fold(cell)
    return (_NOTE.match(text) is not None or cell.startswith("请")) and not _TASK.search(text)


def is_heading(cell: Cell) -> bool:
    """Whether a text is the heading of a part of the table: 一、产业发展."""
    return isinstance(cell, str) and _HEADING.fullmatch(cell.strip()) is not None and "。" not in cell


def is_small_print(cell: Cell) -> bool:
    """Whether a cell in a line of totals or signatures is a number, a day, a name or a label."""
    if not isinstance(cell, str) or _TELEPHONES.fullmatch(fold(cell)):
        return True
    return len(cell.strip()) <= _SHORT and not _TASK.search(fold(cell))


def end_of_guide(rows: Sequence[Sequence[Cell]]) -> int:
    """The number of rows of 填报说明 up to its last line, below which somebody may have written."""
    last = (i for i, row in enumerate(rows) if any(str(cell).startswith(GUIDE_ENDS_WITH) for cell in row[:2]))
    return next((i + 1 for i in last), len(rows))


def is_sheet_of_choices(grid: Grid) -> bool:
    """Whether a sheet only serves the workbook: the words of a dropdown, what a program keeps for itself."""
    if grid.sheet.startswith(_RESERVED):
        return True
    return all(cell in STATUSES for cell in _cells(grid.rows))


def _cells(rows: Iterable[Sequence[Cell]]) -> Iterable[Cell]:
    return (cell for row in rows for cell in row if cell != "")
