"""Ctrl-C while returns are being read: the ledger stays as it was, and nothing is left running."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from support.ledger_on_disk import forms_of, sample_ledger
from support.terminal import xlsheet


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent otherwise there")
def test_an_interrupted_merge_leaves_the_ledger_and_no_process(tmp_path: Path) -> None:
    ledger = sample_ledger(tmp_path)
    form = Path(forms_of(ledger, tmp_path / "下发")[0].path)
    for i in range(600):
        (tmp_path / "下发" / f"{i}.xlsx").write_bytes(form.read_bytes())
    before = ledger.read_bytes()
    command = [sys.executable, "-m", "xlsheet", "merge", str(ledger), str(tmp_path / "下发")]
    merging = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while not (workers := psutil.Process(merging.pid).children(recursive=True)):
        time.sleep(0.005)
    merging.send_signal(signal.SIGINT)
    _, err = merging.communicate(timeout=60)
    assert merging.returncode not in (0, None)
    assert "Traceback" not in err
    assert psutil.wait_procs(workers, timeout=10)[1] == []
    assert ledger.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert xlsheet("status", ledger).status == 0
