"""File names that every system allows."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from typing import Final

_FORBIDDEN: Final = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
_LIMIT: Final = 60
"""Characters; three bytes each, they must leave room for a month and a number."""


def readable(path: str) -> str:
    """A path as people read it, and as every file and program can take it: names that other systems wrote in
    GBK are not text to this one."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return os.fsencode(path).decode("gb18030", "replace")
    return path


def allowed(name: str, instead: str, most: int = _LIMIT) -> str:
    """The name without what a system forbids, cut to `most` characters; `instead` where nothing is left."""
    return _FORBIDDEN.sub("_", name)[:most].strip(" .") or instead


def numbered(base: str, ending: str, taken: Collection[str]) -> str:
    """`base` + `ending`, or `base(2)` + `ending` and so on where a file of that name (casefolded) is
    among `taken`."""
    name, number = f"{base}{ending}", 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}({number}){ending}"
    return name
