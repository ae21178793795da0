"""A bundle installs without any index, as an ordinary user, in a folder with Chinese and blanks."""

from __future__ import annotations

import http.client
import os
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from bundle.resolve import BEGIN, END, PAGE, TARGETS, YES, own_names
from xlsheet.errors import ExistsError, RequestError
from xlsheet.jobs.bundle.making import SUMS, BundleRequest, _add_kit, _sums, bundle
from xlsheet.jobs.bundle.targets import PYTHONS, installed, needed, targets_of

NOBODY = 65534
_FITS = "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))"


def as_a_user(*, offline: bool) -> list[str]:
    """What makes a command an ordinary user's, and cuts it off from every network, where we may do that; that
    no index is asked the installation sees to itself."""
    if os.geteuid() != 0:
        return if_it_works(["unshare", "--user", "--map-current-user", "--net"]) if offline else []
    other = if_it_works(["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"])
    return [*(if_it_works(["unshare", "--net"]) if offline else []), *other]


@cache
def _works(*command: str) -> bool:
    return bool(shutil.which(command[0])) and subprocess.run([*command, "true"], check=False).returncode == 0


def if_it_works(command: list[str]) -> list[str]:
    """The command, or nothing where this computer doesn't let us."""
    return command if _works(*command) else []


def run(command: Sequence[object], home: Path, *, offline: bool = True) -> subprocess.CompletedProcess[str]:
    """As that user, with an environment of its own in which nothing of ours is."""
    clean = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    words = [*as_a_user(offline=offline), *map(str, command)]
    return subprocess.run(words, env=clean, cwd=home, capture_output=True, encoding="utf-8", check=False)


def system_python() -> str:
    """The version of the Python that every user of this computer has; a bundle is made for it."""
    for name in ("python3.14", "python3.13", "python3.12", "python3.11", "python3"):
        program = shutil.which(name, path="/usr/bin:/bin")
        if program and subprocess.run([program, "-c", _FITS], check=False).returncode == 0:
            said = subprocess.run([program, "-V"], capture_output=True, encoding="utf-8", check=True).stdout
            return ".".join(said.split()[1].split(".")[:2])
    pytest.skip("no Python from 3.11 on in /usr/bin")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that an ordinary user gets at, since pytest's own are ours alone."""
    folder = Path("/tmp") / f"xlsheet 安装 {os.getpid()}"
    folder.mkdir()
    (folder / "家 里").mkdir()
    if os.geteuid() == 0:
        os.chown(folder / "家 里", NOBODY, NOBODY)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(sys.platform != "linux", reason="installs a Linux bundle")
def test_a_bundle_installs_repairs_and_goes(place: Path) -> None:
    """And everything that the program opens is in the wheel: nothing of the checkout is in reach."""
    packed, home = place / "安 装 包", place / "家 里"
    target = f"linux-{platform.machine()}"
    made = bundle(BundleRequest(packed, target, pythons=[system_python()]))
    assert made.wheels[target, system_python()] > 50
    assert not [path for path in (packed / "wheels").iterdir() if path.suffix != ".whl"]
    subprocess.run(["chmod", "-R", "a+rX", str(place)], check=True)

    notice = (packed / "示例" / "通知.txt").read_bytes()
    (packed / "示例" / "通知.txt").write_bytes(notice + b" ")
    refused = run(["sh", packed / "安装.sh"], home)
    assert refused.returncode == 3
    assert "示例/通知.txt" in refused.stdout
    assert not (home / ".local" / "share" / "xlsheet" / "app").exists()
    (packed / "示例" / "通知.txt").write_bytes(notice)

    installed_ = run(["sh", packed / "安装.sh"], home)
    assert installed_.returncode == 0, installed_.stdout + installed_.stderr
    command = home / ".local" / "bin" / "xlsheet"
    ledger = home / "督查台账" / "督查台账.xlsm"
    assert ledger.exists()
    assert "desktop" in "".join(path.name for path in home.rglob("*.desktop"))
    assert "可以使用" in installed_.stdout  # doctor's word
    sample = packed / "示例"
    new = [command, "new", home / "新 台账.xlsm", "--notice", sample / "通知.txt", "--units"]
    assert run([*new, sample / "单位名录.csv"], home).returncode in (0, 1)
    split = run([command, "split", home / "新 台账.xlsm", "--month", "2021-05", "--out", "下发"], home)
    assert split.returncode == 0, split.stderr
    assert len(list((home / "下发").glob("*.xlsx"))) == 17
    look_at_the_desk(command, home)

    before, first = ledger.read_bytes(), next((home / ".local/share/xlsheet/app").glob("env-*"))
    own = (home / "新 台账.xlsm").read_bytes()
    shutil.rmtree(first / "lib")
    assert run([command, "--version"], home).returncode != 0
    newer = place / "新 安 装 包"
    as_version(packed, newer, "99.1")
    assert run(["sh", newer / "安装.sh"], home).returncode == 0  # repairs and upgrades
    assert run([command, "--version"], home).stdout.strip() == "xlsheet 99.1"
    assert run([command, "status", home / "新 台账.xlsm"], home).returncode == 0
    assert not first.exists()
    assert (ledger.read_bytes(), (home / "新 台账.xlsm").read_bytes()) == (before, own)
    gone = run(["sh", packed / "卸载.sh"], home)
    assert gone.returncode == 0, gone.stderr
    left = {path.name for path in home.rglob("*") if path.is_file()}
    assert ledger.read_bytes() == before
    assert not {"launcher", "xlsheet.desktop", "set_up.py", "python"} & left
    assert not command.is_symlink()


