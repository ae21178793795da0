"""The checks of `checks.py` over whole columns and tables, registered with pandera.

Those of one value or one row are asked once for each distinct one; those of the whole table stand
here. A check holds where cells are empty or broken in themselves, since those have a finding of
their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import Parameter, Signature
from typing import Any, Final

import pandas as pd
from pandera.extensions import register_check_method  # type: ignore[attr-defined]

from xlsheet.cells.rounding import exact, half_up
from xlsheet.cells.text import fold
from xlsheet.rules.checks import CHECKS, OF_COUNTS, Test, falls_back, tell
from xlsheet.rules.references import Facts
from xlsheet.rules.rule import Rule
from xlsheet.units.mentions import split_names

_facts: ContextVar[Facts] = ContextVar("facts")


@contextmanager
def looking_at(facts: Facts) -> Iterator[None]:
    """While it lasts, checks may ask for the ledger's other tables and its parameters."""
    token = _facts.set(facts)
    try:
        yield
    finally:
        _facts.reset(token)


def _of_values(values: pd.Series, test: Test) -> pd.Series:
    """A test of values over a column, asked once for each distinct one; a missing one is None."""
    places, distinct = pd.factorize(values)
    answers = pd.array([*(test(value) for value in distinct), _of_nothing(values, test)], dtype="boolean")
    return pd.Series(answers.take(places), index=values.index).astype(bool)  # -1 is the last: the missing


def _of_nothing(values: pd.Series, test: Test) -> bool:
    return test(None) if values.isna().any() else True


def _of_cells(frame: pd.DataFrame, columns: Sequence[str], test: Test) -> pd.Series:
    """A test of rows over a table, asked once for each distinct row of these columns."""
    combined: Any = 0
    for name in columns:
        places, distinct = pd.factorize(frame[name])
        combined = combined * (len(distinct) + 1) + places + 1
    places, kinds = pd.factorize(combined)
    first = frame[list(columns)][~pd.Series(combined, index=frame.index).duplicated()]
    cells = first.itertuples(index=False, name=None)
    answers = [test(*(None if pd.isna(cell) else cell for cell in row)) for row in cells]
    assert len(answers) == len(kinds)
    return pd.Series(pd.array(answers, dtype="boolean").take(places), index=frame.index).astype(bool)


def _first_rows(frame: pd.DataFrame, rows: Sequence[int], *, columns: list[str]) -> dict[str, list[str]]:
    numbers = pd.Series(frame.index, index=frame.index)
    first = numbers.groupby([frame[name] for name in columns], sort=False).transform("first")
    return {"前一行": [str(int(row)) for row in first.loc[list(rows)]]}


def unique_together(frame: pd.DataFrame, *, columns: list[str]) -> pd.Series:
    """No earlier row has the same values in these columns."""
    return ~frame.duplicated(columns) | frame[columns].isna().any(axis=1)


def _before(frame: pd.DataFrame, columns: list[str], month: str, percent: str) -> pd.DataFrame:
    """For each row the month and percent of its last earlier row with the same `columns`."""
    known = frame.loc[frame[percent].between(0, 1), [*columns, month, percent]]
    known = known.dropna().sort_values(month, kind="stable")
    return known.groupby(columns, sort=False)[[month, percent]].shift()


def _last_month(
    frame: pd.DataFrame, rows: Sequence[int], *, columns: list[str], month: str, percent: str
) -> dict[str, list[str]]:
    before = _before(frame, columns, month, percent).loc[list(rows)]
    shares = [f"{half_up(exact(value) * 100, 2):g}%" for value in before[percent].to_list()]
    return {"上次月份": list(before[month]), "上次比例": shares}


def not_below_last(frame: pd.DataFrame, *, columns: list[str], month: str, percent: str) -> pd.Series:
    """The percent is not lower than in the last earlier month with the same `columns`."""
    before = _before(frame, columns, month, percent)[percent].reindex(frame.index)
    lower: pd.Series = falls_back(frame[percent], before)  # type: ignore[arg-type,assignment]
    return ~lower


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


def one_unit_per_name(frame: pd.DataFrame, *, unit: str, aliases: str) -> pd.Series:
    """No name or alias of the row belongs to an earlier unit, so that it means one unit only."""
    return pd.Series(~frame.index.isin(list(_claimed_twice(frame, unit, aliases))), index=frame.index)


_OF_TABLES: Final[Mapping[str, Callable[..., pd.Series]]] = {
    check.__name__: check for check in (unique_together, not_below_last, somebody_reports, one_unit_per_name)
}


def _made_elsewhere(name: str) -> Callable[..., pd.Series]:
    """A check that is no table's own: here it holds."""

    def check(frame: pd.DataFrame, **_columns: Any) -> pd.Series:
        return pd.Series(True, index=frame.index)

    return _signed(check, name, "frame")


_WORDS: Final[Mapping[str, Callable[..., Mapping[str, Sequence[str]]]]] = {
    "unique_together": _first_rows,
    "not_below_last": _last_month,
    "one_unit_per_name": _claims,
}


def more_words(rule: Rule, frame: pd.DataFrame, rows: Sequence[int]) -> Mapping[str, Sequence[str]]:
    """The words of a rule's message that are the check's own, row by row."""
    if rule.check in _WORDS:
        return _WORDS[rule.check](frame, rows, **rule.arguments)
    facts, columns = _facts.get(), list(rule.columns)
    told = [
        tell(rule.check, rule.arguments, facts, [None if pd.isna(cell) else cell for cell in cells])
        for cells in frame.loc[list(rows), columns].itertuples(index=False, name=None)
    ]
    return {word: [words[word] for words in told] for word in (told[0] if told else ())}


def _register() -> None:
    for name, kind in CHECKS.items():
        takes: Any = pd.DataFrame if kind.of_rows else pd.Series
        own = _made_elsewhere(name) if name in OF_COUNTS else _OF_TABLES.get(name)
        check = own or (_row_check(name) if kind.of_rows else _value_check(name))
        register_check_method(statistics=list(kind.arguments), supported_types=takes)(check)


def _value_check(name: str) -> Callable[..., pd.Series]:
    make = CHECKS[name].make
    assert make is not None, name

    def check(values: pd.Series, **arguments: Any) -> pd.Series:
        return _of_values(values, make(_facts.get(), **arguments))

    return _signed(check, name, "values")


def _row_check(name: str) -> Callable[..., pd.Series]:
    make = CHECKS[name].make
    assert make is not None, name

    def check(frame: pd.DataFrame, **columns: Any) -> pd.Series:
        return _of_cells(frame, list(columns.values()), make(_facts.get(), **columns))

    return _signed(check, name, "frame")


def _signed(check: Any, name: str, subject: str) -> Callable[..., pd.Series]:
    """With the name and the parameters that pandera looks for."""
    parameters = [Parameter(subject, Parameter.POSITIONAL_ONLY)]
    parameters += [Parameter(word, Parameter.KEYWORD_ONLY) for word in CHECKS[name].arguments]
    check.__name__, check.__signature__ = name, Signature(parameters)
    signed: Callable[..., pd.Series] = check
    return signed


_register()
