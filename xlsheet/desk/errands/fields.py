"""What the page sends and is sent of a command: its fields, what was filled in, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, cast

from xlsheet.cells.dates import read_month
from xlsheet.cells.moments import day_in
from xlsheet.cells.months import Month
from xlsheet.dictionary.reports import Report
from xlsheet.errors import RequestError

PROGRAM: Final = "from xlsheet.desk.errands.worker import serve; serve()"
"""What a worker runs; the desk itself loads nothing of that."""

WATCH: Final = "watch"
REVIEW: Final = "核对表.xlsx"
"""What a rehearsed import leaves in its private folder."""

Kind = Literal["month", "day", "folder", "file", "text", "number", "choice", "check", "secret"]
Given = Mapping[str, Any]
"""What the page sent: texts by field, `paths` as a list."""


@dataclass(frozen=True, slots=True)
class DeskField:
    """Something to fill in. `choices` are pairs of value and words; `starts` names what the page puts there
    first: a key of `Standing.starts`."""

    name: str
    kind: Kind
    label: str
    help: str = ""
    choices: Sequence[tuple[str, str]] = ()
    starts: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "kind": self.kind,
            "label": self.label,
            "help": self.help,
            "choices": [list(choice) for choice in self.choices],
            "starts": self.starts,
        }


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command reports, and the files and folders that it made, each with what it is."""

    report: Report
    made: Sequence[tuple[Path, str]] = ()


def text_of(given: Given, name: str) -> str:
    value = given.get(name)
    return value.strip() if isinstance(value, str) else ""


def month_of(given: Given, name: str = "month") -> Month | None:
    text = text_of(given, name)
    if not text:
        return None
    month = read_month(text, 0)
    if month is None or month.year == 0:
        raise RequestError(f"“{text}”不是月份，请写成 2020-06 的样子。")
    return month


def needed_month(month: Month | None) -> Month:
    if month is None:
        raise RequestError("还没有选月份。")
    return month


def day_of(given: Given, name: str = "as_of") -> date | None:
    text = text_of(given, name)
    found = day_in(text) if text else None
    if text and found is None:
        raise RequestError(f"“{text}”不是日期，请写成 2020-07-09 的样子。")
    return found


def place_of(ledger: Path, given: Given, name: str) -> Path | None:
    """A folder or file as it was typed; what is no whole path lies beside the ledger."""
    text = text_of(given, name).strip('"“”')
    return ledger.parent / Path(text).expanduser() if text else None


def needed_place(ledger: Path, given: Given, name: str) -> Path:
    place = place_of(ledger, given, name)
    if place is None:
        raise RequestError("还没有写放在哪个文件夹。")
    return place


def paths_of(given: Given) -> list[Path]:
    return [Path(path) for path in cast("Sequence[str]", given.get("paths") or ())]
