"""Columns that a table gains behind its last one: header, width, look, dropdown, its range."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import Column, Table
from xlsheet.errors import LedgerError
from xlsheet.xlsx.cells import address
from xlsheet.xlsx.package import Package, TablePlace
from xlsheet.xlsx.rows import Row
from xlsheet.xlsx.sheet import SheetXml, plain_xml
from xlsheet.xlsx.table_part import column_names, table_part

LAST_ROW: Final = 20000
"""Dropdowns reach to this row, as in the template."""

_SHARED: Final = "xl/sharedStrings.xml"
_ITEM: Final = re.compile(r"<si\b[^<>]*?(?:/>|>(.*?)</si>)", re.DOTALL)
_TEXT: Final = re.compile(r"<t\b[^<>]*?(?:/>|>(.*?)</t>)", re.DOTALL)
_VALIDATIONS: Final = re.compile(r"<dataValidations\b[^<>]*>")
_COUNT: Final = re.compile(r' count="\d+"')
_BEFORE_VALIDATIONS: Final = re.compile(
    r"(<(?:hyperlinks|printOptions|pageMargins|pageSetup|headerFooter|rowBreaks|colBreaks|customProperties"
    r"|cellWatches|ignoredErrors|smartTags|drawing|legacyDrawing|legacyDrawingHF|picture|oleObjects|controls"
    r"|webPublishItems|tableParts|extLst)\b|</worksheet>)"
)


def header_of(package: Package, place: TablePlace) -> list[str]:
    """The names in a table's header: those of its own part, or of the sheet's row where it has none."""
    if place.part:
        return column_names(plain_xml(package.part(place.part)))
    return [text for _, text in _header_cells(package, place, SheetXml.parse(package.part(place.sheet_part)))]


def with_columns(package: Package, table: Table, columns: Sequence[Column]) -> dict[str, bytes]:
    """The parts that change when a table gains columns. LedgerError where cells stand where they go."""
    place = package.place(table)
    if place is None:
        raise ValueError(table.sheet)
    sheet = SheetXml.parse(package.part(place.sheet_part))
    header = _header_cells(package, place, sheet)
    last = max((number for number, text in header if text), default=place.first_column)
    gained = range(last + 1, last + 1 + len(columns))
    _refuse_filled(sheet, place, table, gained)
    row = sheet.rows.row_to_change(place.first_row)
    style = row.style(last)
    for number, column in zip(gained, columns, strict=True):
        row.cells[number] = _header_cell(number, place.first_row, style, column)
    sheet.rows.put(place.first_row, row)
    names = {text: number for number, text in header}
    _give_looks(sheet, table, columns, gained, names)
    _give_choices(sheet, place, columns, gained)
    sheet.cover(place.last_row, gained[-1])
    parts = {place.sheet_part: sheet.bytes()}
    if place.part:
        wide = replace(place, last_column=gained[-1])
        names_now = [text for _, text in header][: last - place.first_column + 1]
        text = table_part(plain_xml(package.part(place.part)), place, wide, [*names_now, *columns])
        parts[place.part] = text.encode()
    return parts


def _header_cells(package: Package, place: TablePlace, sheet: SheetXml) -> list[tuple[int, str]]:
    """The cells of the header row from the table's first column on as far as they hold text without a
    gap, at least as far as the table reaches."""
    row = sheet.rows.row(place.first_row)
    found: list[tuple[int, str]] = []
    number = place.first_column
    while True:
        text = _text(package, row, number)
        if not text and (number > place.last_column or not place.part):
            return found
        found.append((number, text))
        number += 1


def _text(package: Package, row: Row, number: int) -> str:
    """What a cell of text shows; numbers as they stand in the file."""
    cell = row.cells.get(number, "")
    if 't="s"' in cell.split(">", 1)[0]:
        index = int(cell.split("<v>", 1)[1].split("<", 1)[0])
        item = _ITEM.findall(package.part(_SHARED).decode())[index]
        return _unescaped("".join(_TEXT.findall(item)))
    return _unescaped("".join(_TEXT.findall(cell)) or "".join(re.findall(r"<v>(.*?)</v>", cell)))


def _unescaped(text: str) -> str:
    return unescape(text).strip()


def _header_cell(number: int, row: int, style: str, column: Column) -> str:
    look = f' s="{style}"' if style else ""
    return f'<c r="{address(number, row)}"{look} t="inlineStr"><is><t>{escape(column)}</t></is></c>'


def _refuse_filled(sheet: SheetXml, place: TablePlace, table: Table, columns: range) -> None:
    for number in (place.first_row, *sheet.rows.after(place.first_row)):
        if not sheet.rows.row(number).is_blank(columns):
            names = "、".join(f"“{column}”" for column in table.columns if column.since > table.since)
            raise LedgerError(
                f"台账是早先的版本做的，要在“{place.sheet}”最右边补上{names}列，可是第 {number} 行那里"
                f"（{column_letter(columns[0] - 1)} 列起）有内容。请把它移到别处再试。台账没有改动。"
            )


def _give_looks(
    sheet: SheetXml, table: Table, columns: Sequence[Column], gained: range, names: dict[str, int]
) -> None:
    """Width, and the look of a column of the same format: the ledger's own styles, whoever saved it."""
    elements = ""
    for number, column in zip(gained, columns, strict=True):
        alike = (c for c in table.columns if c.kind.number_format == column.kind.number_format and c in names)
        style = next((sheet.column_styles.get(names[c]) for c in alike), None)
        look = f' style="{style}"' if style else ""
        elements += (
            f'<col min="{number}" max="{number}" width="{column.width + 0.71}"{look} customWidth="1"/>'
        )
    match = re.search(r"<cols>(.*?)</cols>", sheet.head, re.DOTALL)
    if match is None:
        sheet.head += f"<cols>{elements}</cols>"
        return
    kept = "".join(_up_to(element, gained[0] - 1) for element in re.findall(r"<col\b[^<>]*/>", match[1]))
    sheet.head = f"{sheet.head[: match.start()]}<cols>{kept}{elements}</cols>{sheet.head[match.end() :]}"


