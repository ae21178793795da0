"""`import xlsheet`: what the command line does, with the same reports, and free until it is used."""

from __future__ import annotations

import inspect
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import xlsheet
from support.ledger_on_disk import MAY, answers, forms_of, returned, sample_ledger
from support.terminal import Outcome
from support.terminal import xlsheet as command
from xlsheet import errors
from xlsheet.dictionary.tables import HIDDEN, PROGRESS, TABLES, TASKS, UNITS
from xlsheet.jobs.create import CreateRequest, ImportFilesRequest
from xlsheet.jobs.export import ExportRequest
from xlsheet.jobs.merge import MergeRequest
from xlsheet.jobs.missing import MissingRequest
from xlsheet.jobs.post.fetch import FetchRequest
from xlsheet.jobs.post.send import SendRequest
from xlsheet.jobs.remind import RemindRequest
from xlsheet.jobs.report import BulletinRequest
from xlsheet.jobs.split import SplitRequest
from xlsheet.jobs.status import StatusRequest
from xlsheet.jobs.validate import ValidateRequest
from xlsheet.jobs.year.basics import Basics
from xlsheet.library.tables import TableAttribute
from xlsheet.resources import DATA

DAY = date(2021, 6, 11)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger and what came back, some of it wrong."""
    folder = tmp_path_factory.mktemp("office")
    for i, form in enumerate(forms_of(sample_ledger(folder), folder / "下发")[:6]):
        returned(form.path, folder / "回收" / f"收{i}.xlsx", careless if i % 3 == 1 else answers)
    return folder


def careless(task: int) -> dict[str, object]:
    return {**answers(task), PROGRESS.percent: "过半"} if task % 2 else answers(task)


@pytest.fixture
def ledger(office: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(office / "督查台账.xlsm", tmp_path))


def merged(ledger: Path, office: Path) -> None:
    with xlsheet.open(ledger) as opened:
        opened.merge(office / "回收", received=DAY)


def test_importing_it_costs_no_library() -> None:
    script = "import sys, xlsheet; print(sorted(m for m in sys.modules if m.split('.')[0] in {heavy!r}))"
    heavy = ["pandas", "numpy", "click", "rich", "lxml", "docx", "openpyxl", "xlsxwriter", "python_calamine"]
    done = subprocess.run(
        [sys.executable, "-c", script.format(heavy=heavy)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_what_is_public_is_there_and_nothing_else() -> None:
    assert set(xlsheet.__all__) <= set(dir(xlsheet))
    assert all(getattr(xlsheet, name).__doc__ for name in xlsheet.__all__)
    with pytest.raises(AttributeError, match="merge_all"):
        xlsheet.merge_all  # noqa: B018


def test_all_errors_are_public_and_their_tree_is_the_one_that_is_drawn() -> None:
    classes = [
        value for value in vars(errors).values() if isinstance(value, type) and value is not errors.Final
    ]
    assert {kind.__name__ for kind in classes} <= set(xlsheet.__all__)
    drawn: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        name = line.lstrip("│├└─ ").split(" ")[0]
        if name.endswith("Error"):
            drawn.append((line.index(name) // 4, name))
    assert [name for _, name in drawn] == [kind.__name__ for kind in classes]
    for place, (depth, name) in enumerate(drawn):
        above = [other for deep, other in drawn[:place] if deep == depth - 1]
        assert getattr(errors, name).__base__.__name__ == (above[-1] if above else "Exception")


def report_in(done: Outcome) -> dict[str, Any]:
    """The command's own report: what every command adds to it is left out."""
    return {name: value for name, value in done.json.items() if name != "attention"}


Verb = Callable[[xlsheet.Ledger, Path, Path], Any]
SAME: dict[str, tuple[Verb, list[str]]] = {
    "merge": (
        lambda ledger, at, out: ledger.merge(at / "回收", received=DAY, replies=out),
        ["{at}/回收", "--received", str(DAY), "--replies", "{out}"],
    ),
    "split": (
        lambda ledger, at, out: ledger.split("2021年6月", out, units=["市发改委"]),
        ["--month", "2021-06", "--out", "{out}", "--unit", "市发改委"],
    ),
    "validate": (lambda ledger, at, out: ledger.validate(), []),
    "missing": (lambda ledger, at, out: ledger.missing(as_of=DAY), ["--as-of", str(DAY)]),
    "remind": (
        lambda ledger, at, out: ledger.remind(MAY, out, as_of=DAY),
        ["--month", "2021-05", "--out", "{out}", "--as-of", str(DAY)],
    ),
    "report": (
        lambda ledger, at, out: ledger.report(date(2021, 5, 3), out / "报.docx", period="quarter", as_of=DAY),
        ["--month", "2021-05", "--out", "{out}/报.docx", "--period", "quarter", "--as-of", str(DAY)],
    ),
    "export": (
        lambda ledger, at, out: ledger.export(out, format="parquet"),
        ["--out", "{out}", "--format", "parquet"],
    ),
    "import": (
        lambda ledger, at, out: ledger.import_notice(DATA / "sample-notice.txt", overwrite=True),
        [str(DATA / "sample-notice.txt"), "--overwrite"],
    ),
}


