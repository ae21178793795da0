"""The files handed to a merge: single ones, those in folders, those in archives; each exactly once."""

from __future__ import annotations

import mmap
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO, Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.errors import RequestError, reason
from xlsheet.files.names import readable
from xlsheet.grids import limits
from xlsheet.grids.archives import kind_of_archive, unpack
from xlsheet.grids.packages import damaged, own_name, unpacked
from xlsheet.grids.refused import Refused

_LEFTOVERS: Final = ("thumbs.db", ".ds_store", "desktop.ini")
_LEFTOVER_STARTS: Final = ("~$", ".~lock.", "._", ".xlsheet-")
_ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_DOCUMENT_PARTS: Final = frozenset({"[Content_Types].xml", "mimetype"})
_DOCUMENT_STARTS: Final = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"mimetype")
_NAME_AT: Final = 30
"""Where the first entry's name stands in a zip file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as found. `content` is None where it was not to be read; `finding` then says why, and
    `ignored` tells what is no return at all from what is refused."""

    path: str
    content: bytes | None
    finding: Finding | None = None
    ignored: bool = False


def find_sources(paths: Sequence[Path], exclude: Collection[Path] = ()) -> Iterator[Source]:
    """Every file under `paths`, in their order and by name in folders; archives give what is in them.

    `exclude` are files and folders that are no returns (the ledger itself). Raises RequestError for
    a path that doesn't exist, before anything is read.
    """
    for path in paths:
        if not path.exists():
            raise RequestError(f"找不到“{path}”。请核对文件或文件夹的名称。")
    return _found(paths, {path.resolve() for path in exclude})


def _found(paths: Sequence[Path], seen: set[Path]) -> Iterator[Source]:
    """`seen` are real paths that are not to be given again."""
    for path in paths:
        real = path.resolve()
        if real.is_dir():
            yield from _inside(path, real, seen, real)
        elif real not in seen:
            seen.add(real)
            yield from _source(readable(path.as_posix()), path)


def _inside(folder: Path, real: Path, seen: set[Path], top: Path) -> Iterator[Source]:
    """Files below a folder; `real` is where it is, `top` what no link may lead out of."""
    if real in seen:
        return
    seen.add(real)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield _unreadable(readable(str(folder)), error)
        return
    for path in entries:
        place = real / path.name
        if path.is_symlink() and not (path.is_file() and top in path.resolve().parents):
            yield Source(
                readable(str(path)), None, catalogue.FILE_LINK.at(value=readable(path.name)), ignored=True
            )
        elif path.is_dir() and _is_leftover(path.name):
            yield _leftover(readable(str(path)))
        elif path.is_dir():
            yield from _inside(path, place, seen, top)
        elif place not in seen:
            seen.add(place)
            yield from _source(readable(str(path)), path)


def _source(label: str, path: Path) -> Iterator[Source]:
    """A file, or what is inside where it is a zip of files."""
    if _is_leftover(path.name):
        yield _leftover(label)
        return
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            # to open a pipe or a device would wait for ever
            yield Source(label, None, catalogue.FILE_LOCKED.at(why="不是普通文件"))
            return
        with path.open("rb") as file:
            kind = kind_of_archive(file.read(_NAME_AT))
            file.seek(0)
            if kind:
                yield from _unpacked(label, path, kind)
            elif (archive := _archive(file)) is not None:
                yield from _packed(label, archive, file)
            elif about.st_size > limits.MOST_BYTES:
                yield Source(label, None, catalogue.FILE_BOMB.at(why="文件太大"))
            else:
                yield Source(label, file.read())
    except OSError as error:
        yield _unreadable(label, error)


def _unpacked(label: str, path: Path, kind: str) -> Iterator[Source]:
    """What is in a .7z or a .rar."""
    try:
        files = unpack(path, kind)
    except Refused as refused:
        yield Source(label, None, refused.finding)
        return
    if not files:
        yield Source(label, None, catalogue.FILE_NOT_TABLE.at(what="空的压缩包"))
    for file in files:
        inner = f"{label}/{readable(file.name)}"
        leftover = _is_leftover(inner.rsplit("/", 1)[-1])
        yield _leftover(inner) if leftover else Source(inner, file.content, file.finding, file.ignored)


def _unreadable(label: str, error: OSError) -> Source:
    return Source(label, None, catalogue.FILE_LOCKED.at(why=reason(error)))


def _is_leftover(name: str) -> bool:
    return name.lower() in _LEFTOVERS or name.startswith(_LEFTOVER_STARTS)


def _leftover(label: str) -> Source:
    return Source(label, None, catalogue.FILE_TEMP.at(value=label.rsplit("/", 1)[-1]), ignored=True)


def _archive(file: BinaryIO) -> zipfile.ZipFile | None:
    """The zip, unless it is a workbook or document, which are zips too."""
    start = file.read(_NAME_AT + 20)
    file.seek(0)
    if not start.startswith(_ZIP_STARTS) or start[_NAME_AT:].startswith(_DOCUMENT_STARTS):
        return None
    try:
        archive = zipfile.ZipFile(file)
        names = archive.namelist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError):
        return None
    finally:
        file.seek(0)
    return None if _DOCUMENT_PARTS.intersection(names) else archive


def _packed(label: str, archive: zipfile.ZipFile, file: BinaryIO) -> Iterator[Source]:
    entries = [(own_name(info), info) for info in archive.infolist() if not info.is_dir()]
    total = sum(info.file_size for _, info in entries)
    if not entries:
        yield Source(label, None, catalogue.FILE_NOT_TABLE.at(what="空的压缩包"))
    elif len(entries) > limits.MOST_PACKED_FILES or total > limits.MOST_PACKED_BYTES:
        yield Source(label, None, catalogue.FILE_BOMB.at(why="压缩包里的文件太多或太大"))
    else:
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
            for name, info in sorted(entries, key=itemgetter(0)):
                yield _entry(f"{label}/{name}", raw, info)


def _entry(label: str, raw: mmap.mmap, info: zipfile.ZipInfo) -> Source:
    """What is nothing but a name in a zip never gets a path: nothing is unpacked to disk."""
    name = label.rsplit("/", 1)[-1]
    if _is_leftover(name):
        return _leftover(label)
    if stat.S_ISLNK(info.external_attr >> 16):
        return Source(label, None, catalogue.FILE_LINK.at(value=name), ignored=True)
    if info.flag_bits & 1:
        return Source(label, None, catalogue.FILE_ENCRYPTED.at())
    if info.file_size > limits.MOST_BYTES:
        return Source(label, None, catalogue.FILE_BOMB.at(why="解压后太大"))
    try:
        content = unpacked(raw, info)
        if zlib.crc32(content) != info.CRC:
            raise damaged()
    except Refused:
        return Source(label, None, catalogue.FILE_CORRUPT.at(why="压缩包里的这个文件已损坏"))
    return Source(label, content)