def as_version(packed: Path, target: Path, version: str) -> None:
    """The same bundle as it would be of another version of xlsheet."""
    shutil.copytree(packed, target, copy_function=os.link)
    (wheel,) = (target / "wheels").glob("xlsheet-*.whl")
    old = wheel.name.split("-")[1]
    renamed = wheel.with_name(f"xlsheet-{version}-py3-none-any.whl")
    with zipfile.ZipFile(wheel) as source, zipfile.ZipFile(renamed, "w") as made:
        for name in source.namelist():
            content = source.read(name)
            for said in (f"\nVersion: {old}\n", f"xlsheet-{old}.", f'__version__ = "{old}"'):
                content = content.replace(said.encode(), said.replace(old, version).encode())
            made.writestr(name.replace(f"xlsheet-{old}.", f"xlsheet-{version}."), content)
    wheel.unlink()
    (target / SUMS).unlink()
    (target / SUMS).write_text(_sums(target), encoding="utf-8")


def test_scripts_for_windows_are_read_alike_in_every_code_page(tmp_path: Path) -> None:
    """cmd reads a file in the computer's code page first (936), and finds its lines by counting bytes."""
    _add_kit(tmp_path, windows=True)
    for name in ("安装.cmd", "卸载.cmd"):
        script = (tmp_path / name).read_bytes()
        assert script.isascii()
        assert script.count(b"\n") == script.count(b"\r\n")
        lines = script.decode("ascii").split("\r\n")
        assert lines.index("chcp 65001 >nul") < next(i for i, line in enumerate(lines) if "words" in line)
        labels = {line[1:] for line in lines if line.startswith(":")}
        assert set(re.findall(r"\bcall :(\w+)", "\n".join(lines))) == labels
        for said in re.findall(r'type "%here%words\\([\w-]+\.txt)"', "\n".join(lines)):
            assert (tmp_path / "words" / said).read_text(encoding="utf-8").strip().endswith("。")
        # a folder with blanks, & or brackets in its name is no trouble where every use is quoted
        for line in lines:
            outside = re.sub(r'"[^"]*"', "", line)
            assert not re.search(r"%(?:here|app|python|~dp0)", outside), line


def look_at_the_desk(command: Path, home: Path) -> None:
    """All that the page is made of comes out of the wheel."""
    words = [*as_a_user(offline=False), str(command), "desk", str(home / "新 台账.xlsm"), "--no-window"]
    clean = {"HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    desk = subprocess.Popen(words, env=clean, stdout=subprocess.PIPE, encoding="utf-8")
    try:
        assert desk.stdout is not None
        address = desk.stdout.readline().strip()
        host, _, entry = address.removeprefix("http://").partition("/")
        line = http.client.HTTPConnection(host, timeout=20)
        line.request("GET", f"/{entry}")
        answer = line.getresponse()
        answer.read()
        cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
        for path in ("/", "/page/desk.css", "/page/main.js", "/api/standing"):
            line.request("GET", path, headers={"Cookie": cookie})
            answer = line.getresponse()
            assert (answer.status, bool(answer.read())) == (200, True), path
    finally:
        desk.terminate()
        assert desk.wait(20) == 0


def test_what_is_needed_is_worked_out_for_the_other_computer() -> None:
    """Markers are held against the target, not against this computer; names are found through all levels."""
    packages = {
        "a": ("1.0", ["b>=2 ; sys_platform == 'win32'", "c[x] ; python_version < '3.12'"]),
        "c": ("3.0", ["d ; extra == 'x'", "e ; extra == 'y'"]),
        "d": ("4.0", ["a"]),
    }
    windows, linux = targets_of("windows")[0], targets_of("linux-aarch64")[0]

    def names(target: object, python: str) -> tuple[list[str], list[str]]:
        environment = target.environment(python)  # type: ignore[attr-defined]
        wanted, missing = needed(["A>=1"], environment, packages.get)
        return [str(one) for one in wanted], missing

    assert names(windows, "3.14") == (["a==1.0", "b"], ["b"])
    assert names(linux, "3.11") == (["a==1.0", "c==3.0", "d==4.0"], [])
    assert installed("openpyxl") is not None


def test_what_cannot_be_a_bundle_is_refused_before_anything_is_fetched(tmp_path: Path) -> None:
    (tmp_path / "python.zip").write_bytes(b"PK")
    (tmp_path / "python-3.12.8-embed-amd64.zip").write_bytes(b"PK")
    with pytest.raises(RequestError, match="系统"):
        bundle(BundleRequest(tmp_path / "a", "amiga"))
    with pytest.raises(RequestError, match="版本"):
        bundle(BundleRequest(tmp_path / "a", "linux", pythons=["2.7"]))
    with pytest.raises(RequestError, match="文件名里没有写明"):
        bundle(BundleRequest(tmp_path / "a", "windows", python=tmp_path / "python.zip"))
    with pytest.raises(RequestError, match="安装文件"):
        bundle(BundleRequest(tmp_path / "a", "linux", python=tmp_path / "python-3.12.8-embed-amd64.zip"))
    with pytest.raises(ExistsError):
        bundle(BundleRequest(tmp_path, "linux"))
    assert not (tmp_path / "a").exists()


def test_the_table_of_wheels_knows_every_dependency() -> None:
    """`python -m tests.bundle.resolve` was run since the last one came; nothing lacks a wheel anywhere."""
    table = PAGE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0]
    listed = set(table.partition("合计的包：")[2].strip("。\n ").split("、"))
    assert own_names() <= listed
    for target in TARGETS:
        (row,) = (line for line in table.splitlines() if line.startswith(f"| {target.name} |"))
        assert row.count(YES) == len(PYTHONS)
        assert "缺" not in row
