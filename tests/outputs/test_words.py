"""Every bulletin, leader's sheet and letter of a busy month, read for what no office would write."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest

from support.busy_ledger import busy_ledger
from support.terminal import xlsheet

_LISTED = re.compile(r"((?:[^、，。；：（）]+、)*[^、，。；：（）]+)等(\d+)(项|个单位)")
_WRONG = {
    "an empty clause": re.compile(r"[：，、；][。；，、]|。。|（）|“”"),
    "some of one": re.compile(r"有1项[^。]*其中有的|其中0项|0个单位(?!等)"),
    "a value of the program's": re.compile(r"None|nan|Fraction|\{\{|\}\}"),
    "what is not true": re.compile("影响了全市重点工作督查"),
}


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("words")
    ledger = busy_ledger(folder / "台账.xlsm", 3)
    common = ("--month", "2021-07", "--as-of", "2021-08-12")
    for period in ("month", "quarter", "year"):
        out = folder / f"{period}.docx"
        xlsheet("report", ledger, *common, "--period", period, "--out", out, "--leaders", folder / period)
    xlsheet("report", ledger, "--month", "2021-07", "--as-of", "2021-08-09", "--out", folder / "early.docx")
    xlsheet("remind", ledger, *common, "--out", folder / "催报")
    files = sorted(folder.rglob("*.docx"))
    return {str(path.relative_to(folder)): text_of(path) for path in files}


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.parametrize("what", _WRONG)
def test_nothing_stands_there_that_no_office_would_write(texts: dict[str, str], what: str) -> None:
    assert len(texts) > 20
    found = {name: _WRONG[what].findall(text) for name, text in texts.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_list_that_ends_in_a_count_names_fewer(texts: dict[str, str]) -> None:
    lists = [match for text in texts.values() for match in _LISTED.finditer(text)]
    assert lists
    assert [match[0] for match in lists if match[1].count("、") + 1 >= int(match[2])] == []


def test_before_the_due_day_nobody_is_blamed(texts: dict[str, str]) -> None:
    assert "待报" in texts["early.docx"]
    assert not re.search("缺报|名次|排名|补报", texts["early.docx"])
