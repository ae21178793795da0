"""The Open XML SDK's validator, the nearest thing to Excel's own opinion of a file."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

_LOCAL = Path(__file__).parents[2] / "node_modules" / ".bin" / "ooxml-validator"


def problems(path: Path) -> list[dict[str, Any]]:
    """What the validator objects to, empty for a clean file; skips where the program is missing."""
    program = shutil.which(_LOCAL) or shutil.which(os.environ.get("XLSHEET_OOXML_VALIDATOR", ""))
    if program is None:
        pytest.skip("the Open XML validator is missing: npm install, or set XLSHEET_OOXML_VALIDATOR")
    done = subprocess.run([program, str(path)], capture_output=True, encoding="utf-8", check=False)
    found: list[dict[str, Any]] = json.loads(done.stdout)["errors"] if done.returncode else []
    return found
