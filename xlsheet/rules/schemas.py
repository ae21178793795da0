"""pandera's schema of a table's rules, each check with its rule."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date
from typing import Any

import pandas as pd
from pandera.pandas import Check, Column, DataFrameSchema

from xlsheet.rules import frame_checks  # noqa: F401  # pandera has to know our checks
from xlsheet.rules.fields import CellType, cell_type
from xlsheet.rules.rule import Rule, TableRules


def schema_of(rules: TableRules, present: Container[str]) -> DataFrameSchema:
    """The schema of the columns at hand; rules that don't count over the standing ledger are left out."""
    of_rows = [rule for rule in rules.row_rules if all(name in present for name in rule.columns)]
    return DataFrameSchema(
        {
            name: Column(
                column.dtype,
                _checks(column.rules),
                nullable=column.nullable,
                unique=column.unique,
                required=column.required,
            )
            for name, column in rules.columns.items()
            if name in present
        },
        checks=_checks(of_rows),
        unique=list(rules.unique) if rules.unique and all(name in present for name in rules.unique) else None,
    )


def _checks(rules: Iterable[Rule]) -> list[Check]:
    """Our checks of rows hold where cells are empty, so pandera need not look for rows without any."""
    checks = []
    for rule in rules:
        if rule.standing is not None:
            ignore_na = not rule.of_rows and not rule.of_blanks
            check = getattr(Check, rule.check)(**_for_pandas(rule.arguments), ignore_na=ignore_na)
            check.rule = rule
            checks.append(check)
    return checks


def _for_pandas(arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {k: pd.Timestamp(v) if isinstance(v, date) else v for k, v in arguments.items()}


def types_of(rules: TableRules) -> Mapping[str, CellType]:
    """How the columns are read before pandera looks at them."""
    found = {name: cell_type(rules.table, name, column.dtype) for name, column in rules.columns.items()}
    return {name: read for name, read in found.items() if read}
