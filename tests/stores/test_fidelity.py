"""A ledger that others have added to goes through every command, and what they added stays as it was."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.filters import FilterColumn, Filters, SortCondition, SortState
from openpyxl.worksheet.table import TableColumn

from support.ledger_file import (
    book,
    changed_parts,
    parts,
    parts_of,
    rewrite,
    rows,
    sheet_part,
    sound_parts,
)
from support.ledger_on_disk import JUNE, MAY, forms_of, returned, sample_ledger
from support.office import convert
from support.pictures import red_square
from support.validator import problems
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    HOME_DATA,
    HOME_SHEET,
    INDICATORS,
    MATRIX,
    MISSING,
    PLANS,
    PROGRESS,
    RECEIPTS,
    REJECTIONS,
    RESULTS,
    TABLES,
    TASKS,
    TODOS,
    UNITS,
    Table,
)
from xlsheet.jobs.create import ImportFilesRequest, import_files
from xlsheet.jobs.merge import MergeRequest, merge
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.split import SplitRequest, split
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore

OWN_SHEETS = "我的统计", "透视"
NOTE = "备忘"
RED = PatternFill("solid", bgColor="FFFFC7CE")
CALC_CHAIN = {"[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/calcChain.xml"}


@dataclass(frozen=True)
class Office:
    """A folder with a ledger, two folders of returns and a notice with changed words."""

    folder: Path
    ledger: Path

    def import_(self, store: FileStore) -> object:
        return import_files(store, ImportFilesRequest(self.folder / "通知.txt", overwrite=True))

    def validate(self, store: FileStore) -> object:
        return validate(store, ValidateRequest())

    def split(self, store: FileStore) -> object:
        return split(store, SplitRequest(JUNE, self.folder / "下发6"))

    def merge(self, store: FileStore) -> object:
        return merge(store, MergeRequest((self.folder / "回收",), received=datetime(2021, 6, 10)))

    def missing(self, store: FileStore) -> object:
        return missing(store, MissingRequest(None, date(2021, 8, 11)))


COMMANDS: dict[str, tuple[Callable[[Office, FileStore], object], tuple[Table, ...]]] = {
    "import": (Office.import_, (TASKS, ASSIGNMENTS, UNITS, INDICATORS)),
    "validate": (Office.validate, (RESULTS,)),
    "split": (Office.split, ()),
    "merge": (Office.merge, (TASKS, PROGRESS, PLANS, RECEIPTS, REJECTIONS)),
    "missing": (Office.missing, (MISSING, MATRIX)),
}


def enrich(path: Path) -> None:
    """What an office adds to its ledger in the course of a year, by openpyxl."""
    changed = book(path)
    own = changed.create_sheet(OWN_SHEETS[0])
    own["A1"], own["B1"] = "任务数", f"=COUNT({TASKS.sheet}!A:A)"
    chart = BarChart()
    chart.add_data(Reference(changed[TASKS.sheet], min_col=10, min_row=1, max_row=6), titles_from_data=True)
    own.add_chart(chart, "D2")
    own.add_image(Image(red_square()), "A10")
    own.print_title_rows, own.page_setup.orientation = "1:1", "landscape"
    pivot = changed.create_sheet(OWN_SHEETS[1])
    for row in (("单位", "项数"), ("市教育局", 2), ("总计", f"=SUM(B2:{'B2'})")):
        pivot.append(row)
    changed.defined_names["首项"] = DefinedName("首项", attr_text=f"{TASKS.sheet}!$D$2")
    changed[PROGRESS.sheet]["E2"] = 7  # for validate to find
    for table in (TASKS, UNITS, PROGRESS):
        add_notes(changed[table.sheet], table)
    changed.save(path)
    rewrite(path, {"customXml/item1.xml": "<own>自己的数据</own>".encode()})


def add_notes(sheet, table: Table) -> None:
    """A column of one's own at the right end, with comments, colours, choices, a filter and an order."""
    column, last = len(table.columns) + 1, max(sheet.max_row, 2)
    letter = sheet.cell(1, column).column_letter
    sheet.cell(1, column).value = NOTE
    for row in range(2, last + 1):
        if sheet.cell(row, 1).value is not None:
            sheet.cell(row, column).value = f"{sheet.cell(row, 1).value}的备忘"
    sheet.cell(2, column).comment = Comment("核对过", "督查室")
    sheet.cell(3, column + 3).value = "表旁的话"
    sheet.conditional_formatting.add(f"{letter}2:{letter}{last}", CellIsRule("equal", ['"急"'], fill=RED))
    sheet.add_data_validation(
        DataValidation(type="list", formula1='"急,缓"', sqref=f"{letter}2:{letter}{last}")
    )
    own = sheet.tables[table.name]
    own.ref = own.autoFilter.ref = f"A1:{letter}{last}"
    own.autoFilter.filterColumn.append(FilterColumn(colId=1, filters=Filters(filter=["甲"])))
    own.sortState = SortState(ref=f"A2:{letter}{last}", sortCondition=[SortCondition(ref=f"B2:B{last}")])
    own.tableColumns.append(TableColumn(id=column, name=NOTE))


def as_it_is(path: Path, _folder: Path) -> Path:
    return path


def by_libreoffice(path: Path, folder: Path) -> Path:
    return convert(path, "xlsm:Calc MS Excel 2007 VBA XML", folder / "lo")


