"""A browser for the pages, and a page of each kind from a ledger in which units owe things."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from support.busy_ledger import busy_ledger
from support.terminal import xlsheet


@dataclass(frozen=True)
class MadePage:
    """A page on disk, and what `--json` said in the same run."""

    path: Path
    said: Any


@pytest.fixture(scope="session")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, MadePage]:
    """`validate` and `missing` of one ledger, each as page and as JSON."""
    folder = tmp_path_factory.mktemp("pages")
    ledger = busy_ledger(folder / "督查台账.xlsm", months=3)
    made = {}
    for command, *options in (["validate"], ["missing", "--as-of", "2021-08-12"]):
        page = folder / f"{command}.html"
        done = xlsheet(command, ledger, *options, "--no-write", "--html", page, "--json")
        made[command] = MadePage(page, json.loads(done.out))
    return made
