"""How far all indicators are, and the reading of those that a ledger made earlier has none of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from xlsheet.analysis.as_of import LedgerView
from xlsheet.analysis.assignments import task_contents
from xlsheet.cells.months import Month
from xlsheet.cells.rounding import PERCENT_DIGITS, half_up, percent_text
from xlsheet.dictionary.findings import Finding
from xlsheet.dictionary.reports import Listing, finding_listing
from xlsheet.dictionary.tables import INDICATORS, TASKS
from xlsheet.indicators.intake import read_again
from xlsheet.indicators.standings import Indicator, Standing, furthest_behind, number_text
from xlsheet.jobs.home import kept_current
from xlsheet.ledger.changes import Changes
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import view_of

COMMAND: Final = "读取指标"


@dataclass(frozen=True, slots=True)
class IndicatorsRequest:
    """`month`: as of that month's counts, None for the newest; `as_of`: what had come by that day. `read`
    fills in the indicators of tasks that have none yet, from their words."""

    month: Month | None = None
    as_of: date | None = None
    read: bool = False


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator, where it stands (None where nobody has counted it), how much less is done than the year
    is gone, and what the pace of the last three months comes to by the last month."""

    indicator: Indicator
    standing: Standing | None
    behind: float | None
    forecast: float | None

    def as_json(self) -> dict[str, Any]:
        i, s = self.indicator, self.standing
        return {
            "task_no": i.task_no,
            "place": i.place,
            "label": i.label,
            "direction": i.direction,
            "target": i.target,
            "measure": i.measure,
            "qualifier": i.qualifier,
            "month": str(s.month) if s else None,
            "total": s.total if s else None,
            "share": half_up(s.share, PERCENT_DIGITS) if s else None,
            "before": s.before if s else None,
            "behind": self.behind,
            "forecast": self.forecast,
        }

    def cells(self) -> tuple[str, ...]:
        """The line as a terminal shows it."""
        s = self.standing
        texts = (
            number_text(s.total) if s else "",
            percent_text(s.share) if s else "",
            "" if self.behind is None else f"{half_up(self.behind * 100, 1):g}",
            "" if self.forecast is None else number_text(self.forecast),
        )
        i = self.indicator
        return (str(i.task_no), str(i.place), i.label, i.target_text, *texts)


@dataclass(frozen=True, slots=True)
class IndicatorsReport:
    """All indicators in the order of 量化指标; `added` were read from the tasks' words just now."""

    year: int
    lines: tuple[IndicatorLine, ...]
    added: int = 0
    findings: tuple[Finding, ...] = ()

    needs_attention = False

    def as_json(self) -> dict[str, Any]:
        return {
            "indicators": [line.as_json() for line in self.lines],
            "added": self.added,
            "findings": [finding.as_json() for finding in self.findings],
        }

    def summary(self) -> str:
        counted = [line for line in self.lines if line.standing]
        reached = sum(line.indicator.is_reached(line.standing.total) for line in counted if line.standing)
        late = sum(line.behind is not None and line.behind > 0 for line in counted)
        added = f"新读出 {self.added} 个，" if self.added else ""
        return (
            f"量化目标 {len(self.lines)} 个：{added}已有单位报数 {len(counted)} 个，"
            f"达到目标 {reached} 个，落后于序时进度 {late} 个。"
        )

    def listings(self) -> Sequence[Listing]:
        heads = ("任务", "序号", "指标", "目标", "累计", "完成率", "落后（百分点）", "预计年底")
        lines = {line.indicator.key: line for line in self.lines}
        standing = (line.standing for line in self.lines if line.standing)
        furthest = [lines[each.indicator.key] for each in furthest_behind(standing, self.year)]
        return [
            Listing("落后最多的", heads, [line.cells() for line in furthest]),
            Listing("指标", heads, [line.cells() for line in self.lines]),
            finding_listing(self.findings),
        ]


def indicators(store: Store, request: IndicatorsRequest) -> IndicatorsReport:
    """Look at all indicators; with `read` those of tasks that have none are read first and added."""
    settings = settings_of(store)
    added = 0
    findings: tuple[Finding, ...] = ()
    if request.read:
        taken = read_again(store.read(INDICATORS), task_contents(store.read(TASKS)))
        added, findings = len(taken.edit.appended), tuple(taken.findings)
        if taken.edit:
            store.apply(
                kept_current(store, Changes(COMMAND, f"从任务内容读出指标 {added} 个。", [taken.edit]))
            )
    view, _ = view_of(store, settings, request.as_of)
    view = view.at(request.month) if request.month else view
    return IndicatorsReport(settings.year, tuple(lines_of(view)), added, findings)


def lines_of(view: LedgerView) -> list[IndicatorLine]:
    """A line for each indicator."""
    lines: list[IndicatorLine] = []
    for indicator in view.indicators:
        standing = view.measured.get(indicator.key)
        gap = standing.behind(view.settings.year) if standing else None
        forecast = standing.forecast(Month(view.settings.year, 12)) if standing else None
        behind = None if gap is None else half_up(gap, PERCENT_DIGITS)
        lines.append(IndicatorLine(indicator, standing, behind, forecast))
    return lines
