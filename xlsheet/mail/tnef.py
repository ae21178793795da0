"""winmail.dat, in which Outlook and Exchange wrap what is attached (TNEF, MS-OXTNEF), to its files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from xlsheet.cells.encoding import name_in

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
_ATTRIBUTE: Final = struct.Struct("<BHHI")
_NEW, _TITLE, _DATA, _PROPERTIES, _MESSAGE = 0x9002, 0x8010, 0x800F, 0x9005, 0x9003
_LONG_NAME, _CONTENT, _HTML = 0x3707, 0x3701, 0x1013
_FOUR: Final = frozenset((0x02, 0x03, 0x04, 0x0A, 0x0B))
_EIGHT: Final = frozenset((0x05, 0x06, 0x07, 0x14, 0x40))
_SIXTEEN: Final = 0x48
_LONG: Final = frozenset((0x0D, 0x1E, 0x1F, 0x0102))
_MANY: Final = 0x1000
_NAMED: Final = 0x8000
_INTERFACE: Final = 16
"""Bytes of the identifier before the mail that is an attachment."""


@dataclass(slots=True)
class WrappedFile:
    """A file in winmail.dat."""

    name: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Wrapped:
    """What a winmail.dat holds: files, the mail's page, and mails that are attached."""

    files: list[WrappedFile] = field(default_factory=list)
    page: str = ""
    inner: list[tuple[str, Wrapped]] = field(default_factory=list)


def unwrapped(raw: bytes, depth: int = 0) -> Wrapped:
    """What is wrapped, as far as it can be read."""
    found = Wrapped()
    at = 6
    while raw.startswith(SIGNATURE) and at + _ATTRIBUTE.size <= len(raw):
        _, number, _, length = _ATTRIBUTE.unpack_from(raw, at)
        at += _ATTRIBUTE.size
        value = raw[at : at + length]
        at += length + 2
        if number == _NEW:
            found.files.append(WrappedFile())
        elif number == _MESSAGE:
            found.page = next((name_in(v) for n, k, v in _properties(value) if n == _HTML and k != 0x1F), "")
        elif found.files:
            _attribute(found, number, value, depth)
    found.files = [file for file in found.files if file.content]
    return found


def _attribute(found: Wrapped, number: int, value: bytes, depth: int) -> None:
    file = found.files[-1]
    if number == _TITLE and not file.name:
        file.name = name_in(value.rstrip(b"\0"))
    elif number == _DATA:
        file.content = value
    elif number == _PROPERTIES:
        for name, kind, content in _properties(value):
            if name == _LONG_NAME:
                file.name = _text(kind, content)
            elif name == _CONTENT and kind == 0x0D and content[_INTERFACE:].startswith(SIGNATURE):
                if depth < _INTERFACE:
                    found.inner.append((file.name, unwrapped(content[_INTERFACE:], depth + 1)))
                file.content = b""


def _text(kind: int, content: bytes) -> str:
    if kind == 0x1F:
        return content.decode("utf-16-le", "replace").rstrip("\0")
    return name_in(content.rstrip(b"\0"))


def _properties(raw: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Number, type and first value of each property, as long as they make sense."""
    try:
        yield from _read_properties(raw)
    except (struct.error, KeyError):
        return


def _read_properties(raw: bytes) -> Iterator[tuple[int, int, bytes]]:
    (count,) = struct.unpack_from("<I", raw)
    at = 4
    for _ in range(count):
        kind, number = struct.unpack_from("<HH", raw, at)
        at += 4
        if number >= _NAMED:
            at = _behind_name(raw, at)
        many, kind = kind & _MANY, kind & ~_MANY
        if kind in _LONG or many:
            (values,) = struct.unpack_from("<I", raw, at)
            at += 4
        else:
            values = 1
        first = b""
        for i in range(min(values, len(raw))):
            value, at = _value(raw, at, kind)
            first = value if i == 0 else first
        yield number, kind, first


def _behind_name(raw: bytes, at: int) -> int:
    """Behind the name of a property that has one instead of a number of its own."""
    at += _INTERFACE
    is_text, length = struct.unpack_from("<II", raw, at)
    return at + 8 + (-(-length // 4) * 4 if is_text else 0)


def _value(raw: bytes, at: int, kind: int) -> tuple[bytes, int]:
    if kind in _LONG:
        (length,) = struct.unpack_from("<I", raw, at)
        return raw[at + 4 : at + 4 + length], at + 4 + -(-length // 4) * 4
    size = 4 if kind in _FOUR else 8 if kind in _EIGHT else {_SIXTEEN: 16}[kind]
    return raw[at : at + size], at + size
