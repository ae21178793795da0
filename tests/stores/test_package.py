"""The package rewritten: what no command touches is carried over as it is, whoever packed it and however."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest

from xlsheet.resources import TEMPLATE
from xlsheet.xlsx.package import Package

_STYLES = "xl/styles.xml"


class _Pipe(io.RawIOBase):
    """A target that cannot go back, so that sizes follow each entry's data instead of preceding them."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.content += bytes(data)  # type: ignore[call-overload]
        return len(data)  # type: ignore[arg-type]


def _packed(*, streamed: bool = False, **how: object) -> bytes:
    """The template's parts, packed by `how` an entry is to be."""
    pipe, buffer = _Pipe(), io.BytesIO()
    with zipfile.ZipFile(pipe if streamed else buffer, "w") as archive:
        for name, part in _parts(TEMPLATE.read_bytes()).items():
            entry = zipfile.ZipInfo(name, (2020, 7, 8, 9, 10, 12))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o640 << 16
            for attribute, value in how.items():
                setattr(entry, attribute, value)
            with archive.open(entry, "w", force_zip64=name == _STYLES) as target:
                target.write(part)
    return pipe.content if streamed else buffer.getvalue()


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _kinds() -> Iterator[tuple[str, bytes]]:
    yield "as Excel does", _packed()
    yield "sizes after the data", _packed(streamed=True)
    yield "stored", _packed(compress_type=zipfile.ZIP_STORED)
    yield "bzip2", _packed(compress_type=zipfile.ZIP_BZIP2)
    yield "extra fields and notes", _packed(extra=b"\x55\x54\x05\x00\x03abcd", comment="注".encode())
    yield "something before the archive", b"MZ" * 500 + _packed()


KINDS = dict(_kinds())


@pytest.mark.parametrize("content", KINDS.values(), ids=KINDS)
def test_what_does_not_change_is_carried_over_whoever_packed_it(content: bytes) -> None:
    package = Package(content)
    after = package.rewritten({_STYLES: b"<new/>", "xl/more.xml": b""}, {"docProps/app.xml"})
    expected = _parts(content) | {_STYLES: b"<new/>", "xl/more.xml": b""}
    del expected["docProps/app.xml"]
    assert list(_parts(after).items()) == list(expected.items())
    assert _looks(after, _STYLES, "xl/more.xml") == _looks(content, _STYLES, "docProps/app.xml")


def _looks(content: bytes, *without: str) -> list[tuple[object, ...]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [
            (info.filename, info.date_time, info.external_attr, info.compress_type, info.file_size)
            for info in archive.infolist()
            if info.filename not in without
        ]


def test_what_does_not_change_is_not_compressed_anew() -> None:
    best = io.BytesIO()
    with zipfile.ZipFile(best, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, part in _parts(TEMPLATE.read_bytes()).items():
            archive.writestr(name, part)
    after = io.BytesIO(Package(best.getvalue()).rewritten({}))
    assert _sizes(after) == _sizes(best)


def _sizes(content: io.BytesIO) -> list[int]:
    with zipfile.ZipFile(content) as archive:
        return [info.compress_size for info in archive.infolist()]


def test_an_archive_that_ends_early_is_not_carried_over() -> None:
    content = bytearray(_packed())
    content[content.index(b"PK\x03\x04", 100)] = 0
    with pytest.raises(zipfile.BadZipFile):
        Package(bytes(content)).rewritten({})
