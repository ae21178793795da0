"""Python's search for cycles among objects, made rare: a ledger's rows have none."""

from __future__ import annotations

import gc
from typing import Final

_NEW_OBJECTS: Final = 1_000_000


def search_seldom() -> None:
    """Let Python look for cycles after very many new objects only; whoever starts a process of ours calls
    this. Looking through rows that stay again and again took a third of merge's own time."""
    gc.set_threshold(_NEW_OBJECTS)
