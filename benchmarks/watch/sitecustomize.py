"""Loaded by every Python that a watched click starts: notes the moment at which its status line is there.

`click.py` puts this folder on PYTHONPATH, and the file to note into in CLICK_SHOWN.
"""

from __future__ import annotations

import importlib.util
import os
import sys
import time
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

WATCHED = "xlsheet.engines.uno.status"
NOTED = "CLICK_SHOWN"


class Finder(MetaPathFinder):
    """Lets the module of the status line be found as ever, and watches it once it is loaded."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != WATCHED:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        loading = spec.loader.exec_module

        def loaded(module: ModuleType) -> None:
            loading(module)
            watch(module)

        vars(spec.loader)["exec_module"] = loaded
        return spec


def watch(module: Any) -> None:
    """Note when a status line has been shown."""
    shown = module.StatusLine.__init__

    def noting(*arguments: Any) -> None:
        shown(*arguments)
        with Path(os.environ[NOTED]).open("a", encoding="ascii") as notes:
            notes.write(f"{time.time()}\n")

    module.StatusLine.__init__ = noting


if NOTED in os.environ:
    sys.meta_path.insert(0, Finder())
