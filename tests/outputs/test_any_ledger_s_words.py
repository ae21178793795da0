"""Bulletins, leaders' sheets and letters of ledgers at the edges, and of ledgers drawn by lot, read for what
no office would write."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import docx
import pytest

from support.memory_store import MemoryStore
from support.small_ledger import assignment, plan, progress, task, unit
from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import ASSIGNMENTS, PLANS, PROGRESS, RESPONSIBLE, TASKS, UNITS
from xlsheet.jobs.remind import RemindRequest, remind
from xlsheet.jobs.report import BulletinRequest, report

UNIT_NAMES = [
    "市教育局",
    "市财政局",
    "市住建局",
    "市卫健委",
    "市退役军人局",
    "东湖区政府",
    "市城投集团",
    "市水利局",
]
CHOICES = ["已完成", "推进中", "滞后", "未启动", None]
MAY, JUNE = Month(2020, 5), Month(2020, 6)
LISTED = re.compile(r"((?:[^、，。；：（）]+、)*[^、，。；：（）]+)等(\d+)(项|个单位)")
WRONG = re.compile(
    r"[：，、；][。；，、]|。。|（）|“”|：\n|有1项任务[^、。]*，其中|1个[^。，]*，其中1个|其中0|(?<!\d)0个单位|None|nan|Fraction|\{\{|影响了全市|"
    r"(?<!\d)1项任务均|(?<!\d)0项重点|占—|“（未填）”"
)
TITLED = re.compile(r"：\n(?=\S)")
"""An addressee's line ends in a colon, as letters and bulletins begin."""


def ledger(
    tasks: int, names: list[str], months: list[str], fate: Callable[[int, str, str], dict[str, object] | None]
) -> MemoryStore:
    """Each task has a lead (every third none), and of each unit what `fate` says of task, unit and month."""
    led = {n: names[n % len(names)] for n in range(1, tasks + 1)}
    duties = [assignment(float(n), u, "牵头" if n % 3 else RESPONSIBLE, "是") for n, u in led.items()]
    rows = []
    for month in months:
        for n, u in led.items():
            said = fate(n, u, month)
            if said is not None:
                rows.append({**progress(float(n), u, month), **said})
    chapters = ["一、做强实体经济", "二、保障和改善民生", ""]
    return MemoryStore(
        {
            TASKS: [
                task(
                    float(n),
                    篇章=chapters[n % 3],
                    责任领导=["周明远", "林书华、周明远", None][n % 3],
                    牵头单位=u if n % 3 else None,
                )
                for n, u in led.items()
            ],
            ASSIGNMENTS: duties,
            UNITS: [unit(name) for name in names],
            PLANS: [plan(float(n), u) for n, u in led.items()],
            PROGRESS: rows,
        }
    )


def sound(n: int, _unit: str, month: str) -> dict[str, object]:
    return {"收件时间": datetime(2020, int(month[5:]) + 1, 9)}


def drawn(seed: int) -> MemoryStore:
    rng = random.Random(seed)

    def fate(_n: int, _u: str, month: str) -> dict[str, object] | None:
        if rng.random() < rng.choice([0.1, 0.4]):
            return None
        state = rng.choice(CHOICES)
        share = 1.0 if state == "已完成" else rng.choice([None, 0.2, 0.5])
        said: dict[str, object] = {"状态": state, "完成比例": share}
        said["收件时间"] = datetime(2020, int(month[5:]) + 1, rng.choice([9, 9, 10, 11]))
        if rng.random() < 0.3:
            said |= {
                "进展情况": rng.choice([None, "无", "全部照旧推进，没有别的可说", "同上"]),
                "存在问题": rng.choice([None, "无", "资金没到位"]),
            }
        return said

    return ledger(rng.randint(1, 12), UNIT_NAMES[: rng.randint(1, 8)], ["2020-05", "2020-06"], fate)


EDGES: dict[str, Callable[[], MemoryStore]] = {
    "nobody missing": lambda: ledger(9, UNIT_NAMES, ["2020-05", "2020-06"], sound),
    "everybody missing": lambda: ledger(9, UNIT_NAMES, [], sound),
    "everybody missing once": lambda: ledger(9, UNIT_NAMES, ["2020-06"], sound),
    "one unit, one task, silent": lambda: ledger(1, UNIT_NAMES[:1], [], sound),
    "one unit, one task": lambda: ledger(1, UNIT_NAMES[:1], ["2020-06"], sound),
    "no leads": lambda: ledger(
        3, UNIT_NAMES[:1], ["2020-05"], lambda n, u, m: sound(n, u, m) if n < 3 else None
    ),
    "nothing done, no percents": lambda: ledger(
        4,
        UNIT_NAMES,
        ["2020-05", "2020-06"],
        lambda n, u, m: {**sound(n, u, m), "完成比例": None, "状态": "未启动"},
    ),
    "all done": lambda: ledger(
        4,
        UNIT_NAMES,
        ["2020-05", "2020-06"],
        lambda n, u, m: {**sound(n, u, m), "完成比例": 1.0, "状态": "已完成"},
    ),
    "caught up": lambda: ledger(
        4,
        UNIT_NAMES,
        ["2020-05", "2020-06"],
        lambda n, u, m: {**sound(n, u, m), "状态": "滞后" if m == "2020-05" else "推进中"},
    ),
    "behind without words": lambda: ledger(
        7,
        UNIT_NAMES,
        ["2020-05", "2020-06"],
        lambda n, u, m: {**sound(n, u, m), "状态": "滞后", "进展情况": None},
    ),
    **{f"drawn {seed}": (lambda seed=seed: drawn(seed)) for seed in range(4)},  # type: ignore[misc]
}
DAYS = {"due": date(2020, 7, 12), "early": date(2020, 7, 5), "first": date(2020, 6, 12)}


def texts_of(store: MemoryStore, folder: Path, day: date) -> dict[str, str]:
    month = JUNE if day in (DAYS["due"], DAYS["early"]) else MAY
    report(store, BulletinRequest(month, folder / "通报.docx", as_of=day, leaders=folder / "专报"))
    remind(store, RemindRequest(month if day == DAYS["due"] else MAY, folder / "催报", day))
    return {path.name: text_of(path) for path in sorted(folder.rglob("*.docx"))}


def text_of(path: Path) -> str:
    document = docx.Document(str(path))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs if p.text), "|".join(cells)])


@pytest.mark.parametrize("name", EDGES)
def test_nothing_stands_there_that_no_office_would_write(name: str, tmp_path: Path) -> None:
    days = DAYS if name in ("everybody missing once", "drawn 0") else {"due": DAYS["due"]}
    for when, day in days.items():
        for file, text in texts_of(EDGES[name](), tmp_path / when, day).items():
            said = TITLED.sub("\n", text)
            assert WRONG.findall(said) == [], (
                file,
                [line for line in said.split("\n") if WRONG.search(line)],
            )
            many = [m[0] for m in LISTED.finditer(said) if m[1].count("、") + 1 >= int(m[2])]
            assert many == [], file
