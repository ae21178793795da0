"""However many processes read the files, the verdicts and the ledger are the same, byte for byte."""

from __future__ import annotations

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from support.ledger_on_disk import answers, forms_of, returned, sample_ledger
from xlsheet.dictionary.tables import PROGRESS
from xlsheet.forms.read import files
from xlsheet.forms.read.files import read_returns
from xlsheet.grids import pool
from xlsheet.jobs.merge import MergeRequest, merge_returned
from xlsheet.stores.file import FileStore


def careless(task: int) -> dict[str, object]:
    return {**answers(task), PROGRESS.percent: "过半" if task % 2 else "约50%"}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger, and returns, some of them faulty."""
    folder = tmp_path_factory.mktemp("office")
    forms = forms_of(sample_ledger(folder), folder / "下发")
    for i in range(40):
        form = forms[i % len(forms)]
        returned(form.path, folder / "回收" / f"{i:02d}.xlsx", careless if i % 3 == 1 else answers)
    (folder / "回收" / "17.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    return folder


@pytest.mark.parametrize("processes", [2, 3])
def test_one_process_or_several_make_the_same_ledger(
    office: Path, tmp_path: Path, processes: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_CHUNK", 8)  # files that one worker is given at a time
    started: list[str] = []
    start = pool._start
    monkeypatch.setattr(pool, "_start", lambda task: (started.append(task), start(task))[1])
    one = merged(office, tmp_path / "1", 1)
    assert len(started) == 1
    several = merged(office, tmp_path / str(processes), processes)
    assert len(started) == 1 + processes
    assert one == several


def merged(office: Path, folder: Path, processes: int) -> tuple[str, bytes]:
    """The report as JSON, and the ledger's bytes."""
    folder.mkdir()
    ledger = shutil.copy(office / "督查台账.xlsm", folder)
    request = MergeRequest((office / "回收",), received=datetime(2021, 6, 9))
    with FileStore.open(Path(ledger)) as store:
        report = merge_returned(store, read_returns(request.paths, processes=processes), request)
    assert report.inserted
    return json.dumps(report.as_json(), ensure_ascii=False, sort_keys=True), Path(ledger).read_bytes()
