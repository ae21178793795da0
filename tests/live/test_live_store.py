"""A ledger in an open workbook keeps its promises: whole steps, text as text, nobody else's cells touched."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
import xlwings as xw
from hypothesis import HealthCheck, given, settings
from python_calamine import CalamineWorkbook

from live.conftest import Opener
from stores.test_against_model import TABLES as MODELLED
from stores.test_against_model import commands, shown
from support.ledger_file import filled, plain
from support.memory_store import MemoryStore
from support.programs import is_changed, protect
from support.small_ledger import EDUCATION, progress, task, unit
from xlsheet import resources
from xlsheet.dictionary.tables import (
    HOME_DATA,
    HOME_SHEET,
    INDICATORS,
    MATRIX,
    MEASURED,
    PROGRESS,
    RESULTS,
    TASKS,
    UNITS,
    Table,
)
from xlsheet.errors import ConflictError, LedgerError, OutputError
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.changes import Changes, Edit, Link, Replace
from xlsheet.stores.live import store as live_store
from xlsheet.stores.live.store import LiveStore

TRAPS = [
    "2020-06",
    "001",
    "1-2",
    "=1+1",
    "'引号",
    "12:30",
    "5%",
    "1e5",
    "TRUE",
    "#N/A",
    "+86",
    " 空格 ",
    "甲\n乙",
]


def apply(store: LiveStore, *steps: Edit | Replace) -> None:
    store.apply(Changes("测试", "测试", steps))


def rows(store: LiveStore, table: Table) -> list[dict[str, object]]:
    return [filled(row) for _, row in store.read(table).rows()]


@pytest.fixture
def ledger(empty: LiveStore) -> LiveStore:
    """Five tasks and two months of progress."""
    apply(
        empty,
        Edit(TASKS, appended=[task(n, **{TASKS.deadline: date(2020, 6 + n, 30)}) for n in range(1, 6)]),
        Edit(PROGRESS, appended=[progress(n, EDUCATION, m) for m in ("2020-05", "2020-06") for n in (1, 2)]),
    )
    return empty


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(commands())
def test_any_sequence_of_changes_gives_the_tables_of_the_model(
    program: xw.App, tmp_path: Path, sequence: list[Changes]
) -> None:
    path = tmp_path / "模型.xlsm"
    path.write_bytes(resources.TEMPLATE.read_bytes())
    model = MemoryStore()
    book = program.books.open(path)
    try:
        store = LiveStore(book)
        for changes in sequence:
            store.apply(changes)
            model.apply(changes)
            for table in MODELLED:
                assert rows(store, table) == shown(model.read(table))
        for changes in reversed(sequence):
            if changes.steps and any(isinstance(step, Replace) or step for step in changes.steps):
                store.undo()
        assert not any(len(store.read(table)) for table in MODELLED)
    finally:
        book.close()


@pytest.mark.parametrize("trap", TRAPS)
def test_text_stays_text(empty: LiveStore, trap: str) -> None:
    apply(empty, Edit(UNITS, appended=[{UNITS.unit: f"甲{trap}", UNITS.phone: trap, UNITS.aliases: trap}]))
    assert rows(empty, UNITS) == [{UNITS.unit: f"甲{trap}", UNITS.phone: trap, UNITS.aliases: trap}]
    apply(empty, Edit(UNITS, {2: {UNITS.email: trap}}))
    assert rows(empty, UNITS)[0][UNITS.email] == trap


def test_a_cell_that_its_user_formatted_as_a_number_still_takes_text(ledger: LiveStore) -> None:
    ledger.book.sheets[PROGRESS.sheet]["J2:J3"].number_format = "0"
    apply(ledger, Edit(PROGRESS, {2: {PROGRESS.phone: "001"}}))
    assert rows(ledger, PROGRESS)[0][PROGRESS.phone] == "001"


def test_new_rows_look_as_the_template_says_and_read_well_elsewhere(
    ledger: LiveStore, tmp_path: Path
) -> None:
    apply(ledger, Edit(PROGRESS, {5: {PROGRESS.phone: "0371-001"}}))
    copy = tmp_path / "存.xlsm"
    ledger.book.save(copy)
    sheet = openpyxl.load_workbook(copy)[PROGRESS.sheet]
    assert sheet.tables[PROGRESS.name].ref == "A1:N5"
    last = {str(sheet.cell(1, c).value): sheet.cell(5, c) for c in range(1, 15)}
    assert [last[name].number_format for name in (PROGRESS.month, PROGRESS.percent, PROGRESS.phone)] == [
        "@", "0%", "@",
    ]  # fmt: skip
    assert last[PROGRESS.filled_on].number_format.replace("\\", "") == "yyyy-mm-dd"
    assert last[PROGRESS.filled_on].value == datetime(2020, 7, 1)
    assert last[PROGRESS.text].alignment.wrap_text
    read = CalamineWorkbook.from_path(copy).get_sheet_by_name(PROGRESS.sheet).to_python()
    in_program = [list(row.values()) for row in (dict(r) for _, r in ledger.read(PROGRESS).rows())]
    assert [[plain(c or None) for c in row] for row in read[1:]] == [
        [plain(c or None) for c in row] for row in in_program
    ]


def test_links_lead_to_their_cell(empty: LiveStore) -> None:
    finding = {RESULTS.code: "x", RESULTS.sheet_name: TASKS.sheet, RESULTS.cell: Link(TASKS.sheet, "D7")}
    apply(empty, Replace(RESULTS, [finding]))
    cell = empty.book.sheets[RESULTS.sheet]["D2"]
    assert (cell.value, cell.formula) == ("D7", f"""=HYPERLINK("#'{TASKS.sheet}'!D7","D7")""")


def users(store: LiveStore, table: Table) -> dict[object, object]:
    """What stands in the user's first column, by the row's key."""
    frame = store.read(table).frame
    return dict(zip(frame[table.key[0]], frame["备忘"], strict=True))


def add_column(store: LiveStore, table: Table, column: str, values: list[object]) -> xw.Sheet:
    sheet = store.book.sheets[table.sheet]
    sheet[f"{column}1"].options(transpose=True).value = ["备忘", *values]
    return sheet


def test_user_s_cells_and_formulas_stay_with_their_rows(ledger: LiveStore) -> None:
    sheet = add_column(ledger, TASKS, "S", [f"第{n}项" for n in range(1, 6)])
    sheet["T1"].value = "算"
    sheet["T2:T6"].formula = "=A2*10"
    sheet["S3"].color = "#00ff00"
    store = LiveStore(ledger.book)
    apply(store, Edit(TASKS, {2: {TASKS.remark: "改"}}, appended=[task(6)], removed=[4]))
    assert users(store, TASKS) == {1: "第1项", 2: "第2项", 4: "第4项", 5: "第5项", 6: None}
    formulas = [list(row) for row in sheet["T2:T5"].formula]  # Excel gives tuples
    assert formulas == [["=A2*10"], ["=A3*10"], ["=A4*10"], ["=A5*10"]]
    assert sheet["T2:T5"].value == [10, 20, 40, 50]
    assert sheet["S3"].color == (0, 255, 0)
    tasks = [dict(row) for _, row in store.read(TASKS).rows()]
    apply(store, Replace(TASKS, [{c: row[c] for c in TASKS.columns} for row in tasks[::-1]]))
    assert users(store, TASKS) == {6: None, 5: "第5项", 4: "第4项", 2: "第2项", 1: "第1项"}
    assert sheet["T2:T6"].value == [None, 50, 40, 20, 10]
    assert sheet["S5"].color == (0, 255, 0)
    store.undo()
    assert users(store, TASKS) == {1: "第1项", 2: "第2项", 4: "第4项", 5: "第5项", 6: None}
    store.undo()
    assert users(store, TASKS) == {n: f"第{n}项" for n in range(1, 6)}
    assert [row[TASKS.number] for row in rows(store, TASKS)] == [1, 2, 3, 4, 5]


def test_months_of_the_matrix_come_and_go_before_the_user_s_columns(empty: LiveStore) -> None:
    def months(*names: str) -> Replace:
        columns = [MATRIX.unit, *names, MATRIX.total]
        matrix = [{MATRIX.unit: u, **dict.fromkeys(names, "✓"), MATRIX.total: 0} for u in ("甲", "乙")]
        return Replace(MATRIX, matrix, columns)

    apply(empty, months("2020-05"))
    sheet = add_column(empty, MATRIX, "D", ["甲的话", "乙的话"])
    sheet["D1"].column_width = 30
    sheet["A9"].value = "表下的话"
    for names, letter in ((("2020-05", "2020-06", "2020-07"), "F"), (("2020-07",), "D"), ((), "C")):
        store = LiveStore(empty.book)
        apply(store, months(*names))
        data = store.read(MATRIX)
        assert list(data.header) == [MATRIX.unit, *names, MATRIX.total, "备忘"]
        assert data.letters["备忘"] == letter
        assert sheet[f"{letter}1"].column_width == 30
        assert users(store, MATRIX) == {"甲": "甲的话", "乙": "乙的话"}
        assert sheet["A9"].value == "表下的话"
    # Excel takes a column that is typed beside a table into it; Calc doesn't.
    assert sheet.tables[MATRIX.name].range.address in ("$A$1:$B$3", "$A$1:$C$3")


def test_rows_typed_on_below_the_table_count_and_are_taken_in(ledger: LiveStore) -> None:
    sheet = ledger.book.sheets[TASKS.sheet]
    sheet["A7"].value = 6
    store = LiveStore(ledger.book)
    assert len(store.read(TASKS)) == 6
    apply(store, Edit(TASKS, appended=[task(7)]))
    assert [row[TASKS.number] for row in rows(store, TASKS)] == [1, 2, 3, 4, 5, 6, 7]
    assert sheet.tables[TASKS.name].range.address == "$A$1:$R$8"


def test_rows_that_a_filter_hides_are_changed_like_others(ledger: LiveStore) -> None:
    table = ledger.book.sheets[PROGRESS.sheet].tables[PROGRESS.name]
    table.autofilter.apply_values(3, ["2020-06"])
    assert table.data_body_range.rows.hidden is None
    apply(
        ledger,
        Edit(
            PROGRESS,
            {n: {PROGRESS.reporter: f"第{n}行"} for n in range(2, 6)},
            [progress(3, EDUCATION, "2020-06")],
        ),
    )
    assert [row[PROGRESS.reporter] for row in rows(ledger, PROGRESS)[:4]] == [f"第{n}行" for n in range(2, 6)]
    assert table.data_body_range.rows.hidden is False
    assert table.show_autofilter


def test_rows_that_the_user_sorted_keep_their_addresses(ledger: LiveStore) -> None:
    sheet = ledger.book.sheets[TASKS.sheet]
    sheet["A2:R6"].value = sheet["A2:R6"].value[::-1]
    store = LiveStore(ledger.book)
    numbers = {
        row[TASKS.number]: store.read(TASKS).cell(n, TASKS.percent) for n, row in store.read(TASKS).rows()
    }
    assert numbers == {5: "J2", 4: "J3", 3: "J4", 2: "J5", 1: "J6"}


def test_a_change_meanwhile_is_a_conflict(ledger: LiveStore) -> None:
    store = LiveStore(ledger.book)
    store.read(TASKS)
    ledger.book.sheets[TASKS.sheet]["R2"].value = "手工"
    with pytest.raises(ConflictError, match=TASKS.sheet):
        apply(store, Edit(TASKS, appended=[task(6)]))
    assert ledger.book.sheets[TASKS.sheet]["R2"].value == "手工"
    apply(LiveStore(ledger.book), Edit(TASKS, appended=[task(6)]))


def test_a_step_that_fails_leaves_nothing_half_done(
    ledger: LiveStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {table: rows(ledger, table) for table in (TASKS, PROGRESS)}
    real = live_store.write_step
    app = ledger.book.app

    def breaks(found, step) -> None:
        real(found, step)
        if step.table is PROGRESS and step.appended:
            monkeypatch.setattr(live_store, "write_step", real)
            raise RuntimeError("COM error")

    monkeypatch.setattr(live_store, "write_step", breaks)
    with pytest.raises(OutputError, match="已恢复原样"):
        apply(
            ledger,
            Edit(TASKS, {2: {TASKS.remark: "改"}}, [task(6)], [3]),
            Edit(PROGRESS, appended=[progress(3, EDUCATION, "2020-06")]),
        )
    store = LiveStore(ledger.book)
    assert {table: rows(store, table) for table in before} == before
    assert (app.screen_updating, app.calculation) == (True, "automatic")


def test_a_protected_sheet_is_named(ledger: LiveStore) -> None:
    protect(ledger.book.sheets[TASKS.sheet])
    with pytest.raises((OutputError, LedgerError, Exception), match="保护"):
        apply(ledger, Edit(TASKS, appended=[task(6)]))
    assert len(LiveStore(ledger.book).read(TASKS)) == 5


def test_what_is_gone_is_named(ledger: LiveStore) -> None:
    ledger.book.sheets[TASKS.sheet]["E1"].value = "领导"
    with pytest.raises(LedgerError, match="缺少“责任领导”列"):
        LiveStore(ledger.book).read(TASKS)
    ledger.book.sheets[UNITS.sheet].delete()
    with pytest.raises(LedgerError, match=f"没有工作表“{UNITS.sheet}”"):
        LiveStore(ledger.book).read(UNITS)


def test_a_sheet_under_another_name_is_found_by_its_table(ledger: LiveStore) -> None:
    ledger.book.sheets[TASKS.sheet].name = "任务（旧名）"
    assert len(LiveStore(ledger.book).read(TASKS)) == 5


def test_the_workbook_is_not_saved_and_no_other_is_touched(
    ledger: LiveStore, opened: Opener, tmp_path: Path
) -> None:
    path = tmp_path / "另一本.xlsm"
    path.write_bytes(resources.TEMPLATE.read_bytes())
    other = opened(path)
    assert ledger.book.app.books.active == other.book
    apply(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert not len(other.read(UNITS))
    assert not is_changed(other.book)
    for book in (ledger.book, other.book):
        assert Path(book.fullname).read_bytes() == resources.TEMPLATE.read_bytes()


def test_text_that_no_cell_holds_is_refused(ledger: LiveStore) -> None:
    with pytest.raises(OutputError, match="32767"):
        apply(ledger, Edit(UNITS, appended=[unit("长" * 32_768)]))
    assert not len(LiveStore(ledger.book).read(UNITS))


def test_the_home_sheet_shows_the_indicators_furthest_behind_at_once(ledger: LiveStore) -> None:
    key = {MEASURED.task_no: 1, MEASURED.place: 1}
    target = {INDICATORS.target: 20, INDICATORS.measure: "个", INDICATORS.kind: "目标"}
    named = {INDICATORS.task_no: 1, INDICATORS.place: 1, INDICATORS.label: "新建公园", **target}
    count = {**key, MEASURED.unit: EDUCATION, MEASURED.month: "2020-06", MEASURED.total: 5}
    apply(ledger, Edit(INDICATORS, appended=[named]), Edit(MEASURED, appended=[count]))
    validate(ledger, ValidateRequest())
    (line, row) = next(
        (number, row) for number, row in ledger.read(HOME_DATA).rows() if row[HOME_DATA.block] == "落后指标"
    )
    assert row[HOME_DATA.label] == "第1项 新建公园：5/20个"
    assert (row[HOME_DATA.percent], row[HOME_DATA.elapsed]) == (0.25, 0.5)
    page = ledger.book.sheets[HOME_SHEET]
    assert page["B40"].formula == f"={HOME_DATA.sheet}!$C${line}"
