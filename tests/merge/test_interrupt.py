"""Ctrl-C while returns are being read: the ledger stays as it was, and nothing is left running."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from support.ledger_on_disk import forms_of, sample_ledger
from support.terminal import xlsheet
from xlsheet.cli.endings import status_of
from xlsheet.cli.main import cli
from xlsheet.forms.read.returned import ReturnedFile
from xlsheet.jobs import merge as merging

PLENTY = 300
"""Seconds that nobody waits for unless something is wrong."""


@pytest.mark.skipif(
    sys.platform != "linux", reason="a process is forked, and signals are sent otherwise elsewhere"
)
def test_an_interrupted_merge_leaves_the_ledger_and_no_process(tmp_path: Path) -> None:
    """The key is pressed when the first file was read, the workers are at the others, and not a moment
    before or after."""
    ledger = sample_ledger(tmp_path)
    form = Path(forms_of(ledger, tmp_path / "下发")[0].path)
    for i in range(40):
        (tmp_path / "下发" / f"{i}.xlsx").write_bytes(form.read_bytes())
    before = ledger.read_bytes()
    barrier, there = os.pipe()
    child = os.fork()
    if not child:
        _be_the_merge(ledger, tmp_path / "下发", there)
    os.close(there)
    assert os.read(barrier, 1) == b"!"
    workers = psutil.Process(child).children(recursive=True)
    assert workers
    os.kill(child, signal.SIGINT)
    said = b"".join(iter(lambda: os.read(barrier, 4096), b""))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
    assert "已中止，台账没有改动。" in said.decode()
    assert "Traceback" not in said.decode()
    assert psutil.wait_procs(workers, timeout=PLENTY)[1] == []
    assert ledger.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
    assert xlsheet("status", ledger).status == 0


def _be_the_merge(ledger: Path, folder: Path, there: int) -> None:
    """Never comes back; what it says on stderr goes to the pipe, after the barrier."""
    status = 99
    try:
        read = merging.read_returns

        def reading(*arguments: object, **named: object) -> Iterator[ReturnedFile]:
            found = read(*arguments, **named)  # type: ignore[arg-type]
            yield next(found)
            os.write(there, b"!")
            signal.sigtimedwait([signal.SIGUSR1], PLENTY)
            yield from found

        merging.read_returns = reading  # type: ignore[assignment]
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(there, 2)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8")
        asked = ["merge", str(ledger), str(folder)]
        status = status_of(lambda: cli.main(asked, prog_name="xlsheet", standalone_mode=False))
        sys.stderr.flush()
    finally:
        os._exit(status)
