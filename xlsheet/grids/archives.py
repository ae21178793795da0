"""Archives other than .zip: .7z by py7zr, .rar (and a .7z that it cannot read) by the system's own unpacker.

Nothing of an archive gets a path of ours from its names: what a program unpacks goes into a temporary folder
that is looked through without following links, and .7z files are unpacked in memory, by a worker.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Finding
from xlsheet.grids import limits
from xlsheet.grids.pool import Death, map_in_workers
from xlsheet.grids.refused import Refused

STARTS: Final = {b"7z\xbc\xaf\x27\x1c": "7z", b"Rar!\x1a\x07": "rar"}
"""How archives begin."""

_TASK: Final = "xlsheet.grids.archives:unpack_7z"
_LOOK_EVERY: Final = 0.05
_SECONDS: Final = 3 * limits.SECONDS
_WORDS: Final = 1 << 16
"""Bytes that are looked at of what a program says."""

_NO_WINDOW: Final[int] = getattr(subprocess, "CREATE_NO_WINDOW", 0)
_PASSWORD_WORDS: Final = (b"password", b"encrypt", "密码".encode())
_TOOLS: Final[dict[str, Sequence[str]]] = {
    "unrar": ("x", "-y", "-p-", "-inul", "{archive}", "{folder}/"),
    "unar": ("-q", "-D", "-o", "{folder}", "{archive}"),
    "7zz": ("x", "-y", "-p-", "-bso0", "-bsp0", "-o{folder}", "{archive}"),
    "7z": ("x", "-y", "-p-", "-bso0", "-bsp0", "-o{folder}", "{archive}"),
    "bsdtar": ("-x", "-f", "{archive}", "-C", "{folder}"),
    "tar": ("-x", "-f", "{archive}", "-C", "{folder}"),
}
"""Programs that unpack .rar, the surest first, and how they are called."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A file in an archive: its name there, and its content or the reason why it has none."""

    name: str
    content: bytes | None
    finding: Finding | None = None
    ignored: bool = False


def kind_of_archive(start: bytes) -> str:
    """7z or rar, nothing for any other file."""
    return next((kind for mark, kind in STARTS.items() if start.startswith(mark)), "")


def unpackers() -> list[Path]:
    """The system's programs that unpack .rar, the surest first. Windows and macOS have one as tar."""
    names = [name for name in _TOOLS if name != "tar" or sys.platform in ("win32", "darwin")]
    return [Path(found) for name in names if (found := shutil.which(name))]


def unpack(path: Path, kind: str) -> list[Unpacked]:
    """The files in an archive by name, one level deep. Raises Refused, with what to send instead, where it
    cannot be unpacked."""
    if path.stat().st_size > limits.MOST_PACKED_BYTES:
        raise Refused(catalogue.FILE_BOMB.at(why="文件太大"))
    if kind == "7z":
        with closing(map_in_workers(_TASK, [[str(path)]], _died, 1)) as answers:
            answer = next(answers)
        if not isinstance(answer, Finding):
            return sorted(answer, key=lambda file: file.name)
        if answer.code != catalogue.FILE_CORRUPT.name or not unpackers():
            raise Refused(answer)
    return _by_programs(path, kind)


def _died(_: str, death: Death) -> Finding:
    if death is Death.CRASH:
        return catalogue.FILE_CORRUPT.at(why="压缩包解不开")
    return catalogue.FILE_BOMB.at(why="压缩包解开太慢或太大")


def unpack_7z(path: str) -> list[Unpacked] | Finding:
    """In a worker: the files in a .7z, or why it goes back."""
    import py7zr
    from py7zr.exceptions import ArchiveError, PasswordRequired
    from py7zr.io import BytesIOFactory

    try:
        with py7zr.SevenZipFile(path) as archive:
            if archive.needs_password():
                return catalogue.FILE_ENCRYPTED.at()
            files = [info for info in archive.list() if not info.is_directory]
            if _too_much([info.uncompressed for info in files]):
                return catalogue.FILE_BOMB.at(why="压缩包里的文件太多或太大")
            memory = BytesIOFactory(limits.MOST_PACKED_BYTES)
            archive.extractall(factory=memory)
    except PasswordRequired:
        return catalogue.FILE_ENCRYPTED.at()
    except (ArchiveError, OSError, EOFError, ValueError):
        return catalogue.FILE_CORRUPT.at(why="压缩包解不开")
    return [
        _linked(info.filename)
        if getattr(info, "is_symlink", False)
        else _file(info.filename, memory.products[info.filename].read())
        for info in files
        if info.filename in memory.products
    ]


def _too_much(sizes: Sequence[int]) -> bool:
    return len(sizes) > limits.MOST_PACKED_FILES or sum(sizes) > limits.MOST_PACKED_BYTES


def _file(name: str, content: bytes) -> Unpacked:
    if len(content) > limits.MOST_BYTES:
        return Unpacked(name, None, catalogue.FILE_BOMB.at(why="解压后太大"))
    return Unpacked(name, content)


def _linked(name: str) -> Unpacked:
    said = catalogue.FILE_LINK.at(value=name.rsplit("/", 1)[-1])
    return Unpacked(name, None, said, ignored=True)


def _by_programs(path: Path, kind: str) -> list[Unpacked]:
    """What the first of the system's programs that can does with an archive."""
    refusal = catalogue.FILE_ARCHIVE.at(value=kind)
    for program in unpackers():
        with tempfile.TemporaryDirectory(prefix="xlsheet-") as scratch:
            folder = Path(scratch)
            finding = _run(program, path, folder)
            if finding is None:
                return list(_inside(folder))
            if finding.code != catalogue.FILE_CORRUPT.name:
                raise Refused(finding)
            refusal = finding
    raise Refused(refusal)


def _run(program: Path, archive: Path, folder: Path) -> Finding | None:
    """Unpack into a folder; what went wrong, if anything did. It is stopped when it unpacks too much or takes
    too long."""
    fields = {"archive": str(archive.absolute()), "folder": str(folder)}
    command = [str(program), *(part.format(**fields) for part in _TOOLS[program.stem.lower()])]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, creationflags=_NO_WINDOW
        )
        try:
            end = time.monotonic() + _SECONDS
            while process.poll() is None:
                if time.monotonic() > end or _too_much(_sizes(folder)):
                    return catalogue.FILE_BOMB.at(why="压缩包里的文件太多或太大")
                time.sleep(_LOOK_EVERY)
        finally:
            process.kill()
            process.wait()
        said.seek(0)
        words = said.read(_WORDS).lower()
    if process.returncode == 0:
        return catalogue.FILE_BOMB.at(why="压缩包里的文件太多或太大") if _too_much(_sizes(folder)) else None
    if any(word in words for word in _PASSWORD_WORDS):
        return catalogue.FILE_ENCRYPTED.at()
    return catalogue.FILE_CORRUPT.at(why="压缩包解不开")


def _sizes(folder: Path) -> list[int]:
    return [path.lstat().st_size for path in folder.rglob("*") if not path.is_dir() or path.is_symlink()]


def _inside(folder: Path) -> Iterator[Unpacked]:
    """The files that were unpacked, by name; links are not followed."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            yield _linked(name)
        elif path.is_file():
            yield _file(name, path.read_bytes())
