"""Bytes to grids of raw cells, whatever program wrote them."""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetVisibleEnum,
    XmlError,
    ZipError,
)

from xlsheet.dictionary import catalogue
from xlsheet.grids import limits
from xlsheet.grids.beside.attachments import attachments, pictures_in_cells
from xlsheet.grids.beside.look import Attachment, Look
from xlsheet.grids.beside.odf_sheets import odf_sheets
from xlsheet.grids.beside.sheet_parts import errors_in, sheet_parts
from xlsheet.grids.default_password import opened
from xlsheet.grids.delimited import text_rows
from xlsheet.grids.extent import look_at_area
from xlsheet.grids.grid import Grid, put, squared
from xlsheet.grids.packages import UntrustedPackage, damaged
from xlsheet.grids.refused import Refused
from xlsheet.grids.sniff import FileKind, is_encrypted, kind_of
from xlsheet.grids.usual_names import with_usual_names

_BESIDE_SHEETS: Final = (
    *("xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"),
    *("content.xml", "styles.xml"),
)
"""Parts with XML that a reader reads besides the sheets'."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A file's sheets, and what hangs on them. Of an .xlsx also the package and the XML of each sheet, by its
    name; of an .xls and an .ods what each sheet tells besides its values."""

    kind: FileKind
    grids: list[Grid]
    package: UntrustedPackage | None = None
    parts: Mapping[str, bytes] = field(default_factory=dict)
    looks: Mapping[str, Look] = field(default_factory=dict)
    attachments: Sequence[Attachment] = ()


def read_book(raw: bytes, unread: Collection[str] = ()) -> Workbook:
    """The sheets of a file, but for those with a name in `unread`.

    Raises Refused where there are none that can be read.
    """
    if is_encrypted(raw):
        raw = opened(raw)
    kind, package = kind_of(raw)
    if kind is FileKind.TEXT:
        return Workbook(kind, [squared(Grid("", text_rows(raw)))])
    if kind in (FileKind.HTML, FileKind.XML):
        # lxml takes longer to import than most files to read
        from xlsheet.grids.web import html_grids, xml_grids

        grids = html_grids(raw) if kind is FileKind.HTML else xml_grids(raw)
        return Workbook(kind, [squared(grid) for grid in grids])
    if package is None:
        return _old_workbook(raw, unread)
    for name in _BESIDE_SHEETS:
        package.look_at_start(name)
    if kind is FileKind.ODS:
        return _odf_workbook(raw, package, unread)
    return _workbook_of_parts(raw, kind, package, unread)


def _workbook_of_parts(
    raw: bytes, kind: FileKind, package: UntrustedPackage, unread: Collection[str]
) -> Workbook:
    if kind is FileKind.XLSB:
        return Workbook(kind, _workbook(raw, unread), package)
    usual = with_usual_names(raw, package)
    if usual is not raw:
        raw, package = usual, UntrustedPackage(usual)
    parts = sheet_parts(package)
    for sheet, part in parts.items():
        look_at_area(sheet, part)
    grids = _workbook(raw, unread)
    for grid in grids:
        if grid.sheet in parts:
            put(grid, errors_in(parts[grid.sheet]))
    hanging = attachments(package)
    if any(b"DISPIMG" in part for part in parts.values()) or "xl/cellimages.xml" in package.names:
        hanging += pictures_in_cells(grids)
    return Workbook(kind, grids, package, parts, attachments=hanging)


def _old_workbook(raw: bytes, unread: Collection[str]) -> Workbook:
    # xlrd is for the few files of this format
    from xlsheet.grids.beside.old_sheets import OldBook

    grids, old = _workbook(raw, unread), OldBook(raw)
    for grid in grids:
        put(grid, old.errors(grid.sheet))
    hanging = [*old.attachments(), *pictures_in_cells(grids)]
    return Workbook(FileKind.XLS, grids, looks=old.looks(), attachments=hanging)


def _odf_workbook(raw: bytes, package: UntrustedPackage, unread: Collection[str]) -> Workbook:
    sheets = {sheet.name: sheet for sheet in odf_sheets(package)}
    grids = [
        replace(grid, merged=sheets[grid.sheet].merged) if grid.sheet in sheets else grid
        for grid in _workbook(raw, unread)
    ]
    for grid in grids:
        if grid.sheet in sheets:
            put(grid, sheets[grid.sheet].cells)
    looks = {name: sheet.look for name, sheet in sheets.items()}
    hanging = [comment for sheet in sheets.values() for comment in sheet.comments]
    return Workbook(FileKind.ODS, grids, package, looks=looks, attachments=hanging)


def _workbook(raw: bytes, unread: Collection[str]) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        grids = []
        for about in book.sheets_metadata:
            name = about.name
            if name in unread:
                continue
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height * sheet.total_width > limits.MOST_CELLS:
                raise Refused(catalogue.FILE_BOMB.at(why=f"工作表“{name}”的已用区域太大"))
            rows: list[Any] = sheet.to_python(skip_empty_area=False)
            merged = sheet.merged_cell_ranges or ()
            areas = [(*start, *end) for start, end in merged]
            hidden = about.visible is not SheetVisibleEnum.Visible
            grids.append(squared(Grid(name, rows, areas, hidden=hidden)))
    except PasswordError:
        raise Refused(catalogue.FILE_ENCRYPTED.at()) from None
    except (CalamineError, XmlError, ZipError, ValueError, OSError):
        raise damaged() from None
    except BaseException as error:
        # a reader that panics raises what is no Exception; whatever else is not ours to keep
        if type(error).__name__ != "PanicException":
            raise
        raise damaged() from None
    return grids
