"""Counts of indicators in returned forms: taken, converted, questioned, and every cell accounted for."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from support.ledger_file import rows
from support.ledger_on_disk import forms_of, returned, sample_ledger
from support.terminal import Outcome, xlsheet
from xlsheet.dictionary.tables import INDICATORS, MEASURED
from xlsheet.forms.layout import TARGETS_HEADER, TARGETS_SHEET, THIS_TOTAL
from xlsheet.forms.read.files import read_source
from xlsheet.forms.read.sources import Source
from xlsheet.jobs.checking_forms import facts_of
from xlsheet.merge.files import judge
from xlsheet.resources import SCHEMAS
from xlsheet.rules.files import load_rules

HEADER = TARGETS_HEADER + 1


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A ledger with its forms in 下发, and an empty folder 回收."""
    forms_of(sample_ledger(tmp_path), tmp_path / "下发")
    (tmp_path / "回收").mkdir()
    return tmp_path


def unit_with_targets(office: Path) -> str:
    """The form of the unit that has most indicators."""
    forms = sorted((office / "下发").glob("*.xlsx"))
    books = {form.name: openpyxl.load_workbook(form) for form in forms}
    asked = {
        name: book[TARGETS_SHEET].max_row for name, book in books.items() if TARGETS_SHEET in book.sheetnames
    }
    return max(sorted(asked), key=lambda name: asked[name])


def filled(office: Path, form: str, values: Mapping[int, object], name: str = "a.xlsx") -> Path:
    """The form sent back with these counts, by their row in the table (from 0)."""
    target = office / "回收" / name
    returned(office / "下发" / form, target)
    book = openpyxl.load_workbook(target)
    sheet = book[TARGETS_SHEET]
    column = next(cell.column for cell in sheet[HEADER] if cell.value == THIS_TOTAL)
    for place, value in values.items():
        sheet.cell(HEADER + 1 + place, column).value = value
    book.save(target)
    return target


def merge(office: Path, day: str = "2021-06-09") -> Outcome:
    return xlsheet("merge", office / "督查台账.xlsm", office / "回收", "--received", day, "--json")


def counts(office: Path) -> list[object]:
    return [row[MEASURED.total] for row in rows(office / "督查台账.xlsm", MEASURED)]


def target_of(office: Path, form: str, place: int) -> dict[str, object]:
    """The row of 量化指标 that a row of the form's table asks for."""
    sheet = openpyxl.load_workbook(office / "下发" / form)[TARGETS_SHEET]
    key = tuple(cell.value for cell in sheet[HEADER + 1 + place][:2])
    ledger = rows(office / "督查台账.xlsm", INDICATORS)
    return next(row for row in ledger if (row[INDICATORS.task_no], row[INDICATORS.place]) == key)


def test_counts_are_taken_with_what_they_say_and_all_cells_add_up(office: Path) -> None:
    form = unit_with_targets(office)
    measure = target_of(office, form, 0)[INDICATORS.measure]
    filled(office, form, {0: f"1{measure}", 1: "没有数"})
    result = merge(office).json
    (file,) = result["files"]
    cells = file["cells"]
    assert cells["found"] == sum(cells[name] for name in ("taken", "printed", "furniture", "reported"))
    assert result["measured"] == {"inserted": 1, "updated": 0, "unchanged": 0}
    assert counts(office) == [1]
    assert "measure_unread" in {finding["code"] for finding in file["findings"]}


def test_a_later_form_wins_and_a_row_typed_by_hand_stands(office: Path) -> None:
    form = unit_with_targets(office)
    filled(office, form, {0: 1})
    merge(office)
    filled(office, form, {0: 2}, "b.xlsx")
    assert merge(office, "2021-06-10").json["measured"]["updated"] == 1
    assert counts(office) == [2]
    ledger = office / "督查台账.xlsm"
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    sheet = book[MEASURED.sheet]
    header = [cell.value for cell in sheet[1]]
    sheet.cell(2, header.index(MEASURED.source_file) + 1).value = None
    sheet.cell(2, header.index(MEASURED.total) + 1).value = 7
    book.save(ledger)
    filled(office, form, {0: 3}, "c.xlsx")
    merge(office, "2021-06-11")
    assert counts(office) == [7]


def test_a_count_far_beyond_its_target_is_questioned(office: Path) -> None:
    form = unit_with_targets(office)
    goal = target_of(office, form, 0)[INDICATORS.target]
    assert isinstance(goal, int | float)
    filled(office, form, {0: goal * 4})
    (file,) = merge(office).json["files"]
    assert "measure_jump" in {finding["code"] for finding in file["findings"]}


