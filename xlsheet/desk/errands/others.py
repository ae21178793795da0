"""Commands at the desk that have no button: the ledger exported, the day of a receipt mended."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from xlsheet.desk.errands.fields import DeskField, Given, Outcome, day_of, needed_place, text_of
from xlsheet.errors import RequestError
from xlsheet.stores.again import on_ledger

EXPORT_FIELDS: Final = (
    DeskField("out", "folder", "导出的文件放在哪个文件夹", starts="export_out"),
    DeskField(
        "format",
        "choice",
        "哪种文件",
        "",
        (
            ("csv", "CSV，每张表一个文件"),
            ("parquet", "Parquet，每张表一个文件"),
            ("sqlite", "SQLite，一个数据库"),
        ),
    ),
    DeskField("overwrite", "check", "覆盖文件夹里已有的不同文件"),
)
REDATE_FIELDS: Final = (
    DeskField("file", "text", "文件名", "照“收件登记”里“文件名”一列写"),
    DeskField("received", "day", "改成哪一天"),
    DeskField("was", "day", "要改的是哪一天", "登记了几个日期的才写"),
    DeskField("insist", "check", "收件日期看来不对，也照写"),
)


def export(ledger: Path, given: Given) -> Outcome:
    """The ledger's tables as files for other systems."""
    from xlsheet.jobs.export import ExportFormat, ExportRequest
    from xlsheet.jobs.export import export as job

    out = needed_place(ledger, given, "out")
    form = text_of(given, "format") or ExportFormat.CSV
    if form not in [*ExportFormat]:
        raise RequestError(f"不能导出成“{form}”。")
    request = ExportRequest(out, ExportFormat(form), bool(given.get("overwrite")))
    return Outcome(on_ledger(ledger, job, request, writing=False), [(out, "导出的文件所在的文件夹")])


def redate(ledger: Path, given: Given) -> Outcome:
    """Another day of receipt for a file, in every row that it brought."""
    from xlsheet.jobs.mending.redate import RedateRequest
    from xlsheet.jobs.mending.redate import redate as job

    file, received = text_of(given, "file"), day_of(given, "received")
    if not file or received is None:
        raise RequestError("还没有写文件名和改成哪一天。")
    request = RedateRequest(file, received, day_of(given, "was"), bool(given.get("insist")))
    return Outcome(on_ledger(ledger, job, request))
