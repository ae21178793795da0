"""The arguments of `python -m xlsheet.addin`."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import date, datetime
from pathlib import Path

from xlsheet.addin.buttons import BUTTONS
from xlsheet.addin.click import Given
from xlsheet.addin.press import press
from xlsheet.tune_gc import tune_gc


def run() -> None:
    """Press the button that the arguments name; exit status 3 where it could not be done."""
    tune_gc()
    arguments = _parser().parse_args()
    given = Given(
        month=arguments.month,
        folder=arguments.folder,
        files=tuple(arguments.file),
        day=arguments.day,
        redo=arguments.redo,
    )
    done = press(arguments.job, arguments.book, given)
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a program without a console has none
        stream.flush()
    os._exit(0 if done else 3)  # UNO's bridge now and then crashes while Python takes itself apart


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("xlsheet-addin", description="在打开着的台账里执行一个按钮。")
    parser.add_argument("job", choices=list(BUTTONS), metavar="按钮", help="、".join(BUTTONS))
    parser.add_argument("--book", metavar="文件名", help="哪一个打开着的工作簿；不写则为当前的。")
    parser.add_argument("--month", metavar="月份", help="例如 2020-06；不写则询问。")
    parser.add_argument("--folder", type=Path, metavar="文件夹", help="从哪里读，或写到哪里；不写则询问。")
    parser.add_argument("--file", type=Path, action="append", default=[], metavar="文件", help="可写多次。")
    parser.add_argument("--day", type=_day, metavar="日期", help="收件日期，或以哪一天为准；不写则为今天。")
    parser.add_argument("--redo", action="store_true", help="撤销按钮：恢复刚才撤销的那一步。")
    return parser


def _day(text: str) -> datetime:
    return datetime.combine(date.fromisoformat(text), datetime.min.time())
