"""The project's own wheel: built from a checkout, or put together again from where it is installed."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import zipfile
from importlib.metadata import distribution
from pathlib import Path

import xlsheet
from xlsheet.errors import JobError

_LEFT_OUT = ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")


def own_wheel(folder: Path) -> Path:
    """The wheel, in `folder`. Raises JobError where it cannot be built."""
    checkout = Path(xlsheet.__file__).parents[1]
    return _built(checkout, folder) if (checkout / "pyproject.toml").exists() else _packed(folder)


def _built(checkout: Path, folder: Path) -> Path:
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder)]
    done = subprocess.run(
        [*command, str(checkout)], capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode:
        raise JobError(f"xlsheet 自己的 wheel 没有做成：{(done.stderr.splitlines() or [''])[-1]}")
    return next(folder.glob("xlsheet-*.whl"))


def _packed(folder: Path) -> Path:
    """From the files that pip installed, with a list of them as wheels have it."""
    found = distribution("xlsheet")
    target = folder / f"xlsheet-{found.version}-py3-none-any.whl"
    listed = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as wheel:
        for file in found.files or ():
            if ".." in file.parts or file.suffix == ".pyc" or file.name in _LEFT_OUT:
                continue
            content = Path(str(file.locate())).read_bytes()
            wheel.writestr(file.as_posix(), content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            listed.append(f"{file.as_posix()},sha256={digest},{len(content)}\n")
        record = f"xlsheet-{found.version}.dist-info/RECORD"
        wheel.writestr(record, "".join([*listed, f"{record},,\n"]))
    return target
