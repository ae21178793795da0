"""The committed template, a mended ledger, a fresh build of the template, and its sources on the path."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from support import ledger_file
from support.ledger_file import change, new_ledger
from support.office import CALC_MACRO_WORKBOOK, convert
from support.small_ledger import task
from xlsheet.dictionary.tables import TASKS
from xlsheet.ledger.changes import Edit

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "workbook" / "template.xlsm"
sys.path.insert(0, str(ROOT / "workbook" / "src"))


@pytest.fixture(scope="session", params=["template", "saved by Calc and mended"])
def workbook(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The committed template; and a ledger from it that Calc saved and the next command wrote to."""
    if request.param == "template":
        return TEMPLATE
    folder = tmp_path_factory.mktemp("mended")
    saved = convert(new_ledger(folder), CALC_MACRO_WORKBOOK, folder / "saved")
    change(saved, Edit(TASKS, appended=[task(1)]))
    return saved


@pytest.fixture(scope="session")
def parts(workbook: Path) -> dict[str, bytes]:
    """A workbook's parts by name."""
    return ledger_file.parts(workbook)


@pytest.fixture(scope="session")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template, built again from its sources."""
    from build import build

    target = tmp_path_factory.mktemp("template") / "template.xlsm"
    build(target)
    return target
