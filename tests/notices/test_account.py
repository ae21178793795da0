"""Nothing counts as used that the ledger won't hold: whatever an extractor drops is listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from notices.containers import write_plain
from notices.sample import Sample, all_samples
from xlsheet.notice import parse_notice, parsing
from xlsheet.notice.account.balance import Balance, balance
from xlsheet.notice.account.held import held_of, letters
from xlsheet.notice.account.swallowed import swallowed
from xlsheet.notice.extract.drafts import Draft
from xlsheet.notice.extract.stream import ReadLine
from xlsheet.notice.model import Task
from xlsheet.notice.read.blocks import NoticeSource, Paragraph
from xlsheet.notice.read.files import read_bytes
from xlsheet.units.mentions import split_names

SAMPLES = all_samples()
NAMES = ("lead_text", "responsible_text")


def dropped(task: Task) -> Iterator[tuple[str, Task]]:
    """The task without one of its values, for each of them."""
    for field in NAMES:
        for name in split_names(getattr(task, field)):
            if "（" not in name:
                yield name, replace(task, **{field: getattr(task, field).replace(name, "")})
    for name in task.leaders:
        yield name, replace(task, leaders=tuple(other for other in task.leaders if other != name))
    for note in task.notes:
        yield note.partition("：")[2] or note, replace(task, notes=())
    yield task.content, replace(task, content="")
    yield task.measures, replace(task, measures="")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_a_value_that_no_task_keeps_is_listed(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every value of the middle task that stands nowhere else in what is kept of it."""

    def poorer(
        lines: Sequence[Sequence[ReadLine]], drafts: Sequence[Draft], tasks: Sequence[Task]
    ) -> Balance:
        place, before = len(tasks) // 2, listed(balance(lines, drafts, tasks))
        read = (line for region in lines for line in region if drafts[place] in line.readers)
        own = "".join(line.used for line in read if line.of_each or len(line.readers) == 1)
        for value, task in dropped(tasks[place]):
            elsewhere = held_of([task]).has(letters(value)) or letters(value) not in letters(own)
            if len(letters(value)) > 1 and not elsewhere:
                left = [*tasks[:place], task, *tasks[place + 1 :]]
                assert listed(balance(lines, drafts, left)) != before, value
        return balance(lines, drafts, tasks)

    monkeypatch.setattr(parsing, "balance", poorer)
    path = write_plain(sample, tmp_path / sample.name)
    assert parse_notice(read_bytes(path.read_bytes(), path.name)).tasks


def listed(account: Balance) -> set[str]:
    return {finding.value for finding in account.findings}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("新建学校6所。2.改造公园12处。", "编号“2.”"),
        ("新建学校6所。牵头单位：市教育局", "“牵头单位：”"),
        ("新建学校6所，市园林局负责改造公园", "“市园林局”的分工"),
        ("新建学校6所。" * 90, " 630 个字，比别的任务长得多"),
    ],
)
def test_a_content_that_holds_more_than_one_task_is_a_finding(content: str, what: str) -> None:
    others = [Task(n, "", "", f"第{n}件事办好。", printed=str(n), lead_text="市教育局") for n in (3, 4, 5)]
    swollen = Task(1, "", "", content, printed="1", lead_text="市教育局")
    assert [finding.value for finding in swallowed([swollen, *others])] == [what]


def test_points_of_a_content_and_its_own_units_are_no_finding() -> None:
    contents = ("办好三件事。1.建校。2.修路。3.通水。", "由市教育局负责建校")
    tasks = [
        Task(n, "", "", text, printed=str(n), lead_text="市教育局") for n, text in enumerate(contents, 1)
    ]
    assert list(swallowed(tasks)) == []


def test_units_of_a_header_whose_cells_say_nothing_are_listed() -> None:
    notice = parse_notice(
        "2025年任务\n序号\t重点任务\t责任单位\t财务部\t供水公司\n"
        "1\t建水厂\t市水务局\t甲\t乙\n2\t修水渠\t市农业局\t甲\t乙\n"
    )
    listed_texts = "".join(f.value for f in notice.findings if f.code == "notice_unused")
    assert "财务部" in listed_texts
    assert "供水公司" in listed_texts


def test_a_head_that_every_page_repeats_takes_no_label_with_it() -> None:
    pages = [
        ["2026年实事", "1.新建学校2所。", "牵头单位：市教育局"],
        ["临川市实事", "配合单位：市残联", "2.修路3条。", "牵头单位：市交通局"],
        ["临川市实事", "配合单位：市财政局", "3.建园4个。", "牵头单位：市林业局"],
        ["临川市实事", "配合单位：市农业局"],
    ]
    blocks = tuple(
        Paragraph(text, f"第{p}页第{i}行", whole=False)
        for p, lines in enumerate(pages, 1)
        for i, text in enumerate(lines, 1)
    )
    tasks = parse_notice(NoticeSource(blocks)).tasks
    assert [task.responsible_text for task in tasks] == ["市残联", "市财政局", "市农业局"]
