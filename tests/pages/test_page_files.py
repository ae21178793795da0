"""A page's file: ledger text in it stays text, and it never takes the place of anything else."""

from __future__ import annotations

from collections import Counter
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.ledger_on_disk import sample_ledger
from support.terminal import xlsheet
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.documents.web import is_page, page_bytes
from xlsheet.jobs.pages import findings_page
from xlsheet.jobs.validate import ValidateReport

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("<>&\"'/=!-\n"), max_size=40)
MARKUP = st.sampled_from(
    ["<script>alert(1)</script>", "</title><b>", '" onload="x', "<!--", "]]>", "&#60;b&#62;", "{{ page }}"]
)


class Seen(HTMLParser):
    """The tags, attributes and table cells of a page, as a parser that is not ours reads them."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()
        self.cells: list[str] = []
        self._in_cell = False
        self.feed(content.decode("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}
        self._in_cell = tag == "td"
        if self._in_cell:
            self.cells.append("")

    def handle_endtag(self, tag: str) -> None:
        self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_cell:
            self.cells[-1] += data


def page_of(texts: list[str]) -> Seen:
    code, sheet, cell, message, value, name = texts
    report = ValidateReport(1, (Finding(code, Severity.ERROR, sheet, cell, message, value),))
    return Seen(page_bytes(findings_page(report, [Path(f"{name}.xlsm")], date(2021, 7, 11))))


PLAIN = page_of(["a", "b", "c", "d", "e", "f"])


@given(st.lists(TEXTS | MARKUP, min_size=6, max_size=6))
def test_no_text_of_a_ledger_becomes_markup(texts: list[str]) -> None:
    seen = page_of(texts)
    code, sheet, cell, message, value, _ = texts
    assert seen.tags == PLAIN.tags
    assert seen.attributes == PLAIN.attributes
    assert seen.cells[-6:] == ["必须改", sheet or "（整个文件）", cell, message, value, code]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_ledger(tmp_path_factory.mktemp("ledger"))


def test_a_page_made_again_takes_the_place_of_the_last_one(ledger: Path, tmp_path: Path) -> None:
    page = tmp_path / "新文件夹" / "缺报.html"
    first = xlsheet("missing", ledger, "--as-of", "2021-06-11", "--no-write", "--html", page)
    before = page.read_bytes()
    assert is_page(before)
    assert "网页在" in first.err
    assert xlsheet("missing", ledger, "--as-of", "2021-07-11", "--no-write", "--html", page).status == 1
    assert page.read_bytes() != before


@pytest.mark.parametrize("command", ["validate", "missing"])
def test_nothing_else_is_overwritten_and_the_ledger_is_left_alone(
    command: str, ledger: Path, tmp_path: Path
) -> None:
    other = tmp_path / "说明.html"
    other.write_text("<html>单位自己的网页</html>", encoding="utf-8")
    before = ledger.read_bytes()
    for target in (other, ledger):
        done = xlsheet(command, ledger, "--html", target)
        assert done.status == 3
        assert "不是 xlsheet 生成的网页，没有覆盖它" in done.err
        assert done.out == ""
    assert other.read_text(encoding="utf-8") == "<html>单位自己的网页</html>"
    assert ledger.read_bytes() == before


def test_json_stays_one_object_on_stdout(ledger: Path, tmp_path: Path) -> None:
    done = xlsheet("validate", ledger, "--no-write", "--json", "--html", tmp_path / "校验.html")
    assert set(done.json) == {"rows", "findings", "attention"}
    assert is_page((tmp_path / "校验.html").read_bytes())
