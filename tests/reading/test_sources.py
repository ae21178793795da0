"""Files, folders and zips: each file is given once, with its name, and nothing leads out of them."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from support import sent
from xlsheet.errors import RequestError
from xlsheet.forms.read import sources
from xlsheet.forms.read.sources import Source, find_sources
from xlsheet.grids import limits


def found(*paths: Path, exclude: tuple[Path, ...] = ()) -> dict[str, Source]:
    given = list(find_sources(paths, exclude))
    names = {Path(source.path).name: source for source in given}
    assert len(names) == len(given)
    return names


def code(source: Source) -> str:
    assert source.content is None
    assert source.finding is not None
    return source.finding.code


def test_folders_give_their_files_by_name_once(tmp_path: Path) -> None:
    for name in ("乙.xlsx", "甲/一.xlsx", "甲/深/二.xlsx", "台账.xlsm", "台账_备份/旧.xlsm"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(name.encode())
    own = (tmp_path / "台账.xlsm", tmp_path / "台账_备份")
    given = [s.path for s in find_sources([tmp_path, tmp_path / "乙.xlsx", tmp_path / "甲"], own)]
    assert given == [str(tmp_path / name) for name in ("乙.xlsx", "甲/一.xlsx", "甲/深/二.xlsx")]


def test_a_path_that_is_not_there_stops_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"没有\.xlsx"):
        find_sources([tmp_path, tmp_path / "没有.xlsx"])


@pytest.mark.parametrize(
    "name", ["~$甲.xlsx", ".~lock.甲.xlsx#", "Thumbs.db", ".DS_Store", "desktop.ini", "._甲"]
)
def test_leftovers_are_ignored_on_disk_and_in_zips(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(f"夹/{name}", b"x")
    given = list(find_sources([tmp_path]))
    assert [(code(s), s.ignored) for s in given] == [("file_temp", True)] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links_that_lead_out_or_nowhere_are_ignored(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside.xlsx", tmp_path / "回收"
    (folder / "内").mkdir(parents=True)
    outside.write_bytes(b"x")
    (folder / "好.xlsx").write_bytes(b"x")
    for name, target in (
        ("外.xlsx", outside),
        ("断.xlsx", tmp_path / "none"),
        ("圈", folder),
        ("上", tmp_path),
        ("里.xlsx", folder / "好.xlsx"),
    ):
        (folder / "内" / name).symlink_to(target)
    given = found(folder)
    assert {name for name, source in given.items() if source.ignored} == {"外.xlsx", "断.xlsx", "圈", "上"}
    assert {code(s) for s in given.values() if s.ignored} == {"file_link"}
    assert given["里.xlsx"].content == b"x"
    assert found(folder / "内" / "外.xlsx")["外.xlsx"].content == b"x"


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"x")
    (tmp_path / "a.xlsx").chmod(0)
    assert code(found(tmp_path)["a.xlsx"]) == "file_locked"


@pytest.mark.parametrize(
    "error", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")]
)
def test_what_the_system_says_is_told_in_chinese(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    def refuse(*_: object) -> None:
        raise error

    (tmp_path / "a.xlsx").write_bytes(b"x")
    monkeypatch.setattr(sources, "_archive", refuse)
    source = found(tmp_path)["a.xlsx"]
    assert code(source) == "file_locked"
    assert not any(c.isascii() and c.isalpha() for c in str(source.finding))


@pytest.mark.skipif(sys.platform == "win32", reason="no pipes in folders there")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    assert code(found(tmp_path)["a.xlsx"]) == "file_locked"


def test_a_file_too_large_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.xlsx").open("wb") as file:
        file.truncate(limits.MOST_BYTES + 1)
    assert code(found(tmp_path)["a.xlsx"]) == "file_bomb"


def zipped_raw(names: Mapping[bytes, bytes]) -> bytes:
    """A zip whose entries have these bytes for names, without saying in what alphabet."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for number, (name, content) in enumerate(names.items()):
            archive.writestr(f"{number:d}".ljust(len(name), "#"), content)
    packed = stream.getvalue()
    for number, name in enumerate(names):
        packed = packed.replace(f"{number:d}".ljust(len(name), "#").encode(), name)
    return packed


def test_names_in_zips_are_read_in_their_own_alphabet_and_lead_nowhere(tmp_path: Path) -> None:
    names = {
        "市教育局.xlsx".encode("gbk"): "市教育局.xlsx",
        "市住建局.xlsx".encode(): "市住建局.xlsx",
        "../../上级.xlsx".encode("gbk"): "上级.xlsx",
        "C:\\盘.xlsx".encode("gb18030"): "C:/盘.xlsx",
        "/根.xlsx".encode("gbk"): "根.xlsx",
    }
    (tmp_path / "材料.zip").write_bytes(zipped_raw(dict.fromkeys(names, b"content")))
    with zipfile.ZipFile(tmp_path / "标.zip", "w") as archive:
        archive.writestr("市财政局.xlsx", b"content")
    given = [source.path for source in find_sources([tmp_path])]
    expected = [f"{tmp_path}/标.zip/市财政局.xlsx", *(f"{tmp_path}/材料.zip/{n}" for n in names.values())]
    assert sorted(given) == sorted(expected)
    assert list(tmp_path.rglob("*.xlsx")) == []


def test_files_in_a_zip_have_verdicts_of_their_own(tmp_path: Path) -> None:
    form = sent.form()
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("好.xlsx", form)
        archive.writestr("大.xlsx", b"0" * (limits.MOST_BYTES + 1))
        link = zipfile.ZipInfo("链")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
        archive.writestr(zipfile.ZipInfo("法.xlsx"), b"x" * 9, zipfile.ZIP_BZIP2)
    given = found(tmp_path)
    assert given["好.xlsx"].content == form
    codes = {name: code(source) for name, source in given.items() if name != "好.xlsx"}
    assert codes == {"大.xlsx": "file_bomb", "链": "file_link", "法.xlsx": "file_corrupt"}


def test_a_zip_of_too_many_files_or_none(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "多.zip", "w") as archive:
        for i in range(limits.MOST_PACKED_FILES + 1):
            archive.writestr(f"{i}.xlsx", b"")
    zipfile.ZipFile(tmp_path / "空.zip", "w").close()
    given = found(tmp_path)
    assert (code(given["多.zip"]), code(given["空.zip"])) == ("file_bomb", "file_not_table")


def test_an_entry_with_a_password_or_damage(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("密.xlsx", b"secret")
        archive.writestr("坏.xlsx", b"content")
    content = bytearray((tmp_path / "a.zip").read_bytes())
    content[content.index(b"PK\x01\x02") + 8] |= 1
    content[content.index(b"content")] ^= 1
    (tmp_path / "a.zip").write_bytes(content)
    given = found(tmp_path)
    assert (code(given["密.xlsx"]), code(given["坏.xlsx"])) == ("file_encrypted", "file_corrupt")
