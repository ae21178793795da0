"""Random returns with their answers known beforehand: what each slip of a unit must come to.

A return is a form filled in at random, with slips in some rows and at most one on the whole table. What a
careful clerk would answer follows from how it was made, and not from our reader.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import openpyxl
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from xlsheet.dictionary.tables import PROGRESS, STATUS_BEHIND, STATUS_DONE, STATUS_IDLE, STATUS_RUNNING
from xlsheet.forms.layout import CHECK, LAST_TEXT, PROGRESS_HEAD_INPUTS

TOP: Final = 5
"""The header's row in a form."""

_SYLLABLES: Final = (
    "完成推进建设验收改造提升培训整改签约开工竣工投产招标评审论证调研督导排查修复绿化拆除安置征收"
)
_DIGITS: Final = "零一二三四五六七八九"


@dataclass
class Expected:
    """What must become of a row: `values` that the ledger gets, by column, or that it goes `back`; `noted`
    where its form is not plain 已接收 for it."""

    values: dict[str, object]
    back: bool = False
    noted: bool = False
    code: str = ""


@dataclass
class Return:
    """A workbook with what must become of each of its tasks, and of the whole."""

    book: openpyxl.Workbook
    rows: dict[int, Expected]
    slips: list[str] = field(default_factory=list)
    noted: bool = False

    @property
    def verdict(self) -> str:
        """The verdict that a careful clerk gives."""
        if any(row.back for row in self.rows.values()):
            return "rejected" if all(row.back for row in self.rows.values()) else "partly_rejected"
        noted = self.noted or any(row.noted for row in self.rows.values())
        return "accepted_with_warnings" if noted else "accepted"


@dataclass(frozen=True)
class Place:
    """A row of a form to be filled in wrongly."""

    sheet: Worksheet
    row: int
    columns: Mapping[str, int]
    dice: random.Random

    def put(self, column: str, value: object) -> None:
        self.sheet.cell(self.row, self.columns[column]).value = value  # type: ignore[assignment]

    def at(self, column: str) -> Any:
        return self.sheet.cell(self.row, self.columns[column]).value


Slip = Callable[[Place, Expected], None]
ROW_SLIPS: Final[dict[str, Slip]] = {}
TABLE_SLIPS: Final[dict[str, Callable[[Return, Worksheet, random.Random], None]]] = {}


def row_slip(slip: Slip) -> Slip:
    ROW_SLIPS[slip.__name__] = slip
    return slip


def table_slip(
    slip: Callable[[Return, Worksheet, random.Random], None],
) -> Callable[[Return, Worksheet, random.Random], None]:
    TABLE_SLIPS[slip.__name__] = slip
    return slip


def made(form: Path, seed: int, only: str = "") -> Return:
    """A form filled in at random, with its slips and what must become of them; with this slip and no other
    where one is named."""
    dice = random.Random(seed)
    book = openpyxl.load_workbook(form)
    sheet = book[PROGRESS.sheet]
    columns = {str(cell.value): cell.column for cell in sheet[TOP] if cell.value}
    for name in PROGRESS_HEAD_INPUTS:
        # each row says it for itself, as in earlier forms
        columns[name] = max(columns.values()) + 1
        sheet.cell(TOP, columns[name]).value = str(name)
    done = Return(book, {})
    row = TOP + 1
    while isinstance(sheet.cell(row, 1).value, int):
        place = Place(sheet, row, columns, dice)
        number, said = int(place.at(PROGRESS.task_no)), _answers(dice)
        for name, value in said.items():
            place.put(name, value)
        expected = Expected(dict(said))
        here = (row == TOP + 1 and only in ROW_SLIPS) if only else dice.random() < 0.3
        if here:
            slip = only or dice.choice(sorted(ROW_SLIPS))
            ROW_SLIPS[slip](place, expected)
            done.slips.append(f"{slip} in row {row}")
        done.rows[number] = expected
        row += 1
    if only in TABLE_SLIPS if only else dice.random() < 0.5:
        slip = only or dice.choice(sorted(TABLE_SLIPS))
        TABLE_SLIPS[slip](done, sheet, dice)
        done.slips.append(slip)
    return done


def _answers(dice: random.Random) -> dict[str, object]:
    words = "".join(dice.choice(_SYLLABLES) for _ in range(dice.randint(20, 40)))
    return {
        PROGRESS.text: f"{words}{dice.randint(100, 999)}处",
        PROGRESS.percent: dice.randint(2, 98) / 100,
        PROGRESS.status: dice.choice((STATUS_RUNNING, STATUS_BEHIND)),
        PROGRESS.problems: dice.choice((None, "资金到位较慢")),
        PROGRESS.next_steps: dice.choice((None, "下月完成审批")),
        PROGRESS.reporter: "王敏",
        PROGRESS.phone: "0371-60000000",
        PROGRESS.filled_on: date(2021, 6, 1) + timedelta(days=dice.randint(0, 8)),
    }


