"""The whole cycle on the sample notice: notice in, forms out, returns in, findings and gaps shown."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from xlsheet.cells.months import Month
from xlsheet.dictionary.reports import Listing, Report
from xlsheet.errors import OutputError, RequestError, reason
from xlsheet.jobs.create import CreateRequest, create
from xlsheet.jobs.demo import returns as slips
from xlsheet.jobs.demo.words import SAMPLE_NOTICE, SAMPLE_UNITS
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.remind import RemindRequest, remind
from xlsheet.jobs.report import BulletinRequest, report
from xlsheet.jobs.setup.macros_here import buttons_advice
from xlsheet.jobs.setup.plan import Machine
from xlsheet.jobs.split import SplitReport, SplitRequest, split
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.calendar import Calendar
from xlsheet.stores.file import FileStore
from xlsheet.stores.settings import settings_of

_SLIPS: Final[dict[int, tuple[str, slips.Slip]]] = {
    1: ("{unit}.xlsx", slips.words_for_numbers),
    2: ("关于报送5月份工作进展情况的报告（{unit}）.xlsx", slips.rows_above),
    3: ("{unit}_进展.xlsx", slips.empty_words),
    4: ("5月{unit}(1).xlsx", slips.nobody_knows_how_far),
    5: ("{unit}最终版.xlsx", slips.foreign_task),
    6: ("{unit}.xlsx", slips.dates_as_written),
}
"""Position of a unit in the list of forms -> its file's name and what it spoils, in the first month."""

_SENT_AGAIN: Final = (4, 5)
"""Those of whom something was sent back, and who send a sound form afterwards."""

_SLIPS_LATER: Final[dict[int, slips.Slip]] = {
    0: slips.two_rows_as_last_month,
    6: slips.first_row_forgotten,
    12: slips.last_row_from("西山区政府"),
    13: slips.first_row_same_as_above,
}
"""Position of a unit in the list of forms -> what it spoils in the second month."""

_SILENT: Final = -1
_LATE, _LATE_LATER, _TWICE = -2, -3, 0
"""Units of the list that send nothing, send late in the first month and in the second, and send twice."""


@dataclass(frozen=True, slots=True)
class DemoStep:
    """A command of the cycle and what it said."""

    command: str
    summary: str


@dataclass(frozen=True, slots=True)
class DemoReport:
    """What was done, and where to look; `advice` says what to do before the ledger's buttons work."""

    folder: Path
    steps: tuple[DemoStep, ...]
    places: tuple[tuple[Path, str], ...]
    advice: str = ""

    needs_attention = False

    def as_json(self) -> dict[str, Any]:
        return {
            "folder": str(self.folder),
            "steps": [{"command": step.command, "summary": step.summary} for step in self.steps],
            "files": [{"path": str(path), "what": what} for path, what in self.places],
        }

    def summary(self) -> str:
        return f"整个流程走了一遍，文件在“{self.folder}”里。{self.advice}"

    def listings(self) -> Sequence[Listing]:
        return [
            Listing("做了什么", ("命令", "结果"), [(step.command, step.summary) for step in self.steps]),
            Listing("看哪里", ("文件", "内容"), [(str(path), what) for path, what in self.places]),
        ]


@dataclass(slots=True)
class _Stage:
    """The demo's folder while the cycle runs."""

    folder: Path
    steps: list[DemoStep] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        return self.folder / "督查台账.xlsm"

    def forms(self, month: Month) -> Path:
        return self.folder / f"下发_{month}"

    def returns(self, month: Month) -> Path:
        return self.folder / f"回收_{month}"

    def late_returns(self, month: Month) -> Path:
        return self.folder / f"迟到_{month}"

    def reminders(self, month: Month) -> Path:
        return self.folder / f"催报_{month}"

    @property
    def bulletin(self) -> Path:
        return self.folder / "通报.docx"

    @property
    def leader_sheets(self) -> Path:
        return self.folder / "领导专报"

    def done(self, command: str, report: Report) -> None:
        self.steps.append(DemoStep(command, report.summary()))


