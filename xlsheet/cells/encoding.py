"""Text from bytes: UTF-8, GBK, or what the first bytes or a web page say."""

from __future__ import annotations

import re
from typing import Final

_MARKED: Final = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_UNMARKED: Final = ("utf-8", "gb18030")
_CHARSET: Final = re.compile(rb"charset\s*=\s*[\"']?\s*(?:gb2312|gbk|gb18030)", re.IGNORECASE)
_START: Final = 4096
"""How far into a page its encoding is looked for."""


def text_of(raw: bytes) -> str | None:
    """The text, without a byte order mark; None where it is in no encoding that we know."""
    marked = [encoding for start, encoding in _MARKED if raw.startswith(start)]
    for encoding in marked or _UNMARKED:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def page_text_of(raw: bytes) -> str | None:
    """The text of a web page, in the encoding that it declares; None as for `text_of`."""
    return raw.decode("gb18030", "replace") if _CHARSET.search(raw[:_START]) else text_of(raw)


def name_in(raw: bytes) -> str:
    """A name that other programs wrote in UTF-8 or GBK; what is neither shows as a replacement character."""
    return text_of(raw) or raw.decode("gb18030", "replace")
