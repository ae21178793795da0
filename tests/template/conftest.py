"""The committed template, a fresh build of it, and its sources on the path."""

from __future__ import annotations

import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "workbook" / "template.xlsm"
sys.path.insert(0, str(ROOT / "workbook" / "src"))


@pytest.fixture(scope="session")
def parts() -> dict[str, bytes]:
    """The committed template's parts by name."""
    with zipfile.ZipFile(TEMPLATE) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.fixture(scope="session")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template, built again from its sources."""
    from build import build

    target = tmp_path_factory.mktemp("template") / "template.xlsm"
    build(target)
    return target
