"""Zip files that nobody may trust: parts unpacked within bounds, names in their own alphabet."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from mmap import mmap
from typing import Final

from xlsheet.cells.encoding import name_in
from xlsheet.dictionary import catalogue
from xlsheet.grids import limits
from xlsheet.grids.refused import Refused

_ENCRYPTED: Final = 0x1
_UTF8: Final = 0x800
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_PROLOGUE: Final = 2048
_BEGINNING: Final = 1 << 20
_BEFORE_ROOT: Final = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_HARMLESS: Final = limits.MOST_UNPACKED // 1032
"""A package of so few bytes cannot unpack to more than the limit: deflate packs at most 1032 to 1."""

_DAMAGE: Final = (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, ValueError)


class UntrustedPackage:
    """A zip file in memory. `names` are its parts."""

    def __init__(self, raw: bytes) -> None:
        """Raises Refused for a damaged or encrypted one, or one that would grow too large."""
        try:
            with zipfile.ZipFile(io.BytesIO(raw)) as archive:
                self._parts = {info.filename.replace("\\", "/"): info for info in archive.infolist()}
        except _DAMAGE:
            raise damaged() from None
        self._raw = raw
        self.names = self._parts.keys()

    def look_at_sizes(self) -> None:
        """Raises Refused where the parts are encrypted, or more than can be unpacked.

        The directory may lie about sizes; where that could matter every part is unpacked once.
        """
        infos = self._parts.values()
        if any(info.flag_bits & _ENCRYPTED for info in infos):
            raise Refused(catalogue.FILE_ENCRYPTED.at())
        if len(infos) > limits.MOST_PARTS or sum(i.file_size for i in infos) > limits.MOST_UNPACKED:
            raise Refused(catalogue.FILE_BOMB.at(why="解压后太大"))
        if len(self._raw) > _HARMLESS:
            for info in infos:
                unpacked(self._raw, info)

    def part(self, name: str) -> bytes:
        """A part whole; empty where there is none. Raises Refused where it is damaged or declares
        entities."""
        info = self._parts.get(name)
        if info is None:
            return b""
        content = unpacked(self._raw, info)
        _refuse_entities(content)
        return content

    def beginning(self, name: str) -> bytes:
        """A part's first bytes, a megabyte at most; empty where there is none. Raises Refused as `part`."""
        info = self._parts.get(name)
        return b"" if info is None else _inflated(self._raw, info, _BEGINNING)

    def look_at_start(self, name: str) -> None:
        """Raises Refused where a part, if there is one, declares entities."""
        info = self._parts.get(name)
        if info is not None:
            _refuse_entities(_inflated(self._raw, info, _PROLOGUE))


def unpacked(raw: bytes | mmap, info: zipfile.ZipInfo) -> bytes:
    """An entry's bytes. Raises Refused where they are damaged, or not as many as the directory says.

    zipfile itself stops at the declared size, and unpacks other methods than deflate without bounds.
    """
    content = _inflated(raw, info, info.file_size + 1)
    if len(content) != info.file_size:
        raise damaged()
    return content


def _inflated(raw: bytes | mmap, info: zipfile.ZipInfo, most: int) -> bytes:
    """At most `most` bytes of an entry."""
    start = info.header_offset
    header = raw[start : start + _LOCAL_HEADER.size]
    if len(header) < _LOCAL_HEADER.size or info.compress_type not in (
        zipfile.ZIP_STORED,
        zipfile.ZIP_DEFLATED,
    ):
        raise damaged()
    signature, name, extra = _LOCAL_HEADER.unpack(header)
    if signature != b"PK\x03\x04":
        raise damaged()
    start += _LOCAL_HEADER.size + name + extra
    packed = raw[start : start + info.compress_size]
    if info.compress_type == zipfile.ZIP_STORED:
        return packed[:most]
    try:
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, most)
    except zlib.error:
        raise damaged() from None


def _refuse_entities(start: bytes) -> None:
    """No workbook has a document type; one that has wants to define entities."""
    before = _BEFORE_ROOT.match(start)
    if before is not None and start.startswith(b"<!", before.end()):
        raise Refused(catalogue.FILE_BOMB.at(why="文件里有可疑的内容（XML 实体）"))


def damaged() -> Refused:
    """What to raise for a package that is incomplete."""
    return Refused(catalogue.FILE_CORRUPT.at(why="内部结构不完整，可能没有传完"))


def own_name(info: zipfile.ZipInfo) -> str:
    """An entry's path in its own alphabet, as a path that leads nowhere but down.

    Chinese programs pack GBK names without saying so, and macOS UTF-8 ones.
    """
    name = info.filename
    if not info.flag_bits & _UTF8:
        name = name_in(name.encode("cp437", "replace"))
    return "/".join(_downward(name))


def _downward(path: str) -> Iterator[str]:
    for step in path.replace("\\", "/").split("/"):
        if step.strip(". "):
            yield step
