"""The same notices in the formats that only an office program writes, and tables over several pages."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import OxmlElement

from notices.containers import convert, write
from notices.imported import import_file, import_notice_of
from notices.sample import all_samples
from notices.scoring import Score, score
from notices.variants import CONVERTED
from xlsheet.notice import Notice, Task, parse_notice
from xlsheet.notice.read.files import read_bytes, read_source

pytestmark = pytest.mark.libreoffice
SAMPLES = {sample.name: sample for sample in all_samples()}
TABLES = ("field-13", "field-14", "field-19", "field-32", "table-2", "table-3")
TEXTS = ("field-11", "field-33", "bracket_later-1")
_UNITS = ("市教育局", "市住房和城乡建设局", "市生态环境局", "市市场监督管理局", "市文化广电和旅游局")
_ROWS = 40


@pytest.mark.parametrize("way", ["ods", "pdf", "sheet_pdf"])
def test_tables_and_texts_say_the_same_in_other_formats(way: str, tmp_path: Path) -> None:
    suffix, to, of = CONVERTED[way]
    chosen = [SAMPLES[name] for name in (*TABLES, *TEXTS) if of(SAMPLES[name])]
    made = convert([write(s, tmp_path / f"{s.name}.{suffix}") for s in chosen], to, tmp_path)
    total = Score()
    for sample, path in zip(chosen, made, strict=True):
        total += score(sample, import_file(path))
    assert total.good, (total.wrong, total.invented, total.lost)


@pytest.mark.parametrize(("way", "name"), [("rtf", "field-33"), ("odt", "table-3")])
def test_an_office_program_opens_what_we_cannot(way: str, name: str, tmp_path: Path) -> None:
    sample = SAMPLES[name]
    suffix, to, _ = CONVERTED[way]
    (made,) = convert([write(sample, tmp_path / f"{name}.{suffix}")], to, tmp_path)
    path = made.rename(made.with_suffix(f".{way}"))
    result = score(sample, import_notice_of(parse_notice(read_source(path)), path.stem))
    assert result.good, (result.wrong, result.invented, result.lost)


@pytest.mark.parametrize("heads_again", [False, True])
def test_rows_that_a_page_cuts_in_two_are_whole_again(heads_again: bool, tmp_path: Path) -> None:
    path = tmp_path / "long.docx"
    _write_long_table(path, heads_again=heads_again)
    (printed,) = convert([path], "pdf", tmp_path)
    as_typed, as_printed = _read(path), _read(printed)
    assert as_printed.source.unused == 0
    assert [_said(task) for task in as_printed.tasks] == [_said(task) for task in as_typed.tasks]
    assert len(as_printed.tasks) == _ROWS


def _read(path: Path) -> Notice:
    return parse_notice(read_bytes(path.read_bytes(), path.name))


def _said(task: Task) -> tuple[object, ...]:
    return (
        task.printed,
        task.content,
        task.lead_text,
        task.responsible_text,
        task.deadline,
        task.measures,
    )


def _write_long_table(path: Path, *, heads_again: bool) -> None:
    document = docx.Document()
    document.add_paragraph("云台市2025年重点工作任务分解表")
    header = ("序号", "重点任务", "工作措施", "牵头单位", "责任单位", "完成时限")
    table = document.add_table(1, len(header), "Table Grid")
    for cell, name in zip(table.rows[0].cells, header, strict=True):
        cell.text = name
    if heads_again:
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for i in range(1, _ROWS + 1):
        lead, one, other = (_UNITS[(i + k) % len(_UNITS)] for k in range(3))
        values = (
            str(i),
            f"完成第{i}批重点项目建设任务，新建改建各类设施{i * 3}处，确保按期投入使用并发挥效益",
            f"制定实施方案，明确时间节点；每月调度{i}次，协调解决用地、资金等问题，强化质量安全监管。",
            lead,
            f"{one}、{other}",
            f"2025年{i % 12 + 1}月底",
        )
        for cell, value in zip(table.add_row().cells, values, strict=True):
            cell.text = value
    document.save(str(path))
