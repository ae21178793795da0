"""How the superior office's workbook looks: its formats, and the pieces that all its sheets are put together
from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from xlsheet.dictionary.tables import ALERT_BLUE, ALERT_GREEN, ALERT_RED, ALERT_YELLOW
from xlsheet.xlsx.row_heights import height

Cell = str | int | float | None

NAVY: Final = "#1F4E79"
LIGHT_COLORS: Final = {
    ALERT_RED: "#C00000",
    ALERT_YELLOW: "#E6A700",
    ALERT_GREEN: "#548235",
    ALERT_BLUE: "#2E75B6",
}
SHARE, COUNT, TEXT, WIDE = "0.0%", "#,##0", "@", "wide"
"""What a column holds; `WIDE` is text of several lines, to the left."""

_FONT: Final[dict[str, Any]] = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
_BOX: Final[dict[str, Any]] = {**_FONT, "border": 1, "border_color": "#BFBFBF"}
_A4: Final = 9


@dataclass(frozen=True, slots=True)
class Head:
    """A column of a table: its name, what it holds, over how many of the sheet's columns it goes; `light`
    colours its figures."""

    name: str
    kind: str = COUNT
    span: int = 1
    light: str = ""


@dataclass
class Looks:
    """A workbook's formats, each made once."""

    book: Any
    _made: dict[tuple[tuple[str, Any], ...], Any] = field(default_factory=dict)

    def of(self, **properties: Any) -> Any:
        """A format in the workbook's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format({**_FONT, **properties})
        return self._made[key]

    def title(self) -> Any:
        return self.of(bold=True, font_size=18, font_color=NAVY)

    def note(self) -> Any:
        return self.of(font_color="#595959", text_wrap=True, valign="top")

    def section(self) -> Any:
        return self.of(bold=True, font_size=12, font_color=NAVY, bottom=2, bottom_color=NAVY)

    def head(self) -> Any:
        colors = {"bold": True, "font_color": "white", "bg_color": NAVY}
        return self.of(**_BOX, **colors, align="center", text_wrap=True)

    def cell(self, head: Head, value: Cell, *, strong: bool) -> Any:
        """The look of a table's cell: a light's figures in its colour unless they are none."""
        look: dict[str, Any] = {**_BOX, "align": "left" if head.kind == WIDE else "center"}
        look["num_format"] = TEXT if head.kind == WIDE else head.kind
        look["text_wrap"] = head.kind in (WIDE, TEXT)
        look["indent"] = int(head.kind == WIDE)
        if head.light and value:
            look |= {"bold": True, "font_color": LIGHT_COLORS[head.light]}
        if strong:
            look |= {"bold": True, "bg_color": "#DDEBF7"}
        return self.of(**look)


class SheetWriter:
    """A sheet that is written from top to bottom."""

    def __init__(self, looks: Looks, name: str, widths: Sequence[float]) -> None:
        self.looks, self.widths, self.row = looks, widths, 0
        self.sheet = looks.book.add_worksheet(name)
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)
        self.sheet.hide_gridlines(2)
        self.sheet.set_paper(_A4)
        self.sheet.set_landscape()
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&C第 &P 页，共 &N 页")

    def line(self, text: str, look: Any, tall: float = 20.0) -> None:
        """A line of text over the whole width."""
        self.sheet.set_row(self.row, height([(text, sum(self.widths))], least=tall))
        self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, text, look)
        self.row += 1

    def figures(self, shown: Sequence[tuple[str, str, str]]) -> None:
        """What matters most, large: (figure, what it counts, colour) each over an even share of the width."""
        ends = [round(len(self.widths) * (i + 1) / len(shown)) for i in range(len(shown))]
        self.sheet.set_row(self.row, 38)
        self.sheet.set_row(self.row + 1, 22)
        for (figure, words, color), first, end in zip(shown, [0, *ends], ends, strict=False):
            box = {"align": "center", "bg_color": "#F2F7FC"}
            large = self.looks.of(**box, bold=True, font_size=22, font_color=color or NAVY)
            small = self.looks.of(**box, font_color="#595959")
            for row, text, look in ((self.row, figure, large), (self.row + 1, words, small)):
                self._put(row, first, end - first, text, look)
        self.row += 3

    def heads(self, heads: Sequence[Head], *, tall: float = 34.0) -> None:
        """The header of a table."""
        self.sheet.set_row(self.row, tall)
        column = 0
        for head in heads:
            self._put(self.row, column, head.span, head.name, self.looks.head())
            column += head.span
        self.row += 1

    def table_row(
        self,
        heads: Sequence[Head],
        values: Sequence[Cell],
        *,
        strong: bool = False,
        links: Mapping[int, str] | None = None,
    ) -> None:
        """A row of a table; `links` are the sheets that cells lead to, by their places among the values."""
        column, texts = 0, []
        for place, (head, value) in enumerate(zip(heads, values, strict=True)):
            look = self.looks.cell(head, value, strong=strong)
            self._put(self.row, column, head.span, value, look)
            if links and place in links:
                blue = self.looks.of(**_BOX, align="center", font_color="#0563C1", underline=1, bold=True)
                self.sheet.write_url(self.row, column, f"internal:'{links[place]}'!A1", blue, str(value))
            if isinstance(value, str):
                texts.append((value, sum(self.widths[column : column + head.span])))
            column += head.span
        self.sheet.set_row(self.row, height(texts, least=22))
        self.row += 1

    def _put(self, row: int, column: int, span: int, value: Cell, look: Any) -> None:
        if span > 1:
            self.sheet.merge_range(row, column, row, column + span - 1, "", look)
        if value is None or value == "":
            self.sheet.write_blank(row, column, None, look)
        elif isinstance(value, str):
            self.sheet.write_string(row, column, value, look)
        else:
            self.sheet.write_number(row, column, value, look)
