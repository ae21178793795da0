"""The 参数 sheet: its parameters with their defaults, and their values as typed settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue, tables
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.errors import RequestError
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.changes import Row, Value
from xlsheet.ledger.imprint import Imprint
from xlsheet.ledger.mailbox import BEIJING, MailboxRules
from xlsheet.ledger.measuring import SUM_UP, SUMMINGS, MeasuringRules
from xlsheet.ledger.parameters import ParameterReader
from xlsheet.ledger.reminder_rules import ReminderRules
from xlsheet.ledger.table import TableData
from xlsheet.ledger.workdays import Workdays, read_workdays

SCOPE_LEAD: Final = tables.LEAD
SCOPE_ALL: Final = "全部"
SHARE_MEAN: Final = "平均"
SHARE_LEAST: Final = "最低"
DEFAULT_YEAR: Final = 2020
_YEARS: Final = (1901, 2999)
"""What a workbook can write days of."""
_DEDUCTIONS: Final = dict(zip(tables.FLAGS, (1.0, 0.3, 0.8, 0.5), strict=True))
"""By flag: an entry that came late is worth more than one that says nothing."""


class Names:
    """The parameters' names as they stand on the sheet."""

    title: Final = "台账名称"
    ledger_id: Final = "台账编号"
    year: Final = "年度"
    office: Final = "督查单位"
    office_contact: Final = "联系方式"
    scope: Final = "报送口径"
    first_month: Final = "首次报送月份"
    last_month: Final = "末次报送月份"
    due_day: Final = "每月截止日"
    due_day_on_time: Final = "截止日当天算按时"
    dues_move: Final = "截止日逢节假日顺延"
    plan_due: Final = "推进计划截止时间"
    ledger_dues: Final = "季度台账截止日期"
    share_of_many: Final = "多单位完成比例"
    copied_share: Final = "雷同比例"
    copied_among_units: Final = "雷同比较其他单位"
    text_limit: Final = "文字上限"
    rules_folder: Final = "校验规则"
    behind_share: Final = "预警滞后幅度"
    missing_months: Final = "预警缺报月数"
    red_statuses: Final = "预警红色状态"
    urge_from: Final = "催办连续月数"
    supervise_from: Final = "督办连续月数"
    answer_days: Final = "补报期限"
    letter_number: Final = "催报文号"
    first_letter: Final = "催报起始号"
    issue: Final = "通报期号"
    copies_to: Final = "抄送"
    printed_by: Final = "印发机关"
    deductions: Final = {flag: f"{flag}扣分" for flag in tables.FLAGS}
    mail_in: Final = "收件服务器"
    mail_out: Final = "发件服务器"
    mail_account: Final = "邮箱账号"
    mail_folder: Final = "收件文件夹"
    mail_pause: Final = "发信间隔"
    mail_limit: Final = "每日发信上限"
    zone: Final = "时区"
    claim_gap: Final = "指标差距"
    summing: Final = "汇总方式"
    backups: Final = "备份份数"
    backup_days: Final = "备份保留天数"


@dataclass(frozen=True, slots=True)
class Settings:
    """The parameters, typed. Shares are 0–1, text_limit counts characters, backup_days 0 means for ever;
    `rules_folder` is empty for the shipped rules and else may be relative to the ledger;
    `deductions` says by 缺报, 迟报, 空报, 雷同 what share of an entry's mark that costs."""

    title: str
    ledger_id: str
    year: int
    office: str
    office_contact: str
    scope: str
    calendar: Calendar
    share_of_many: str
    copied_share: float
    copied_among_units: bool
    text_limit: int
    rules_folder: str
    behind_share: float
    missing_months: int
    red_statuses: tuple[str, ...]
    reminders: ReminderRules
    imprint: Imprint
    deductions: Mapping[str, float]
    mailbox: MailboxRules
    measuring: MeasuringRules
    backups: int
    backup_days: int


def check_year(year: int) -> None:
    """RequestError for a year that nobody can mean."""
    if not _YEARS[0] <= year <= _YEARS[1]:
        raise RequestError(f"年度写的是“{year}”，应是四位数的年份，例如 {DEFAULT_YEAR}。")


