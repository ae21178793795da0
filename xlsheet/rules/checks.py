"""The checks that rule files use beyond pandera's own, registered with pandera.

A check gets a typed column, or the whole typed table, and says for each row whether it holds. It
holds where cells are empty or broken in themselves, since those have a finding of their own.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
from pandera.extensions import register_check_method  # type: ignore[attr-defined]

from xlsheet.cells.text import fold, is_hollow
from xlsheet.dictionary.tables import PARAMETERS, STATUS_DONE, STATUSES, UNITS
from xlsheet.ledger.settings import default_parameters
from xlsheet.rules.references import Facts
from xlsheet.units.mentions import split_names

_LONGEST_HOLLOW: Final = 12
"""Empty words (同上月, 暂无进展) are shorter than this, apart from blanks and full stops around them."""

_facts: ContextVar[Facts] = ContextVar("facts")


@contextmanager
def looking_at(facts: Facts) -> Iterator[None]:
    """While it lasts, checks may ask for the ledger's other tables and its parameters."""
    token = _facts.set(facts)
    try:
        yield
    finally:
        _facts.reset(token)


@dataclass(frozen=True, slots=True)
class OwnCheck:
    """A check of ours. `arguments` are the keywords it needs in a rule file.

    A check `of_rows` stands under the table's `checks:`, and its arguments name columns. `words`
    are the further fields its message may use; `more_words` looks them up for the failing rows.
    """

    arguments: tuple[str, ...]
    of_rows: bool
    words: tuple[str, ...]
    more_words: Callable[..., Mapping[str, Sequence[str]]] | None


CHECKS: Final[dict[str, OwnCheck]] = {}
"""Our checks by the name they have in rule files."""

Check = Callable[..., pd.Series]


def _check(
    *, words: tuple[str, ...] = (), more_words: Callable[..., Mapping[str, Sequence[str]]] | None = None
) -> Callable[[Check], Check]:
    """Register a function whose first parameter is named for what it takes: `values` or `frame`."""

    def register(function: Check) -> Check:
        subject, *arguments = inspect.signature(function).parameters
        of_rows = subject == "frame"
        takes: Any = pd.DataFrame if of_rows else pd.Series
        register_check_method(statistics=arguments, supported_types=takes)(function)
        CHECKS[function.__name__] = OwnCheck(tuple(arguments), of_rows, words, more_words)
        return function

    return register


def _near_names(values: pd.Series, rows: Sequence[int], *, sheet: str, column: str) -> dict[str, list[str]]:
    if sheet != UNITS.sheet:
        return {"相近": [""] * len(rows)}
    hints = {name: _facts.get().like_unit(name) for name in values.loc[list(rows)].unique()}
    return {"相近": [hints[values.at[row]] for row in rows]}


@_check(words=("相近",), more_words=_near_names)
def exists_in(values: pd.Series, *, sheet: str, column: str) -> pd.Series:
    """The value stands in that column of another sheet."""
    return values.isin(_facts.get().values(sheet, column))


@_check()
def in_reporting_months(values: pd.Series) -> pd.Series:
    """The month is one that has to be reported, by the calendar on the parameters sheet."""
    return values.isin([str(month) for month in _facts.get().settings.calendar.months()])


@_check()
def in_ledger_year(values: pd.Series) -> pd.Series:
    """The date lies in the ledger's year."""
    in_year: pd.Series = values.dt.year == _facts.get().settings.year
    return in_year


@_check()
def within_text_limit(values: pd.Series) -> pd.Series:
    """The text has no more characters than the parameter 文字上限 allows."""
    return values.str.len() <= _facts.get().settings.text_limit


@_check()
def says_something(values: pd.Series) -> pd.Series:
    """The text is more than blank, 无, 同上 and their like. Needs `ignore_na: false` to see blank cells."""
    core = values.fillna("").str.strip("。．.，,、；;！!…：: \u3000\u00a0")
    short = core[core.str.len() <= _LONGEST_HOLLOW]
    hollow = {text for text in short.unique() if is_hollow(text)}
    return ~core.isin(hollow)


@_check()
def known_parameter(values: pd.Series) -> pd.Series:
    """The name is that of a parameter which xlsheet reads."""
    return values.isin([str(row[PARAMETERS.parameter]) for row in default_parameters()])


