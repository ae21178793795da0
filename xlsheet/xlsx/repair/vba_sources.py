"""The sources of a VBA project, to know whose macros a workbook holds (MS-OVBA): what its modules say."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

import olefile

_SIGNATURE: Final = 1
_CHUNK: Final = 4096
_LONGEST: Final = 64 << 20
_CODE_PAGE, _NAME, _STREAM, _OFFSET, _VERSION = 0x0003, 0x0019, 0x001A, 0x0031, 0x0009
_AFTER_VERSION: Final = 2
"""The one record whose length is not that of what follows."""

ERRORS: Final = (OSError, ValueError, LookupError, struct.error)
"""What a damaged project raises when it is read; olefile's own errors are OSErrors."""


def module_sources(project: bytes) -> dict[str, str]:
    """Module -> its source without attributes. Raises one of `ERRORS`."""
    with olefile.OleFileIO(project) as container:
        root = next((path[:-2] for path in container.listdir() if path[-2:] == ["VBA", "dir"]), None)
        if root is None:
            raise ValueError("no VBA project")
        directory = decompressed(container.openstream([*root, "VBA", "dir"]).read())
        code_page, modules = _modules(directory)
        return {
            name: _code(container.openstream([*root, "VBA", stream]).read()[offset:], code_page)
            for name, stream, offset in modules
        }


def _code(compressed: bytes, code_page: str) -> str:
    lines = decompressed(compressed).decode(code_page, "replace").splitlines()
    return "\n".join(line for line in lines if not line.startswith("Attribute VB_"))


def _modules(directory: bytes) -> tuple[str, list[tuple[str, str, int]]]:
    """The code page, and each module's name, stream and where its source begins in it."""
    code_page, names, streams, offsets = "cp1252", list[str](), list[str](), list[int]()
    for record, content in _records(directory):
        if record == _CODE_PAGE:
            code_page = f"cp{struct.unpack('<H', content)[0]}"
        elif record == _NAME:
            names.append(content.decode(code_page, "replace"))
        elif record == _STREAM:
            streams.append(content.decode(code_page, "replace"))
        elif record == _OFFSET:
            offsets.append(struct.unpack("<I", content)[0])
    return code_page, list(zip(names, streams, offsets, strict=True))


def _records(directory: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 6 <= len(directory):
        record, length = struct.unpack_from("<HI", directory, at)
        at += 6
        yield record, directory[at : at + length]
        at += length + (_AFTER_VERSION if record == _VERSION else 0)


def decompressed(container: bytes) -> bytes:
    """What a compressed container holds (MS-OVBA 2.4.1). ValueError where it is none."""
    if not container or container[0] != _SIGNATURE:
        raise ValueError("no compressed container")
    whole, at = bytearray(), 1
    while at + 2 <= len(container):
        (header,) = struct.unpack_from("<H", container, at)
        end = min(at + 3 + (header & 0x0FFF), len(container))
        at += 2
        if header & 0x8000:
            whole += _chunk(container[at:end])
        else:
            whole += container[at:end]
        at = end
        if len(whole) > _LONGEST:
            raise ValueError("too long")
    return bytes(whole)


def _chunk(tokens: bytes) -> bytes:
    """One chunk: flags for eight tokens each, that are bytes or copies of what stands further ahead."""
    chunk, at = bytearray(), 0
    while at < len(tokens):
        flags, at = tokens[at], at + 1
        for bit in range(8):
            if at >= len(tokens):
                break
            if not flags >> bit & 1:
                chunk.append(tokens[at])
                at += 1
                continue
            (token,) = struct.unpack_from("<H", tokens, at)
            at += 2
            back = max((len(chunk) - 1).bit_length(), 4)
            length = (token & (0xFFFF >> back)) + 3
            start = len(chunk) - (token >> (16 - back)) - 1
            if start < 0 or len(chunk) + length > _CHUNK:
                raise ValueError("a copy of nothing")
            for i in range(length):  # it may copy what it has just written
                chunk.append(chunk[start + i])
    return bytes(chunk)