def default_parameters(
    year: int = DEFAULT_YEAR, *, ledger_id: str = "", title: str = "", office: str = "市政府督查室"
) -> list[Row]:
    """The rows of a new 参数 sheet: the calendar of the real notice (docs/design.md §1), moved to `year`."""
    lines: list[tuple[str, Value, str]] = [
        (Names.title, title or f"{year}年重点工作任务督查台账", "首页、填报表和通报的标题。"),
        (Names.ledger_id, ledger_id, "新建时自动生成，用来辨认填报表是否属于本台账，请勿修改。"),
        (Names.year, year, "本台账的年度。"),
        (Names.office, office, "填报表和函件的落款单位。"),
        (Names.office_contact, "", "报送邮箱、联系电话，写在填报表的填报说明里。"),
        (
            Names.scope,
            SCOPE_LEAD,
            "“牵头”：由牵头单位报送，没有牵头单位的任务由责任单位报送；“全部”：所有单位都报送。"
            "“任务分工”里“是否报送”填了的，以所填为准。",
        ),
        (Names.first_month, f"{year}-05", "第一次月报反映哪个月的情况。"),
        (Names.last_month, f"{year}-12", "最后一次月报反映哪个月的情况。"),
        (Names.due_day, 10, "次月几日之前报送上月情况。"),
        (Names.due_day_on_time, tables.YES, "截止日当天收到的算不算按时：是 或 否。"),
        (
            Names.dues_move,
            tables.NO,
            "截止日逢周末、法定节假日，是否顺延到下一个工作日：是 或 否。放假和调休先看“节假日”表，"
            "没有填的按国家公布的安排。",
        ),
        (Names.plan_due, datetime(year, 6, 8, 17, 0), "推进计划（只报一次）的截止时间。"),
        (
            Names.ledger_dues,
            f"{year}-07-10、{year}-10-10、{year + 1}-01-10",
            "各单位工作落实台账的报送日期，用顿号（、）隔开。",
        ),
        (
            Names.share_of_many,
            SHARE_MEAN,
            "没有牵头单位、由几个责任单位报送的任务，完成比例取各单位的“平均”还是“最低”。有牵头单位的总是取最低。",
        ),
        (Names.copied_share, 0.95, "进展情况与以往、其他任务或其他单位相同的比例达到多少算雷同（0 到 1）。"),
        (
            Names.copied_among_units,
            tables.YES,
            "不同单位同一个月报同一项任务，写得一样算不算雷同：是 或 否。",
        ),
        (Names.text_limit, 2000, "进展情况等文字每格最多多少字，超过的提醒。"),
        (
            Names.rules_folder,
            "",
            "自己的校验规则放在哪个文件夹（可以写台账旁边的文件夹名）；空白用随附的规则。",
        ),
        (
            Names.behind_share,
            0.2,
            "完成比例比序时进度（已过月数÷12）落后多少算黄色预警（0 到 1）。只用于任务内容里有数量、"
            "又没有报阶段目标的任务。",
        ),
        (Names.missing_months, 1, "到期的月报连续几个月没有报算黄色预警。"),
        (
            Names.red_statuses,
            tables.STATUS_BEHIND,
            "哪些状态算红色预警，用顿号（、）隔开；超过完成时限的也是红色。已完成和已销号的是蓝色，其余正常的是绿色。",
        ),
        (Names.urge_from, 2, "连续缺报达到几个月改发催办单，不到的发交办单。"),
        (Names.supervise_from, 3, "连续缺报达到几个月改发督办通知单。"),
        (
            Names.answer_days,
            3,
            "催报函要求几个工作日内补报。法定节假日不算，调休上班的算；可在“节假日”表里改。",
        ),
        (
            Names.letter_number,
            "督查{字}〔{年}〕{号}号",
            "催报函的发文字号：{字} 是交、催、督之一，{年} 是发函年份，{号} 是顺序号。",
        ),
        (Names.first_letter, 1, "每种催报函每年从几号编起。之后接着“发文登记”里最大的号编，不用改。"),
        (
            Names.issue,
            "第{期}期",
            "通报和领导专报的期号：{期} 是第几期（月度通报从首次报送月份起数），{年} 是台账年度。"
            "空着不写期号。",
        ),
        (Names.copies_to, "", "通报和领导专报末页“抄送”后面写什么。空着不写抄送。"),
        (Names.printed_by, "", "通报和领导专报末页写哪个单位印发。空着写督查单位。"),
        *(
            (name, _DEDUCTIONS[flag], f"报送排名：每项应报任务记 1 分，{flag}一项扣多少分（0 到 1）。")
            for flag, name in Names.deductions.items()
        ),
        (Names.mail_in, "", "收回收件的 IMAP 服务器，例如 imap.163.com；空着不从邮箱收件。见《邮箱设置》。"),
        (Names.mail_out, "", "发邮件的 SMTP 服务器，例如 smtp.163.com；空着只写草稿，不发信。"),
        (Names.mail_account, "", "邮箱的完整地址。密码（授权码）不写在这里，第一次用时会问。"),
        (Names.mail_folder, "INBOX", "从邮箱的哪个文件夹收件；INBOX 是收件箱。"),
        (Names.mail_pause, 5, "两封邮件之间隔几秒发；发得太快会被邮箱当作垃圾邮件。"),
        (Names.mail_limit, 200, "一天最多发多少封，多的第二天再发。"),
        (Names.zone, BEIJING, "邮件时间按这个时区换算，UTC+08:00 是北京时间。"),
        (
            Names.claim_gap,
            0.15,
            "单位所报的完成比例与按指标算出的实际比例相差多少（0 到 1）以上，算对不上；"
            "几个单位的数相差多少也按它看。",
        ),
        (
            Names.summing,
            SUM_UP,
            "一个指标由几个单位报数时怎么算：“相加”是各单位的累计数加起来；“牵头为准”是只看牵头单位报的。"
            "比例、名次和增幅不相加，总是牵头为准。",
        ),
        (Names.backups, 30, "台账备份最多保留多少份。"),
        (Names.backup_days, 0, "备份最多保留多少天，0 表示不限。"),
    ]
    return [
        {PARAMETERS.parameter: name, PARAMETERS.value: value, PARAMETERS.remark: remark}
        for name, value, remark in lines
    ]


