"""The demo is the first thing that anybody sees: its second month looks like a month of an office."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from datetime import date
from itertools import combinations
from pathlib import Path

import pytest
from rapidfuzz import fuzz

from support.home_page import HomePage
from xlsheet.jobs.demo.month import demo
from xlsheet.jobs.measured.overview import IndicatorsRequest, indicators
from xlsheet.jobs.missing import MissingRequest, missing
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.resources import DATA
from xlsheet.stores.file import FileStore

DAY = date(2021, 7, 11)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("demo") / "试用"
    demo(place)
    return place


def _flags(folder: Path) -> Mapping[str, Counter[str]]:
    with FileStore.open(folder / "督查台账.xlsm", writing=False) as store:
        entries = missing(store, MissingRequest(None, DAY, write=False)).as_json()["entries"]
    months: dict[str, Counter[str]] = {"2021-05": Counter(), "2021-06": Counter()}
    for entry in entries:
        months[entry["month"]][entry["flag"]] += 1
    return months


def test_most_units_report_and_a_few_of_each_slip_are_shown(folder: Path) -> None:
    assert _flags(folder) == {
        "2021-05": {"missing": 1, "late": 4, "empty": 2},
        "2021-06": {"missing": 2, "late": 2, "empty": 1, "copied": 4},
    }
    letters = {path.name.split("_")[0] for path in (folder / "催报_2021-06").glob("*.docx")}
    assert len(letters) == 7, "of 17 units"


def test_units_count_what_their_tasks_promise(folder: Path) -> None:
    with FileStore.open(folder / "督查台账.xlsm", writing=False) as store:
        seen = indicators(store, IndicatorsRequest())
        said = Counter(finding.code for finding in validate(store, ValidateRequest(write=False)).findings)
    counted = [line for line in seen.lines if line.standing]
    assert (len(seen.lines), len(counted)) == (26, 24)
    behind = [line.behind for line in counted if line.behind is not None]
    assert min(behind) < 0 < max(behind), "some are ahead, some behind"
    assert said["measure_back"] == said["done_below_target"] == 1
    assert said["claim_differs"] > 1
    page = HomePage(folder / "督查台账.xlsm")
    assert page.behind[0] == ("第9项 改造老旧小区：12/150个", 0.08, 0.5)
    assert [share for _, share, _ in page.behind] == sorted(share for _, share, _ in page.behind)


def test_no_two_units_say_the_same() -> None:
    with (DATA / "sample-progress.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    texts = {(row["任务编号"], row["单位"], row["月份"]): row["进展情况"] for row in rows}
    assert len(texts) == len(rows) == 2 * 54
    alike = [pair for pair in combinations(texts.values(), 2) if fuzz.ratio(*pair) >= 80]
    assert alike == []
