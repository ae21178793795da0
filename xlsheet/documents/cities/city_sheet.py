"""A city's own sheet: what its ledgers say, the latest year first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from xlsheet.analysis.cities.numbers import CityNumbers, GroupNumbers
from xlsheet.cells.rounding import percent_text
from xlsheet.dictionary.tables import ALERT_RED, ALERT_YELLOW, ALERTS
from xlsheet.documents.cities.looks import LIGHT_COLORS, SHARE, TEXT, WIDE, Cell, Head, Looks, SheetWriter

_WIDTHS: Final = (9.0, 24.0, 11.0, 11.0, 11.0, 11.0, 11.0, 12.0, 12.0, 26.0)
_LIGHTS: Final = tuple(Head(alert, light=alert) for alert in ALERTS)
_MONTHS: Final = (
    *(Head("月份", TEXT), Head("截止日", TEXT), Head("应报（项）"), Head("按时"), Head("迟报")),
    *(Head("缺报"), Head("按时率", SHARE), Head("报送单位"), Head("欠报单位"), Head("平均完成比例", SHARE)),
)
_CHAPTERS: Final = (
    *(Head("篇章", WIDE, 2), Head("任务"), Head("已完成"), Head("滞后")),
    *(*_LIGHTS, Head("平均完成比例", SHARE)),
)
_OWING: Final = (Head("单位", WIDE, 2), Head("欠报（项）"), Head("涉及月数"), Head("最长连续（月）", span=2))
_LIT: Final = (
    *(Head("编号"), Head("任务内容", WIDE, 4), Head("牵头单位", WIDE, 2)),
    *(Head("状态", TEXT), Head("完成比例", SHARE), Head("原因", WIDE)),
)


def city_page(looks: Looks, name: str, ledgers: Sequence[CityNumbers], back: str) -> None:
    """The sheet of a city, whose ledgers stand in order; `back` is the sheet that lists all cities."""
    page = SheetWriter(looks, name, _WIDTHS)
    page.sheet.write_url(0, 0, f"internal:'{back}'!A1", looks.of(font_color="#0563C1", underline=1), "返回")
    page.row = 1
    for numbers in ledgers:
        _ledger(page, numbers)


def _ledger(page: SheetWriter, numbers: CityNumbers) -> None:
    looks = page.looks
    page.line(f"{numbers.city}　{numbers.title}", looks.title(), 32)
    day = f"数据截至 {numbers.day}" if numbers.day else "还没有合并回收件，也没有查过缺报"
    page.line(f"{day}　台账编号 {numbers.ledger_id}　{numbers.office}", looks.note())
    page.figures(headline([numbers]))
    page.line("各月报送情况", looks.section(), 24)
    page.heads(_MONTHS)
    for month in numbers.months:
        shown: list[Cell] = [month.month, month.due, month.expected, month.on_time, month.late]
        shown += [month.outstanding if month.is_due else f"待报 {month.outstanding}"]
        rate = month.on_time / month.expected if month.expected and month.is_due else None
        page.table_row(_MONTHS, [*shown, rate, month.units, month.units_outstanding, month.percent])
    page.row += 1
    page.line("各篇章完成情况", looks.section(), 24)
    page.heads(_CHAPTERS)
    for chapter in numbers.chapters:
        page.table_row(_CHAPTERS, _chapter(chapter))
    page.table_row(_CHAPTERS, ["合计", *_chapter(numbers.total)[1:]], strong=True)
    page.row += 1
    _owing(page, numbers)
    _lit(page, numbers)


def _chapter(group: GroupNumbers) -> list[Cell]:
    lights = [group.lights[alert] for alert in ALERTS]
    return [group.name, group.tasks, group.done, group.behind, *lights, group.percent]


def _owing(page: SheetWriter, numbers: CityNumbers) -> None:
    page.line(f"欠报最多的单位（共 {numbers.owing_units} 个欠报）", page.looks.section(), 24)
    if numbers.owing:
        page.heads(_OWING)
    for unit in numbers.owing:
        page.table_row(_OWING, [unit.unit, unit.missing, unit.months, unit.consecutive])
    page.row += 1


def _lit(page: SheetWriter, numbers: CityNumbers) -> None:
    for light in (ALERT_RED, ALERT_YELLOW):
        tasks = [task for task in numbers.lit if task.light == light]
        look = page.looks.of(bold=True, font_size=12, font_color=LIGHT_COLORS[light])
        page.line(f"{light}灯任务（{len(tasks)} 项）", look, 24)
        if tasks:
            page.heads(_LIT)
        for task in tasks:
            shown: list[Cell] = [
                task.number,
                task.content,
                task.leads,
                task.status,
                task.percent,
                task.reason,
            ]
            page.table_row(_LIT, shown)
        page.row += 1


def headline(ledgers: Sequence[CityNumbers]) -> list[tuple[str, str, str]]:
    """What matters most of some ledgers together: (figure, words, colour)."""
    tasks = sum(each.total.tasks for each in ledgers)
    done = sum(each.total.done for each in ledgers)
    expected = sum(each.expected_due for each in ledgers)
    on_time = sum(month.on_time for each in ledgers for month in each.due_months)
    lights = {alert: sum(each.total.lights[alert] for each in ledgers) for alert in ALERTS}
    return [
        (f"{tasks:,}", "任务（项）", ""),
        (f"{done:,}", f"已完成（{percent_text(done / tasks)}）" if tasks else "已完成", ""),
        *((f"{lights[a]:,}", f"{a}灯（项）", LIGHT_COLORS[a]) for a in (ALERT_RED, ALERT_YELLOW)),
        (percent_text(on_time / expected) if expected else "—", "累计按时报送率", ""),
        (f"{sum(each.owing_units for each in ledgers):,}", "欠报单位（个）", ""),
    ]
