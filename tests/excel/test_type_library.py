"""Excel's type library as read, and the model held to it."""

from __future__ import annotations

import re
from typing import Any

import pytest
import xlwings as xw

from support.excel import com
from support.excel.com import ComObject, StrayError
from support.excel.type_library import SOURCES, type_library
from support.programs import needs_type_library

pytestmark = needs_type_library


def test_nothing_that_the_files_declare_is_left_out() -> None:
    """Counted by the shape of a declaration, one by one."""
    library = type_library()
    for source in SOURCES:
        owner = ""
        for line in source.read_text(encoding="utf-8").splitlines():
            if found := re.match(r"    (?:interface|class) (\w+)", line):
                owner = found[1]
            elif found := re.match(r" {8}(?:readonly )?([A-Z]\w*)(?:<.*>)?[(:]", line):
                assert found[1] in library.classes[owner], (owner, found[1])
            elif re.match(r"    \S", line):
                owner = ""


@pytest.mark.parametrize(
    ("owner", "name", "writable", "fits", "refused"),
    [
        ("Range", "Value", True, (0, 1), 2),
        ("Range", "Row", False, (0,), 1),
        ("Range", "GetAddress", False, (0, 5), 6),
        ("Workbooks", "Open", False, (1, 15), 0),
        ("ListObject", "Resize", False, (1,), 0),
        ("Application", "StatusBar", True, (0,), 1),
        ("FileDialog", "Show", False, (0,), 1),
    ],
)
def test_members_are_known_with_their_arguments(
    owner: str, name: str, writable: bool, fits: tuple[int, ...], refused: int
) -> None:
    member = type_library().member(owner, name)
    assert member is not None
    assert member.writable == writable
    assert all(map(member.takes, fits))
    assert not member.takes(refused)


@pytest.fixture
def book(excel: xw.App) -> Any:
    return excel.books.add().api


@pytest.mark.parametrize(
    "wrong",
    [
        lambda book: book.Worksheets(1).Colour,
        lambda book: book.Worksheets(1).Range("A1", "B2", "C3"),
        lambda book: setattr(book.Worksheets(1).Range("A1"), "Row", 5),
        lambda book: book.Worksheets(1).ListObjects.Item(),
        lambda book: book.Worksheets(1, 2),
        lambda book: book.Worksheets(1).PivotTables(),  # Excel has it; the model has not
    ],
)
def test_what_excel_has_not_is_refused_and_remembered(book: Any, wrong: Any) -> None:
    with pytest.raises(StrayError):
        wrong(book)
    assert len(com.strays) == 1
    com.strays.clear()


def test_the_model_cannot_have_more_than_excel() -> None:
    with pytest.raises(TypeError, match="no Colour"):
        type("Interior", (ComObject,), {"Colour": property(lambda self: 0)})
