"""Write a compound file (MS-CFB, version 3): the container that VBA projects live in.

One root, storages and streams; 512-byte sectors, streams below 4,096 bytes in the mini stream. No
times and no class ids are written, so the same streams always give the same bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Union

Content = Mapping[str, Union[bytes, "Content"]]
"""Name -> a stream's bytes, or what a storage of that name holds."""

_SECTOR: Final = 512
_MINI_SECTOR: Final = 64
_MINI_LIMIT: Final = 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NOBODY: Final = 0xFFFFFFFF
_STORAGE, _STREAM, _ROOT = 1, 2, 5
_RED, _BLACK = 0, 1
_LONE_ROOT: Final = -1  # a tree of one entry: its root stays black
_HEADER_FATS: Final = 109
"""FAT sectors that the header itself can list; 109 of them cover 7 MB, far more than we write."""


@dataclass
class _Entry:
    """A directory entry; `left`, `right` and `child` are numbers of other entries."""

    name: str
    kind: int
    data: bytes = b""
    color: int = _BLACK
    left: int = _NOBODY
    right: int = _NOBODY
    child: int = _NOBODY
    start: int = 0
    size: int = field(default=0)

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le") + b"\0\0"
        return struct.pack(
            "<64sHBBIII16sIQQIQ",
            name,
            len(name),
            self.kind,
            self.color,
            self.left,
            self.right,
            self.child,
            bytes(16),
            0,
            0,
            0,
            self.start,
            self.size,
        )


def write_compound_file(content: Content) -> bytes:
    """The bytes of a compound file that holds `content` under its root.

    Names have at most 31 characters; ValueError where a name is longer or the whole is over 7 MB.
    """
    entries = [_Entry("Root Entry", _ROOT)]
    entries[0].child = _add(entries, content)
    mini_stream, mini_fat = _mini_stream(entries)
    entries[0].data = mini_stream

    sectors: list[bytes] = []
    fat: list[int] = []
    for entry in entries:
        if entry.kind == _ROOT or len(entry.data) >= _MINI_LIMIT:
            entry.start, entry.size = _chain(sectors, fat, entry.data), len(entry.data)
    mini_fat_start = _chain(sectors, fat, _numbers(mini_fat))
    mini_fat_count = _sectors_of(len(mini_fat) * 4)
    directory_start = _chain(sectors, fat, _directory(entries))

    fat_count = 0
    while len(fat) + fat_count > fat_count * _SECTOR // 4:
        fat_count += 1
    if fat_count > _HEADER_FATS:
        raise ValueError("the compound file would be over 7 MB")
    fat_places = list(range(len(sectors), len(sectors) + fat_count))
    sectors += _cut(_numbers(fat + [_FAT] * fat_count), _SECTOR)
    header = _header(fat_places, directory_start, mini_fat_start, mini_fat_count)
    return header + b"".join(sectors)


def _add(entries: list[_Entry], content: Content) -> int:
    """Append the entries of a storage's content; returns the number of their tree's root."""
    numbers: dict[str, int] = {}
    for name in sorted(content, key=_tree_key):
        if len(name) > 31:
            raise ValueError(f"{name}: a name has at most 31 characters")
        value = content[name]
        numbers[name] = len(entries)
        if isinstance(value, bytes):
            entries.append(_Entry(name, _STREAM, value, size=len(value)))
        else:
            storage = _Entry(name, _STORAGE)
            entries.append(storage)
            storage.child = _add(entries, value)
    last_level = len(numbers).bit_length() - 1
    return _balanced(entries, list(numbers.values()), last_level or _LONE_ROOT)


def _tree_key(name: str) -> tuple[int, str]:
    """The directory's order: shorter names first, then by upper-case characters."""
    return len(name), name.upper()


def _balanced(entries: list[_Entry], ordered: list[int], levels: int) -> int:
    """Link sorted siblings to a red-black tree. Halving fills every level but the last, so that all
    paths are equally long once the last level (`levels` further down) is red."""
    if not ordered:
        return _NOBODY
    middle = len(ordered) // 2
    entry = entries[ordered[middle]]
    entry.color = _RED if levels == 0 else _BLACK
    entry.left = _balanced(entries, ordered[:middle], levels - 1)
    entry.right = _balanced(entries, ordered[middle + 1 :], levels - 1)
    return ordered[middle]


def _mini_stream(entries: list[_Entry]) -> tuple[bytes, list[int]]:
    """Small streams one after the other in 64-byte sectors, and the chains that lead through them."""
    stream = b""
    chains: list[int] = []
    for entry in entries:
        if entry.kind == _STREAM and len(entry.data) < _MINI_LIMIT:
            pieces = _cut(entry.data, _MINI_SECTOR)
            entry.start = len(chains) if pieces else _END
            chains += _links(len(chains), len(pieces))
            stream += b"".join(pieces)
    return stream, chains


def _chain(sectors: list[bytes], fat: list[int], data: bytes) -> int:
    """Append data as a chain of sectors; returns where it starts."""
    pieces = _cut(data, _SECTOR)
    start = len(sectors) if pieces else _END
    fat += _links(len(fat), len(pieces))
    sectors += pieces
    return start


def _links(first: int, count: int) -> Iterator[int]:
    yield from range(first + 1, first + count)
    if count:
        yield _END


def _cut(data: bytes, size: int) -> list[bytes]:
    return [data[i : i + size].ljust(size, b"\0") for i in range(0, len(data), size)]


def _sectors_of(size: int) -> int:
    return -(-size // _SECTOR)


def _numbers(values: list[int]) -> bytes:
    """Numbers as whole sectors of a FAT; what is left over is free."""
    per_sector = _SECTOR // 4
    padded = values + [_FREE] * (-len(values) % per_sector)
    return struct.pack(f"<{len(padded)}I", *padded)


def _directory(entries: list[_Entry]) -> bytes:
    unused = struct.pack("<64sHBBIII16sIQQIQ", b"", 0, 0, 0, *[_NOBODY] * 3, b"", 0, 0, 0, 0, 0)
    filled = b"".join(entry.packed() for entry in entries)
    return filled + unused * (-len(entries) % (_SECTOR // len(unused)))


def _header(fat_places: list[int], directory: int, mini_fat: int, mini_fat_count: int) -> bytes:
    places = fat_places + [_FREE] * (_HEADER_FATS - len(fat_places))
    return struct.pack(
        f"<8s16sHHHHH6s9I{_HEADER_FATS}I",
        bytes.fromhex("D0CF11E0A1B11AE1"),
        b"",
        0x3E,  # minor version
        3,  # major version
        0xFFFE,  # little endian
        9,  # sectors of 2**9 bytes
        6,  # mini sectors of 2**6 bytes
        b"",
        0,  # directory sectors: not counted in version 3
        len(fat_places),
        directory,
        0,  # transaction
        _MINI_LIMIT,
        mini_fat,
        mini_fat_count,
        _END,  # no further FAT lists
        0,
        *places,
    )
