"""What the command line promises of itself: Chinese words, exit statuses, one JSON object, no traceback."""

from pathlib import Path

import pytest

from support.terminal import xlsheet
from xlsheet.cli.main import cli
from xlsheet.resources import DATA

SAMPLE_NOTICE = DATA / "sample-notice.txt"
SAMPLE_UNITS = DATA / "sample-units.csv"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "督查台账.xlsm"
    assert xlsheet("new", path, "--notice", SAMPLE_NOTICE, "--units", SAMPLE_UNITS).status == 1
    return path


def has_chinese(text: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in text)


@pytest.mark.parametrize("command", cli.commands)
def test_every_command_explains_itself_in_chinese(command: str) -> None:
    done = xlsheet(command, "--help")
    assert done.status == 0
    assert "用法" in done.out
    assert "Usage" not in done.out
    assert "Options" not in done.out
    for line in done.out.splitlines():
        if line.startswith("  --") and "  " in line.strip():
            assert has_chinese(line), line


def test_the_program_is_found_as_a_module_and_says_its_version() -> None:
    assert xlsheet("--version").out.startswith("xlsheet ")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nothing"], "nothing"),
        (["merge"], "台账"),
        (["split", "台账.xlsm", "--out", "x"], "--month"),
        (["split", "台账.xlsm", "--month", "六月", "--out", "x"], "“六月”不是月份"),
        (["split", "台账.xlsm", "--month", "2020-06", "--out", "x", "--as", "pages"], "files"),
        (["missing", "台账.xlsm", "--as-of", "昨天"], "“昨天”不是日期"),
        (["merge", "台账.xlsm", "x", "--received", "2020-13-01"], "“2020-13-01”不是日期"),
        (["new", "台账.xlsx"], ".xlsm"),
        (["validate", "台账.xlsm", "--quick"], "--quick"),
    ],
)
def test_wrong_usage_is_exit_2_with_a_chinese_message(
    arguments: list[str], says: str, tmp_path: Path
) -> None:
    done = xlsheet(*arguments, cwd=tmp_path)
    assert done.status == 2
    assert done.out == ""
    assert says in done.err
    assert has_chinese(done.err)
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["status", "没有.xlsm"],
        ["validate", "没有.xlsm"],
        ["split", "没有.xlsm", "--month", "2020-06", "--out", "x"],
        ["merge", "没有.xlsm", "."],
        ["missing", "没有.xlsm"],
        ["undo", "没有.xlsm"],
        ["import", "没有.xlsm", "通知.txt"],
        ["new", "新.xlsm", "--notice", "没有.txt"],
        ["new", "没有这个文件夹/新.xlsm"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_path_that_is_missing_is_exit_2_names_the_file_and_leaves_nothing(
    arguments: list[str], tmp_path: Path
) -> None:
    done = xlsheet(*arguments, cwd=tmp_path)
    assert done.status == 2
    assert "没有" in done.err
    assert "Traceback" not in done.err
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_ledger_is_refused_and_kept(tmp_path: Path) -> None:
    impostor = tmp_path / "台账.xlsm"
    impostor.write_bytes(b"PK\x03\x04 not a workbook")
    done = xlsheet("status", impostor)
    assert done.status == 3
    assert "台账.xlsm" in done.err
    assert impostor.read_bytes() == b"PK\x03\x04 not a workbook"


def test_a_ledger_that_exists_is_never_overwritten(ledger: Path) -> None:
    before = ledger.read_bytes()
    done = xlsheet("new", ledger, "--notice", SAMPLE_NOTICE)
    assert done.status == 3
    assert "已经存在" in done.err
    assert ledger.read_bytes() == before


def test_a_new_ledger_has_nothing_to_undo(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsm"
    assert xlsheet("new", path).status == 0
    before = path.read_bytes()
    done = xlsheet("undo", path)
    assert done.status in (2, 3)
    assert has_chinese(done.err)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "keys"),
    [
        (["status"], set()),
        (["validate"], {"rows", "findings"}),
        (["missing", "--as-of", "2021-06-11"], {"as_of", "months", "entries"}),
        (
            ["import", str(SAMPLE_NOTICE)],
            {"tasks", "chapters", "sections", "units", "assignments", "findings"},
        ),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_json_is_one_object_and_nothing_else(ledger: Path, arguments: list[str], keys: set[str]) -> None:
    done = xlsheet(arguments[0], ledger, *arguments[1:], "--json")
    assert done.status in (0, 1)
    assert done.err == ""
    assert keys <= set(done.json)
    for finding in done.json.get("findings", []):
        assert set(finding) == {"code", "severity", "sheet", "cell", "message", "value"}
        assert finding["severity"] in ("error", "warning", "info")
