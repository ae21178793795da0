"""`collect --cluster`: the same reading on Dask, a scheduler and two workers as real processes."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from support.province import Province, snapshot
from xlsheet.errors import JobError
from xlsheet.jobs.collected import cluster
from xlsheet.jobs.collected.collect import CollectReport, CollectRequest, collect
from xlsheet.jobs.collected.shelf import REPORT

pytest.importorskip("distributed", reason="Dask is not installed")


@contextmanager
def running(module: str, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", f"distributed.cli.{module}", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def dask(folder: Path, workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address, and its workers, all of whom have said that they are there."""
    from distributed import Client

    told = folder / "scheduler.json"
    place = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard")
    with running("dask_scheduler", *place, "--scheduler-file", str(told)):
        own = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder))
        with (
            running("dask_worker", *own, "--scheduler-file", str(told)) as one,
            running("dask_worker", *own, "--scheduler-file", str(told)) as two,
            Client(scheduler_file=str(told), timeout=60) as client,
        ):
            client.wait_for_workers(workers, timeout=60)
            yield client.scheduler.address, [one, two]


def test_a_worker_that_is_killed_in_the_middle_costs_nothing(province: Province, tmp_path: Path) -> None:
    out, reports = tmp_path / "汇总", list[CollectReport]()
    with dask(tmp_path, 2) as (address, (victim, _)):
        request = province.request(out, address)
        thread = threading.Thread(target=lambda: reports.append(collect(request)))
        thread.start()
        while thread.is_alive() and not list(out.glob("台账/*.json")):
            time.sleep(0.02)  # the first ledger is there: the others are being read, or wait for a worker
        victim.kill()
        thread.join()
    (report,) = reports
    assert report.as_json()["ledgers"] == province.report.as_json()["ledgers"]
    assert report.findings == province.report.findings
    here, there = ({n: content for n, (content, _) in snapshot(p).items()} for p in (out, province.out))
    assert here == there
    assert REPORT in here


def test_a_cluster_that_is_not_there_is_told_of(
    province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE", 1)
    ledger = province.ledgers["云川市"]
    with pytest.raises(JobError, match="连不上集群"):
        collect(CollectRequest([ledger], tmp_path, cluster="tcp://127.0.0.1:9"))
