"""Patterns of rules that may keep a computer busy for ever are told from those that offices write."""

from __future__ import annotations

import pytest

from xlsheet.rules.patterns import may_never_end

SLOW = (
    *("(a+)+$", "(.*,)*x", ".*.*.*.*=", r"(\w+\s?)+$", "([a-z]+)*", r"(\s*a\s*)+b", "(x+x+)+y", "((ab)*)*c"),
    *("(?=(a+)+$)a", "(a{1,30}){1,30}$", r"^\S+(、\S+)*$", r"^(([\d、]+)+)局$", "(?:甲*乙?)*丙"),
)
QUICK = (
    *(r"^[^@\s，、；]+@[^@\s，、；]+\.[^@\s，、；]+$", r"(\d+、)*\d+", r"^(\d{4}-\d{2}、?)+$", r"^1\d{10}$"),
    *(
        "(?:市|县|区).+局$",
        r"0\d{2,3}-\d{7,8}|1\d{10}",
        ".*合并.*",
        "a|推",
        r"^\d+(\.\d+)?%?$",
        "[一-龥]{2,8}",
    ),
    "",
)


@pytest.mark.parametrize("pattern", SLOW)
def test_what_may_never_end_is_told(pattern: str) -> None:
    assert may_never_end(pattern)


@pytest.mark.parametrize("pattern", QUICK)
def test_what_offices_write_is_taken(pattern: str) -> None:
    assert not may_never_end(pattern)
