"""A case of the corpus: what comes back, in a folder of its own, and the answer that it must get."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from corpus.desk import MONTHS, Desk, Form
from xlsheet.dictionary.tables import PROGRESS

ANSWERS = {
    "N": "accepted",
    "W": "accepted_with_warnings",
    "R": "partly_rejected",
    "F": "rejected",
    "I": "ignored",
    "D": "duplicate",
    "S": "superseded",
    "E": "evidence",
}
"""Answers of the returns' table, and the verdicts they mean for a file that is sound otherwise."""

Build = Callable[[Desk, Path], Form | None]


@dataclass(frozen=True)
class Case:
    """`build` makes the case's files in a folder and tells whose form it is. `answers` are those of its
    files by name; `said` is what stands for `code` in the findings. `held` is what the ledger must hold
    for the form's first task, `...` for whatever the form said. `also` are the codes that must be said
    instead of `code`; "" for a case that is answered without a word."""

    code: str
    title: str
    answers: str
    build: Build
    held: Mapping[str, object] = field(default_factory=dict)
    also: Sequence[str] = ()

    @property
    def said(self) -> set[str]:
        """The codes that the findings must have; none where the case asks for nothing to be said."""
        return set(self.also or (self.code,)) - {""}

    @property
    def verdicts(self) -> list[str]:
        return [ANSWERS[answer] for answer in self.answers]


def one_cell(code: str, answer: str, column: str, written: object, taken: object = None) -> Case:
    """A form in which one cell of the first task is as written."""

    def build(desk: Desk, folder: Path) -> Form:
        month = MONTHS[0] if column == PROGRESS.filled_on else None
        rows = 2 if answer == "R" else 1
        form = desk.form(rows, month, alone=column == PROGRESS.percent and answer != "R")
        if column not in form.columns and answer == "R":
            form.in_a_column(column)
        form.put(column, written)
        form.save(folder / "填报表.xlsx")
        return form

    shown = written if isinstance(written, str | int | float | date) else repr(written)
    title = f"{column}：{str(shown)[:40]!r}" if isinstance(written, str) else f"{column}：{shown}"
    return Case(code, title, answer, build, {} if answer == "R" else {column: taken})


def changed(
    code: str,
    answer: str,
    title: str,
    change: Callable[[Form], object],
    held: Mapping[str, object] | None = None,
    also: Sequence[str] = (),
) -> Case:
    """A form that somebody changed in some way before it came back."""
    held = held or {}

    def build(desk: Desk, folder: Path) -> Form:
        form = desk.form(alone=held.get(PROGRESS.percent, ...) is not ...)
        change(form)
        form.save(folder / "填报表.xlsx")
        return form

    return Case(code, title, answer, build, held, also)
