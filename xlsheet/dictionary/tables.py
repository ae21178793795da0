"""The workbook's data dictionary: every sheet and column name of the ledger, in this one place.

Template, forms, stores, rules and documents take their names from here. A `Column` is a `str`
(its name on the sheet), so `frame[PROGRESS.percent]` is all that other modules need to write.
"""

from __future__ import annotations

from typing import Final

from xlsheet.dictionary.columns import Column as Column
from xlsheet.dictionary.columns import Kind as Kind
from xlsheet.dictionary.columns import Table as Table
from xlsheet.dictionary.later_tables import Dispatches, Evidence, Holidays, Indicators, Measured, Todos
from xlsheet.dictionary.words import *


class Tasks(Table):
    """任务台账: one numbered task a row."""

    sheet = "任务台账"
    name = "tblTasks"
    number = Column("任务编号", Kind.INTEGER, width=9)
    chapter = Column("篇章", width=22)
    section = Column("章节", width=22)
    content = Column("任务内容", Kind.LONG_TEXT, width=60)
    leaders = Column("责任领导", width=14)
    lead_units = Column("牵头单位", Kind.LONG_TEXT, width=20)
    responsible_units = Column("责任单位", Kind.LONG_TEXT, width=36)
    deadline = Column("完成时限", Kind.DATE, width=12)
    status = Column("状态", width=9, choices=STATUSES)
    percent = Column("完成比例", Kind.PERCENT, width=10)
    last_month = Column("最近报送月份", Kind.MONTH, width=13)
    alert = Column("预警", width=7, choices=ALERTS)
    closed_month = Column(
        "销号月份", Kind.MONTH, width=11, note="填 2020-06 这样的年月；此月之后不再要求报送。"
    )
    ruling = Column(
        "督查认定",
        width=10,
        choices=STATUSES,
        since=2,
        note="督查室认定的状态，高于单位所报；空白按单位所报。只从某月起算的写上年月：滞后 2020-07。",
    )
    ruling_percent = Column(
        "认定比例",
        Kind.PERCENT,
        width=10,
        since=2,
        note="督查室认定的完成比例，高于单位所报；空白按单位所报。",
    )
    source = Column("来源", width=20, since=2, note="这项任务出自哪份通知。")
    printed_number = Column("原编号", width=9, since=2, note="通知上印的编号。")
    remark = Column("备注", Kind.LONG_TEXT, width=20)
    key = (number,)


class Assignments(Table):
    """任务分工: task x unit x role."""

    sheet = "任务分工"
    name = "tblAssignments"
    task_no = Column("任务编号", Kind.INTEGER, width=9)
    unit = Column("单位", width=26)
    role = Column("角色", width=8, choices=ROLES)
    source = Column("来源", width=10, choices=SOURCES)
    wording = Column("原文", Kind.LONG_TEXT, width=40)
    reports = Column(
        "是否报送",
        width=10,
        choices=(YES, NO),
        note="“是”下发填报表并计入应报，“否”不计入；空白按参数“报送口径”判断。",
    )
    from_month = Column(
        "起报月份",
        Kind.MONTH,
        width=11,
        since=2,
        note="填 2020-06 这样的年月；此月起要求报送，空白从首次报送月份起。",
    )
    to_month = Column(
        "止报月份",
        Kind.MONTH,
        width=11,
        since=2,
        note="填 2020-06 这样的年月；此月之后不再要求报送，空白到末次报送月份。",
    )
    key = (task_no, unit, role)


class Units(Table):
    """单位名录: the unit registry."""

    sheet = "单位名录"
    name = "tblUnits"
    unit = Column("单位", width=28)
    aliases = Column("别名", Kind.LONG_TEXT, width=34, note="多个别名用顿号（、）隔开。")
    kind = Column("类别", width=14)
    groups = Column("所属组", Kind.LONG_TEXT, width=26, note="多个组用顿号（、）隔开。")
    contact = Column("联系人", width=12)
    phone = Column("电话", width=16)
    email = Column("邮箱", width=24)
    key = (unit,)


