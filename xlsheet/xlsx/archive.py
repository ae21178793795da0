"""Entries of a zip archive carried into another one as they are compressed, which zipfile doesn't offer."""

from __future__ import annotations

import zipfile
from typing import Final

_LOCAL_HEADER: Final = 30
_SIGNATURE: Final = b"PK\x03\x04"
_ENCRYPTED: Final = 1


def compressed(content: bytes, info: zipfile.ZipInfo) -> memoryview | None:
    """What an archive's `content` holds of an entry, without its header; None where that can't be carried
    over. BadZipFile where the archive ends before the entry does."""
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & _ENCRYPTED:
        return None
    start = info.header_offset + _LOCAL_HEADER
    header = content[info.header_offset : start]
    # the lengths of name and extra field are the local header's own: programs pad them differently there
    start += int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little")
    data = memoryview(content)[start : start + info.compress_size]
    if not header.startswith(_SIGNATURE) or len(data) < info.compress_size:
        raise zipfile.BadZipFile(info.filename)
    return data


def carry_over(
    data: memoryview, info: zipfile.ZipInfo, archive: zipfile.ZipFile, entry: zipfile.ZipInfo
) -> None:
    """Put what is `compressed` into an archive that is being written, as `entry`, at its end.

    Sizes go into the entry's header, whatever the old one did (a data descriptor, 64 bits): zipfile
    writes the header that they need.
    """
    assert archive.fp is not None, "the archive is open"
    entry.CRC, entry.file_size, entry.compress_size = info.CRC, info.file_size, info.compress_size
    entry.header_offset = archive.fp.tell()
    archive.fp.write(entry.FileHeader())
    archive.fp.write(data)
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry
    archive.start_dir = archive.fp.tell()
