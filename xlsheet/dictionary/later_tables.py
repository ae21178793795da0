"""Sheets that later layouts brought: letters, holidays, evidence, targets, what is left to do.

`tables` has all sheets together; others take them from there.
"""

from __future__ import annotations

from xlsheet.dictionary import words
from xlsheet.dictionary.columns import Column, Kind, Table


class Dispatches(Table):
    """发文登记: one row a letter that went out."""

    sheet = "发文登记"
    name = "tblDispatches"
    since = 2
    day = Column("日期", Kind.DATE, width=12)
    number = Column("文号", width=22)
    unit = Column("单位", width=26)
    kind = Column("种类", width=12)
    month = Column("月份", Kind.MONTH, width=10)
    task_nos = Column("任务编号", Kind.LONG_TEXT, width=24)
    recipient = Column("收件人", Kind.LONG_TEXT, width=30)
    result = Column("结果", Kind.LONG_TEXT, width=30)
    subject = Column("邮件主题", width=34, since=3)
    sent = Column("发送时间", Kind.DATETIME, width=17, since=3)
    message_id = Column("邮件标识", Kind.CODE, width=14, since=3, note="发出的邮件的标识，请勿修改。")
    key = (number, unit, kind, month, message_id)


class Holidays(Table):
    """节假日: days off and working days that the office's calendar has and the usual one has not."""

    sheet = "节假日"
    name = "tblHolidays"
    since = 2
    day = Column("日期", Kind.DATE, width=12)
    kind = Column("放假或上班", width=12, choices=(words.DAY_OFF, words.DAY_ON))
    remark = Column("说明", Kind.LONG_TEXT, width=40)
    key = (day,)


class Evidence(Table):
    """佐证材料: one row a file that came along with a form and is none itself."""

    sheet = "佐证材料"
    name = "tblEvidence"
    since = 3
    received = Column("收件时间", Kind.DATETIME, width=17)
    unit = Column("单位", width=22)
    month = Column("月份", Kind.MONTH, width=10)
    task_nos = Column("任务编号", width=14, note="文件名里写明任务的才有。")
    file = Column("文件名", Kind.LONG_TEXT, width=40)
    fingerprint = Column("指纹", Kind.CODE, width=12)
    form = Column("随同的填报表", Kind.LONG_TEXT, width=40)
    kept = Column("存放位置", Kind.LONG_TEXT, width=44)
    key = (unit, month, fingerprint)


class Indicators(Table):
    """量化指标: the targets that tasks set, one a row; what the program read and what people corrected."""

    sheet = "量化指标"
    name = "tblIndicators"
    since = 3
    task_no = Column("任务编号", Kind.INTEGER, width=9)
    place = Column("序号", Kind.INTEGER, width=7, note=words.PLACE_NOTE)
    label = Column("指标", Kind.LONG_TEXT, width=34)
    direction = Column("方向", width=9, choices=words.DIRECTIONS, note=words.DIRECTION_NOTE)
    target = Column("目标值", Kind.NUMBER, width=11)
    measure = Column("计量单位", width=11)
    qualifier = Column("限定", width=10)
    kind = Column("类别", width=8, choices=words.TARGET_KINDS, note=words.KIND_NOTE)
    wording = Column("原文", Kind.LONG_TEXT, width=50)
    source = Column("来源", width=9, choices=(words.TARGET_READ, words.SOURCE_MANUAL))
    checked = Column(
        "核对", width=9, choices=(words.TARGET_OPEN, words.TARGET_CHECKED), note=words.CHECKED_NOTE
    )
    key = (task_no, place)


class Measured(Table):
    """指标进展: what a unit counted of an indicator by the end of a month."""

    sheet = "指标进展"
    name = "tblMeasured"
    since = 3
    task_no = Column("任务编号", Kind.INTEGER, width=9)
    place = Column("指标序号", Kind.INTEGER, width=9)
    unit = Column("单位", width=22)
    month = Column("月份", Kind.MONTH, width=10)
    total = Column("累计完成", Kind.NUMBER, width=12)
    received = Column("收件时间", Kind.DATETIME, width=17)
    source_file = Column("来源文件", width=26)
    source_place = Column("来源位置", width=16)
    key = (task_no, place, unit, month)


class Todos(Table):
    """待办: what commands found and nobody has settled yet, one thing a row."""

    sheet = "待办"
    name = "tblTodos"
    since = 4
    severity = Column("级别", width=9)
    unit = Column("单位", width=20)
    task_nos = Column("任务", width=9)
    message = Column("说明", Kind.LONG_TEXT, width=52)
    remedy = Column("怎么办", Kind.LONG_TEXT, width=44)
    place = Column("位置", Kind.LINK, width=17)
    source = Column("来源", width=11, note="哪个命令发现的。")
    done = Column("办结", width=9, note=words.DONE_NOTE)
    month = Column("月份", Kind.MONTH, width=10)
    file = Column("文件", Kind.LONG_TEXT, width=28)
    value = Column("原值", Kind.LONG_TEXT, width=24)
    code = Column("代码", width=18)
    key = (source, code, unit, task_nos, month, file, message)
