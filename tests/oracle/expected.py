"""What each output must say, from the plain reading: home sheet, matrix, ranking, bulletin, letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from .book import Book, half_up, month_of, shift, words
from .reports import COPIED, EMPTY, FLAGS, LATE, MISSING, Reports
from .states import BEHIND, BLUE, DONE, GREEN, IDLE, RED, RUNNING, YELLOW, Situation, shown

LIGHTS = (RED, YELLOW, GREEN, BLUE)
MARKS = dict(zip(FLAGS, "缺迟空同", strict=True))
PENALTIES = dict(zip(FLAGS, ("缺报扣分", "迟报扣分", "空报扣分", "雷同扣分"), strict=True))
STATES = (DONE, RUNNING, BEHIND, IDLE, "")


def month_counts(reports: Reports, months: list[str]) -> list[dict[str, Any]]:
    """`months` of the JSON of missing."""
    counts = []
    for month in months:
        late = [key for key in reports.received(month) if not _in_time(reports, key, month)]
        counts.append(
            {
                "month": month,
                "due": str(reports.book.due(month)),
                "expected": len(reports.duties(month)),
                "received": len(reports.received(month)),
                "late": len(late),
            }
        )
    return counts


def _in_time(reports: Reports, key: tuple[str, int], month: str) -> bool:
    received = reports.rows[key][month]["收件时间"]
    return reports.book.in_time(month, received.date() if received else None)


def ledgers(reports: Reports) -> list[dict[str, Any]]:
    found = []
    for due in sorted(reports.book.ledger_dues):
        if due <= reports.day:
            units = {unit for unit, _ in reports.duties(shift(month_of(due), -1))}
            found.append({"due": str(due), "units": len(units)})
    return found


def matrix(reports: Reports) -> dict[str, dict[str, Any]]:
    """缺报矩阵: unit -> month -> cell, and the sum of the flags."""
    months = reports.due_months()
    units = sorted({unit for month in months for unit, _ in reports.duties(month)})
    return {unit: _matrix_row(reports, unit, months) for unit in units}


def _matrix_row(reports: Reports, unit: str, months: list[str]) -> dict[str, Any]:
    row: dict[str, Any] = {}
    total = 0
    for month in months:
        duties = [key for key in reports.duties(month) if key[0] == unit]
        flags = [flag for key in duties for flag in reports.flags(month).get(key, ())]
        total += len(flags)
        marks = [
            f"{MARKS[flag]}{flags.count(flag) if len(duties) > 1 else ''}" for flag in FLAGS if flag in flags
        ]
        row[month] = " ".join(marks) or ("✓" if duties else "—")
    return {**row, "合计": total}


def tasks(situation: Situation) -> dict[int, tuple[str, float | None, str, str]]:
    """任务台账: 状态, 完成比例, 最近报送月份, 预警."""
    return {
        number: (state.status, shown(state.percent), state.last_month, state.light)
        for number, state in situation.tasks.items()
    }


def lights(situation: Situation, numbers: list[int] | None = None) -> tuple[int, ...]:
    chosen = list(situation.tasks) if numbers is None else numbers
    return tuple(sum(situation.tasks[n].light == light for n in chosen) for light in LIGHTS)


def home_months(situation: Situation) -> dict[str, tuple[float | None, int, int, int]]:
    """Month -> average percent; units in time, late, missing."""
    reports, found = situation.reports, {}
    for month in situation.book.months:
        if month > situation.month:
            continue
        average = Situation.of_month(situation.book, situation.day, month).average()
        found[month] = (shown(average), *unit_counts(reports, month))
    return found


def unit_counts(reports: Reports, month: str) -> tuple[int, int, int]:
    """Units that handed in all in time, some late, or have something missing (who has not, stands last)."""
    flags = reports.flags(month)
    units = {unit for unit, _ in reports.duties(month)}
    missing = {unit for (unit, _), found in flags.items() if MISSING in found}
    late = {unit for (unit, _), found in flags.items() if LATE in found} - missing
    if not reports.book.is_due(month, reports.day):
        waiting = {unit for unit, number in reports.duties(month) if month not in reports.rows[unit, number]}
        return len(units - waiting), 0, 0
    return len(units - missing - late), len(late), len(missing)


def debtors(reports: Reports) -> list[tuple[str, int, int]]:
    """欠报单位: missing entries of all due months, longest run at the newest one."""
    months = reports.due_months()
    count: dict[str, int] = {}
    for month in months:
        for (unit, _), flags in reports.flags(month).items():
            if MISSING in flags:
                count[unit] = count.get(unit, 0) + 1
    runs = {
        unit: max(
            (reports.run(key, months[-1], MISSING) for key in reports.duties(months[-1]) if key[0] == unit),
            default=0,
        )
        for unit in count
    }
    return sorted(((unit, n, runs[unit]) for unit, n in count.items()), key=lambda e: (-e[1], -e[2], e[0]))


@dataclass(frozen=True)
class Score:
    """A unit's line of the ranking."""

    rank: int
    unit: str
    expected: int
    flags: tuple[int, ...]
    score: Decimal


