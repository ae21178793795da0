"""How reports look in a terminal, in a pipe, and as JSON."""

from __future__ import annotations

import json
import sys
from typing import Any, Final

from xlsheet.jobs.reports import Listing, Report

_ROWS_SHOWN: Final = 40
_PIPE_WIDTH: Final = 240
_STYLES: Final = {"必须改": "bold red", "提醒": "yellow", "说明": "dim"}


def print_json(content: dict[str, Any]) -> None:
    """Exactly one JSON object on stdout, in UTF-8 whatever the console's encoding."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def print_report(report: Report) -> None:
    """Summary first, then each listing; on a terminal long listings are cut, in a pipe never."""
    from rich.console import Console

    on_screen = sys.stdout.isatty()
    console = Console(width=None if on_screen else _PIPE_WIDTH, highlight=False, soft_wrap=not on_screen)
    console.print(report.summary(), markup=False)
    for listing in report.listings():
        if listing.rows:
            _print_listing(console, listing, _ROWS_SHOWN if on_screen else None)


def _print_listing(console: Any, listing: Listing, limit: int | None) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=f"{listing.title}（{len(listing.rows)}）", box=box.SIMPLE_HEAD, title_justify="left")
    for name in listing.header:
        table.add_column(name, overflow="fold")
    for row in listing.rows[:limit]:
        table.add_row(*(Text(cell, style=_STYLES.get(cell, "")) for cell in row))
    console.print()
    console.print(table)
    if limit is not None and len(listing.rows) > limit:
        console.print(f"……还有 {len(listing.rows) - limit} 条，用 --json 或在台账里看全部。", markup=False)
