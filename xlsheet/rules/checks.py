"""The checks that rules can use, as tests of one value or of one row's cells.

`merge` and the forms apply them as they stand here; `frame_checks` applies the same ones to whole
columns. A check holds where a cell is broken in itself, since that has a finding of its own.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import NoneType
from typing import Any, Final

from xlsheet.cells.months import Month
from xlsheet.cells.text import is_hollow
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import NAME_SEPARATOR, PARAMETERS, STATUS_DONE, TASKS, UNITS
from xlsheet.ledger.settings import default_parameters
from xlsheet.rules.known import Known, like_unit

Test = Callable[..., bool]
"""Of a filled cell, or of the cells of the columns that a check of rows names, in their order."""

_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d 00:00:00")
_A_HAIR: Final = 1e-9
"""Shares that differ by less are equal: 0.3 and 30 % of different programs are."""


@dataclass(frozen=True, slots=True)
class CheckKind:
    """A check by what it needs: `arguments` are its keywords in a rule file, naming columns where it is
    `of_rows`.

    `make(known, **arguments)` gives its test, None where it takes a look at the whole table.
    `tell(known, cells, **arguments)` gives the further `words` of its message.
    """

    arguments: tuple[str, ...]
    of_rows: bool = False
    make: Callable[..., Test] | None = None
    words: tuple[str, ...] = ()
    tell: Callable[..., Mapping[str, str]] | None = None


def _told_by(word: str, tell: Callable[..., str]) -> dict[str, Any]:
    """A check's one word of its own."""
    return {"words": (word,), "tell": lambda known, cells, **given: {word: tell(known, cells, **given)}}


def _exists(known: Known, *, sheet: str, column: str) -> Test:
    values = known.values(sheet, column)
    return lambda value: value in values


def _near(known: Known, cells: Sequence[object], *, sheet: str, column: str) -> str:
    return like_unit(known.registry, show(cells[0])) if sheet == UNITS.sheet and column == UNITS.unit else ""


def _allowed(known: Known, *, sheet: str, column: str) -> Test:
    choices = frozenset(known.choices(sheet, column))
    return lambda value: not choices or value in choices


def _choices(known: Known, _cells: Sequence[object], *, sheet: str, column: str) -> str:
    return NAME_SEPARATOR.join(map(show, known.choices(sheet, column)))


def _reported(known: Known) -> Test:
    return frozenset(map(str, known.settings.calendar.months())).__contains__


def _of_the_year(known: Known) -> Test:
    year, calendar = known.settings.year, known.settings.calendar

    def test(value: object) -> bool:
        month = Month.of(value) if isinstance(value, date) else Month.parse(value)
        return month is None or month.year == year or calendar.first_month <= month <= calendar.last_month

    return test


def _within_years(known: Known, *, before: int, after: int) -> Test:
    first, last = known.settings.year - before, known.settings.year + after
    return lambda value: first <= value.year <= last


def _span(known: Known, _cells: Sequence[object], *, before: int, after: int) -> Mapping[str, str]:
    return {"最早年份": str(known.settings.year - before), "最晚年份": str(known.settings.year + after)}


def _within_limit(known: Known) -> Test:
    limit = known.settings.text_limit
    return lambda value: len(value) <= limit


def _says_something(_known: Known) -> Test:
    return lambda value: value is not None and not is_hollow(value)


def _what_it_says(_known: Known, cells: Sequence[object]) -> str:
    text = show(cells[0]).strip()
    return f"是“{text}”，没有实际内容" if text else "没有填"


def _is_parameter(_known: Known) -> Test:
    return frozenset(str(row[PARAMETERS.parameter]) for row in default_parameters()).__contains__


def _agrees(_known: Known, *, status: str, percent: str) -> Test:
    def test(state: object, share: Any) -> bool:
        if state is None or share is None or not 0 <= share <= 1:
            return True
        return (state == STATUS_DONE) == bool(share == 1)

    return test


def _assigned(known: Known, *, task: str, unit: str) -> Test:
    assigned: Container[object] = known.assigned
    tasks = known.values(TASKS.sheet, TASKS.number)

    def test(number: object, name: object) -> bool:
        return name is None or number not in tasks or (number, name) in assigned

    return test


def _from_its_month(_known: Known, *, date: str, month: str) -> Test:
    def test(day: Any, written: object) -> bool:
        of = Month.parse(written)
        return day is None or of is None or (day.year, day.month) >= (of.year, of.month)

    return test


_OF_TOTAL: Final = ("指标", "目标", "累计")

