"""Write a VBA project (MS-OVBA) from its sources alone: no compiled code, no cache, no references.

Office compiles the sources when it opens the project, because `_VBA_PROJECT` says that whatever was
compiled is of no known version. Sources are ASCII, which every code page shares.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import count
from typing import Final

from compound_file import write_compound_file

_CODE_PAGE: Final = 1252
_ENGLISH: Final = 0x0409
_SYSTEM_WINDOWS_32: Final = 1
_NO_COOKIE: Final = 0xFFFF
_UNKNOWN_VERSION: Final = 0xFFFF
_PROJECT_NAME: Final = "VBAProject"
_PROJECT_ID: Final = "{0D1F5E50-7A6C-4B0E-9C31-2D4C58A7B901}"
_VBE_ID: Final = "{3832D640-CF90-11CF-8E43-00A0C911005A}"
_CHUNK: Final = 4096


class ModuleKind(Enum):
    """What a module is, by the class that it extends; a standard module extends none."""

    STANDARD = ""
    WORKBOOK = "0{00020819-0000-0000-C000-000000000046}"
    SHEET = "0{00020820-0000-0000-C000-000000000046}"


@dataclass(frozen=True, slots=True)
class Module:
    """A module's name and source, without its attributes; lines end in a line feed."""

    name: str
    kind: ModuleKind
    source: str = ""

    def stored(self) -> bytes:
        """The module's stream: attributes and source, compressed. UnicodeError where it isn't ASCII."""
        text = _attributes(self) + self.source
        return compress(text.replace("\n", "\r\n").encode("ascii"))


def write_vba_project(modules: Sequence[Module]) -> bytes:
    """The bytes of vbaProject.bin. Document modules come first, the workbook's before the sheets'."""
    vba: dict[str, bytes] = {module.name: module.stored() for module in modules}
    vba["_VBA_PROJECT"] = struct.pack("<HHBH", 0x61CC, _UNKNOWN_VERSION, 0, 0)
    vba["dir"] = compress(_directory(modules))
    names = b"".join(m.name.encode("ascii") + b"\0" + _wide(m.name) + b"\0\0" for m in modules)
    return write_compound_file(
        {"VBA": vba, "PROJECT": _project(modules).encode("ascii"), "PROJECTwm": names + b"\0\0"}
    )


def _attributes(module: Module) -> str:
    lines = [f'Attribute VB_Name = "{module.name}"']
    if module.kind is not ModuleKind.STANDARD:
        lines += [
            f'Attribute VB_Base = "{module.kind.value}"',
            "Attribute VB_GlobalNameSpace = False",
            "Attribute VB_Creatable = False",
            "Attribute VB_PredeclaredId = True",
            "Attribute VB_Exposed = True",
            "Attribute VB_TemplateDerived = False",
            "Attribute VB_Customizable = True",
        ]
    return "".join(f"{line}\n" for line in lines)


def _project(modules: Sequence[Module]) -> str:
    """The PROJECT stream: what the project consists of, in words."""
    lines = [f'ID="{_PROJECT_ID}"']
    lines += [
        f"Module={m.name}" if m.kind is ModuleKind.STANDARD else f"Document={m.name}/&H00000000"
        for m in modules
    ]
    lines += [
        f'Name="{_PROJECT_NAME}"',
        'HelpContextID="0"',
        'VersionCompatible32="393222000"',
        f'CMG="{_veiled(bytes(4), seed=0x41)}"',  # not protected
        f'DPB="{_veiled(bytes(1), seed=0x82)}"',  # no password
        f'GC="{_veiled(bytes([0xFF]), seed=0xC3)}"',  # visible
        "",
        "[Host Extender Info]",
        f"&H00000001={_VBE_ID};VBE;&H00000000",
        "",
        "[Workspace]",
    ]
    lines += [f"{m.name}=0, 0, 0, 0, C" for m in modules]
    return "".join(f"{line}\r\n" for line in lines)


