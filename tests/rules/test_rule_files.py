"""Rule files: the shipped ones are sound, and a slip in one is answered with its line in Chinese."""

import re
from pathlib import Path

import pytest
from pandera.io.pandas_io import from_yaml
from pandera.pandas import Column

from support.small_ledger import small_ledger
from xlsheet import resources
from xlsheet.dictionary.tables import PROGRESS, TASKS, Table
from xlsheet.errors import SourceError
from xlsheet.jobs.validate import ValidateRequest, validate
from xlsheet.rules.checks import BUILTINS, CHECKS
from xlsheet.rules.files import FILES, choices_of, load_rules, read_rules
from xlsheet.rules.schemas import schema_of, types_of

SHIPPED = [(table, resources.SCHEMAS / name) for table, name in FILES.items()]


@pytest.mark.parametrize(("table", "path"), SHIPPED, ids=list(FILES.values()))
class TestShippedRules:
    def test_pandera_reads_them_as_they_are(self, table: Table, path: Path) -> None:
        rules = read_rules(table, path)
        assert (
            set(from_yaml(path).columns) == set(schema_of(rules, rules.columns).columns) == set(rules.columns)
        )

    def test_they_name_columns_of_their_table(self, table: Table, path: Path) -> None:
        assert set(read_rules(table, path).columns) <= set(table.columns)

    def test_choices_are_those_of_the_dropdowns(self, table: Table, path: Path) -> None:
        rules = read_rules(table, path)
        for name, column in rules.columns.items():
            allowed = list(choices_of([rules], table.sheet, name))
            allowed += [
                value
                for rule in column.rules
                if rule.check == "allowed_in"
                for value in choices_of(load_rules(), **rule.arguments)
            ]
            assert allowed == list(table.column(name).choices)

    def test_every_rule_has_a_code_and_says_what_to_do(self, table: Table, path: Path) -> None:
        for rule in read_rules(table, path).all_rules():
            assert re.fullmatch("[a-z_]+", rule.code), rule
            assert rule.message.endswith("。"), rule
            assert "请" in rule.message, rule

    def test_a_required_column_says_what_to_fill_in(self, table: Table, path: Path) -> None:
        for column in read_rules(table, path).columns.values():
            assert column.nullable or column.description.startswith("请")

    def test_column_types_are_those_of_the_data_dictionary(self, table: Table, path: Path) -> None:
        rules = read_rules(table, path)
        types = types_of(rules)
        for name, column in schema_of(rules, rules.columns).columns.items():
            assert column.dtype.check(Column(types[name].dtype).dtype), name


def test_every_shipped_file_is_read() -> None:
    assert {path.name for path in resources.SCHEMAS.iterdir()} == set(FILES.values())
    assert len(load_rules()) == len(FILES)


ISIN = "columns:\n  状态:\n    checks:\n      isin:\n        value: [a]\n        options: "

SLIPS = [
    ("columns:\n\t状态:\n", 2, "Tab"),
    ("columns:\n  状态: {nullable: true\n", 3, "YAML 写法有误"),
    ("columns:\n  状态:\n    nullable: true\n  状态:\n    nullable: false\n", 4, "写了两次"),
    ("- 状态\n", None, "不是规则文件"),
    ("", None, "不是规则文件"),
    ("colums:\n  状态: {nullable: true}\n", 1, "不认识“colums”"),
    ("schema_type: dataframe\n", 1, "columns: 下面应列出"),
    ("columns:\n  状态:\n", 2, "至少写 nullable: true"),
    ("columns:\n  状态:\n    nulable: true\n", 3, "不认识“nulable”"),
    ("columns:\n  状态:\n    nullable: 是\n", 3, "true 或 false"),
    ("columns:\n  状态:\n    dtype: text\n", 3, "dtype 只能是"),
    ("columns:\n  状态:\n    coerce: true\n", 3, "不认识“coerce”"),
    ("columns:\n  状态:\n    checks:\n      is_in: [a]\n", 4, "是不是 isin"),
    ("columns:\n  状态:\n    checks:\n      完全没有: [a]\n", 4, "没有名为“完全没有”的检查"),
    ("columns:\n  状态:\n    checks:\n      isin: 推进中\n", 4, "方括号里的一列值"),
    ("columns:\n  完成比例:\n    checks:\n      in_range: {min_value: 0, maximum: 1}\n", 4, "参数不对"),
    ("columns:\n  状态:\n    checks:\n      str_matches: '['\n", 4, "正则表达式写错了（第 1 个字符附近）"),
    (
        "columns:\n  状态:\n    checks:\n      in_range: {min_value: 2, max_value: 1}\n",
        4,
        "大于 max_value 的 1",
    ),
    ("columns:\n  状态:\n    checks:\n      str_length: {min_value: 9, max_value: 3}\n", 4, "min_value 是 9"),
    ("columns:\n  状态:\n    checks:\n      str_length: {min_value: 多}\n", 4, "参数不对"),
    ("columns:\n  状态:\n    checks:\n      str_matches: (a+)+$\n", 4, "一直算不完"),
    ("columns:\n  状态:\n    checks:\n      within_text_limit: 甲\n", 4, "没有参数"),
    ("columns:\n  状态:\n    checks:\n      exists_in: {sheet: [甲], column: [乙]}\n", 4, "没有“"),
    ("columns:\n  状态:\n    checks:\n      exists_in: {sheet: 任务台账}\n", 4, "参数应为：sheet、column"),
    (
        "columns:\n  状态:\n    checks:\n      exists_in:\n        sheet: 台账\n        column: 状态\n",
        5,
        "没有“台账”这张",
    ),
    (
        "columns:\n  状态:\n    checks:\n      exists_in:\n        sheet: 任务台账\n        column: 态\n",
        6,
        "没有“态”列",
    ),
    ("columns:\n  状态:\n    checks:\n      says_something:\n", 4, "says_something: {}"),
    ("columns:\n  状态:\n    checks: isin\n", 3, "checks: 下面"),
    ("columns:\n  状态:\n    checks:\n      - value: [a]\n", 4, "check_name"),
    ("columns:\n  状态:\n    checks:\n      unique_together: {columns: [状态]}\n", 4, "最外层的 checks:"),
    ("columns:\n  状态: {nullable: true}\nchecks:\n  isin: [a]\n", 4, "某一列的 checks:"),
    (
        "columns:\n  状态: {nullable: true}\nchecks:\n  unique_together: {columns: [编号]}\n",
        4,
        "没有“编号”列",
    ),
    ("columns:\n  状态: {nullable: true}\nchecks:\n  unique_together: {columns: 3}\n", 4, "这里应是列名"),
    (
        ISIN + "{severity: warning}\n",
        6,
        "不认识“severity”",
    ),
    (
        ISIN + "{error: '{比例}不对'}\n",
        6,
        "“{比例}”不知道是什么",
    ),
    (
        ISIN + "{error: '{value不对'}\n",
        6,
        "花括号不成对",
    ),
    (
        ISIN + "{raise_warning: 1}\n",
        6,
        "true 或 false",
    ),
    (
        ISIN + "{code: 12}\n",
        6,
        "加引号",
    ),
]


