"""All indicators as a workbook: target, total, share, against the year gone, and what the pace comes to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from xlsheet.cells.months import Month
from xlsheet.cells.rounding import PERCENT_DIGITS, half_up
from xlsheet.indicators.standings import Indicator, Standing
from xlsheet.ledger.settings import Settings
from xlsheet.xlsx.row_heights import height

_FONT: Final[dict[str, Any]] = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
_BOX: Final[dict[str, Any]] = {**_FONT, "border": 1, "border_color": "#BFBFBF"}
_COLUMNS: Final = (
    ("任务编号", 9.0, "0"),
    ("序号", 6.0, "0"),
    ("指标", 40.0, "@"),
    ("目标", 20.0, "@"),
    ("计量单位", 12.0, "@"),
    ("报到哪个月", 11.0, "@"),
    ("累计完成", 12.0, "General"),
    ("完成率", 10.0, "0.0%"),
    ("比序时进度", 12.0, "+0.0%;-0.0%;0.0%"),
    ("上月累计", 12.0, "General"),
    ("按近三个月进度预计年底", 14.0, "General"),
    ("原文", 50.0, "@"),
)


@dataclass(frozen=True, slots=True)
class ListedIndicator:
    """An indicator and where it stands; None where nobody has counted it."""

    indicator: Indicator
    standing: Standing | None


def targets_book(settings: Settings, month: Month, listed: Sequence[ListedIndicator]) -> bytes:
    """The workbook. The same indicators make the same bytes."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        title = f"{month.chinese}量化指标完成情况"
        created = datetime.combine(month.first_day, time())
        book.set_properties({"title": title, "author": settings.office, "created": created})
        sheet = book.add_worksheet("指标完成情况")
        _head(book, sheet, title, settings)
        styles = [book.add_format({**_BOX, **_look(name, form)}) for name, _, form in _COLUMNS]
        for row, each in enumerate(listed, start=3):
            _row(sheet, row, _values(each, settings.year), styles)
        _paper(sheet, len(listed))
    return target.getvalue()


def _look(name: str, form: str) -> dict[str, Any]:
    wraps = form == "@" and name in ("指标", "目标", "原文")
    return {"num_format": form, "text_wrap": wraps, "align": "left" if wraps else "center"}


def _head(book: Any, sheet: Any, title: str, settings: Settings) -> None:
    last = len(_COLUMNS) - 1
    sheet.merge_range(
        0, 0, 0, last, title, book.add_format({**_FONT, "bold": True, "font_size": 16, "align": "center"})
    )
    words = (
        f"{settings.office}　完成率是累计÷目标；比序时进度是完成率减去全年已过的比例，负数为落后；"
        "预计年底按最近三个月的平均进度推算，只供参考。"
    )
    sheet.merge_range(1, 0, 1, last, words, book.add_format({**_FONT, "font_color": "#595959"}))
    sheet.set_row(0, 32)
    header = {**_BOX, "bold": True, "font_color": "white", "bg_color": "#1F4E79", "align": "center"}
    style = book.add_format({**header, "text_wrap": True})
    sheet.set_row(2, 32)
    for i, (name, width, _) in enumerate(_COLUMNS):
        sheet.set_column(i, i, width)
        sheet.write_string(2, i, name, style)


def _values(each: ListedIndicator, year: int) -> list[str | float | None]:
    indicator, standing = each.indicator, each.standing
    values: list[str | float | None] = [
        indicator.task_no,
        indicator.place,
        indicator.label,
        indicator.target_text,
        indicator.measure,
    ]
    if standing is None:
        return [*values, *[None] * 6, indicator.wording]
    gap = standing.behind(year)
    return [
        *values,
        str(standing.month),
        standing.total,
        half_up(standing.share, PERCENT_DIGITS),
        None if gap is None else half_up(-gap, PERCENT_DIGITS),
        standing.before,
        standing.forecast(Month(year, 12)),
        indicator.wording,
    ]


def _row(sheet: Any, row: int, values: Sequence[str | float | None], styles: Sequence[Any]) -> None:
    texts = [(str(value), _COLUMNS[i][1]) for i, value in enumerate(values) if isinstance(value, str)]
    sheet.set_row(row, height(texts, least=20))
    for column, (value, style) in enumerate(zip(values, styles, strict=True)):
        if value is None or value == "":
            sheet.write_blank(row, column, None, style)
        elif isinstance(value, str):
            sheet.write_string(row, column, value, style)
        else:
            sheet.write_number(row, column, value, style)


def _paper(sheet: Any, rows: int) -> None:
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)
    sheet.print_area(0, 0, rows + 2, len(_COLUMNS) - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(3, 3)
    sheet.autofilter(2, 0, rows + 2, len(_COLUMNS) - 1)
    sheet.hide_gridlines(2)
