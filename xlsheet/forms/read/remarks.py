"""What is to be said about a returned file and its sheets, whatever their rows say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby
from pathlib import PurePath

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.addresses import column_letter, column_place
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.tables import NAME_SEPARATOR, PLANS
from xlsheet.forms.layout import PLAN_COLUMNS, PLAN_HEADER, PROGRESS_COLUMNS, PROGRESS_HEADER, Stamp
from xlsheet.forms.read.returned import FoundTable, StrayPlace
from xlsheet.grids.sniff import FileKind, is_disguised, is_old

_LISTED = 5
_QUOTED = 3
_SHOWN = 30


def about_file(name: str, kind: FileKind) -> Iterator[Finding]:
    """What kind of file it is, where it isn't the kind that was issued."""
    suffix = PurePath(name).suffix
    if is_disguised(name, kind):
        yield catalogue.FILE_DISGUISED.at(value=suffix, kind=kind.value)
    elif kind is FileKind.TEXT:
        yield catalogue.FILE_CSV.at()
    elif is_old(name, kind):
        yield catalogue.FILE_OLD_FORMAT.at(
            value=kind.value if kind is not FileKind.XLSX else f"{suffix} 工作簿"
        )


def about_table(found: FoundTable, marks: Sequence[Stamp]) -> Iterator[Finding]:
    """What differs from the form: the sheet's name, the header, the columns, rows around the table."""
    sheet, header = found.sheet, f"A{found.header_row}"
    if marks and sheet not in {mark.sheet for mark in marks}:
        yield catalogue.SHEET_RENAMED.at(sheet, value=sheet)
    issued = PLAN_HEADER if found.table is PLANS else PROGRESS_HEADER
    if found.header_row not in (issued + 1, 1) and not found.later:
        yield catalogue.HEADER_MOVED.at(sheet, header, found.header_row)
    if found.variants:
        said = NAME_SEPARATOR.join(f"“{said}”已作“{name}”" for name, said in found.variants.items())
        yield catalogue.HEADER_VARIANT.at(sheet, header, said)
    if found.extra:
        yield catalogue.COLUMN_EXTRA.at(
            sheet, header, _listed([_column(found, name) for name in found.extra])
        )
    if _moved(found):
        yield catalogue.COLUMN_MOVED.at(sheet, header)
    if found.merged:
        yield catalogue.CELLS_MERGED.at(sheet, value=_listed(found.merged))
    if found.skipped:
        rows = [f"第 {row} 行（{why}）" for row, why in found.skipped]
        yield catalogue.ROWS_AROUND.at(sheet, value=_listed(rows))


def about_hidden(found: FoundTable, rows: Collection[int], columns: Collection[int]) -> Iterator[Finding]:
    """What of a table is hidden; `rows` are worksheet rows, `columns` 0-based."""
    ours = {column_place(letter) for letter in found.letters.values()}
    hidden = [f"第 {span} 行" for span in _spans(sorted(set(rows).intersection(found.rows)))]
    hidden += [f"{column_letter(place)} 列" for place in sorted(ours.intersection(columns))]
    if hidden:
        yield catalogue.ROWS_HIDDEN.at(found.sheet, value=_listed(hidden))


def _column(found: FoundTable, name: str) -> str:
    """A column of no meaning to us, with the first words in it."""
    words = [stray for stray in found.strays if stray.place is StrayPlace.COLUMN and stray.column == name]
    quoted = "、".join(f"{stray.cell}“{stray.words[:_SHOWN]}”" for stray in words[:_QUOTED])
    more = f"等 {len(words)} 处" if len(words) > _QUOTED else ""
    return f"“{name}”列" + (f"（{quoted}{more}）" if words else "")


def _moved(found: FoundTable) -> bool:
    order = PLAN_COLUMNS if found.table is PLANS else PROGRESS_COLUMNS
    places = [column_place(found.letters[name]) for name in order if name in found.letters]
    return places != sorted(places)


def _spans(rows: Sequence[int]) -> Iterator[str]:
    """6, 7, 8, 10 as 6–8 and 10."""
    for _, group in groupby(enumerate(rows), lambda pair: pair[1] - pair[0]):
        run = [row for _, row in group]
        yield str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}"


def _listed(things: Sequence[str]) -> str:
    more = f"等 {len(things)} 处" if len(things) > _LISTED else ""
    return NAME_SEPARATOR.join(things[:_LISTED]) + more
