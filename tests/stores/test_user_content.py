"""What users and other programs put into a ledger stays, and stays with the row that it belongs to."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import TableColumn
from openpyxl.worksheet.worksheet import Worksheet

from support.ledger_file import (
    book,
    change,
    changed_parts,
    filled,
    parts,
    parts_of,
    rewrite,
    rows,
    sheet_part,
    sheet_rows,
    sound_parts,
)
from support.office import convert
from support.pictures import red_square
from support.small_ledger import EDUCATION, progress, task, unit
from support.validator import problems
from xlsheet.dictionary.tables import MATRIX, PROGRESS, TASKS, UNITS, Table
from xlsheet.errors import LedgerError
from xlsheet.ledger.changes import Edit, Replace
from xlsheet.stores.file import FileStore

OWN_SHEET = "我的统计"
NOTE, LENGTH = "备忘", "字数"
FORMULA = '=LEN(D{row})&"/"&A{row}'
RED = PatternFill("solid", bgColor="FFFFC7CE")


def enrich(path: Path) -> None:
    """What an office adds to its ledger in the course of a year, by openpyxl."""
    changed = book(path)
    own = changed.create_sheet(OWN_SHEET)
    own["A1"], own["B1"] = "任务数", f"=COUNT({TASKS.sheet}!A:A)"
    chart = BarChart()
    chart.add_data(Reference(changed[TASKS.sheet], min_col=10, min_row=1, max_row=6), titles_from_data=True)
    own.add_chart(chart, "D2")
    own.add_image(Image(red_square()), "A10")
    tasks = changed[TASKS.sheet]
    add_column(tasks, TASKS, NOTE, {row: f"第{row - 1}项的备忘" for row in range(2, 7)})
    add_column(tasks, TASKS, LENGTH, {row: FORMULA.format(row=row) for row in range(2, 7)})
    for row in range(2, 7):
        tasks.cell(row, 19).comment = Comment(f"第{row - 1}项的批注", "督查室")
    tasks["D3"].hyperlink = "https://example.org/2"
    tasks["X3"] = "表旁的话"
    tasks.conditional_formatting.add("J2:J6", CellIsRule(operator="lessThan", formula=["0.3"], fill=RED))
    tasks.conditional_formatting.add("S4", CellIsRule(operator="equal", formula=['"急"'], fill=RED))
    choices = DataValidation(type="list", formula1='"急,缓"', sqref="S2:S6")
    tasks.add_data_validation(choices)
    changed.save(path)


def add_column(sheet: Worksheet, table: Table, name: str, values: dict[int, object]) -> None:
    """A column of the user's own at the right end of a table, header and table range included."""
    column = sheet.max_column + 1
    sheet.cell(1, column).value = name
    for row, value in values.items():
        sheet.cell(row, column).value = value
    own = sheet.tables[table.name]
    letter = sheet.cell(1, column).column_letter
    last = max([2, *values])
    own.ref = own.autoFilter.ref = f"A1:{letter}{last}"
    own.tableColumns.append(TableColumn(id=column, name=name))


@pytest.fixture
def enriched(ledger: Path) -> Path:
    enrich(ledger)
    return ledger


def beside_tasks(path: Path) -> dict[object, tuple[object, object, object]]:
    """What stands in the user's columns and comments, by task number."""
    sheet = book(path)[TASKS.sheet]
    return {
        row[0].value: (row[18].value, row[19].value, row[18].comment and row[18].comment.text)
        for row in sheet.iter_rows(min_row=2, max_col=20)
        if row[0].value is not None
    }


def expected(number: int, row: int) -> tuple[object, object, object]:
    return f"第{number}项的备忘", FORMULA.format(row=row), f"第{number}项的批注"


def test_what_an_edit_does_not_touch_stays_byte_for_byte(enriched: Path) -> None:
    before = sound_parts(enriched)
    change(enriched, Edit(TASKS, updates={2: {TASKS.remark: "改"}}, appended=[task(6)]))
    assert changed_parts(before, parts(enriched)) <= parts_of(enriched, TASKS)
    assert beside_tasks(enriched) == {**{n: expected(n, n + 1) for n in range(1, 6)}, 6: (None,) * 3}


def test_a_replacement_elsewhere_leaves_everything_of_the_users(enriched: Path) -> None:
    before = sound_parts(enriched)
    change(enriched, Replace(UNITS, [unit(f"单位{n}") for n in range(40)]))
    assert changed_parts(before, parts(enriched)) <= parts_of(enriched, UNITS)
    sheet = book(enriched)[OWN_SHEET]
    assert (len(sheet._charts), len(sheet._images), sheet["B1"].value) == (1, 1, f"=COUNT({TASKS.sheet}!A:A)")


