"""Where the office stands: what 首页 shows, from its own rows, with what the page's fields begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from xlsheet.analysis.home_data import Block, Summary
from xlsheet.cells.rounding import percent_text
from xlsheet.dictionary.findings import show
from xlsheet.dictionary.tables import HOME_DATA, MISSING, PROGRESS, RESULTS, TASKS
from xlsheet.ledger.calendar import Calendar
from xlsheet.ledger.table import TableData
from xlsheet.stores.file import FileStore
from xlsheet.stores.settings import settings_of
from xlsheet.stores.views import home_data

_LIGHTS: Final = (HOME_DATA.red, HOME_DATA.yellow, HOME_DATA.green, HOME_DATA.blue)
_TILES: Final = {
    Summary.TASKS: TASKS,
    Summary.DONE: TASKS,
    Summary.ON_TIME: PROGRESS,
    Summary.LATE: MISSING,
    Summary.MISSING: MISSING,
    Summary.FINDINGS: RESULTS,
}
"""The tiles of 首页, and the sheet that each leads to."""

_BAD: Final = {Summary.LATE: "orange", Summary.MISSING: "red", Summary.FINDINGS: "red"}
_CHANGES: Final = 30

Rows = Mapping[tuple[str, int], Mapping[str, object]]


def standing(ledger: Path, today: date) -> dict[str, Any]:
    """All that the first view shows. Raises as `FileStore.open` and `settings_of` do."""
    with FileStore.open(ledger, writing=False) as store:
        settings, home = settings_of(store), home_data(store)
        history, backups = store.history()
        changes = [
            {"when": e.when, "command": e.command, "summary": e.summary, "user": e.user}
            for e in history[::-1][:_CHANGES]
        ]
        return {
            "title": settings.title,
            "office": settings.office,
            "year": settings.year,
            "scope": settings.scope,
            "file": ledger.name,
            "folder": str(ledger.parent),
            "months": [[str(month), month.chinese] for month in settings.calendar.months()],
            "starts": _starts(ledger, settings.calendar, today),
            "changes": changes,
            "undoable": backups,
            "redoable": store.redoable(),
            **_overview(_rows(home) if home is not None else {}),
        }


def _rows(home: TableData) -> Rows:
    return {
        (show(row[HOME_DATA.block]), _whole(row[HOME_DATA.place])): row
        for _, row in home.rows()
        if row[HOME_DATA.place] is not None
    }


def _whole(value: object) -> int:
    return int(value) if isinstance(value, int | float) else 0


def _starts(ledger: Path, calendar: Calendar, today: date) -> dict[str, str]:
    """What the fields begin with: the month to ask for, the one to chase, and folders beside the ledger."""
    # {month}: the month that is chosen in the page
    months, due = calendar.months(), calendar.months_due(today)
    asked = calendar.first_not_due(today) or months[-1]
    chased = due[-1] if due else months[0]
    return {
        "split_month": str(asked),
        "chase_month": str(chased),
        "split_out": str(ledger.parent / "下发_{month}"),
        "remind_out": str(ledger.parent / "催报_{month}"),
        "report_out": str(ledger.parent / "通报"),
        "mail_out": str(ledger.parent / "收件箱"),
        "export_out": str(ledger.parent / "导出"),
    }


def _overview(rows: Rows) -> dict[str, Any]:
    """The blocks of 首页数据 as lists; empty where the ledger has none."""

    def block(which: Block) -> list[Mapping[str, object]]:
        lines = (rows.get((which.word, place), {}) for place in range(1, which.size + 1))
        return [line for line in lines if line.get(HOME_DATA.label) is not None]

    summary = {line: rows.get((Block.SUMMARY.word, line.value + 1), {}) for line in Summary}
    day = summary[Summary.AS_OF].get(HOME_DATA.day)
    return {
        "as_of": show(summary[Summary.AS_OF].get(HOME_DATA.label)),
        "day": str(day.date()) if isinstance(day, datetime) else show(day),
        "tiles": [_tile(line, summary[line]) for line in _TILES if summary[line]],
        "lights": _lights(summary[Summary.TASKS]),
        "chapters": [_group(line) for line in block(Block.CHAPTERS)],
        "leaders": [_group(line) for line in block(Block.LEADERS)],
        "months_seen": [_month(line) for line in block(Block.MONTHS)],
        "owing_title": show(summary[Summary.OWING].get(HOME_DATA.label)),
        "owing": [
            {
                "unit": show(line[HOME_DATA.label]),
                "missing": _whole(line.get(HOME_DATA.missing)),
                "run": _whole(line.get(HOME_DATA.run)),
            }
            for line in block(Block.UNITS)
        ],
    }


def _tile(line: Summary, row: Mapping[str, object]) -> dict[str, Any]:
    count = _whole(row.get(HOME_DATA.total))
    tone = _BAD.get(line, "") if count else ""
    return {
        "label": show(row.get(HOME_DATA.label)),
        "count": count,
        "tone": tone,
        "sheet": _TILES[line].sheet,
    }


def _lights(row: Mapping[str, object]) -> list[int]:
    return [_whole(row.get(column)) for column in _LIGHTS]


def _group(row: Mapping[str, object]) -> dict[str, Any]:
    return {
        "name": show(row[HOME_DATA.label]),
        "tasks": _whole(row.get(HOME_DATA.total)),
        "lights": _lights(row),
    }


def _month(row: Mapping[str, object]) -> dict[str, Any]:
    counts: Sequence[str] = (HOME_DATA.on_time, HOME_DATA.late, HOME_DATA.missing)
    percent = _share(row.get(HOME_DATA.percent))
    return {
        "label": show(row[HOME_DATA.label]),
        "elapsed": _share(row.get(HOME_DATA.elapsed)),
        "percent": percent,
        "words": "" if percent is None else percent_text(percent, 0),
        "units": [_whole(row.get(column)) for column in counts],
    }


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