def read_settings(
    data: TableData, holidays: TableData | None = None, faults: list[Finding] | None = None
) -> Settings:
    """Settings from the 参数 sheet; a parameter that is absent or blank has its default. Without the table
    节假日 working days are those of the state's calendar.

    A value that cannot be understood is added to `faults`, and has its default; where that is None,
    LedgerError names sheet, cell, value and what is expected.
    """
    cells = _cells(data)
    year = ParameterReader(cells, {Names.year: DEFAULT_YEAR}, faults).whole(Names.year, *_YEARS)
    reader = ParameterReader(cells, _defaults(year), faults)
    workdays = read_workdays(holidays) if holidays is not None else Workdays()
    moves = reader.yes(Names.dues_move)
    office = reader.text(Names.office)
    first, last = _span(reader)
    plan_due, ledger_dues = reader.moment(Names.plan_due), reader.days(Names.ledger_dues)
    return Settings(
        title=reader.text(Names.title),
        ledger_id=reader.text(Names.ledger_id),
        year=year,
        office=office,
        office_contact=reader.text(Names.office_contact),
        scope=reader.choice(Names.scope, (SCOPE_LEAD, SCOPE_ALL)),
        calendar=Calendar(
            first_month=first,
            last_month=last,
            due_day=reader.whole(Names.due_day, 1, 31),
            due_day_on_time=reader.yes(Names.due_day_on_time),
            plan_due=_moved(plan_due, workdays) if moves else plan_due,
            ledger_dues=tuple(map(workdays.from_day, ledger_dues)) if moves else ledger_dues,
            workdays=workdays,
            moves=moves,
        ),
        share_of_many=reader.choice(Names.share_of_many, (SHARE_MEAN, SHARE_LEAST)),
        copied_share=reader.share(Names.copied_share),
        copied_among_units=reader.yes(Names.copied_among_units),
        text_limit=reader.whole(Names.text_limit, 1, 32767),
        rules_folder=reader.text(Names.rules_folder),
        behind_share=reader.share(Names.behind_share),
        missing_months=reader.whole(Names.missing_months, 1, 99),
        red_statuses=reader.words(Names.red_statuses, tables.STATUSES),
        reminders=ReminderRules(
            urge_from=reader.whole(Names.urge_from, 1, 99),
            supervise_from=reader.whole(Names.supervise_from, 1, 99),
            workdays=reader.whole(Names.answer_days, 1, 99),
            number=reader.number_pattern(Names.letter_number),
            first_number=reader.whole(Names.first_letter, 1, 999999),
        ),
        imprint=Imprint(
            issue=reader.text(Names.issue),
            copies_to=reader.text(Names.copies_to),
            printed_by=reader.text(Names.printed_by) or office,
        ),
        deductions={flag: reader.share(name) for flag, name in Names.deductions.items()},
        mailbox=_mailbox(reader),
        measuring=MeasuringRules(
            gap=reader.share(Names.claim_gap), summing=reader.choice(Names.summing, SUMMINGS)
        ),
        backups=reader.whole(Names.backups, 1, 9999),
        backup_days=reader.whole(Names.backup_days, 0, 9999),
    )


def _span(reader: ParameterReader) -> tuple[Month, Month]:
    """The first and the last month that are reported on."""
    first, last = reader.month(Names.first_month), reader.month(Names.last_month)
    if first > last:
        words = {"first": Names.first_month, "last": Names.last_month, "end": last}
        reader.fault(catalogue.MONTHS_REVERSED, Names.first_month, first, **words)
        return last, first
    return first, last


def _mailbox(reader: ParameterReader) -> MailboxRules:
    return MailboxRules(
        incoming=reader.incoming(Names.mail_in),
        outgoing=reader.outgoing(Names.mail_out),
        account=reader.text(Names.mail_account),
        folder=reader.text(Names.mail_folder),
        pause=reader.whole(Names.mail_pause, 0, 3600),
        daily_limit=reader.whole(Names.mail_limit, 1, 9999),
        zone=reader.zone(Names.zone),
    )


def _moved(moment: datetime, workdays: Workdays) -> datetime:
    return datetime.combine(workdays.from_day(moment.date()), moment.time())


def _cells(data: TableData) -> dict[str, tuple[object, str]]:
    """Parameter name -> (value, address), without blank ones."""
    found: dict[str, tuple[object, str]] = {}
    for number, row in data.rows():
        name, value = show(row[PARAMETERS.parameter]).strip(), row[PARAMETERS.value]
        if name and show(value).strip():
            found.setdefault(name, (value, data.cell(number, PARAMETERS.value)))
    return found


def _defaults(year: int) -> dict[str, Value]:
    return {str(row[PARAMETERS.parameter]): row[PARAMETERS.value] for row in default_parameters(year)}
