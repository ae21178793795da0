"""What a sound form may cost its reader, counted instead of timed: nothing of it is looked at twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from support.sent import form, read
from xlsheet.forms.read import header
from xlsheet.forms.read.measured import found as measured
from xlsheet.grids import packages
from xlsheet.grids.beside import sheet_parts, struck
from xlsheet.grids.packages import UntrustedPackage


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often these were called."""
    seen: Counter[str] = Counter()

    def count(owner: object, name: str) -> None:
        real: Callable[..., Any] = getattr(owner, name)

        def counted(*arguments: Any, **options: Any) -> Any:
            seen[name] += 1
            return real(*arguments, **options)

        monkeypatch.setattr(owner, name, counted)

    count(UntrustedPackage, "__init__")
    count(packages, "_inflated")
    count(sheet_parts, "_root")
    count(sheet_parts, "rows_of")
    count(struck, "struck_in")
    count(measured, "fold")
    count(header, "_places")
    return seen


def test_a_sound_form_is_opened_once_and_none_of_it_is_parsed_twice(counts: Counter[str]) -> None:
    content = form()
    read(content)
    counts.clear()
    assert not read(content).findings
    parts = len(UntrustedPackage(content).names)
    assert counts.pop("__init__") == 1 + 1  # ours, and the one that counts its parts
    assert counts.pop("_inflated") <= parts
    assert counts == {}, "a second form of a folder needs no XML parsed, no header tried, no cell folded"
