"""What the rules ask of a form's cells, as Excel's own limits and as formulas of its check column.

A cell has one limit of Excel's: it stops what would be rejected, and asks about what would be taken
with a warning. The check column knows all rules that a formula can say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from xlsheet.cells.months import Month
from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.findings import ERROR
from xlsheet.dictionary.tables import PLANS, PROGRESS, STATUS_DONE, STATUSES, Kind
from xlsheet.forms.check_words import BLANK, COPIED, LOOK_AGAIN, NOT_A_DATE, NOT_A_NUMBER
from xlsheet.forms.content import FormLimits, SheetLimits
from xlsheet.forms.layout import (
    HEAD_INPUT_COLUMNS,
    HEAD_INPUT_ROW,
    LAST_PERCENT,
    LAST_TEXT,
    PLAN_COLUMNS,
    PLAN_INPUTS,
    PROGRESS_COLUMNS,
    PROGRESS_INPUTS,
)
from xlsheet.forms.write.checks import HOLLOW_WORDS, Step, among, first_of, letter
from xlsheet.ledger.settings import Settings
from xlsheet.rules.files import choices_of
from xlsheet.rules.rule import Rule, TableRules

_LONGEST_LIST: Final = 255
"""Characters that Excel takes in a dropdown."""


def form_limits(rules: Sequence[TableRules], settings: Settings, month: Month) -> FormLimits:
    """The limits of a month's forms."""
    by_table = {of_table.table: _Sheet(of_table, settings, month) for of_table in rules}
    statuses = tuple(map(str, choices_of(rules, PROGRESS.sheet, PROGRESS.status))) or STATUSES
    return FormLimits(by_table[PROGRESS].limits(), by_table[PLANS].limits(), statuses)


class _Sheet:
    """The rules of one sheet, with the values of the ledger's parameters."""

    def __init__(self, rules: TableRules, settings: Settings, month: Month) -> None:
        self.rules, self.settings, self.month = rules, settings, month
        progress = rules.table is PROGRESS
        self.columns = PROGRESS_COLUMNS if progress else PLAN_COLUMNS
        self.inputs = PROGRESS_INPUTS if progress else PLAN_INPUTS

    def limits(self) -> SheetLimits:
        """Excel's limits by column, and the formula of the check column."""
        narrowest = {str(name): self._narrowest(name) for name in self.inputs}
        validations = {name: made for name, made in narrowest.items() if made}
        return SheetLimits(validations, first_of([*self._blanks(), *self._of_cells(), *self._of_rows()]))

    def _asked(self, name: str) -> list[Rule]:
        column = self.rules.columns.get(name)
        return [rule for rule in column.rules if rule.at_intake is not None] if column else []

    def _cell(self, name: str) -> str:
        """Where a row finds what is said of it: in its own cell, or above the table."""
        if name in HEAD_INPUT_COLUMNS and name not in self.columns:
            return f"${column_letter(HEAD_INPUT_COLUMNS[name])}${HEAD_INPUT_ROW + 1}"
        return letter(self.columns, name) + "#"

    def _narrowest(self, name: str) -> dict[str, Any] | None:
        """Excel's limit on a column; of several rules of a kind the one that leaves least."""
        found: list[tuple[int, float, dict[str, Any]]] = []
        for rule in self._asked(name):
            made = _VALIDATIONS.get(rule.check)
            limit = made(rule, self) if made else None
            if limit is not None:
                width, validation = limit
                kind = "warning" if rule.at_intake is not ERROR else "stop"
                order = list(_VALIDATIONS).index(rule.check)
                found.append((order, width, {**validation, "error_type": kind}))
        return min(found, key=lambda f: f[:2])[2] if found else None

    def _blanks(self) -> list[Step]:
        """Conditions with their words: all of them blank, then each by itself."""
        wanted = [name for name in self.inputs if any(rule.of_blanks for rule in self._asked(name))]
        blank = {name: f"LEN(TRIM({self._cell(name)}))=0" for name in wanted}
        each = [(test, f"{name}{BLANK}") for name, test in blank.items()]
        return [(f"AND({','.join(blank.values())})", BLANK), *each] if blank else []

    def _of_cells(self) -> Iterator[Step]:
        for name in self.inputs:
            cell, kind = self._cell(name), self.rules.table.column(name).kind
            if kind is Kind.PERCENT:
                yield f"AND(LEN({cell})>0,NOT(ISNUMBER({cell})))", f"{name[-2:]}{NOT_A_NUMBER}"
            if kind is Kind.DATE:
                yield f"AND(LEN({cell})>0,NOT(ISNUMBER({cell})))", f"{name}{NOT_A_DATE}"
            for rule in self._asked(name):
                made = _CONDITIONS.get(rule.check)
                broken = made(cell, rule.arguments, self.settings) if made else None
                if broken is not None:
                    always = rule.check == "says_something"
                    yield (
                        broken if always else f"AND(LEN({cell})>0,{broken})",
                        rule.short or f"{name}{LOOK_AGAIN}",
                    )

    def _of_rows(self) -> Iterator[Step]:
        for rule in self.rules.row_rules:
            if rule.at_intake is None or rule.check not in _OF_ROWS:
                continue
            named = [rule.arguments[key] for key in _OF_ROWS[rule.check]]
            if all(name in self.inputs for name in named):
                cells = [self._cell(name) for name in named]
                yield self._broken(rule.check, cells), rule.short or f"{rule.place}{LOOK_AGAIN}"
        if LAST_TEXT in self.columns:
            yield f"TRIM({self._cell(PROGRESS.text)})=TRIM({self._cell(LAST_TEXT)})", COPIED

    def _broken(self, check: str, cells: Sequence[str]) -> str:
        """The formula that says that a row breaks a check, which the cells of `_OF_ROWS` are asked."""
        if check == "status_agrees":
            return f'({cells[0]}="{STATUS_DONE}")<>({cells[1]}=1)'
        if check == "not_below_last":
            last = self._cell(LAST_PERCENT)
            return f"AND(ISNUMBER({last}),ROUND({cells[0]},4)<ROUND({last},4))"
        first = f"DATE({self.month.year},{self.month.month},1)"
        return f"AND(ISNUMBER({cells[0]}),{cells[0]}<{first})"


