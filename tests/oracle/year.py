"""A year of an office, played by seed through the library: forms out, returns in, changes by hand."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import openpyxl

import xlsheet

from .book import Book, last_day, shift
from .office import Hands, Table, by_hand, write_notice

SUBJECTS = ["施工单位", "工作专班", "设计团队", "各街道办", "项目公司", "监理人员", "相关企业", "志愿队伍"]
DEEDS = [
    "完成土方开挖",
    "召开调度会议",
    "通过专家评审",
    "签订合作协议",
    "启动设备安装",
    "组织中期检查",
    "办理前期手续",
]
PLACES = ["东湖片区", "西山新城", "南浦县域", "北原两岸", "高新园区", "老城街区", "滨河一带"]
ASKED_ONCE = {"填报人": "B3", "联系电话": "E3", "填报日期": "H3"}
"""Where a form asks above its table."""

FILLED = {"填报人": "王敏", "联系电话": "0000-6000000"}


@dataclass
class Return:
    """A form that came back: the day, the file, and what it says of each task."""

    unit: str
    month: str
    day: date
    path: Path


@dataclass
class Year:
    """What was played: the ledger, the months that were, and what the office did."""

    ledger: Path
    months: list[str]
    log: list[str]


class Player:
    """Draws what each unit does, and does it."""

    def __init__(self, seed: int, folder: Path, months: int | None, *, half_renamed: bool) -> None:
        self.rng, self.folder, self.log = random.Random(seed), folder, [f"seed {seed}"]
        notice, registry = write_notice(self.rng, folder)
        self.ledger = folder / "台账.xlsm"
        xlsheet.create(self.ledger, notice=notice, units=registry)
        self.hands = Hands(self.rng, self.log, half_renamed=half_renamed)
        by_hand(self.ledger, self.hands.set_up)
        self.begun = Book(self.ledger)
        self.year = Year(self.ledger, self.begun.months[:months], self.log)
        self.texts: list[str] = []
        self.last: dict[tuple[str, int], str] = {}
        self.done: dict[tuple[str, int], float] = {}
        self.waiting: list[Return] = []

    def play(self) -> Year:
        for month in self.year.months:
            if month != self.year.months[0]:
                by_hand(self.ledger, self._between(month))
            self._send_out(month)
            due = self.begun.due(month)
            now = [each for each in self.waiting if each.day <= due + timedelta(days=5)]
            self.waiting = [each for each in self.waiting if each not in now]
            self._merge(now)
        self._merge(self.waiting)
        return self.year

    def _send_out(self, month: str) -> None:
        out = self.folder / f"下发_{month}"
        with xlsheet.open(self.ledger, writing=False) as ledger:
            files = ledger.split(month, out).files
        due, ended = self.begun.due(month), last_day(month)
        in_time = [ended + timedelta(days=self.rng.randint(1, 6)), due - timedelta(days=1), due]
        for file in files:
            fate = self.rng.choices(["on time", "late", "never", "very late"], [70, 12, 12, 6])[0]
            day = {
                "on time": self.rng.choice(in_time),
                "late": due + timedelta(days=self.rng.choice([1, 3])),
                "very late": due + timedelta(days=45),
            }.get(fate)
            if day:
                self._answer(file, month, day)
                if self.rng.random() < 0.15:
                    self._answer(file, month, due + timedelta(days=self.rng.choice([1, 3])))

    def _answer(self, file: Any, month: str, day: date) -> None:
        target = self.folder / "回收" / f"{day}_{file.unit}_{month}_{len(self.texts)}.xlsx"
        target.parent.mkdir(exist_ok=True)
        self._fill(Path(file.path), target, file.unit, month)
        self.waiting.append(Return(file.unit, month, day, target))

    def _fill(self, form: Path, target: Path, unit: str, month: str) -> None:
        book = openpyxl.load_workbook(form)
        for name, answers in (("月度进展", self._progress), ("推进计划", self._plan)):
            if name not in book.sheetnames:
                continue
            sheet = book[name]
            header = next(row for row in sheet.iter_rows() if row[0].value == "任务编号")
            columns = {cell.value: cell.column for cell in header}
            for row in range(header[0].row + 1, sheet.max_row + 1):
                number = sheet.cell(row, 1).value
                if isinstance(number, int | float):
                    for column, value in answers(unit, int(number), month).items():
                        cell = (
                            sheet.cell(row, columns[column])
                            if column in columns
                            else sheet[ASKED_ONCE[column]]
                        )
                        cell.value = value
        book.save(target)

    def _progress(self, unit: str, number: int, month: str) -> dict[str, Any]:
        rng, key = self.rng, (unit, number)
        kind = rng.choices(
            ["sound", "blank", "empty", "again", "near", "theirs", "text only", "percent only", "no percent"],
            [60, 5, 6, 6, 5, 5, 5, 4, 4],
        )[0]
        if kind == "blank":
            return {}
        before = self.done.get(key, 0.0)
        percent = min(1.0, round(before + rng.choice([0, 0.05, 0.125, 0.2, 0.3333]), 4))
        status = (
            "已完成" if percent == 1 else rng.choice(["推进中"] * 6 + ["滞后"] + ["未启动"] * (before == 0))
        )
        text = self._new_text(number)
        if kind == "empty":
            text = rng.choice(["无", "同上", " 无 "])
        elif kind == "again" and key in self.last:
            text = self.last[key]
        elif kind == "near" and key in self.last:
            text = self._nearly(self.last[key])
        elif kind == "theirs" and self.texts:
            text = rng.choice(self.texts[-12:])
        if kind not in ("empty", "percent only"):
            self.last[key] = text
        self.done[key] = percent
        row = {
            "进展情况": text,
            "完成比例": percent,
            "状态": status,
            **FILLED,
            "填报日期": datetime(2021, 6, 1),
        }
        if rng.random() < 0.2:
            row["存在问题"] = "部分地块征迁进度偏慢。"
        left_out = {
            "text only": ("完成比例", "状态"),
            "percent only": ("进展情况", "状态"),
            "no percent": ("完成比例",),
        }
        for column in left_out.get(kind, ()):
            del row[column]
        return row

    def _new_text(self, number: int) -> str:
        rng = self.rng
        parts = [f"{rng.choice(SUBJECTS)}在{rng.choice(PLACES)}{rng.choice(DEEDS)}" for _ in range(2)]
        text = f"{'，'.join(parts)}，本月投入{rng.randint(11, 9876)}万元。"
        self.texts.append(text)
        return text

    def _nearly(self, text: str) -> str:
        """The same words with a few letters changed: about as alike as still counts as copied."""
        letters = list(text)
        for place in self.rng.sample(range(len(letters)), self.rng.choice([1, 2, 2, 3])):
            letters[place] = "○"
        return "".join(letters)

    def _plan(self, unit: str, number: int, month: str) -> dict[str, Any]:
        if self.rng.random() < 0.2:
            return {}
        deadline = self.rng.choice([datetime(2021, 8, 31), datetime(2021, 12, 31), datetime(2021, 10, 10)])
        plan = {"工作具体内容": f"第{number}项{unit}的具体工作", "总体目标": "年底前完成", "责任领导": "李强"}
        return {**plan, "阶段目标": self.rng.choice(["", "6月底过半，9月底完成"]), "完成时限": deadline}

    def _merge(self, returns: list[Return]) -> None:
        """The returns of each day together, the days in any order."""
        days = sorted({each.day for each in returns})
        self.rng.shuffle(days)
        for day in days:
            paths = [each.path for each in returns if each.day == day]
            self.rng.shuffle(paths)
            with xlsheet.open(self.ledger) as ledger:
                ledger.merge(paths, received=day)
                if self.rng.random() < 0.2:
                    self._redate(ledger, self.rng.choice([each for each in returns if each.day == day]))

    def _redate(self, ledger: xlsheet.Ledger, wrong: Return) -> None:
        """The day of a file was written down wrong; it is mended to another one after its month's end."""
        day = last_day(wrong.month) + timedelta(days=self.rng.choice([1, 9, 10, 11, 30]))
        ledger.redate(wrong.path.name, day)
        self.log.append(f"{wrong.path.name} 改收件日 {wrong.day}→{day}")

    def _between(self, month: str) -> Callable[[dict[str, Table]], None]:
        """What the office changes before the forms of `month` go out; sometimes it types in a row of the
        month before."""
        change = self.hands.between(month)

        def changes(tables: dict[str, Table]) -> None:
            if self.rng.random() < 0.5:
                self._type_row(tables, shift(month, -1))
            change(tables)

        return changes

    def _type_row(self, tables: dict[str, Table], month: str) -> None:
        """A row of 月度进展 that the office types in itself, without a day of receipt."""
        progress, duties = tables["月度进展"], tables["任务分工"]
        row = self.rng.choice(duties.rows)
        number, unit = duties.get(row, "任务编号"), duties.get(row, "单位")
        standing = {(progress.get(r, "任务编号"), progress.get(r, "月份")) for r in progress.rows}
        if (number, month) not in standing:
            cells = {"任务编号": number, "单位": unit, "月份": month, "进展情况": self._new_text(number)}
            progress.add(**cells, 完成比例=0.5, 状态="推进中")
            self.log.append(f"{month} 手工填 {number} {unit}")


def play(seed: int, folder: Path, months: int | None = None, *, half_renamed: bool = False) -> Year:
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    return Player(seed, folder, months, half_renamed=half_renamed).play()