def _up_to(element: str, last: int) -> str:
    """A <col> cut off behind that column; what the file says of blank columns further right goes."""
    numbers = dict(re.findall(r'\b(min|max)="(\d+)"', element))
    if int(numbers["min"]) > last:
        return ""
    return re.sub(r'\bmax="\d+"', f'max="{min(int(numbers["max"]), last)}"', element)


def _give_choices(sheet: SheetXml, place: TablePlace, columns: Sequence[Column], gained: range) -> None:
    rules = [
        validation(number, place.first_row + 1, column.choices)
        for number, column in zip(gained, columns, strict=True)
        if column.choices
    ]
    if rules:
        sheet.tail = _with_validations(sheet.tail, rules)


def validation(column: int, first: int, choices: Sequence[str]) -> str:
    """A dropdown for a column's rows."""
    letter = column_letter(column - 1)
    words = quoteattr(f"请从下拉选项里选：{'、'.join(choices)}。")
    listed = f'"{",".join(choices)}"'
    return (
        f'<dataValidation type="list" allowBlank="1" showInputMessage="1" showErrorMessage="1"'
        f' errorTitle="不在选项里" error={words} sqref="{letter}{first}:{letter}{LAST_ROW}">'
        f"<formula1>{escape(listed)}</formula1></dataValidation>"
    )


def _with_validations(tail: str, rules: Sequence[str]) -> str:
    opened = _VALIDATIONS.search(tail)
    if opened is not None:
        end = tail.index("</dataValidations>")
        count = tail.count("<dataValidation ", opened.end(), end) + len(rules)
        head = _COUNT.sub("", opened[0]).replace("<dataValidations", f'<dataValidations count="{count}"', 1)
        return tail[: opened.start()] + head + tail[opened.end() : end] + "".join(rules) + tail[end:]
    element = f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>'
    return _BEFORE_VALIDATIONS.sub(lambda match: element + match[1], tail, count=1)
