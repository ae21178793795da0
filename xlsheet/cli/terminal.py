"""How reports look in a terminal, in a pipe, and as JSON, and the exit status they lead to."""

from __future__ import annotations

import contextlib
import json
import logging
import re
import sys
from collections.abc import Iterator, Sequence
from typing import Any, Final

import click

from xlsheet.dictionary.findings import Severity
from xlsheet.dictionary.reports import Listing, Report

_ROWS_SHOWN: Final = 40
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_STYLES: Final = {"必须改": "bold red", "提醒": "yellow", "说明": "dim"}


def printable(text: str) -> str:
    """Text that a terminal shows as it is: what would move its cursor, change its colours or turn the
    direction of writing (in the name of a file, say) is spelled out."""
    return _UNPRINTABLE.sub(lambda match: ascii(match[0])[1:-1], text)


def say(text: str) -> None:
    """A message for people, on stderr; one that nobody can hear is no error."""
    with contextlib.suppress(OSError, ValueError):
        click.echo(printable(text), err=True)


class _Saying(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        say(record.getMessage())


def say_what_is_logged() -> None:
    """Let warnings of the program be messages for people."""
    logger = logging.getLogger("xlsheet")
    if not any(isinstance(handler, _Saying) for handler in logger.handlers):
        logger.addHandler(_Saying(logging.WARNING))


def show(report: Report, as_json: bool) -> None:
    """Print a report and end with exit status 1 where it holds something to look at."""
    if as_json:
        content = report.as_json()
        print_json({**content, "attention": _attention(content, report.needs_attention)})
    else:
        print_report(report)
    if report.needs_attention:
        raise click.exceptions.Exit(1)


def _attention(content: object, needed: bool) -> dict[str, Any]:
    """How grave what a report holds is, the findings in it counted: `error` where something must be mended,
    `warning` where something wants a look (not all of that is a finding), else `none`."""
    counts = dict.fromkeys(map(str, Severity), 0)
    for severity in _severities(content):
        counts[severity] += 1
    grave = str(Severity.ERROR) if counts[Severity.ERROR] else str(Severity.WARNING)
    return {"level": grave if needed else "none", **counts}


def _severities(content: object) -> Iterator[str]:
    """The severity of every finding in a JSON object."""
    if isinstance(content, dict):
        severity = content.get("severity")
        if isinstance(severity, str) and severity in set(Severity):
            yield severity
    inner = content.values() if isinstance(content, dict) else content if isinstance(content, list) else ()
    for each in inner:
        yield from _severities(each)


def print_failure(code: str, message: str) -> None:
    """Where JSON was asked for and none was printed yet: the object that says why there is no other. What
    nobody can read is no error."""
    asked = "--json" in sys.argv[1:]
    if asked and not _printed:
        with contextlib.suppress(OSError, ValueError):
            print_json({"error": {"code": code, "message": message}})


_printed: Final[list[bool]] = []
"""Filled once an object was printed: there is to be one only."""


def forget_what_was_printed() -> None:
    """Begin anew, with another command."""
    _printed.clear()


def print_json(content: dict[str, Any]) -> None:
    """Exactly one JSON object on stdout, in UTF-8 whatever the console's encoding."""
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    _printed.append(True)
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def print_report(report: Report) -> None:
    """Summary first, then each listing; on a terminal long listings are cut, in a pipe never."""
    listings = [listing for listing in report.listings() if listing.rows]
    if not sys.stdout.isatty():
        _print_lines(report.summary(), listings)
        return
    from rich.console import Console

    console = Console(highlight=False)
    console.print(printable(report.summary()), markup=False)
    for listing in listings:
        _print_listing(console, listing)


def _print_lines(summary: str, listings: Sequence[Listing]) -> None:
    """For programs: a row a line, its cells divided by tabs."""
    write = sys.stdout.write
    write(f"{printable(summary)}\n")
    for listing in listings:
        write(f"\n{_title(listing)}\n")
        for row in (listing.header, *listing.rows):
            write("\t".join(printable(" ".join(cell.split())) for cell in row) + "\n")


def _title(listing: Listing) -> str:
    return f"{listing.title}（{len(listing.rows)}）"


def _print_listing(console: Any, listing: Listing) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=_title(listing), box=box.SIMPLE_HEAD, title_justify="left")
    for name in listing.header:
        table.add_column(name, overflow="fold")
    for row in listing.rows[:_ROWS_SHOWN]:
        table.add_row(*(Text(printable(cell), style=_STYLES.get(cell, "")) for cell in row))
    console.print()
    console.print(table)
    if len(listing.rows) > _ROWS_SHOWN:
        rest = len(listing.rows) - _ROWS_SHOWN
        console.print(f"……还有 {rest} 条，用 --json 或在台账里看全部。", markup=False)