@pytest.mark.parametrize("name", SAME)
def test_a_verb_says_and_does_what_its_command_does(
    name: str, ledger: Path, office: Path, tmp_path: Path
) -> None:
    if name in ("missing", "remind", "report", "validate"):
        merged(ledger, office)
    twin = Path(shutil.copy(ledger, tmp_path / "twin.xlsm"))
    verb, arguments = SAME[name]
    with xlsheet.open(ledger) as opened:
        report = verb(opened, office, tmp_path / "出")
    for_command = [each.format(at=office, out=tmp_path / "令") for each in arguments]
    done = command(name, twin, *for_command, "--json")
    assert done.status == int(report.needs_attention)
    theirs = str(report_in(done)).replace(f"{tmp_path / '令'}", f"{tmp_path / '出'}")
    assert str(report.as_json()) == theirs
    with xlsheet.open(ledger, writing=False) as one, xlsheet.open(twin, writing=False) as other:
        for table in (table for table in TABLES if table not in HIDDEN):
            ours, others = list(one.store.read(table).values), list(other.store.read(table).values)
            assert len(ours) == len(others)
            assert ours == others


def test_create_check_undo_and_status_say_what_the_commands_say(office: Path, tmp_path: Path) -> None:
    notice, units = DATA / "sample-notice.txt", DATA / "sample-units.csv"
    made = xlsheet.create(tmp_path / "一.xlsm", notice=notice, units=str(units))
    assert made.as_json() == report_in(
        command("new", tmp_path / "二.xlsm", "--notice", notice, "--units", units, "--json")
    )
    with xlsheet.open(made.ledger) as ledger:
        ledger.merge([office / "回收" / "收0.xlsx"])
        status = ledger.status(changes=1)
        assert [change.command for change in status.changes] == ["合并回收"]
        assert ledger.undo().restored.entry.command == "合并回收"
        assert len(ledger.receipts) == 0
        assert ledger.redo().restored.remaining == 0
        assert len(ledger.receipts) == 1
    forms = sorted((office / "回收").iterdir())
    assert xlsheet.check(forms).as_json() == report_in(command("validate", *forms, "--json"))


def test_tables_come_as_typed_frames_that_are_the_callers_own(ledger: Path, office: Path) -> None:
    merged(ledger, office)
    with xlsheet.open(ledger, writing=False) as opened:
        table = opened.progress
        frame = table.frame
    assert frame[PROGRESS.task_no].dtype == "Int64"
    assert frame[PROGRESS.percent].between(0, 1).all()
    assert frame[PROGRESS.filled_on].dtype == frame[PROGRESS.received].dtype == "datetime64[us]"
    assert frame[PROGRESS.received].dt.date.unique().tolist() == [DAY]
    assert frame[PROGRESS.month].unique().tolist() == ["2021-05"]
    assert pd.PeriodIndex(frame[PROGRESS.month], freq="M")[0].month == 5
    assert len(table) == len(frame) == len(list(table))
    assert list(frame.columns) == list(table.columns)
    assert frame.index[0] == 2  # its row on the sheet
    frame[PROGRESS.unit] = "别人"
    assert "别人" not in set(table.frame[PROGRESS.unit])


def test_every_table_that_users_see_is_an_attribute() -> None:
    found = [value.table for value in vars(xlsheet.Ledger).values() if isinstance(value, TableAttribute)]
    assert found == [table for table in TABLES if table not in HIDDEN], "add the table to xlsheet.api.Ledger"


REQUESTS = {
    "import_notice": ImportFilesRequest,
    "split": SplitRequest,
    "fetch": FetchRequest,
    "merge": MergeRequest,
    "send": SendRequest,
    "validate": ValidateRequest,
    "missing": MissingRequest,
    "remind": RemindRequest,
    "report": BulletinRequest,
    "export": ExportRequest,
    "status": StatusRequest,
}


@pytest.mark.parametrize("verb", REQUESTS)
def test_a_verb_can_be_asked_whatever_its_job_can(verb: str) -> None:
    taken = list(inspect.signature(getattr(xlsheet.Ledger, verb)).parameters)[1:]
    asked = [field.name for field in fields(REQUESTS[verb])]
    assert sorted(taken) == sorted(asked), f"bring xlsheet/library's `{verb}` and its request together"


