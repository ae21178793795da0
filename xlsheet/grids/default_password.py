"""Workbooks that Excel encrypts with a password of its own and opens without asking: so do we."""

from __future__ import annotations

import io
import struct
from typing import Final

_EXCELS_OWN: Final = "VelvetSweatshop"
"""What Excel takes where a workbook's structure is protected, or somebody asks for no password."""


def opened(raw: bytes) -> bytes:
    """The workbook as it was before it was encrypted; as it is, where that took a person's password."""
    # it takes a while to import, and few files need it
    from msoffcrypto import OfficeFile
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    try:
        book, target = OfficeFile(io.BytesIO(raw)), io.BytesIO()
        book.load_key(password=_EXCELS_OWN)
        book.decrypt(target)
    except (DecryptionError, FileFormatError, InvalidKeyError, ParseError):
        return raw
    except (OSError, ValueError, LookupError, AttributeError, struct.error):
        return raw  # what its parsers raise for damaged headers
    found = target.getvalue()
    return found if found.startswith((b"PK", raw[:4])) else raw
