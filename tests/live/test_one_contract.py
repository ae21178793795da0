"""One contract for both stores: the same ledger, prepared by whatever hands, and the same steps come out the
same on disk and in a window: in rows, in cells around the table, and in words where they are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook import Workbook
from openpyxl.worksheet.table import Table as OtherTable

from live.conftest import Opener
from support.ledger_file import change, filled, new_ledger, plain
from support.small_ledger import EDUCATION, progress, task, unit
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import MATRIX, PROGRESS, RESULTS, TASKS, UNITS, Table
from xlsheet.errors import XlsheetError
from xlsheet.ledger.changes import Changes, Edit, Replace
from xlsheet.stores.file import FileStore
from xlsheet.stores.live.store import LiveStore

Step = Edit | Replace
MORE = [unit(f"单位{n}") for n in range(4)]
LOOKED_AT = TASKS, UNITS, PROGRESS, MATRIX, RESULTS


def as_it_is(book: Workbook) -> None:
    """Nobody touched it."""


def words_below(book: Workbook) -> None:
    book[UNITS.sheet]["B6"] = "说明：每季度核对一次"
    book[UNITS.sheet]["A8"] = "合并"
    book[UNITS.sheet].merge_cells("A8:C8")


def words_right_below(book: Workbook) -> None:
    book[UNITS.sheet]["C5"] = "紧挨着的话"


def words_beside(book: Workbook) -> None:
    book[UNITS.sheet]["K6"] = "表旁的话"


def table_below(book: Workbook) -> None:
    sheet = book[UNITS.sheet]
    for place, value in (("A7", "甲"), ("B7", "乙"), ("A8", "1"), ("B8", "2")):
        sheet[place] = value
    sheet.add_table(OtherTable(displayName="own", ref="A7:B8"))


def merged_out_of_the_table(book: Workbook) -> None:
    book[UNITS.sheet]["E8"] = "跨出去"
    book[UNITS.sheet].merge_cells("E8:H8")


def own_columns(book: Workbook) -> None:
    sheet = book[UNITS.sheet]
    for number, word in enumerate(("备忘", "教育的", "财政的", "生态的"), start=1):
        sheet.cell(number, 8).value = word


def sheet_renamed(book: Workbook) -> None:
    book[UNITS.sheet].title = "单位一览"


def sheet_lost(book: Workbook) -> None:
    del book[UNITS.sheet]


def sheet_hidden(book: Workbook) -> None:
    book[UNITS.sheet].sheet_state = "veryHidden"


def column_lost(book: Workbook) -> None:
    book[UNITS.sheet]["G1"] = None


def column_renamed(book: Workbook) -> None:
    book[UNITS.sheet]["B1"] = "又名"


def column_twice(book: Workbook) -> None:
    book[UNITS.sheet]["B1"] = UNITS.unit


def turned_into_a_range(book: Workbook) -> None:
    book[UNITS.sheet].tables.clear()


def rows_hidden(book: Workbook) -> None:
    book[UNITS.sheet].row_dimensions[3].hidden = True


def blank_row_between(book: Workbook) -> None:
    for cell in book[UNITS.sheet][3]:
        cell.value = None


def typed_below(book: Workbook) -> None:
    book[UNITS.sheet]["A5"] = "市审计局"


def errors_shown(book: Workbook) -> None:
    book[UNITS.sheet]["B2"] = "#N/A"
    book[UNITS.sheet]["A3"] = "#REF!"
    book[TASKS.sheet]["A3"] = "#VALUE!"


def rows_after_a_gap(book: Workbook) -> None:
    sheet = book[UNITS.sheet]
    sheet["A7"], sheet["A8"], sheet["C8"] = "只有一句话", "市审计局", "市政府部门"


def blanks_typed(book: Workbook) -> None:
    for cell in book[UNITS.sheet][3]:
        cell.value = " "


def numbers_as_text(book: Workbook) -> None:
    sheet = book[TASKS.sheet]
    sheet["A2"] = "第1项"
    sheet["A3"] = "2"
    sheet["A3"].number_format = "@"


def cells_merged_inside(book: Workbook) -> None:
    sheet = book[TASKS.sheet]
    sheet["C2"], sheet["C3"] = "同一章节", None
    sheet.merge_cells("C2:C3")


def everything_protected_nothing_locked(book: Workbook) -> None:
    book[RESULTS.sheet].sheet_properties.tabColor = "FF0000"


PREPARED = [
    *(as_it_is, words_below, words_right_below, words_beside, table_below, merged_out_of_the_table),
    *(own_columns, sheet_renamed, sheet_lost, sheet_hidden, column_lost, column_renamed, column_twice),
    *(turned_into_a_range, rows_hidden, blank_row_between, typed_below, numbers_as_text),
    *(cells_merged_inside, everything_protected_nothing_locked),
    *(errors_shown, rows_after_a_gap, blanks_typed),
]

STEPS: dict[str, Sequence[Step]] = {
    "append": [Edit(UNITS, appended=MORE)],
    "replace": [Replace(UNITS, [*MORE, unit(EDUCATION)])],
    "shrink": [Replace(UNITS, [unit("市财政局")])],
    "tasks": [
        Edit(TASKS, {2: {TASKS.deadline: date(2020, 9, 30)}}, [task(9)], [3]),
        Edit(PROGRESS, appended=[progress(9, EDUCATION, "2020-07")]),
    ],
}


CASES = [
    *((prepare, "append") for prepare in PREPARED),
    *((prepare, "replace") for prepare in (as_it_is, words_right_below, own_columns, turned_into_a_range)),
    *((prepare, "shrink") for prepare in (as_it_is, words_below, own_columns, blank_row_between)),
    *((prepare, "tasks") for prepare in (as_it_is, numbers_as_text, cells_merged_inside, sheet_lost)),
]


@pytest.mark.parametrize(("prepare", "steps"), CASES)
def test_both_stores_do_and_say_the_same(
    prepare: Callable[[Workbook], None], steps: str, tmp_path: Path, opened: Opener
) -> None:
    expected = outcome(FileStore.open, disk_cells, prepared(tmp_path / "disk", prepare), STEPS[steps])
    found = outcome(window(opened), window_cells, prepared(tmp_path / "window", prepare), STEPS[steps])
    assert found == expected


def prepared(folder: Path, prepare: Callable[[Workbook], None]) -> Path:
    folder.mkdir()
    ledger = new_ledger(folder, "台账.xlsm")
    change(
        ledger,
        Edit(TASKS, appended=[task(n, **{TASKS.deadline: date(2020, 6 + n, 30)}) for n in range(1, 4)]),
        Edit(UNITS, appended=[unit(EDUCATION, "教育局"), unit("市财政局"), unit("市生态环境局")]),
        Edit(PROGRESS, appended=[progress(n, EDUCATION, "2020-06") for n in (1, 2)]),
    )
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    prepare(book)
    book.save(ledger)
    return ledger


Outcome = tuple[str, dict[str, list[object]], dict[str, dict[str, str]]]


def outcome(open_it: Any, cells: Any, ledger: Path, steps: Sequence[Step]) -> Outcome:
    """What was said, the tables' rows, and the cells of the sheet of units."""
    said = ""
    with open_it(ledger) as store:
        try:
            store.apply(Changes("测试", "测试", steps))
        except XlsheetError as error:
            said = re.sub(r"“[^”]*台账\.xlsm”", "台账", str(error))
            said = said.partition("。")[0]  # what to do is another thing in a window than on disk
    with open_it(ledger) as store:
        rows = {table.sheet: table_rows(store, table) for table in LOOKED_AT}
        return said, rows, cells(store, ledger)


