"""The same reading on a Dask cluster: a scheduler and workers on any number of machines.

Ledgers travel as bytes, so that no folder need be shared; on each worker they are read in a process of their
own with the limits that hold here. A worker that dies loses what it was reading to the others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xlsheet.errors import JobError, SourceError
from xlsheet.grids.guarded import Call
from xlsheet.jobs.collected.running import Outcome, read_here
from xlsheet.jobs.collected.shelf import named

if TYPE_CHECKING:
    from distributed import Client, Future

_PATIENCE: Final = 20
"""Seconds for the scheduler to answer, and for workers to be there."""
_AHEAD: Final = 2
"""Ledgers that wait for each thread of a worker."""
_GIVE_UP_AFTER: Final = 3
"""Workers that may die of one ledger."""


def read_on_cluster(calls: Iterable[Call], address: str) -> Iterator[Outcome]:
    """What becomes of each ledger, in order. JobError where the cluster isn't there."""
    first = next(given := iter(calls), None)
    if first is None:
        return
    with closing(_client(address)) as client:
        pending = deque([(first, _submitted(client, first))])
        for call in islice(given, _AHEAD * max(sum(client.nthreads().values()), 1)):
            pending.append((call, _submitted(client, call)))
        while pending:
            yield _outcome(*pending.popleft())
            for call in islice(given, 1):
                pending.append((call, _submitted(client, call)))


def _client(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError:
        raise JobError(
            "这台电脑没有装 Dask，--cluster 用不了。请运行 pip install 'xlsheet[cluster]'，或去掉 --cluster。"
        ) from None
    try:
        client = Client(address, timeout=_PATIENCE)
        client.wait_for_workers(1, timeout=_PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise JobError(
            f"连不上集群“{address}”，或那里没有工作进程（等了 {_PATIENCE} 秒）。"
            "请核对地址，或去掉 --cluster。"
        ) from error
    return client


def _submitted(client: Client, call: Call) -> Future:
    return client.submit(read_one, call, pure=False, retries=_GIVE_UP_AFTER)


def _outcome(call: Call, future: Future) -> Outcome:
    from distributed import KilledWorker
    from distributed.client import FutureCancelledError

    try:
        answer: Outcome = future.result()
    except (KilledWorker, FutureCancelledError, OSError) as error:
        name = named(Path(call[1][0]))
        return SourceError(f"“{name}”没有读成：集群的工作进程停了（{type(error).__name__}）。请再汇总一次。")
    finally:
        future.release()
    return answer


def read_one(call: Call) -> Outcome:
    """On a worker: the ledger, read in a process of its own."""
    (answer,) = read_here([call], processes=1)
    return answer
