"""What 佐证材料 has on the tasks of some months: whose, on which tasks, and where each file lies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Final

from xlsheet.cells.months import Month
from xlsheet.dictionary.findings import show, show_name
from xlsheet.dictionary.tables import EVIDENCE
from xlsheet.ledger.table import TableData

_LOOKED_AT: Final = frozenset(
    (
        *(".pdf", ".ofd", ".txt", ".docx", ".doc", ".wps", ".xlsx", ".xls", ".et", ".csv", ".pptx", ".ppt"),
        *(".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".heic", ".mp4", ".mov"),
    )
)


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A file of evidence; `place` is where it lies, None where it was only registered."""

    unit: str
    month: str
    tasks: tuple[int, ...]
    name: str
    place: Path | None


def exhibits(data: TableData, months: Collection[Month], home: Path | None) -> Iterator[Exhibit]:
    """The files of these months, in the sheet's order; `home` is the folder of the ledger."""
    wanted = {str(month) for month in months}
    for _, row in data.rows():
        month = show(row[EVIDENCE.month]).strip()
        if month in wanted:
            tasks = tuple(int(number) for number in re.findall(r"\d+", show(row[EVIDENCE.task_nos])))
            name = show(row[EVIDENCE.file]).rsplit("/", 1)[-1]
            place = place_of(home, show(row[EVIDENCE.kept]).strip())
            yield Exhibit(show_name(row[EVIDENCE.unit]), month, tasks, name, place)


def is_harmless(file: Path) -> bool:
    """Whether a file that came from outside is one to look at: what is not might be a program."""
    return file.suffix.lower() in _LOOKED_AT


def told_from(home: Path | None, place: Path) -> str:
    """A place as 佐证材料 tells it: from the ledger's folder where it is below that, else whole."""
    whole = place.absolute()
    if home is not None and whole.is_relative_to(home.absolute()):
        return whole.relative_to(home.absolute()).as_posix()
    return whole.as_posix()


def place_of(home: Path | None, told: str) -> Path | None:
    """The place that 佐证材料 tells; None where it tells none, or nobody knows from where."""
    if not told:
        return None
    return Path(told) if PurePath(told).is_absolute() else home / told if home else None
