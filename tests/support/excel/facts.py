"""What Excel does where neither its type library nor its manual says: assumed, until a probe has seen it.

`xlsheet doctor --probe` writes such a file where Excel is; put into `facts/`, it replaces the assumption.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent / "facts"


def known_facts() -> dict[str, Any]:
    """The assumptions, and over them what probes of real Excels wrote, the latest last."""
    facts: dict[str, Any] = {}
    for path in sorted(FOLDER.glob("*.json")):
        facts |= json.loads(path.read_text(encoding="utf-8"))["facts"]
    return facts
