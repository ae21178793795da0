"""What each button does: its job on the open ledger, and what the user then sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path
from typing import Final, TypeVar

from xlsheet.addin.choices import (
    AS_SET,
    BESIDE,
    ELSEWHERE,
    NOT_AT_ALL,
    Choice,
    free_folder,
    where,
)
from xlsheet.addin.click import CancelledError, Click, ClickOutcome
from xlsheet.addin.importing import import_notice
from xlsheet.addin.messages import with_findings
from xlsheet.cells.asked import day_asked
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    HOME_SHEET,
    MISSING,
    NO,
    PARAMETERS,
    RECEIPTS,
    REJECTIONS,
    RESULTS,
    YES,
)
from xlsheet.errors import ExistsError, RequestError
from xlsheet.ledger.calendar import Calendar

_T = TypeVar("_T")


def validate(click: Click) -> ClickOutcome:
    """Check the ledger, list the findings, and mark them at their cells."""
    from xlsheet.addin import highlights
    from xlsheet.jobs.validate import ValidateRequest
    from xlsheet.jobs.validate import validate as job

    report = job(click.store, ValidateRequest())
    marked = highlights.put(click.book, report.findings)
    text = report.summary()
    if marked.cells:
        text += f"\n\n{marked.cells} 个单元格标了底色和批注，改好后再校验一次，标记自动清除。"
    if marked.left_out:
        text += f"\n还有 {marked.left_out} 个没有标（最多标 {highlights.MOST} 个），请看“{RESULTS.sheet}”。"
    if marked.commented:
        text += f"\n还有 {marked.commented} 个单元格带着会话式批注，标不上，请看“{RESULTS.sheet}”。"
    return ClickOutcome(text, RESULTS.sheet if report.findings else "")


def unmark(click: Click) -> ClickOutcome:
    """Take the marks of the last validation away."""
    from xlsheet.addin import highlights

    return ClickOutcome(f"清除了 {highlights.remove(click.book)} 个单元格的校验标记。")


def split(click: Click) -> ClickOutcome:
    """Write the forms of a month into a folder."""
    from xlsheet.jobs.split import SplitRequest
    from xlsheet.jobs.split import split as job

    proposed = _month_to_split(click.settings.calendar, _today(click))
    asked = click.choose(
        "拆分下发", [_month_choice(click, proposed), where(_PLACE), Choice(_UNITS, ""), _rules()]
    )
    month = _month_chosen(click, asked)
    units = tuple(re.split(r"[、，,；;\s]+", asked[_UNITS])) if asked[_UNITS] else ()
    folder = click.place(asked[_PLACE], f"下发_{month}", "填报表放在哪个文件夹")
    schemas = _rules_chosen(click, asked)
    report = _overwriting(
        click,
        "拆分下发",
        lambda over: job(click.store, SplitRequest(month, folder, units, overwrite=over, schemas=schemas)),
    )
    return ClickOutcome(report.summary(), made=folder)


def merge(click: Click) -> ClickOutcome:
    """Merge the files of a folder, or those given; where a mailbox is set up, its new mails if the user wants
    that."""
    from xlsheet.jobs.merge import MergeRequest
    from xlsheet.jobs.merge import merge as job

    if not click.given.files and click.given.folder is None and _asks_the_mailbox(click):
        return _fetch(click)
    paths = click.given.files or (click.folder("选择收到的填报表所在的文件夹（里面的压缩包不用解）"),)
    today = str(_today(click).isoformat())
    replies = Choice(_REPLIES, BESIDE, (BESIDE, ELSEWHERE, NOT_AT_ALL), kept=True)
    asked = click.choose("合并回收", [Choice(_RECEIVED, today), replies, _rules()])
    month = click.month("", _FIRST) if click.given.month else None
    received = click.given.day
    if not click.was_given:
        day = _day_chosen(click, asked, _RECEIVED)
        received = None if day == date.today() else datetime.combine(day, time())
    folder = None if click.was_given else _reply_folder(click, asked, received or datetime.now())
    request = MergeRequest(paths, month, received, replies=folder, schemas=_rules_chosen(click, asked))
    report = job(click.store, request)
    returned = any(file.rejected or file.superseded for file in report.files)
    written = folder if report.replies else None
    return ClickOutcome(report.summary(), REJECTIONS.sheet if returned else RECEIPTS.sheet, written)


def _reply_folder(click: Click, asked: Mapping[str, str], received: datetime) -> Path | None:
    if asked[_REPLIES] == NOT_AT_ALL:
        return None
    place = click.place(asked[_REPLIES], "", "退回件放在哪个文件夹")
    return free_folder(place, f"退回_{received.date()}") if asked[_REPLIES] == BESIDE else place


_FIRST: Final = Month(1, 1)
_INBOX: Final = "收件箱"
"""Where mails are kept, beside the ledger."""


def _asks_the_mailbox(click: Click) -> bool:
    """Whether the user wants new mails; asked only where a mailbox is set up and the ledger has a folder."""
    from xlsheet.jobs.post.mailbox import mailbox_of

    rules, path = mailbox_of(click.store), click.store.path
    if rules.incoming is None or not rules.account or path is None:
        return False
    question = (
        f"要从邮箱 {rules.account} 收新邮件吗？\n\n"
        f"是：新邮件存在台账旁边的“{_INBOX}”文件夹，接着合并；邮箱里的邮件不动\n"
        "否：选一个文件夹合并\n取消：什么也不做"
    )
    answer = click.confirms(question, "合并回收", "yes_no_cancel")
    if answer == "cancel":
        raise CancelledError
    return answer == "yes"


def _fetch(click: Click) -> ClickOutcome:
    """Keep the mailbox's new mails beside the ledger, and merge those that no merge has seen."""
    from xlsheet.jobs.merge import MergeRequest
    from xlsheet.jobs.post.fetch import FetchRequest, fetch
    from xlsheet.jobs.post.inbox import merge_new

    assert click.store.path is not None
    out = click.store.path.parent / _INBOX
    fetched = fetch(click.store, FetchRequest(out, _password, None))
    month = click.month("", _FIRST) if click.given.month else None
    merged = merge_new(click.store, MergeRequest([out], month))
    text = with_findings(replace(fetched, merged=merged).summary(), fetched.findings)
    if merged is None:
        return ClickOutcome(text)
    returned = any(file.rejected or file.superseded for file in merged.files)
    return ClickOutcome(text, REJECTIONS.sheet if returned else RECEIPTS.sheet)


