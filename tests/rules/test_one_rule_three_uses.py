"""A rule stands once: the form's check column, merge and validate give the same answer to the same cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from pandera.errors import SchemaErrors

from support.filling import above_table
from support.form_samples import sample_form
from support.memory_store import MemoryStore
from support.office import convert
from support.small_ledger import EDUCATION, plan, progress, small_ledger
from xlsheet.cells.months import Month
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import INFO, Finding
from xlsheet.dictionary.tables import LEAD, PARAMETERS, PLANS, PROGRESS, Table
from xlsheet.errors import SourceError
from xlsheet.forms.check_words import GOOD
from xlsheet.forms.content import FormTask
from xlsheet.forms.layout import (
    CHECK,
    PLAN_HEADER,
    PLAN_SHEET,
    PROGRESS_HEAD_INPUTS,
    PROGRESS_HEADER,
    PROGRESS_SHEET,
)
from xlsheet.forms.write.form import form_bytes
from xlsheet.jobs.merge import MergeRequest, ledger_facts, merge
from xlsheet.jobs.split import SplitRequest, split
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.ledger.settings import Names
from xlsheet.rules import checks
from xlsheet.rules.files import RETURNED, load_rules, read_rules
from xlsheet.rules.rule import AT_INTAKE
from xlsheet.rules.schemas import schema_of

MAY = Month(2020, 5)
LONG = "长" * 2001
SOUND: Mapping[Table, Mapping[str, object]] = {
    PROGRESS: {
        PROGRESS.text: "完成选址，进场施工，累计投入资金",
        PROGRESS.percent: 0.5,
        PROGRESS.status: "推进中",
        PROGRESS.filled_on: datetime(2020, 6, 5),
    },
    PLANS: {
        PLANS.work: "建设校舍",
        PLANS.goal: "新增学位",
        PLANS.stages: "年底前完成",
        PLANS.deadline: datetime(2020, 12, 31),
        PLANS.leader: "张三",
    },
}


@dataclass(frozen=True)
class Broken:
    """Cells that break one rule; `said` is what the form's check column says, nothing where a locked cell
    is at fault. `before` is what the unit had said of April."""

    table: Table
    code: str
    cells: Mapping[str, object] = field(default_factory=dict)
    said: str = ""
    task: int = 1
    parameters: Mapping[str, object] = field(default_factory=dict)
    before: float | None = None

    def __str__(self) -> str:
        return f"{self.table.name}-{self.code}-{'-'.join(self.cells)}"


def _long(table: Table, *columns: str) -> list[Broken]:
    return [Broken(table, "text_long", {name: LONG}, "文字太多") for name in columns]


YEAR_2022 = {"年度": 2022, "首次报送月份": "2022-05", "末次报送月份": "2022-12"}
SHEETS = {
    PROGRESS: (PROGRESS_SHEET, PROGRESS_HEADER + 1),
    PLANS: (PLAN_SHEET, PLAN_HEADER + 1),
}
"""The sheets of a form by the tables that they fill, with the row of their header."""

BROKEN = [
    Broken(PROGRESS, "task_unknown", task=99),
    Broken(PROGRESS, "task_not_yours", task=2),
    Broken(
        PROGRESS,
        "month_year",
        parameters=YEAR_2022,
    ),
    Broken(PROGRESS, "month_outside", parameters={"首次报送月份": "2020-08"}),
    Broken(PROGRESS, "text_empty", {PROGRESS.text: "无"}, "没有实际内容"),
    Broken(PROGRESS, "text_empty", {PROGRESS.text: None}, "进展情况未填"),
    *_long(PROGRESS, PROGRESS.text, PROGRESS.problems, PROGRESS.next_steps),
    Broken(PROGRESS, "percent_range", {PROGRESS.percent: 1.5}, "比例应在 0%–100%"),
    Broken(PROGRESS, "row_incomplete", {PROGRESS.percent: None}, "完成比例未填"),
    Broken(PROGRESS, "row_incomplete", {PROGRESS.status: None}, "状态未填"),
    Broken(PROGRESS, "status_unknown", {PROGRESS.status: "还行吧"}, "状态请从下拉列表选"),
    Broken(PROGRESS, "date_wrong", {PROGRESS.filled_on: datetime(2099, 1, 1)}, "填报日期的年份不对"),
    Broken(PROGRESS, "date_wrong", {PROGRESS.filled_on: datetime(2020, 4, 5)}, "填报日期太早"),
    Broken(PROGRESS, "status_percent", {PROGRESS.percent: 1.0}, "状态与比例不符"),
    Broken(PROGRESS, "progress_back", {PROGRESS.percent: 0.2}, "比例比上次低", before=0.3),
    Broken(PLANS, "task_unknown", task=99),
    Broken(PLANS, "task_not_yours", task=2),
    *_long(PLANS, PLANS.work, PLANS.goal, PLANS.stages, PLANS.leader),
    Broken(PLANS, "row_incomplete", {PLANS.work: None}, "工作具体内容未填"),
    Broken(PLANS, "row_incomplete", {PLANS.deadline: None}, "完成时限未填"),
    Broken(PLANS, "deadline_year", {PLANS.deadline: datetime(2025, 12, 31)}, "时限的年份请核对"),
    Broken(PLANS, "date_wrong", {PLANS.deadline: datetime(2099, 12, 31)}, "时限的年份请核对"),
]


def test_every_rule_that_counts_in_both_has_a_case() -> None:
    rules = {
        (of_table.table.sheet, rule.code)
        for of_table in load_rules(tables=RETURNED)
        for rule in of_table.all_rules()
        if rule.at_intake is not None and rule.standing is not None
    }
    assert {(case.table.sheet, case.code) for case in BROKEN} == rules


def ledger(case: Broken) -> MemoryStore:
    store = small_ledger()
    store.rows[PROGRESS], store.rows[PLANS] = [], []
    if case.before is not None:
        april = progress(1.0, EDUCATION, "2020-04", **{PROGRESS.percent: case.before})
        store.rows[PROGRESS].append(april)
        set_parameters(store, {"首次报送月份": "2020-04"})
    return store


def set_parameters(store: MemoryStore, parameters: Mapping[str, object]) -> None:
    for row in store.rows[PARAMETERS]:
        if row[PARAMETERS.parameter] in parameters:
            row[PARAMETERS.value] = parameters[str(row[PARAMETERS.parameter])]


def type_in(book: Workbook, table: Table, row: int, cells: Mapping[str, object]) -> None:
    """Fill in a row of one of a form's sheets, the first of them as row 0."""
    name, header = SHEETS[table]
    places = {cell.value: cell.column for cell in book[name][header]}
    for column, value in cells.items():
        place = (header + 1 + row, places[column]) if column in places else above_table(column)
        book[name].cell(*place).value = value