def _veiled(data: bytes, seed: int) -> str:
    """Data as MS-OVBA 2.4.3 hides it: each byte mixed with the two before, from a seed of our choice."""
    key = sum(_PROJECT_ID.encode("ascii")) & 0xFF
    result = [seed, seed ^ 2, seed ^ key]
    before_last, last, plain = result[1], result[2], key
    ignored = bytes([seed]) * ((seed & 6) // 2)
    for byte in ignored + struct.pack("<I", len(data)) + data:
        result.append(byte ^ ((before_last + plain) & 0xFF))
        before_last, last, plain = last, result[-1], byte
    return bytes(result).hex().upper()


def _directory(modules: Sequence[Module]) -> bytes:
    """The dir stream: the project's properties and its modules, as records."""
    properties = [
        _record(0x01, struct.pack("<I", _SYSTEM_WINDOWS_32)),
        _record(0x02, struct.pack("<I", _ENGLISH)),
        _record(0x14, struct.pack("<I", _ENGLISH)),
        _record(0x03, struct.pack("<H", _CODE_PAGE)),
        _record(0x04, _PROJECT_NAME.encode("ascii")),
        _record(0x05, b"") + _record(0x40, b""),  # description
        _record(0x06, b"") + _record(0x3D, b""),  # help file
        _record(0x07, bytes(4)),  # help context
        _record(0x08, bytes(4)),  # library flags
        struct.pack("<HIIH", 0x09, 4, 1, 1),  # the project's own version
        _record(0x0C, b"") + _record(0x3C, b""),  # constants
    ]
    opening = _record(0x0F, struct.pack("<H", len(modules))) + _record(0x13, struct.pack("<H", _NO_COOKIE))
    return b"".join([*properties, opening, *map(_module_records, modules), _record(0x10, b"")])


def _module_records(module: Module) -> bytes:
    name, wide = module.name.encode("ascii"), _wide(module.name)
    return b"".join(
        (
            _record(0x19, name) + _record(0x47, wide),
            _record(0x1A, name) + _record(0x32, wide),  # the stream's name
            _record(0x1C, b"") + _record(0x48, b""),  # description
            _record(0x31, bytes(4)),  # the source starts at once: nothing compiled stands before it
            _record(0x1E, bytes(4)),  # help context
            _record(0x2C, struct.pack("<H", _NO_COOKIE)),
            _record(0x21 if module.kind is ModuleKind.STANDARD else 0x22, b""),
            _record(0x2B, b""),
        )
    )


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HI", kind, len(data)) + data


def _wide(text: str) -> bytes:
    return text.encode("utf-16-le")


def compress(data: bytes) -> bytes:
    """Data in the compressed form of MS-OVBA 2.4.1, chunk by chunk of 4,096 bytes."""
    return b"\x01" + b"".join(_chunk(data[i : i + _CHUNK]) for i in range(0, len(data), _CHUNK))


def _chunk(data: bytes) -> bytes:
    """A chunk's header and its tokens, eight to a flag byte; as it is where that is not shorter."""
    body = bytearray()
    places: dict[bytes, list[int]] = {}
    position = 0
    while position < len(data):
        flags_at = len(body)
        body.append(0)
        for bit in range(8):
            if position >= len(data):
                break
            offset, length = _repeat(data, position, places)
            if length:
                body[flags_at] |= 1 << bit
                body += _copy_token(position, offset, length)
            else:
                length = 1
                body.append(data[position])
            for start in range(position, position + length):
                places.setdefault(data[start : start + 3], []).append(start)
            position += length
    if len(body) >= _CHUNK:
        return struct.pack("<H", 0x3FFF) + data.ljust(_CHUNK, b"\0")
    return struct.pack("<H", 0xB000 | len(body) - 1) + bytes(body)


def _repeat(data: bytes, position: int, places: dict[bytes, list[int]]) -> tuple[int, int]:
    """How far back the longest repeat of what comes next starts, and its length: 0 where there is none."""
    longest = (0xFFFF >> _offset_bits(position)) + 3
    best = (0, 0)
    for start in reversed(places.get(data[position : position + 3], [])):
        end = min(len(data) - position, longest)
        same = next((i for i in range(3, end) if data[start + i] != data[position + i]), end)
        if same >= 3 and same > best[1]:
            best = (position - start, same)
    return best


def _copy_token(position: int, offset: int, length: int) -> bytes:
    return struct.pack("<H", (offset - 1) << (16 - _offset_bits(position)) | (length - 3))


def _offset_bits(position: int) -> int:
    """How many of a token's 16 bits say how far back; more, the further the chunk has come."""
    return next(bits for bits in count(4) if 1 << bits >= position)
