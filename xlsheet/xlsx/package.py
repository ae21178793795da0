"""A workbook's package: its parts as bytes, and which part holds which sheet and table."""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from xlsheet.dictionary.addresses import column_place
from xlsheet.dictionary.tables import Table
from xlsheet.xlsx.archive import carry_over, compressed

MAIN: Final = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_WORKBOOK: Final = "xl/workbook.xml"
_CALC_CHAIN: Final = "xl/calcChain.xml"
_TYPES: Final = "[Content_Types].xml"
_TABLE_TYPE: Final = "/table"
_FORMULA: Final = re.compile(rb"<f[\s/>]")
_LEVEL: Final = 4
"""Of compression: two thirds of the time of the usual 6, for a ledger that is a sixth larger."""

_PIECE: Final = 1 << 20

_RECALCULATES: Final = re.compile(rb'<calcPr\b[^<>]*\bfullCalcOnLoad="(?:1|true)"')
_DECLINES: Final = re.compile(rb' fullCalcOnLoad="(?:0|false)"')
_CALC: Final = re.compile(rb"<calcPr\b([^<>]*>)")
_BEFORE_CALC: Final = re.compile(
    rb"^.*</(?:sheets|functionGroups|externalReferences|definedNames)>", re.DOTALL
)

READ_ERRORS: Final = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ElementTree.ParseError),
    *(LookupError, EOFError, ValueError, NotImplementedError, RuntimeError),
)
"""What a damaged package raises when its parts are read."""


@dataclass(frozen=True, slots=True)
class TablePlace:
    """Where a table is: its sheet's name and part, its own part, and the rows and columns it covers.

    Rows and columns are 1-based and include header and totals. `part` is empty, and the range that of
    the header alone, where the sheet holds no ListObject.
    """

    sheet: str
    sheet_part: str
    part: str
    first_row: int
    last_row: int
    first_column: int
    last_column: int
    totals_rows: int


