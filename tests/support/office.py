"""LibreOffice as an independent program that reads and saves workbooks."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

CALC_MACRO_WORKBOOK = "xlsm:Calc MS Excel 2007 VBA XML"
"""What Calc writes when a user saves a ledger."""


def convert(path: Path, to: str, outdir: Path) -> Path:
    """Load a file in LibreOffice and save it as `to` (xlsm, pdf, ods …) in another folder; the new file.

    Skips where LibreOffice is missing. Every run has a profile of its own, so that runs can overlap.
    """
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is missing")
    outdir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xlsheet-lo-") as profile:
        command = [program, f"-env:UserInstallation={Path(profile).as_uri()}", "--headless", "--norestore"]
        command += ["--convert-to", to, "--outdir", str(outdir), str(path)]
        subprocess.run(command, capture_output=True, check=True, timeout=120)
    converted = outdir / f"{path.stem}.{to.split(':')[0]}"
    assert converted.exists(), f"LibreOffice did not write {converted.name}"
    return converted
