"""Sheets that a ledger gains before 参数: header, looks and dropdowns as its other sheets have them."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from xlsheet.dictionary.addresses import column_letter
from xlsheet.dictionary.tables import PARAMETERS, TABLES, Column, Table
from xlsheet.xlsx.package import Package
from xlsheet.xlsx.repair.workbook_code import code_name
from xlsheet.xlsx.sheet import SheetXml, plain_xml
from xlsheet.xlsx.upgrade.columns import validation

_WORKBOOK: Final = "xl/workbook.xml"
_LINKS: Final = "xl/_rels/workbook.xml.rels"
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
_CONTENT: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_SHEET: Final = re.compile(r"<(?:\w+:)?sheet\b[^<>]*/>")
_LINES: Final = re.compile(
    r"<cfRule\b[^<>]*>\s*<formula>AND\(LEN\(\$A2\)&gt;0,LEN\(A\$1\)&gt;0\)</formula>\s*</cfRule>"
)


def with_sheet(package: Package, table: Table, *, coded: bool) -> dict[str, bytes]:
    """The parts that change when the workbook gains a table's sheet; with its name in VBA where the
    project has a module of that name (`coded`)."""
    number = _free(package, "xl/worksheets/sheet{}.xml")
    table_number = _free(package, "xl/tables/table{}.xml")
    sheet_part, table_part = f"xl/worksheets/sheet{number}.xml", f"xl/tables/table{table_number}.xml"
    return {
        sheet_part: _sheet(package, table, code_name(table) if coded else "").encode(),
        f"xl/worksheets/_rels/sheet{number}.xml.rels": (
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/table"'
            f' Target="../tables/table{table_number}.xml"/></Relationships>'
        ).encode(),
        table_part: _table(package, table).encode(),
        _TYPES: _types(package, sheet_part, table_part),
        **_workbook(package, table, sheet_part),
    }


def _free(package: Package, pattern: str) -> int:
    names = {*package.names(), *package.new_names()}
    return next(n for n in range(1, 10_000) if pattern.format(n) not in names)


def _sheet(package: Package, table: Table, code: str) -> str:
    """The sheet's part: frozen header, columns with looks, no row yet."""
    looks = dict(_looks(package))
    header = looks.get("header", "")
    cols, cells = "", ""
    for i, column in enumerate(table.columns):
        style = looks.get(column.kind.number_format)
        look = f' style="{style}"' if style else ""
        cols += f'<col min="{i + 1}" max="{i + 1}" width="{column.width + 0.71}"{look} customWidth="1"/>'
        head = f' s="{header}"' if header else ""
        cells += f'<c r="{column_letter(i)}1"{head} t="inlineStr"><is><t>{escape(column)}</t></is></c>'
    last = column_letter(len(table.columns) - 1)
    named = f' codeName="{code}"' if code else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f'<sheetPr{named}><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1:{last}2"/>'
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
        ' state="frozen"/><selection pane="bottomLeft"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{cols}</cols>'
        f'<sheetData><row r="1" ht="28" customHeight="1">{cells}</row></sheetData>'
        f"{_lines(package, len(table.columns))}{_choices(table)}"
        '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
        "<headerFooter><oddFooter>&amp;L&amp;9&amp;A&amp;C&amp;9第 &amp;P 页，共 &amp;N 页"
        "&amp;R&amp;9打印日期 &amp;D</oddFooter></headerFooter>"
        '<tableParts count="1"><tablePart r:id="rId1"/></tableParts></worksheet>'
    )


def _looks(package: Package) -> Iterator[tuple[str, str]]:
    """The ledger's own style ids: of a header cell, and of columns by their number format."""
    for table in reversed(TABLES):
        place = package.place(table)
        if place is None:
            continue
        sheet = SheetXml.parse(package.part(place.sheet_part))
        style = sheet.rows.row(place.first_row).style(place.first_column)
        if style:
            yield "header", style
        if table is PARAMETERS:
            continue  # colours of its own
        for number, column in enumerate(table.columns, start=place.first_column):
            if number in sheet.column_styles:
                yield column.kind.number_format, sheet.column_styles[number]


