"""The rules as they are asked of rows that come back: column by column, without pandas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from xlsheet.dictionary.tables import PROGRESS, Table
from xlsheet.rules.checks import Test, looks_at_all, tell, test_of
from xlsheet.rules.files import choices_of
from xlsheet.rules.known import Known, parameter_words
from xlsheet.rules.rule import Rule, TableRules

Columns = Mapping[str, Sequence[object]]
"""The rows' cells by column, typed; None for a blank one."""


class IntakeRules:
    """The rules that count at intake, made ready for one ledger."""

    def __init__(self, rules: Sequence[TableRules], known: Known) -> None:
        self._rules, self._known = rules, known
        self._tests = {
            of_table.table: [
                (rule, test_of(rule.check, rule.arguments, known))
                for rule in of_table.all_rules()
                if rule.at_intake is not None and not looks_at_all(rule.check)
            ]
            for of_table in rules
        }

    def failures(self, table: Table, columns: Columns) -> Iterator[tuple[int, Rule]]:
        """The place of each row that breaks a rule, with the rule."""
        for rule, test in self._tests[table]:
            if set(rule.columns) <= columns.keys():
                for i in _failing(rule, test, [columns[name] for name in rule.columns]):
                    yield i, rule

    def words(self, rule: Rule, cells: Sequence[object]) -> Mapping[str, str]:
        """The words of a broken rule's message beside the row's own cells."""
        return {**self._parameters, **tell(rule.check, rule.arguments, self._known, cells)}

    @cached_property
    def statuses(self) -> tuple[str, ...]:
        """The states that a unit may choose; empty where any will do."""
        return tuple(map(str, choices_of(self._rules, PROGRESS.sheet, PROGRESS.status)))

    @cached_property
    def falling_back(self) -> Rule | None:
        """The rule that progress doesn't go back, which takes the ledger's earlier months to judge."""
        of_progress = next((r for r in self._rules if r.table is PROGRESS), None)
        rule = of_progress.of_rows("not_below_last") if of_progress else None
        return rule if rule is not None and rule.at_intake is not None else None

    @cached_property
    def _parameters(self) -> Mapping[str, str]:
        return parameter_words(self._known.settings)


def _failing(rule: Rule, test: Test, columns: Sequence[Sequence[object]]) -> list[int]:
    if rule.of_rows:
        return [i for i, cells in enumerate(zip(*columns, strict=True)) if not test(*cells)]
    # one object stands in many rows, and nearly always all of them are right
    distinct = {id(cell): cell for cell in columns[0]}.values()
    if all(test(cell) for cell in distinct if cell is not None or rule.of_blanks):
        return []
    if rule.of_blanks:
        return [i for i, cell in enumerate(columns[0]) if not test(cell)]
    return [i for i, cell in enumerate(columns[0]) if cell is not None and not test(cell)]
