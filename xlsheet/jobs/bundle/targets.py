"""The computers that a bundle is for, and what has to be installed there: what was tested together."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")


def _manylinux(machine: str) -> tuple[str, ...]:
    """Up to glibc 2.28, which Kylin V10 and UOS 20 have."""
    return (
        *(f"manylinux_2_{minor}_{machine}" for minor in range(28, 4, -1)),
        *(f"manylinux{year}_{machine}" for year in ("2014", "2010", "1")),
        f"linux_{machine}",
    )


@dataclass(frozen=True, slots=True)
class Computer:
    """A kind of computer: its name here, what markers ask for, and the wheels' platforms that fit."""

    name: str
    system: str
    machine: str
    platforms: tuple[str, ...]

    def environment(self, python: str) -> dict[str, str]:
        """What a requirement's marker is held against."""
        windows = self.system == "Windows"
        return {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.0",
            "os_name": "nt" if windows else "posix",
            "platform_machine": self.machine,
            "platform_python_implementation": "CPython",
            "platform_release": "",
            "platform_system": self.system,
            "platform_version": "",
            "python_full_version": f"{python}.0",
            "python_version": python,
            "sys_platform": "win32" if windows else self.system.lower(),
        }


TARGETS: Final = (
    Computer("windows", "Windows", "AMD64", ("win_amd64",)),
    Computer("linux-x86_64", "Linux", "x86_64", _manylinux("x86_64")),
    Computer("linux-aarch64", "Linux", "aarch64", _manylinux("aarch64")),
    Computer("macos-x86_64", "Darwin", "x86_64", ("macosx_13_0_x86_64",)),
    Computer("macos-arm64", "Darwin", "arm64", ("macosx_14_0_arm64",)),
)


def targets_of(platform: str) -> list[Computer]:
    """All targets of `windows`, `linux` or `macos`, or the one of that name."""
    return [target for target in TARGETS if platform in (target.name, target.name.split("-")[0])]


@dataclass(frozen=True, slots=True)
class Needed:
    """Something to install: its version as it is installed here, empty where it is not."""

    name: str
    version: str = ""

    def __str__(self) -> str:
        return f"{self.name}=={self.version}" if self.version else self.name


Asked = Callable[[str], tuple[str, Sequence[str]] | None]
"""A package's version and what it requires, by its name; None where that is not known."""


def needed(
    own: Sequence[str], environment: Mapping[str, str], known: Asked
) -> tuple[list[Needed], list[str]]:
    """All that `own` requirements bring along on a computer, and what of it is not known here."""
    found: dict[str, Needed] = {}
    missing: dict[str, Needed] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    todo = list(_wanted(own, environment, ()))
    while todo:
        name, extras = todo.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        about = known(name)
        if about is None:
            missing[name] = Needed(name)
            continue
        found[name] = Needed(name, about[0])
        todo += _wanted(about[1], environment, extras)
    return sorted([*found.values(), *missing.values()], key=str), sorted(missing)


def _wanted(
    requirements: Sequence[str], environment: Mapping[str, str], extras: Iterable[str]
) -> Iterable[tuple[str, frozenset[str]]]:
    for text in requirements:
        asked = Requirement(text)
        marker = asked.marker
        if marker is None or any(marker.evaluate({**environment, "extra": e}) for e in ("", *extras)):
            yield canonicalize_name(asked.name), frozenset(asked.extras)


def installed(name: str) -> tuple[str, Sequence[str]] | None:
    """As it is installed here."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return None
    return found.version, found.requires or ()


def in_wheel(path: Path) -> tuple[str, str, Sequence[str]]:
    """A wheel's name and version, and what it requires."""
    with zipfile.ZipFile(path) as wheel:
        (place,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
        said = message_from_bytes(wheel.read(place))
    return canonicalize_name(said["Name"]), said["Version"], said.get_all("Requires-Dist") or ()
