"""docs/汇总与分析.md keeps its word: DuckDB and pandas answer its questions alike, and rightly."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest

from support.province import Province

TEXT = (Path(__file__).parents[2] / "docs" / "汇总与分析.md").read_text(encoding="utf-8")
QUESTIONS = [part for part in TEXT.split("\n### ") if "```sql" in part]


def block(question: str, language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", question, re.DOTALL)
    return str(found)


def test_the_page_asks_three_questions() -> None:
    assert len(QUESTIONS) == 3


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda text: text.split("\n")[0])
def test_both_tools_give_one_answer(
    question: str, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(province.out.parent)
    by_sql = duckdb.sql(block(question, "sql")).fetchall()
    names: dict[str, Any] = {}
    start = "from fastparquet import ParquetFile\n"
    exec(compile(start + block(question, "python"), "汇总与分析.md", "exec"), names)
    by_pandas = [tuple(row) for row in names["answer"].itertuples(index=False)]
    assert by_sql
    assert [tuple(map(str, row)) for row in by_pandas] == [tuple(map(str, row)) for row in by_sql]


def test_the_first_answer_is_the_report_s(province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(province.out.parent)
    rows = duckdb.sql(block(QUESTIONS[0], "sql")).fetchall()
    expected = [
        (
            r.numbers.city,
            r.numbers.year,
            r.numbers.total.tasks,
            r.numbers.total.done,
            r.numbers.total.lights["红"],
        )
        for r in province.report.records
    ]
    assert sorted(rows) == sorted(expected)
