"""Returns in .7z and .rar: one layer as in .zip, the same limits, and a sentence where nothing helps."""

from __future__ import annotations

import io
import shutil
import struct
import sys
import zlib
from collections.abc import Mapping
from pathlib import Path

import py7zr
import pytest

from xlsheet.forms.read.sources import Source, find_sources
from xlsheet.grids import archives, limits

FILES = {"夹/甲.xlsx": b"one", "乙.xlsx": b"two", "夹/Thumbs.db": b"x"}
STAND_IN = f"""#!{sys.executable}
import sys, zlib
# as bsdtar does, but for files that are stored as they are, which is what these tests make
raw, folder = open(sys.argv[3], "rb").read(), sys.argv[5]
import pathlib
def number(at):
    value = shift = 0
    while True:
        value |= (raw[at] & 127) << shift
        at, shift = at + 1, shift + 7
        if raw[at - 1] < 128:
            return value, at
at = 8
if b"SECRET" in raw:
    sys.exit("RAR encryption support unavailable.")
while at < len(raw):
    size, start = number(at + 4)
    kind, p = number(start)
    flags, p = number(p)
    extra, data = 0, 0
    if flags & 2:
        data, p = number(p)
    if kind == 2:
        for _ in range(1):
            file_flags, p = number(p)
        unpacked, p = number(p)
        _, p = number(p)
        p += 4
        for _ in range(2):
            _, p = number(p)
        length, p = number(p)
        target = pathlib.Path(folder, raw[p:p + length].decode())
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(raw[start + size:start + size + data])
    at = start + size + data
"""


def found(path: Path) -> dict[str, Source]:
    return {source.path.removeprefix(f"{path}/"): source for source in find_sources([path])}


def code(source: Source) -> str:
    assert source.content is None
    assert source.finding is not None
    return source.finding.code


def as_7z(target: Path, files: Mapping[str, bytes] = FILES, **options: object) -> Path:
    with py7zr.SevenZipFile(target, "w", **options) as archive:  # type: ignore[arg-type]
        for name, content in files.items():
            archive.writestr(content, name)
    return target


def as_rar(target: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """A RAR 5 archive of files that are stored as they are."""

    def number(value: int) -> bytes:
        low = b""
        while value > 127:
            low, value = low + bytes([value & 127 | 128]), value >> 7
        return low + bytes([value])

    def block(header: bytes, data: bytes = b"") -> bytes:
        sized = number(len(header)) + header
        return struct.pack("<I", zlib.crc32(sized)) + sized + data

    def stored(name: str, content: bytes) -> bytes:
        sizes = number(len(content)) + number(4) + number(len(content)) + number(0o100644)
        check = struct.pack("<I", zlib.crc32(content))
        label = name.encode()
        header = number(2) + number(2) + sizes + check + number(0) + number(1) + number(len(label)) + label
        return block(header, content)

    body = b"".join(stored(name, content) for name, content in files.items())
    end = block(number(5) + number(0) + number(0))
    target.write_bytes(b"Rar!\x1a\x07\x01\x00" + block(number(1) + number(0) + number(0)) + body + end)
    return target


@pytest.fixture
def unpacker(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """bsdtar where the machine has it, else a program that does the same for files stored as they are."""
    real = shutil.which("bsdtar")
    folder = tmp_path_factory.mktemp("bin")
    if real:
        (folder / "bsdtar").symlink_to(real)
    else:
        (folder / "bsdtar").write_text(STAND_IN, encoding="utf-8")
        (folder / "bsdtar").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


@pytest.fixture
def nothing_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "unpackers", list)


def test_a_7z_gives_what_is_in_it(tmp_path: Path, nothing_unpacks: None) -> None:
    given = found(as_7z(tmp_path / "各单位.7z"))
    assert {name: source.content for name, source in given.items() if source.content} == {
        "夹/甲.xlsx": b"one",
        "乙.xlsx": b"two",
    }
    assert code(given["夹/Thumbs.db"]) == "file_temp"


def test_a_rar_gives_what_is_in_it(tmp_path: Path, unpacker: None) -> None:
    given = found(as_rar(tmp_path / "各单位.rar"))
    assert given["夹/甲.xlsx"].content == b"one"
    assert given["乙.xlsx"].content == b"two"
    assert code(given["夹/Thumbs.db"]) == "file_temp"


def test_without_a_program_for_it_a_rar_is_told_what_to_send(tmp_path: Path, nothing_unpacks: None) -> None:
    (source,) = find_sources([as_rar(tmp_path / "各单位.rar")])
    assert code(source) == "file_not_table"
    assert source.finding is not None
    assert ".rar 压缩包" in source.finding.message
    assert "请解压后" in source.finding.message


def test_a_password_is_asked_to_be_taken_away(tmp_path: Path) -> None:
    (source,) = find_sources([as_7z(tmp_path / "a.7z", password="123")])
    assert code(source) == "file_encrypted"


@pytest.mark.parametrize("keep", [6, 20, 32, 40, 60])
def test_a_damaged_one_is_one_files_verdict(tmp_path: Path, keep: int, nothing_unpacks: None) -> None:
    whole = as_7z(tmp_path / "a.7z").read_bytes()
    (tmp_path / "a.7z").write_bytes(whole[:keep])
    (source,) = find_sources([tmp_path])
    assert code(source) == "file_corrupt"


def test_what_grows_too_much_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_PACKED_FILES", 2)
    with py7zr.SevenZipFile(
        tmp_path / "b.7z", "w", filters=[{"id": py7zr.FILTER_ZSTD, "level": 1}]
    ) as archive:
        archive.writef(io.BytesIO(bytes(600 << 20)), "大.xlsx")
    (source,) = find_sources([tmp_path / "b.7z"])
    assert code(source) == "file_bomb"


def test_a_rar_that_grows_too_much_is_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unpacker: None
) -> None:
    monkeypatch.setattr(limits, "MOST_PACKED_FILES", 2)
    (source,) = find_sources([as_rar(tmp_path / "a.rar")])
    assert code(source) == "file_bomb"


def test_links_inside_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "夹").mkdir()
    (tmp_path / "夹" / "甲.xlsx").write_bytes(b"one")
    (tmp_path / "夹" / "链.xlsx").symlink_to("/etc/hostname")
    with py7zr.SevenZipFile(tmp_path / "a.7z", "w") as archive:
        archive.writeall(tmp_path / "夹", "夹")
    given = found(tmp_path / "a.7z")
    assert given["夹/甲.xlsx"].content == b"one"
    assert given["夹/链.xlsx"].content is None
    assert given["夹/链.xlsx"].ignored
