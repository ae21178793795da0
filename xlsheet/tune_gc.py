"""Python's search for cycles among objects, made rare: a ledger's rows have none."""

from __future__ import annotations

import gc
from typing import Final

_NEW_OBJECTS: Final = 1_000_000


def tune_gc() -> None:
    """Let Python look for cycles after very many new objects only; whoever starts a process of ours calls
    this. Looking again and again through rows that stay took a third of judging and comparing them."""
    gc.set_threshold(_NEW_OBJECTS)
