"""Who must report: 报送口径, 是否报送 and 销号月份 together."""

import pytest

from xlsheet.analysis.assignments import Assignment, Duty, is_expected, reporting_duties, whole_number
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import LEAD, RESPONSIBLE
from xlsheet.ledger.settings import SCOPE_ALL, SCOPE_LEAD


def assigned(task: int, unit: str, role: str, reports: str = "") -> Assignment:
    return Assignment(task, unit, role, reports, 2)


LED = [assigned(1, "市教育局", LEAD), assigned(1, "市财政局", RESPONSIBLE)]
LEADERLESS = [assigned(2, "市卫健委", RESPONSIBLE), assigned(2, "市医保局", RESPONSIBLE)]


def units(duties: list[Duty]) -> list[tuple[int, str]]:
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
    duty, closed = Duty(1, "市教育局", LEAD), {1: Month(2020, 7)}
    assert is_expected(duty, Month(2020, 7), closed)
    assert not is_expected(duty, Month(2020, 8), closed)
    assert is_expected(Duty(2, "市教育局", LEAD), Month(2020, 8), closed)


@pytest.mark.parametrize(
    ("cell", "number"),
    [(12.0, 12), ("12", 12), (12, 12), ("十二", None), (1.5, None), (None, None), (True, None)],
)
def test_task_numbers_of_cells(cell: object, number: int | None) -> None:
    assert whole_number(cell) == number