def table_rows(store: Any, table: Table) -> list[object]:
    """A table's rows, then the error values in it and the rows that stand apart."""
    try:
        data = store.read(table)
    except XlsheetError:
        return []
    return [*(filled(row) for _, row in data.rows()), dict(data.errors), list(data.apart)]


def window(opened: Opener) -> Callable[[Path], Any]:
    """Opens a ledger once; later it is the same window."""
    stores: dict[Path, LiveStore] = {}

    class Entered:
        def __init__(self, path: Path) -> None:
            self.path = path

        def __enter__(self) -> LiveStore:
            if self.path not in stores:
                stores[self.path] = opened(self.path)
            return LiveStore(stores[self.path].book)

        def __exit__(self, *_: object) -> None:
            pass

    return Entered


def disk_cells(_store: FileStore, ledger: Path) -> dict[str, dict[str, str]]:
    book = openpyxl.load_workbook(ledger)
    return {
        sheet.title: {
            cell.coordinate: words(cell.value) for row in sheet for cell in row if words(cell.value)
        }
        for sheet in book
        if sheet.title in (UNITS.sheet, "单位一览")
    }


def window_cells(store: LiveStore, _ledger: Path) -> dict[str, dict[str, str]]:
    found = {}
    for sheet in store.book.sheets:
        if sheet.name in (UNITS.sheet, "单位一览"):
            area = sheet.range((1, 1), sheet.used_range.last_cell)
            values = area.options(ndim=2, err_to_str=True).value
            found[sheet.name] = {
                f"{openpyxl.utils.get_column_letter(c)}{r}": words(value)
                for r, row in enumerate(values, start=1)
                for c, value in enumerate(row, start=1)
                if words(value)
            }
    return found


def words(value: object) -> str:
    if isinstance(value, datetime):
        return str(value)
    return show(plain(value)).strip()
