"""Install xlsheet from this folder for this user: looks at the hashes, asks no index, and can be run again.

It needs nothing but Python; each installation stands in a folder of its own, and an older one goes only when
the new one works.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"
CHANGED = 3


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def app_folder() -> Path:
    """Where the program lives: this user's own, no administrator needed."""
    if WINDOWS:
        return Path(os.environ["LOCALAPPDATA"]) / "xlsheet" / "app"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "xlsheet" / "app"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "xlsheet" / "app"


def damaged() -> list[str]:
    """The files of this folder that are not what they were when it was made."""
    wrong = []
    for line in (HERE / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ", 1)
        try:
            if hashlib.sha256((HERE / name).read_bytes()).hexdigest() != digest:
                wrong.append(name)
        except OSError:
            wrong.append(name)
    return wrong


def plain_environment() -> dict[str, str]:
    """Without settings that would bring in other packages or another index."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "PYTHON"))}
    return kept | {"PIP_CONFIG_FILE": os.devnull, "PIP_NO_INDEX": "1", "PYTHONUTF8": "1"}


def run(*command: object) -> int:
    return subprocess.run([str(word) for word in command], env=plain_environment(), check=False).returncode


def new_python(app: Path) -> Path:
    """A Python to install into: a virtual environment, or the embeddable one that came along, as it is."""
    if next(Path(sys.executable).parent.glob("python3*._pth"), None):
        for paths in Path(sys.executable).parent.glob("python3*._pth"):
            archive = paths.with_suffix(".zip").name
            paths.write_text(f"{archive}\n.\nLib\\site-packages\nimport site\n", encoding="utf-8")
        return Path(sys.executable)
    number = 1 + max((int(old.name[4:]) for old in app.glob("env-*") if old.name[4:].isdecimal()), default=0)
    target = app / f"env-{number}"
    venv.EnvBuilder(with_pip=False, symlinks=not WINDOWS, clear=True).create(target)
    return target / ("Scripts/python.exe" if WINDOWS else "bin/python")


def install_wheels(python: Path) -> int:
    """By the pip that lies among the wheels."""
    pip = max((HERE / "wheels").glob("pip-*.whl"))
    options = (
        "--quiet",
        "--no-index",
        "--no-cache-dir",
        "--disable-pip-version-check",
        *("--no-warn-script-location", "--no-compile"),
    )
    return run(
        python, pip / "pip", "install", *options, "--upgrade", "--find-links", HERE / "wheels", "xlsheet"
    )


def put_command(app: Path, python: Path) -> Path:
    """What starts the program from a terminal."""
    if WINDOWS:
        command = app / "xlsheet.cmd"
        text = str(python).replace("%", "%%")
        command.write_text(f'@chcp 65001 >nul\r\n@"{text}" -m xlsheet %*\r\n', encoding="utf-8", newline="")
        return command
    command = app / "xlsheet"
    quoted = "'" + str(python).replace("'", "'\\''") + "'"
    command.write_text(f'#!/bin/sh\nexec {quoted} -m xlsheet "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    link = Path.home() / ".local" / "bin" / "xlsheet"
    if link.is_symlink() or not link.exists():
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(command)
    return command


def install() -> int:
    """The exit status: 0 where it works, 3 where nothing was changed."""
    wrong = damaged()
    if wrong:
        say(f"安装包里有 {len(wrong)} 个文件损坏或缺少，例如“{wrong[0]}”，没有安装。请重新拷贝整个文件夹。")
        return CHANGED
    app = app_folder()
    app.mkdir(parents=True, exist_ok=True)
    say("正在安装，约一两分钟……")
    python = new_python(app)
    if install_wheels(python) or run(python, "-m", "xlsheet", "--version"):
        if app in python.parents and python.parent.parent.name.startswith("env-"):
            shutil.rmtree(python.parent.parent, ignore_errors=True)
        say("没有装成，原来的（如果有）没有动。这个 Python 的版本或系统可能不在安装包之内。")
        return CHANGED
    command = put_command(app, python)
    for old in app.glob("env-*"):
        if old not in python.parents:
            shutil.rmtree(old, ignore_errors=True)
    settings = run(python, "-m", "xlsheet", "install", "--yes")
    run(python, "-m", "xlsheet", "doctor")
    say(f"装好了。双击桌面上的“督查台账”图标打开；在终端里是“{command}”。")
    return settings


if __name__ == "__main__":
    sys.exit(install())