def filled(path: Path, case: Broken) -> None:
    """The unit's form with its first row filled in, one cell of it broken."""
    book = openpyxl.load_workbook(path)
    type_in(book, case.table, 0, {**SOUND[case.table], **case.cells, PROGRESS.task_no: case.task})
    book.save(path)


def at_intake(case: Broken, folder: Path) -> tuple[list[Finding], int]:
    store = ledger(case)
    split(store, SplitRequest(MAY, folder, [EDUCATION]))
    (path,) = folder.iterdir()
    filled(path, case)
    set_parameters(store, case.parameters)
    report = merge(store, MergeRequest((path,), received=datetime(2020, 6, 9)))
    (file,) = report.files
    return file.all_findings(), len(file.rejected)


def standing(case: Broken) -> list[Finding]:
    store = ledger(case)
    set_parameters(store, case.parameters)
    cells = {**SOUND[case.table], **case.cells}
    if case.table is PROGRESS:
        store.rows[PROGRESS].append(progress(float(case.task), EDUCATION, str(MAY), **cells))  # type: ignore[arg-type]
    else:
        store.rows[PLANS].append(plan(float(case.task), EDUCATION, **cells))  # type: ignore[arg-type]
    return list(validate(store, ValidateRequest(write=False)).findings)


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_merge_and_validate_answer_alike(case: Broken, tmp_path: Path) -> None:
    came, rejected = at_intake(case, tmp_path / "下发")
    stands = standing(case)
    (told,) = [finding for finding in stands if finding.code == case.code]
    (said,) = [finding for finding in came if finding.code == case.code]
    assert said.message == told.message
    rules = [rule for rules in load_rules(tables=[case.table]) for rule in rules.all_rules()]
    answers = {(rule.at_intake, rule.standing) for rule in rules if rule.code == case.code}
    assert (said.severity, told.severity) in answers
    assert bool(rejected) == (said.severity is AT_INTAKE["reject"])
    if not case.parameters:
        besides = {catalogue.MONTH_NOT_FILLED.name} if case.table is PLANS else set()  # plans came alone
        told_of = {finding.code for finding in came if finding.severity is not INFO}
        assert told_of - besides == {case.code}


