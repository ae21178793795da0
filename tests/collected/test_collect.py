"""`collect`: many ledgers side by side, with the very numbers that each has of itself."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import duckdb
import openpyxl
import pytest

import xlsheet as library
from support.home_page import HomePage
from support.province import SAID, Province, snapshot, with_parameter
from support.terminal import xlsheet
from support.validator import problems
from xlsheet.analysis.cities.numbers import CityNumbers
from xlsheet.dictionary.tables import ALERTS
from xlsheet.errors import JobError, RequestError
from xlsheet.jobs.collected.collect import CollectRequest, collect
from xlsheet.jobs.collected.reading import TABLES
from xlsheet.jobs.collected.sources import find_sources
from xlsheet.ledger.settings import Names

CITIES = ("云川市", "江州市", SAID)


def numbers(province: Province, city: str) -> CityNumbers:
    (found,) = [r.numbers for r in province.report.records if r.numbers.city == city]
    return found


def verdicts(province: Province) -> dict[str, str]:
    return {each.path.parent.name: str(each.verdict) for each in province.report.files}


@pytest.mark.parametrize("city", CITIES)
def test_a_city_s_numbers_are_its_ledger_s_own(province: Province, city: str) -> None:
    found = numbers(province, city)
    with library.open(province.ledgers[city], writing=False) as ledger:
        said = ledger.missing(as_of=date.fromisoformat(found.day), write=False).as_json()
        counts = ledger.status().as_json()["counts"]
    months = {m["month"]: (m["expected"], m["received"] - m["late"], m["late"]) for m in said["months"]}
    assert months
    assert {m.month: (m.expected, m.on_time, m.late) for m in found.due_months} == months
    flags: dict[str, int] = {}
    for entry in said["entries"]:
        flags[entry["flag"]] = flags.get(entry["flag"], 0) + 1
    assert found.flags == flags
    shared = ("tasks", "assignments", "progress", "receipts")
    assert {name: found.rows[name] for name in shared} == {name: counts[name] for name in shared}


@pytest.mark.parametrize("city", CITIES)
def test_they_are_what_its_home_page_shows(province: Province, city: str) -> None:
    home, found = HomePage(province.ledgers[city]), numbers(province, city)
    assert home.tile("任务") == found.total.tasks
    assert home.tile("已完成") == found.total.done
    assert found.last is not None
    assert home.tile("按时报送") == found.last.on_time
    assert home.tile("缺报") == found.last.outstanding
    chapters = {c.name: (c.tasks, *(c.lights[a] for a in ALERTS)) for c in found.chapters}
    assert chapters == {name: line for name, line in home.chapters.items() if name in chapters}
    assert len(chapters) == len(home.chapters) - ("全部任务" in home.chapters)
    assert {o.unit: (o.missing, o.consecutive) for o in found.owing} == home.owing


def test_the_dataset_has_every_row_by_city_and_year(province: Province) -> None:
    for table in TABLES:
        source = f"read_parquet('{province.out}/数据/{table}/*/*/*.parquet', hive_partitioning = true)"
        rows = duckdb.sql(f"SELECT city, year, count(*) FROM {source} GROUP BY ALL").fetchall()
        expected = {(c, 2021): numbers(province, c).rows[table] for c in CITIES}
        assert {(c, y): n for c, y, n in rows} == {key: n for key, n in expected.items() if n}
    tasks = f"read_parquet('{province.out}/数据/tasks/*/*/*.parquet', hive_partitioning = true)"
    lights = duckdb.sql(f"SELECT city, 预警, count(*) FROM {tasks} WHERE 预警 <> '' GROUP BY ALL").fetchall()
    assert {(c, a): n for c, a, n in lights} == {
        (c, a): n for c in CITIES for a, n in numbers(province, c).total.lights.items() if n
    }


def test_the_workbook_is_sound_and_says_the_same(province: Province) -> None:
    book = openpyxl.load_workbook(province.report.workbook)
    assert book.sheetnames == ["各市对比", *sorted(CITIES), "台账情况"]
    table = list(book["各市对比"].iter_rows(values_only=True))
    header = next(i for i, row in enumerate(table) if row[1] == "市")
    lines = {row[1]: dict(zip(table[header], row, strict=True)) for row in table[header + 1 : header + 5]}
    for city in CITIES:
        own, line = numbers(province, city), lines[city]
        assert (line["任务"], line["已完成"], line["欠报单位"]) == (
            own.total.tasks,
            own.total.done,
            own.owing_units,
        )
        assert [line[a] for a in ALERTS] == [own.total.lights[a] for a in ALERTS]
        assert line["累计按时率"] == own.on_time_rate
        assert own.owing[0].unit in line["欠报最多的单位（项）"]
    assert lines["合计"]["任务"] == sum(numbers(province, city).total.tasks for city in CITIES)
    rates = [lines[row[1]]["累计按时率"] for row in table[header + 1 : header + 4]]
    assert rates == sorted(rates, reverse=True)
    assert any("坏的.xlsm" in str(row[0]) for row in book["台账情况"].iter_rows(values_only=True))
    assert problems(province.report.workbook) == []


def test_what_cannot_be_read_is_a_finding_and_the_rest_goes_on(province: Province) -> None:
    assert verdicts(province) == {**dict.fromkeys(CITIES, "new"), "各市台账": "failed"}
    (finding,) = [f for f in province.report.findings if f.code == "collect_unreadable"]
    assert "坏的.xlsm" in finding.message
    assert province.report.needs_attention


def test_again_with_the_same_ledgers_nothing_changes(province: Province) -> None:
    before = snapshot(province.out)
    report = collect(province.request(province.out))
    assert {str(each.verdict) for each in report.files} == {"same", "failed"}
    assert snapshot(province.out) == before


@pytest.mark.usefixtures("in_process")
def test_a_later_copy_replaces_the_earlier_in_whatever_order(province: Province, tmp_path: Path) -> None:
    early = Path(shutil.copy(province.ledgers["云川市"], tmp_path / "早.xlsm"))
    late = Path(shutil.copy(early, tmp_path / "晚.xlsm"))
    with library.open(late) as ledger:
        ledger.missing(as_of=date(2021, 8, 12))
    found = record_after(tmp_path / "a", [early, late])
    assert found == record_after(tmp_path / "b", [late, early])
    assert found["numbers"]["day"] == "2021-08-12"
    report = collect(CollectRequest([early], tmp_path / "a"))
    assert [str(each.verdict) for each in report.files] == ["older"]
    assert [f.code for f in report.findings] == ["collect_older"]


def record_after(out: Path, ledgers: list[Path]) -> dict[str, dict[str, object]]:
    """The one record after collecting ledgers one after the other; there is one part a table."""
    for ledger in ledgers:
        collect(CollectRequest([ledger], out))
    assert len(list(out.rglob("*.parquet"))) == len(TABLES)
    (record,) = (out / "台账").iterdir()
    content: dict[str, dict[str, object]] = json.loads(record.read_bytes())
    return content


@pytest.mark.usefixtures("in_process")
def test_a_city_that_is_said_takes_the_file_s_place(province: Province, tmp_path: Path) -> None:
    ledger = province.ledgers["云川市"]
    collect(CollectRequest([ledger], tmp_path))
    report = collect(CollectRequest([], tmp_path, [("云川高新区", ledger)]))
    assert [record.numbers.city for record in report.records] == ["云川高新区"]
    parts = [str(path) for path in tmp_path.rglob("*.parquet")]
    assert len(parts) == len(TABLES)
    assert all("city=云川高新区" in part for part in parts)


def test_two_ledgers_of_one_city_are_told_of(province: Province, tmp_path: Path) -> None:
    both = [province.ledgers["云川市"], province.ledgers[SAID]]
    done = xlsheet("collect", *both, "--out", tmp_path, "--json")
    assert done.status == 1
    assert "collect_same_city" in [finding["code"] for finding in done.json["findings"]]
    assert [each["verdict"] for each in done.json["files"]] == ["new", "new"]
    again = library.collect(both, tmp_path)
    assert json.loads(json.dumps(again.as_json()))["ledgers"] == done.json["ledgers"]


@pytest.mark.usefixtures("in_process")
def test_a_city_that_nobody_can_tell_is_the_file_s_name(tmp_path: Path) -> None:
    ledger = tmp_path / "送来的.xlsm"
    notice = tmp_path / "通知.txt"
    notice.write_text(
        "重点工作任务分解\n\n一、民生\n\n1. 新建学校 3 所。\n责任领导：张三\n牵头单位：市教育局\n",
        encoding="utf-8",
    )
    library.create(ledger, notice=notice, year=2021)
    report = collect(CollectRequest([ledger], tmp_path / "out"))
    assert [record.numbers.city for record in report.records] == ["送来的"]
    assert {"collect_no_city", "collect_not_looked"} <= {f.code for f in report.findings}
    with_parameter(ledger, Names.office, "中共江州市委督查室")
    report = collect(CollectRequest([ledger], tmp_path / "out2"))
    assert [record.numbers.city for record in report.records] == ["江州市"]


def test_what_a_killed_run_left_goes(province: Province, tmp_path: Path) -> None:
    out = tmp_path / "汇总"
    shutil.copytree(province.out, out)
    stray = out / "数据" / "tasks" / "city=无名市" / "year=2021" / "x.parquet"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"PAR1")
    collect(CollectRequest([province.ledgers["云川市"]], out))
    assert not stray.parent.parent.exists()
    assert len(list(out.rglob("*.parquet"))) == len(TABLES) * len(CITIES)


def test_folders_and_patterns_mean_ledgers_and_no_backups(tmp_path: Path) -> None:
    for name in ("甲/台账.xlsm", "甲/台账_备份/1.xlsm", "甲/~$台账.xlsm", "乙/丙/台.xlsm", "乙/表.xlsx"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    found = find_sources([tmp_path, tmp_path / "*" / "*.xlsm", tmp_path / "无"], [("丙市", tmp_path / "乙")])
    assert [(str(s.path.relative_to(tmp_path)), s.city) for s in found.found] == [
        ("乙/丙/台.xlsm", "丙市"),
        ("无", ""),
        ("甲/台账.xlsm", ""),
    ]
    with pytest.raises(RequestError, match="没有台账"):
        collect(CollectRequest([tmp_path / "甲" / "台账_备份" / "无*"], tmp_path / "out"))


def test_wrong_words_and_a_lost_record_are_told_of(province: Province, tmp_path: Path) -> None:
    done = xlsheet("collect", "--city", "云川市", "--out", tmp_path)
    assert done.status == 2
    assert "名称=路径" in done.err
    (tmp_path / "台账").mkdir()
    (tmp_path / "台账" / "x.json").write_text("{}")
    with pytest.raises(JobError, match=r"x\.json"):
        collect(CollectRequest([province.ledgers["云川市"]], tmp_path))
