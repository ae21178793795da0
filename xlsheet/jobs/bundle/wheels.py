"""Wheels from wherever this computer's pip gets them: for other systems and Pythons, never to be built."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

from xlsheet.errors import JobError
from xlsheet.jobs.bundle.targets import Computer, Needed, in_wheel, installed, needed

_AT_ONCE: Final = 4
_ROUNDS: Final = 5


class NoWheelError(JobError):
    """A package for which there is no wheel: `names`."""

    def __init__(self, target: Computer, python: str, names: Sequence[str], said: str) -> None:
        self.names = tuple(names)
        words = "、".join(names)
        super().__init__(
            f"没有给 {target.name}、Python {python} 的 wheel：{words}，安装包没有做成。"
            f"请核对网络和 pip 的设置。pip 说：{said}"
        )


def fetch(own: Sequence[str], target: Computer, python: str, folder: Path) -> list[Path]:
    """All wheels that `own` requirements bring along on a computer, and pip itself, fetched into `folder`.

    The versions are those installed here, which were tested together; what is not installed here is taken in
    its newest version. Raises NoWheelError.
    """
    fetched: dict[str, tuple[str, Sequence[str]]] = {}
    paths: dict[str, Path] = {}
    for _ in range(_ROUNDS):
        wanted, missing = needed(
            [*own, "pip"], target.environment(python), lambda name: fetched.get(name) or installed(name)
        )
        todo = [one for one in wanted if one.name not in paths]
        if not todo:
            break
        for path in _downloaded(todo, target, python, folder):
            name, version, requires = in_wheel(path)
            paths[name] = path
            if name in missing:
                fetched[name] = version, requires
    return sorted(paths.values())


def _downloaded(todo: Sequence[Needed], target: Computer, python: str, folder: Path) -> list[Path]:
    """Several at once, since most of the time is waiting."""
    parts = [todo[start::_AT_ONCE] for start in range(min(_AT_ONCE, len(todo)))]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        said = list(threads.map(lambda part: _pip(part, target, python, folder), parts))
    failed = [one for part, words in zip(parts, said, strict=True) if words for one in part]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        alone = list(threads.map(lambda one: _pip_alone(one, target, python, folder), failed))
    lacking = [(one, words) for one, words in zip(failed, alone, strict=True) if words]
    if lacking:
        raise NoWheelError(target, python, [str(one) for one, _ in lacking], lacking[0][1])
    names = {one.name for one in todo}
    return [path for path in folder.glob("*.whl") if in_wheel(path)[0] in names and _fits(path, python)]


def _fits(path: Path, python: str) -> bool:
    """Whether a wheel in a folder of several Pythons' is this one's."""
    tag = path.name.removesuffix(".whl").split("-")[-3]
    return "py3" in tag or f"cp{python.replace('.', '')}" in tag or "abi3" in path.name


def _pip_alone(one: Needed, target: Computer, python: str, folder: Path) -> str:
    """The version that is installed here, or any other where that has no wheel."""
    said = _pip([one], target, python, folder)
    return said and one.version and _pip([Needed(one.name)], target, python, folder)


def _pip(some: Sequence[Needed], target: Computer, python: str, folder: Path) -> str:
    """What pip says where it does not find them all; nothing where it does."""
    platforms = [word for platform in target.platforms for word in ("--platform", platform)]
    abis = [word for abi in (f"cp{python.replace('.', '')}", "abi3", "none") for word in ("--abi", abi)]
    command = [
        *(sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"),
        *("--only-binary=:all:", "--dest", str(folder), "--python-version", python, "--implementation", "cp"),
        *(*abis, *platforms, *map(str, some)),
    ]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", errors="replace", env=_plain_env(), check=False
    )
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return "" if done.returncode == 0 else (errors or done.stderr.splitlines() or ["没有回答"])[-1]


def _plain_env() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
