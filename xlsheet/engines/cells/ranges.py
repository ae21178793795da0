"""Cells of a sheet, as xlwings' Range."""

from __future__ import annotations

import re
from typing import Any, Final

from xlwings import base_classes

from xlsheet.engines.cells.boxes import Box
from xlsheet.engines.cells.fonts import Font, Rgb, common_value, rgb_of, uno_colour
from xlsheet.engines.cells.hyperlinks import hyperlink_of, put_hyperlink
from xlsheet.engines.cells.merging import all_merged, destination_of, merged_around, refers_to
from xlsheet.engines.cells.moving import next_edge
from xlsheet.engines.cells.notes import Note, add_note, note_of
from xlsheet.engines.cells.protection import let_change
from xlsheet.engines.cells.reading import read_formulas, read_values
from xlsheet.engines.cells.values import Grid, rows_of
from xlsheet.engines.cells.writing import fill_formula, write_values
from xlsheet.engines.owners import OwningSheet, OwningTable
from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.edge import at_the_edge

# com.sun.star.sheet.CellFlags
_CONTENTS: Final = 1 | 2 | 4 | 16
_FORMATS: Final = 32 | 64 | 256 | 512
_NOTES: Final = 8
_FORMULA_FLAG: Final = 16

_POINT: Final = 2540 / 72  # a point in UNO's 1/100 mm
_PIXEL: Final = 2540 / 96
# Excel counts column widths in digits of the default font: 7 pixels each, and 5 of padding.
_DIGIT: Final = 7
_PADDING: Final = 5

_PLAIN_NAME: Final = re.compile(r"[^\W\d][\w.]*")
_HORIZONTAL: Final = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "justify": "BLOCK",
    "fill": "REPEAT",
}
_VERTICAL: Final = {"top": 1, "center": 2, "bottom": 3, "justify": 4}
_STANDARD_VERTICAL: Final = 0  # shown at the bottom, as Excel's default is