_OF_ROWS: Final = {
    "status_agrees": ("status", "percent"),
    "not_below_last": ("percent",),
    "not_before_month": ("date",),
}
"""The checks of rows that a formula can say, each with those of its arguments that the unit fills in."""

Limit = tuple[float, dict[str, Any]] | None
"""How much a limit leaves, and what XlsxWriter needs to know of it."""


def _dropdown(rule: Rule, _sheet: _Sheet) -> Limit:
    choices = list(map(str, rule.arguments["allowed_values"]))
    if len(",".join(choices)) > _LONGEST_LIST:
        return None
    return len(choices), {
        "validate": "list",
        "source": choices,
        "error_title": "请从下拉列表里选",
        "error_message": f"只能填：{'、'.join(choices)}。"[:_LONGEST_LIST],
    }


def _numbers(rule: Rule, _sheet: _Sheet) -> Limit:
    least, most = rule.arguments["min_value"], rule.arguments["max_value"]
    if not isinstance(least, int | float) or not isinstance(most, int | float):
        return None
    shares = rule.place == PROGRESS.percent
    span = f"{least:.4g} 到 {most:.4g} 之间的数字"
    if shares:
        span = f"{least * 100:.4g}% 到 {most * 100:.4g}% 之间的百分比，例如 60%"
    about = {"input_message": "到月底的累计数，例如 60%"} if shares else {}
    return most - least, {
        "validate": "decimal",
        "criteria": "between",
        "minimum": least,
        "maximum": most,
        **about,
        "error_title": f"{rule.place}不对",
        "error_message": f"请填 {span}。",
    }


def _days(rule: Rule, sheet: _Sheet) -> Limit:
    before, after = rule.arguments["before"], rule.arguments["after"]
    year = sheet.settings.year
    first, last = date(year - before, 1, 1), date(year + after, 12, 31)
    return before + after, {
        "validate": "date",
        "criteria": "between",
        "minimum": first,
        "maximum": last,
        "input_message": f"写成 {sheet.month.year}-06-08 的样子",
        "error_title": "日期不对",
        "error_message": f"请填 {sheet.month.year}-06-08 这样的日期（{first} 至 {last}）。",
    }


def _length(rule: Rule, sheet: _Sheet) -> Limit:
    own = sheet.settings.text_limit if rule.check == "within_text_limit" else rule.arguments.get("max_value")
    if own is None:
        return None
    return own, {
        "validate": "length",
        "criteria": "<=",
        "value": own,
        "error_title": "文字太多",
        "error_message": f"请不要超过 {own} 字，只写要点。",
    }


_VALIDATIONS: Final[Mapping[str, Callable[[Rule, _Sheet], Limit]]] = {
    "isin": _dropdown,
    "in_range": _numbers,
    "within_years": _days,
    "str_length": _length,
    "within_text_limit": _length,
}
"""By check, the more telling first: a cell has room for one."""


def _outside(cell: str, given: Mapping[str, Any], _settings: Settings) -> str | None:
    low, high = given["min_value"], given["max_value"]
    if not isinstance(low, int | float) or not isinstance(high, int | float):
        return None
    below = "<" if given.get("include_min", True) else "<="
    above = ">" if given.get("include_max", True) else ">="
    return f"OR({cell}{below}{low},{cell}{above}{high})"


def _too_long(cell: str, given: Mapping[str, Any], _settings: Settings) -> str:
    exact = given.get("exact_value")
    least = exact if exact is not None else given.get("min_value") or 0
    most = exact if exact is not None else given.get("max_value")
    above = f",LEN({cell})>{most}" if most is not None else ""
    return f"OR(LEN({cell})<{least}{above})"


def _listed(cell: str, given: Mapping[str, Any], _settings: Settings) -> str:
    return f"NOT({among(cell, list(map(str, given['allowed_values'])))})"


def _other_years(cell: str, given: Mapping[str, Any], settings: Settings) -> str:
    first, last = settings.year - given["before"], settings.year + given["after"]
    return f"OR(YEAR({cell})<{first},YEAR({cell})>{last})"


_CONDITIONS: Final[Mapping[str, Callable[[str, Mapping[str, Any], Settings], str | None]]] = {
    "says_something": lambda cell, _given, _settings: among(
        f'SUBSTITUTE(TRIM({cell}),"。","")', HOLLOW_WORDS
    ),
    "in_range": _outside,
    "isin": _listed,
    "within_years": _other_years,
    "within_text_limit": lambda cell, _given, settings: f"LEN({cell})>{settings.text_limit}",
    "str_length": _too_long,
}
"""By check, the formula that says that a filled cell breaks it."""