@row_slip
def percent_as_people_write_it(place: Place, expected: Expected) -> None:
    points = place.dice.randint(11, 98)
    tens, ones = divmod(points, 10)
    chinese = f"百分之{_DIGITS[tens] if tens > 1 else ''}十{_DIGITS[ones] if ones else ''}"
    wide = f"{points}％".translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"})
    ways = [
        f"{points}%",
        f"{points} %",
        wide,
        str(points),
        chinese,
        f"{points}.0%",
        f"完成{points}%",
        f"已完成{points}%。",
        f"{points}。0%",
    ]
    place.put(PROGRESS.percent, place.dice.choice(ways))
    expected.values[PROGRESS.percent] = points / 100


@row_slip
def percent_about(place: Place, expected: Expected) -> None:
    points = place.dice.randint(10, 90)
    ways = [
        f"约{points}%",
        f"{points}%左右",
        f"{points}-{points + 5}%",
        f"{points}%~{points + 5}%",
        f"近{points}%",
        f"{points}%以上",
        f"{points}%（预计下月{points + 2}%）",
    ]
    place.put(PROGRESS.percent, place.dice.choice(ways))
    expected.values[PROGRESS.percent], expected.noted = points / 100, True
    expected.code = "percent_vague"


@row_slip
def percent_that_is_none(place: Place, expected: Expected) -> None:
    place.put(
        PROGRESS.percent,
        place.dice.choice(["过半", "基本完成", "150%", "-5%", "见附件", "#REF!", "绝大部分"]),
    )
    expected.back = True


@row_slip
def percent_left_out(place: Place, expected: Expected) -> None:
    place.put(PROGRESS.percent, None)
    expected.values[PROGRESS.percent] = None
    expected.noted, expected.code = True, "row_incomplete"


@row_slip
def state_in_own_words(place: Place, expected: Expected) -> None:
    words, meant = place.dice.choice(
        [
            ("正在推进", STATUS_RUNNING),
            ("进行中", STATUS_RUNNING),
            (" 推进中 ", STATUS_RUNNING),
            ("正常推进。", STATUS_RUNNING),
            ("延期", STATUS_BEHIND),
            ("滞后\u200b", STATUS_BEHIND),
        ]
    )
    place.put(PROGRESS.status, words)
    expected.values[PROGRESS.status] = meant


@row_slip
def state_that_is_none(place: Place, expected: Expected) -> None:
    place.put(PROGRESS.status, place.dice.choice(["√", "领导已批", "12", "待定", "是"]))
    expected.back, expected.code = True, "status_unknown"


@row_slip
def done_all(place: Place, expected: Expected) -> None:
    place.put(PROGRESS.status, place.dice.choice(["已完成", "办结", "全部完成"]))
    place.put(PROGRESS.percent, place.dice.choice(["100%", 1.0, "百分之百"]))
    expected.values |= {PROGRESS.status: STATUS_DONE, PROGRESS.percent: 1.0}


@row_slip
def not_begun(place: Place, expected: Expected) -> None:
    place.put(PROGRESS.status, place.dice.choice(["未启动", "未开始", "尚未开工"]))
    place.put(PROGRESS.percent, place.dice.choice([0, 0.0, "0%", "0"]))
    expected.values |= {PROGRESS.status: STATUS_IDLE, PROGRESS.percent: 0.0}


@row_slip
def day_as_people_write_it(place: Place, expected: Expected) -> None:
    day = date(2021, 6, place.dice.randint(1, 9))
    ways = [
        f"{day}",
        f"2021/6/{day.day}",
        f"2021.6.{day.day}",
        f"2021年6月{day.day}日",
        f"6月{day.day}日",
        f"{day:%Y%m%d}",
        f"6.{day.day}",
        f"六月{_DIGITS[day.day]}日",
    ]
    place.put(PROGRESS.filled_on, place.dice.choice(ways))
    expected.values[PROGRESS.filled_on] = day


@row_slip
def day_that_is_none(place: Place, expected: Expected) -> None:
    place.put(PROGRESS.filled_on, place.dice.choice(["2021-02-30", "2099-01-01", "1900-01-01"]))
    expected.back, expected.code = True, "date_wrong"


@row_slip
def empty_words(place: Place, expected: Expected) -> None:
    place.put(
        PROGRESS.text,
        place.dice.choice(["无", "同上", "/", "无进展。", "暂无进展", "  ", "同上月", "—", "详见附件1"]),
    )
    expected.values.pop(PROGRESS.text)
    expected.noted, expected.code = True, "text_empty"


@row_slip
def dirty_text(place: Place, expected: Expected) -> None:
    text = str(expected.values[PROGRESS.text])
    place.put(PROGRESS.text, f"\u3000{text[:5]}\u200b{text[5:]}\u00a0 ")