def test_own_columns_formulas_and_comments_follow_their_rows_in_a_replacement(enriched: Path) -> None:
    change(enriched, Replace(TASKS, [task(n) for n in (5, 9, 3, 1)]))
    assert beside_tasks(enriched) == {
        5: expected(5, 2),
        9: (None, None, None),
        3: expected(3, 4),
        1: expected(1, 5),
    }


def test_own_columns_formulas_and_comments_follow_their_rows_when_others_go(enriched: Path) -> None:
    change(enriched, Edit(TASKS, removed=[2, 4], appended=[task(6)]))
    assert beside_tasks(enriched) == {
        2: expected(2, 2),
        4: expected(4, 3),
        5: expected(5, 4),
        6: (None, None, None),
    }


@pytest.mark.parametrize(
    "step",
    [Replace(TASKS, [task(n) for n in (5, 2, 1)]), Edit(TASKS, removed=[2, 4]), Replace(TASKS, [])],
    ids=["replaced", "removed", "emptied"],
)
def test_links_rules_and_what_stands_beside_the_table_are_kept(enriched: Path, step: Edit | Replace) -> None:
    known = problems_known(enriched)
    change(enriched, step)
    sheet = book(enriched)[TASKS.sheet]
    assert sheet["X3"].value == "表旁的话"
    links = {sheet.cell(cell.row, 1).value: cell.hyperlink.target for cell in sheet["D"] if cell.hyperlink}
    has_task_2 = any(row[TASKS.number] == 2 for row in rows(enriched, TASKS))
    assert links == ({2: "https://example.org/2"} if has_task_2 else {})
    kept = "J2:J4" if isinstance(step, Edit) else "J2:J6"
    assert kept in {str(ranges.sqref) for ranges in sheet.conditional_formatting}
    assert problems_known(enriched) <= known


def problems_known(path: Path) -> set[str]:
    """What the validator says of the file; openpyxl's own slips are there before we come."""
    return {str(problem["description"]) for problem in problems(path)}


def test_rules_grow_with_the_table(enriched: Path) -> None:
    change(enriched, Edit(TASKS, appended=[task(n) for n in range(6, 16)]))
    sheet = book(enriched)[TASKS.sheet]
    assert "J2:J16" in {str(ranges.sqref) for ranges in sheet.conditional_formatting}
    assert "S2:S16" in [str(rule.sqref) for rule in sheet.data_validations.dataValidation]


def test_a_single_cells_rule_goes_with_its_row(enriched: Path) -> None:
    change(enriched, Replace(TASKS, [task(n) for n in (3, 1, 2)]))
    sheet = book(enriched)[TASKS.sheet]
    assert "S2" in {str(ranges.sqref) for ranges in sheet.conditional_formatting}


def test_own_columns_move_aside_for_new_months(ledger: Path) -> None:
    months = ["2020-05", "2020-06", "2020-07"]
    fill_matrix(ledger, months[:1])
    changed = book(ledger)
    add_column(changed[MATRIX.sheet], MATRIX, NOTE, {2: "甲的备忘", 3: "=B3*2"})
    changed.save(ledger)
    known = problems_known(ledger)
    fill_matrix(ledger, months)
    sheet = book(ledger)[MATRIX.sheet]
    assert [cell.value for cell in sheet[1]] == [MATRIX.unit, *months, MATRIX.total, NOTE]
    assert (sheet["F2"].value, sheet["F3"].value) == ("甲的备忘", "=D3*2")
    assert problems_known(ledger) <= known
    fill_matrix(ledger, months[1:2])
    sheet = book(ledger)[MATRIX.sheet]
    assert [cell.value for cell in sheet[1]] == [MATRIX.unit, months[1], MATRIX.total, NOTE]
    assert (sheet["D2"].value, sheet["D3"].value, sheet.max_column) == ("甲的备忘", "=B3*2", 4)
    assert problems_known(ledger) <= known


def fill_matrix(path: Path, months: list[str]) -> None:
    names = "甲局", "乙局"
    lines = [{MATRIX.unit: name, **dict.fromkeys(months, "缺报"), MATRIX.total: 1} for name in names]
    change(path, Replace(MATRIX, lines, [MATRIX.unit, *months, MATRIX.total]))


def test_shared_formulas_survive_when_the_first_of_them_goes(ledger: Path) -> None:
    changed = book(ledger)
    add_column(changed[TASKS.sheet], TASKS, LENGTH, {row: f'=D{row}&"!"' for row in range(2, 7)})
    changed.save(ledger)
    part = sheet_part(ledger, TASKS.sheet)
    xml = parts(ledger)[part]
    for row in range(2, 7):
        shared = b'<f t="shared" ref="S2:S6" si="0">D2&amp;"!"' if row == 2 else b'<f t="shared" si="0">'
        xml = xml.replace(f'<f>D{row}&amp;"!"'.encode(), shared)
    rewrite(ledger, {part: xml})
    assert parts(ledger)[part].count(b't="shared"') == 5
    change(ledger, Edit(TASKS, removed=[2]))
    assert formulas(ledger) == [f'=D{row}&"!"' for row in range(2, 6)]


