"""The files handed to a merge: single ones, those in folders, those in archives; each exactly once."""

from __future__ import annotations

import io
import mmap
import stat
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO, Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.errors import RequestError, of_missing_path, reason
from xlsheet.files.names import readable
from xlsheet.grids import limits
from xlsheet.grids.archives import kind_of_archive, unpack
from xlsheet.grids.packages import damaged, own_name, unpacked
from xlsheet.grids.refused import Refused
from xlsheet.mail.kinds import START, MailKind, mail_kind
from xlsheet.mail.letters import Envelope
from xlsheet.mail.opening import ClosedMail

_LEFTOVERS: Final = ("thumbs.db", ".ds_store", "desktop.ini")
_LEFTOVER_STARTS: Final = ("~$", ".~lock.", "._", ".xlsheet-")
_MAILDIR: Final = frozenset(("cur", "new", "tmp"))
"""The folders in a folder of mails that mail programs keep."""

FETCH_STATE: Final = ".xlsheet-fetch.json"
"""Where `fetch` notes, among its mails, how far it got."""

_ZIP_STARTS: Final = (b"PK\x03\x04", b"PK\x05\x06")
_DOCUMENT_PARTS: Final = frozenset({"[Content_Types].xml", "mimetype"})
_DOCUMENT_STARTS: Final = (b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"mimetype")
_NAME_AT: Final = 30
"""Where the first entry's name stands in a zip file."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as found. `content` is None where it was not to be read; `finding` then says why, and
    `ignored` tells what is no return at all from what is refused. What came in a mail has its `envelope`;
    `is_body` says that it is the mail's own text. `within` is the mail or archive that it came in."""

    path: str
    content: bytes | None
    finding: Finding | None = None
    ignored: bool = False
    within: str = ""
    envelope: Envelope | None = None
    is_body: bool = False


def find_sources(paths: Sequence[Path], exclude: Collection[Path] = ()) -> Iterator[Source | ClosedMail]:
    """Every file under `paths`, in their order and by name in folders; archives give what is in them, mails
    are not opened yet.

    `exclude` are files and folders that are no returns (the ledger itself). Raises RequestError for
    a path that doesn't exist, before anything is read.
    """
    for path in paths:
        if not path.exists():
            raise of_missing_path(RequestError(f"找不到“{path}”。请核对文件或文件夹的名称。"))
    return _found(paths, {path.resolve() for path in exclude})


def _found(paths: Sequence[Path], seen: set[Path]) -> Iterator[Source | ClosedMail]:
    """`seen` are real paths that are not to be given again."""
    for path in paths:
        real = path.resolve()
        if real.is_dir():
            yield from _inside(path, real, seen, real)
        elif real not in seen:
            seen.add(real)
            yield from _source(readable(path.as_posix()), path)


def _inside(folder: Path, real: Path, seen: set[Path], top: Path) -> Iterator[Source | ClosedMail]:
    """Files below a folder; `real` is where it is, `top` what no link may lead out of."""
    if real in seen:
        return
    seen.add(real)
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        yield _unreadable(readable(str(folder)), error)
        return
    if {path.name for path in entries} >= _MAILDIR:
        # what stands beside, or is only being delivered, is the mail program's own
        entries = [path for path in entries if path.name in ("cur", "new") or path.name.startswith(".")]
    for path in entries:
        if path.name == FETCH_STATE:
            continue
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


def _source(label: str, path: Path) -> Iterator[Source | ClosedMail]:
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
            packing = kind_of_archive(file.read(_NAME_AT))
            file.seek(0)
            if packing:
                yield from _unpacked(label, path, packing)
            elif (archive := _archive(file)) is not None:
                with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as raw:
                    yield from _packed(label, archive, raw)
            elif (kind := mail_kind(path.name, file.peek(START)[:START])) is not None:
                yield from _mail_file(label, path, kind, about.st_size)
            elif about.st_size > limits.MOST_BYTES:
                yield Source(label, None, catalogue.FILE_BOMB.at(why="文件太大"))
            else:
                yield Source(label, file.read())
    except OSError as error:
        yield _unreadable(label, error)


def sources_of(label: str, content: bytes) -> Iterator[Source | ClosedMail]:
    """What a file that came in another one holds: itself, or what is inside where it is an archive."""
    archive = _archive(io.BytesIO(content))
    if _is_leftover(label.rsplit("/", 1)[-1]):
        yield _leftover(label)
    elif packing := kind_of_archive(content[:_NAME_AT]):
        with TemporaryDirectory(prefix="xlsheet-") as scratch:
            packed = Path(scratch) / "archive"
            packed.write_bytes(content)
            yield from _unpacked(label, packed, packing)
    elif archive is not None:
        yield from _packed(label, archive, content)
    else:
        yield Source(label, content)


def _member(archive: str, label: str, content: bytes) -> Source | ClosedMail:
    """A file out of an archive."""
    kind = mail_kind(label, content[:START])
    return ClosedMail(label, kind, content=content) if kind else Source(label, content, within=archive)


def _mail_file(label: str, path: Path, kind: MailKind, size: int) -> Iterator[Source | ClosedMail]:
    """A file of one mail or many; what has no usual ending is called as mails are."""
    if size > (limits.MOST_PACKED_BYTES if kind is MailKind.BOX else limits.MOST_BYTES):
        yield Source(label, None, catalogue.FILE_BOMB.at(why="邮件太大"))
    else:
        named = path.suffix.lower() in (".eml", ".emlx", ".msg", ".oft", ".mbox", ".mbx")
        yield ClosedMail(label if named else f"{label}.eml", kind, path)


def _unpacked(label: str, path: Path, kind: str) -> Iterator[Source | ClosedMail]:
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
        if leftover:
            yield _leftover(inner)
        elif file.content is None:
            yield Source(inner, None, file.finding, file.ignored)
        else:
            yield _member(label, inner, file.content)


def _unreadable(label: str, error: OSError) -> Source:
    return Source(label, None, catalogue.FILE_LOCKED.at(why=reason(error)))


def _is_leftover(name: str) -> bool:
    return name.lower() in _LEFTOVERS or name.startswith(_LEFTOVER_STARTS)


def _leftover(label: str) -> Source:
    return Source(label, None, catalogue.FILE_TEMP.at(value=label.rsplit("/", 1)[-1]), ignored=True)


def _archive(file: BinaryIO | io.BufferedReader) -> zipfile.ZipFile | None:
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


def _packed(label: str, archive: zipfile.ZipFile, raw: mmap.mmap | bytes) -> Iterator[Source | ClosedMail]:
    entries = [(own_name(info), info) for info in archive.infolist() if not info.is_dir()]
    total = sum(info.file_size for _, info in entries)
    if not entries:
        yield Source(label, None, catalogue.FILE_NOT_TABLE.at(what="空的压缩包"))
    elif len(entries) > limits.MOST_PACKED_FILES or total > limits.MOST_PACKED_BYTES:
        yield Source(label, None, catalogue.FILE_BOMB.at(why="压缩包里的文件太多或太大"))
    else:
        for name, info in sorted(entries, key=itemgetter(0)):
            yield _entry(label, name, raw, info)


def _entry(archive: str, inner: str, raw: mmap.mmap | bytes, info: zipfile.ZipInfo) -> Source | ClosedMail:
    """What is nothing but a name in a zip never gets a path: nothing is unpacked to disk."""
    label, name = f"{archive}/{inner}", inner.rsplit("/", 1)[-1]
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
    return _member(archive, label, content)
