"""A ledger's life: supplements, revisions, two notices in one ledger, and the next year."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from notices.imported import rows_of
from support.terminal import Outcome, xlsheet
from xlsheet.dictionary.tables import ASSIGNMENTS, PARAMETERS, TASKS, UNITS

NOTICE = """2024年临江市政府重点工作任务分解
一、工业
1.新建学校6所。
责任领导：陆明远
牵头单位：市教育局
责任单位：市财政局、市住建局
2.改造公园12处。
责任领导：苏婉清
牵头单位：市园林局
3.培育示范企业20家。
牵头单位：市工信局
责任单位：市科技局
"""
SUPPLEMENT = """2024年临江市政府重点工作任务补充清单
1.新开公交线路3条。
牵头单位：市交通局
2.建设冷库10座。
牵头单位：市商务局
责任单位：市供销社
"""
NEXT = """2025年临江市政府重点工作任务分解
1.建成文化中心。
牵头单位：市文旅局
2.培育示范企业20家。
牵头单位：市工信局
"""


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    path = tmp_path / "2024.xlsm"
    assert xlsheet("new", path, "--notice", notice(tmp_path, "通知", NOTICE)).status in (0, 1)
    return path


def notice(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(text, encoding="utf-8")
    return path


def tasks(ledger: Path) -> dict[int, dict[str, Any]]:
    return {row[TASKS.number]: row for row in rows_of(ledger, [TASKS])[0]}


def contents(ledger: Path) -> dict[int, str]:
    return {number: row[TASKS.content] for number, row in tasks(ledger).items()}


def units(ledger: Path, task_no: int) -> set[tuple[str, str]]:
    (rows,) = rows_of(ledger, [ASSIGNMENTS])
    return {
        (row[ASSIGNMENTS.unit], row[ASSIGNMENTS.role]) for row in rows if row[ASSIGNMENTS.task_no] == task_no
    }


def said(outcome: Outcome) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for finding in outcome.json["findings"]:
        found.setdefault(finding["code"], []).append(finding["message"])
    return found


def write(ledger: Path, table: Any, changes: Mapping[tuple[int, str], object]) -> None:
    """As a person types it: the values of rows (from 1) by column."""
    book = openpyxl.load_workbook(ledger, keep_vba=True)
    sheet = book[table.sheet]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for (row, column), value in changes.items():
        if column not in columns:
            columns[column] = sheet.max_column + 1
            sheet.cell(1, columns[column], column)
            listed = next(iter(sheet.tables.values()))
            first, last = listed.ref.split(":")
            letter = openpyxl.utils.get_column_letter(columns[column])
            listed.ref = f"{first}:{letter}{''.join(c for c in last if c.isdigit())}"
            listed.tableColumns.append(openpyxl.worksheet.table.TableColumn(id=columns[column], name=column))
            listed.autoFilter = None
        sheet.cell(row + 1, columns[column], value)
    book.save(ledger)


def test_a_supplement_gets_numbers_of_its_own_and_changes_nothing(ledger: Path, tmp_path: Path) -> None:
    before = tasks(ledger)
    paper = notice(tmp_path, "补充", SUPPLEMENT)
    added = xlsheet("import", ledger, paper, "--append", "--json")
    assert (added.json["new"], added.json["changed"], added.json["gone"]) == (2, 0, 0)
    after = tasks(ledger)
    assert {number: after[number] for number in before} == before
    assert list(after) == [1, 2, 3, 4, 5]
    assert after[4][TASKS.source] == "2024年临江市政府重点工作任务补充清单"
    assert [str(after[n][TASKS.printed_number]) for n in (4, 5)] == ["1", "2"]
    assert units(ledger, 5) == {("市商务局", "牵头"), ("市供销社", "责任")}
    again = xlsheet("import", ledger, paper, "--append", "--json")
    assert (again.json["new"], again.json["unchanged"]) == (0, 2)
    assert tasks(ledger) == after


def test_a_supplement_is_no_change_of_tasks_1_and_2_without_append_either(
    ledger: Path, tmp_path: Path
) -> None:
    before = tasks(ledger)
    added = xlsheet("import", ledger, notice(tmp_path, "补充", SUPPLEMENT), "--json")
    assert (added.json["new"], added.json["changed"]) == (2, 0)
    assert "tasks_added" in said(added)
    assert {number: tasks(ledger)[number] for number in before} == before


def test_a_revision_is_compared_field_by_field(ledger: Path, tmp_path: Path) -> None:
    revised = NOTICE.replace("新建学校6所", "新建学校8所").replace("市园林局", "市城管局")
    inserted = "2.新增病床300张。\n牵头单位：市卫健委\n3.改造"
    revised = (
        revised.replace("责任领导：苏婉清\n", "").replace("3.培育", "4.培育").replace("2.改造", inserted)
    )
    paper = notice(tmp_path, "修订", revised)
    before = tasks(ledger)
    compared = xlsheet("import", ledger, paper, "--json")
    report, words = compared.json, said(compared)
    assert (report["new"], report["changed"], report["moved"], report["gone"]) == (1, 3, 2, 0)
    assert any("新建学校6所" in m and "新建学校8所" in m for m in words["task_changed"])
    assert any("市园林局" in m and "市城管局" in m for m in words["task_changed"])
    assert not any("苏婉清" in m for m in words["task_changed"])
    assert len(words["task_moved"]) == 2
    assert {number: tasks(ledger)[number] for number in before} == before
    assert contents(ledger)[4] == "新增病床300张。"
    xlsheet("import", ledger, paper, "--overwrite", "--json")
    after = tasks(ledger)
    assert after[1][TASKS.content] == "新建学校8所。"
    assert (after[2][TASKS.leaders], after[2][TASKS.lead_units]) == ("苏婉清", "市城管局")
    assert units(ledger, 2) == {("市城管局", "牵头")}
    assert [str(after[n][TASKS.printed_number]) for n in (1, 2, 3, 4)] == ["1", "3", "4", "2"]
    settled = xlsheet("import", ledger, paper, "--json").json
    assert (settled["new"], settled["changed"], settled["unchanged"]) == (0, 0, 4)


def test_what_a_revision_no_longer_has_is_told_and_stays(ledger: Path, tmp_path: Path) -> None:
    shorter = NOTICE[: NOTICE.index("3.培育")]
    compared = xlsheet("import", ledger, notice(tmp_path, "删减", shorter), "--overwrite", "--json")
    assert compared.json["gone"] == 1
    assert "第3项" in said(compared)["tasks_gone"][0]
    assert list(contents(ledger)) == [1, 2, 3]
    assert units(ledger, 3) == {("市工信局", "牵头"), ("市科技局", "责任")}


def test_a_revision_that_is_silent_on_units_removes_none(ledger: Path, tmp_path: Path) -> None:
    silent = NOTICE.replace("责任单位：市财政局、市住建局\n", "").replace("责任领导：陆明远\n", "")
    before = tasks(ledger), units(ledger, 1)
    report = xlsheet("import", ledger, notice(tmp_path, "简本", silent), "--overwrite", "--json").json
    assert (report["changed"], report["unchanged"]) == (0, 3)
    assert (tasks(ledger), units(ledger, 1)) == before


def test_another_years_notice_is_refused_and_nothing_changed(ledger: Path, tmp_path: Path) -> None:
    before = ledger.read_bytes()
    paper = notice(tmp_path, "明年", NEXT)
    refused = xlsheet("import", ledger, paper)
    assert refused.status == 3
    assert "--from 2024.xlsm" in refused.err
    assert ledger.read_bytes() == before
    meant = xlsheet("import", ledger, paper, "--year", "2024", "--json")
    assert meant.json["tasks"] == 2


def test_the_next_year_takes_over_what_the_office_keeps(ledger: Path, tmp_path: Path) -> None:
    write(
        ledger,
        UNITS,
        {(1, UNITS.contact): "孙三思", (1, UNITS.aliases): "教委", (1, "传真"): "0101"},
    )
    write(
        ledger,
        TASKS,
        {(1, TASKS.status): "已完成", (2, TASKS.status): "滞后", (2, TASKS.percent): 0.4},
    )
    book = openpyxl.load_workbook(ledger, read_only=True)
    places = {row[0]: n for n, row in enumerate(book[PARAMETERS.sheet].iter_rows(values_only=True))}
    write(
        ledger,
        PARAMETERS,
        {
            (places["督查单位"], PARAMETERS.value): "临江市政府督查室",
            (places["每月截止日"], PARAMETERS.value): 5,
            (places["首次报送月份"], PARAMETERS.value): "2024-02",
            (places["推进计划截止时间"], PARAMETERS.value): datetime(2024, 2, 29, 12),
        },
    )
    kept = ledger.read_bytes()
    new = tmp_path / "2025.xlsm"
    paper = notice(tmp_path, "明年", NEXT)
    made = xlsheet("new", new, "--notice", paper, "--from", ledger, "--carry-unfinished", "--json")
    assert made.status in (0, 1), made.err
    assert ledger.read_bytes() == kept
    parameters = {row[PARAMETERS.parameter]: row[PARAMETERS.value] for row in rows_of(new, [PARAMETERS])[0]}
    old = {row[PARAMETERS.parameter]: row[PARAMETERS.value] for row in rows_of(ledger, [PARAMETERS])[0]}
    assert parameters["督查单位"] == "临江市政府督查室"
    assert (parameters["年度"], parameters["每月截止日"], parameters["首次报送月份"]) == (2025, 5, "2025-02")
    assert parameters["推进计划截止时间"] == datetime(2025, 2, 28, 12)
    assert parameters["台账名称"] == str(old["台账名称"]).replace("2024", "2025")
    assert parameters["台账编号"] != old["台账编号"]
    (registry,) = rows_of(new, [UNITS])
    teachers = next(row for row in registry if row[UNITS.unit] == "市教育局")
    assert (teachers[UNITS.contact], teachers[UNITS.aliases], teachers["传真"]) == ("孙三思", "教委", "0101")
    held = tasks(new)
    assert contents(new) == {1: "建成文化中心。", 2: "培育示范企业20家。", 3: "改造公园12处。"}
    assert (held[3][TASKS.status], held[3][TASKS.percent], held[3][TASKS.leaders]) == (None, None, "苏婉清")
    assert "2024 年台账第2项" in held[3][TASKS.remark]
    assert units(new, 3) == {("市园林局", "牵头")}
    assert made.json["carried"] == 1
    assert {"tasks_carried", "task_not_carried"} <= set(said(made))
    assert xlsheet("validate", new, "--no-write", "--json").status in (0, 1)


def test_a_notice_without_a_year_means_that_of_the_ledger(ledger: Path, tmp_path: Path) -> None:
    undated = "重点任务补充清单\n1.建设冷库10座。\n牵头单位：市商务局\n完成时限：11月底\n"
    xlsheet("import", ledger, notice(tmp_path, "无年份", undated), "--append", "--json")
    assert tasks(ledger)[4][TASKS.deadline] == datetime(2024, 11, 30)


def test_changes_told_in_words_are_quoted_and_left_to_a_person(ledger: Path, tmp_path: Path) -> None:
    letter = (
        "关于调整2024年重点工作任务的通知\n各有关单位：\n经研究，对部分任务作如下调整。\n"
        "将第2项牵头单位由市园林局调整为市城管局。\n第3项完成时限延长至2024年11月底。\n"
    )
    before = tasks(ledger)
    told = xlsheet("import", ledger, notice(tmp_path, "调整", letter), "--json")
    assert (told.status, told.json["tasks"], told.json["gone"]) == (1, 0, 0)
    quoted = said(told)["prose_change"]
    assert "将第2项牵头单位由市园林局调整为市城管局。" in quoted[0]
    assert "第3项完成时限延长至2024年11月底。" in quoted[1]
    assert tasks(ledger) == before


def test_two_notices_in_one_ledger_are_told_apart_by_their_source(ledger: Path, tmp_path: Path) -> None:
    people = (
        "2024年临江市民生实事项目\n1.新建学校6所。\n责任单位：市教育局\n2.改造管网。\n责任单位：市住建局\n"
    )
    added = xlsheet("import", ledger, notice(tmp_path, "实事", people), "--append", "--json").json
    assert added["new"] == 2
    sources = {
        number: (row[TASKS.source], str(row[TASKS.printed_number])) for number, row in tasks(ledger).items()
    }
    assert sources[1] == ("2024年临江市政府重点工作任务分解", "1")
    assert sources[4] == ("2024年临江市民生实事项目", "1")


def test_carrying_over_wants_a_ledger_to_carry_from(tmp_path: Path) -> None:
    assert xlsheet("new", tmp_path / "a.xlsm", "--carry-unfinished").status == 2