def _password(account: str) -> str:
    from xlsheet.mail.passwords import HOW_TO_KEEP, kept_password

    found = kept_password(account)
    if not found:
        raise RequestError(f"不知道邮箱 {account} 的密码（授权码）：表格程序里没有地方填。请{HOW_TO_KEEP}。")
    return found


def missing(click: Click) -> ClickOutcome:
    """Look who did not deliver."""
    from xlsheet.jobs.missing import MissingRequest
    from xlsheet.jobs.missing import missing as job

    months = Choice(_MONTH, _ALL_MONTHS, (_ALL_MONTHS, *map(str, click.settings.calendar.months())))
    asked = click.choose("缺报检查", [Choice(_AS_OF, _today(click).isoformat()), months])
    month = click.month("", _FIRST) if click.given.month else Month.parse(asked[_MONTH])
    report = job(click.store, MissingRequest(month, _day_chosen(click, asked, _AS_OF)))
    return ClickOutcome(
        report.summary(), MISSING.sheet if report.needs_attention and not report.early else ""
    )


def undo(click: Click) -> ClickOutcome:
    """Take the last change back; after one was taken back, ask whether to go on or to make it again."""
    from xlsheet.jobs.undo import UndoRequest
    from xlsheet.jobs.undo import undo as job

    again, undone = click.given.redo, click.store.last_undone()
    if undone is not None and not again:
        question = (
            f"上一次撤销了 {undone.when} 的“{undone.command}”。\n\n"
            "是：再往前撤销一步\n否：恢复刚才撤销的\n取消：什么也不做"
        )
        answer = click.confirms(question, "撤销", "yes_no_cancel")
        if answer == "cancel":
            return ClickOutcome("")
        again = answer == "no"
    report = job(click.store, UndoRequest(again, way_back="再点一次“撤销”，选“否”"))
    return ClickOutcome(report.summary())


def settings(click: Click) -> ClickOutcome:
    """Go to the parameters."""
    return ClickOutcome("", PARAMETERS.sheet)


def help_(click: Click) -> ClickOutcome:
    """Go to the guide on the home sheet; offer the manual as a page, and say what this machine lacks."""
    from xlsheet.jobs.setup.doctor import DoctorRequest, doctor
    from xlsheet.jobs.setup.manual import put_manual

    report = doctor(None, DoctorRequest())
    lacking = [f"· {check.name}：{check.remedy}" for check in report.checks if not check.ok]
    page = put_manual()
    text = f"“{HOME_SHEET}”上是每月的步骤，鼠标停在按钮上有说明。\n\n使用手册：{page}\n\n{report.summary()}"
    return ClickOutcome("\n".join([text, *lacking]), HOME_SHEET, page)