def formulas(path: Path) -> list[object]:
    return [cell.value for cell in book(path)[TASKS.sheet]["S"][1:]]


def test_rows_typed_under_the_table_are_part_of_it(ledger: Path) -> None:
    changed = book(ledger)
    changed[UNITS.sheet]["A5"], changed[UNITS.sheet]["B5"] = "市体育局", "体育局"
    changed.save(ledger)
    assert rows(ledger, UNITS)[-1] == {UNITS.unit: "市体育局", UNITS.aliases: "体育局"}
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert [row[UNITS.unit] for row in sheet_rows(ledger, UNITS)][-2:] == ["市体育局", "市审计局"]
    assert book(ledger)[UNITS.sheet].tables[UNITS.name].ref == "A1:G6"


@pytest.fixture
def totalled(ledger: Path) -> Path:
    """The units' table ends in a totals row that counts them."""
    changed = book(ledger)
    sheet = changed[UNITS.sheet]
    sheet["A5"], sheet["G5"] = "合计", "=SUBTOTAL(103,tblUnits[单位])"
    sheet.tables[UNITS.name].ref = "A1:G5"
    sheet.tables[UNITS.name].totalsRowCount = 1
    changed.save(ledger)
    return ledger


@pytest.mark.parametrize(
    ("step", "names"),
    [
        (
            Edit(UNITS, appended=[unit("丁"), unit("戊")]),
            ["市教育局", "市财政局", "市生态环境局", "丁", "戊"],
        ),
        (Edit(UNITS, removed=[3]), ["市教育局", "市生态环境局"]),
        (Replace(UNITS, [unit(n) for n in "甲乙丙丁戊"]), list("甲乙丙丁戊")),
        (Replace(UNITS, [unit("甲")]), ["甲"]),
    ],
    ids=["appended", "removed", "replaced by more", "replaced by fewer"],
)
def test_the_totals_row_stays_the_last(totalled: Path, step: Edit | Replace, names: list[str]) -> None:
    change(totalled, step)
    sheet = book(totalled)[UNITS.sheet]
    assert [cell.value for cell in sheet["A"]] == [UNITS.unit, *names, "合计"]
    assert sheet.cell(len(names) + 2, 7).value == "=SUBTOTAL(103,tblUnits[单位])"
    assert sheet.tables[UNITS.name].ref == f"A1:G{len(names) + 2}"
    assert sheet.tables[UNITS.name].autoFilter.ref == f"A1:G{len(names) + 1}"
    assert [row[UNITS.unit] for row in rows(totalled, UNITS)] == names


def by_openpyxl(path: Path, _folder: Path) -> Path:
    book(path).save(path)
    return path


def by_libreoffice(path: Path, folder: Path) -> Path:
    return convert(path, "xlsm:Calc MS Excel 2007 VBA XML", folder / "lo")


@pytest.mark.parametrize("saved_by", [by_openpyxl, by_libreoffice])
def test_a_ledger_saved_by_another_program_goes_on_working(
    enriched: Path, tmp_path: Path, saved_by: Callable[[Path, Path], Path]
) -> None:
    before = {table: rows(enriched, table) for table in (TASKS, UNITS, PROGRESS)}
    path = saved_by(enriched, tmp_path)
    assert rows(path, UNITS) == before[UNITS]
    assert rows(path, PROGRESS) == before[PROGRESS]
    change(
        path,
        Edit(PROGRESS, appended=[progress(4, EDUCATION, "2020-07")]),
        Replace(TASKS, [task(n) for n in (5, 4, 3, 2, 1)]),
    )
    assert rows(path, PROGRESS) == [*before[PROGRESS], filled(progress(4, EDUCATION, "2020-07"))]
    assert {n: beside[0] for n, beside in beside_tasks(path).items()} == {
        n: f"第{n}项的备忘" for n in range(1, 6)
    }
    assert {n: beside[2] for n, beside in beside_tasks(path).items()} == {
        n: f"第{n}项的批注" for n in range(1, 6)
    }
    again = convert(path, "xlsx", tmp_path / "again")
    assert sheet_rows(again, PROGRESS) == rows(path, PROGRESS)


def test_a_sheet_without_its_table_is_read_by_its_header_and_changed(ledger: Path) -> None:
    changed = book(ledger)
    del changed[UNITS.sheet].tables[UNITS.name]
    changed.save(ledger)
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert [row[UNITS.unit] for row in sheet_rows(ledger, UNITS)][-1] == "市审计局"
    assert len(rows(ledger, UNITS)) == 4


