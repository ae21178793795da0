"""One province for all tests of what is collected."""

from collections.abc import Iterable, Iterator

import pytest

from support.province import Province, collected_province
from xlsheet.grids.guarded import Call, attempt
from xlsheet.jobs.collected import collect


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ledgers are read in this process, which has pandas already; what is asked is not how they are read."""

    def read(calls: Iterable[Call]) -> Iterator[object]:
        return map(attempt, calls)

    monkeypatch.setattr(collect, "read_here", read)


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Province:
    return collected_province(tmp_path_factory.mktemp("province"))
