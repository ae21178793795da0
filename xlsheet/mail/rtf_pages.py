"""The web page that Outlook keeps inside compressed RTF (MS-OXRTFCP, MS-OXRTFEX), as text."""

from __future__ import annotations

import re
import struct
from typing import Final

from xlsheet.grids import limits

_START: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What the packer's dictionary holds at first."""

_HEAD: Final = struct.Struct("<IIII")
_PACKED: Final = 0x75465A4C
_PLAIN: Final = 0x414C454D
_RING: Final = 4096
_PIECE: Final = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\u(-?\d+) ?\??|\\([a-zA-Z]+)(-?\d*) ?|\\(\*|[^a-zA-Z])|([{}])"
    rb"|([^\\{}\r\n]+)|[\r\n]+"
)
_HIDDEN: Final = (b"fonttbl", b"colortbl", b"stylesheet", b"info", b"generator", b"pict")
_SPACES: Final = {b"par": b"\n", b"line": b"\n", b"tab": b"\t"}


def page_in_rtf(packed: bytes) -> str:
    """The page; nothing where there is none."""
    rtf = _unpacked(packed)
    return _page(rtf) if b"\\fromhtml" in rtf[:1024] else ""


def _unpacked(packed: bytes) -> bytes:
    if len(packed) < _HEAD.size:
        return b""
    _, size, kind, _ = _HEAD.unpack_from(packed)
    if kind == _PLAIN:
        return packed[_HEAD.size :]
    if kind != _PACKED or size > limits.MOST_BYTES:
        return b""
    ring, write = bytearray(_START.ljust(_RING, b" ")), len(_START)
    found, at = bytearray(), _HEAD.size
    while at < len(packed) and len(found) < size:
        flags, at = packed[at], at + 1
        for bit in range(8):
            if at + (flags >> bit & 1) >= len(packed) or len(found) >= size:
                break
            if flags >> bit & 1:
                word = packed[at] << 8 | packed[at + 1]
                at, read = at + 2, word >> 4
                if read == write:
                    return bytes(found)
                run = [read + i for i in range((word & 15) + 2)]
            else:
                ring[write], run, at = packed[at], [write], at + 1
            for place in run:
                byte = ring[place % _RING]
                found.append(byte)
                ring[write] = byte
                write = (write + 1) % _RING
    return bytes(found)


def _page(rtf: bytes) -> str:
    """What stands in \\htmltag groups and between them, without what \\htmlrtf marks as RTF's own."""
    found: list[str] = []
    pending = bytearray()
    states: list[
        tuple[bool, bool]
    ] = []  # of the groups around: whether it is RTF's own, whether it is hidden
    own = hidden = False
    for match in _PIECE.finditer(rtf):
        code, wide, word, number, symbol, brace, text = match.groups()
        if brace == b"{":
            states.append((own, hidden))
        elif brace == b"}":
            own, hidden = states.pop() if states else (False, False)
        elif word == b"htmlrtf":
            own = number != b"0"
        elif word == b"htmltag":
            hidden = False
        elif word in _HIDDEN or symbol == b"*":
            hidden = True
        elif own or hidden:
            continue
        elif wide is not None:
            found.append(pending.decode("gb18030", "replace") + chr(int(wide) % 0x10000))
            pending.clear()
        else:
            pending += _bytes(code, word, symbol, text)
    return "".join(found) + pending.decode("gb18030", "replace")


def _bytes(code: bytes | None, word: bytes | None, symbol: bytes | None, text: bytes | None) -> bytes:
    if code is not None:
        return bytes([int(code, 16)])
    if word is not None:
        return _SPACES.get(word, b"")
    return (symbol if symbol in (b"{", b"}", b"\\") else b"") if symbol is not None else text or b""