def test_formulas_are_worked_out_anew_after_a_change(ledger: Path) -> None:
    """Excel drops that wish when it saves; without it the counts of 首页 would stay those of before."""
    workbook = parts(ledger)["xl/workbook.xml"]
    rewrite(ledger, {"xl/workbook.xml": workbook.replace(b' fullCalcOnLoad="1"', b"")})
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert parts(ledger)["xl/workbook.xml"].count(b'fullCalcOnLoad="1"') == 1
    assert problems(ledger) == []


def test_days_counted_from_1904_stay_days(ledger: Path) -> None:
    workbook = parts(ledger)["xl/workbook.xml"]
    rewrite(ledger, {"xl/workbook.xml": workbook.replace(b"<workbookPr ", b'<workbookPr date1904="1" ')})
    row = progress(4, EDUCATION, "2020-07")
    change(ledger, Edit(PROGRESS, appended=[row]))
    assert rows(ledger, PROGRESS)[-1] == filled(row)
    assert sheet_rows(ledger, PROGRESS)[-1] == filled(row)


def test_a_day_in_a_cell_whose_format_was_changed_is_a_day_all_the_same(ledger: Path) -> None:
    changed = book(ledger)
    changed[PROGRESS.sheet]["K2"].number_format = "General"
    changed.save(ledger)
    row = progress(1, EDUCATION, "2020-05")
    change(ledger, Edit(PROGRESS, updates={2: {PROGRESS.filled_on: row[PROGRESS.filled_on]}}))
    assert rows(ledger, PROGRESS)[0][PROGRESS.filled_on] == row[PROGRESS.filled_on]
    assert book(ledger)[PROGRESS.sheet]["K2"].is_date


def test_a_cell_far_away_is_named_and_does_not_end_the_program(ledger: Path) -> None:
    changed = book(ledger)
    changed[UNITS.sheet]["XFD1048576"] = "误填"
    changed.save(ledger)
    with FileStore.open(ledger) as store, pytest.raises(LedgerError, match=f"{UNITS.sheet}.*XFD1048576"):
        store.read(UNITS)


def test_a_workbook_of_someone_elses_is_no_ledger(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsm"
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as other:
        other.add_worksheet("Sheet1").write("A1", "任务编号")
    path.write_bytes((tmp_path / "a.xlsx").read_bytes())
    with FileStore.open(path) as store, pytest.raises(LedgerError, match=f"没有工作表“{TASKS.sheet}”"):
        store.read(TASKS)


def test_the_order_of_calculation_names_no_formula_that_is_gone(ledger: Path) -> None:
    """calcChain.xml, which only Excel writes: a name in it without a formula makes Excel repair the file."""
    changed = book(ledger)
    add_column(changed[TASKS.sheet], TASKS, LENGTH, {row: f"=LEN(D{row})" for row in range(2, 7)})
    changed.save(ledger)
    add_calc_chain(ledger)
    known = problems_known(ledger)
    before = sound_parts(ledger)
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    assert changed_parts(before, parts(ledger)) <= parts_of(ledger, UNITS)
    change(ledger, Edit(TASKS, removed=[2]))
    assert not [
        name for name, content in parts(ledger).items() if "calcChain" in name or b"calcChain" in content
    ]
    assert problems_known(ledger) <= known


def add_calc_chain(path: Path) -> None:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/calcChain"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    cells = "".join(f'<c r="O{row}" i="2"/>' for row in range(2, 7))
    content = parts(path)
    types, relations = content["[Content_Types].xml"], content["xl/_rels/workbook.xml.rels"]
    override = f'<Override PartName="/xl/calcChain.xml" ContentType="{kind}"/></Types>'
    entry = f'<Relationship Id="rIdCalc" Type="{relation}" Target="calcChain.xml"/></Relationships>'
    rewrite(
        path,
        {
            "[Content_Types].xml": types.replace(b"</Types>", override.encode()),
            "xl/_rels/workbook.xml.rels": relations.replace(b"</Relationships>", entry.encode()),
            "xl/calcChain.xml": f'<calcChain xmlns="{main}">{cells}</calcChain>'.encode(),
        },
    )


def test_macros_and_other_parts_are_carried_along(ledger: Path) -> None:
    rewrite(ledger, {"customXml/item1.xml": b"<a/>", "xl/media/own.bin": bytes(range(256))})
    before = parts(ledger)
    change(ledger, Edit(UNITS, appended=[unit("市审计局")]))
    after = parts(ledger)
    assert list(after) == list(before)
    assert changed_parts(before, after) == parts_of(ledger, UNITS)
    assert zipfile.ZipFile(ledger).testzip() is None
    assert openpyxl.load_workbook(ledger, keep_vba=True).sheetnames[0] == "首页"