def test_a_form_without_the_sheet_still_merges(office: Path) -> None:
    form = unit_with_targets(office)
    path = filled(office, form, {})
    book = openpyxl.load_workbook(path)
    del book[TARGETS_SHEET]
    book.save(path)
    result = merge(office).json
    assert result["ledger"]["inserted"] > 0
    assert "measured" not in result


def test_a_form_can_be_checked_before_it_is_sent(office: Path) -> None:
    form = unit_with_targets(office)
    path = filled(office, form, {0: 1})
    assert "measure_" not in xlsheet("validate", path, "--no-write").out
    path = filled(office, form, {0: "看情况"})
    assert "measure_unread" in xlsheet("validate", path, "--no-write").out


def test_the_overview_holds_counts_against_targets(office: Path) -> None:
    form = unit_with_targets(office)
    filled(office, form, {0: 1})
    merge(office)
    lines = xlsheet("indicators", office / "督查台账.xlsm", "--json").json["indicators"]
    (counted,) = (line for line in lines if line["total"] is not None)
    assert counted["share"] == pytest.approx(1 / counted["target"], abs=1e-4)


WORDS = ("第118项已完成招标", 0.4, "合计", "指标", "指标序号", "填报单位", 99, "是", "1.2万", "5吨", "检查")
_typed = st.dictionaries(
    st.tuples(st.integers(1, 12), st.integers(1, 11)), st.sampled_from(WORDS), max_size=4
)


@pytest.fixture(scope="module")
def blank_form(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    office = tmp_path_factory.mktemp("office")
    forms_of(sample_ledger(office), office / "下发")
    return (office / "下发" / unit_with_targets(office)).read_bytes()


@given(typed=_typed)
@settings(max_examples=12, deadline=None)
def test_every_cell_typed_anywhere_on_the_sheet_is_accounted_for(
    blank_form: bytes, typed: dict[tuple[int, int], object]
) -> None:
    book = openpyxl.load_workbook(BytesIO(blank_form))
    sheet = book[TARGETS_SHEET]
    for area in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(str(area))
    for (row, column), words in typed.items():
        sheet.cell(row, column).value = words
    content = BytesIO()
    book.save(content)
    cells = (cell.value for each in book for row in each.iter_rows() for cell in row)
    held = sum(value not in (None, "") and not str(value).startswith("=") for value in cells)
    returned_file = read_source(Source("a.xlsx", content.getvalue()))
    counts = judge(returned_file, facts_of(returned_file, load_rules()), None).cells
    assert counts.found == held
    assert counts.found == counts.taken + counts.printed + counts.furniture + counts.reported


def test_an_offices_rules_say_what_is_told_of_totals_and_how_grave_it_is(office: Path) -> None:
    """One rule for what merge says on receipt and validate of the ledger."""
    form = unit_with_targets(office)
    place = next(i for i in range(9) if float(str(target_of(office, form, i)[INDICATORS.target])) > 1)
    filled(office, form, {place: 10 * float(str(target_of(office, form, place)[INDICATORS.target]))})
    ledger, own = office / "督查台账.xlsm", office / "规则"
    own.mkdir()
    shipped = (SCHEMAS / "measured.yaml").read_text(encoding="utf-8")
    rule = shipped[shipped.index("  total_in_proportion:") : shipped.index("  leads_agree:")]
    changed = rule.replace("at_intake: warning", "at_intake: info").replace("大得反常", "目标的三倍都不止")
    (own / "measured.yaml").write_text(shipped.replace(rule, changed), encoding="utf-8")
    merged = xlsheet(
        "merge", ledger, office / "回收", "--received", "2021-06-09", "--schemas", own, "--json"
    ).json
    (said,) = [f for f in merged["files"][0]["findings"] if f["code"] == "measure_jump"]
    assert said["severity"] == "info"
    assert "目标的三倍都不止" in said["message"]
    checked = xlsheet("validate", ledger, "--schemas", own, "--json").json
    (stood,) = [f for f in checked["findings"] if f["code"] == "measure_jump"]
    assert (stood["severity"], stood["sheet"], stood["cell"]) == ("warning", "指标进展", "E2")
    (own / "measured.yaml").write_text(shipped.replace(rule, ""), encoding="utf-8")
    silent = xlsheet("validate", ledger, "--schemas", own, "--json").json
    assert "measure_jump" not in {f["code"] for f in silent["findings"]}