def test_create_can_be_asked_whatever_its_job_can() -> None:
    taken = list(inspect.signature(xlsheet.create).parameters)
    asked = [field.name for field in fields(CreateRequest) if field.name != "basics"]
    assert taken[1:] == [*asked[1:], *(field.name for field in fields(Basics) if field.name != "year")]


def test_a_ledger_is_locked_until_it_is_closed(ledger: Path) -> None:
    with xlsheet.open(str(ledger)) as opened:
        with pytest.raises(xlsheet.LockedError):
            xlsheet.open(ledger, wait=0.2)
        assert len(xlsheet.open(ledger, writing=False).tasks) == 21
    with pytest.raises(xlsheet.RequestError, match="已经关闭"):
        opened.status()
    with pytest.raises(xlsheet.RequestError, match="已经关闭"):
        _ = opened.tasks
    xlsheet.open(ledger).close()


def test_a_ledger_opened_for_reading_is_not_changed(ledger: Path, office: Path) -> None:
    before = ledger.read_bytes()
    opened = xlsheet.open(ledger, writing=False)
    for change in (
        lambda: opened.merge(office / "回收"),
        opened.undo,
        opened.redo,
        opened.validate,
        opened.missing,
        lambda: opened.import_notice(DATA / "sample-notice.txt"),
    ):
        with pytest.raises(xlsheet.RequestError, match="只读"):
            change()
    assert opened.merge(office / "回收", dry_run=True).dry_run
    assert opened.validate(write=False).rows
    assert opened.missing(as_of=DAY, write=False).entries
    assert ledger.read_bytes() == before
    assert [path.name for path in ledger.parent.iterdir()] == [ledger.name]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda ledger, out: ledger.split("六月", out),
        lambda ledger, out: ledger.split("2021-06", out, layout="pages"),
        lambda ledger, out: ledger.export(out, format="xls"),
        lambda ledger, out: ledger.report("2021-05", out / "报.docx", period="week"),
        lambda ledger, out: ledger.merge(out / "没有"),
    ],
)
def test_a_wrong_request_is_said_in_chinese_and_makes_nothing(
    wrong: Callable[[xlsheet.Ledger, Path], object], ledger: Path, tmp_path: Path
) -> None:
    with xlsheet.open(ledger) as opened, pytest.raises(xlsheet.RequestError, match=r"[\u4e00-\u9fff]"):
        wrong(opened, tmp_path / "出")
    assert not (tmp_path / "出").exists()


def test_a_job_that_failed_leaves_the_ledger_open_and_as_it_was(ledger: Path, tmp_path: Path) -> None:
    with xlsheet.open(ledger) as opened:
        with pytest.raises(xlsheet.SourceError):
            opened.import_notice(tmp_path / "没有.docx")
        assert len(opened.tasks) == 21
        assert opened.validate(write=False).rows > 21


def test_received_may_be_a_day_or_a_moment(ledger: Path, office: Path) -> None:
    moment = datetime(2021, 6, 9, 16, 30)
    with xlsheet.open(ledger) as opened:
        opened.merge(str(office / "回收"), received=moment)
        assert opened.receipts.frame.iloc[0, 0] == pd.Timestamp(moment)
        names = opened.units.frame[UNITS.unit]
        assert opened.tasks.frame[TASKS.number].tolist() == list(range(1, 22))
    assert names.is_unique


def test_what_was_found_becomes_a_page_that_replaces_no_other_file(ledger: Path, tmp_path: Path) -> None:
    with xlsheet.open(ledger, writing=False) as opened:
        for report, words in (
            (opened.missing(as_of=DAY, write=False), "缺报情况"),
            (opened.validate(write=False), "校验结果"),
        ):
            opened.page(report, tmp_path / "看.html")
            text = (tmp_path / "看.html").read_text("utf-8")
            assert f"· {words}</title>" in text
            assert ledger.name in text
        (tmp_path / "别.html").write_text("别人的")
        with pytest.raises(xlsheet.OutputError):
            opened.page(report, tmp_path / "别.html")
        assert (tmp_path / "别.html").read_text() == "别人的"


def test_a_ledger_of_an_earlier_layout_reads_like_a_new_one_and_is_not_changed(tmp_path: Path) -> None:
    earliest = min((Path(__file__).parents[1] / "layouts").glob("*.xlsm"))
    path = Path(shutil.copy(earliest, tmp_path))
    with xlsheet.open(path, writing=False) as opened:
        frame, dispatches = opened.tasks.frame, opened.dispatches.frame
        exported = opened.export(tmp_path / "导出", format="sqlite")
    assert len(frame) > 0
    assert frame[TASKS.ruling].isna().all()
    assert dispatches.empty
    assert [table.sheet for table in exported.tables] == [t.sheet for t in TABLES if t not in HIDDEN]
    assert path.read_bytes() == earliest.read_bytes()