@row_slip
def like_a_formula(place: Place, expected: Expected) -> None:
    text = place.dice.choice(["+", "-", "@"]) + str(expected.values[PROGRESS.text])
    place.put(PROGRESS.text, text)
    expected.values[PROGRESS.text] = text


@row_slip
def number_as_people_write_it(place: Place, expected: Expected) -> None:
    number = int(place.at(PROGRESS.task_no))
    ways = [
        str(number),
        f"{number}.",
        f"第{number}项",
        f"{number}、",
        f"任务{number}",
        f"（{number}）",
        f"№{number}",
    ]
    place.put(PROGRESS.task_no, place.dice.choice(ways))


@row_slip
def number_that_is_none(place: Place, expected: Expected) -> None:
    place.put(PROGRESS.task_no, place.dice.choice(["甲", "1、2", "见下", "9999"]))
    expected.back, expected.code = True, "task_unknown"


@row_slip
def answer_in_another_column(place: Place, expected: Expected) -> None:
    text = place.at(PROGRESS.text)
    place.put(PROGRESS.text, None)
    column = place.dice.choice([LAST_TEXT, CHECK, "beyond"])
    if column == "beyond":
        place.sheet.cell(place.row, 16).value = text
    else:
        place.put(column, text)
    expected.back, expected.code = True, "cell_elsewhere"


@row_slip
def words_beside(place: Place, expected: Expected) -> None:
    place.sheet.cell(place.row, place.dice.choice([15, 16, 18])).value = "请督查室协调用地指标"
    expected.noted, expected.code = True, "cell_elsewhere"


@row_slip
def comment_on_a_cell(place: Place, expected: Expected) -> None:
    cell = place.sheet.cell(place.row, place.columns[PROGRESS.percent])
    cell.comment = Comment("此项实际已经完成验收", "李强")
    expected.noted, expected.code = True, "cell_elsewhere"


@row_slip
def phone_as_number(place: Place, expected: Expected) -> None:
    place.put(PROGRESS.phone, 60000000)
    expected.values[PROGRESS.phone] = "60000000"


@row_slip
def untouched(place: Place, expected: Expected) -> None:
    for name in expected.values:
        place.put(name, None)
    expected.values.clear()
    expected.code = "-"


def _last(sheet: Worksheet) -> int:
    return max(cell.row for cell in sheet["A"] if cell.value is not None)


@table_slip
def totals_below(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    row = _last(sheet) + 1
    sheet.cell(row, dice.choice([1, 3])).value = dice.choice(
        ["合计", "小计", "汇总", "平均", "总计：", "合　计"]
    )
    sheet.cell(row, 7).value = 0.4


@table_slip
def signatures_below(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    row = _last(sheet) + 2
    sheet.cell(row, 1).value = dice.choice(
        ["填报人：王敏", "单位负责人（签字）：", "审核人：李强    填报人：王敏"]
    )
    sheet.cell(row, 6).value = dice.choice(["联系电话：0371-60000000", "2021年6月3日", "（盖章）"])


@table_slip
def blank_rows_between(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    sheet.insert_rows(TOP + 2, dice.randint(1, 4))


@table_slip
def rows_above(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    sheet.insert_rows(1, dice.randint(1, 3))
    sheet.cell(1, 1).value = dice.choice(["附件1", "重点工作进展情况表", "市政府督查室："])


@table_slip
def another_name_of_the_sheet(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    sheet.title = dice.choice(["Sheet1", "5月", "进展（最终）"])


@table_slip
def empty_sheets(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    done.book.create_sheet("Sheet2")
    done.book.create_sheet("Sheet3", 0)


@table_slip
def names_of_columns(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    top = next(row for row in range(1, 12) if sheet.cell(row, 1).value == PROGRESS.task_no)
    sheet.cell(top, 7).value = dice.choice(["完成比例（%）", "完成\n比例", "完成进度", "进度"])
    sheet.cell(top, 6).value = dice.choice(["工作进展情况", "进展 情况", "5月份进展情况", "落实情况"])


@table_slip
def words_below(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    sheet.cell(_last(sheet) + 3, 1).value = "另外，第3项的用地手续已经批复，特此说明，请予核实。"
    done.noted = True


@table_slip
def another_sheet_with_words(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    other = done.book.create_sheet("补充材料")
    for row in range(1, 5):
        other.cell(row, 1).value = f"补充事项{row}：已经与省厅沟通，待批复"
    done.noted = True


@table_slip
def the_same_table_again(done: Return, sheet: Worksheet, dice: random.Random) -> None:
    copy = done.book.copy_worksheet(sheet)
    copy.title = f"{sheet.title} (2)"
    for row in copy.iter_rows():
        for cell in row:
            cell.comment = None