@pytest.mark.libreoffice
def test_the_forms_check_column_says_so_too(tmp_path: Path) -> None:
    """A form with a row for each case, and one for each of what is asked once; calculated by LibreOffice."""
    said = [case for case in BROKEN if case.said]
    once = [case for case in said if case.cells.keys() & set(PROGRESS_HEAD_INPUTS)]
    sound = [Broken(table, "", {}, GOOD) for table in SHEETS]
    for i, cases in enumerate([[*sound, *(case for case in said if case not in once)], *([c] for c in once)]):
        assert_said({table: [c for c in cases if c.table is table] for table in SHEETS}, tmp_path / str(i))


def assert_said(cases: Mapping[Table, Sequence[Broken]], folder: Path) -> None:
    rows = range(1, max(map(len, cases.values())) + 1)
    tasks = tuple(FormTask(i, LEAD, f"任务{i}", "上月的话", 0.3) for i in rows)
    folder.mkdir()
    path = folder / "form.xlsx"
    path.write_bytes(form_bytes(sample_form(tasks=tasks, month=MAY)))
    book = openpyxl.load_workbook(path)
    for table, of_table in cases.items():
        for row, case in enumerate(of_table):
            type_in(book, table, row, {**SOUND[table], **case.cells})
    book.save(path)
    calculated = openpyxl.load_workbook(convert(path, "xlsx", folder / "calculated"), data_only=True)
    for table, (name, header) in SHEETS.items():
        sheet = calculated[name]
        check = next(cell.column for cell in sheet[header] if cell.value == CHECK)
        said = [sheet.cell(header + 1 + row, check).value for row in range(len(cases[table]))]
        assert said == [case.said for case in cases[table]]


PAUSED = """
columns:
  任务编号: {nullable: false}
  完成比例:
    nullable: false
    description: 请填百分比。
    checks:
      in_range: {min_value: 0, max_value: 1, options: {code: percent_range}}
  状态:
    nullable: true
    checks:
      isin: {value: [未启动, 推进中, 已完成, 暂停], options: {code: status_unknown}}
  存在问题:
    nullable: true
    checks:
      str_length: {max_value: 5, options: {code: problem_long, standing: error, at_intake: warning}}
"""


