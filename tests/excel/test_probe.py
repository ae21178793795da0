"""`xlsheet doctor --probe`: what it finds out is what the model then does."""

from __future__ import annotations

import json
from typing import Any

import pytest
import xlwings as xw

from support.excel.facts import FOLDER, known_facts
from support.terminal import xlsheet
from xlsheet.jobs.setup.probe import facts_of


def test_a_probe_of_the_model_finds_its_own_facts(excel: xw.App) -> None:
    assert facts_of(excel.api) == known_facts()
    assert not excel.books


@pytest.mark.parametrize("fact", known_facts())
def test_another_excel_would_be_found_out(excel: xw.App, fact: str) -> None:
    model: Any = excel.api._oleobj_.owner
    model.facts = known_facts() | {fact: not known_facts()[fact]}
    assert facts_of(excel.api) == model.facts


def test_every_record_says_where_it_is_from() -> None:
    for path in FOLDER.glob("*.json"):
        assert set(json.loads(path.read_text(encoding="utf-8"))) == {"from", "facts"}


def test_without_excel_it_says_so() -> None:
    done = xlsheet("doctor", "--probe")
    assert done.status == 2
    assert "装有 Excel 的 Windows" in done.err