def remind(click: Click) -> ClickOutcome:
    """Write a letter and a mail draft for each unit that owes something."""
    from xlsheet.jobs.remind import RemindRequest
    from xlsheet.jobs.remind import remind as job

    today = _today(click)
    proposed = _month_to_chase(click.settings.calendar, today)
    choices = [_month_choice(click, proposed), Choice(_DATED, today.isoformat()), where(_PLACE)]
    asked = click.choose("催报", choices)
    month, day = _month_chosen(click, asked), _day_chosen(click, asked, _DATED)
    folder = click.place(asked[_PLACE], f"催报_{month}", "催报函放在哪个文件夹")
    report = _overwriting(
        click, "催报", lambda over: job(click.store, RemindRequest(month, folder, day, overwrite=over))
    )
    return ClickOutcome(with_findings(report.summary(), report.findings), made=folder)


def report(click: Click) -> ClickOutcome:
    """Write the bulletin of a month, a quarter or the year, and leaders' sheets where they are wanted."""
    from xlsheet.analysis.spans import SpanKind
    from xlsheet.jobs.report import BulletinRequest
    from xlsheet.jobs.report import report as job

    today = _today(click)
    proposed = _month_to_chase(click.settings.calendar, today)
    spans = dict(zip(_SPANS, SpanKind, strict=True))
    choices = [
        _month_choice(click, proposed),
        Choice(_SPAN, _SPANS[0], _SPANS, kept=True),
        Choice(_DATED, today.isoformat()),
        Choice(_LEADERS, NO, (NO, YES), kept=True),
        where(_PLACE),
    ]
    asked = click.choose("通报", choices)
    month, day = _month_chosen(click, asked), _day_chosen(click, asked, _DATED)
    folder = click.place(asked[_PLACE], f"通报_{month}", "通报放在哪个文件夹")
    leaders = folder / "专报" if asked[_LEADERS] == YES else None
    target = folder / f"通报_{month}{'' if asked[_SPAN] == _SPANS[0] else f'_{asked[_SPAN]}'}.docx"
    span = spans[asked[_SPAN]]
    made = _overwriting(
        click,
        "通报",
        lambda over: job(click.store, BulletinRequest(month, target, span, day, leaders, overwrite=over)),
    )
    return ClickOutcome(with_findings(made.summary(), made.findings), made=folder)


_MONTH, _PLACE, _UNITS, _RULES = "月份", "放在", "只给这些单位（空白为全部）", "校验规则"
_RECEIVED, _REPLIES, _AS_OF, _DATED = "收件日期", "退回件", "截至日期", "落款日期"
_SPAN, _LEADERS, _ALL_MONTHS = "期间", "领导专报", "全部到期的"
_SPANS: Final = ("月", "季度", "全年")


def _month_choice(click: Click, proposed: Month) -> Choice:
    return Choice(_MONTH, str(proposed), tuple(map(str, click.settings.calendar.months())))


def _month_chosen(click: Click, asked: Mapping[str, str]) -> Month:
    proposed = Month.parse(asked[_MONTH]) or _FIRST
    return click.month("", proposed) if click.given.month else proposed


def _rules() -> Choice:
    return Choice(_RULES, AS_SET, (AS_SET, ELSEWHERE), kept=True)


def _rules_chosen(click: Click, asked: Mapping[str, str]) -> Path | None:
    return click.folder("校验规则（YAML）在哪个文件夹") if asked[_RULES] == ELSEWHERE else None


def _day_chosen(click: Click, asked: Mapping[str, str], label: str) -> date:
    found = day_asked(asked[label], click.settings.calendar.months())
    if found is None:
        raise RequestError(f"{label}“{asked[label]}”不是日期，请写成 2020-07-09 的样子。")
    return found


def _overwriting(click: Click, title: str, job: Callable[[bool], _T]) -> _T:
    """The job's report; where different files are there already, the user says whether they go."""
    try:
        return job(False)
    except ExistsError as error:
        if click.confirms(f"{error}\n\n要覆盖吗？", title) != "yes":
            raise
        return job(True)


def _today(click: Click) -> date:
    return (click.given.day or datetime.now()).date()


def _month_to_chase(calendar: Calendar, today: date) -> Month:
    """The last month that is past due, or the first one of the year."""
    due = calendar.months_due(today)
    return due[-1] if due else calendar.months()[0]


def _month_to_split(calendar: Calendar, today: date) -> Month:
    """The first month that is not past due, or the last one of the year."""
    months = calendar.months()
    return next((month for month in months if not calendar.is_due(month, today)), months[-1])


BUTTONS: Final[Mapping[str, Callable[[Click], ClickOutcome]]] = {
    "import_notice": import_notice,
    "validate": validate,
    "unmark": unmark,
    "split": split,
    "merge": merge,
    "missing": missing,
    "remind": remind,
    "report": report,
    "undo": undo,
    "settings": settings,
    "help_": help_,
}
"""By the name that a button calls."""
