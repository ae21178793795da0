"""In a shared folder the ledger and its backups stay as open to others as they were, and no more."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from support.ledger_file import change, new_ledger, rows
from support.small_ledger import unit
from xlsheet.dictionary.tables import UNITS
from xlsheet.errors import OutputError
from xlsheet.files import disk
from xlsheet.ledger.changes import Edit
from xlsheet.stores.file import FileStore

if sys.platform == "win32" or os.geteuid() != 0:
    pytest.skip("only root can be several users", allow_module_level=True)

ANNA, BEN, OFFICE = 61001, 61002, 62000
ONE_MORE = Edit(UNITS, appended=[unit("市审计局")])


@pytest.fixture
def shared() -> Iterator[Path]:
    """A ledger of Anna's in a folder whose group is the office's."""
    with tempfile.TemporaryDirectory() as name:  # pytest's own folders are closed to others
        folder = Path(name)
        ledger = new_ledger(folder)
        os.chown(folder, ANNA, OFFICE)
        folder.chmod(0o2770)
        os.chown(ledger, ANNA, OFFICE)
        ledger.chmod(0o660)
        yield ledger


def as_user(user: int, groups: list[int], ledger: Path) -> str:
    """A change made in a process of that user's: what it said, nothing where it was done."""
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        said = "?"
        try:
            os.umask(0o022)
            os.setgroups(groups)
            os.setgid(groups[0])
            os.setuid(user)
            change(ledger, ONE_MORE)
            said = ""
        except BaseException as error:  # noqa: BLE001  # nothing may get out of a forked test process
            said = f"{type(error).__name__}: {error}"
        finally:
            os.write(writer, said.encode())
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        said = pipe.read().decode()
    os.waitpid(child, 0)
    return said


def owner(path: Path) -> tuple[int, int, str]:
    about = path.stat()
    return about.st_uid, about.st_gid, oct(stat.S_IMODE(about.st_mode))


def backups(ledger: Path) -> Path:
    with FileStore.open(ledger, writing=False) as store:
        return store.backups_folder


def test_what_another_member_changes_stays_the_groups(shared: Path) -> None:
    assert as_user(BEN, [62001, OFFICE], shared) == ""
    assert owner(shared)[1:] == (OFFICE, "0o660")
    folder = backups(shared)
    assert owner(folder)[1:] == (OFFICE, "0o2770")
    assert {owner(path)[1:] for path in folder.iterdir()} == {(OFFICE, "0o660")}
    assert as_user(ANNA, [62003, OFFICE], shared) == ""
    assert len(rows(shared, UNITS)) == 2


def test_root_gives_everything_to_the_ledgers_owner(shared: Path) -> None:
    change(shared, ONE_MORE)
    assert owner(shared) == (ANNA, OFFICE, "0o660")
    assert {owner(path)[:2] for path in (backups(shared), *backups(shared).iterdir())} == {(ANNA, OFFICE)}


def test_what_is_for_one_alone_stays_so(shared: Path) -> None:
    shared.chmod(0o600)
    assert as_user(ANNA, [OFFICE], shared) == ""
    assert owner(shared) == (ANNA, OFFICE, "0o600")
    assert owner(backups(shared))[2] == "0o2700"
    assert {owner(path)[2] for path in backups(shared).iterdir()} == {"0o600"}


def test_a_ledger_that_others_may_only_read_is_refused(shared: Path) -> None:
    shared.parent.chmod(0o777)
    shared.chmod(0o664)
    content = shared.read_bytes()
    assert "请有写入权限的人来做" in as_user(BEN, [62001], shared)
    assert (shared.read_bytes(), owner(shared)) == (content, (ANNA, OFFICE, "0o664"))


def test_a_file_whose_owner_would_be_locked_out_is_not_replaced(shared: Path) -> None:
    shared.parent.chmod(0o777)
    content = shared.read_bytes()
    child = os.fork()
    if not child:
        os.setgroups([])
        os.setgid(62001)
        os.setuid(BEN)
        try:
            disk.put(shared, b"new")
        except PermissionError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert shared.read_bytes() == content
    assert [path.name for path in shared.parent.iterdir()] == [shared.name]


@pytest.mark.parametrize("mode", [0o444, 0o440])
def test_a_read_only_ledger_is_refused_not_replaced(shared: Path, mode: int) -> None:
    shared.chmod(mode)
    content = shared.read_bytes()
    with pytest.raises(OutputError, match=r"是只读的，没有改动.*去掉“只读”"), FileStore.open(shared):
        pass
    assert "是只读的" in as_user(ANNA, [OFFICE], shared)
    assert (shared.read_bytes(), owner(shared)[2]) == (content, oct(mode))
    assert [path.name for path in shared.parent.iterdir()] == [shared.name]


def test_other_names_of_a_ledger_are_told(shared: Path, caplog: pytest.LogCaptureFixture) -> None:
    os.link(shared, shared.parent / "另一个名字.xlsm")
    change(shared, ONE_MORE)
    assert "还有别的名字（硬链接）" in caplog.text


@pytest.mark.skipif(sys.platform != "linux", reason="such attributes are Linux'")
def test_attributes_that_people_gave_a_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"old")
    try:
        os.setxattr(path, "user.note", "督查室".encode())
    except OSError:
        pytest.skip("this drive has no attributes")
    disk.put(path, b"new")
    assert os.getxattr(path, "user.note").decode() == "督查室"
