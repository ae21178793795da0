"""The office's hands: a notice to begin with, and what people change in the workbook by openpyxl."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from .book import last_day, shift, words

UNITS = ["市发展改革委", "市财政局", "市教育局", "市住建局", "东湖区政府", "市城投集团"]
LEADERS = ["周明远", "林书华", "韩晓峰"]
WORK = [
    "推进政务服务改革，优化营商环境",
    "新建社区公园 20 个",
    "加强食品安全监管，守住安全底线",
    "改造老旧管网 35 公里",
    "办好职工技能大赛，弘扬工匠精神",
    "完成工业投资 12 亿元",
    "完善应急预案，开展联合演练",
    "建成养老服务站 18 个",
]
RULINGS = ["已完成", "推进中", "滞后"]

HEAD = """云川市人民政府办公室文件

云政办〔2021〕17号

云川市人民政府办公室 关于做好2021年市政府重点工作任务落实的通知

各有关单位：

各单位要于6月8日17时前将推进计划报市政府督查室。从6月份起，每月10日之前报送截至上月底的进展情况，首次报送5月份的情况。

2021年5月24日

2021 年市政府重点工作任务分解
"""


def write_notice(rng: random.Random, folder: Path) -> tuple[Path, Path]:
    """A notice of eight tasks in two chapters, two of them without a lead, and its units."""
    parts = [HEAD]
    for number, work in enumerate(WORK, 1):
        if number in (1, 5):
            parts.append("一、做强实体经济" if number == 1 else "二、保障和改善民生")
            parts.append("（一）稳住增长" if number == 1 else "（一）办好实事")
        chosen = rng.sample(UNITS, 4)
        leads = chosen[: rng.choice([1, 1, 2])] if number % 3 else []
        others = [unit for unit in chosen if unit not in leads]
        parts.append(f"{number}. {work}。")
        parts.append("责任领导：" + " ".join(rng.sample(LEADERS, rng.choice([1, 1, 2]))))
        if leads:
            parts.append("牵头单位：" + "、".join(leads))
        parts.append("责任单位：" + "、".join(others[: rng.choice([1, 2, 3])]))
    notice, registry = folder / "通知.txt", folder / "单位名录.csv"
    notice.write_text("\n\n".join(parts) + "\n", encoding="utf-8")
    rows = [f"{unit},,市政府部门,,张三,0000-860010{i},u{i}@yunchuan.example" for i, unit in enumerate(UNITS)]
    registry.write_text("\n".join(["单位,别名,类别,所属组,联系人,电话,邮箱", *rows]) + "\n", encoding="utf-8")
    return notice, registry


class Table:
    """An Excel table under openpyxl: rows by column name."""

    def __init__(self, sheet: Worksheet) -> None:
        self.sheet, self.table = sheet, next(iter(sheet.tables.values()))
        self.columns = {words(cell.value): cell.column for cell in sheet[1]}

    @property
    def rows(self) -> list[int]:
        return [r for r in range(2, self.sheet.max_row + 1) if words(self.sheet.cell(r, 1).value)]

    def get(self, row: int, column: str) -> Any:
        return self.sheet.cell(row, self.columns[column]).value

    def put(self, row: int, **cells: Any) -> None:
        for column, value in cells.items():
            self.sheet.cell(row, self.columns[column]).value = value

    def add(self, **cells: Any) -> None:
        row = max(self.rows, default=1) + 1
        self.put(row, **cells)
        self.table.ref = f"A1:{self.sheet.cell(row, max(self.columns.values())).coordinate}"
        if self.table.autoFilter:
            self.table.autoFilter.ref = self.table.ref


def by_hand(ledger: Path, change: Callable[[dict[str, Table]], None]) -> None:
    """Open the ledger in another program, change it, save it."""
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    change({sheet.title: Table(sheet) for sheet in book.worksheets if sheet.tables})
    book.save(ledger)


class Hands:
    """What an office does to its ledger between two months, drawn by lot."""

    def __init__(self, rng: random.Random, log: list[str], *, half_renamed: bool = False) -> None:
        self.rng, self.log, self.half_renamed = rng, log, half_renamed
        self.renamed: dict[str, str] = {}

    def set_up(self, tables: dict[str, Table]) -> None:
        rng, parameters = self.rng, tables["参数"]
        chosen = {
            "截止日当天算按时": rng.choice(["是", "是", "否"]),
            "多单位完成比例": rng.choice(["平均", "最低"]),
            "雷同比较其他单位": rng.choice(["是", "否"]),
            "报送口径": rng.choice(["牵头", "牵头", "全部"]),
            "预警缺报月数": rng.choice([1, 2]),
            "末次报送月份": rng.choice(["2021-09", "2021-10"]),
        }
        self.log.append(f"参数 {chosen}")
        for row in parameters.rows:
            if parameters.get(row, "名称") in chosen:
                parameters.put(row, 值=chosen[parameters.get(row, "名称")])

    def between(self, month: str) -> Callable[[dict[str, Table]], None]:
        """A few changes before the forms of `month` go out."""
        every = [self.switch, self.close, self.rule, self.reassign, self.rename, self.add_duty, self.limit]
        chosen = [*self.rng.sample(every, 4), self.set_deadline]

        def change(tables: dict[str, Table]) -> None:
            for act in chosen:
                act(tables, month)

        return change

    def switch(self, tables: dict[str, Table], month: str) -> None:
        duties = tables["任务分工"]
        row = self.rng.choice(duties.rows)
        answer = self.rng.choice(["是", "否", None])
        duties.put(row, 是否报送=answer)
        self.log.append(f"{month} 任务分工第{row}行是否报送={answer}")

    def close(self, tables: dict[str, Table], month: str) -> None:
        tasks = tables["任务台账"]
        row = self.rng.choice(tasks.rows)
        if self.rng.random() < 0.5 and not words(tasks.get(row, "销号月份")):
            tasks.put(row, 销号月份=shift(month, self.rng.choice([-1, 0, 0, 1])))
            self.log.append(f"{month} 销号 {row - 1} {tasks.get(row, '销号月份')}")

    def rule(self, tables: dict[str, Table], month: str) -> None:
        tasks = tables["任务台账"]
        row, ruling = self.rng.choice(tasks.rows), self.rng.choice(RULINGS)
        since = self.rng.choice(["", "", f" {month}"])
        percent = self.rng.choice([None, 0.8, 0.35])
        if ruling == "已完成":
            percent = None
        tasks.put(row, 督查认定=ruling + since, 认定比例=percent)
        self.log.append(f"{month} 认定 {row - 1} {ruling}{since} {percent}")

    def reassign(self, tables: dict[str, Table], month: str) -> None:
        """A duty goes from a unit to another one that has none for the task."""
        duties = tables["任务分工"]
        row = self.rng.choice(duties.rows)
        number = duties.get(row, "任务编号")
        taken = {duties.get(r, "单位") for r in duties.rows if duties.get(r, "任务编号") == number}
        free = [name for name in map(self._now, UNITS) if name not in taken]
        if free and not words(duties.get(row, "止报月份")):
            duties.put(row, 止报月份=shift(month, -1))
            to, role = self.rng.choice(free), duties.get(row, "角色")
            duties.add(任务编号=number, 单位=to, 角色=role, 来源="人工", 是否报送="是", 起报月份=month)
            self.log.append(f"{month} 改派 {number} {duties.get(row, '单位')}→{to}")

    def add_duty(self, tables: dict[str, Table], month: str) -> None:
        duties = tables["任务分工"]
        number, name = self.rng.randint(1, len(WORK)), self._now(self.rng.choice(UNITS))
        pairs = {(duties.get(r, "任务编号"), duties.get(r, "单位")) for r in duties.rows}
        if (number, name) not in pairs:
            since = self.rng.choice([month, shift(month, 1)])
            duties.add(任务编号=number, 单位=name, 角色="责任", 来源="人工", 是否报送="是", 起报月份=since)
            self.log.append(f"{month} 加派 {number} {name} {since}")

    def set_deadline(self, tables: dict[str, Table], month: str) -> None:
        """A task gets a deadline of the office's own, about the days that are looked at, or loses it."""
        tasks = tables["任务台账"]
        row = self.rng.choice(tasks.rows)
        day = self.rng.choice(
            [None, *(last_day(month) + timedelta(days=days) for days in (-20, 9, 10, 12, 70))]
        )
        tasks.put(row, 完成时限=day and datetime.combine(day, time()))
        self.log.append(f"{month} 完成时限 {row - 1} {day}")

    def limit(self, tables: dict[str, Table], month: str) -> None:
        duties = tables["任务分工"]
        row = self.rng.choice(duties.rows)
        if self.rng.random() < 0.4 and not words(duties.get(row, "止报月份")):
            duties.put(row, 止报月份=month)
            self.log.append(f"{month} 止报 任务分工第{row}行")

    def rename(self, tables: dict[str, Table], month: str) -> None:
        """A unit gets a new name, by find and replace, and the old one becomes an alias. Forms that are out
        still have the old name; a ledger that is half renamed has it in its other sheets too."""
        registry = tables["单位名录"]
        row = self.rng.choice(registry.rows)
        old = registry.get(row, "单位")
        if old in self.renamed.values() or self.rng.random() < 0.6:
            return
        new = f"新{old}"
        registry.put(row, 单位=new, 别名=old)
        self.renamed[old] = new
        for name in () if self.half_renamed else ("任务分工", "推进计划", "月度进展"):
            table = tables[name]
            for each in table.rows:
                if table.get(each, "单位") == old:
                    table.put(each, 单位=new)
        self.log.append(f"{month} 改名 {old}→{new}")

    def _now(self, name: str) -> str:
        return self.renamed.get(name, name)
