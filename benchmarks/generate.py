"""A ledger of any size and the returned forms of one month: made by xlsheet, filled in by other programs.

Words, lengths and slips vary by seed, so that nothing can be tuned to them. A third of the forms
is saved again by LibreOffice.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from pathlib import Path
from typing import Any

from xlsheet.cells.months import Month
from xlsheet.dictionary.tables import (
    ASSIGNMENTS,
    LEAD,
    PARAMETERS,
    PROGRESS,
    SOURCE_NAMED,
    STATUS_RUNNING,
    STATUSES,
    TASKS,
    UNITS,
)
from xlsheet.forms.layout import HEAD_INPUT_COLUMNS, HEAD_INPUT_ROW, PROGRESS_SHEET, ROLE
from xlsheet.jobs.split import SplitRequest, split
from xlsheet.ledger.changes import Changes, Edit, Row
from xlsheet.ledger.settings import Names, default_parameters
from xlsheet.stores.file import FileStore

MONTH = Month(2020, 6)
TASKS_A_UNIT = 40
_TASKS = 400
_SLIPS = 0.03
"""Share of rows in which something is written in words of the unit's own."""

_WORDS = (
    "印发实施方案 召开部署会 明确责任分工 完成前期调研 项目进场施工 办理用地手续 组织竣工验收 资金拨付到位 "
    "建立周调度机制 协调解决问题 主体结构封顶 设备安装调试 开展专项督导 完成招标 群众反映良好 扩大覆盖面 "
    "累计完成投资 新增床位 改造管网 开工建设 签订合同 编制规划 征求意见 上报审批 开展培训 接入平台"
).split()