def without_tables(path: Path, _folder: Path) -> Path:
    """As programs save it that know no tables, and keep texts in one place."""
    changed = book(path)
    for sheet in changed:
        for name in list(sheet.tables):
            del sheet.tables[name]
    changed.save(path)
    return path


def prefixed(path: Path, _folder: Path) -> Path:
    """As programs save it that write every name with a prefix."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    known = [
        name for name in parts(path) if re.match(r"xl/(worksheets/|tables/|workbook|styles)[^/]*xml$", name)
    ]
    anew = {}
    for name in known:
        head, _, body = parts(path)[name].decode().rpartition("?>")
        body = re.sub(r"<(/?)(?=[A-Za-z]+[\s/>])", r"<\1x:", body).replace(
            f'xmlns="{main}"', f'xmlns:x="{main}"'
        )
        anew[name] = f"{head}?>{body}".encode() if head else body.encode()
    rewrite(path, anew)
    return path


WRITERS = {
    "XlsxWriter and openpyxl": as_it_is,
    "LibreOffice": by_libreoffice,
    "no tables": without_tables,
    "prefixed": prefixed,
}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    ledger = sample_ledger(folder)
    forms = forms_of(ledger, folder / "下发", MAY)
    for i, form in enumerate(forms[:4]):
        returned(form.path, folder / ("回收" if i % 2 else "先收") / f"{i}.xlsx")
    notice = (DATA / "sample-notice.txt").read_text(encoding="utf-8")
    (folder / "通知.txt").write_text(notice.replace("建成", "全面建成"), encoding="utf-8")
    with FileStore.open(ledger) as store:
        merge(store, MergeRequest((folder / "先收",), received=datetime(2021, 6, 9)))
    enrich(ledger)
    return folder


@pytest.fixture(params=WRITERS.values(), ids=WRITERS)
def office(request: pytest.FixtureRequest, prepared: Path, tmp_path: Path) -> Office:
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    ledger = request.param(tmp_path / "督查台账.xlsm", tmp_path)
    return Office(tmp_path, ledger)


def test_every_command_leaves_what_others_added(office: Office) -> None:
    ledger = office.ledger
    known = {str(problem["description"]) for problem in problems(ledger)}
    notes, cells = notes_by_key(ledger), all_cells(ledger)
    assert all(len(found) > 3 for found in notes.values())
    for name, (run, tables) in COMMANDS.items():
        before, content = ledger.read_bytes(), sound_parts(ledger)
        touched = (*tables, TASKS, HOME_DATA, TODOS) if tables else ()
        own = {part for table in touched for part in parts_of(ledger, table)}
        own.add(sheet_part(ledger, HOME_SHEET))
        with FileStore.open(ledger) as store:
            run(office, store)
        changed = changed_parts(content, parts(ledger)) - CALC_CHAIN - {"xl/workbook.xml"}
        assert changed <= own, name
        assert bool(changed) is bool(tables), name
        cells, earlier = all_cells(ledger), cells
        assert outside(touched, cells) == outside(touched, earlier), name
        found = notes_by_key(ledger)
        assert {t: {k: found[t].get(k) for k in notes[t]} for t in notes} == notes, name
        if tables:
            assert_undone_and_redone(ledger, before)
    assert {str(problem["description"]) for problem in problems(ledger)} <= known


def assert_undone_and_redone(ledger: Path, before: bytes) -> None:
    after = ledger.read_bytes()
    with FileStore.open(ledger) as store:
        store.undo()
        assert ledger.read_bytes() == before
        store.redo()
    assert ledger.read_bytes() == after


def notes_by_key(path: Path) -> dict[str, dict[tuple[object, ...], object]]:
    """What stands in the office's own columns, by table and key."""
    return {
        table.name: {
            tuple(row.get(k) for k in table.key): row[NOTE] for row in rows(path, table) if NOTE in row
        }
        for table in (TASKS, UNITS, PROGRESS)
    }


Place = tuple[str, int, int]


def all_cells(path: Path) -> dict[Place, object]:
    """Every filled cell that openpyxl reads, with its format and comment, by sheet, row and column."""
    return {
        (sheet.title, cell.row, cell.column): (
            cell.value,
            cell.number_format,
            cell.comment and cell.comment.text,
        )
        for sheet in book(path)
        for line in sheet.iter_rows()
        for cell in line
        if cell.value is not None
    }


def outside(tables: tuple[Table, ...], cells: dict[Place, object]) -> dict[Place, object]:
    """The cells that do not stand in our own columns of these tables."""
    widths = {table.sheet: len(table.columns) + (30 if table is MATRIX else 0) for table in tables}
    return {place: cell for place, cell in cells.items() if place[2] > widths.get(place[0], 0)}


def test_the_office_has_something_for_every_table(prepared: Path) -> None:
    """So that the test above sees every command at work."""
    filled = {table.sheet for table in TABLES if rows(prepared / "督查台账.xlsm", table)}
    assert filled >= {TASKS.sheet, UNITS.sheet, PROGRESS.sheet, PLANS.sheet, ASSIGNMENTS.sheet}
    sheets = book(prepared / "督查台账.xlsm")
    assert (len(sheets[OWN_SHEETS[0]]._charts), len(sheets[OWN_SHEETS[0]]._images)) == (1, 1)
