"""The files handed to a merge: single ones, those in folders, those in zips; each exactly once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlsheet.errors import RequestError, reason
from xlsheet.ledger import codes
from xlsheet.ledger.findings import Finding

_LEFTOVERS: Final = ("thumbs.db", ".ds_store", "desktop.ini")
_LEFTOVER_STARTS: Final = ("~$", ".~lock.", "._", ".xlsheet-")
_MOST_FILES: Final = 5000
_MOST_BYTES: Final = 512 * 1024 * 1024
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of one file inside a zip; no form comes near."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as found. `content` is None where it was not to be read; `finding` then says why, and
    `ignored` tells what is no return at all from what is refused."""

    path: str
    content: bytes | None
    finding: Finding | None = None
    ignored: bool = False


def find_sources(paths: Sequence[Path], exclude: Collection[Path] = ()) -> Iterator[Source]:
    """Every file under `paths`, in their order and by name in folders; zips give what is in them.

    `exclude` are files and folders that are no returns (the ledger itself). Raises RequestError for
    a path that doesn't exist, before anything is read.
    """
    for path in paths:
        if not path.exists():
            raise RequestError(f"找不到“{path}”。请核对文件或文件夹的名称。")
    kept_out = {path.resolve() for path in exclude}
    for path in paths:
        if path.is_dir():
            for inner in _inside(path, kept_out):
                yield from _source(inner, path)
        elif path.resolve() not in kept_out:
            yield from _source(path, None)


def _inside(folder: Path, kept_out: Collection[Path]) -> Iterator[Path]:
    """Files below a folder; folders of ours and hidden links to other folders are not entered."""
    for path in sorted(folder.iterdir()):
        if path.resolve() in kept_out:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _inside(path, kept_out)
        else:
            yield path


def _source(path: Path, folder: Path | None) -> Iterator[Source]:
    label = path.as_posix() if folder is None else str(path)
    if _is_leftover(path.name):
        yield Source(label, None, codes.FILE_TEMP.at(value=path.name), ignored=True)
    elif folder is not None and path.is_symlink() and folder.resolve() not in path.resolve().parents:
        yield Source(label, None, codes.FILE_LINK.at(value=path.name), ignored=True)
    else:
        try:
            content = path.read_bytes()
        except OSError as error:
            yield Source(label, None, codes.FILE_LOCKED.at(why=reason(error)))
            return
        yield from _opened(label, content)


def _is_leftover(name: str) -> bool:
    return name.lower() in _LEFTOVERS or name.startswith(_LEFTOVER_STARTS)


def _opened(label: str, content: bytes) -> Iterator[Source]:
    """A file, or what is inside where it is a zip of files."""
    archive = _archive(content)
    if archive is None:
        yield Source(label, content)
        return
    entries = [info for info in archive.infolist() if not info.is_dir()]
    if len(entries) > _MOST_FILES or sum(info.file_size for info in entries) > _MOST_BYTES:
        yield Source(label, None, codes.FILE_BOMB.at(why="压缩包里的文件太多或太大"))
        return
    for info in sorted(entries, key=_name):
        yield _packed(archive, info, f"{label}/{_name(info)}")


def _archive(content: bytes) -> zipfile.ZipFile | None:
    """The zip, unless it is a workbook or document, which are zips too."""
    if content[:4] != b"PK\x03\x04":
        return None
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        return None
    names = set(archive.namelist())
    return None if names & {"[Content_Types].xml", "mimetype"} else archive


def _packed(archive: zipfile.ZipFile, info: zipfile.ZipInfo, label: str) -> Source:
    name = label.rsplit("/", 1)[-1]
    if _is_leftover(name):
        return Source(label, None, codes.FILE_TEMP.at(value=name), ignored=True)
    if info.file_size > _LARGEST:
        return Source(label, None, codes.FILE_BOMB.at(why="解压后太大"))
    if info.flag_bits & 1:
        return Source(label, None, codes.FILE_ENCRYPTED.at())
    try:
        content = archive.read(info)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, OSError, EOFError, ValueError):
        return Source(label, None, codes.FILE_CORRUPT.at(why="压缩包里的这个文件已损坏"))
    if _archive(content) is not None:
        return Source(label, None, codes.FILE_ZIP.at())
    return Source(label, content)


def _name(info: zipfile.ZipInfo) -> str:
    """The name in its own alphabet: Chinese programs pack GBK names without saying so. Nothing is ever
    unpacked to disk, so a path that leads upwards is only a name."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            return name.encode("cp437").decode("gb18030")
        except UnicodeError:
            return name
    return name