class Package:
    """The parts of a .xlsm in their order. Reading it changes nothing."""

    def __init__(self, content: bytes) -> None:
        """Raises one of `READ_ERRORS` where this is no package."""
        self._content = content
        self._archive = zipfile.ZipFile(io.BytesIO(content))
        self._infos = {info.filename: info for info in self._archive.infolist()}
        self._changed: Mapping[str, bytes] = {}
        self._remembered: dict[str, bytes] | None = None
        self._last: tuple[str, bytes] = ("", b"")
        self.sheets = dict(self._find_sheets())

    def part(self, name: str) -> bytes:
        """The bytes of a part; KeyError where there is none."""
        if name in self._changed:
            return self._changed[name]
        if self._remembered is None:
            if self._last[0] != name:
                self._last = (name, self._unpacked(name))  # it is looked at in several ways, one by one
            return self._last[1]
        if name not in self._remembered:
            self._remembered[name] = self._unpacked(name)
        return self._remembered[name]

    def _unpacked(self, name: str) -> bytes:
        """A part's bytes. BadZipFile where they are damaged, or more than the directory says: other readers
        unpack all that there is."""
        info = self._infos[name]
        data = compressed(self._content, info)
        if data is None:
            return self._archive.read(name)
        content = bytes(data)
        if info.compress_type == zipfile.ZIP_DEFLATED:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data, info.file_size + 1)
        if len(content) != info.file_size or zlib.crc32(content) != info.CRC:
            raise zipfile.BadZipFile(name)
        return content

    def remembering(self) -> Package:
        """The package, keeping each part that is read from now on: unpacking a long sheet takes time."""
        other = copy(self)
        other._remembered = {}
        return other

    def changed(self, parts: Mapping[str, bytes]) -> Package:
        """The package as it reads with some parts changed."""
        other = copy(self)
        other._changed = {**self._changed, **parts}
        return other

    def holds(self, name: str, content: bytes) -> bool:
        """Whether a part of this name is there and holds `content`, to the last byte."""
        if name not in self._infos or self._infos[name].file_size != len(content):
            return False
        with self._archive.open(name) as part:
            pieces = iter(lambda: part.read(_PIECE), b"")
            return all(content.startswith(piece, at * _PIECE) for at, piece in enumerate(pieces))

    def packed(self, name: str) -> tuple[int, bytes]:
        """A part's check sum and what stands for it in the file; KeyError where there is none."""
        info = self._infos[name]
        data = compressed(self._content, info)
        return info.CRC, self.part(name) if data is None else bytes(data)

    @property
    def content(self) -> bytes:
        """The file that the package was made from, without the changes of `changed`."""
        return self._content

    def names(self) -> list[str]:
        """The parts' names in their order in the file."""
        return list(self._infos)

    def new_names(self) -> list[str]:
        """The names of the parts that `changed` added."""
        return [name for name in self._changed if name not in self._infos]

    def with_parts(self, changed: Mapping[str, bytes]) -> bytes:
        """The package with some parts changed; all others are the same bytes in the same order.

        Formulas are worked out anew when the workbook is opened next.
        """
        return self.rewritten(*self.completed(changed))

    def completed(self, changed: Mapping[str, bytes]) -> tuple[dict[str, bytes], set[str]]:
        """The parts that change where some change, and the names of those that go."""
        changed = {**self._recalculating(), **self._without_calc_chain(changed), **changed}
        return changed, {_CALC_CHAIN} if _TYPES in changed else set()

    def rewritten(
        self, changed: Mapping[str, bytes], gone: Collection[str] = (), level: int = _LEVEL
    ) -> bytes:
        """The package with some parts changed, new or gone, and nothing else done to it: the others are
        carried over as they are compressed."""
        package = self.changed(changed)
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, info in self._infos.items():
                if name in gone:
                    continue
                entry = zipfile.ZipInfo(name, info.date_time)
                entry.compress_type, entry.external_attr = info.compress_type, info.external_attr
                data = None if name in package._changed else compressed(self._content, info)
                if data is not None:
                    carry_over(data, info, archive, entry)
                else:
                    archive.writestr(entry, package.part(name), compresslevel=level)
            for name in sorted({*package._changed} - {*self._infos}):
                entry = zipfile.ZipInfo(name)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, package.part(name), compresslevel=level)
        return target.getvalue()

    def _recalculating(self) -> dict[str, bytes]:
        """The workbook's part with the wish that formulas be worked out on opening; Excel drops that
        wish when it saves, and would then go on showing counts from before our change."""
        workbook = self.part(_WORKBOOK)
        if _RECALCULATES.search(workbook):
            return {}
        changed, count = _CALC.subn(rb'<calcPr fullCalcOnLoad="1"\1', _DECLINES.sub(b"", workbook))
        if not count:
            changed = _BEFORE_CALC.sub(rb'\g<0><calcPr fullCalcOnLoad="1"/>', workbook, count=1)
        return {_WORKBOOK: changed}

    def _without_calc_chain(self, changed: Mapping[str, bytes]) -> dict[str, bytes]:
        """The order of calculation names cells with formulas, and must not name one that holds none any
        more; programs make it anew where it is absent."""
        if _CALC_CHAIN not in self._infos or not any(_FORMULA.search(self.part(name)) for name in changed):
            return {}
        relations = posixpath.join("xl/_rels", "workbook.xml.rels")
        return {
            _TYPES: re.sub(rb'<Override [^<>]*calcChain\.xml"[^<>]*/>', b"", self.part(_TYPES)),
            relations: re.sub(rb'<Relationship [^<>]*calcChain\.xml"[^<>]*/>', b"", self.part(relations)),
        }

    def place(self, table: Table) -> TablePlace | None:
        """Where a table is: by its ListObject's name, else by its sheet's name; None where neither is."""
        for sheet, part in self.sheets.items():
            for table_part in self.related(part, _TABLE_TYPE):
                root = ElementTree.fromstring(self.part(table_part))
                if table.name in (root.get("name"), root.get("displayName")):
                    return _place(sheet, part, table_part, root)
        if table.sheet in self.sheets:
            part = self.sheets[table.sheet]
            return TablePlace(table.sheet, part, "", 1, 1, 1, len(table.columns), 0)
        return None

    def uses_1904(self) -> bool:
        """Whether days are counted from 1904, as old Macs did."""
        properties = ElementTree.fromstring(self.part(_WORKBOOK)).find(f"{MAIN}workbookPr")
        return properties is not None and properties.get("date1904") in ("1", "true")

    def _find_sheets(self) -> Iterator[tuple[str, str]]:
        targets = dict(self._relations(_WORKBOOK, ""))
        for sheet in ElementTree.fromstring(self.part(_WORKBOOK)).iter(f"{MAIN}sheet"):
            yield str(sheet.get("name")), targets[str(sheet.get(_RELATION_ID))]

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that a part is related to, by how the relation's type ends: `/table`, `/comments`."""
        return [target for _, target in self._relations(part, kind)]

    def _relations(self, part: str, kind: str) -> Iterator[tuple[str, str]]:
        """(id, target part) of a part's relations whose type ends with `kind`."""
        folder, name = posixpath.split(part)
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in self._infos:
            return
        for relation in ElementTree.fromstring(self.part(relations)):
            if str(relation.get("Type")).endswith(kind) and relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, str(relation.get("Target"))))
                yield str(relation.get("Id")), target.lstrip("/")


def _place(sheet: str, sheet_part: str, part: str, root: ElementTree.Element) -> TablePlace:
    (first_column, first_row), (last_column, last_row) = map(cell_place, str(root.get("ref")).split(":"))
    totals = int(root.get("totalsRowCount") or 0)
    return TablePlace(sheet, sheet_part, part, first_row, last_row, first_column, last_column, totals)


def cell_place(address: str) -> tuple[int, int]:
    """(column, row) of an address, both 1-based: `H12` -> (8, 12)."""
    letters = address.rstrip("0123456789")
    return column_place(letters) + 1, int(address[len(letters) :])