def _first_rows(frame: pd.DataFrame, rows: Sequence[int], *, columns: list[str]) -> dict[str, list[str]]:
    numbers = pd.Series(frame.index, index=frame.index)
    first = numbers.groupby([frame[name] for name in columns], sort=False).transform("first")
    return {"前一行": [str(int(row)) for row in first.loc[list(rows)]]}


@_check(words=("前一行",), more_words=_first_rows)
def unique_together(frame: pd.DataFrame, *, columns: list[str]) -> pd.Series:
    """No earlier row has the same values in these columns."""
    return ~frame.duplicated(columns) | frame[columns].isna().any(axis=1)


@_check()
def status_agrees(frame: pd.DataFrame, *, status: str, percent: str) -> pd.Series:
    """已完成 and 100 % go together."""
    done, full = frame[status] == STATUS_DONE, frame[percent] >= 1
    sound = frame[status].isin(STATUSES) & frame[percent].between(0, 1)
    return (done.fillna(False) == full) | ~sound


def _before(frame: pd.DataFrame, columns: list[str], month: str, percent: str) -> pd.DataFrame:
    """For each row the month and percent of its last earlier row with the same `columns`."""
    known = frame.loc[frame[percent].between(0, 1), [*columns, month, percent]]
    known = known.dropna().sort_values(month, kind="stable")
    return known.groupby(columns, sort=False)[[month, percent]].shift()


def _last_month(
    frame: pd.DataFrame, rows: Sequence[int], *, columns: list[str], month: str, percent: str
) -> dict[str, list[str]]:
    before = _before(frame, columns, month, percent).loc[list(rows)]
    return {"上次月份": list(before[month]), "上次比例": [f"{value:.4g}%" for value in before[percent] * 100]}


@_check(words=("上次月份", "上次比例"), more_words=_last_month)
def not_below_last(frame: pd.DataFrame, *, columns: list[str], month: str, percent: str) -> pd.Series:
    """The percent is not lower than in the last earlier month with the same `columns`."""
    before = _before(frame, columns, month, percent)[percent]
    return ~(frame[percent] < before.reindex(frame.index))


@_check()
def assigned(frame: pd.DataFrame, *, task: str, unit: str) -> pd.Series:
    """The task is assigned to the unit; a task that is assigned to nobody is for other checks."""
    facts = _facts.get()
    pairs = frame[[task, unit]].drop_duplicates().dropna()
    tasks = {number for number, _ in facts.assigned}
    foreign = {
        (number, name)
        for number, name in pairs.itertuples(index=False, name=None)
        if (number, name) not in facts.assigned and number in tasks
    }
    if not foreign:
        return pd.Series(True, index=frame.index)
    return ~pd.Series(pd.MultiIndex.from_frame(frame[[task, unit]]).isin(list(foreign)), index=frame.index)


@_check()
def somebody_reports(frame: pd.DataFrame, *, task: str, closed: str) -> pd.Series:
    """Some unit has to report on the task, unless the office has closed it."""
    return frame[task].isin(_facts.get().reporting_tasks) | frame[task].isna() | frame[closed].notna()


def _claimed_twice(frame: pd.DataFrame, unit: str, aliases: str) -> dict[int, tuple[str, str]]:
    """Row -> a name in it that an earlier unit has already, and that unit."""
    owners: dict[str, str] = {}
    claimed: dict[int, tuple[str, str]] = {}
    for row, name, others in frame[[unit, aliases]].fillna("").itertuples(name=None):
        for spelling in filter(fold, (name, *split_names(others))):
            owner = owners.setdefault(fold(spelling), name)
            if owner != name:
                claimed.setdefault(row, (spelling, owner))
    return claimed


def _claims(frame: pd.DataFrame, rows: Sequence[int], *, unit: str, aliases: str) -> dict[str, list[str]]:
    claimed = _claimed_twice(frame, unit, aliases)
    return {"重名": [claimed[row][0] for row in rows], "另一单位": [claimed[row][1] for row in rows]}


@_check(words=("重名", "另一单位"), more_words=_claims)
def one_unit_per_name(frame: pd.DataFrame, *, unit: str, aliases: str) -> pd.Series:
    """No name or alias of the row belongs to an earlier unit, so that it means one unit only."""
    return pd.Series(~frame.index.isin(list(_claimed_twice(frame, unit, aliases))), index=frame.index)
