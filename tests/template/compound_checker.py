"""Reads a compound file's directory as MS-CFB lays it out and says what is wrong with its trees."""

from __future__ import annotations

import struct
from dataclasses import dataclass

NOBODY = 0xFFFFFFFF
END = 0xFFFFFFFE
RED = 0


@dataclass(frozen=True)
class Entry:
    name: str
    kind: int
    color: int
    left: int
    right: int
    child: int
    start: int
    size: int


def read_directory(data: bytes) -> list[Entry]:
    """All entries in use, by number; version 3 files whose FAT is listed in the header."""
    fat_count, first = struct.unpack_from("<II", data, 44)
    places = struct.unpack_from(f"<{fat_count}I", data, 76)
    fat = [number for place in places for number in struct.unpack_from("<128I", data, 512 * (place + 1))]
    entries = []
    while first != END:
        for i in range(4):
            raw = data[512 * (first + 1) + 128 * i :][:128]
            name, length, kind, color, left, right, child = struct.unpack_from("<64sHBBIII", raw)
            start, size = struct.unpack_from("<IQ", raw, 116)
            if kind:
                entries.append(
                    Entry(
                        name[: length - 2].decode("utf-16-le"), kind, color, left, right, child, start, size
                    )
                )
        first = fat[first]
    return entries


def tree_problems(entries: list[Entry]) -> list[str]:
    """Broken order, two reds in a row, paths of unequal blackness, entries not reached once."""
    problems: list[str] = []
    seen = [0]
    for number in [i for i, entry in enumerate(entries) if entry.child != NOBODY]:
        root = entries[number].child
        if entries[root].color == RED:
            problems.append(f"the root of {entries[number].name} is red")
        order: list[int] = []
        _black_height(entries, root, order, problems)
        keys = [(len(entries[i].name), entries[i].name.upper()) for i in order]
        if keys != sorted(set(keys)):
            problems.append(f"{entries[number].name} is out of order: {keys}")
        seen += order
    if sorted(seen) != list(range(len(entries))):
        problems.append(f"reached {sorted(seen)} of {len(entries)} entries")
    return problems


def _black_height(entries: list[Entry], number: int, order: list[int], problems: list[str]) -> int:
    if number == NOBODY:
        return 1
    entry = entries[number]
    below = [entries[side] for side in (entry.left, entry.right) if side != NOBODY]
    if entry.color == RED:
        problems += [f"{entry.name} and {other.name} are both red" for other in below if other.color == RED]
    left = _black_height(entries, entry.left, order, problems)
    order.append(number)
    right = _black_height(entries, entry.right, order, problems)
    if left != right:
        problems.append(f"{entry.name}: {left} black on the left, {right} on the right")
    return left + (entry.color != RED)
