"""汇总.xlsx: cities side by side, a sheet a city, and what ledgers the numbers are from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from itertools import groupby
from typing import Any, Final

import xlsxwriter

from xlsheet.analysis.cities.numbers import CityNumbers
from xlsheet.dictionary.findings import ERROR, WARNING, Finding
from xlsheet.dictionary.tables import ALERTS, MISSING
from xlsheet.documents.cities.city_sheet import city_page, headline
from xlsheet.documents.cities.looks import LIGHT_COLORS, SHARE, TEXT, WIDE, Cell, Head, Looks, SheetWriter
from xlsheet.files.names import allowed, numbered

OVERVIEW: Final = "各市对比"
SOURCES: Final = "台账情况"
_WORST: Final = 3
_MOST_IN_CHART: Final = 30
_SHEET_NAME: Final = 28

_SIDE_BY_SIDE: Final = (
    *(
        Head("名次"),
        Head("市", TEXT),
        Head("截至", TEXT),
        Head("任务"),
        Head("已完成"),
        Head("完成率", SHARE),
    ),
    *(*(Head(alert, light=alert) for alert in ALERTS), Head("最近一期", TEXT), Head("应报"), Head("按时")),
    *(Head("迟报"), Head("缺报", TEXT), Head("当期按时率", SHARE), Head("累计按时率", SHARE)),
    *(Head("欠报单位"), Head("欠报最多的单位（项）", WIDE)),
)
_WIDTHS: Final = (6, 13, 11, 8, 8, 9, 6, 6, 6, 6, 10, 8, 8, 7, 8, 10, 10, 9, 40)
_LISTED: Final = (
    *(
        Head("市", TEXT),
        Head("年度", "0"),
        Head("台账名称", WIDE),
        Head("文件", WIDE),
        Head("台账编号", TEXT),
    ),
    *(
        Head("截至", TEXT),
        Head("任务"),
        Head("分工"),
        Head("进展"),
        Head("指标"),
        Head("收件"),
        Head(MISSING.sheet),
    ),
    *(Head("必须改"), Head("提醒")),
)
_LISTED_WIDTHS: Final = (13, 8, 34, 30, 17, 12, 8, 9, 10, 8, 9, 10, 9, 9)
_ROW_NAMES: Final = ("tasks", "assignments", "progress", "indicators", "receipts", "missing")

Ledgers = Sequence[tuple[CityNumbers, str]]
"""Each ledger's numbers with the name of its file."""


def cities_book(ledgers: Ledgers, failed: Sequence[Finding]) -> bytes:
    """The workbook. The same ledgers make the same bytes."""
    target = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(target, options) as book:
        days = sorted(numbers.day for numbers, _ in ledgers if numbers.day) or ["2000-01-01"]
        title = _title([numbers for numbers, _ in ledgers])
        book.set_properties({"title": title, "created": datetime.fromisoformat(days[-1])})
        looks, by_city = Looks(book), _by_city(ledgers)
        names = _sheet_names(list(by_city))
        _overview(looks, title, [numbers for numbers, _ in ledgers], names, failed)
        for city, own in by_city.items():
            city_page(looks, names[city], own, OVERVIEW)
        _sources(looks, ledgers, failed)
    return target.getvalue()


def _title(ledgers: Sequence[CityNumbers]) -> str:
    years = sorted({numbers.year for numbers in ledgers})
    span = f"{years[0]}年" if len(years) == 1 else f"{years[0]}—{years[-1]}年"
    return f"{span}各市重点工作任务督查情况汇总"


def _by_city(ledgers: Ledgers) -> dict[str, list[CityNumbers]]:
    found: dict[str, list[CityNumbers]] = {}
    for numbers, _ in ledgers:
        found.setdefault(numbers.city, []).append(numbers)
    return found


def _sheet_names(cities: Sequence[str]) -> dict[str, str]:
    """A sheet's name for each city; a workbook allows neither some signs nor two that are alike."""
    names: dict[str, str] = {}
    taken = {OVERVIEW, SOURCES}
    for city in cities:
        plain = city.translate(dict.fromkeys(map(ord, "[]'"), "_"))
        names[city] = numbered(allowed(plain, "未知", _SHEET_NAME), "", taken)
        taken.add(names[city].casefold())
    return names


def _overview(
    looks: Looks, title: str, ledgers: Sequence[CityNumbers], names: dict[str, str], failed: Sequence[Finding]
) -> None:
    page = SheetWriter(looks, OVERVIEW, _WIDTHS)
    page.line(title, looks.title(), 36)
    page.line(_about(ledgers, failed), looks.note())
    page.row += 1
    for year, of_year in groupby(sorted(ledgers, key=lambda n: -n.year), key=lambda n: n.year):
        ranked = sorted(of_year, key=_rank)
        page.line(f"{year}年", looks.section(), 24)
        page.figures(headline(ranked))
        page.heads(_SIDE_BY_SIDE)
        first = page.row
        for place, numbers in enumerate(ranked, start=1):
            page.table_row(_SIDE_BY_SIDE, _city_row(place, numbers), links={1: names[numbers.city]})
        if len(ranked) > 1:
            page.table_row(_SIDE_BY_SIDE, _total_row(ranked), strong=True)
        page.row += 1
        _charts(page, first, first + min(len(ranked), _MOST_IN_CHART) - 1)
    page.sheet.freeze_panes(0, 2)


