"""Files and folders opened with the system's own programs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from xlsheet.errors import JobError


def open_it(path: Path) -> None:
    """Open a file or a folder as a double click would. JobError where it is gone or nothing opens it."""
    if not path.exists():
        raise JobError(f"“{path}”已经不在了。")
    if sys.platform == "win32":
        try:
            os.startfile(path)
        except OSError as error:
            raise JobError(f"没有程序能打开“{path}”。请用文件管理器打开它。") from error
        return
    program = "open" if sys.platform == "darwin" else shutil.which("xdg-open")
    if program is None:
        raise JobError(f"这台电脑上没有打开文件的程序（xdg-open）。请用文件管理器打开“{path}”。")
    start([program, str(path)])


def start(command: list[str]) -> bool:
    """Start a program and leave it to itself."""
    try:
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise JobError(f"“{command[0]}”启动不了。请用文件管理器打开。") from error
    return True
