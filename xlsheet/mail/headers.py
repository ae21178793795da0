"""Words of a mail's headers, however programs encoded them: RFC 2047, RFC 2231, or bytes as they are."""

from __future__ import annotations

import base64
import binascii
import quopri
import re
from email.message import Message
from typing import Final
from urllib.parse import unquote_to_bytes

from xlsheet.cells.encoding import name_in

_WORD: Final = re.compile(r"=\?([\w.:+-]+)(?:\*[\w-]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS: Final = re.compile(r"(\?=)\s+(?==\?)")
_FOLD: Final = re.compile(r"\r?\n[ \t]*")
_PARAMETER: Final = re.compile(
    r';\s*([\w!#$&+.^`|~-]+)(\*\d+)?(\*)?\s*=\s*("(?:\\.|[^"\\])*"?|[^;]*)', re.DOTALL
)
_QUOTED_PAIR: Final = re.compile(r'\\(["\\])')
_LONGEST: Final = 1 << 16
"""Letters of a header that are looked at; no mail program writes as many."""

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")
_CHINESE: Final = ("gb2312", "gbk", "gb_2312-80", "hz-gb-2312", "cp936", "x-gbk", "gb18030", "936")


def headers(message: Message, name: str) -> list[str]:
    """A mail's headers of that name as they stand there, the topmost first; bytes that are no ASCII are read
    as UTF-8 or GBK."""
    found = (str(value)[:_LONGEST] for key, value in message.raw_items() if key.lower() == name.lower())
    return [text if text.isascii() else _with_bytes(text) for text in found]


def header(message: Message, name: str) -> str:
    """The first header of that name; nothing where there is none."""
    return next(iter(headers(message, name)), "")


def _with_bytes(text: str) -> str:
    """What the parser kept as bytes within a text, as text."""
    try:
        return name_in(text.encode("ascii", "surrogateescape"))
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def decode_bytes(raw: bytes, charset: str) -> str:
    """Bytes in the charset that a mail names; in one that we know where that is wrong or none at all."""
    name = charset.strip().strip("\"'").lower()
    try:
        return raw.decode("gb18030" if name in _CHINESE else name or "utf-8")
    except (LookupError, UnicodeDecodeError, ValueError):
        return name_in(raw)


def words_of(raw: str) -> str:
    """A header's text with its encoded words decoded, on one line."""
    text = _BETWEEN_WORDS.sub(r"\1", _FOLD.sub(" ", raw))
    found: list[str] = []
    charset, pending, at = "", b"", 0
    for match in _WORD.finditer(text):
        if pending and (match.start() > at or match[1].lower() != charset):
            found.append(decode_bytes(pending, charset))
            pending = b""
        found.append(text[at : match.start()])
        # a character may be cut in two between words: their bytes are joined before they are decoded
        charset, pending, at = match[1].lower(), pending + _bytes_of(match[2], match[3]), match.end()
    if pending:
        found.append(decode_bytes(pending, charset))
    found.append(text[at:])
    return _CONTROL.sub(" ", "".join(found)).strip()


def _bytes_of(encoding: str, text: str) -> bytes:
    if encoding in "qQ":
        return quopri.decodestring(text.replace("_", " ").encode("ascii", "replace"))
    packed = re.sub(r"[^A-Za-z0-9+/]", "", text)
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4))
    except binascii.Error:
        return base64.b64decode(packed[: len(packed) // 4 * 4])


def parameters(text: str) -> dict[str, str]:
    """The parameters of a header by their names in small letters: `name`, `filename`, `charset`."""
    pieces: dict[str, list[tuple[int, bool, str]]] = {}
    for name, number, star, value in _PARAMETER.findall(text):
        value = value.strip()
        if value.startswith('"'):
            value = _QUOTED_PAIR.sub(r"\1", value[1:].removesuffix('"'))
        pieces.setdefault(name.lower(), []).append((int(number[1:]) if number else 0, bool(star), value))
    return {name: _joined(parts) for name, parts in pieces.items()}


def _joined(parts: list[tuple[int, bool, str]]) -> str:
    """A parameter's value from its numbered parts (RFC 2231), or from encoded words in their place."""
    parts = sorted(parts, key=lambda part: part[0])
    if not any(star for _, star, _ in parts):
        numbers = {number for number, _, _ in parts}
        whole = "".join(value for _, _, value in parts) if len(numbers) == len(parts) else parts[0][2]
        return words_of(whole)
    starred = [part for part in parts if part[1]]
    if all(number == 0 for number, _, _ in parts):  # filename and filename*: the latter is meant
        parts = starred[:1]
    charset, raw = "", b""
    for i, (_, star, value) in enumerate(parts):
        if i == 0 and star and value.count("'") >= 2:
            charset, _, value = value.split("'", 2)
        raw += unquote_to_bytes(value) if star else value.encode("utf-8")
    return _CONTROL.sub(" ", decode_bytes(raw, charset)).strip()
