"""任务编号 as people write it: 1, "１", "1.", 第1项, 第一项, 1.0."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from xlsheet.cells.numerals import with_digits
from xlsheet.cells.text import fold
from xlsheet.dictionary.findings import show

_NUMBER: Final = re.compile(
    r"[第(#]?(?:序号|编号|任务|no\.?)?[:]?(\d{1,6})(?:\.0+)?[.、)]?[项号条]?(?:任务)?"
)


def read_task_number(value: object) -> int | None:
    """The number; None where the cell holds none, or more than one."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return int(value) if 0 < value < 1e6 and value == int(value) else None
    return _read(value) if isinstance(value, str) else _read(show(value))


@lru_cache(maxsize=4096)
def _read(text: str) -> int | None:
    match = _NUMBER.fullmatch(with_digits(fold(text)))
    return (int(match[1]) or None) if match else None


def show_task_numbers(numbers: Iterable[int]) -> str:
    """Numbers for people, in order, runs in short: 1–3、7."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return "、".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