def _about(ledgers: Sequence[CityNumbers], failed: Sequence[Finding]) -> str:
    days = sorted({numbers.day for numbers in ledgers if numbers.day})
    span = "" if not days else f"数据截至 {days[0]}" + (f" 至 {days[-1]}" if len(days) > 1 else "") + "　"
    cities = len({numbers.city for numbers in ledgers})
    lost = f"　有 {len(failed)} 本没有汇总进来，见“{SOURCES}”" if failed else ""
    return (
        f"{cities} 个市、{len(ledgers)} 本台账　{span}按累计按时率排名；数字都是各市"
        "台账自己的，点市名看明细。"
        f"完成率是已完成÷任务；按时率是按时报送÷应报。{lost}"
    )


def _rank(numbers: CityNumbers) -> tuple[float, float, str]:
    """The best first: by reports on time, then by tasks done."""
    tasks = numbers.total.tasks
    rate = -1.0 if numbers.on_time_rate is None else numbers.on_time_rate
    return (-rate, -(numbers.total.done / tasks if tasks else 0.0), numbers.city)


def _city_row(place: int, numbers: CityNumbers) -> list[Cell]:
    last, total = numbers.last, numbers.total
    worst = "、".join(f"{unit.unit} {unit.missing}" for unit in numbers.owing[:_WORST])
    period: list[Cell] = [None] * 6
    if last is not None:
        rate = last.on_time / last.expected if last.expected and last.is_due else None
        outstanding = str(last.outstanding) if last.is_due else f"待报 {last.outstanding}"
        period = [last.month, last.expected, last.on_time, last.late, outstanding, rate]
    return [
        *(place, numbers.city, numbers.day or "没有查过", total.tasks, total.done),
        *(total.done / total.tasks if total.tasks else None, *(total.lights[a] for a in ALERTS)),
        *(*period, numbers.on_time_rate, numbers.owing_units, worst),
    ]


def _total_row(ledgers: Sequence[CityNumbers]) -> list[Cell]:
    tasks = sum(each.total.tasks for each in ledgers)
    done = sum(each.total.done for each in ledgers)
    lights = [sum(each.total.lights[alert] for each in ledgers) for alert in ALERTS]
    expected = sum(each.expected_due for each in ledgers)
    on_time = sum(month.on_time for each in ledgers for month in each.due_months)
    share: list[Cell] = [on_time / expected if expected else None]
    owing = sum(each.owing_units for each in ledgers)
    whole: list[Cell] = [None, "合计", None, tasks, done, done / tasks if tasks else None]
    return [*whole, *lights, *[None] * 6, *share, owing, None]


def _charts(page: SheetWriter, first: int, last: int) -> None:
    """Lights and reports on time by city, below the table."""
    places = {head.name: column for column, head in enumerate(_SIDE_BY_SIDE)}
    size = {"width": 570, "height": max(220, 60 + 26 * (last - first + 1))}
    lights = page.looks.book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    for alert in ALERTS:
        lights.add_series(_series(places, first, last, alert, LIGHT_COLORS[alert]))
    rates = page.looks.book.add_chart({"type": "bar"})
    rates.add_series(
        _series(places, first, last, "累计按时率", "#2E75B6") | {"data_labels": {"value": True}, "gap": 60}
    )
    rates.set_legend({"none": True})
    rates.set_x_axis({"min": 0, "max": 1, "num_format": "0%", "major_gridlines": {"visible": False}})
    for chart, title, column in ((lights, "任务亮灯", 0), (rates, "累计按时报送率", 10)):
        chart.set_title({"name": title, "name_font": {"name": "微软雅黑", "size": 12}})
        chart.set_y_axis({"reverse": True, "num_font": {"name": "微软雅黑"}})
        chart.set_size(size)
        page.sheet.insert_chart(page.row, column, chart, {"x_offset": 6})
    lights.set_x_axis({"num_format": "0%", "major_gridlines": {"visible": False}})
    lights.set_legend({"position": "bottom"})
    page.row += round(size["height"] / 20) + 2


def _series(places: dict[str, int], first: int, last: int, name: str, color: str) -> dict[str, Any]:
    return {
        "name": name,
        "categories": [OVERVIEW, first, places["市"], last, places["市"]],
        "values": [OVERVIEW, first, places[name], last, places[name]],
        "fill": {"color": color},
        "gap": 60,
    }


def _sources(looks: Looks, ledgers: Ledgers, failed: Sequence[Finding]) -> None:
    """What the numbers are from, and what isn't among them."""
    page = SheetWriter(looks, SOURCES, _LISTED_WIDTHS)
    page.line("台账情况", looks.title(), 32)
    page.line(
        "各表行数和校验结果都是各市台账自己的。有“必须改”的，数字可能不准，请该市改正后重报。", looks.note()
    )
    page.heads(_LISTED)
    for numbers, file in ledgers:
        counts = [numbers.rows.get(name, 0) for name in _ROW_NAMES]
        wrong = [numbers.problems.get(str(severity), 0) for severity in (ERROR, WARNING)]
        about: list[Cell] = [numbers.city, numbers.year, numbers.title, file, numbers.ledger_id]
        page.table_row(_LISTED, [*about, numbers.day or "没有查过", *counts, *wrong])
    page.row += 1
    if failed:
        page.line("没有汇总进来的", looks.of(bold=True, font_size=12, font_color="#C00000"), 24)
    for finding in failed:
        page.line(finding.message, looks.of(text_wrap=True))
    page.sheet.freeze_panes(3, 1)
