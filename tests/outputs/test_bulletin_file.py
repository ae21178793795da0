"""The bulletin of the real notice after three months, against the ledger as openpyxl reads it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pdfplumber
import pytest
from PIL import Image

from support import validator
from support.busy_ledger import busy_ledger
from support.office import convert
from support.small_ledger import small_ledger
from support.terminal import Outcome, xlsheet
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import PROGRESS, TASKS
from xlsheet.documents.paper import Paper
from xlsheet.jobs.report import BulletinRequest, report
from xlsheet.resources import DATA

JUNE = "2020-06"
STATES = ("已完成", "推进中", "滞后", "未启动")


@dataclass
class Book:
    """A ledger and what was made of it; figures are worked out here anew, from cells."""

    ledger: Path
    folder: Path
    month: Outcome
    quarter: Outcome
    missing: Outcome

    def rows(self, sheet: str) -> list[dict[str, Any]]:
        header, *rows = self._book[sheet].iter_rows(values_only=True)
        return [dict(zip(header, row, strict=True)) for row in rows if any(cell is not None for cell in row)]

    @cached_property
    def _book(self) -> openpyxl.Workbook:
        return openpyxl.load_workbook(self.ledger, read_only=True)

    @cached_property
    def duties(self) -> set[tuple[int, str]]:
        """Who must report: lead units, or all units of a task without one."""
        by_task: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        for row in self.rows("任务分工"):
            by_task[row["任务编号"]][row["角色"]].add(row["单位"])
        return {(n, unit) for n, roles in by_task.items() for unit in roles["牵头"] or roles["责任"]}

    @cached_property
    def led(self) -> set[int]:
        """The tasks that have a lead unit."""
        return {row["任务编号"] for row in self.rows("任务分工") if row["角色"] == "牵头"}

    def states(self, month: str) -> dict[int, tuple[str, Decimal]]:
        """State and share of each task by the newest that each of its units reported up to a month."""
        newest: dict[tuple[int, str], tuple[str, str, float]] = {}
        for row in self.rows("月度进展"):
            key = row["任务编号"], row["单位"]
            if row["月份"] <= month and key in self.duties:
                newest[key] = max(newest.get(key, ("", "", 0)), (row["月份"], row["状态"], row["完成比例"]))
        found: dict[int, tuple[str, Decimal]] = {}
        for number in {number for number, _ in newest}:
            said = [newest.get(duty, ("", "", 0)) for duty in self.duties if duty[0] == number]
            words, shares = {word for _, word, _ in said}, [Decimal(str(share)) for _, _, share in said]
            state = words.pop() if len(words) == 1 else "滞后" if "滞后" in words else "推进中"
            mean = (sum(shares) / len(shares)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
            found[number] = state, min(shares) if number in self.led else mean
        return found

    def came(self, month: str) -> list[datetime]:
        return [
            row["收件时间"]
            for row in self.rows("月度进展")
            if row["月份"] == month and (row["任务编号"], row["单位"]) in self.duties
        ]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, real_notice: Path) -> Book:
    folder = tmp_path_factory.mktemp("bulletin")
    ledger = busy_ledger(folder / "台账.xlsm", 3, real_notice, DATA / "units-zhengzhou-2020.csv")
    common = ("report", ledger, "--as-of", "2020-07-13", "--json")
    return Book(
        ledger,
        folder,
        month=xlsheet(*common, "--month", JUNE, "--out", folder / "月.docx", "--leaders", folder / "专报"),
        quarter=xlsheet(
            *common, "--month", JUNE, "--period", "quarter", "--out", folder / "季.docx", "--pdf"
        ),
        missing=xlsheet("missing", ledger, "--month", JUNE, "--as-of", "2020-07-13", "--no-write", "--json"),
    )


def paragraphs(path: Path) -> str:
    return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)


def tables(path: Path) -> list[list[list[str]]]:
    found = docx.Document(str(path)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in found]


def table_with(path: Path, *names: str) -> list[dict[str, str]]:
    header, *rows = next(table for table in tables(path) if set(names) <= set(table[0]))
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_the_figures_are_those_of_the_ledger_at_the_end_of_the_month(book: Book) -> None:
    assert (book.month.status, book.month.err) == (0, "")
    numbers, states = book.month.json["numbers"], book.states(JUNE)
    shares = [share for _, share in states.values()]
    before = [share for _, share in book.states("2020-05").values()]
    counted = Counter(state for state, _ in states.values())
    total = len(book.rows("任务台账"))
    assert {key: numbers[key] for key in ("tasks", "done", "running", "behind", "idle", "unreported")} == {
        "tasks": total,
        **dict(zip(("done", "running", "behind", "idle"), (counted[s] for s in STATES), strict=True)),
        "unreported": total - len(states),
    }
    for name, known in (("percent", shares), ("percent_before", before)):
        mean = sum(known) / len(known)
        assert numbers[name] == float(mean.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def test_reporting_agrees_with_the_ledger_and_with_missing(book: Book) -> None:
    numbers, came = book.month.json["numbers"], book.came(JUNE)
    late = sum(moment >= datetime(2020, 7, 11) for moment in came)
    assert (numbers["expected"], numbers["received"]) == (len(book.duties), len(came))
    assert (numbers["late"], numbers["on_time"]) == (late, len(came) - late)
    flags = Counter(entry["flag"] for entry in book.missing.json["entries"])
    assert {flag: numbers[flag] for flag in flags} == dict(flags)
    assert set(flags) == {"missing", "late", "empty", "copied"}, "a month in which all of it happened"


def test_every_sentence_says_the_same_figures(book: Book) -> None:
    n, text = book.month.json["numbers"], paragraphs(book.folder / "月.docx")

    def part(count: Decimal | int, of: int) -> str:
        return f"{(Decimal(count) / of * 100).quantize(Decimal('0.1'), ROUND_HALF_UP)}%"

    assert (
        f"截至6月底，{n['tasks']}项重点工作任务中，已完成{n['done']}项，占{part(n['done'], n['tasks'])}；"
        in text
    )
    assert f"正在推进{n['running']}项，占{part(n['running'], n['tasks'])}；" in text
    shares = [share for _, share in book.states(JUNE).values()]
    assert f"平均完成{part(sum(shares), len(shares))}，" in text
    assert (
        f"{n['units']}个单位应报进展{n['expected']}项，"
        f"按时报送{n['on_time']}项，占{part(n['on_time'], n['expected'])}；"
        f"迟报{n['late']}项，占{part(n['late'], n['expected'])}；"
        f"缺报{n['missing']}项，占{part(n['missing'], n['expected'])}。"
        f"已报送的内容中，空报{n['empty']}项、雷同{n['copied']}项。"
        f"{n['units_flawless']}个单位全部按时报送、内容符合要求。"
    ) in text
    assert f"有缺报的单位{n['units_missing']}个" in text


def test_the_tables_add_up_to_the_sentences(book: Book) -> None:
    n, path = book.month.json["numbers"], book.folder / "月.docx"
    states = {row["进展状态"]: int(row["任务数"]) for row in table_with(path, "进展状态")}
    assert states.pop("合计") == sum(states.values()) == n["tasks"]
    chapters = table_with(path, "篇章", "任务数")
    assert len(chapters) == 10
    for state in (*STATES, "未报送"):
        if state in chapters[0]:
            assert sum(int(row[state]) for row in chapters) == states.get(state, 0), state
    ranking = table_with(path, "名次", "得分")
    assert len(ranking) == n["units"]
    for name, key in (("应报", "expected"), ("按时", "on_time"), ("缺报", "missing"), ("雷同", "copied")):
        assert sum(int(row[name].replace("—", "0")) for row in ranking) == n[key], name


def test_the_ranking_is_worked_out_by_the_formula_it_states(book: Book) -> None:
    costs = {"missing": 1.0, "late": 0.3, "empty": 0.8, "copied": 0.5}
    lost: Counter[tuple[str, int]] = Counter()
    for entry in book.missing.json["entries"]:
        lost[entry["unit"], entry["task_no"]] += costs[entry["flag"]]
    expected = Counter(unit for _, unit in book.duties)
    left = {
        unit: sum(1 - min(1, lost[unit, task]) for task, u in book.duties if u == unit) for unit in expected
    }
    for row in table_with(book.folder / "月.docx", "名次", "得分"):
        score = float(row["得分"])
        assert score == pytest.approx(100 * left[row["单位"]] / expected[row["单位"]], abs=0.051)
        better = sum(round(100 * left[u] / expected[u], 1) > score for u in expected)
        assert int(row["名次"]) == better + 1


def test_months_in_a_row_are_those_of_missing(book: Book) -> None:
    longest: Counter[str] = Counter()
    for entry in book.missing.json["entries"]:
        if entry["flag"] == "missing":
            longest[entry["unit"]] = max(longest[entry["unit"]], entry["consecutive"])
    shown = table_with(book.folder / "月.docx", "连续缺报月数")
    assert shown
    assert all(int(row["连续缺报月数"].replace("—", "0")) == longest[row["单位"]] for row in shown)


def test_a_quarter_is_the_sum_of_its_months(book: Book) -> None:
    numbers = book.quarter.json["numbers"]
    assert book.quarter.json["files"] == [str(book.folder / name) for name in ("季.docx", "季.pdf")]
    assert numbers["expected"] == 2 * len(book.duties)
    assert numbers["received"] == len(book.came("2020-05")) + len(book.came(JUNE))
    by_month = table_with(book.folder / "季.docx", "月份", "按时率")
    assert [row["月份"] for row in by_month] == ["2020年5月", "2020年6月"]
    assert sum(int(row["按时"]) for row in by_month) == numbers["on_time"]


def test_every_leader_has_a_sheet_with_all_tasks_in_his_charge(book: Book) -> None:
    charge: Counter[str] = Counter()
    for row in book.rows("任务台账"):
        charge.update(row["责任领导"].split("、"))
    assert {sheet["leader"]: sheet["tasks"] for sheet in book.month.json["leaders"]} == dict(charge)
    for sheet in book.month.json["leaders"]:
        assert len(table_with(Path(sheet["file"]), "编号", "状态")) == sheet["tasks"]


def test_every_file_is_clean_and_its_charts_are_no_blanks(book: Book) -> None:
    files = [book.folder / "月.docx", book.folder / "季.docx", Path(book.month.json["leaders"][0]["file"])]
    assert [problem for path in files for problem in validator.problems(path)] == []
    parts = docx.Document(str(files[0])).part.package.iter_parts()
    pictures = [part.blob for part in parts if "/media/" in part.partname]
    assert len(pictures) == 2
    for picture in pictures:
        assert len(Image.open(BytesIO(picture)).convert("RGB").getcolors(1 << 24) or []) > 50


@pytest.mark.libreoffice
@pytest.mark.parametrize("which", ["月", "季", "专报"])
def test_on_paper_nothing_is_cut(book: Book, which: str, tmp_path: Path) -> None:
    """Every paragraph and every row of the .docx stands on a page of the PDF, be it our own (--pdf) or one
    that was made of it; no page is empty."""
    sheets = [Path(sheet["file"]) for sheet in book.month.json["leaders"]]
    for source in sheets[:2] if which == "专报" else [book.folder / f"{which}.docx"]:
        own = source.with_suffix(".pdf")
        with pdfplumber.open(own if own.exists() else convert(source, "pdf", tmp_path)) as document:
            pages = [page.extract_text() for page in document.pages]
            found = [table for page in document.pages for table in page.extract_tables()]
        printed = {_row(row) for table in found for row in table}
        assert all(f"— {i} —" in page and len(page) > 20 for i, page in enumerate(pages, start=1))
        assert [row for table in tables(source) for row in table if _row(row) not in printed] == []
        words = _words("".join(re.sub(r"— \d+ —", "", page) for page in pages))
        assert [line for line in paragraphs(source).splitlines() if _words(line) not in words] == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("lines", [19, 22])
def test_the_list_of_annexes_never_stands_on_a_page_alone(tmp_path: Path, lines: int) -> None:
    paper = Paper("通报", "督查室")
    for i in range(1, lines + 1):  # a page has 22 lines
        paper.text(f"第{i}行。")
    paper.annex_list(["清单", "排名", "问题"])
    (tmp_path / "通报.docx").write_bytes(paper.as_bytes())
    with pdfplumber.open(convert(tmp_path / "通报.docx", "pdf", tmp_path)) as document:
        first, second = ("".join(page.extract_text().split()) for page in document.pages)
    assert "附件" not in first
    assert f"第{lines}行" in second


@pytest.mark.libreoffice
def test_a_text_longer_than_a_page_is_printed_whole(tmp_path: Path) -> None:
    words = "".join(f"第{i}处已建成投用；" for i in range(220))
    store = small_ledger()
    store.rows[TASKS][0][TASKS.leaders] = "张三"
    store.rows[PROGRESS][-2].update({PROGRESS.task_no: 1.0, PROGRESS.text: words, PROGRESS.problems: words})
    request = BulletinRequest(
        Month(2020, 6), tmp_path / "通报.docx", as_of=date(2020, 7, 13), leaders=tmp_path
    )
    report(store, request)
    for name, column in (("通报", "反映的问题"), ("张三_2020-06", "进展情况")):
        with pdfplumber.open(convert(tmp_path / f"{name}.docx", "pdf", tmp_path)) as document:
            found = [table for page in document.pages for table in page.extract_tables()]
        cells = [row[table[0].index(column)] for table in found if column in table[0] for row in table[1:]]
        assert _words(words) in _words("".join(cell or "" for cell in cells))


def _row(cells: list[Any]) -> tuple[str, ...]:
    return tuple(re.sub(r"\s", "", cell or "") for cell in cells)


def _words(text: str) -> str:
    """Letters and digits: pdfplumber loses a comma that hangs over the line's end."""
    return re.sub(r"\W", "", text)
