"""Counts by lot in a played year's ledger, and every figure of them held against the plain reading."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import docx
import openpyxl

import xlsheet

from .book import Book, half_up, last_day, months_between, shift, words
from .indicators import Target, Targets
from .office import Table
from .states import DONE as DONE_STATE
from .states import Situation, shown

KINDS = (
    ("达到", 20, "个", None),
    ("达到", 12.5, "亿元", "以上"),
    ("达到", 36, "公里", "左右"),
    ("下降", 40, "家", None),
    ("增长", 8, "%", "以上"),
    ("达到", 95, "%", None),
    ("不超过", 38, "微克/立方米", None),
    ("完成", 1, "是否完成", None),
)
CODES = ("claim_differs", "done_below_target", "measure_disputed")
HEAD = ["任务", "指标", "目标", "本月累计", "完成率", "比序时进度", "上月"]


def by_lot(seed: int, months: list[str]) -> Callable[[dict[str, Table]], None]:
    """Indicators of all kinds, and what units counted of them in these months and a few before."""
    rng = random.Random(f"counts {seed}")

    def change(tables: dict[str, Table]) -> None:
        parameters, targets = tables["参数"], tables["量化指标"]
        chosen = {"汇总方式": rng.choice(["相加", "牵头为准"]), "指标差距": rng.choice([0.15, 0.3])}
        for row in parameters.rows:
            if parameters.get(row, "名称") in chosen:
                parameters.put(row, 值=chosen[parameters.get(row, "名称")])
        numbers = sorted({tables["任务台账"].get(row, "任务编号") for row in tables["任务台账"].rows})
        for number in numbers:
            taken = sum(targets.get(row, "任务编号") == number for row in targets.rows)
            for place in range(taken + 1, taken + 1 + rng.choice([0, 1, 1, 2])):
                way, goal, measure, qualifier = rng.choice(KINDS)
                cells = {"方向": way, "目标值": goal, "计量单位": measure, "限定": qualifier, "类别": "目标"}
                targets.add(任务编号=number, 序号=place, 指标=f"指标{number}之{place}", **cells)
        for row in targets.rows:
            _count(rng, tables, {name: targets.get(row, name) for name in targets.columns}, months)

    return change


def _count(rng: random.Random, tables: dict[str, Table], target: dict[str, Any], months: list[str]) -> None:
    duties, number = tables["任务分工"], target["任务编号"]
    units = sorted({duties.get(r, "单位") for r in duties.rows if duties.get(r, "任务编号") == number})
    goal = float(target["目标值"])
    for unit in rng.sample(units, min(len(units), rng.choice([0, 1, 1, 2]))):
        total = 0.0
        for month in months_between(shift(months[0], -3), months[-1]):
            total = round(max(0.0, total + rng.choice([-0.02, 0, 0.05, 0.1, 0.2]) * goal), 2)
            said = rng.choice([0, 1]) if target["计量单位"] == "是否完成" else total
            if rng.random() < 0.7:
                came = datetime.combine(last_day(month) + timedelta(days=rng.choice([5, 9, 14])), time(9))
                place = {"任务编号": number, "指标序号": target["序号"], "单位": unit, "月份": month}
                tables["指标进展"].add(**place, 累计完成=said, 收件时间=came)


class CountsCompared:
    """A ledger on a day: what the commands say of its indicators, against `Targets`."""

    def __init__(self, ledger: Path, day: date, folder: Path) -> None:
        self.ledger, self.day, self.folder = ledger, day, folder
        self.found: list[str] = []
        self.checked = 0

    def differences(self) -> list[str]:
        with xlsheet.open(self.ledger) as ledger:
            ledger.missing(as_of=self.day)
        book = Book(self.ledger)
        now = Targets(book, self.day)
        month = Situation.on_day(book, self.day).month
        self._home(book, now)
        with xlsheet.open(self.ledger) as ledger:
            self._lines(ledger.measure(as_of=self.day).as_json()["indicators"], now, "indicators")
            of_month = Targets(book, self.day, month)
            out, table = self.folder / f"{self.day}.docx", self.folder / f"{self.day}.xlsx"
            ledger.report(month, out, as_of=self.day, indicators=table, overwrite=True)
            self._lines(
                ledger.measure(month=month, as_of=self.day).as_json()["indicators"], of_month, f"to {month}"
            )
            findings = ledger.validate(write=False).findings
        self._workbook(table, of_month)
        self._bulletin(docx.Document(str(out)), of_month, month)
        self._findings([(f.code, f.message) for f in findings if f.code in CODES], book, now)
        return self.found

    def _same(self, what: str, product: Any, oracle: Any) -> None:
        self.checked += 1
        if product != oracle:
            self.found.append(f"{self.day} 指标 {what}: product {product!r}, oracle {oracle!r}")

    def _lines(self, said: list[dict[str, Any]], wanted: Targets, what: str) -> None:
        self._same(f"{what} keys", [(i["task_no"], i["place"]) for i in said], list(wanted.rows))
        for line in said:
            target = wanted.standing.get((line["task_no"], line["place"]))
            names = ("month", "total", "share", "before", "behind", "forecast")
            told = tuple(line[name] for name in names)
            self._same(f"{what} {line['label']}", told, _figures(target))

    def _home(self, book: Book, now: Targets) -> None:
        rows = [row for row in book.sheets["首页数据"] if words(row["区块"]) == "落后指标"]
        told = [
            (words(r["名称"]).split(" ")[0], r["平均完成比例"], round(r["序时进度"], 6))
            for r in rows
            if words(r["名称"])
        ]
        wanted = [
            (f"第{number}项", shown(each.share), round(float(each.elapsed), 6))
            for (number, _), each in now.furthest()
        ]
        self._same("首页", told, wanted)

    def _workbook(self, path: Path, wanted: Targets) -> None:
        sheet = openpyxl.load_workbook(path).active
        for row in sheet.iter_rows(min_row=4, values_only=True):
            month, total, share, gap, before, forecast = row[5:11]
            told = (month, total, share, before, None if gap is None else -gap, forecast)
            target = wanted.standing.get((row[0], row[1]))
            self._same(f"xlsx {row[:3]}", told, _figures(target))

    def _bulletin(self, document: Any, wanted: Targets, month: str) -> None:
        told = []
        for table in document.tables:
            rows = [[cell.text for cell in row.cells] for row in table.rows]
            if rows[0] == HEAD:
                told += [[row[0], row[1], *row[3:]] for row in rows[1:] if row != HEAD]
        standing = wanted.standing.items()
        self._same("bulletin", told, [_printed(number, each, month) for (number, _), each in standing])

    def _findings(self, said: list[tuple[str, str]], book: Book, now: Targets) -> None:
        situation = Situation.on_day(book, self.day)
        wanted = {("measure_disputed", words(now.rows[key]["指标"])) for key in now.disputed()}
        for (number, _), each in now.standing.items():
            speakers = situation.speakers(number)
            if situation._status(speakers) == DONE_STATE and not each.reached:
                wanted.add(("done_below_target", words(each.row["指标"])))
        for number, actual in now.actual.items():
            claimed = situation._percent(situation.speakers(number))
            far = claimed is not None and abs(claimed - actual) > book.number("指标差距")
            if far and now.whole(number):
                wanted.add(("claim_differs", f"第{number}项"))
        for code, message in said:
            key = next(((c, word) for c, word in wanted if c == code and word in message), None)
            self._same(f"finding {code} {message}", key is not None, True)
        self._same("findings", len(said), len(wanted))


def _figures(target: Target | None) -> tuple[Any, ...]:
    if target is None:
        return (None,) * 6
    end = target.forecast
    return (
        target.month,
        float(target.total),
        shown(target.share),
        None if target.before is None else float(target.before),
        shown(target.behind),
        None if end is None else round(float(end), 6),
    )


def _printed(number: int, target: Target, month: str) -> list[str]:
    late = "" if target.month == month else f"（{int(target.month[5:])}月）"
    before = target.past.get(shift(month, -1))
    return [
        str(number),
        words(target.row["指标"]),
        f"{_number(target.total)}{late}",
        f"{half_up(target.share * 100, 1)}%",
        "—" if target.behind is None else _points(-target.behind),
        "—" if before is None else _number(before),
    ]


def _number(value: Fraction) -> str:
    said = half_up(value, 4)
    return f"{said:,f}".rstrip("0").rstrip(".") if said % 1 else f"{int(said):,}"


def _points(value: Fraction) -> str:
    said = half_up(value * 100, 1)
    return f"{said:+}" if said else "0"