def test_a_folder_named_in_the_parameters_holds_for_form_merge_and_validate(tmp_path: Path) -> None:
    (tmp_path / "规则").mkdir()
    (tmp_path / "规则" / "progress.yaml").write_text(PAUSED, encoding="utf-8")
    store = ledger(BROKEN[0])
    set_parameters(store, {Names.rules_folder: str(tmp_path / "规则")})
    split(store, SplitRequest(MAY, tmp_path / "下发", [EDUCATION]))
    (path,) = (tmp_path / "下发").iterdir()
    book = openpyxl.load_workbook(path)
    lists = [rule.formula1 for rule in book[PROGRESS.sheet].data_validations.dataValidation]
    assert '"未启动,推进中,已完成,暂停"' in lists
    type_in(
        book,
        PROGRESS,
        0,
        {
            **SOUND[PROGRESS],
            PROGRESS.status: "暂停",
            PROGRESS.percent: 0.4,
            PROGRESS.problems: "资金尚未到位",
        },
    )
    type_in(book, PROGRESS, 1, {PROGRESS.text: "完成选址", PROGRESS.status: "滞后"})
    book.save(path)
    (file,) = merge(store, MergeRequest((path,), received=datetime(2020, 6, 9))).files
    assert [(f.code, str(f.severity), f.value) for f in file.all_findings()] == [
        ("problem_long", "warning", "资金尚未到位"),
        ("cell_blank", "error", ""),
        ("status_unknown", "error", "滞后"),
    ]
    assert [row[PROGRESS.status] for row in store.rows[PROGRESS]] == ["暂停"]
    stands = validate(store, ValidateRequest(write=False)).findings
    assert [(f.code, str(f.severity)) for f in stands] == [("problem_long", "error")]


def test_rules_given_for_once_stand_above_the_parameter(tmp_path: Path) -> None:
    (tmp_path / "progress.yaml").write_text(PAUSED, encoding="utf-8")
    store = ledger(BROKEN[0])
    assert ledger_facts(store, tmp_path).intake.statuses[-1] == "暂停"
    set_parameters(store, {Names.rules_folder: "没有的"})
    assert ledger_facts(store, tmp_path).intake.statuses[-1] == "暂停"
    with pytest.raises(SourceError, match="“参数”里“校验规则”写的文件夹“没有的”找不到"):
        ledger_facts(store)


VALUES = {
    "float64": st.floats(-2, 2),
    "string": st.text("ab推进中", max_size=4),
    "datetime64[ns]": st.dates(date(2018, 1, 1), date(2022, 12, 31)),
}
BUILTIN_RULES = [
    ("float64", "equal_to: 1"),
    ("float64", "not_equal_to: 1"),
    ("float64", "greater_than: 0.5"),
    ("float64", "greater_than_or_equal_to: {min_value: 0.5}"),
    ("float64", "less_than: {value: 0.5}"),
    ("float64", "less_than_or_equal_to: 0.5"),
    ("float64", "in_range: {min_value: 0, max_value: 1, include_max: false}"),
    ("string", "isin: [a, 推进中]"),
    ("string", "notin: {value: [a]}"),
    ("string", "str_length: {min_value: 1, max_value: 2}"),
    ("string", "str_length: {exact_value: 2}"),
    ("string", "str_matches: a|推"),
    ("string", "str_contains: b"),
    ("string", "str_startswith: 推"),
    ("string", "str_endswith: 中"),
    ("datetime64[ns]", "greater_than: 2020-06-01"),
    ("datetime64[ns]", "in_range: {min_value: 2020-01-01, max_value: '2020-12-31 00:00:00'}"),
]


@pytest.mark.parametrize(("dtype", "rule"), BUILTIN_RULES, ids=[rule for _, rule in BUILTIN_RULES])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_a_check_of_panderas_own_means_the_same_without_pandera(
    dtype: str, rule: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    values = data.draw(st.lists(VALUES[dtype], min_size=1, max_size=8))
    folder = tmp_path_factory.mktemp("rules")
    written = f"columns:\n  备注:\n    dtype: {dtype}\n    nullable: true\n    checks:\n      {rule}\n"
    (folder / "progress.yaml").write_text(written, encoding="utf-8")
    rules = read_rules(PROGRESS, folder / "progress.yaml")
    series = pd.Series(values).astype("datetime64[us]" if dtype.startswith("date") else dtype)
    try:
        schema_of(rules, ["备注"]).validate(pd.DataFrame({"备注": series}), lazy=True)
        by_pandera: set[int] = set()
    except SchemaErrors as errors:
        by_pandera = {int(i) for i in errors.failure_cases["index"]}
    (only,) = rules.all_rules()
    test = checks.test_of(only.check, only.arguments, ledger_facts(small_ledger()))
    assert {i for i, value in enumerate(values) if not test(value)} == by_pandera