CHECKS: Final[Mapping[str, CheckKind]] = {
    "exists_in": CheckKind(("sheet", "column"), make=_exists, **_told_by("相近", _near)),
    "allowed_in": CheckKind(("sheet", "column"), make=_allowed, **_told_by("可选", _choices)),
    "in_reporting_months": CheckKind((), make=_reported),
    "in_ledger_year": CheckKind((), make=_of_the_year),
    "within_years": CheckKind(
        ("before", "after"), make=_within_years, words=("最早年份", "最晚年份"), tell=_span
    ),
    "within_text_limit": CheckKind(
        (), make=_within_limit, **_told_by("字数", lambda _known, cells: str(len(cells[0])))
    ),
    "says_something": CheckKind((), make=_says_something, **_told_by("所填", _what_it_says)),
    "filled": CheckKind((), make=lambda _known: lambda value: value is not None),
    "known_parameter": CheckKind((), make=_is_parameter),
    "status_agrees": CheckKind(("status", "percent"), of_rows=True, make=_agrees),
    "assigned": CheckKind(("task", "unit"), of_rows=True, make=_assigned),
    "not_before_month": CheckKind(("date", "month"), of_rows=True, make=_from_its_month),
    "unique_together": CheckKind(("columns",), of_rows=True, words=("前一行",)),
    "not_below_last": CheckKind(
        ("columns", "month", "percent"), of_rows=True, words=("上次月份", "上次比例")
    ),
    "claim_as_counted": CheckKind(("task", "percent"), of_rows=True, words=("所报", "实际", "相差")),
    "done_as_counted": CheckKind(("task", "status"), of_rows=True, words=_OF_TOTAL),
    "total_not_back": CheckKind(
        ("task", "place", "total"), of_rows=True, words=(*_OF_TOTAL, "上次月份", "上次累计")
    ),
    "total_in_proportion": CheckKind(("task", "place", "total"), of_rows=True, words=_OF_TOTAL),
    "leads_agree": CheckKind(
        ("task", "place", "total"), of_rows=True, words=(*_OF_TOTAL, "牵头累计", "其他累计")
    ),
    "somebody_reports": CheckKind(("task", "closed"), of_rows=True),
    "one_unit_per_name": CheckKind(("unit", "aliases"), of_rows=True, words=("重名", "另一单位")),
}
"""Our own checks by the name they have in rule files."""

OF_COUNTS: Final = frozenset(
    ("claim_as_counted", "done_as_counted", "total_not_back", "total_in_proportion", "leads_agree")
)
"""Checks that hold counts of indicators against claims and targets, over several tables at once: whoever has
these makes them, by the rules."""

COMPARED_AT_INTAKE: Final = frozenset(("not_below_last", "total_not_back", "total_in_proportion"))
"""Checks of the whole table that `merge` makes all the same, against the ledger as it will be."""

OF_BLANKS: Final = frozenset(("says_something", "filled"))
"""Checks that are about empty cells too."""


def falls_back(share: float, before: float) -> bool:
    """Whether a share is lower than that of an earlier month."""
    return share < before - _A_HAIR


@dataclass(frozen=True, slots=True)
class BuiltinCheck:
    """One of pandera's own checks, with pandera's names for its arguments. `make` gives its test as
    pandera understands it, None where it takes a look at the whole column. An argument without its
    name is `alone`."""

    arguments: tuple[str, ...]
    make: Callable[..., Test] | None
    alone: str = ""

    def named(self, written: object) -> dict[str, Any]:
        """The arguments by their names, however a rule file wrote them.

        Raises TypeError, ValueError or re.error where they don't fit.
        """
        given = written if isinstance(written, dict) else {self.alone or self.arguments[0]: written}
        if not set(given) <= set(self.arguments):
            raise TypeError
        given = {name: _as_day(value) for name, value in given.items()}
        if self.make is not None:
            self.make(**given)
        return given


def _as_day(value: Any) -> Any:
    """pandera writes days as text with a time."""
    written = isinstance(value, str) and _DAY.fullmatch(value)
    return date.fromisoformat(value[:10]) if written else value


def _compared(argument: str, holds: Callable[[Any, Any], bool]) -> BuiltinCheck:
    def make(**given: Any) -> Test:
        other = given[argument]
        return lambda value: holds(value, other)

    return BuiltinCheck((argument,), make)


class EmptyRangeError(ValueError):
    """A range in which no value can lie; its message says why."""


