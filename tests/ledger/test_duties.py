"""Who must report: 报送口径, 是否报送, 起报月份, 止报月份 and 销号月份 together."""

from collections.abc import Iterable

import pytest

from xlsheet.analysis.assignments import Assignment, Duties, Duty, reporting_duties, whole_number
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import LEAD, RESPONSIBLE
from xlsheet.ledger.settings import SCOPE_ALL, SCOPE_LEAD


def assigned(task: int, unit: str, role: str, reports: str = "", **months: Month) -> Assignment:
    return Assignment(task, unit, role, reports, 2, **months)


LED = [assigned(1, "市教育局", LEAD), assigned(1, "市财政局", RESPONSIBLE)]
LEADERLESS = [assigned(2, "市卫健委", RESPONSIBLE), assigned(2, "市医保局", RESPONSIBLE)]


def units(duties: Iterable[Duty]) -> list[tuple[int, str]]:
    return [(duty.task_no, duty.unit) for duty in duties]


def test_lead_units_report_by_default() -> None:
    assert units(reporting_duties(LED, SCOPE_LEAD)) == [(1, "市教育局")]


def test_responsible_units_stand_in_where_nobody_leads() -> None:
    assert units(reporting_duties(LEADERLESS, SCOPE_LEAD)) == [(2, "市卫健委"), (2, "市医保局")]


def test_scope_all_makes_every_unit_report() -> None:
    assert len(reporting_duties(LED + LEADERLESS, SCOPE_ALL)) == 4


@pytest.mark.parametrize("scope", [SCOPE_LEAD, SCOPE_ALL])
def test_the_column_has_the_last_word(scope: str) -> None:
    rows = [assigned(1, "市教育局", LEAD, "否"), assigned(1, "市财政局", RESPONSIBLE, "是")]
    assert units(reporting_duties(rows, scope)) == [(1, "市财政局")]


def test_a_unit_with_both_roles_has_one_duty_and_leads() -> None:
    rows = [assigned(1, "市教育局", RESPONSIBLE, "是"), assigned(1, "市教育局", LEAD)]
    assert reporting_duties(rows, SCOPE_LEAD) == [Duty(1, "市教育局", LEAD)]


def test_a_closed_task_is_expected_up_to_its_closing_month() -> None:
    duties = Duties(LED, SCOPE_LEAD, {1: Month(2020, 7)})
    assert units(duties.in_month(Month(2020, 7))) == [(1, "市教育局")]
    assert units(duties.in_month(Month(2020, 8))) == []


def test_a_duty_holds_from_its_first_to_its_last_month() -> None:
    rows = [
        assigned(1, "市教育局", LEAD, last=Month(2020, 7)),
        assigned(1, "市财政局", LEAD, first=Month(2020, 8)),
        assigned(2, "市卫健委", LEAD, first=Month(2020, 6), last=Month(2020, 6)),
        assigned(2, "市医保局", RESPONSIBLE),
    ]
    duties = Duties(rows, SCOPE_LEAD, {})
    found = {month: units(duties.in_month(Month(2020, month))) for month in (5, 6, 7, 8)}
    assert found == {
        5: [(1, "市教育局"), (2, "市医保局")],
        6: [(1, "市教育局"), (2, "市卫健委")],
        7: [(1, "市教育局"), (2, "市医保局")],
        8: [(1, "市财政局"), (2, "市医保局")],
    }
    assert len(list(duties.ever())) == 4


def test_where_nobody_reports_any_more_the_last_ones_speak() -> None:
    rows = [
        assigned(1, "市教育局", LEAD, last=Month(2020, 6)),
        assigned(2, "市卫健委", LEAD, first=Month(2020, 8)),
    ]
    speakers = Duties(rows, SCOPE_LEAD, {}).speakers(Month(2020, 7))
    assert {number: [duty.unit for duty in duties] for number, duties in speakers.items()} == {
        1: ["市教育局"],
        2: ["市卫健委"],
    }


@pytest.mark.parametrize(
    ("cell", "number"),
    [(12.0, 12), ("12", 12), (12, 12), ("十二", None), (1.5, None), (None, None), (True, None)],
)
def test_task_numbers_of_cells(cell: object, number: int | None) -> None:
    assert whole_number(cell) == number
