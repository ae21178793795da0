"""A made-up notice and its truth, both in one text file that a person can read.

A sample has three parts, divided by `---`: a head (`code:`, `title:`, …), the notice, the truth.

In the notice a line that begins with `|` is a row of a table (`^` is merged with the cell above, `<`
with the cell to its left, `\\n` breaks the line in a cell) and `=== name ===` begins a sheet; with
`raw: yes` in the head every character stands for itself.

The truth has a line a task: `printed number | content | key value | …` (`-`: not numbered). A content
may leave out its middle: `Build…schools.` Above them `#` and `##` lines give chapter and section, which
hold until the next one. `! code` is a finding that must be made, `? text` a text that findings must show.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

FOLDER = Path(__file__).parent / "samples"
LEAD, RESPONSIBLE = "牵头", "责任"
LEADERS, DUE, MEASURES, STAGES, ELSEWHERE = "领导", "时限", "措施", "阶段", "另"
KEYS = (LEAD, RESPONSIBLE, LEADERS, DUE, MEASURES, STAGES, ELSEWHERE)
_BETWEEN_NAMES = re.compile(r"、(?![^（(]*[）)])")
OPEN = "~"
"""Before a name that stands for units which it doesn't name (~各有关单位)."""


def squeezed(text: object) -> str:
    """For comparison: without blanks and line breaks, wide and narrow letters the same."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", str(text or "")))


@dataclass(frozen=True)
class TrueTask:
    """What a person reads in the notice about one task. None for a heading that nobody would insist on."""

    number: str
    content: str
    chapter: str | None
    section: str | None
    values: dict[str, list[str]]

    def all(self, key: str) -> list[str]:
        return self.values.get(key, [])

    @property
    def duties(self) -> list[tuple[str, str]]:
        """(unit, role) of the units that are named."""
        return [(name, role) for name, role in self._printed if not name.startswith(OPEN)]

    @property
    def open_duties(self) -> list[str]:
        """Words for units that they don't name."""
        return [name[len(OPEN) :] for name, _ in self._printed if name.startswith(OPEN)]

    @property
    def _printed(self) -> list[tuple[str, str]]:
        return [(name, role) for role in (LEAD, RESPONSIBLE) for name in self.all(role)]


@dataclass(frozen=True)
class Table:
    """Rows of cells; None is a cell that belongs to the one above or to the left."""

    rows: list[list[str]]

    @property
    def merged(self) -> dict[tuple[int, int], tuple[int, int]]:
        """The last row and column of the cells that are larger than one."""
        found: dict[tuple[int, int], tuple[int, int]] = {}
        for r, row in enumerate(self.rows):
            for c, text in enumerate(row):
                if text in ("^", "<"):
                    continue
                right, down = c, r
                while right + 1 < len(row) and row[right + 1] == "<":
                    right += 1
                while down + 1 < len(self.rows) and self.rows[down + 1][c : c + 1] == ["^"]:
                    down += 1
                if (down, right) != (r, c):
                    found[r, c] = (down, right)
        return found

    def text(self, r: int, c: int) -> str:
        text = self.rows[r][c]
        return "" if text in ("^", "<") else text.replace("\\n", "\n")


@dataclass(frozen=True)
class Sheet:
    """Paragraphs and tables in their order, with the name that a workbook gives them."""

    name: str
    blocks: list[str | Table]


@dataclass(frozen=True)
class Sample:
    """One made-up notice."""

    name: str
    head: dict[str, str]
    source: str
    truth: str
    _places: dict[str, int] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.head["code"]

    @property
    def title(self) -> str:
        return self.head["title"]

    @property
    def raw(self) -> bool:
        return self.head.get("raw") == "yes"

    @cached_property
    def sheets(self) -> list[Sheet]:
        sheets = [Sheet("Sheet1", [])]
        for line in self.source.split("\n"):
            if not self.raw and (mark := re.fullmatch(r"=== (.+) ===", line)):
                sheets.append(Sheet(mark[1], []))
            elif not self.raw and line.startswith("|"):
                cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
                blocks = sheets[-1].blocks
                if not blocks or isinstance(blocks[-1], str):
                    blocks.append(Table([]))
                blocks[-1].rows.append(cells)
            else:
                sheets[-1].blocks.append(line)
        return [sheet for sheet in sheets if any(sheet.blocks)]

    @property
    def has_tables(self) -> bool:
        return any(isinstance(block, Table) for sheet in self.sheets for block in sheet.blocks)

    @cached_property
    def tasks(self) -> list[TrueTask]:
        tasks: list[TrueTask] = []
        chapter: str | None = None
        section: str | None = None
        flat, position = squeezed(re.sub(r"\\n", "", self.source)), 0
        for line in self.truth.split("\n"):
            if line.startswith("#"):
                heading = line.lstrip("#").strip()
                if "…" in heading:
                    heading, _ = _filled(heading, flat, position)
                if line.startswith("##"):
                    section = heading
                else:
                    chapter, section = heading, "" if section is not None else None
            elif line.strip() and line[0] not in "!?":
                number, content, *rest = [part.strip() for part in line.split(" | ")]
                if not self.raw or "…" in content:
                    content, position = _filled(content, flat, position)
                tasks.append(TrueTask(number, content, chapter, section, _values(rest, self.name)))
        return tasks

    @property
    def codes(self) -> list[str]:
        """Codes of findings that must be made."""
        return [line[1:].strip() for line in self.truth.split("\n") if line.startswith("!")]

    @property
    def shown(self) -> list[str]:
        """Texts that findings must show."""
        return [line[1:].strip() for line in self.truth.split("\n") if line.startswith("?")]


def _filled(content: str, flat: str, position: int) -> tuple[str, int]:
    """A content with its middle, looked up in the source behind the content before."""
    start, dots, end = content.partition("…")
    begin = flat.find(squeezed(start), position)
    if begin < 0:
        begin = flat.find(squeezed(start))
    if begin < 0:
        raise ValueError(f"“{start}” is not in the source")
    if not dots:
        return content, begin + len(squeezed(content))
    stop = flat.find(squeezed(end), begin + len(squeezed(start)))
    if stop < 0:
        raise ValueError(f"“{end}” is not in the source behind “{start}”")
    stop += len(squeezed(end))
    return flat[begin:stop], stop


def _values(parts: list[str], name: str) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for part in parts:
        key, _, value = part.partition(" ")
        if key not in KEYS or not value:
            raise ValueError(f"{name}: “{part}” is no field")
        names = key in (LEAD, RESPONSIBLE, LEADERS)
        values.setdefault(key, []).extend(_BETWEEN_NAMES.split(value) if names else [value])
    return values


def read_sample(path: Path) -> Sample:
    head, source, truth = re.split(r"^---\n", path.read_text(encoding="utf-8"), maxsplit=2, flags=re.M)
    fields = dict(line.split(": ", 1) for line in head.strip().split("\n"))
    return Sample(path.stem, fields, source.rstrip("\n"), truth.rstrip("\n"))


def all_samples() -> list[Sample]:
    return [read_sample(path) for path in sorted(FOLDER.glob("*/*.txt"))]
