"""The bulletin's table of indicators: target, total, share done, against the year gone and last month."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from xlsheet.analysis.bulletin_data import BulletinData
from xlsheet.cells.months import Month
from xlsheet.documents.bulletin.annexes import MEASURED, Annex, see
from xlsheet.documents.paper import Paper, PaperColumn
from xlsheet.documents.wording import points, share, signed_points, tasks_named
from xlsheet.indicators.standings import Standing, number_text

MEASURED_COLUMNS: Final = (
    PaperColumn("任务", 12),
    PaperColumn("指标", 50, is_text=True),
    PaperColumn("目标", 28),
    PaperColumn("本月累计", 22),
    PaperColumn("完成率", 16),
    PaperColumn("比序时进度", 16),
    PaperColumn("上月", 14),
)


def write_measured(paper: Paper, s: BulletinData, annexes: Mapping[str, Annex]) -> None:
    """The part about indicators; nothing where no unit has counted any."""
    if not s.measured:
        return
    paper.heading("量化指标完成情况")
    listed = MEASURED in annexes
    where = see(annexes, MEASURED) if listed else f"（见{paper.next_table}）"
    paper.text(f"{_counts(s.measured)}{where}。", _behind_words(s), _forecast_words(s))
    if not listed:
        paper.table("量化指标完成情况", MEASURED_COLUMNS, measured_rows(s, s.measured))


def write_own_measured(paper: Paper, s: BulletinData, numbers: Collection[int]) -> None:
    """The same of a leader's tasks."""
    own = [standing for standing in s.measured if standing.indicator.task_no in numbers]
    if own:
        paper.heading("量化指标进展")
        paper.text(f"{_counts(own)}。")
        paper.table("分管任务量化指标完成情况", MEASURED_COLUMNS, measured_rows(s, own))


def measured_annex(s: BulletinData) -> Annex:
    """The table as an annex, for where it is long."""
    return Annex(
        "量化指标完成情况",
        MEASURED_COLUMNS,
        measured_rows(s, s.measured),
        note="注：比序时进度是百分点，负数为落后；比例、增幅、上限和没有数字的指标不与序时进度比。",
    )


def measured_rows(s: BulletinData, standings: Sequence[Standing]) -> list[list[str]]:
    """A row for each indicator."""
    rows: list[list[str]] = []
    for standing in standings:
        indicator, gap = standing.indicator, standing.behind(s.settings.year)
        before = standing.past.get(s.span.last.plus(-1))
        late = "" if standing.month == s.span.last else f"（{standing.month.month}月）"
        rows.append(
            [
                str(indicator.task_no),
                indicator.label,
                indicator.target_text,
                f"{number_text(standing.total)}{late}",
                share(standing.share),
                "—" if gap is None else signed_points(points(0, gap)),
                "—" if before is None else number_text(before),
            ]
        )
    return rows


def _counts(standings: Sequence[Standing]) -> str:
    reached = sum(standing.indicator.is_reached(standing.total) for standing in standings)
    return f"各单位报送了{len(standings)}个量化指标的累计数，其中已达到目标的{reached}个"


def _behind_words(s: BulletinData) -> str:
    gaps = [(gap, st) for st in s.measured if (gap := st.behind(s.settings.year)) is not None and gap > 0]
    if not gaps:
        return ""
    numbers = sorted({standing.indicator.task_no for _, standing in gaps})
    return f"落后于序时进度的{len(gaps)}个，涉及{tasks_named(numbers)}。"


def _forecast_words(s: BulletinData) -> str:
    """What will not be reached by the pace of the last three months, said as such."""
    last = Month(s.settings.year, 12)
    foreseen = [(standing, standing.forecast(last)) for standing in s.measured]
    short = [st for st, end in foreseen if end is not None and not st.indicator.is_reached(end)]
    if not short or s.span.last >= last:
        return ""
    numbers = sorted({standing.indicator.task_no for standing in short})
    return f"照最近三个月的进度推算，到年底达不到目标的{len(short)}个，涉及{tasks_named(numbers)}。"
