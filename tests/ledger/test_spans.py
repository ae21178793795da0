"""What a bulletin covers: a month, a quarter, the year, each up to the month asked for."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from xlsheet.analysis.spans import SpanKind, span_up_to
from xlsheet.cells.months import Month
from xlsheet.ledger.calendar import Calendar

CALENDAR = Calendar(Month(2020, 5), Month(2020, 12), 10, True, datetime(2020, 6, 8, 17), (date(2020, 7, 10),))


@pytest.mark.parametrize(
    ("month", "kind", "months", "before", "name"),
    [
        ("2020-06", "month", ["2020-06"], "2020-05", "2020年6月"),
        ("2020-05", "month", ["2020-05"], None, "2020年5月"),
        ("2020-06", "quarter", ["2020-05", "2020-06"], None, "2020年第二季度"),
        ("2020-09", "quarter", ["2020-07", "2020-08", "2020-09"], "2020-06", "2020年第三季度"),
        ("2020-11", "quarter", ["2020-10", "2020-11"], "2020-09", "2020年第四季度"),
        ("2020-07", "year", ["2020-05", "2020-06", "2020-07"], None, "2020年度"),
    ],
)
def test_a_span_ends_with_its_month_and_begins_in_the_calendar(month, kind, months, before, name) -> None:
    span = span_up_to(Month.parse(month), SpanKind(kind), CALENDAR)
    assert [str(m) for m in span.months] == months
    assert (str(span.before) if span.before else None) == before
    assert span.name == name


def test_a_ledger_that_begins_in_january_compares_its_second_quarter_with_its_first() -> None:
    whole_year = replace(CALENDAR, first_month=Month(2020, 1))
    assert span_up_to(Month(2020, 6), SpanKind.QUARTER, whole_year).before == Month(2020, 3)
