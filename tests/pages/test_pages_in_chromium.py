"""The pages in a real browser: they show what --json says, sort, filter, print, and ask for nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdf
import pytest

from pages.conftest import MadePage
from xlsheet.dictionary.findings import Finding, Severity
from xlsheet.documents.web import page_bytes
from xlsheet.jobs.pages import findings_page
from xlsheet.jobs.validate import ValidateReport

Pages = dict[str, MadePage]
Open = Callable[[Path], Any]


@pytest.fixture
def open_page(browser: Any) -> Iterator[Open]:
    """Opens a page; fails the test where it asked for anything or the browser had something to say."""
    tab = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: said.append(message.text))
    tab.on("pageerror", lambda error: said.append(str(error)))

    def opened(path: Path) -> Any:
        asked.clear()
        tab.goto(path.as_uri())
        assert asked == [path.as_uri()]
        return tab

    yield opened
    tab.close()
    assert len(asked) == 1
    assert said == []


def rows(tab: Any, table: str = "table.list") -> list[list[str]]:
    """The rows that can be seen, in their order."""
    script = "rows => rows.filter(r => !r.hidden).map(r => [...r.cells].map(c => c.textContent))"
    return tab.eval_on_selector_all(f"{table} tbody tr", script)


def column(tab: Any, place: int) -> list[str]:
    return [row[place] for row in rows(tab)]


def head(tab: Any, name: str) -> Any:
    return tab.locator("table.list thead th", has_text=name)


def test_the_findings_are_those_of_the_json(pages: Pages, open_page: Open) -> None:
    made = pages["validate"]
    words = {str(severity): severity.word for severity in Severity}
    expected = [
        [words[f["severity"]], f["sheet"], f["cell"], f["message"], f["value"], f["code"]]
        for f in made.said["findings"]
    ]
    assert len(expected) > 20
    tab = open_page(made.path)
    assert rows(tab) == expected
    total = sum(int(row[-1]) for row in rows(tab, "table.fixed"))
    assert total == len(expected)
    assert sum(map(int, tab.locator(".tile dd").all_inner_texts())) == len(expected)


def in_a_row(entry: dict[str, Any]) -> str:
    """连续缺报月数 is said of what is missing, and of nothing else."""
    return str(entry["consecutive"]) if entry["flag"] == "missing" else ""


def test_the_gaps_are_those_of_the_json_in_list_and_matrix(pages: Pages, open_page: Open) -> None:
    made = pages["missing"]
    words = {"missing": "缺报", "late": "迟报", "empty": "空报", "copied": "雷同"}
    entries = [
        (e["month"], e["unit"], str(e["task_no"]), e["role"], words[e["flag"]], in_a_row(e))
        for e in made.said["entries"]
    ]
    plans = [
        ("推进计划", p["unit"], str(p["task_no"]), p["role"], words[p["flag"]], "")
        for p in made.said["plans"]
    ]
    tab = open_page(made.path)
    shown = [(month, *rest[1:6]) for month, *rest in rows(tab)]
    assert sorted(shown) == sorted([*entries, *plans])
    assert len({flag for *_, flag, _ in entries}) >= 3
    matrix = {row[0]: row[1:] for row in rows(tab, "table.small:not(.fixed)")}
    owing = {unit: sum(e["unit"] == unit for e in made.said["entries"]) for unit in matrix}
    assert {unit: int(cells[-1]) for unit, cells in matrix.items()} == owing
    assert tab.locator("tfoot td").last.inner_text() == str(len(entries))


def test_a_head_sorts_by_mouse_and_keyboard_and_says_so(pages: Pages, open_page: Open) -> None:
    tab = open_page(pages["missing"].path)
    number, unit = head(tab, "任务编号"), head(tab, "单位")
    number.click()
    assert number.get_attribute("aria-sort") == "ascending"
    ascending = list(map(int, column(tab, 3)))
    assert ascending == sorted(ascending)
    assert max(ascending) > 9  # else text and number sort alike
    number.locator("button").focus()
    tab.keyboard.press("Enter")
    assert number.get_attribute("aria-sort") == "descending"
    assert list(map(int, column(tab, 3))) == sorted(ascending, reverse=True)
    unit.click()
    assert number.get_attribute("aria-sort") == "none"
    assert tab.locator('table.list [aria-sort="ascending"]').count() == 1


def test_findings_sort_by_how_grave_they_are(open_page: Open, tmp_path: Path) -> None:
    findings = [
        Finding("code", severity, "月度进展", f"E{row}", "说明", "")
        for row, severity in enumerate([*Severity] * 2)
    ]
    tab = open_page(saved(findings, tmp_path))
    head(tab, "级别").click()
    assert column(tab, 0) == ["必须改", "必须改", "提醒", "提醒", "说明", "说明"]


def test_the_matrix_sorts_by_how_much_is_wrong(pages: Pages, open_page: Open) -> None:
    tab = open_page(pages["missing"].path)
    matrix = "table.small:not(.fixed)"
    tab.locator(f"{matrix} thead th", has_text="2021-06").locator("button").click(click_count=1)
    cells = [row[2] for row in rows(tab, matrix)]
    counts = [sum(int(mark[1:] or 1) for mark in cell.split() if mark[0] in "缺迟空同") for cell in cells]
    assert counts == sorted(counts)
    assert counts[-1] > 1


def test_rows_are_filtered_by_words_and_choices_together(pages: Pages, open_page: Open) -> None:
    tab = open_page(pages["missing"].path)
    everything = rows(tab)
    tab.locator("fieldset button", has_text="雷同").click()
    copied = rows(tab)
    assert copied == [row for row in everything if row[5] == "雷同"]
    assert 0 < len(copied) < len(everything)
    unit = copied[0][2]
    tab.locator("input[type=search]").fill(f"{unit} {copied[0][0]}")
    both = [row for row in copied if row[2] == unit and any(copied[0][0] in cell for cell in row)]
    assert rows(tab) == both
    assert tab.locator(".shown").inner_text() == f"共 {len(everything)} 行，按筛选显示 {len(both)} 行"
    tab.locator("input[type=search]").fill("没有这样的字")
    assert rows(tab) == []
    assert tab.locator(".none-left").is_visible()
    tab.locator(".reset").click()
    assert rows(tab) == everything


def test_one_of_many_values_is_chosen_from_a_list(open_page: Open, tmp_path: Path) -> None:
    names = [f"[单位{number}.xlsx]月度进展" for number in range(12)]
    findings = [Finding("code", Severity.ERROR, name, "E5", "说明", "") for name in names * 2]
    tab = open_page(saved(findings, tmp_path))
    tab.locator("label select").select_option(names[7])
    assert column(tab, 1) == [names[7]] * 2


def test_it_prints_on_a4_with_heads_on_every_page_and_without_controls(pages: Pages, open_page: Open) -> None:
    tab = open_page(pages["missing"].path)
    printed = tab.pdf(prefer_css_page_size=True, print_background=True)
    pdf = pypdf.PdfReader(io.BytesIO(printed))
    assert len(pdf.pages) > 2
    sizes = {(round(page.mediabox.width), round(page.mediabox.height)) for page in pdf.pages}
    assert sizes == {(842, 595)}
    texts = ["".join(page.extract_text().split()) for page in pdf.pages]
    assert "缺报矩阵" in texts[0]
    lists = [text for text in texts if "推进计划" in text or "雷同" in text][1:]
    assert len(lists) > 1
    assert all("任务编号" in text for text in lists)
    assert not any("清除筛选" in text for text in texts)
    assert f"，共{len(texts)}" in texts[0]


def test_a_screen_reader_finds_language_tables_and_names(pages: Pages, open_page: Open) -> None:
    tab = open_page(pages["missing"].path)
    assert tab.locator("html").get_attribute("lang") == "zh-CN"
    tables = tab.get_by_role("table")
    assert tables.count() == tab.locator("table > caption").count() > 2
    assert tab.get_by_role("rowheader").count() > 10
    assert tab.get_by_role("columnheader", name="任务内容").count() == 1
    assert tab.get_by_role("button", name="任务编号").count() == 1
    assert tab.get_by_label("查找").is_visible()
    assert tab.get_by_role("status").inner_text().startswith("共 ")


def test_five_thousand_rows_can_be_sorted_and_filtered(open_page: Open, tmp_path: Path) -> None:
    findings = [
        Finding("code", Severity.WARNING, "月度进展", f"E{row}", f"第{row * 7919 % 5000}条", "")
        for row in range(5000)
    ]
    tab = open_page(saved(findings, tmp_path))
    head(tab, "说明").click()
    assert column(tab, 3) == [f"第{n}条" for n in range(5000)]
    tab.locator("input[type=search]").fill("第4999条")
    assert len(rows(tab)) == 1


def test_markup_in_a_ledger_stays_text(open_page: Open, tmp_path: Path) -> None:
    nasty = [
        "<script>document.title='坏'</script>",
        "</script><img src=x onerror=\"document.title='坏'\">",
        '"><svg/onload=document.title=1>',
        "</td></tr></table><iframe src=https://example.com>",
        "&lt;b&gt; {{ 7*7 }} {% raw %}",
    ]
    findings = [Finding(text, Severity.ERROR, text, text, text, text) for text in nasty]
    tab = open_page(saved(findings, tmp_path))
    assert tab.title() == "校验结果"
    assert [row[1:] for row in rows(tab)] == [[text] * 5 for text in nasty]
    assert tab.locator("img, iframe, svg").count() == 0


def test_even_a_script_that_got_in_would_not_run(browser: Any, tmp_path: Path) -> None:
    path = saved([], tmp_path)
    script = "</main><script>document.title='坏'</script><img src='https://example.com/x.png'>"
    path.write_text(path.read_text(encoding="utf-8").replace("</main>", script), encoding="utf-8")
    tab = browser.new_page()
    refused: list[str] = []
    tab.on("console", lambda message: refused.append(message.text))
    tab.goto(path.as_uri())
    assert tab.title() == "校验结果"
    assert sum("Content Security Policy" in text for text in refused) == 2
    tab.close()


def saved(findings: list[Finding], folder: Path) -> Path:
    """A page with these findings."""
    report = ValidateReport(len(findings), tuple(findings))
    path = folder / "校验.html"
    path.write_bytes(page_bytes(findings_page(report, [Path("督查台账.xlsm")], date(2021, 7, 11))))
    return path
