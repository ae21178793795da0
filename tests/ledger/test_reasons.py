"""Why the system refused is said in Chinese, whatever it is and whatever system says it."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest

import xlsheet
from xlsheet.errors import reason


@pytest.mark.parametrize("number", sorted(errno.errorcode))
def test_every_refusal_has_a_reason_without_english(number: int) -> None:
    words = reason(OSError(number, "in English"))
    assert words
    assert not re.search("[A-Za-z]", words)


@pytest.mark.parametrize(
    ("name", "words"),
    [("ENOSPC", "空间"), ("EACCES", "权限"), ("EROFS", "只读"), ("EBUSY", "占用"), ("ENAMETOOLONG", "太长")],
)
def test_what_an_office_meets_is_told_apart(name: str, words: str) -> None:
    assert words in reason(OSError(getattr(errno, name), ""))


def test_windows_own_numbers_come_first() -> None:
    error = OSError(errno.EACCES, "in use")
    error.winerror = 32  # what Windows sets itself
    assert "占用" in reason(error)


def test_a_refusal_without_a_number_has_words_too() -> None:
    assert reason(OSError()) == "原因不明"


def test_nobody_shows_the_systems_own_words() -> None:
    modules = Path(xlsheet.__file__).parent.rglob("*.py")
    assert [path.name for path in modules if ".strerror" in path.read_text(encoding="utf-8")] == []
