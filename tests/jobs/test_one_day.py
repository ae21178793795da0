"""One day, one truth: bulletin, home sheet, ledger and `missing` never contradict each other (口径 6)."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from support.ledger_file import change, sheet_rows
from support.ledger_on_disk import answers, forms_of, returned, sample_ledger
from support.terminal import xlsheet
from xlsheet.dictionary.tables import HOME_DATA, MATRIX, MISSING, PROGRESS, STATUS_BEHIND, STATUS_DONE, TASKS
from xlsheet.ledger.changes import Edit

DAY = "2021-06-12"


def mixed(task: int) -> dict[str, object]:
    status = {1: STATUS_DONE, 2: STATUS_BEHIND}.get(task % 5)
    done = {PROGRESS.status: status, PROGRESS.percent: 1.0 if status == STATUS_DONE else 0.35}
    return {**answers(task), **(done if status else {})}


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A month from all units but four; then the office closed a task, decided on one, typed a state over
    another, and typed in a row that a unit had told by telephone."""
    folder = tmp_path_factory.mktemp("day")
    path = sample_ledger(folder)
    for file in forms_of(path, folder / "下发")[4:]:
        returned(file.path, folder / "回收" / f"{file.unit}.xlsx", mixed)
    assert xlsheet("merge", path, folder / "回收", "--received", "2021-06-08").status in {0, 1}
    open_tasks = [
        (row, cells)
        for row, cells in enumerate(sheet_rows(path, TASKS), start=2)
        if cells.get(TASKS.status) not in (None, STATUS_DONE)
    ]
    (closed, _), (ruled, _), (typed, _), *_ = open_tasks
    change(
        path,
        Edit(
            TASKS,
            {
                closed: {TASKS.closed_month: "2021-05"},
                ruled: {TASKS.ruling: STATUS_DONE},
                typed: {
                    TASKS.status: STATUS_BEHIND
                    if open_tasks[2][1][TASKS.status] != STATUS_BEHIND
                    else STATUS_DONE
                },
            },
        ),
    )
    xlsheet("missing", path, "--as-of", DAY)
    owed = next(
        row
        for row in sheet_rows(path, MISSING)
        if row[MISSING.flag] == "缺报" and row[MISSING.month] == "2021-05"
    )
    told = {
        PROGRESS.task_no: owed[MISSING.task_no],
        PROGRESS.unit: owed[MISSING.unit],
        PROGRESS.month: "2021-05",
        PROGRESS.text: "电话报告：已完成选址和立项，正在办理用地手续。",
        PROGRESS.percent: 0.25,
        PROGRESS.status: STATUS_BEHIND,
    }
    change(path, Edit(PROGRESS, appended=[told]))
    assert xlsheet("validate", path).status in {0, 1}
    return path


def bulletin(ledger: Path, *more: str) -> dict:
    out = ledger.parent / "通报.docx"
    done = xlsheet(
        "report", ledger, "--month", "2021-05", "--as-of", DAY, "--out", out, "--overwrite", "--json", *more
    )
    return done.json["numbers"]


def test_ledger_home_sheet_and_bulletin_count_the_same_states(ledger: Path) -> None:
    numbers, tasks = bulletin(ledger), sheet_rows(ledger, TASKS)
    states = Counter(row.get(TASKS.status) for row in tasks)
    names = {
        "done": STATUS_DONE,
        "running": "推进中",
        "behind": STATUS_BEHIND,
        "idle": "未启动",
        "unreported": None,
    }
    assert {name: numbers[name] for name in names} == {name: states[word] for name, word in names.items()}
    assert min(numbers["done"], numbers["behind"], numbers["running"]) > 0
    shares = [row[TASKS.percent] for row in tasks if row.get(TASKS.percent) is not None]
    assert numbers["percent"] == pytest.approx(sum(shares) / len(shares), abs=5.1e-5)
    home = {row[HOME_DATA.label]: row for row in sheet_rows(ledger, HOME_DATA) if row.get(HOME_DATA.label)}
    assert home["已完成（项）"][HOME_DATA.total] == numbers["done"]
    assert home["任务（项）"][HOME_DATA.blue] == numbers["done"]
    assert home["5月缺报（项）"][HOME_DATA.total] == numbers["missing"]
    assert home["5月按时报送（项）"][HOME_DATA.total] == numbers["on_time"]
    assert home["5月"][HOME_DATA.percent] == pytest.approx(numbers["percent"], abs=5.1e-5)
    lights = Counter(row.get(TASKS.alert) for row in tasks)
    assert home["任务（项）"][HOME_DATA.red] == lights["红"] > 0


def test_missing_lists_what_the_bulletin_counts(ledger: Path) -> None:
    numbers = bulletin(ledger)
    found = xlsheet("missing", ledger, "--as-of", DAY, "--json").json
    flags = Counter(entry["flag"] for entry in found["entries"])
    assert {flag: numbers[flag] for flag in ("missing", "late", "empty", "copied")} == {
        flag: flags[flag] for flag in ("missing", "late", "empty", "copied")
    }
    assert sum(row[MATRIX.total] for row in sheet_rows(ledger, MATRIX)) == sum(flags.values())
    (month,) = found["months"]
    assert (month["expected"], month["received"]) == (numbers["expected"], numbers["received"])


def test_the_day_before_the_due_day_was_over_nobody_was_missing(ledger: Path) -> None:
    early = xlsheet(
        "report",
        ledger,
        "--month",
        "2021-05",
        "--as-of",
        "2021-06-10",
        "--out",
        ledger.parent / "早.docx",
        "--json",
    )
    numbers = early.json["numbers"]
    assert (numbers["missing"], numbers["units_missing"]) == (0, 0)
    assert numbers["pending"] == numbers["expected"] - numbers["received"] > 0


def test_what_the_office_typed_over_a_state_became_its_decision(ledger: Path) -> None:
    rulings = [row[TASKS.ruling] for row in sheet_rows(ledger, TASKS) if row.get(TASKS.ruling)]
    assert STATUS_DONE in rulings
    assert [word for word in rulings if word.endswith(" 2021-05")]
    changes = xlsheet("status", ledger, "--json").json["changes"]
    assert any("移到“督查认定”" in change["summary"] for change in changes)


def test_the_past_can_be_looked_at_and_left_again(ledger: Path) -> None:
    now = [dict(row) for row in sheet_rows(ledger, TASKS)]
    xlsheet("missing", ledger, "--as-of", "2021-05-20")
    then = sheet_rows(ledger, TASKS)
    assert {row.get(TASKS.last_month) for row in then if row[TASKS.number] not in told_by_hand(ledger)} == {
        None
    }
    xlsheet("missing", ledger, "--as-of", DAY)
    assert sheet_rows(ledger, TASKS) == now


def told_by_hand(ledger: Path) -> set[object]:
    return {row[PROGRESS.task_no] for row in sheet_rows(ledger, PROGRESS) if not row.get(PROGRESS.received)}


@pytest.mark.parametrize("month", ["202105", "5月", "2021年5月", "2021/5", "五月份"])
def test_a_month_may_be_written_as_people_do(ledger: Path, month: str) -> None:
    found = xlsheet(
        "missing", ledger, "--month", month, "--as-of", "2021年6月12日", "--no-write", "--json"
    ).json
    assert [each["month"] for each in found["months"]] == ["2021-05"]
    assert found["as_of"] == "2021-06-12"