@pytest.mark.parametrize(("text", "line", "says"), SLIPS, ids=[says for *_, says in SLIPS])
def test_a_slip_is_answered_with_file_line_and_what_is_wrong(
    tmp_path: Path, text: str, line: int | None, says: str
) -> None:
    path = tmp_path / "tasks.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as raised:
        validate(small_ledger(), ValidateRequest(schemas=tmp_path))
    message = str(raised.value)
    assert says in message
    assert str(path) in message
    assert line is None or f"第 {line} 行" in message


def test_a_check_that_does_not_fit_its_column_is_the_rules_fault(tmp_path: Path) -> None:
    rules = "columns:\n  任务编号:\n    nullable: true\n    checks:\n      str_matches: abc\n"
    (tmp_path / "tasks.yaml").write_text(rules, encoding="utf-8")
    with pytest.raises(SourceError, match="检查“str_matches”不能用于“任务编号”"):
        validate(small_ledger(), ValidateRequest(schemas=tmp_path))


def test_a_file_under_another_name_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "task.yaml").write_text("columns: {}", encoding="utf-8")
    with pytest.raises(SourceError, match=r"task\.yaml”的文件名不对"):
        load_rules(tmp_path)


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"没有“.*rules”这个文件夹"):
        load_rules(tmp_path / "rules")


def test_a_file_in_gbk_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_bytes("columns:\n  任务编号: {nullable: true}\n".encode("gbk"))
    with pytest.raises(SourceError, match="不是 UTF-8 编码"):
        load_rules(tmp_path)


def test_notepads_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "tasks.yaml").write_text("columns:\n  状态: {nullable: true}\n", encoding="utf-8-sig")
    assert load_rules(tmp_path)[0].columns.keys() == {"状态"}


def test_what_pandera_writes_is_read_again(tmp_path: Path) -> None:
    """An office may generate its rules; the list form allows the same check twice on one column."""
    rules = """
schema_type: dataframe
columns:
  进展情况:
    dtype: string
    nullable: true
    unique: false
    coerce: false
    required: true
    regex: false
    checks:
      - value: 领导
        options: {check_name: str_contains, code: one, error: 甲}
      - value: 部署
        options: {check_name: str_contains, code: two, error: 乙, raise_warning: true}
checks: null
index: null
coerce: false
strict: false
unique: null
"""
    (tmp_path / "progress.yaml").write_text(rules, encoding="utf-8")
    store = small_ledger()
    store.rows[PROGRESS] = store.rows[PROGRESS][:1]
    report = validate(store, ValidateRequest(schemas=tmp_path))
    assert [(f.code, f.message) for f in report.findings if f.sheet == PROGRESS.sheet] == [("one", "甲")]


def test_panderas_own_keywords_have_messages_too(tmp_path: Path) -> None:
    rules = (
        "unique: [章节, 状态]\ncolumns:\n  章节: {nullable: true, unique: true}\n  状态: {nullable: true}\n"
    )
    (tmp_path / "tasks.yaml").write_text(rules, encoding="utf-8")
    store = small_ledger()
    for row, section in enumerate(("一", "一", "二")):
        store.rows[TASKS][row][TASKS.section] = section
    report = validate(store, ValidateRequest(schemas=tmp_path))
    assert [(f.place(), f.code) for f in report.findings] == [
        ("任务台账!C2", "cell_twice"),
        ("任务台账!C3", "cell_twice"),
    ]


GUIDE = Path(__file__).parents[2] / "docs" / "校验规则.md"


def test_the_guide_names_every_check_of_ours_and_none_that_is_not_there() -> None:
    named = {
        name
        for row in re.findall(r"^\| (`.+?`) \|", GUIDE.read_text(encoding="utf-8"), re.M)
        for name in re.findall("`([a-z_]+)`", row)
    }
    assert set(CHECKS) <= named
    assert all(name in CHECKS or name in BUILTINS for name in named)


def test_the_guides_examples_are_rules(tmp_path: Path) -> None:
    examples = re.findall("```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.S)
    assert len(examples) >= 6
    for example in examples:
        path = tmp_path / "progress.yaml"
        path.write_text(example, encoding="utf-8")
        read_rules(PROGRESS, path)
        validate(small_ledger(), ValidateRequest(schemas=tmp_path))