def demo(folder: Path) -> DemoReport:
    """Run the cycle in `folder`, which must be empty or not exist.

    Raises RequestError where it holds something already.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RequestError(f"“{folder}”里已经有东西。请换一个空文件夹，或先把它清空。")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _run(_Stage(folder))
    except OSError as error:
        raise OutputError(f"“{folder}”写不进去（{reason(error)}）。请换一个有写入权限的文件夹。") from error


def _run(stage: _Stage) -> DemoReport:
    stage.done("new", create(CreateRequest(stage.ledger, SAMPLE_NOTICE, SAMPLE_UNITS, None)))
    calendar = _calendar(stage.ledger)
    first, second = calendar.months()[:2]
    _first_month(stage, calendar, first)
    _second_month(stage, calendar, second)
    with FileStore.open(stage.ledger, writing=True) as store:
        stage.done("validate", validate(store, ValidateRequest()))
        as_of = calendar.last_moment(second).date()
        stage.done(f"missing --as-of {as_of}", missing(store, MissingRequest(None, as_of)))
        reminders = remind(store, RemindRequest(second, stage.reminders(second), as_of))
        stage.done(f"remind --month {second} --as-of {as_of}", reminders)
        request = BulletinRequest(second, stage.bulletin, as_of=as_of, leaders=stage.leader_sheets)
        stage.done(f"report --month {second}", report(store, request))
    advice = buttons_advice(stage.folder, Machine.here())
    return DemoReport(stage.folder, tuple(stage.steps), tuple(_places(stage, first, second)), advice)


def _calendar(ledger: Path) -> Calendar:
    with FileStore.open(ledger, writing=False) as store:
        return settings_of(store).calendar


def _first_month(stage: _Stage, calendar: Calendar, month: Month) -> None:
    """Everybody's plan and first report: slips and their mending, a late unit, one that sends nothing."""
    files = _split(stage, month).files
    late = len(files) + _LATE
    for i, file in enumerate(files[:_SILENT]):
        name, slip = _SLIPS.get(i, (Path(file.path).name, None))
        folder = stage.late_returns(month) if i == late else stage.returns(month)
        slips.fill_in(Path(file.path), folder / name.format(unit=file.unit), file.unit, month, slip)
    for file in (files[i] for i in _SENT_AGAIN):
        again = stage.late_returns(month) / f"{file.unit}（更正）.xlsx"
        slips.fill_in(Path(file.path), again, file.unit, month)
    _other_things_that_arrive(stage.returns(month))
    _merge_both(stage, calendar, month)


def _second_month(stage: _Stage, calendar: Calendar, month: Month) -> None:
    """Forms in a zip, other slips, another late unit, the silent one silent again."""
    files = _split(stage, month).files
    late = len(files) + _LATE_LATER
    for i, file in enumerate(files[:_SILENT]):
        folder = stage.late_returns(month) if i == late else stage.returns(month)
        slips.fill_in(Path(file.path), folder / Path(file.path).name, file.unit, month, _SLIPS_LATER.get(i))
    _pack(stage.returns(month), "市*.xlsx", stage.returns(month) / "市直单位.zip")
    _merge_both(stage, calendar, month)


def _merge_both(stage: _Stage, calendar: Calendar, month: Month) -> None:
    """What came in time, then what came after the due day."""
    due = calendar.due(month)
    _merge(stage, stage.returns(month), month, due.replace(day=due.day - 2))
    _merge(stage, stage.late_returns(month), month, due.replace(day=due.day + 1))


def _split(stage: _Stage, month: Month) -> SplitReport:
    with FileStore.open(stage.ledger, writing=False) as store:
        report = split(store, SplitRequest(month, stage.forms(month)))
    stage.done(f"split --month {month}", report)
    return report


def _merge(stage: _Stage, folder: Path, month: Month, day: date) -> None:
    received = datetime.combine(day, datetime.min.time())
    with FileStore.open(stage.ledger, writing=True) as store:
        report = merge(store, MergeRequest((folder,), None, received))
    stage.done(f"merge {folder.name} --received {day}", report)


def _other_things_that_arrive(folder: Path) -> None:
    """A second copy of a return, a note that is no table, and what Windows leaves in folders."""
    first = sorted(folder.glob("*.xlsx"))[_TWICE]
    shutil.copyfile(first, folder / f"{first.stem} - 副本.xlsx")
    (folder / "说明.txt").write_text("我单位的材料随后补报。\n", encoding="utf-8")
    (folder / "Thumbs.db").write_bytes(b"\xd0\xcf\x11\xe0")


def _pack(folder: Path, which: str, archive: Path) -> None:
    """Move files of a folder into a zip, as somebody who collects them would send them."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as pack:
        for path in sorted(folder.glob(which)):
            pack.write(path, path.name)
            path.unlink()


def _places(stage: _Stage, first: Month, second: Month) -> Iterator[tuple[Path, str]]:
    yield stage.ledger, "督查台账：看“月度进展”“退回清单”“校验结果”“缺报清单”“缺报矩阵”"
    form = next(iter(sorted(stage.forms(first).glob("*.xlsx"))))
    yield form, "下发给单位的填报表（首月带“推进计划”）"
    yield stage.returns(first), "各单位交回的文件，有的改了名、有的填错"
    yield stage.reminders(second), "给欠报单位的催报函、邮件草稿和“催报一览”"
    yield stage.bulletin, "第二个月的通报"
    yield stage.leader_sheets, "每位责任领导一份的专报"
