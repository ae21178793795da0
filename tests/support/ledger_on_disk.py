"""A ledger on disk made from the project's sample notice, and its forms filled in by openpyxl."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zlib import crc32

from support.filling import Answers, fill_form
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PLANS, PROGRESS, STATUS_RUNNING
from xlsheet.jobs.create import CreateRequest, create
from xlsheet.jobs.split import SplitFile, SplitRequest, split
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore

MAY = Month(2021, 5)
JUNE = Month(2021, 6)


def sample_ledger(folder: Path) -> Path:
    """A new ledger of the sample notice: 21 tasks, 17 reporting units."""
    path = folder / "督查台账.xlsm"
    create(CreateRequest(path, DATA / "sample-notice.txt", DATA / "sample-units.csv", None))
    return path


def forms_of(ledger: Path, folder: Path, month: Month = MAY) -> list[SplitFile]:
    """The month's forms, in a folder of their own."""
    with FileStore.open(ledger, writing=False) as store:
        return list(split(store, SplitRequest(month, folder)).files)


def answers(task: int) -> dict[str, object]:
    """What a careful unit would say of a task."""
    return {
        PROGRESS.text: f"第{task}项：完成{task * 3}处建设，召开{task}次调度会，投入{task * 17}万元。",
        PROGRESS.percent: 0.4,
        PROGRESS.status: STATUS_RUNNING,
        PROGRESS.reporter: "王敏",
        PROGRESS.phone: "0000-6000000",
        PROGRESS.filled_on: date(2021, 6, 5),
    }


def answers_of(form: Path) -> Answers:
    """The same in the unit's own words: no other unit's, and no other task's, are like them."""

    def own(task: int) -> dict[str, object]:
        words = "".join(chr(0x4E00 + crc32(f"{form.stem}{task}{i}".encode()) % 5000) for i in range(12))
        return {**answers(task), PROGRESS.text: f"{words}：{answers(task)[PROGRESS.text]}"}

    return own


def plan_answers(task: int) -> dict[str, object]:
    """What a careful unit would plan for a task."""
    return {
        PLANS.work: f"第{task}项的具体工作",
        PLANS.goal: "年底前完成",
        PLANS.stages: "6月底过半",
        PLANS.deadline: date(2021, 12, 31),
        PLANS.leader: "李强",
    }


def returned(form: str | Path, target: Path, progress: Answers = answers, *, plan: bool = True) -> int:
    """A form filled in and sent back as `target`; how many progress rows it has."""
    rows = fill_form(Path(form), target, PROGRESS.sheet, progress)
    if plan:
        fill_form(target, target, PLANS.sheet, plan_answers)
    return rows
