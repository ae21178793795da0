"""docs/库.md keeps its word: its code runs from top to bottom and prints what it says."""

from __future__ import annotations

import re
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

import xlsheet
from support.ledger_on_disk import answers_of, returned
from xlsheet.library.tables import TableAttribute
from xlsheet.resources import DATA

ROOT = Path(__file__).parent.parent.parent
TEXT = (ROOT / "docs" / "库.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL)
ACTIVE = "xlsheet.active()"
"""What needs a running Excel or Calc: tests/live runs it."""


def test_the_code_runs_and_prints_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("通知.txt").write_bytes((DATA / "sample-notice.txt").read_bytes())
    Path("单位名录.csv").write_bytes((DATA / "sample-units.csv").read_bytes())
    names: dict[str, Any] = {}
    for block in BLOCKS:
        if ACTIVE in block:
            continue
        printed = StringIO()
        with redirect_stdout(printed):
            exec(compile(block, "库.md", "exec"), names)
        said = [line.removeprefix("# →").strip() for line in block.splitlines() if line.startswith("# →")]
        assert printed.getvalue().splitlines() == said
        if "ledger.split(" in block:
            for form in sorted(Path("下发").iterdir())[:-1]:
                returned(form, Path("回收") / form.name, answers_of(form))
    assert sum(ACTIVE in block for block in BLOCKS) == 1


def test_every_public_name_and_table_is_told_of() -> None:
    verbs = [name for name in vars(xlsheet.Ledger) if not name.startswith("_")]
    tables = [name for name in verbs if isinstance(vars(xlsheet.Ledger)[name], TableAttribute)]
    assert [name for name in tables if f"| `{name}` |" not in TEXT] == []
    told = set(re.findall(r"ledger\.(\w+)\(", TEXT)) | set(tables) | {"store", "writable"}
    assert set(verbs) == told & set(verbs)
    assert [name for name in xlsheet.__all__ if name not in TEXT] == []
