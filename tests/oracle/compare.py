"""Holds every number that the product writes on a day against the plain reading."""

from __future__ import annotations

import re
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import docx
from click.testing import CliRunner

import xlsheet
from xlsheet.cli.main import cli

from . import expected as ex
from .book import Book, half_up, share, shift, words
from .reports import FLAGS, MISSING, Reports
from .states import BLUE, Situation, shown

WORDS = dict(zip(FLAGS, ("缺报", "迟报", "空报", "雷同"), strict=True))


class Comparison:
    """A ledger and a day; `differences` runs the commands on a copy and lists what does not agree."""

    def __init__(self, ledger: Path, day: date, folder: Path) -> None:
        self.day, self.folder = day, folder
        folder.mkdir(parents=True, exist_ok=True)
        self.ledger = folder / f"{day}.xlsm"
        shutil.copy(ledger, self.ledger)
        self.book = Book(self.ledger)
        self.reports = Reports(self.book, day)
        self.situation = Situation.on_day(self.book, day)
        self.found: list[str] = []
        self.checked = 0

    def differences(self) -> list[str]:
        with xlsheet.open(self.ledger) as ledger:
            self._missing(ledger.missing(as_of=self.day).as_json())
            self._month(ledger)
            self._bulletins(ledger)
        self._sheets(Book(self.ledger))
        self._terminal()
        with xlsheet.open(self.ledger) as ledger:
            self._letters(ledger)
        return self.found

    def _same(self, what: str, product: Any, oracle: Any) -> None:
        self.checked += 1
        if product != oracle:
            self.found.append(f"{self.day} {what}: product {product!r}, oracle {oracle!r}")

    def _same_rows(self, what: str, product: dict[Any, Any], oracle: dict[Any, Any]) -> None:
        """Row by row, so that a difference says where it is."""
        for key in sorted(product.keys() | oracle.keys(), key=str):
            self._same(f"{what} {key}", product.get(key), oracle.get(key))

    def _missing(self, said: dict[str, Any]) -> None:
        months, reports = self.reports.due_months(), self.reports
        self._same_rows("missing months", _by(said["months"]), _by(ex.month_counts(reports, months)))
        self._same_rows("missing entries", _by(said["entries"]), _by(reports.entries(months)))
        self._same_rows("missing plans", _by(said["plans"]), _by(reports.owed_plans()))
        self._same("missing ledgers", said["ledgers"], ex.ledgers(reports))
        self._same("missing pending", said["pending"], [])

    def _month(self, ledger: xlsheet.Ledger) -> None:
        """One month alone, due or not: what is waited for is not missing."""
        month = self.situation.month
        said = ledger.missing(month=month, as_of=self.day, write=False).as_json()
        reports = self.reports
        waiting = []
        if not self.book.is_due(month, self.day):
            waiting = [
                {"month": month, "unit": unit, "task_no": number, "role": role}
                for (unit, number), role in sorted(reports.duties(month).items())
                if month not in reports.rows[unit, number]
            ]
        self._same(f"missing --month {month} months", said["months"], ex.month_counts(reports, [month]))
        self._same_rows(
            f"missing --month {month} entries", _by(said["entries"]), _by(reports.entries([month]))
        )
        self._same(f"missing --month {month} pending", said["pending"], waiting)

    def _terminal(self) -> None:
        """The same counts as text, as a pipe gets them."""
        done = CliRunner().invoke(cli, ["missing", str(self.ledger), "--as-of", str(self.day)])
        lines = [tuple(line.split("\t")) for line in done.stdout.splitlines()]
        entries = self.reports.entries(self.reports.due_months())
        wanted = {
            (
                str(e["month"]),
                str(e["unit"]),
                str(e["task_no"]),
                str(e["role"]),
                WORDS[str(e["flag"])],
                str(e["consecutive"]),
            )
            for e in entries
        }
        listed = {line for line in lines if len(line) == 6 and line[4] in WORDS.values()}
        self._same("terminal entries", sorted(listed - wanted), sorted(wanted - listed))
        counts = {line[:1]: line for line in lines if len(line) == 5 and line[0] in self.book.months}
        for count in ex.month_counts(self.reports, self.reports.due_months()):
            row = tuple(map(str, count.values()))
            self._same(f"terminal {row[0]}", counts.get(row[:1]), row)
        for flag in FLAGS:
            found = re.search(rf"{WORDS[flag]} (\d+) 项", done.stdout.split("推进计划：")[0].split("\n")[0])
            self._same(
                f"terminal sum of {flag}",
                int(found[1]) if found else 0,
                sum(e["flag"] == flag for e in entries),
            )

    def _sheets(self, book: Book) -> None:
        columns = ("状态", "完成比例", "最近报送月份", "预警")
        product = {
            int(row["任务编号"]): (
                words(row[columns[0]]),
                shown(share(row[columns[1]])),
                words(row[columns[2]]),
                words(row[columns[3]]),
            )
            for row in book.sheets["任务台账"]
        }
        self._same_rows("任务台账", product, ex.tasks(self.situation))
        rows = {words(row["单位"]): row for row in book.sheets["缺报矩阵"]}
        for unit, wanted in ex.matrix(self.reports).items():
            row = rows.get(unit, {})
            self._same(f"缺报矩阵 {unit}", {name: row.get(name) for name in wanted}, wanted)
        strangers = [unit for unit in rows.keys() - ex.matrix(self.reports).keys() if rows[unit]["合计"]]
        self._same("缺报矩阵 other units", strangers, [])
        listed = {
            (words(r["月份"]), words(r["单位"]), r["任务编号"], words(r["标记"])): r["连续缺报月数"]
            for r in book.sheets["缺报清单"]
            if words(r["月份"]) in book.months
        }
        wanted_list = {
            (e["month"], e["unit"], e["task_no"], WORDS[str(e["flag"])]): e["consecutive"]
            if e["flag"] == MISSING
            else listed.get((e["month"], e["unit"], e["task_no"], WORDS[str(e["flag"])]), "absent")
            for e in self.reports.entries(self.reports.due_months())
        }
        self._same_rows("缺报清单", listed, wanted_list)
        self._home(book)

    def _home(self, book: Book) -> None:
        blocks: dict[str, list[dict[str, Any]]] = {}
        for row in book.sheets["首页数据"]:
            blocks.setdefault(words(row["区块"]), []).append(row)
        facts, now, month = blocks["概况"], self.situation, self.situation.month
        self._same("首页 截至", facts[0]["截至"].date(), self.day)
        self._same("首页 任务", (facts[1]["合计"], *_lights(facts[1])), (len(now.tasks), *ex.lights(now)))
        done = sum(state.light == BLUE for state in now.tasks.values())
        self._same("首页 已完成", facts[2]["合计"], done)
        count = ex.month_counts(self.reports, [month])[0]
        self._same("首页 按时", facts[3]["合计"], count["received"] - count["late"])
        self._same("首页 迟报", facts[4]["合计"], count["late"])
        self._same(f"首页 {facts[5]['名称']}", facts[5]["合计"], count["expected"] - count["received"])
        word = "缺报" if book.is_due(month, self.day) else "待报"
        self._same("首页 word", word in words(facts[5]["名称"]), True)
        self._same("首页 必须改", facts[6]["合计"], ex.errors(book))
        owing = ex.debtors(self.reports)
        self._same("首页 欠报单位数", facts[7]["合计"], len(owing))
        for block, column in (("篇章", "篇章"), ("责任领导", "责任领导")):
            product = {words(r["名称"]): (r["合计"], *_lights(r)) for r in blocks[block] if words(r["名称"])}
            wanted = {
                name: (len(found), *ex.lights(now, found)) for name, found in now.groups(column).items()
            }
            self._same_rows(f"首页 {block}", product, wanted)
        rows = {words(row["名称"]): row for row in blocks["月份"]}
        for each, wanted_row in ex.home_months(now).items():
            row = rows[f"{int(each[5:])}月"]
            product_row = (
                shown(share(row["平均完成比例"])),
                *(row[name] or 0 for name in ("按时报送", "迟报", "缺报")),
            )
            self._same(f"首页 月份 {each}", product_row, wanted_row)
            self._same(f"首页 序时 {each}", round(row["序时进度"], 4), round(int(each[5:]) / 12, 4))
        product_owing = [
            (r["名称"], r["缺报"], r["连续缺报月数"]) for r in blocks["欠报单位"] if words(r["名称"])
        ]
        self._same("首页 欠报单位", product_owing, owing[:10])
        states = {r["合计"]: (words(r["名称"]), shown(share(r["平均完成比例"]))) for r in blocks["任务状态"]}
        wanted_states = {
            n: (s.status, shown(s.percent)) for n, s in now.tasks.items() if s.status or n in states
        }
        self._same_rows(
            "首页 任务状态", {n: (w.replace("未报送", ""), p) for n, (w, p) in states.items()}, wanted_states
        )

    def _bulletins(self, ledger: xlsheet.Ledger) -> None:
        month = self.situation.month
        for period in ("month", "quarter", "year"):
            self._bulletin(ledger, month, period)
        if shift(month, -1) in self.book.months:
            self._bulletin(ledger, shift(month, -1), "month")

    def _bulletin(self, ledger: xlsheet.Ledger, month: str, period: Any) -> None:
        out = self.folder / f"{self.day}_{month}_{period}.docx"
        said = ledger.report(month, out, period=period, as_of=self.day, overwrite=True).as_json()["numbers"]
        wanted = ex.Bulletin(self.book, self.day, month, period)
        name = f"report {month} {period}"
        numbers = wanted.numbers()
        self._same_rows(name, {key: said[key] for key in numbers}, numbers)
        self._document(name, docx.Document(str(out)), wanted)

    def _document(self, name: str, document: Any, wanted: ex.Bulletin) -> None:
        """Figures in the bulletin's sentences and tables."""
        text = "\n".join(p.text for p in document.paragraphs)
        numbers = wanted.numbers()
        self._same(f"{name} text tasks", f"{numbers['tasks']}项重点工作任务中" in text, True)
        lights = ex.lights(wanted.now)
        found = re.search(r"按预警规则，([^。（]*)", text)
        told = tuple(
            int(count[1]) if found and (count := re.search(rf"{light}色(\d+)项", found[1])) else 0
            for light in ex.LIGHTS
        )
        self._same(f"{name} text lights", told, lights)
        for table in document.tables:
            rows = [[cell.text for cell in row.cells] for row in table.rows]
            head = rows[0]
            if head[0] in ("篇章", "责任领导") and "平均完成比例" in head:
                self._groups(f"{name} {head[0]}", rows, wanted.groups(head[0]))
            elif head[:2] == ["名次", "单位"]:
                self._ranks(name, rows, wanted)
            elif head[0] == "进展状态":
                product = {row[0]: row[1] for row in rows[1:] if row[0] != "合计"}
                for word, key in zip(
                    ("已完成", "推进中", "滞后", "未启动", "未报送"), ex_names(), strict=True
                ):
                    self._same(f"{name} table {word}", int(product.get(word, 0)), numbers[key])

    def _groups(self, name: str, rows: list[list[str]], wanted: dict[str, tuple[Any, ...]]) -> None:
        head = rows[0]
        for row in rows[1:]:
            cells = dict(zip(head, row, strict=True))
            if cells[head[0]] not in wanted:
                self._same(f"{name} stranger", cells[head[0]], None)
                continue
            count, states, average, change = wanted[cells[head[0]]]
            told_states = tuple(
                int(cells.get(word, 0)) for word in ("已完成", "推进中", "滞后", "未启动", "未报送")
            )
            told = (int(cells["任务数"]), told_states, cells["平均完成比例"].rstrip("%"))
            self._same(
                f"{name} {cells[head[0]]}", told, (count, states, "—" if average is None else str(average))
            )
            moved = next((value for key, value in cells.items() if key.startswith("比上")), None)
            if moved is not None:
                self._same(f"{name} {cells[head[0]]} change", _signed(moved), change)

    def _ranks(self, name: str, rows: list[list[str]], wanted: ex.Bulletin) -> None:
        head = rows[0]
        product = {}
        for row in rows[1:]:
            cells = dict(zip(head, row, strict=True))
            flags = tuple(int(cells[word].replace("—", "0")) for word in WORDS.values())
            product[cells["单位"]] = (int(cells["名次"]), int(cells["应报"]), flags, cells["得分"])
        oracle = {
            line.unit: (line.rank, line.expected, line.flags, str(line.score))
            for line in ex.ranking(wanted.reports, wanted.months)
        }
        self._same_rows(f"{name} ranking", product, oracle)

    def _letters(self, ledger: xlsheet.Ledger) -> None:
        due = self.reports.due_months()
        if not due:
            return
        out = self.folder / f"催报_{self.day}"
        said = ledger.remind(due[-1], out, as_of=self.day, overwrite=True).as_json()["reminders"]
        product = {
            each["unit"]: (
                each["number"][2],
                sorted((e["month"], e["task_no"], e["flag"]) for e in each["entries"]),
                sorted(each["plans"]),
            )
            for each in said
        }
        self._same_rows("remind", product, ex.letters(self.book, self.day, due[-1]))
        numbers = [each["number"] for each in said]
        again = ledger.remind(due[-1], out, as_of=self.day, overwrite=True).as_json()["reminders"]
        self._same("remind numbers again", [each["number"] for each in again], numbers)
        for kind in "交催督":
            own = sorted(int(re.findall(r"\d+", n)[-1]) for n in numbers if n[2] == kind)
            self._same(f"remind numbers {kind}", own, list(range(own[0], own[0] + len(own))) if own else [])


def ex_names() -> tuple[str, ...]:
    return ("done", "running", "behind", "idle", "unreported")


def _by(rows: list[dict[str, Any]]) -> dict[Any, Any]:
    names = ("month", "unit", "task_no", "flag")
    return {tuple(row[name] for name in names if name in row): row for row in rows}


def _lights(row: dict[str, Any]) -> tuple[int, ...]:
    return tuple(row[light] for light in ex.LIGHTS)


def _signed(text: str) -> Any:
    return None if text in ("—", "") else half_up(share(float(text)) or share(0) or 0, 1)  # type: ignore[arg-type]
