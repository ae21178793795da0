"""The ranking: one mark an entry less what its flags cost, equal scores share a rank."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from support.memory_store import MemoryStore
from support.small_ledger import ECOLOGY, EDUCATION, FINANCE
from xlsheet.analysis.assignments import Assignment, Duties
from xlsheet.analysis.ranking import unit_scores
from xlsheet.analysis.submissions import Flag, Flagged, Reporting
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import FLAGS, LEAD, PARAMETERS
from xlsheet.ledger.settings import SCOPE_LEAD, default_parameters, read_settings

JUNE = Month(2020, 6)
COSTS = {"缺报": 1.0, "迟报": 0.3, "空报": 0.8, "雷同": 0.5}
SETTINGS = read_settings(MemoryStore({PARAMETERS: default_parameters()}).read(PARAMETERS))
DUTIES = [
    Assignment(number, unit, LEAD, "", 2)
    for number, unit in ((1, EDUCATION), (2, EDUCATION), (3, ECOLOGY), (4, FINANCE))
]


def reporting(closed: dict[int, Month] | None = None) -> Reporting:
    duties = Duties(DUTIES, SCOPE_LEAD, closed or {})
    return Reporting(SETTINGS.calendar, duties, {}, {}, 0.95, copied_among_units=True)


def flag(unit: str, task: int, kind: Flag, run: int = 1) -> Flagged:
    return Flagged(JUNE, unit, task, LEAD, kind, run)


def scores(*flagged: Flagged, costs=COSTS) -> dict[str, tuple[float, int]]:
    found = unit_scores(reporting(), [JUNE], flagged, costs)
    return {score.unit: (score.score, score.rank) for score in found}


def test_the_parameters_hold_the_costs_that_the_bulletin_explains() -> None:
    assert dict(SETTINGS.deductions) == COSTS
    assert list(COSTS) == list(FLAGS)


def test_each_flag_costs_its_share_of_an_entrys_mark() -> None:
    found = scores(flag(EDUCATION, 1, Flag.MISSING), flag(ECOLOGY, 3, Flag.LATE))
    assert found == {FINANCE: (100.0, 1), ECOLOGY: (70.0, 2), EDUCATION: (50.0, 3)}


def test_an_entry_never_costs_more_than_its_mark() -> None:
    assert scores(*(flag(ECOLOGY, 3, kind) for kind in (Flag.LATE, Flag.EMPTY)))[ECOLOGY] == (0.0, 3)


def test_a_score_is_rounded_half_up_on_its_decimal_value() -> None:
    """One of two entries that costs 0.245 leaves 87.75, and 87.8 is what an auditor works out."""
    assert scores(flag(EDUCATION, 1, Flag.LATE), costs=COSTS | {"迟报": 0.245})[EDUCATION] == (87.8, 3)


def test_equal_scores_share_a_rank_and_the_next_is_left_out() -> None:
    found = scores(flag(FINANCE, 4, Flag.COPIED))
    assert found == {EDUCATION: (100.0, 1), ECOLOGY: (100.0, 1), FINANCE: (50.0, 3)}


def test_a_unit_of_which_nothing_is_expected_is_not_ranked() -> None:
    closed = {4: Month(2020, 5)}
    assert [s.unit for s in unit_scores(reporting(closed=closed), [JUNE], [], COSTS)] == [EDUCATION, ECOLOGY]


def test_months_in_a_row_are_those_of_the_last_month() -> None:
    entries = [flag(EDUCATION, 1, Flag.MISSING, 3), flag(EDUCATION, 2, Flag.MISSING, 1)]
    entries.append(Flagged(Month(2020, 5), ECOLOGY, 3, LEAD, Flag.MISSING, 2))
    found = {s.unit: s for s in unit_scores(reporting(), [Month(2020, 5), JUNE], entries, COSTS)}
    assert found[EDUCATION].in_a_row[Flag.MISSING] == 3
    assert found[ECOLOGY].in_a_row[Flag.MISSING] == 0
    assert found[ECOLOGY].flags[Flag.MISSING] == 1


@given(
    st.sets(
        st.tuples(st.sampled_from([(d.unit, d.task_no) for d in DUTIES]), st.sampled_from(Flag)), max_size=12
    )
)
def test_scores_lie_between_0_and_100_and_ranks_follow_them(flags: set) -> None:
    entries = [flag(unit, task, kind) for (unit, task), kind in sorted(flags)]
    found = unit_scores(reporting(), [JUNE], entries, COSTS)
    assert all(0 <= score.score <= 100 for score in found)
    better = {s.unit: sum(other.score > s.score for other in found) for s in found}
    assert all(score.rank == better[score.unit] + 1 for score in found)
    assert Counter(score.expected for score in found) == Counter({2: 1, 1: 2})
