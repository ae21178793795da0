"""What a sheet's own file tells besides its values, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum


@dataclass(slots=True)
class Look:
    """What a sheet's own file tells besides its values; cells by their addresses.

    `formulas` stand in cells whose result the file holds, `unstored` in those where it doesn't; `percent` are
    cells that show their number as a percentage.
    """

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    formulas: dict[str, str] = field(default_factory=dict)
    unstored: dict[str, str] = field(default_factory=dict)
    percent: set[str] = field(default_factory=set)


class AttachmentKind(Enum):
    """What hangs on a sheet besides its cells."""

    COMMENT = "comment"
    BOX = "box"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A comment, a text box or a picture at a cell (0-based row and column); `author` is a comment's."""

    kind: AttachmentKind
    sheet: str
    row: int
    column: int
    words: str
    author: str = ""
    in_cell: bool = False
