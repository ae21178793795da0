"""A closer look at tables that may hold more than their values say: hidden rows, formulas, errors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from xlsheet.cells.percent import exact
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding, show
from xlsheet.dictionary.tables import PLANS, PROGRESS
from xlsheet.forms.layout import PLAN_INPUTS, PROGRESS_INPUTS
from xlsheet.forms.read.remarks import about_hidden
from xlsheet.forms.read.returned import FoundTable
from xlsheet.grids.beside.attachments import is_picture
from xlsheet.grids.beside.look import Look
from xlsheet.grids.beside.sheet_parts import deserves_a_look, look_closer, percent_styles
from xlsheet.grids.beside.struck import has_struck, struck_in
from xlsheet.grids.grid import Cell
from xlsheet.grids.workbook import Workbook


def look_at_table(book: Workbook, found: FoundTable, *, marked: bool) -> tuple[FoundTable, list[Finding]]:
    """The table with what its sheet's XML adds to it, and what is to be said; costs nothing for a table
    as it was issued (`marked`). Raises Refused.

    calamine gives neither what is hidden nor number formats, and "" for errors and formulas without a
    stored result.
    """
    part = book.parts.get(found.sheet)
    inputs = PLAN_INPUTS if found.table is PLANS else PROGRESS_INPUTS
    names = [name for name in (PROGRESS.task_no, *inputs) if name in found.letters]
    letters = [found.letters[name] for name in names]
    ones = _unclear_ones(found, marked=marked)
    found, said = _without_struck(book, found, names, letters)
    known = book.looks.get(found.sheet)
    if known is not None:
        rows = frozenset(row for row in ones if found.address(row, PROGRESS.percent) in known.percent)
        said += about_hidden(found, known.hidden_rows, known.hidden_columns)
        return replace(found, percent_rows=rows), said
    if part is None or not (ones or deserves_a_look(part, letters, found.header_row)):
        return found, said
    percent = percent_styles(book.package) if ones and book.package is not None else frozenset()
    look = look_closer(part, frozenset(letters), frozenset(found.rows), percent)
    said += about_hidden(found, look.hidden_rows, look.hidden_columns)
    for name in names:
        said += _about_formulas(found, look, name)
    rows = frozenset(row for row in ones if found.address(row, PROGRESS.percent) in look.percent)
    return replace(found, percent_rows=rows), said


def _without_struck(
    book: Workbook, found: FoundTable, names: Sequence[str], letters: Sequence[str]
) -> tuple[FoundTable, list[Finding]]:
    """The table without words that are struck through, where others are left in their cell; each is told."""
    part = book.parts.get(found.sheet)
    if part is None or book.package is None or not has_struck(book.package, part):
        return found, []
    struck = struck_in(book.package, part, frozenset(letters), frozenset(found.rows))
    cells, said = dict(found.cells), list[Finding]()
    for name in names:
        column = list(cells[name])
        for i, row in enumerate(found.rows):
            words = struck.get(found.address(row, name))
            if words is None or column[i] is None:
                continue
            code = catalogue.TEXT_STRUCK if words.left else catalogue.TEXT_ALL_STRUCK
            column[i] = words.left or column[i]
            place = found.sheet, found.address(row, name)
            said.append(code.at(*place, words.words, column=name, left=words.left))
        cells[name] = column
    return replace(found, cells=cells), said


def _unclear_ones(found: FoundTable, *, marked: bool) -> list[int]:
    """Rows in which a 1 may be 1 % or all of it: a form as issued says which by its other values."""
    column = found.cells.get(PROGRESS.percent)
    if column is None:
        return []
    plain = marked and all(exact(cell) <= 1 for cell in column if isinstance(cell, int | float))
    return [] if plain else [row for row, cell in zip(found.rows, column, strict=True) if _is_one(cell)]


def _is_one(cell: Cell) -> bool:
    return isinstance(cell, int | float) and exact(cell) == 1


def _about_formulas(found: FoundTable, look: Look, name: str) -> Iterator[Finding]:
    for row, cell in zip(found.rows, found.cells[name], strict=True):
        address = found.address(row, name)
        if is_picture(look.formulas.get(address, "")) or is_picture(look.unstored.get(address, "")):
            continue
        if address in look.unstored:
            yield catalogue.FORMULA_UNSTORED.at(found.sheet, address, look.unstored[address], column=name)
        elif address in look.formulas:
            yield catalogue.FORMULA_STORED.at(found.sheet, address, show(cell), column=name)
