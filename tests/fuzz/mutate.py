"""Damages files as mail, disks and programs do, and as nobody would: bytes, parts, XML."""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable, Mapping
from typing import Final

Mutation = Callable[[bytes, random.Random], bytes]

_ODD: Final = (
    *(b"", b"\x00", b"\xff\xff\xff\xff", b"-1", b"0", b"1048577", b"99999999999999999999", b"NaN", b"1e999"),
    *(b"XFD1048576", b"A0", b"ZZZZ1", b"A1:XFD1048576", b"#REF!", b"&amp;&#0;", b"&#xFFFF;", b"&nope;"),
    *("合计".encode(), "￿".encode(), "\u202e过半".encode(), b"=1+1", b"]]>", b"<!--", b"<!DOCTYPE a []>"),
)
_TOKEN: Final = re.compile(rb'"[^"<>]*"|>[^<>]+<|</?[\w:]+')
_TAGS: Final = (
    *(b"<c>", b"</row>", b"<f>1/0</f>", b"<v/>", b"<row r='0'>", b"<x:c/>"),
    b"<mergeCell ref='A1:A9'/>",
)


def flip_bytes(content: bytes, chance: random.Random) -> bytes:
    """A few bytes are others."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 3, 20, 200))):
        if changed:
            changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def cut(content: bytes, chance: random.Random) -> bytes:
    """The end is missing, or the beginning, or something between."""
    first, last = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    return chance.choice((content[:first], content[last:], content[:first] + content[last:]))


def repeat(content: bytes, chance: random.Random) -> bytes:
    """A stretch stands there twice, or many times."""
    first, last = sorted(chance.randrange(len(content) + 1) for _ in range(2))
    times = chance.choice((1, 2, 30))
    return content[:last] + content[first : min(last, first + 4000)] * times + content[last:]


def zero_sector(content: bytes, chance: random.Random) -> bytes:
    """512 bytes are zeros, as on a failing disk."""
    start = chance.randrange(len(content) + 1) // 512 * 512
    return content[:start] + bytes(min(512, len(content) - start)) + content[start + 512 :]


def odd_numbers(content: bytes, chance: random.Random) -> bytes:
    """Lengths and offsets inside are extreme."""
    changed = bytearray(content)
    for _ in range(chance.choice((1, 5))):
        if len(changed) > 4:
            number = chance.choice((0, 1, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, len(changed)))
            struct.pack_into("<I", changed, chance.randrange(len(changed) - 4), number)
    return bytes(changed)


def odd_tokens(content: bytes, chance: random.Random) -> bytes:
    """Values, texts and tags of XML or HTML are others."""
    return _replaced(content, chance, list(_TOKEN.finditer(content)))


def odd_values(content: bytes, chance: random.Random) -> bytes:
    """Values and texts are others, and the XML as sound as they let it be."""
    return _replaced(content, chance, [token for token in _TOKEN.finditer(content) if token[0][:1] in b'">'])


def _replaced(content: bytes, chance: random.Random, tokens: list[re.Match[bytes]]) -> bytes:
    chosen = chance.sample(tokens, min(len(tokens), chance.choice((1, 1, 4, 20))))
    for token in sorted(chosen, key=lambda token: token.start(), reverse=True):
        old, other = token[0], chance.choice(_ODD)
        new = old[:1] + other + old[-1:] if old[:1] in b'">' else chance.choice((other, b"<a", *_TAGS))
        content = content[: token.start()] + new + content[token.end() :]
    return content


def moved_lines(content: bytes, chance: random.Random) -> bytes:
    """Elements or lines stand in another order."""
    pieces = re.split(rb"(?<=>)(?=<(?:row|c|tr|td|Row|Cell)\b)|(?<=\n)", content)
    first, second = chance.randrange(len(pieces)), chance.randrange(len(pieces))
    pieces[first], pieces[second] = pieces[second], pieces[first]
    return b"".join(pieces)


_BYTES: Final[tuple[Mutation, ...]] = (flip_bytes, cut, repeat, zero_sector, odd_numbers)
_TEXT: Final[tuple[Mutation, ...]] = (odd_values, odd_values, odd_tokens, moved_lines, flip_bytes, cut)
_INSIDE: Final = 0.85
"""How often a package is damaged in its parts and not in its bytes: few damaged zips are opened at all."""


def mutated(content: bytes, chance: random.Random) -> bytes:
    """One file damaged in one to three ways; the same random numbers give the same damage."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        packed = content.startswith(b"PK") and chance.random() < _INSIDE
        parts = _parts(content) if packed else {}
        if parts:
            content = _packed(_damaged_parts(parts, chance), chance)
        else:
            ways = _BYTES if b"\x00" in content[:4096] else (*_BYTES, *_TEXT)
            content = chance.choice(ways)(content, chance)
    return content


def _parts(package: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001  damaged before: damage its bytes instead
        return {}


def _damaged_parts(parts: Mapping[str, bytes], chance: random.Random) -> dict[str, bytes]:
    """One part is damaged, gone, another's, or doubled under another name."""
    changed = dict(parts)
    sheets = [name for name in parts if "sheet" in name or "content" in name]
    name, other = chance.choice([*parts, *sheets * 3]), chance.choice(list(parts))
    what = chance.randrange(16)
    if what == 0:
        del changed[name]
    elif what == 1:
        changed[name], changed[other] = changed[other], changed[name]
    elif what == 2:
        changed[name.upper()] = changed.pop(name)
    else:
        changed[name] = chance.choice(_TEXT)(changed[name], chance)
    return changed


def _packed(parts: Mapping[str, bytes], chance: random.Random) -> bytes:
    stream = io.BytesIO()
    method = chance.choice((zipfile.ZIP_DEFLATED,) * 20 + (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()
