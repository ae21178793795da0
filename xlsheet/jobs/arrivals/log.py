"""收件.log: a line for each file that arrived, with its verdict; also what a watch remembers."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from xlsheet.errors import OutputError, reason

_HEAD: Final = "时间\t文件\t结论\t单位\t月份\t说明\t指纹\n"
_FIELDS: Final = 7
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


@dataclass(frozen=True, slots=True)
class LogLine:
    """What became of a file: `name` is its place in the folder, `fingerprint` that of its bytes."""

    when: datetime
    name: str
    verdict: str
    unit: str
    month: str
    said: str
    fingerprint: str

    def as_text(self) -> str:
        moment = f"{self.when:%Y-%m-%d %H:%M:%S}"
        cells = (moment, self.name, self.verdict, self.unit, self.month, self.said, self.fingerprint)
        return "\t".join(map(plain, cells)) + "\n"


def plain(text: str) -> str:
    """A text as it stands in the log: in one line, without tabs."""
    return _UNPRINTABLE.sub(" ", text.encode("utf-8", "replace").decode())


class ArrivalLog:
    """The log in its file, which people read and may sort, move or delete: what is gone is judged again."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def known(self) -> dict[str, set[str]]:
        """The files that have a verdict: names, also of those in archives, by the bytes' fingerprint."""
        found: dict[str, set[str]] = {}
        for cells in self._lines():
            if cells[6]:
                found.setdefault(cells[6], set()).add(cells[1])
        return found

    def _lines(self) -> Iterator[list[str]]:
        try:
            text = self.path.read_text(encoding="utf-8-sig", errors="replace")
        except FileNotFoundError:
            return
        for line in text.splitlines():
            cells = line.split("\t")
            if len(cells) == _FIELDS:
                yield cells

    def add(self, lines: Sequence[LogLine]) -> None:
        """Write lines at the end, and see to it that they are kept. Raises OutputError."""
        try:
            with self.path.open("a+b") as file:
                end = file.seek(0, os.SEEK_END)
                file.seek(max(0, end - 1))
                if not end:
                    file.write(("\ufeff" + _HEAD).encode())
                elif file.read(1) != b"\n":
                    file.write(b"\n")  # the last one was cut off
                file.write("".join(line.as_text() for line in lines).encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise OutputError(f"“{self.path}”写不进去（{reason(error)}）。请核对权限和磁盘空间。") from error
