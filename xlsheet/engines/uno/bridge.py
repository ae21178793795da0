"""Find UNO, LibreOffice's Python bridge, and reach a Calc that listens on a pipe."""

from __future__ import annotations

import functools
import importlib
import os
import socket
import struct as binary
import sys
from pathlib import Path
from typing import Any, Final

from xlsheet.engines.uno.errors import CalcMissingError

PIPE: Final = "xlsheet"
"""The pipe that a user's Calc listens on once `xlsheet install` has told it to."""

SYSTEM_PACKAGES: Final = Path("/usr/lib/python3/dist-packages")
"""Where Debian, Ubuntu and their Chinese derivatives put python3-uno."""

_NET_UNIX: Final = Path("/proc/net/unix")


@functools.cache
def uno() -> Any:
    """The `uno` module; `CalcMissingError` where it cannot be imported.

    Importing it replaces `builtins.__import__` (that is how UNO offers its types), hence only on use.
    """
    try:
        return importlib.import_module("uno")
    except ImportError:
        pass
    # Appended, never inserted: the system's packages must not shadow those of a virtual environment.
    if str(SYSTEM_PACKAGES) not in sys.path:
        sys.path.append(str(SYSTEM_PACKAGES))
    importlib.invalidate_caches()
    try:
        return importlib.import_module("uno")
    except ImportError as error:
        raise CalcMissingError(_remedy()) from error


def _remedy() -> str:
    if (SYSTEM_PACKAGES / "uno.py").exists():
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        return (
            f"系统里的 python3-uno 与正在使用的 Python {version} 版本不符，连不上 LibreOffice。"
            "请用系统自带的 Python 重建环境：python3 -m venv --system-site-packages 目录，再安装 xlsheet。"
        )
    return "缺少 LibreOffice 的 Python 接口，连不上 Calc。请运行：sudo apt install python3-uno"


def uno_exception() -> type[Exception]:
    """The root of all UNO exceptions, for `except` clauses."""
    found: type[Exception] = uno().getClass("com.sun.star.uno.Exception")
    return found


def struct(name: str, **fields: Any) -> Any:
    """A UNO struct; `name` is below com.sun.star, such as `table.CellAddress`."""
    made = uno().createUnoStruct(f"com.sun.star.{name}")
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def enum(kind: str, value: str) -> Any:
    """A UNO enumeration's value; `kind` is below com.sun.star, such as `sheet.CellDeleteMode`."""
    return uno().Enum(f"com.sun.star.{kind}", value)


def properties(**values: Any) -> tuple[Any, ...]:
    """UNO property values, as loading and storing ask for them."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def any_value(kind: str, value: Any) -> Any:
    """`value` wrapped as the UNO type `kind`; needed where UNO cannot guess it from an empty tuple."""
    return uno().Any(kind, value)


def reach(pipe: str) -> Any | None:
    """The component context of the Calc that listens on `pipe`; None where nobody does."""
    local = uno().getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    try:
        return resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
    except uno_exception():
        return None


def listener(pipe: str) -> int | None:
    """The process id of the Calc that listens on `pipe`; None where nobody does.

    UNO would not tell the process id, and waits long on a socket file that a crash left behind;
    the operating system answers both at once.
    """
    for path in _socket_paths(pipe):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(path)
            except OSError:
                continue
            size = binary.calcsize("3i")
            pid: int = binary.unpack("3i", probe.getsockopt(socket.SOL_SOCKET, _SO_PEERCRED, size))[0]
            return pid
    return None


# Linux only; the fallback keeps type checkers on other systems content.
_SO_PEERCRED: Final[int] = getattr(socket, "SO_PEERCRED", 17)


def _socket_paths(pipe: str) -> list[str]:
    # LibreOffice names a pipe's socket after the user; its folder varies with version and TMPDIR.
    user = os.getuid() if hasattr(os, "getuid") else 0
    ending = f"OSL_PIPE_{user}_{pipe}"
    try:
        lines = _NET_UNIX.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
    paths = (line.split()[-1] for line in lines if line.endswith(f"/{ending}"))
    return sorted(set(paths))
