"""The corpus: cells as people fill them in (RETURNS.md, “The cell”)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from corpus.case import Case, changed, one_cell
from corpus.desk import MONTHS, Desk, Form, filled_on, said_of
from xlsheet.dictionary.tables import (
    PLANS,
    PROGRESS,
    STATUS_BEHIND,
    STATUS_DONE,
    STATUS_IDLE,
    STATUS_RUNNING,
)
from xlsheet.forms.layout import FILLED_LABEL

PERCENT, STATUS, TEXT, PHONE, DAY = (
    PROGRESS.percent,
    PROGRESS.status,
    PROGRESS.text,
    PROGRESS.phone,
    PROGRESS.filled_on,
)
FIFTH = datetime(2020, 6, 5)
LONG = "完成设备安装与调试工作，" * 180


def _plan(written: object, deadline: datetime | None) -> Case:
    def build(desk: Desk, folder: Path) -> Form:
        form = desk.form(1, MONTHS[0])
        sheet = form.book[PLANS.sheet]
        header = next(row for row in sheet.iter_rows() if row[0].value == PLANS.task_no)
        columns = {cell.value: cell.column for cell in header}
        row = header[0].row + 1
        values = {PLANS.work: "分三批实施", PLANS.goal: "全面建成", PLANS.stages: "6月底过半"}
        for name, value in {**values, PLANS.deadline: written, PLANS.leader: "分管负责同志"}.items():
            sheet.cell(row, columns[name]).value = value
        form.save(folder / "填报表.xlsx")
        return form

    return Case("date_vague", f"{PLANS.deadline}：'{written}'", "W", build, {PLANS.deadline: deadline})


def _several_shares(shares: list[object], answer: str, taken: float, also: Sequence[str] = ()) -> Case:
    def change(form: Form) -> None:
        form.without_mark()
        for i in range(len(form.rows)):
            form.put(PERCENT, shares[min(i, len(shares) - 1)], i)
            form.sheet.cell(form.rows[i], form.columns[PERCENT]).number_format = "General"
            form.put(STATUS, STATUS_DONE if taken == 1 and i == 0 else STATUS_RUNNING, i)

    title = f"{PERCENT}：{'、'.join(map(str, shares))}（第一个是 1，没有百分比格式）"
    return changed("percent_forms", answer, title, change, held={PERCENT: taken}, also=also)


def _back(desk: Desk, folder: Path) -> Form:
    first, second = desk.pair()
    second.put(PERCENT, 0.1)
    first.save(folder / "五月.xlsx")
    second.save(folder / "六月.xlsx")
    return second


def _copied(desk: Desk, folder: Path) -> Form:
    first, second = desk.pair()
    second.put(TEXT, said_of(first.tasks[0][0], MONTHS[0]) + "。")
    first.save(folder / "五月.xlsx")
    second.save(folder / "六月.xlsx")
    return second


def _put_all(form: Form, column: str, value: object) -> None:
    for i in range(len(form.rows)):
        form.put(column, value, i)


def _day_above(form: Form) -> None:
    day = filled_on(form.month, 6)
    form.head(FILLED_LABEL).value = f"{day.month}月6日"


CASES = [
    *(one_cell("percent_forms", "N", PERCENT, p, 0.5) for p in (50, "50%", "５０％", "50 %", "0.5")),
    *(one_cell("percent_forms", "N", PERCENT, p, 0.5) for p in ("百分之五十", "百分之50", "已完成50%。")),
    one_cell("percent_forms", "W", PERCENT, "0.5%", 0.005),
    _several_shares([1, 0.3], "N", 1.0, also=("",)),
    _several_shares([1, 30], "W", 0.01),
    _several_shares([1, 0.3, 30], "W", 1.0),
    *(one_cell("percent_vague", "W", PERCENT, p, 0.5) for p in ("约50%", "50%左右", "50-60%", "50％～60％")),
    one_cell("percent_vague", "W", PERCENT, "八成", 0.8),
    *(one_cell("percent_vague", "R", PERCENT, p) for p in ("过半", "基本完成", "未完成50%")),
    *(one_cell("percent_range", "R", PERCENT, p) for p in (-0.1, "-5%", 150, "120%")),
    *(
        one_cell("date_forms", "N", DAY, day, FIFTH)
        for day in ("2020-6-5", "2020/6/5", "2020.6.5", "2020年6月5日", "20200605", "43987", "6月5日")
    ),
    *(
        one_cell("date_forms", "N", DAY, day, FIFTH)
        for day in ("二〇二〇年六月五日", "2020-06-05 10:30", "2020年6月5日（星期五）", "20.6.5", "6.5")
    ),
    one_cell("date_vague", "W", DAY, "6月初", None),
    one_cell("date_vague", "W", DAY, "上周", None),
    _plan("7月初", datetime(2020, 7, 10)),
    _plan("6月底", datetime(2020, 6, 30)),
    _plan("年底前", datetime(2020, 12, 31)),
    _plan("上半年", datetime(2020, 6, 30)),
    _plan("长期坚持", None),
    *(one_cell("date_wrong", "R", DAY, day) for day in ("2020-02-30", "1900-01-01", date(2099, 1, 1), 42155)),
    one_cell("date_wrong", "W", DAY, date(2020, 1, 5), datetime(2020, 1, 5)),
    *(one_cell("status_words", "N", STATUS, s, STATUS_RUNNING) for s in ("进行中", "正在推进", "正常推进")),
    one_cell("status_words", "N", STATUS, "推进中（25%）", STATUS_RUNNING),
    one_cell("status_words", "N", STATUS, "未开始", STATUS_IDLE),
    one_cell("status_words", "N", STATUS, "延期", STATUS_BEHIND),
    changed(
        "percent_forms",
        "N",
        f"{PERCENT}：1，格子是百分比格式，别的是 30",
        lambda form: (_put_all(form, PERCENT, 30), form.put(PERCENT, 1), form.put(STATUS, STATUS_DONE)),
        held={PERCENT: 1},
    ),
    changed(
        "status_words",
        "N",
        f"{STATUS}：'已办结'，{PERCENT}：100%",
        lambda form: (form.put(STATUS, "已办结"), form.put(PERCENT, "100%")),
        held={STATUS: STATUS_DONE, PERCENT: 1},
    ),
    *(one_cell("status_unknown", "R", STATUS, s) for s in ("还行吧", "基本完成", 3)),
    one_cell("status_percent", "W", STATUS, STATUS_DONE, STATUS_DONE),
    one_cell("status_percent", "W", PERCENT, 1, 1),
    Case("progress_back", f"{PERCENT}比上月低", "NW", _back, {PERCENT: 0.1}),
    *(one_cell("text_empty", "W", TEXT, t, t) for t in ("无", "同上", "同上月。", "无进展", "/", None)),
    Case("text_copied", "与上月雷同", "NW", _copied),
    changed(
        "text_copied",
        "W",
        "与另一项任务雷同",
        lambda form: form.put(TEXT, form.sheet.cell(form.rows[0], form.columns[TEXT]).value, 1),
    ),
    one_cell("text_dirty", "N", TEXT, " 已\u200b建\u00a0成\u3000三所\r\n\r\n学校 ", "已建 成 三所\n学校"),
    one_cell("text_long", "W", TEXT, LONG, LONG),
    one_cell("formula", "R", TEXT, "#REF!"),
    one_cell("formula", "R", PERCENT, "#DIV/0!"),
    *(
        one_cell("formula_like", "N", TEXT, t, t)
        for t in ("=1+1 计划内", "-5℃以下停工", "+新增三处", "@全体")
    ),
    one_cell("number_text", "N", PHONE, 67180738.0, "67180738"),
    one_cell("number_text", "N", PHONE, "67180738.0", "67180738"),
    one_cell("number_text", "N", PHONE, "1.5E+07", "15000000"),
    changed(
        "date_forms",
        "N",
        f"表头“{FILLED_LABEL}”：'6月6日'，各行不填",
        _day_above,
        held={DAY: ...},
    ),
]
