"""Make a bundle: a folder with wheels, hashes, and scripts that install without internet."""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from xlsheet.dictionary.reports import Listing
from xlsheet.documents.manual import manual_page
from xlsheet.errors import ExistsError, OutputError, RequestError, reason
from xlsheet.jobs.bundle.own import own_wheel
from xlsheet.jobs.bundle.targets import PYTHONS, Computer, in_wheel, targets_of
from xlsheet.jobs.bundle.wheels import fetch
from xlsheet.resources import DATA, MANUAL

PLATFORMS: Final = ("windows", "linux", "macos")
SUMS: Final = "SHA256SUMS"
WHEELS: Final = "wheels"
_KIT: Final = Path(__file__).parent / "kit"
_WORDS: Final = {
    "no-python": "没有找到 Python 3.11 到 3.14。请用带 Python 的安装包（做安装包时加 --python）。",
    "not-installed": "这个用户没有装 xlsheet。",
    "removed": "已卸载，台账没有动。",
}
"""What the scripts for Windows say, which are ASCII themselves."""

_PYTHON_KINDS: Final = {"windows": (".zip", ".exe"), "linux": (".tar.gz",), "macos": (".tar.gz",)}
_VERSION: Final = re.compile(r"(?<![\d.])3\.(\d\d)\.\d+")


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """`platform` is one of `PLATFORMS`, or a target's name; `python` a file with Python for computers that
    have none; `pythons` the versions to serve, none means all. `say` gets what happens, a sentence each."""

    out: Path
    platform: str
    python: Path | None = None
    pythons: Sequence[str] = ()
    say: Callable[[str], object] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class BundleReport:
    """The folder, and its wheels by target and Python version."""

    out: Path
    platform: str
    wheels: dict[tuple[str, str], int]
    files: int
    size: int

    needs_attention = False

    def as_json(self) -> dict[str, Any]:
        made = [{"target": t, "python": p, "wheels": n} for (t, p), n in self.wheels.items()]
        return {"out": str(self.out), "platform": self.platform, "targets": made, "files": self.files}

    def summary(self) -> str:
        script = "安装.cmd" if self.platform.startswith("windows") else "安装.sh"
        return (
            f"安装包在“{self.out}”里：{self.files} 个文件，{self.size >> 20} MB。"
            f"整个文件夹拷到不联网的电脑上，运行里面的“{script}”。"
        )

    def listings(self) -> Sequence[Listing]:
        rows = [(target, python, str(count)) for (target, python), count in self.wheels.items()]
        return [Listing("能装在", ("系统", "Python", "wheel 数"), rows)]


def bundle(request: BundleRequest) -> BundleReport:
    """Fetch and build everything, then put the folder in place whole.

    Raises RequestError for a platform or a Python that is none, ExistsError where the folder holds something,
    NoWheelError where a package has no wheel, OutputError where the folder takes nothing.
    """
    targets, versions = targets_of(request.platform), _versions(request)
    if not targets:
        raise RequestError(f"“{request.platform}”不是能做的系统，请写 {'、'.join(PLATFORMS)} 之一。")
    if request.out.exists() and any(request.out.iterdir()):
        raise ExistsError(f"“{request.out}”里已经有东西了，没有动它。请换一个文件夹。")
    try:
        request.out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=request.out.parent, prefix=".xlsheet-bundle-") as draft:
            made = _filled(Path(draft) / "bundle", request, targets, versions)
            if request.out.exists():
                request.out.rmdir()
            (Path(draft) / "bundle").rename(request.out)
    except OSError as error:
        raise OutputError(f"“{request.out}”写不进去（{reason(error)}）。请核对权限和磁盘空间。") from error
    sizes = [path.stat().st_size for path in request.out.rglob("*") if path.is_file()]
    return BundleReport(request.out, request.platform, made, len(sizes), sum(sizes))


def _versions(request: BundleRequest) -> Sequence[str]:
    """The Python versions to serve; that of a Python that comes along is enough."""
    unknown = [version for version in request.pythons if version not in PYTHONS]
    if unknown:
        raise RequestError(f"“{unknown[0]}”不是能用的 Python 版本，请写 {'、'.join(PYTHONS)} 之一。")
    if request.python is None:
        return request.pythons or PYTHONS
    kinds = _PYTHON_KINDS.get(request.platform.split("-")[0], ())
    if not request.python.is_file() or not request.python.name.endswith(kinds):
        raise RequestError(f"“{request.python}”不是能用的 Python 安装文件，应是 {'、'.join(kinds)} 文件。")
    found = _VERSION.search(request.python.name)
    if found is None or f"3.{found[1]}" not in PYTHONS:
        raise RequestError(
            f"“{request.python.name}”的文件名里没有写明 {PYTHONS[0]} 到 {PYTHONS[-1]} 的版本。"
            "请用官方的文件名。"
        )
    return (f"3.{found[1]}",)


def _filled(
    folder: Path, request: BundleRequest, targets: Sequence[Computer], versions: Sequence[str]
) -> dict[tuple[str, str], int]:
    wheels = folder / WHEELS
    wheels.mkdir(parents=True)
    request.say("正在做 xlsheet 自己的 wheel……")
    own = own_wheel(wheels)
    requires = in_wheel(own)[2]
    made = {}
    for target in targets:
        for version in versions:
            request.say(f"正在取 {target.name}、Python {version} 的 wheel……")
            made[target.name, version] = len(fetch(requires, target, version, wheels)) + 1
    _add_kit(folder, windows=request.platform.startswith("windows"))
    if request.python is not None:
        (folder / "python").mkdir()
        shutil.copy(request.python, folder / "python" / request.python.name)
    (folder / SUMS).write_text(_sums(folder), encoding="utf-8", newline="\n")
    return made


def _add_kit(folder: Path, *, windows: bool) -> None:
    """Scripts, the manual and a sample."""
    ending = ".cmd" if windows else ".sh"
    for name, chinese in (("install", "安装"), ("uninstall", "卸载")):
        content = (_KIT / f"{name}{ending}").read_text(encoding="utf-8")
        script = folder / f"{chinese}{ending}"
        script.write_text(content, encoding="utf-8", newline="\r\n" if windows else "\n")
        script.chmod(0o755)
    if windows:
        (folder / "words").mkdir()
        for name, said in _WORDS.items():
            (folder / "words" / f"{name}.txt").write_text(f"{said}\n", encoding="utf-8", newline="\r\n")
    shutil.copy(_KIT / "set_up.py", folder / "set_up.py")
    (folder / "使用手册.html").write_text(manual_page(MANUAL), encoding="utf-8")
    (folder / "示例").mkdir()
    for sample, name in (("sample-notice.txt", "通知.txt"), ("sample-units.csv", "单位名录.csv")):
        shutil.copy(DATA / sample, folder / "示例" / name)


def _sums(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    digests = ((hashlib.sha256(path.read_bytes()).hexdigest(), path) for path in files)
    return "".join(f"{digest}  {path.relative_to(folder).as_posix()}\n" for digest, path in digests)
