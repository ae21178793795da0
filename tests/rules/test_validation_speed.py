"""A year of a whole city is validated at once: our own work stays small beside pandera's."""

from time import perf_counter

from support.small_ledger import assignment, progress, small_ledger, task, unit
from xlsheet.cells.months import Month, months_between
from xlsheet.dictionary.tables import ASSIGNMENTS, PARAMETERS, PROGRESS, TASKS, UNITS
from xlsheet.ledger.settings import read_settings
from xlsheet.rules.engine import check_table
from xlsheet.rules.fields import typed_table
from xlsheet.rules.files import load_rules
from xlsheet.rules.frame_checks import looking_at
from xlsheet.rules.references import Facts
from xlsheet.rules.schemas import schema_of, types_of

ROWS = 20_000
LIMIT = 2.0
"""Measured 1.4 at 100,000 rows on two quiet cores; the test runs beside others."""


def test_typing_and_findings_cost_less_than_panderas_own_validate() -> None:
    months = [str(month) for month in months_between(Month(2020, 5), Month(2020, 12))]
    pairs = [(float(n), f"市第{k}局") for n in range(1, ROWS // 80 + 1) for k in range(10)]
    store = small_ledger()
    store.rows[TASKS] = [task(float(n)) for n in range(1, ROWS // 80 + 1)]
    store.rows[UNITS] = [unit(f"市第{k}局") for k in range(10)]
    store.rows[ASSIGNMENTS] = [assignment(*pair) for pair in pairs]
    store.rows[PROGRESS] = [progress(*pair, month, 收件时间=None) for pair in pairs for month in months]
    for row in store.rows[PROGRESS]:
        row[PROGRESS.percent] = 0.5
    all_rules = load_rules()
    tables = {rules.table: store.read(rules.table) for rules in all_rules}
    rules = next(rules for rules in all_rules if rules.table is PROGRESS)
    facts = Facts.of(read_settings(tables[PARAMETERS]), tables, all_rules)
    assert len(tables[PROGRESS]) == ROWS
    assert check_table(rules, tables[PROGRESS], facts) == []
    typed = typed_table(tables[PROGRESS], types_of(rules))

    schema = schema_of(rules, rules.columns)

    def panderas_own() -> None:
        with looking_at(facts):
            schema.validate(typed.frame, lazy=True)

    whole = min(_seconds(lambda: check_table(rules, tables[PROGRESS], facts)) for _ in range(3))
    own = min(_seconds(panderas_own) for _ in range(3))
    assert whole <= LIMIT * own, f"{whole:.3f} s against {own:.3f} s"


def _seconds(work) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start
