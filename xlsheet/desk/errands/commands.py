"""What can be done at the desk: each command's fields, and its job; the words are those of the buttons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from xlsheet.commands import COMMANDS
from xlsheet.desk.errands.fields import (
    DeskField,
    Given,
    Outcome,
    day_of,
    month_of,
    needed_month,
    needed_place,
    paths_of,
    place_of,
    text_of,
)
from xlsheet.desk.errands.others import EXPORT_FIELDS, REDATE_FIELDS, export, redate
from xlsheet.errors import RequestError
from xlsheet.stores.again import on_ledger


@dataclass(frozen=True, slots=True)
class DeskCommand:
    """One command: `run` gets the ledger and what was filled in."""

    id: str
    run: Callable[[Path, Given], Outcome]
    fields: Sequence[DeskField] = ()

    def as_json(self) -> dict[str, Any]:
        button = next((command for command in COMMANDS if command.id == self.id), None)
        words = _WORDS.get(self.id, ("", "", ""))
        return {
            "id": self.id,
            "label": button.label if button else words[0],
            "does": button.screentip if button else words[1],
            "about": button.supertip if button else words[2],
            "fields": [field.as_json() for field in self.fields],
        }


def _split(ledger: Path, given: Given) -> Outcome:
    from xlsheet.jobs.split import FILES, SHEETS, SplitRequest, split
    from xlsheet.units.mentions import split_names

    out = needed_place(ledger, given, "out")
    layout = SHEETS if text_of(given, "layout") == SHEETS else FILES
    units = split_names(text_of(given, "units"))
    request = SplitRequest(needed_month(month_of(given)), out, units, layout, bool(given.get("overwrite")))
    return Outcome(on_ledger(ledger, split, request, writing=False), [(out, "填报表所在的文件夹")])


def _merge(ledger: Path, given: Given) -> Outcome:
    from datetime import datetime

    from xlsheet.jobs.merge import MergeRequest, merge

    received, paths = day_of(given, "received"), paths_of(given)
    if not paths:
        raise RequestError("还没有选文件。请把收到的文件拖到页面上。")
    request = MergeRequest(
        paths=paths,
        month=month_of(given),
        received=datetime.combine(received, datetime.min.time()) if received else None,
        dry_run=bool(given.get("dry_run")),
        replies=None if given.get("dry_run") else place_of(ledger, given, "replies"),
        insist=bool(given.get("insist")),
        again=bool(given.get("again")),
        keep=None if given.get("dry_run") else place_of(ledger, given, "keep"),
    )
    report = on_ledger(ledger, merge, request, writing=not request.dry_run, late=True)
    made = [(request.replies, "退回件所在的文件夹")] if report.replies and request.replies else []
    made += [(request.keep, "佐证材料所在的文件夹")] if report.evidence and request.keep else []
    return Outcome(report, made)


def _import(ledger: Path, given: Given) -> Outcome:
    from xlsheet.desk.errands.notices import take  # late: the desk itself needs nothing of notices

    return take(ledger, given)


def _fetch(ledger: Path, given: Given) -> Outcome:
    from xlsheet.desk.errands.mails import fetch_and_merge

    return fetch_and_merge(ledger, given)


def _validate(ledger: Path, _given: Given) -> Outcome:
    from xlsheet.jobs.validate import ValidateRequest, validate

    return Outcome(on_ledger(ledger, validate, ValidateRequest()))


def _missing(ledger: Path, given: Given) -> Outcome:
    from xlsheet.jobs.missing import MissingRequest, missing

    request = MissingRequest(month_of(given), day_of(given) or date.today())
    return Outcome(on_ledger(ledger, missing, request))


def _remind(ledger: Path, given: Given) -> Outcome:
    from xlsheet.jobs.remind import RemindRequest, remind

    out, template = needed_place(ledger, given, "out"), place_of(ledger, given, "template")
    day = day_of(given) or date.today()
    request = RemindRequest(needed_month(month_of(given)), out, day, template, bool(given.get("overwrite")))
    report = on_ledger(ledger, remind, request)
    listed = [(report.overview, "催报一览表")] if report.overview else []
    return Outcome(report, [*([(out, "函件和邮件草稿所在的文件夹")] if report.reminders else []), *listed])


def _report(ledger: Path, given: Given) -> Outcome:
    from xlsheet.analysis.spans import SpanKind
    from xlsheet.jobs.report import BulletinRequest, report

    month, folder = needed_month(month_of(given)), needed_place(ledger, given, "out")
    period = SpanKind(text_of(given, "period") or SpanKind.MONTH)
    words = dict(_PERIODS)[str(period)]
    request = BulletinRequest(
        month=month,
        out=folder / f"{words}_{month}.docx",
        period=period,
        as_of=day_of(given) or date.today(),
        leaders=folder / "领导专报" if given.get("leaders") else None,
        pdf=bool(given.get("pdf")),
        overwrite=bool(given.get("overwrite")),
    )
    made = on_ledger(ledger, report, request, writing=False)
    sheets = [(request.leaders, "领导专报所在的文件夹")] if made.leaders and request.leaders else []
    return Outcome(made, [*((path, path.name) for path in made.files), *sheets])


def _undo(ledger: Path, given: Given) -> Outcome:
    from xlsheet.jobs.undo import UndoRequest, undo

    again = bool(given.get("again"))
    back = "点“撤销”" if again else "点“恢复”"
    return Outcome(on_ledger(ledger, undo, UndoRequest(again, way_back=back)))


_WORDS: Final = {
    "fetch": (
        "从邮箱收",
        "收邮箱里的新邮件",
        "收邮箱里的新邮件，先试算；邮箱里的邮件不标已读、不移动、不删除。服务器和账号在“参数”里。",
    ),
    "export": (
        "导出",
        "把台账导出为数据文件",
        "把台账各表写成 CSV、Parquet 或 SQLite，交给别的系统用；台账不动。",
    ),
    "redate": (
        "改收件日期",
        "改正一个回收件的收件日期",
        "收件日期登记错了的，改一处，它的登记、进展、计划和退回一起改。",
    ),
}
"""Of commands without a button: label, what it does, and more of that."""

_PERIODS: Final = (("month", "月通报"), ("quarter", "季度通报"), ("year", "年度通报"))
_LAYOUTS: Final = (("files", "每个单位一个文件"), ("sheets", "一个文件，每个单位一张工作表"))
_REPLIES: Final = "没有全部接收的，各写一份标出问题的退回件；不写则不做"
_OVERWRITE: Final = DeskField("overwrite", "check", "覆盖文件夹里已有的不同文件")
_AS_OF: Final = DeskField("as_of", "day", "以哪一天为准", "不写则为今天")
_RECEIVED: Final = DeskField("received", "day", "收件日期", "不写则为现在")

DESK_COMMANDS: Final = (
    DeskCommand(
        "import",
        _import,
        (
            DeskField("year", "number", "通知属于哪一年", "通知没有写明、或写的不是台账的年度时才填"),
            DeskField("append", "check", "这是补充通知，里面的任务都是新的"),
            DeskField("overwrite", "check", "任务有变化的，按通知改写台账"),
        ),
    ),
    DeskCommand(
        "split",
        _split,
        (
            DeskField("month", "month", "填报哪个月的情况", starts="split_month"),
            DeskField("out", "folder", "填报表放在哪个文件夹", starts="split_out"),
            DeskField("units", "text", "只给这些单位", "几个单位用顿号隔开，不写则为全部报送单位"),
            DeskField(
                "layout",
                "choice",
                "怎样分",
                "",
                (("files", "每个单位一个文件"), ("sheets", "一个文件，每个单位一张工作表")),
            ),
            _OVERWRITE,
        ),
    ),
    DeskCommand(
        "merge",
        _merge,
        (
            DeskField("month", "month", "只收这个月的填报表", "不写则不限月份"),
            _RECEIVED,
            DeskField(
                "replies",
                "folder",
                "退回件放在哪个文件夹",
                "没有全部接收的，各写一份标出问题的退回件；不写则不做",
            ),
            DeskField("keep", "folder", "佐证材料存在哪个文件夹", "按单位、月份存放；不写则只登记"),
            DeskField("insist", "check", "收件日期看来不对，也照写"),
            DeskField("again", "check", "合并过的文件再合并一次，补回台账里删去的行"),
        ),
    ),
    DeskCommand(
        "fetch",
        _fetch,
        (
            DeskField("password", "secret", "邮箱的授权码（密码）", "只用这一次，不保存；系统里存过的不用填"),
            DeskField("since", "day", "只收哪一天起的邮件", "不写则不限"),
            DeskField("month", "month", "只收这个月的填报表", "不写则不限月份"),
            DeskField("out", "folder", "邮件存在哪个文件夹", starts="mail_out"),
            DeskField("replies", "folder", "退回件和回信草稿放在哪个文件夹", "不写则不做"),
            DeskField("keep", "folder", "佐证材料存在哪个文件夹", "按单位、月份存放；不写则只登记"),
        ),
    ),
    DeskCommand("export", export, EXPORT_FIELDS),
    DeskCommand("redate", redate, REDATE_FIELDS),
    DeskCommand("validate", _validate),
    DeskCommand(
        "missing", _missing, (DeskField("month", "month", "只看这个月", "不写则看所有到期的月份"), _AS_OF)
    ),
    DeskCommand(
        "remind",
        _remind,
        (
            DeskField("month", "month", "催报哪个月", starts="chase_month"),
            DeskField("out", "folder", "函件和邮件草稿放在哪个文件夹", starts="remind_out"),
            DeskField("as_of", "day", "函件的日期", "不写则为今天"),
            DeskField("template", "file", "用本单位的函件模板", "Word 文件（.docx）的位置，不写则用自带的"),
            _OVERWRITE,
        ),
    ),
    DeskCommand(
        "report",
        _report,
        (
            DeskField("month", "month", "通报到哪个月", starts="chase_month"),
            DeskField("period", "choice", "通报多长时间", "", _PERIODS),
            DeskField("out", "folder", "通报放在哪个文件夹", starts="report_out"),
            DeskField("as_of", "day", "通报的日期", "不写则为今天"),
            DeskField("leaders", "check", "再给每位责任领导做一份专报"),
            DeskField("pdf", "check", "再做一份 PDF（需要 LibreOffice）"),
            _OVERWRITE,
        ),
    ),
    DeskCommand("undo", _undo),
)
"""In the order of the buttons, but for what the page does by itself."""


def command_of(name: object) -> DeskCommand:
    """RequestError for a name that no command has."""
    found = next((command for command in DESK_COMMANDS if command.id == name), None)
    if found is None:
        raise RequestError("没有这个命令。")
    return found
