"""What holds with our Calc engine holds with xlwings' engines of Windows and macOS, read from their sources.

The tests run on Calc and on the model of Excel; nothing here runs on a Mac, so its engine is only read.
"""

from __future__ import annotations

import ast
import inspect
from functools import cache
from pathlib import Path

import pytest
import xlwings

from xlsheet import addin
from xlsheet.engines import app, books, libreoffice
from xlsheet.engines.cells import areas, fonts, notes, ranges
from xlsheet.engines.sheets import filters, freezing, names, sheets, tables
from xlsheet.stores import live

SOURCES = Path(xlwings.__file__).parent
EXCELS = ("_xlwindows", "_xlmac")

OURS = {
    "Apps": libreoffice.Apps,
    "App": app.App,
    "Books": books.Books,
    "Book": books.CalcBook,
    "Sheets": sheets.CalcSheets,
    "Sheet": sheets.Sheet,
    "Range": ranges.Range,
    "Areas": areas.Areas,
    "Font": fonts.Font,
    "Note": notes.Note,
    "Names": names.CalcNames,
    "Name": names.Name,
    "FreezePanes": freezing.FreezePanes,
    "AutoFilter": filters.AutoFilter,
    "Tables": tables.Tables,
    "Table": tables.CalcTable,
    "TableRows": tables.TableRows,
    "TableRow": tables.TableRow,
    "TableColumns": tables.TableColumns,
    "TableColumn": tables.TableColumn,
}
"""Our classes by xlwings' names."""
THEIRS = {"Areas": "Range"}
"""Where xlwings has one class for two of ours."""

NAMED_OTHERWISE = {
    ("_xlmac", "Apps", "add"): "a Mac attaches to no Excel by its number, and nobody here asks it to",
    ("_xlmac", "Range", "__call__"): "row and column, given by their place",
}
"""Arguments that an engine names otherwise, and why that is no matter."""

CALCS_OWN = {
    "Apps": {
        "let_go",
        "cleanup",
    },  # ends Calc's bridge; asked of Windows only after a look whether it is there
    "App": {
        "pick_folder",
        "pick_file",
        "fill_in",
        "pick",
    },  # Calc's dialogs: Excel's are ExcelDialogs, MacDialogs
    "Book": {"flush", "load"},
    "Sheets": {"of"},
    "Sheet": {"at", "load"},
    "Tables": {"parent"},
    "TableRows": {"parent", "api"},
}
"""What our classes have for themselves, under names that the add-in uses of other things."""

ADDIN = Path(addin.__file__).parent
LIVE = Path(live.__file__).parent

Members = dict[str, ast.FunctionDef]


@cache
def classes(module: str) -> dict[str, Members]:
    """The classes of a module of xlwings, each with its methods and those of its bases, by their names."""
    tree = ast.parse((SOURCES / f"{module}.py").read_text(encoding="utf-8"))
    known = {} if module == "base_classes" else dict(classes("base_classes"))
    for node in tree.body:
        if isinstance(node, ast.ClassDef):
            members: Members = {}
            for base in node.bases:
                members |= known.get(base.attr if isinstance(base, ast.Attribute) else base.id, {})
            own = {item.name: item for item in node.body if isinstance(item, ast.FunctionDef)}
            aliases = {
                target.id: own[item.value.id]
                for item in node.body
                if isinstance(item, ast.Assign) and isinstance(item.value, ast.Name) and item.value.id in own
                for target in item.targets
                if isinstance(target, ast.Name)
            }
            known[node.name] = members | own | aliases
    return known


def own_members(cls: type) -> dict[str, object]:
    """What a class of ours defines itself."""
    ours = [base for base in cls.__mro__ if base.__module__.startswith("xlsheet.")]
    return {name: found for base in ours for name, found in vars(base).items()}


def is_operator(name: str, found: object) -> bool:
    return name.startswith("__") and inspect.isfunction(found) and name != "__init__"


@pytest.mark.parametrize("excel", EXCELS)
@pytest.mark.parametrize("name", OURS)
def test_calc_understands_no_operator_that_excel_does_not(name: str, excel: str) -> None:
    theirs = classes(excel)[THEIRS.get(name, name)]
    assert {member for member, found in own_members(OURS[name]).items() if is_operator(member, found)} <= set(
        theirs
    )


@pytest.mark.parametrize("excel", EXCELS)
@pytest.mark.parametrize("name", OURS)
def test_calc_s_methods_take_the_arguments_that_excel_s_do(name: str, excel: str) -> None:
    theirs = classes(excel)[THEIRS.get(name, name)]
    for member, ours in own_members(OURS[name]).items():
        if not inspect.isfunction(ours) or member not in theirs or member == "__init__":
            continue
        if (excel, name, member) in NAMED_OTHERWISE:
            continue
        arguments = inspect.signature(ours).parameters.values()
        wanted = theirs[member].args
        if wanted.vararg is None and not any(
            argument.kind is argument.VAR_POSITIONAL for argument in arguments
        ):
            names = [argument.arg for argument in wanted.args if argument.arg != "self"]
            assert [argument.name for argument in arguments if argument.name != "self"] == names, member


def test_the_add_in_reaches_past_xlwings_for_nothing_but_what_every_engine_has() -> None:
    """`.impl` is an engine's own; the dialogs of Calc alone ask for more."""
    for path in sorted([*ADDIN.glob("*.py"), *LIVE.glob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            behind = node.value if isinstance(node, ast.Attribute) else None
            if isinstance(behind, ast.Attribute) and behind.attr == "impl":
                for excel in EXCELS:
                    assert any(node.attr in members for members in classes(excel).values()), (path, node.attr)


def attributes_used() -> set[str]:
    """Every name that the add-in and the open store ask of anything."""
    trees = (
        ast.parse(path.read_text(encoding="utf-8")) for path in [*ADDIN.glob("*.py"), *LIVE.glob("*.py")]
    )
    return {node.attr for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def is_missing(members: Members, name: str) -> bool:
    """Whether an engine has a member only to say, as xlwings' base class does, that it is not implemented."""
    found = members.get(name)
    return found is None or any(
        isinstance(node, ast.Raise) and "NotImplementedError" in ast.dump(node) for node in found.body
    )


@pytest.mark.parametrize("excel", EXCELS)
@pytest.mark.parametrize("name", OURS)
def test_what_the_add_in_asks_for_is_there_on_windows_and_on_the_mac(name: str, excel: str) -> None:
    theirs, used = classes(excel)[THEIRS.get(name, name)], attributes_used()
    asked = {member for member in own_members(OURS[name]) if member in used and not member.startswith("_")}
    assert {member for member in asked - CALCS_OWN.get(name, set()) if is_missing(theirs, member)} == set()