def ranking(reports: Reports, months: list[str]) -> list[Score]:
    due = [month for month in months if reports.book.is_due(month, reports.day)]
    lines = []
    for unit in sorted({unit for month in due for unit, _ in reports.duties(month)}):
        entries = [(month, key) for month in due for key in reports.duties(month) if key[0] == unit]
        found = [reports.flags(month).get(key, set()) for month, key in entries]
        lost = sum(
            (
                min(Fraction(1), sum((reports.book.number(PENALTIES[f]) for f in flags), Fraction(0)))
                for flags in found
            ),
            Fraction(0),
        )
        score = half_up((len(entries) - lost) * 100 / len(entries), 1)
        counts = tuple(sum(flag in flags for flags in found) for flag in FLAGS)
        lines.append(Score(0, unit, len(entries), counts, score))
    return [
        Score(
            1 + sum(other.score > line.score for other in lines),
            line.unit,
            line.expected,
            line.flags,
            line.score,
        )
        for line in sorted(lines, key=lambda line: -line.score)
    ]


class Bulletin:
    """What the bulletin of a span says on a day."""

    def __init__(self, book: Book, day: date, month: str, period: str) -> None:
        self.book, self.day, self.month = book, day, month
        start = {"month": month, "quarter": _quarter_start(month), "year": month[:4] + "-01"}[period]
        self.months = [m for m in book.months if start <= m <= month]
        before = {"month": shift(month, -1), "quarter": shift(start, -1), "year": ""}[period]
        self.before = Situation.of_month(book, day, before) if before in book.months else None
        self.now = Situation.of_month(book, day, month)
        self.reports = Reports(book, day)

    def newly_done(self) -> list[int]:
        return [
            number
            for number, state in self.now.tasks.items()
            if state.status == DONE and (not self.before or self.before.tasks[number].status != DONE)
        ]

    def numbers(self) -> dict[str, Any]:
        reports = self.reports
        due = [month for month in self.months if self.book.is_due(month, self.day)]
        flags = [found for month in self.months for found in reports.flags(month).values()]
        states = [state.status for state in self.now.tasks.values()]
        expected = sum(len(reports.duties(month)) for month in self.months)
        received = sum(len(reports.received(month)) for month in self.months)
        late = sum(count["late"] for count in month_counts(reports, self.months))
        waiting = sum(
            len(reports.duties(month)) - len(reports.received(month))
            for month in self.months
            if month not in due
        )
        ranked = ranking(reports, self.months)
        return {
            "tasks": len(states),
            **{
                name: states.count(state)
                for name, state in zip(
                    ("done", "running", "behind", "idle", "unreported"), STATES, strict=True
                )
            },
            "percent": shown(self.now.average()),
            "percent_before": shown(self.before.average()) if self.before else None,
            "newly_done": len(self.newly_done()),
            "expected": expected,
            "received": received,
            "on_time": received - late,
            **{flag: sum(flag in found for found in flags) for flag in FLAGS},
            "pending": waiting,
            "units": len({unit for month in self.months for unit, _ in reports.duties(month)}),
            "units_missing": sum(line.flags[0] > 0 for line in ranked),
            "units_flawless": sum(not any(line.flags) for line in ranked),
        }

    def groups(self, column: str) -> dict[str, tuple[Any, ...]]:
        """Chapters or leaders: tasks, each state, average in percent as shown, change in points."""
        found = {}
        for name, numbers in self.now.groups(column).items():
            states = [self.now.tasks[number].status for number in numbers]
            now = self._shown(self.now, numbers)
            before = self._shown(self.before, numbers) if self.before else None
            change = None if now is None or before is None else now - before
            counts = tuple(states.count(state) for state in STATES)
            found[name] = (len(numbers), counts, now, change)
        return found

    @staticmethod
    def _shown(situation: Situation, numbers: list[int] | None = None) -> Decimal | None:
        average = situation.average(numbers)
        return None if average is None else half_up(average * 100, 1)


def _quarter_start(month: str) -> str:
    return f"{month[:4]}-{(int(month[5:]) - 1) // 3 * 3 + 1:02}"


def letters(
    book: Book, day: date, month: str
) -> dict[str, tuple[str, list[tuple[str, int, str]], list[int]]]:
    """Unit -> step, entries owed up to a month, plans owed."""
    reports = Reports(book, day)
    closed = {number for number, last in reports.closed.items() if last <= month}
    months = [each for each in reports.due_months() if each <= month]
    entries: dict[str, list[tuple[str, int, str]]] = {}
    for each in months if month in months else []:
        for (unit, number), flags in reports.flags(each).items():
            wanted = [(each, number, flag) for flag in (MISSING, EMPTY, COPIED) if flag in flags]
            if number not in closed:
                entries.setdefault(unit, []).extend(wanted)
    plans: dict[str, list[int]] = {}
    for plan in reports.owed_plans():
        if plan["flag"] == MISSING and plan["task_no"] not in closed:
            plans.setdefault(str(plan["unit"]), []).append(int(str(plan["task_no"])))
    found = {}
    for unit in sorted(entries.keys() | plans.keys()):
        owed = sorted(entries.get(unit, []))
        run = max(
            (reports.run((unit, number), month, MISSING) for each, number, flag in owed if each == month),
            default=0,
        )
        if owed or plans.get(unit):
            found[unit] = (_step(book, run), owed, sorted(plans.get(unit, [])))
    return found


def _step(book: Book, run: int) -> str:
    if run >= book.number("督办连续月数"):
        return "督"
    return "催" if run >= book.number("催办连续月数") else "交"


def errors(book: Book) -> int:
    """必须改 of the last check."""
    return sum(words(row["级别"]) == "必须改" for row in book.sheets["校验结果"])
