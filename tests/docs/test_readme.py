"""The README keeps its word: its month in ten lines runs, and every command stands in it and the manual."""

import re
import shlex
from pathlib import Path

import pytest

from support.ledger_on_disk import returned
from support.terminal import xlsheet
from xlsheet.cli.main import cli
from xlsheet.resources import DATA

ROOT = Path(__file__).parent.parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MANUAL = (ROOT / "docs" / "使用手册.md").read_text(encoding="utf-8")


def month_in_lines() -> list[list[str]]:
    block = README.split("tests/docs/test_readme.py")[1].split("```sh\n")[1].split("```")[0]
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines()]


def test_the_month_in_ten_lines_runs(tmp_path: Path) -> None:
    (tmp_path / "通知.txt").write_bytes((DATA / "sample-notice.txt").read_bytes())
    (tmp_path / "单位名录.csv").write_bytes((DATA / "sample-units.csv").read_bytes())
    statuses = {}
    for line in month_in_lines():
        statuses[" ".join(line)] = xlsheet(*line, cwd=tmp_path).status
        if line[0] == "split":
            for form in sorted((tmp_path / "下发").iterdir())[:-1]:
                returned(form, tmp_path / "回收" / form.name)
    assert len(statuses) == 10
    assert set(statuses.values()) <= {0, 1}
    assert statuses["merge 督查台账.xlsm 回收 --received 2021-06-09 --replies 退回"] == 0
    assert statuses["missing 督查台账.xlsm --as-of 2021-06-11"] == 1
    assert statuses["undo 督查台账.xlsm"] == 0
    assert list((tmp_path / "催报").glob("*.docx"))
    assert (tmp_path / "通报.docx").exists()


@pytest.mark.parametrize("command", cli.commands)
def test_every_command_stands_in_the_readme_and_the_manual(command: str) -> None:
    (row,) = re.findall(rf"^\| `xlsheet {command} ?(.*?)` \|", README, re.MULTILINE)
    options = {name for option in cli.commands[command].params for name in option.opts if name[:2] == "--"}
    assert set(re.findall(r"--[a-z-]+", row)) == options - {"--json"}
    assert f"xlsheet {command}" in MANUAL


@pytest.mark.parametrize("text", [README, MANUAL], ids=["README", "manual"])
def test_every_picture_and_page_that_is_named_exists(text: str) -> None:
    base = ROOT if text is README else ROOT / "docs"
    targets = [t for t in re.findall(r"\]\(([^)]+)\)", text) if not t.startswith("http")]
    assert targets
    assert [target for target in targets if not (base / target).exists()] == []
