"""The ledger on disk: what is written reads back, elsewhere too, and nothing else is touched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from support.ledger_file import (
    book,
    change,
    changed_parts,
    filled,
    new_ledger,
    parts,
    parts_of,
    rewrite,
    rows,
    sheet_part,
    sheet_rows,
)
from support.small_ledger import EDUCATION, progress, task, unit
from support.validator import problems
from xlsheet.dictionary.tables import MATRIX, PARAMETERS, PROGRESS, RECEIPTS, RESULTS, TABLES, TASKS, UNITS
from xlsheet.errors import ConflictError, LedgerError, OutputError, RequestError
from xlsheet.ledger.changes import Changes, Edit, Link, Replace, Row
from xlsheet.ledger.settings import default_parameters, read_settings
from xlsheet.stores.file import FileStore
from xlsheet.xlsx.rows import height_of

STEPS = {
    "appended": Edit(PROGRESS, appended=[progress(n, EDUCATION, "2020-07") for n in range(1, 30)]),
    "updated": Edit(TASKS, updates={3: {TASKS.remark: "已核实"}}),
    "removed": Edit(TASKS, removed=[2, 4]),
    "all at once": Edit(
        TASKS, updates={3: {TASKS.remark: "改"}}, removed=[5, 6], appended=[task(9), task(10), task(11)]
    ),
    "replaced by more": Replace(TASKS, [task(n) for n in range(20, 0, -1)]),
    "replaced by fewer": Replace(TASKS, [task(4)]),
    "emptied": Replace(TASKS, []),
    "other columns": Replace(
        MATRIX,
        [{MATRIX.unit: "市教育局", "2020-05": "缺报", "2020-06": "1项", MATRIX.total: 2}],
        [MATRIX.unit, "2020-05", "2020-06", MATRIX.total],
    ),
}


def test_a_new_ledger_has_every_table_and_the_given_parameters(tmp_path: Path) -> None:
    path = tmp_path / "新台账.xlsm"
    FileStore.create(path, default_parameters(2021, ledger_id="2021-abc"))
    with FileStore.open(path) as store:
        assert {table for table in TABLES if len(store.read(table))} == {PARAMETERS}
        settings = read_settings(store.read(PARAMETERS))
    assert (settings.year, settings.ledger_id) == (2021, "2021-abc")
    assert problems(path) == []


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_every_kind_of_change_is_clean_reads_back_and_leaves_the_rest(
    ledger: Path, step: Edit | Replace
) -> None:
    before, own = parts(ledger), parts_of(ledger, step.table)
    expected = after(rows(ledger, step.table), step)
    change(ledger, step)
    assert changed_parts(before, parts(ledger)) <= own
    assert rows(ledger, step.table) == expected
    assert sheet_rows(ledger, step.table) == expected
    assert problems(ledger) == []


def test_a_row_is_as_high_as_what_is_wrapped_in_it(empty: Path) -> None:
    receipt = {RECEIPTS.file: "市教育局.xlsx", RECEIPTS.fingerprint: "0f" * 32, RECEIPTS.verdict: "已接收"}
    change(empty, Edit(RECEIPTS, appended=[receipt, {**receipt, RECEIPTS.remark: "已收到。" * 40}]))
    sheet = book(empty)[RECEIPTS.sheet]
    low, high = (sheet.row_dimensions[row].height for row in (2, 3))
    assert low == float(height_of(1)) < high


def after(present: Sequence[Row], step: Edit | Replace) -> list[dict[str, object]]:
    """What a table must hold after a step, rows starting in row 2."""
    if isinstance(step, Replace):
        return [filled(row) for row in step.rows]
    changed = {n: {**row, **step.updates.get(n, {})} for n, row in enumerate(present, start=2)}
    return [filled(row) for n, row in changed.items() if n not in step.removed] + [
        filled(row) for row in step.appended
    ]


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_the_tables_range_is_its_header_and_rows(ledger: Path, step: Edit | Replace) -> None:
    change(ledger, step)
    sheet = book(ledger)[step.table.sheet]
    first, last = sheet.tables[step.table.name].ref.split(":")
    assert first == "A1"
    assert int(last.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) == max(len(rows(ledger, step.table)), 1) + 1
    assert sheet.tables[step.table.name].autoFilter.ref == f"{first}:{last}"


def test_rows_that_an_edit_does_not_name_stay_as_they_are_byte_for_byte(ledger: Path) -> None:
    part = sheet_part(ledger, PROGRESS.sheet)
    before = parts(ledger)[part].split(b"<row ")[1:]
    change(
        ledger,
        Edit(
            PROGRESS,
            updates={3: {PROGRESS.text: "改"}},
            appended=[progress(4, EDUCATION, "2020-07")],
        ),
    )
    now = parts(ledger)[part].split(b"<row ")[1:]
    assert [i for i, row in enumerate(before[:-1]) if now[i] != row] == [2]


def test_new_cells_look_as_the_template_says(ledger: Path) -> None:
    change(ledger, Edit(PROGRESS, appended=[progress(4, EDUCATION, "2020-07")]))
    sheet = book(ledger)[PROGRESS.sheet]
    names = [cell.value for cell in sheet[1]]
    formats = {name: sheet.cell(8, i + 1).number_format for i, name in enumerate(names)}
    assert formats[PROGRESS.month] == formats[PROGRESS.text] == formats[PROGRESS.phone] == "@"
    assert "%" in formats[PROGRESS.percent]
    assert "y" in formats[PROGRESS.filled_on].lower()
    assert "h" in formats[PROGRESS.received].lower()


def test_days_moments_numbers_and_truths_keep_their_kind(ledger: Path, received: datetime) -> None:
    values = progress(4, EDUCATION, "2020-07")
    values |= {PROGRESS.percent: 0.375, PROGRESS.filled_on: date(2020, 8, 9), PROGRESS.received: received}
    change(ledger, Edit(PROGRESS, appended=[values]), Edit(PARAMETERS, updates={5: {PARAMETERS.value: True}}))
    with FileStore.open(ledger, writing=False) as store:
        row = list(store.read(PROGRESS).rows())[-1][1]
        assert dict(store.read(PARAMETERS).rows())[5][PARAMETERS.value] is True
    assert row[PROGRESS.percent] == 0.375
    assert row[PROGRESS.received] == received
    assert row[PROGRESS.filled_on] in (date(2020, 8, 9), datetime(2020, 8, 9))
    assert row[PROGRESS.month] == "2020-07"
    sheet = book(ledger)
    assert sheet[PARAMETERS.sheet]["B5"].value is True
    assert sheet_rows(ledger, PROGRESS)[-1][PROGRESS.received] == received


def test_a_link_is_a_formula_that_leads_to_its_cell(ledger: Path) -> None:
    change(ledger, Replace(RESULTS, [{RESULTS.code: "x", RESULTS.cell: Link("月度'进展", "H12")}]))
    cell = book(ledger)[RESULTS.sheet]["D2"]
    assert cell.value == "=HYPERLINK(\"#'月度''进展'!H12\",\"H12\")"
    assert openpyxl.load_workbook(ledger, data_only=True)[RESULTS.sheet]["D2"].value == "H12"
    assert rows(ledger, RESULTS)[0][RESULTS.cell] == "H12"


def test_several_steps_are_one_change(ledger: Path) -> None:
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]), Replace(TASKS, [task(7)]), summary="两步")
    with FileStore.open(ledger) as store:
        entries, undoable = store.history()
    assert [entry.summary for entry in entries] == ["准备", "两步"]
    assert (entries[-1].rows, undoable) == (2, 2)


def test_two_steps_on_one_table_are_refused_rather_than_half_done(ledger: Path) -> None:
    content = ledger.read_bytes()
    with pytest.raises(ValueError, match="one table"):
        change(ledger, Edit(UNITS, appended=[unit("甲")]), Edit(UNITS, appended=[unit("乙")]))
    assert ledger.read_bytes() == content


def test_a_store_reads_what_it_has_written(ledger: Path) -> None:
    with FileStore.open(ledger) as store:
        for number in range(10, 13):
            store.apply(Changes("测试", "", [Edit(UNITS, appended=[unit(f"单位{number}")])]))
            assert store.read(UNITS).frame[UNITS.unit].iloc[-1] == f"单位{number}"
    assert len(rows(ledger, UNITS)) == 6


def test_changes_without_steps_write_nothing(ledger: Path) -> None:
    content = ledger.read_bytes()
    change(ledger, Edit(TASKS))
    change(ledger)
    assert ledger.read_bytes() == content
    with FileStore.open(ledger) as store:
        assert len(store.history()[0]) == 1


def test_a_change_on_disk_in_between_is_not_overwritten(ledger: Path) -> None:
    with FileStore.open(ledger) as store:
        store.read(TASKS)
        other = book(ledger)
        other[TASKS.sheet]["D2"] = "手工修改"
        other.save(ledger)
        content, beside = ledger.read_bytes(), files_beside(ledger)
        with pytest.raises(ConflictError, match=r"台账\.xlsm.*再做一次"):
            store.apply(Changes("测试", "", [Edit(TASKS, removed=[2])]))
        assert (ledger.read_bytes(), files_beside(ledger)) == (content, beside)


def files_beside(ledger: Path) -> list[str]:
    return sorted(str(path) for path in ledger.parent.rglob("*"))


def test_what_is_asked_for_outside_the_table_is_refused_before_anything_is_written(ledger: Path) -> None:
    content = ledger.read_bytes()
    with pytest.raises(KeyError, match="没有这列"):
        change(ledger, Edit(TASKS, appended=[{"没有这列": 1}]))
    assert ledger.read_bytes() == content


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04", "任务编号,单位\n".encode(), b"\xd0\xcf\x11\xe0" * 200]
)
def test_what_is_no_workbook_is_refused_in_plain_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "台账.xlsm"
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"台账\.xlsm"), FileStore.open(path):
        pass
    assert path.read_bytes() == content


def test_a_truncated_or_damaged_ledger_is_refused(ledger: Path) -> None:
    whole = ledger.read_bytes()
    for share in (0.3, 0.6, 0.99):
        ledger.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(LedgerError, match="损坏"), FileStore.open(ledger):
            pass
    ledger.write_bytes(whole)
    rewrite(ledger, {sheet_part(ledger, TASKS.sheet): b"<worksheet><sheetData><row"})
    with pytest.raises(LedgerError, match=TASKS.sheet), FileStore.open(ledger) as store:
        store.read(TASKS)


def test_a_missing_ledger_is_named_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="没有找到台账"), FileStore.open(tmp_path / "没有.xlsm"):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    (tmp_path / "台账.xlsm").mkdir()
    with pytest.raises(LedgerError, match=r"台账\.xlsm"), FileStore.open(tmp_path / "台账.xlsm"):
        pass


def test_a_missing_sheet_is_named(ledger: Path) -> None:
    changed = book(ledger)
    del changed[UNITS.sheet]
    changed.save(ledger)
    with FileStore.open(ledger) as store:
        assert len(store.read(TASKS)) == 5
        with pytest.raises(LedgerError, match=f"没有工作表“{UNITS.sheet}”"):
            store.read(UNITS)


def test_a_missing_column_is_named_with_its_sheet(ledger: Path) -> None:
    header_text(ledger, "B1", "所在单位")
    with FileStore.open(ledger) as store, pytest.raises(LedgerError, match=f"{PROGRESS.sheet}.*缺少“单位”列"):
        store.read(PROGRESS)


def test_a_header_that_stands_twice_is_refused(ledger: Path) -> None:
    header_text(ledger, "N1", PROGRESS.month)
    with (
        FileStore.open(ledger) as store,
        pytest.raises(LedgerError, match=f"{PROGRESS.sheet}.*{PROGRESS.month}"),
    ):
        store.read(PROGRESS)


def test_a_column_of_the_same_name_before_ours_is_refused(ledger: Path) -> None:
    changed = book(ledger)
    sheet = changed[PROGRESS.sheet]
    sheet.insert_cols(1)
    sheet["A1"] = PROGRESS.month
    sheet.tables[PROGRESS.name].ref = "A1:O7"
    changed.save(ledger)
    wanted = f"{PROGRESS.sheet}.*“{PROGRESS.month}”不止一列"
    with FileStore.open(ledger) as store, pytest.raises(LedgerError, match=wanted):
        store.read(PROGRESS)


@pytest.mark.parametrize("name", [PROGRESS.text, "备忘"])
def test_own_columns_may_be_named_as_users_like(ledger: Path, name: str) -> None:
    header_text(ledger, "O1", name)
    header_text(ledger, "P1", name)
    change(ledger, Edit(PROGRESS, updates={2: {PROGRESS.text: "新文字"}}))
    assert rows(ledger, PROGRESS)[0][PROGRESS.text] == "新文字"
    assert [cell.value for cell in book(ledger)[PROGRESS.sheet][1]][-2:] == [name, name]


def header_text(ledger: Path, cell: str, text: str) -> None:
    """Type over a header cell, as a user of LibreOffice can: the table's own names stay as they were."""
    changed = book(ledger)
    changed[PROGRESS.sheet][cell] = text
    changed.save(ledger)


