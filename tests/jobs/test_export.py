"""`export`: what stands in the ledger comes out typed, and other programs read it so."""

from __future__ import annotations

import csv
import math
import sqlite3
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.ledger_file import change, new_ledger, plain
from support.small_ledger import EDUCATION, plan, progress, small_ledger, task, unit
from support.terminal import xlsheet
from xlsheet.cells.text import ERROR_VALUES
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import HIDDEN, PLANS, PROGRESS, TABLES, TASKS, UNITS, Table
from xlsheet.errors import ExistsError, OutputError
from xlsheet.jobs.export import ExportFormat, ExportReport, ExportRequest, export
from xlsheet.ledger.changes import Edit
from xlsheet.stores.file import FileStore

SHOWN = [table for table in TABLES if table not in HIDDEN]
TEXTS = ['一、“引号”，"直的"\n第二行', "=1+1", "0012", "2020-06", "𠮷𡈽", "1,5;3\t4"]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with text of every awkward kind, empty cells, days, moments and percentages."""
    path = new_ledger(tmp_path_factory.mktemp("export"))
    change(
        path,
        Edit(TASKS, appended=[task(1.0, **{TASKS.deadline: date(2020, 11, 30)}), task(2.0)]),
        Edit(UNITS, appended=[unit(EDUCATION, "教育局、教委"), unit("市财政局", email="a@example.org")]),
        Edit(PLANS, appended=[plan(1.0, EDUCATION)]),
        Edit(
            PROGRESS,
            appended=[
                progress(
                    1.0, EDUCATION, f"2020-{month:02}", **{PROGRESS.problems: text, PROGRESS.percent: None}
                )
                if month == 7
                else progress(1.0, EDUCATION, f"2020-{month:02}", **{PROGRESS.problems: text})
                for month, text in enumerate(TEXTS, start=5)
            ],
        ),
    )
    return path


def exported(ledger: Path, out: Path, form: ExportFormat, *, overwrite: bool = False) -> ExportReport:
    with FileStore.open(ledger, writing=False) as store:
        return export(store, ExportRequest(out, form, overwrite))


def standing(ledger: Path, table: Table) -> list[dict[str, Any]]:
    """What openpyxl reads of a table: None for an empty cell."""
    sheet = openpyxl.load_workbook(ledger)[table.sheet]
    header, *rows = sheet.iter_rows(values_only=True)
    return [
        dict(zip(header, row, strict=True)) for row in rows if any(cell not in (None, "") for cell in row)
    ]


def same(cell: Any, standing: Any) -> bool:
    """Whether a cell read back is the one in the ledger; text has no blanks around it."""
    if isinstance(cell, str):
        return cell == show(standing).strip()
    if standing is None:
        return cell is None or (isinstance(cell, float) and math.isnan(cell))
    return plain(cell) == plain(standing)


@pytest.mark.parametrize("table", SHOWN, ids=lambda table: table.name)
def test_parquet_holds_every_cell_with_its_type(ledger: Path, table: Table, tmp_path: Path) -> None:
    exported(ledger, tmp_path, ExportFormat.PARQUET)
    found = duckdb.read_parquet(str(tmp_path / f"{table.sheet}.parquet"))
    expected = standing(ledger, table)
    assert found.columns == [str(column) for column in table.columns]
    rows = [dict(zip(found.columns, row, strict=True)) for row in found.fetchall()]
    assert len(rows) == len(expected)
    for row, there in zip(rows, expected, strict=True):
        assert {name for name in row if not (same(row[name], there[name]) or there[name] == row[name])} <= {
            "值"
        }


def test_every_format_agrees_on_the_types(ledger: Path, tmp_path: Path) -> None:
    for form in ExportFormat:
        report = exported(ledger, tmp_path, form)
    found = duckdb.read_parquet(str(tmp_path / f"{PROGRESS.sheet}.parquet"))
    parquet = dict(zip(found.columns, map(str, found.types), strict=True))
    assert [parquet[name] for name in (PROGRESS.task_no, PROGRESS.percent, PROGRESS.month)] == [
        "BIGINT",
        "DOUBLE",
        "VARCHAR",
    ]
    assert parquet[PROGRESS.received] == parquet[PROGRESS.filled_on] == "TIMESTAMP"
    with closing(sqlite3.connect(tmp_path / "台账.sqlite")) as base:
        columns = {row[1]: row[2] for row in base.execute(f"PRAGMA table_info({PROGRESS.sheet})")}
    assert columns == next(table.columns for table in report.tables if table.sheet == PROGRESS.sheet)
    assert columns[PROGRESS.task_no] == "INTEGER"
    assert columns[PROGRESS.percent] == "REAL"
    assert columns[PROGRESS.month] == "TEXT"
    assert columns[PROGRESS.filled_on] == "DATE"
    assert columns[PROGRESS.received] == "DATETIME"


def test_a_database_answers_questions_over_its_tables(ledger: Path, tmp_path: Path) -> None:
    report = exported(ledger, tmp_path, ExportFormat.SQLITE)
    assert [table.sheet for table in report.tables] == [table.sheet for table in SHOWN]
    assert [path.name for path in tmp_path.iterdir()] == ["台账.sqlite"]
    question = (
        "SELECT t.任务内容, p.存在问题, p.完成比例, date(填报日期), strftime('%H', 收件时间), typeof(月份)"
        " FROM 月度进展 p JOIN 任务台账 t USING (任务编号)"
        " WHERE p.月份 BETWEEN '2020-06' AND '2020-07' ORDER BY p.月份"
    )
    with closing(sqlite3.connect(tmp_path / "台账.sqlite")) as base:
        june, july = base.execute(question).fetchall()
        assert base.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert base.execute("SELECT typeof(存在问题) FROM 月度进展").fetchall() == [("text",)] * len(TEXTS)
    assert june == ("完成第1批重点工程", "=1+1", pytest.approx(0.6), "2020-07-01", "10", "text")
    assert july[2] is None


def test_csv_is_for_excel_and_for_programs(ledger: Path, tmp_path: Path) -> None:
    exported(ledger, tmp_path, ExportFormat.CSV)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(f"{table.sheet}.csv" for table in SHOWN)
    path = tmp_path / f"{PROGRESS.sheet}.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")  # by this mark Excel knows that it is UTF-8
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row[PROGRESS.problems] for row in rows] == TEXTS
    assert rows[0][PROGRESS.filled_on] == "2020-06-01"
    assert datetime.fromisoformat(rows[0][PROGRESS.received]) == datetime(2020, 6, 9, 10)
    assert float(rows[0][PROGRESS.percent]) == 0.5
    assert rows[2][PROGRESS.percent] == rows[0][PROGRESS.next_steps] == ""


def test_text_that_excel_would_take_for_a_formula_is_written_as_it_is_and_said(
    ledger: Path, tmp_path: Path
) -> None:
    (finding,) = exported(ledger, tmp_path, ExportFormat.CSV).findings
    assert (finding.code, finding.sheet, finding.value) == ("export_formula", PROGRESS.sheet, "=1+1")
    assert "1 格" in finding.message
    assert exported(ledger, tmp_path, ExportFormat.PARQUET).findings == ()  # no program calculates there


def test_what_cannot_be_read_as_its_type_is_empty_there_and_said_here(tmp_path: Path) -> None:
    store = small_ledger()
    store.rows[PROGRESS][0][PROGRESS.percent] = "过半"
    report = export(store, ExportRequest(tmp_path, ExportFormat.SQLITE))
    assert [(f.code, f.sheet, f.cell, f.value) for f in report.findings] == [
        ("cell_percent", PROGRESS.sheet, "E2", "过半")
    ]
    assert report.needs_attention
    with closing(sqlite3.connect(tmp_path / "台账.sqlite")) as base:
        shares = base.execute("SELECT 完成比例 FROM 月度进展").fetchall()
    assert shares[0] == (None,)
    assert shares[1] == (0.5,)


def test_columns_that_differ_in_case_only_both_go_along(tmp_path: Path) -> None:
    store = small_ledger()
    for name in ("Budget", "budget"):
        store.columns[TASKS].append(name)
        store.rows[TASKS][0][name] = name
    for form in ExportFormat:
        export(store, ExportRequest(tmp_path, form))
    with closing(sqlite3.connect(tmp_path / "台账.sqlite")) as base:
        assert base.execute("SELECT * FROM 任务台账").fetchone()[-2:] == ("Budget", "budget")
    with (tmp_path / "任务台账.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["budget"] == "budget"


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)


@settings(max_examples=3, deadline=None)  # each writes all tables three times, and tries many texts
@given(st.lists(TEXT, min_size=30, max_size=60))
def test_any_text_comes_out_of_every_format_as_it_is(texts: list[str]) -> None:
    store = small_ledger()
    store.rows[UNITS] = [{UNITS.unit: f"局{i}", UNITS.aliases: text} for i, text in enumerate(texts)]
    expected = [text.strip() for text in texts]
    with TemporaryDirectory() as folder:
        for form in ExportFormat:
            export(store, ExportRequest(Path(folder), form))
        name, column = UNITS.sheet, UNITS.aliases
        with closing(sqlite3.connect(Path(folder) / "台账.sqlite")) as base:
            in_base = base.execute(f"SELECT {column} FROM {name}").fetchall()
        in_parquet = duckdb.read_parquet(f"{folder}/{name}.parquet").project(column).fetchall()
        with (Path(folder) / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            in_csv = [row[column] for row in csv.DictReader(file)]
    kept = [None if text in ("", *ERROR_VALUES) else text for text in expected]
    assert [cell for (cell,) in in_base] == [cell for (cell,) in in_parquet] == kept
    assert in_csv == [text or "" for text in kept]


def test_the_users_own_columns_go_along_by_what_they_hold(tmp_path: Path) -> None:
    store = small_ledger()
    own: dict[str, list[object]] = {
        "投资（万元）": [120.0, None, 3.5],
        "开工": [datetime(2020, 3, 1), datetime(2020, 4, 1, 8), None],
        "备忘": ["要点", 7.0, None],
        "空着": [None, None, None],
    }
    for name, cells in own.items():
        store.columns[TASKS].append(name)
        for row, cell in zip(store.rows[TASKS], cells, strict=True):
            row[name] = cell
    report = export(store, ExportRequest(tmp_path, ExportFormat.SQLITE))
    types = report.tables[0].columns
    assert {name: types[name] for name in own} == {
        "投资（万元）": "REAL",
        "开工": "DATETIME",
        "备忘": "TEXT",
        "空着": "TEXT",
    }
    with closing(sqlite3.connect(tmp_path / "台账.sqlite")) as base:
        rows = base.execute('SELECT "投资（万元）", 开工, 备忘 FROM 任务台账').fetchall()
    assert rows == [
        (120.0, "2020-03-01 00:00:00", "要点"),
        (None, "2020-04-01 08:00:00", "7"),
        (3.5, None, None),
    ]


@pytest.mark.parametrize("form", ExportFormat)
def test_a_second_export_replaces_nothing_that_differs_unless_told_to(
    form: ExportFormat, tmp_path: Path
) -> None:
    store = small_ledger()
    first = export(store, ExportRequest(tmp_path, form))
    export(store, ExportRequest(tmp_path, form))  # the same files: nothing to write
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    store.rows[UNITS][0][UNITS.phone] = "0000-1234"
    with pytest.raises(ExistsError):
        export(store, ExportRequest(tmp_path, form))
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before
    again = export(store, ExportRequest(tmp_path, form, overwrite=True))
    assert again == first
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} != before


def test_a_folder_that_takes_nothing_is_said_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "导出").write_text("一个文件")
    with pytest.raises(OutputError):
        export(small_ledger(), ExportRequest(tmp_path / "导出"))
    assert [path.name for path in tmp_path.iterdir()] == ["导出"]


def test_the_command_says_what_it_wrote(ledger: Path, tmp_path: Path) -> None:
    before = ledger.read_bytes()
    done = xlsheet("export", ledger, "--out", tmp_path / "导出", "--format", "sqlite", "--json")
    assert done.status == 0
    assert done.json["format"] == "sqlite"
    assert [table["sheet"] for table in done.json["tables"]] == [table.sheet for table in SHOWN]
    (path,) = {table["path"] for table in done.json["tables"]}
    assert Path(path).is_file()
    assert next(t["rows"] for t in done.json["tables"] if t["sheet"] == PROGRESS.sheet) == len(TEXTS)
    assert ledger.read_bytes() == before
    assert xlsheet("export", ledger, "--out", tmp_path / "导出").status == 1  # a text looks like a formula