@at_the_edge
class Range(base_classes.Range):
    """A box of cells on one sheet; it stays where it is when rows are inserted above.

    `arg1_input` is what it was asked for by.
    """

    options: dict[str, Any]

    def __init__(self, sheet: OwningSheet, box: Box, arg1_input: str = "") -> None:
        self.sheet = sheet
        self.box = box
        self.arg1_input = arg1_input

    @property
    def api(self) -> Any:
        """UNO's SheetCellRange; None for a range without cells."""
        box = self.box
        if box.is_empty:
            return None
        return self.sheet.api.getCellRangeByPosition(
            box.column - 1, box.row - 1, box.last_column - 1, box.last_row - 1
        )

    @property
    def changeable(self) -> Any:
        """UNO's range, for a change; `CalcError` where a sheet's protection forbids it."""
        return let_change(self.sheet, self.api, self.box.address(False, False))

    @property
    def coords(self) -> tuple[str, int, int, int, int]:
        return (self.sheet.name, self.row, self.column, *self.shape)

    def __len__(self) -> int:
        return self.box.rows * self.box.columns

    @property
    def row(self) -> int:
        return self.box.row

    @property
    def column(self) -> int:
        return self.box.column

    @property
    def shape(self) -> tuple[int, int]:
        return self.box.shape

    def __call__(self, row: int, column: int | None = None) -> Range:
        """The cell at a 1-based place in the range, or outside; counted row by row if only one is given."""
        if column is None:
            below, beside = divmod(row - 1, self.box.columns)
            row, column = below + 1, beside + 1
        return Range(self.sheet, self.box.cell(row, column))

    @property
    def address(self) -> str:
        return self.box.address()

    def get_address(self, row_absolute: bool, col_absolute: bool, external: bool) -> str:
        address = self.box.address(row_absolute, col_absolute)
        if not external:
            return address
        place = f"[{self.sheet.book.name}]{self.sheet.name}"
        plain = all(map(_PLAIN_NAME.fullmatch, (self.sheet.book.name, self.sheet.name)))
        return f"{place}!{address}" if plain else f"'{place.replace(chr(39), chr(39) * 2)}'!{address}"

    # Values

    @property
    def raw_value(self) -> Grid:
        return [] if self.box.is_empty else read_values(self.sheet.book.document, self.api)

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        app, document = self.sheet.book.app, self.sheet.book.document
        if self.box.is_empty:
            return
        if value is None or value == "":
            self.clear_contents()
        elif isinstance(value, str) and value.startswith("=") and len(self) > 1:
            fill_formula(document, self.changeable, value, strict=app.strict)
        else:
            write_values(document, self.changeable, rows_of(value, self.shape), strict=app.strict)

    @property
    def formula(self) -> str | list[list[str]]:
        rows = read_formulas(self.sheet.book.document, self.api)
        return rows[0][0] if len(self) == 1 else rows

    @formula.setter
    def formula(self, value: Any) -> None:
        self.raw_value = value

    formula2 = formula

    @property
    def formula_array(self) -> str | None:
        first = self.api.getCellByPosition(0, 0)
        if not self.has_array:
            return None
        text: str = self.sheet.book.document.formulas.text(first.getTokens(), first.CellAddress)
        return text

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        first = self.api.getCellByPosition(0, 0)
        self.changeable.setArrayTokens(self.sheet.book.document.formulas.tokens(value, first.CellAddress))

    @property
    def has_array(self) -> bool:
        return bool(self.api.getCellByPosition(0, 0).getArrayFormula())

    def clear_contents(self) -> None:
        self.changeable.clearContents(_CONTENTS)

    def clear_formats(self) -> None:
        self.changeable.clearContents(_FORMATS)

    def clear(self) -> None:
        self.changeable.clearContents(_CONTENTS | _FORMATS | _NOTES)

    def end(self, direction: str) -> Range:
        return Range(self.sheet, next_edge(self.sheet, self.box.cell(1, 1), direction))

    @property
    def current_region(self) -> Range:
        cursor = self.sheet.api.createCursorByRange(self.api)
        cursor.collapseToCurrentRegion()
        return Range(self.sheet, Box.of(cursor.RangeAddress))

    # Looks

    @property
    def number_format(self) -> str | None:
        document, cells = self.sheet.book.document, self.api
        key = common_value(cells, "NumberFormat")
        if key is not None:
            return document.formats.code(key)
        groups = cells.getUniqueCellFormatRanges()
        codes = {document.formats.code(groups.getByIndex(n).NumberFormat) for n in range(groups.Count)}
        return codes.pop() if len(codes) == 1 else None

    @number_format.setter
    def number_format(self, value: str) -> None:
        self.changeable.NumberFormat = self.sheet.book.document.formats.key(value)

    @property
    def color(self) -> Rgb | None:
        return rgb_of(common_value(self.api, "CellBackColor"))

    @color.setter
    def color(self, value: Any) -> None:
        self.changeable.CellBackColor = -1 if value is None else uno_colour(value)

    @property
    def font(self) -> Font:
        return Font(self)

    @property
    def wrap_text(self) -> bool | None:
        wrapped = common_value(self.api, "IsTextWrapped")
        return None if wrapped is None else bool(wrapped)

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.changeable.IsTextWrapped = value

    @property
    def horizontal_alignment(self) -> str | None:
        found = common_value(self.api, "HoriJustify")
        return next((word for word, name in _HORIZONTAL.items() if found and name == found.value), None)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise NotImplementedError(f"LibreOffice Calc 引擎没有 Range.horizontal_alignment = {value!r}。")
        self.changeable.HoriJustify = bridge.enum("table.CellHoriJustify", _HORIZONTAL[value])

    @property
    def vertical_alignment(self) -> str | None:
        found = common_value(self.api, "VertJustify")
        if found == _STANDARD_VERTICAL:
            return "bottom"
        return next((word for word, number in _VERTICAL.items() if number == found), None)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        if value not in _VERTICAL:
            raise NotImplementedError(f"LibreOffice Calc 引擎没有 Range.vertical_alignment = {value!r}。")
        self.changeable.VertJustify = _VERTICAL[value]

    # Sizes, in points; a column's width in characters

    @property
    def column_width(self) -> float | None:
        width = self._common_size("Columns", "Width")
        return None if width is None else round(max(0, width / _PIXEL - _PADDING) / _DIGIT, 2)

    @column_width.setter
    def column_width(self, value: float) -> None:
        self.changeable.Columns.Width = round((value * _DIGIT + _PADDING) * _PIXEL)

    @property
    def row_height(self) -> float | None:
        height = self._common_size("Rows", "Height")
        return None if height is None else round(height / _POINT, 2)

    @row_height.setter
    def row_height(self, value: float) -> None:
        self.changeable.Rows.Height = round(value * _POINT)

    def _common_size(self, lines: str, size: str) -> int | None:
        collection = getattr(self.api, lines)
        found = {getattr(collection.getByIndex(n), size) for n in range(collection.Count)}
        return found.pop() if len(found) == 1 else None

    @property
    def width(self) -> float:
        return float(self.api.Size.Width / _POINT)

    @property
    def height(self) -> float:
        return float(self.api.Size.Height / _POINT)

    @property
    def left(self) -> float:
        return float(self.api.Position.X / _POINT)

    @property
    def top(self) -> float:
        return float(self.api.Position.Y / _POINT)

    @property
    def row_hidden(self) -> bool | None:
        visible = self._common_size("Rows", "IsVisible")
        return None if visible is None else not visible

    @row_hidden.setter
    def row_hidden(self, value: bool) -> None:
        self.changeable.Rows.IsVisible = not value

    @property
    def column_hidden(self) -> bool | None:
        visible = self._common_size("Columns", "IsVisible")
        return None if visible is None else not visible

    @column_hidden.setter
    def column_hidden(self, value: bool) -> None:
        self.changeable.Columns.IsVisible = not value

    def autofit(self, axis: str | None = None) -> None:
        if axis in (None, "c", "columns"):
            self.changeable.Columns.OptimalWidth = True
        if axis in (None, "r", "rows"):
            self.changeable.Rows.OptimalHeight = True

    # Shape of the sheet

    def insert(self, shift: str | None = None, copy_origin: str | None = None) -> None:
        if copy_origin not in (None, "format_from_left_or_above"):
            raise NotImplementedError(
                f"LibreOffice Calc 引擎没有 Range.insert(copy_origin={copy_origin!r})。"
            )
        mode = self._whole() or {"right": "RIGHT"}.get(shift or "", "DOWN")
        self.changeable.Spreadsheet.insertCells(self._address, bridge.enum("sheet.CellInsertMode", mode))

    def delete(self, shift: str | None = None) -> None:
        # Without a word, Excel closes the gap along the shorter side.
        usual = "UP" if self.box.columns >= self.box.rows else "LEFT"
        mode = self._whole() or {"up": "UP", "left": "LEFT"}.get(shift or "", usual)
        self.changeable.Spreadsheet.removeRange(self._address, bridge.enum("sheet.CellDeleteMode", mode))

    def _whole(self) -> str | None:
        if self.box.whole_rows:
            return "ROWS"
        return "COLUMNS" if self.box.whole_columns else None

    @property
    def _address(self) -> Any:
        return self.box.uno_range(self.sheet.position)

    def copy(self, destination: Any = None) -> None:
        """Copy values, formulas and looks to another place of the same book."""
        self.sheet.api.copyRange(destination_of(self, destination, "copy"), self._address)

    def move(self, destination: Any) -> None:
        self.sheet.api.moveRange(destination_of(self, destination, "move"), self._address)

    def select(self) -> None:
        self.sheet.activate()
        self.sheet.book.api.CurrentController.select(self.api)

    # Merged cells

    def merge(self, across: bool = False) -> None:
        """Merge into one cell, or one a row; the top left value stays, the others go, as in Excel."""
        box = self.box
        parts = [Box(r, box.column, 1, box.columns) for r in range(box.row, box.last_row + 1)]
        for part in parts if across else [box]:
            cells = Range(self.sheet, part)
            first = cells.api.getCellByPosition(0, 0).getFormula()
            cells.clear_contents()
            cells.api.getCellByPosition(0, 0).setFormula(first)
            cells.changeable.merge(True)

    def unmerge(self) -> None:
        self.changeable.merge(False)

    @property
    def merge_area(self) -> Range:
        return Range(self.sheet, merged_around(self.sheet.api, self.box.cell(1, 1)))

    @property
    def merge_cells(self) -> bool | None:
        return all_merged(self.sheet.api, self.box)

    # Notes, links, names and tables

    @property
    def note(self) -> Note | None:
        return note_of(self.sheet, self.box.cell(1, 1))

    def add_note(self, text: str) -> Note:
        return add_note(self.sheet, self.box, text)

    @property
    def hyperlink(self) -> str:
        return hyperlink_of(self.api.getCellByPosition(0, 0))

    def add_hyperlink(
        self, address: str, text_to_display: str | None = None, screen_tip: str | None = None
    ) -> None:
        """Calc has no tips on links: `screen_tip` is left out."""
        cell = self.changeable.getCellByPosition(0, 0)
        put_hyperlink(self.sheet.book.api, cell, address, text_to_display or address)

    @property
    def name(self) -> Any:
        names = (name for names in (self.sheet.names, self.sheet.book.names) for _, name in names.snapshot())
        return next((name for name in names if refers_to(name.api, self.api)), None)

    @name.setter
    def name(self, value: str) -> None:
        sheet = self.sheet.name.replace("'", "''")
        self.sheet.book.names.add(value, f"='{sheet}'!{self.address}")

    @property
    def table(self) -> OwningTable | None:
        cell = self.box.cell(1, 1)
        return next((table for table in self.sheet.tables if table.box.holds(cell)), None)