def test_columns_in_another_order_are_found_by_name(ledger: Path) -> None:
    changed = book(ledger)
    sheet = changed[UNITS.sheet]
    for row in sheet.iter_rows(max_col=2):
        row[0].value, row[1].value = row[1].value, row[0].value
    columns = sheet.tables[UNITS.name].tableColumns
    columns[0].name, columns[1].name = columns[1].name, columns[0].name
    changed.save(ledger)
    change(ledger, Edit(UNITS, appended=[unit("市审计局", "审计局")]))
    assert book(ledger)[UNITS.sheet]["B5"].value == "市审计局"
    assert rows(ledger, UNITS)[-1] == {UNITS.unit: "市审计局", UNITS.aliases: "审计局"}


def test_a_renamed_sheet_is_found_by_its_table(ledger: Path) -> None:
    changed = book(ledger)
    changed[UNITS.sheet].title = "单位名录（2020）"
    changed.save(ledger)
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert book(ledger)["单位名录（2020）"]["A5"].value == "市审计局"


def test_create_refuses_other_names_and_existing_files(tmp_path: Path) -> None:
    parameters = default_parameters()
    with pytest.raises(RequestError, match=r"\.xlsm"):
        FileStore.create(tmp_path / "台账.xlsx", parameters)
    path = new_ledger(tmp_path)
    content = path.read_bytes()
    with pytest.raises(OutputError, match="已经存在"):
        FileStore.create(path, parameters)
    assert path.read_bytes() == content
    with pytest.raises(OutputError, match="写不进去"):
        FileStore.create(tmp_path / "没有这个文件夹" / "台账.xlsm", parameters)