class Plans(Table):
    """推进计划: what a unit plans to do for a task, collected once."""

    sheet = "推进计划"
    name = "tblPlans"
    task_no = Column("任务编号", Kind.INTEGER, width=9)
    unit = Column("单位", width=22)
    work = Column("工作具体内容", Kind.LONG_TEXT, width=40)
    goal = Column("总体目标", Kind.LONG_TEXT, width=30)
    stages = Column("阶段目标", Kind.LONG_TEXT, width=30)
    deadline = Column("完成时限", Kind.DATE, width=12)
    leader = Column("责任领导", width=12)
    received = Column("收件时间", Kind.DATETIME, width=17)
    source_file = Column("来源文件", width=26)
    source_place = Column("来源位置", width=16)
    key = (task_no, unit)


class Progress(Table):
    """月度进展: one row a task, unit and month."""

    sheet = "月度进展"
    name = "tblProgress"
    task_no = Column("任务编号", Kind.INTEGER, width=9)
    unit = Column("单位", width=22)
    month = Column("月份", Kind.MONTH, width=10)
    text = Column("进展情况", Kind.LONG_TEXT, width=50)
    percent = Column("完成比例", Kind.PERCENT, width=10)
    status = Column("状态", width=9, choices=STATUSES)
    problems = Column("存在问题", Kind.LONG_TEXT, width=30)
    next_steps = Column("下步措施", Kind.LONG_TEXT, width=30)
    reporter = Column("填报人", width=10)
    phone = Column("联系电话", width=15)
    filled_on = Column("填报日期", Kind.DATE, width=12)
    received = Column("收件时间", Kind.DATETIME, width=17)
    source_file = Column("来源文件", width=26)
    source_place = Column("来源位置", width=16)
    key = (task_no, unit, month)


class Receipts(Table):
    """收件登记: one row per file received, accepted or not."""

    sheet = "收件登记"
    name = "tblReceipts"
    received = Column("收件时间", Kind.DATETIME, width=17)
    file = Column("文件名", width=34)
    fingerprint = Column("指纹", Kind.CODE, width=12)
    unit = Column("单位", width=22)
    month = Column("月份", Kind.MONTH, width=10)
    verdict = Column("结论", width=18)
    accepted = Column("接收行数", Kind.INTEGER, width=10)
    rejected = Column("退回行数", Kind.INTEGER, width=10)
    remark = Column("说明", Kind.LONG_TEXT, width=50)
    sender = Column("发件人", width=26, since=3, note="邮件送来的：发件人的邮箱地址。")
    subject = Column("邮件主题", width=34, since=3)
    sent = Column(
        "邮件时间",
        Kind.DATETIME,
        width=17,
        since=3,
        note="邮件上写的发出时间；收件时间以本单位服务器收到为准。",
    )
    message_id = Column("邮件标识", Kind.CODE, width=14, since=3, note="回复这封邮件时用，请勿修改。")
    key = (file, fingerprint, received)


class Rejections(Table):
    """退回清单: one row per row or file not accepted, with the reason and the values."""

    sheet = "退回清单"
    name = "tblRejections"
    received = Column("收件时间", Kind.DATETIME, width=17)
    source_file = Column("来源文件", width=30)
    source_place = Column("来源位置", width=16)
    unit = Column("单位", width=22)
    month = Column("月份", Kind.MONTH, width=10)
    task_no = Column("任务编号", width=10)
    code = Column("代码", width=18)
    reason = Column("原因", Kind.LONG_TEXT, width=46)
    values = Column("原值", Kind.LONG_TEXT, width=46)
    key = (source_file, source_place, code)


class Missing(Table):
    """缺报清单: expected entries that are missing, late, empty or copied."""

    sheet = "缺报清单"
    name = "tblMissing"
    month = Column("月份", Kind.MONTH, width=10)
    due = Column("截止日期", Kind.DATE, width=12)
    unit = Column("单位", width=24)
    task_no = Column("任务编号", Kind.INTEGER, width=9)
    role = Column("角色", width=8)
    flag = Column("标记", width=8)
    consecutive = Column("连续缺报月数", Kind.INTEGER, width=13)
    content = Column("任务内容", Kind.LONG_TEXT, width=60)
    key = (month, unit, task_no, flag)