def _lines(package: Package, columns: int) -> str:
    """The thin lines around filled rows, as another sheet of the ledger has them."""
    for table in TABLES:
        place = package.place(table)
        rule = place and _LINES.search(plain_xml(package.part(place.sheet_part)))
        if rule:
            area = f"A2:{column_letter(columns + 11)}20000"
            return f'<conditionalFormatting sqref="{area}">{rule[0]}</conditionalFormatting>'
    return ""


def _choices(table: Table) -> str:
    rules = [
        validation(i, 2, column.choices) for i, column in enumerate(table.columns, start=1) if column.choices
    ]
    return f'<dataValidations count="{len(rules)}">{"".join(rules)}</dataValidations>' if rules else ""


def _table(package: Package, table: Table) -> str:
    used = {
        int(number)
        for sheet in package.sheets.values()
        for part in package.related(sheet, "/table")
        for number in re.findall(r'<table\b[^<>]*?\bid="(\d+)"', plain_xml(package.part(part)))
    }
    used |= {
        int(number)
        for name in package.new_names()
        if name.startswith("xl/tables/")
        for number in re.findall(r'<table\b[^<>]*?\bid="(\d+)"', package.part(name).decode())
    }
    area = f"A1:{column_letter(len(table.columns) - 1)}2"
    columns = "".join(_column(i, column) for i, column in enumerate(table.columns, start=1))
    return (
        f'{_HEAD}<table xmlns="{_MAIN}" id="{max(used, default=0) + 1}" name="{table.name}"'
        f' displayName="{table.name}" ref="{area}" totalsRowShown="0"><autoFilter ref="{area}"/>'
        f'<tableColumns count="{len(table.columns)}">{columns}</tableColumns>'
        '<tableStyleInfo showFirstColumn="0" showLastColumn="0" showRowStripes="1" showColumnStripes="0"/>'
        "</table>"
    )


def _column(number: int, column: Column) -> str:
    return f'<tableColumn id="{number}" name={quoteattr(column)}/>'


def _types(package: Package, sheet_part: str, table_part: str) -> bytes:
    added = (
        f'<Override PartName="/{sheet_part}" ContentType="{_CONTENT}.worksheet+xml"/>'
        f'<Override PartName="/{table_part}" ContentType="{_CONTENT}.table+xml"/>'
    )
    return package.part(_TYPES).replace(b"</Types>", added.encode() + b"</Types>")


def _workbook(package: Package, table: Table, sheet_part: str) -> dict[str, bytes]:
    """The workbook with one more sheet before 参数; names that belong to later sheets go on doing so."""
    text, links = package.part(_WORKBOOK).decode(), package.part(_LINKS).decode()
    sheets = list(_SHEET.finditer(text))
    place = package.place(PARAMETERS)
    names = [re.search(r'\bname="([^"]*)"', sheet[0]) for sheet in sheets]
    own = (i for i, name in enumerate(names) if place and name and name[1] == escape(place.sheet))
    at = next(own, len(sheets) - 1)
    ids = {int(number) for number in re.findall(r'\bsheetId="(\d+)"', text)}
    link = next(f"rIdSheet{n}" for n in range(1, 10_000) if f'"rIdSheet{n}"' not in links)
    prefix = re.match(r"<(\w+:)?sheet", sheets[at][0])
    element = (
        f'<{(prefix and prefix[1]) or ""}sheet xmlns:r="{_OFFICE}" name={quoteattr(table.sheet)}'
        f' sheetId="{max(ids) + 1}" r:id="{link}"/>'
    )
    text = text[: sheets[at].start()] + element + text[sheets[at].start() :]
    text = re.sub(r'\b(localSheetId|activeTab|firstSheet)="(\d+)"', lambda m: _moved(m, at), text)
    target = posixpath.relpath(sheet_part, "xl")
    relation = f'<Relationship Id="{link}" Type="{_OFFICE}/worksheet" Target="{target}"/>'
    return {
        _WORKBOOK: text.encode(),
        _LINKS: links.replace("</Relationships>", f"{relation}</Relationships>").encode(),
    }


def _moved(match: re.Match[str], at: int) -> str:
    number = int(match[2])
    return f'{match[1]}="{number + 1 if number >= at else number}"'
