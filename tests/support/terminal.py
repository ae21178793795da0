"""The command line as a user meets it: arguments in, exit status and both streams out."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from support import loaded


@dataclass(frozen=True)
class Outcome:
    """What one run of `xlsheet` left: its exit status, stdout and stderr."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON object on stdout."""
        return json.loads(self.out)


def xlsheet(*arguments: object, cwd: Path | None = None) -> Outcome:
    """Run the command in a process of its own."""
    if not loaded.COLD:
        return Outcome(*loaded.command([*map(str, arguments)], cwd))
    command = [sys.executable, "-X", "utf8", "-m", "xlsheet", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", cwd=cwd, check=False)
    return Outcome(done.returncode, done.stdout, done.stderr)
