"""The arguments of `python -m xlsheet.addin`, and who does what they ask: the helper, or this process."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from xlsheet.commands import COMMANDS
from xlsheet.tune_gc import tune_gc
from xlsheet.warm.client import Handed, Word, hand_over
from xlsheet.warm.place import idle_seconds, place_for

_JOBS: Final = (*(command.function for command in COMMANDS), "unmark")
_NOT_DONE: Final = 3


def run() -> None:
    """Press the button that the arguments name; exit status 3 where it could not be done."""
    arguments = sys.argv[1:]
    asked = _parser().parse_args(arguments)
    handed = _handed(arguments, asked)
    if handed.word is Word.DONE:
        sys.stderr.write(handed.told)
        _end(handed.status or 0)
    tune_gc()
    if handed.word is Word.BUSY and handed.book == _book(asked):
        from xlsheet.addin.press import say_ignored

        say_ignored(handed.job, asked.book, asked.at)
        _end(_NOT_DONE)
    if handed.word is Word.READY:
        from xlsheet.addin.press import say_broken_off

        say_broken_off(asked.job, asked.book, asked.at)
        _end(_NOT_DONE)
    _end(0 if press_with(arguments, Path.cwd()) else _NOT_DONE)


def press_with(arguments: Sequence[str], folder: Path) -> bool:
    """Press the button that the arguments name, in this process; paths in them start from `folder`."""
    from xlsheet.addin.click import Given
    from xlsheet.addin.press import press

    asked = _parser().parse_args(arguments)
    given = Given(
        month=asked.month,
        folder=asked.folder and folder / asked.folder,
        files=tuple(folder / file for file in asked.file),
        day=asked.day,
        redo=asked.redo,
    )
    return press(asked.job, asked.book, given, asked.at)


def _handed(arguments: Sequence[str], asked: argparse.Namespace) -> Handed:
    """What became of the click at the helper; `word` None where this process has to do it."""
    place = place_for(asked.at) if idle_seconds() else None
    if place is None:
        return Handed(None)
    click = {"arguments": arguments, "folder": str(Path.cwd()), "job": asked.job, "book": _book(asked)}
    return hand_over(place, click)


def _book(asked: argparse.Namespace) -> str:
    return str(asked.at or asked.book or "")


def _end(status: int) -> None:
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a program without a console has none
        stream.flush()
    os._exit(status)  # UNO's bridge now and then crashes while Python takes itself apart


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("xlsheet-addin", description="在打开着的台账里执行一个按钮。")
    parser.add_argument("job", choices=_JOBS, metavar="按钮", help="、".join(_JOBS))
    parser.add_argument("--book", metavar="文件名", help="哪一个打开着的工作簿；不写则为当前的。")
    parser.add_argument("--at", default="", metavar="位置", help="工作簿的完整路径或网址，分得清同名的。")
    parser.add_argument("--month", metavar="月份", help="例如 2020-06；不写则询问。")
    parser.add_argument("--folder", type=Path, metavar="文件夹", help="从哪里读，或写到哪里；不写则询问。")
    parser.add_argument("--file", type=Path, action="append", default=[], metavar="文件", help="可写多次。")
    parser.add_argument("--day", type=_day, metavar="日期", help="收件日期，或以哪一天为准；不写则为今天。")
    parser.add_argument("--redo", action="store_true", help="撤销按钮：恢复刚才撤销的那一步。")
    return parser


def _day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), datetime.min.time())