def _look_at_order(least: Any, most: Any) -> None:
    if least > most:
        raise EmptyRangeError(
            f"min_value 是 {show(least)}，大于 max_value 的 {show(most)}，什么值都不合。请对调或改正。"
        )


def _in_range(
    min_value: Any = None, max_value: Any = None, include_min: bool = True, include_max: bool = True
) -> Test:
    if min_value is None or max_value is None:
        raise ValueError
    _look_at_order(min_value, max_value)

    def test(value: Any) -> bool:
        low = min_value <= value if include_min else min_value < value
        return bool(low and (value <= max_value if include_max else value < max_value))

    return test


def _listed(allowed_values: Sequence[object]) -> Test:
    return frozenset(_a_list(allowed_values)).__contains__


def _not_listed(forbidden_values: Sequence[object]) -> Test:
    forbidden = frozenset(_a_list(forbidden_values))
    return lambda value: value not in forbidden


def _a_list(values: object) -> Sequence[object]:
    if not isinstance(values, list):
        raise TypeError
    return values


def _length(
    min_value: int | None = None, max_value: int | None = None, exact_value: int | None = None
) -> Test:
    if min_value is max_value is exact_value is None:
        raise ValueError
    if any(type(value) not in (int, NoneType) for value in (min_value, max_value, exact_value)):
        raise TypeError
    if min_value is not None and max_value is not None:
        _look_at_order(min_value, max_value)
    least = exact_value if exact_value is not None else min_value or 0
    most = exact_value if exact_value is not None else max_value
    return lambda value: len(value) >= least and (most is None or len(value) <= most)


def _searched(search: Callable[[re.Pattern[str], str], object]) -> BuiltinCheck:
    def make(pattern: str) -> Test:
        compiled = re.compile(pattern)
        return lambda value: search(compiled, value) is not None

    return BuiltinCheck(("pattern",), make)


BUILTINS: Final[Mapping[str, BuiltinCheck]] = {
    "equal_to": _compared("value", lambda value, other: value == other),
    "not_equal_to": _compared("value", lambda value, other: value != other),
    "greater_than": _compared("min_value", lambda value, limit: value > limit),
    "greater_than_or_equal_to": _compared("min_value", lambda value, limit: value >= limit),
    "less_than": _compared("max_value", lambda value, limit: value < limit),
    "less_than_or_equal_to": _compared("max_value", lambda value, limit: value <= limit),
    "in_range": BuiltinCheck(("min_value", "max_value", "include_min", "include_max"), _in_range),
    "isin": BuiltinCheck(("allowed_values",), _listed),
    "notin": BuiltinCheck(("forbidden_values",), _not_listed),
    "str_length": BuiltinCheck(("min_value", "max_value", "exact_value"), _length, "exact_value"),
    "str_matches": _searched(re.Pattern.match),
    "str_contains": _searched(re.Pattern.search),
    "str_startswith": _compared("string", lambda value, start: value.startswith(start)),
    "str_endswith": _compared("string", lambda value, end: value.endswith(end)),
    "unique_values_eq": BuiltinCheck(("values",), None),
}
"""pandera's own checks, for those who judge without it."""

CHOICES_WORD: Final = "可选"
LISTED: Final = ("isin", "notin", "unique_values_eq")
"""The checks whose argument is a list of values."""


PATTERNS: Final = ("str_matches", "str_contains")
"""The checks whose argument is a pattern."""


def words_of(check: str) -> tuple[str, ...]:
    """The words that a check's messages may use beside columns and parameters."""
    if check in CHECKS:
        return CHECKS[check].words
    return (CHOICES_WORD,) if check == "isin" else ()


def looks_at_all(check: str) -> bool:
    """Whether a check needs the whole table, so that no single row can be judged by it."""
    return (CHECKS[check].make if check in CHECKS else BUILTINS[check].make) is None


def test_of(check: str, arguments: Mapping[str, Any], known: Known) -> Test:
    """The test of a check that doesn't look at the whole table."""
    own = CHECKS.get(check)
    make = own.make if own else BUILTINS[check].make
    assert make is not None, check
    return make(known, **arguments) if own else make(**arguments)


def tell(
    check: str, arguments: Mapping[str, Any], known: Known, cells: Sequence[object]
) -> Mapping[str, str]:
    """The further words of a failing rule's message."""
    if check == "isin":
        return {CHOICES_WORD: NAME_SEPARATOR.join(map(show, arguments["allowed_values"]))}
    kind = CHECKS.get(check)
    return kind.tell(known, cells, **arguments) if kind is not None and kind.tell is not None else {}