def make(folder: Path, files: int, seed: int, *, rows_before: int = 0) -> None:
    """A ledger with `rows_before` progress rows and that many returned files; what stands there stays."""
    ledger, returns = folder / "ledger.xlsm", folder / "returns"
    wanted = {"files": files, "seed": seed, "rows_before": rows_before}
    done = folder / "made.json"
    if done.exists() and json.loads(done.read_text()) == wanted:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    new_ledger(ledger, units=max(files, rows_before // TASKS_A_UNIT // 3 + 1), seed=seed)
    if rows_before:
        fill_ledger(ledger, rows_before, seed)
    units = _unit_names(files)
    with FileStore.open(ledger, writing=False) as store:
        split(store, SplitRequest(MONTH, folder / "forms", units))
    _fill_all(sorted((folder / "forms").iterdir()), returns, seed)
    shutil.rmtree(folder / "forms")
    _save_again(sorted(returns.iterdir())[::3])
    done.write_text(json.dumps(wanted))


def _unit_names(units: int) -> list[str]:
    return [f"第{number:05d}局" for number in range(1, units + 1)]


def new_ledger(path: Path, units: int, seed: int) -> None:
    """A ledger whose units each owe forty of its tasks from January on, and nothing of which has come."""
    chance = random.Random(seed)
    parameters = [
        {**row, PARAMETERS.value: "2020-01"} if row[PARAMETERS.parameter] == Names.first_month else row
        for row in default_parameters(MONTH.year, ledger_id=f"bench-{seed}")
    ]
    FileStore.create(path, parameters)
    names = _unit_names(units)
    tasks: list[Row] = [
        {TASKS.number: n, TASKS.chapter: f"第{n % 10 + 1}篇", TASKS.content: _sentence(chance, 4)}
        for n in range(1, _TASKS + 1)
    ]
    duties: list[Row] = [
        {
            ASSIGNMENTS.task_no: n,
            ASSIGNMENTS.unit: name,
            ASSIGNMENTS.role: LEAD,
            ASSIGNMENTS.source: SOURCE_NAMED,
        }
        for i, name in enumerate(names)
        for n in _tasks_of(i)
    ]
    registry: list[Row] = [{UNITS.unit: name} for name in names]
    steps = [Edit(TASKS, {}, tasks), Edit(UNITS, {}, registry), Edit(ASSIGNMENTS, {}, duties)]
    with FileStore.open(path) as store:
        store.apply(Changes("bench", "", steps))


def _tasks_of(unit: int) -> list[int]:
    return sorted((unit * 7 + i * 10) % _TASKS + 1 for i in range(TASKS_A_UNIT))


def fill_ledger(path: Path, rows: int, seed: int) -> None:
    """Progress rows of earlier months, straight into the ledger."""
    chance = random.Random(seed + 1)
    entries: list[Row] = []
    unit = 0
    while len(entries) < rows:
        month, name = Month(2020, 3 + unit % 3), f"第{unit // 3 + 1:05d}局"
        entries += [_progress(chance, task, name, month) for task in _tasks_of(unit // 3)]
        unit += 1
    with FileStore.open(path) as store:
        store.apply(Changes("bench", "", [Edit(PROGRESS, {}, entries[:rows])]))


def _progress(chance: random.Random, task: int, unit: str, month: Month) -> Row:
    return {
        PROGRESS.task_no: task,
        PROGRESS.unit: unit,
        PROGRESS.month: str(month),
        **answers(chance, task, month),
        PROGRESS.received: datetime(month.year, month.month + 1, 5, 9),
        PROGRESS.source_file: f"{unit}.xlsx",
        PROGRESS.source_place: f"{PROGRESS_SHEET}!A{task}",
    }


def answers(chance: random.Random, task: int, month: Month) -> dict[str, Any]:
    """What a unit says of a task in a month, in words that vary."""
    return {
        PROGRESS.text: f"第{task}项：{_sentence(chance, chance.randint(2, 6))}",
        PROGRESS.percent: round(min(0.08 * month.month + chance.uniform(0.0, 0.09), 1.0), 2),
        PROGRESS.status: STATUS_RUNNING,
        PROGRESS.problems: _sentence(chance, 1) if chance.random() < 0.3 else None,
        PROGRESS.next_steps: _sentence(chance, 2),
        PROGRESS.reporter: chance.choice("赵钱孙李周吴郑王") + chance.choice("晓敏强静洋"),
        PROGRESS.phone: f"0000-{chance.randint(6_000_000, 6_999_999)}",
        PROGRESS.filled_on: month.plus(1).first_day.replace(day=chance.randint(1, 9)),
    }


def _sentence(chance: random.Random, parts: int) -> str:
    return "，".join(f"{chance.choice(_WORDS)}{chance.randint(2, 9999)}处" for _ in range(parts)) + "。"


def _slip(chance: random.Random, answers: dict[str, Any]) -> None:
    kind = chance.randrange(6)
    if kind == 0:
        answers[PROGRESS.percent] = f"{chance.randint(5, 95)}%"
    elif kind == 1:
        answers[PROGRESS.percent] = f"约{chance.randint(5, 95)}％"
    elif kind == 2:
        answers[PROGRESS.filled_on] = f"7月{chance.randint(1, 9)}日"
    elif kind == 3:
        answers[PROGRESS.status] = chance.choice(("正在推进", "进行中", *STATUSES))
    elif kind == 4:
        answers[PROGRESS.text] = chance.choice(("无", "同上", ""))
    else:
        answers[PROGRESS.percent] = "过半"


def _fill_all(forms: Sequence[Path], target: Path, seed: int) -> None:
    target.mkdir()
    jobs = [(form, target / form.name, seed * 100_003 + i) for i, form in enumerate(forms)]
    with ProcessPoolExecutor() as pool:
        list(pool.map(_fill, jobs, chunksize=20))


def _fill(job: tuple[Path, Path, int]) -> None:
    filled_form(*job, MONTH)


def filled_form(form: Path, target: Path, seed: int, month: Month) -> None:
    """A form filled in by openpyxl as units do, a slip here and there."""
    import openpyxl

    chance = random.Random(seed)
    book = openpyxl.load_workbook(form)
    sheet = book[PROGRESS_SHEET]
    header = next(
        row for row in sheet.iter_rows() if {PROGRESS.text, ROLE} <= {str(cell.value) for cell in row}
    )
    places = {str(cell.value): cell.column for cell in header}
    for row in range(header[0].row + 1, sheet.max_row + 1):
        task = sheet.cell(row, places[PROGRESS.task_no]).value
        if isinstance(task, int):
            given = answers(chance, task, month)
            if chance.random() < _SLIPS:
                _slip(chance, given)
            for name, value in given.items():
                place = (
                    (row, places[name])
                    if name in places
                    else (HEAD_INPUT_ROW + 1, HEAD_INPUT_COLUMNS[name] + 1)
                )
                sheet.cell(*place).value = value
    book.save(target)


def _save_again(files: Sequence[Path]) -> None:
    """By LibreOffice, in place."""
    with tempfile.TemporaryDirectory() as scratch:
        for start in range(0, len(files), 100):
            subprocess.run(
                [
                    "soffice",
                    f"-env:UserInstallation=file://{scratch}/profile",
                    "--headless",
                    "--convert-to",
                    "xlsx",
                    "--outdir",
                    f"{scratch}/out",
                    *map(str, files[start : start + 100]),
                ],
                check=True,
                capture_output=True,
            )
        for file in files:
            shutil.move(f"{scratch}/out/{file.name}", file)


if __name__ == "__main__":
    import sys

    make(Path(sys.argv[1]), *map(int, sys.argv[2:4]), rows_before=int(sys.argv[4]))
