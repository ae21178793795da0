"""Costs held by counts, which no busy machine changes: modules imported, parts of a workbook written."""

import subprocess
import sys
import zipfile
from pathlib import Path

from support.ledger_on_disk import sample_ledger
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.stores.file import FileStore

MOST_OF_OURS, MOST_MODULES = 36, 175
"""33 and 151 when this was written; Python versions differ by a few of their own."""


def test_help_imports_few_modules() -> None:
    script = "import sys, xlsheet.cli.main; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    modules = done.stdout.split()
    assert len(modules) <= MOST_MODULES
    assert sum(name.split(".")[0] == "xlsheet" for name in modules) <= MOST_OF_OURS


def parts(ledger: Path) -> dict[str, int]:
    with zipfile.ZipFile(ledger) as archive:
        return {info.filename: info.CRC for info in archive.infolist()}


def test_validate_writes_what_it_found_and_nothing_else(tmp_path: Path) -> None:
    """校验结果 with its links, where tasks stand, 首页's numbers; a second time nothing at all."""
    ledger = sample_ledger(tmp_path)
    counts = []
    for _ in range(2):
        before = parts(ledger)
        with FileStore.open(ledger) as store:
            validate(store, ValidateRequest())
        after = parts(ledger)
        counts.append(sum(before.get(name) != crc for name, crc in after.items()))
    assert counts[0] <= 8
    assert counts[1] == 0