class Matrix(Table):
    """缺报矩阵: units x months; the month columns stand between these two."""

    sheet = "缺报矩阵"
    name = "tblMatrix"
    unit = Column(
        "单位",
        width=26,
        note="缺：到期没有报；迟：过了截止日才报；空：报了空话；同：与上月或别的任务雷同；✓：都按时报了；"
        "—：这个月不用报。字后面的数是几项任务，只有一项的不写。",
    )
    total = Column("合计", Kind.INTEGER, width=10)
    key = (unit,)


class Results(Table):
    """校验结果: the findings of the last validation."""

    sheet = "校验结果"
    name = "tblFindings"
    severity = Column("级别", width=9)
    code = Column("代码", width=20)
    sheet_name = Column("工作表", width=12)
    cell = Column("单元格", Kind.LINK, width=10)
    message = Column("说明", Kind.LONG_TEXT, width=70)
    value = Column("原值", Kind.LONG_TEXT, width=30)
    key = (code, sheet_name, cell, message)


class Parameters(Table):
    """参数: the office's settings."""

    sheet = "参数"
    name = "tblParameters"
    parameter = Column("名称", width=20)
    value = Column("值", Kind.ANY, width=36)
    remark = Column("说明", Kind.LONG_TEXT, width=70)
    key = (parameter,)


class HomeData(Table):
    """首页数据: what 首页 shows, in rows at fixed places (home_data.py); its sheet is hidden."""

    sheet = "首页数据"
    name = "tblHomeData"
    block = Column("区块", width=12)
    place = Column("序号", Kind.INTEGER, width=8)
    label = Column("名称", width=40)
    total = Column("合计", Kind.INTEGER, width=8)
    red = Column(ALERT_RED, Kind.INTEGER, width=8)
    yellow = Column(ALERT_YELLOW, Kind.INTEGER, width=8)
    green = Column(ALERT_GREEN, Kind.INTEGER, width=8)
    blue = Column(ALERT_BLUE, Kind.INTEGER, width=8)
    elapsed = Column("序时进度", Kind.PERCENT, width=10)
    percent = Column("平均完成比例", Kind.PERCENT, width=13)
    on_time = Column("按时报送", Kind.INTEGER, width=10)
    late = Column(FLAG_LATE, Kind.INTEGER, width=10)
    missing = Column(FLAG_MISSING, Kind.INTEGER, width=10)
    run = Column("连续缺报月数", Kind.INTEGER, width=13)
    day = Column("截至", Kind.DATE, width=12)
    key = (block, place)


TASKS: Final = Tasks()
ASSIGNMENTS: Final = Assignments()
UNITS: Final = Units()
PLANS: Final = Plans()
PROGRESS: Final = Progress()
RECEIPTS: Final = Receipts()
REJECTIONS: Final = Rejections()
MISSING: Final = Missing()
MATRIX: Final = Matrix()
RESULTS: Final = Results()
DISPATCHES: Final = Dispatches()
HOLIDAYS: Final = Holidays()
EVIDENCE: Final = Evidence()
INDICATORS: Final = Indicators()
MEASURED: Final = Measured()
TODOS: Final = Todos()
PARAMETERS: Final = Parameters()
HOME_DATA: Final = HomeData()

TABLES: Final[tuple[Table, ...]] = (
    TASKS,
    ASSIGNMENTS,
    UNITS,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    MISSING,
    MATRIX,
    RESULTS,
    DISPATCHES,
    HOLIDAYS,
    EVIDENCE,
    INDICATORS,
    MEASURED,
    TODOS,
    PARAMETERS,
    HOME_DATA,
)
"""All tables in the order of their sheets, which follow `HOME_SHEET`."""

HIDDEN: Final = frozenset((HOME_DATA,))
"""Tables that only the program and the charts look at."""


def table_named(name: str) -> Table:
    """The table whose ListObject has that name."""
    return next(table for table in TABLES if table.name == name)
