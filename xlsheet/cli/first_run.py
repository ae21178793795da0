"""The questions of a new ledger in a terminal: what no notice says and every form and letter needs."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from xlsheet.cli.terminal import say

if TYPE_CHECKING:
    from xlsheet.jobs.create import CreateRequest


def asks_people() -> bool:
    """Whether somebody sits at a terminal who can be asked; a script never is."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_for_basics(request: CreateRequest) -> CreateRequest:
    """The request with what the user answers; Return takes what is proposed."""
    from xlsheet.dictionary.tables import PARAMETERS
    from xlsheet.jobs.year.basics import Basics
    from xlsheet.ledger.settings import Names, default_parameters

    usual = {str(row[PARAMETERS.parameter]): str(row[PARAMETERS.value]) for row in default_parameters()}
    say("新台账有几样事要您说一下，直接按回车就用方括号里的；以后都能在“参数”里改。")
    if request.notice is None and request.year is None:
        year = click.prompt(Names.year, default=date.today().year, type=int, err=True)
        request = replace(request, year=year)
    if request.units is None:
        path = _asked("单位名录文件（csv 或 xlsx，没有就按回车）").strip().strip('"')
        request = replace(request, units=Path(path) if path else None)
    office = click.prompt(Names.office, default=usual[Names.office], err=True)
    contact = _asked(f"{Names.office_contact}（报送邮箱、电话，可以先空着）")
    days, words = click.IntRange(1, 31), f"{Names.due_day}（次月几日之前报送）"
    due: int = click.prompt(words, default=usual[Names.due_day], type=days, err=True)
    return replace(request, basics=Basics(office=office, contact=contact, due_day=due))


def _asked(words: str) -> str:
    """An answer that may stay blank."""
    answer: str = click.prompt(words, default="", show_default=False, err=True)
    return answer
