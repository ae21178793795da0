"""The macros ask Excel for nothing that its type library hasn't got, and with as many arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from build import modules
from support.excel.type_library import Member, TypeLibrary, type_library
from support.programs import needs_type_library

pytestmark = needs_type_library

GLOBALS = {"Application": "Application", "ThisWorkbook": "Workbook", "ActiveWorkbook": "Workbook"}
LANGUAGE = {"Err": {"Number", "Description"}}
"""Objects of VBA itself."""

_CHAIN = re.compile(r"(?<![.\w])(?P<start>[A-Z]\w*)(?=\.[A-Za-z])")
_LINK = re.compile(r"\.(?P<name>\w+)")


def statements(source: str) -> Iterator[str]:
    """Lines of code without comments and without what stands in quotes."""
    for line in source.splitlines():
        code = re.sub(r'"[^"]*"', '""', line).partition("'")[0].strip()
        if code and not code.startswith("Attribute "):
            yield code


def arguments(code: str, place: int) -> tuple[int, int]:
    """How many arguments follow, in brackets or bare at the end of a statement, and where they end."""
    rest = code[place:]
    if not rest.startswith("("):
        bare = rest.startswith(" ") and not re.match(r"\s*([-+&=<>)]|Is\b|Then\b|And\b|Or\b|$)", rest)
        return (_count(rest), len(code)) if bare else (0, place)
    depth = 0
    for i, sign in enumerate(rest):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return _count(rest[1:i]), place + i + 1
    raise AssertionError(code)


def _count(text: str) -> int:
    depth, commas = 0, 0
    for sign in text:
        depth += (sign == "(") - (sign == ")")
        commas += sign == "," and depth == 0
    return commas + 1 if text.strip() else 0


def asked(library: TypeLibrary, code: str) -> Iterator[tuple[str, Member | None, int]]:
    """Every member that a statement asks an object of Excel's for, as far as its class is known."""
    for chain in _CHAIN.finditer(code):
        owner, place = GLOBALS.get(chain["start"], ""), chain.end()
        while owner in library.classes and (link := _LINK.match(code, place)):
            member = library.member(owner, link["name"])
            count, place = arguments(code, link.end())
            if member and not member.signatures and count:  # `Names("x")` asks the collection
                yield f"{owner}.{link['name']}", member, 0
                owner = member.returns.partition("<")[0]
                member = library.classes[owner][""]
            yield f"{owner}.{link['name']}", member, count
            owner = member.returns.partition("<")[0] if member else ""


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_every_member_is_excel_s_and_called_as_excel_says(module) -> None:
    library = type_library()
    for code in statements(module.source):
        for place, member, count in asked(library, code):
            assert member is not None, f"{module.name}: {place} does not exist: {code}"
            assert member.takes(count), f"{module.name}: {place} takes no {count} arguments: {code}"


def test_every_object_is_known() -> None:
    """An object that this test doesn't know would go unchecked."""
    starts = {
        chain["start"]
        for module in modules()
        for code in statements(module.source)
        for chain in _CHAIN.finditer(code)
    }
    assert starts <= {*GLOBALS, *LANGUAGE}
    assert {*GLOBALS} <= starts


@pytest.mark.parametrize(
    ("code", "right"),
    [
        ("Application.Run x, y", True),
        ("Application.Launch x", False),
        ("a = ThisWorkbook.Names(x).RefersToRange.Value", True),
        ("a = ThisWorkbook.Names(x).RefersToCell", False),
        ("ThisWorkbook.Close 1, 2, 3, 4", False),
    ],
)
def test_the_check_tells_right_from_wrong(code: str, right: bool) -> None:
    found = list(asked(type_library(), code))
    assert found
    assert all(member is not None and member.takes(count) for _, member, count in found) == right
