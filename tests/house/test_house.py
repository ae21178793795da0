"""The house plan holds: imports point down, and names have one home."""

import ast
import importlib
import inspect
import subprocess
import sys
from pathlib import Path
from typing import get_type_hints

import pytest

import xlsheet
from xlsheet.dictionary import catalogue
from xlsheet.dictionary.findings import Code
from xlsheet.dictionary.tables import TABLES
from xlsheet.rules.files import load_rules

PACKAGE = Path(xlsheet.__file__).parent
ROOMS = (
    *("", "dictionary", "cells", "ledger", "xlsx", "files", "units", "indicators", "analysis", "rules"),
    *("grids", "mail", "documents", "forms", "notice", "merge", "stores", "engines", "warm"),
    *("jobs", "library", "addin", "desk", "cli"),
)
"""Every room, the lowest first: a module imports from its own room and from those before it."""
DOORS = {"xlsheet.__init__", "xlsheet.__main__", "xlsheet.api"}
CODES = [value for value in vars(catalogue).values() if isinstance(value, Code)]


def room_of(module: str) -> str:
    """The room of `xlsheet.ROOM.…`; that of a module at the top is ''."""
    parts = module.split(".")[1:]
    return parts[0] if parts and (PACKAGE / parts[0]).is_dir() else ""


def imports_of(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module]
    found += [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    return [name for name in found if name.startswith("xlsheet.")]


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_point_down_the_house(path: Path) -> None:
    module = ".".join(("xlsheet", *path.relative_to(PACKAGE).with_suffix("").parts))
    for name in imports_of(path):
        below = ROOMS.index(room_of(name)) <= ROOMS.index(room_of(module))
        assert below or module in DOORS, f"{module} imports {name}"


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda p: str(p.relative_to(PACKAGE)))
def test_every_module_states_its_purpose(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))


def test_sheet_names_are_written_in_one_place_only() -> None:
    names = {table.sheet for table in TABLES}
    for path in PACKAGE.rglob("*.py"):
        if path.name in ("tables.py", "later_tables.py"):
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        literals = {
            n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str)
        }
        assert not names & literals, f"{path.name} spells out {names & literals}"


def test_help_needs_neither_pandas_nor_excel() -> None:
    heavy = (
        "pandas",
        "numpy",
        "pandera",
        "openpyxl",
        "xlsxwriter",
        "xlwings",
        "docx",
        "rich",
        "matplotlib",
        "starlette",
    )
    script = f"import sys, xlsheet.cli.main; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_every_code_has_a_title_and_a_message() -> None:
    assert len(CODES) > 20
    for code in CODES:
        assert code.title
        assert code.template
        assert code.name.isascii()


def test_no_code_has_two_meanings() -> None:
    """Whoever filters findings by code gets one kind of thing, from whichever command it comes."""
    titles: dict[str, set[str]] = {name: {title} for name, title in catalogue.RULES.items()}
    for code in CODES:
        titles.setdefault(code.name, set()).add(code.title)
    assert {name: meant for name, meant in titles.items() if len(meant) > 1} == {}


def test_the_codes_of_the_rule_files_are_the_catalogues() -> None:
    in_files = {rule.code for rules in load_rules() for rule in rules.all_rules()}
    assert in_files - {code.name for code in CODES} == set(catalogue.RULES)


def test_rules_are_read_without_pandas() -> None:
    """Forms and merges take their limits from the rules and stay quick."""
    script = (
        "import sys, xlsheet.merge.files; from xlsheet.rules.files import load_rules; load_rules(); "
        "print([name for name in ('pandas', 'numpy', 'pandera') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


JOBS = (
    *("create.import_files", "export.export", "importing.import_notice", "merge.merge", "missing.missing"),
    *("remind.remind", "report.report", "setup.doctor.doctor", "split.split", "status.status"),
    *("undo.undo", "validate.validate", "mending.redate.redate"),
)


@pytest.mark.parametrize("job", JOBS)
def test_every_job_takes_a_store_and_one_frozen_request(job: str) -> None:
    module, name = job.rsplit(".", 1)
    function = getattr(importlib.import_module(f"xlsheet.jobs.{module}"), name)
    taken = list(inspect.signature(function).parameters)
    assert taken == ["store", "request"]
    hints = get_type_hints(function)
    assert hints["request"].__dataclass_params__.frozen
    assert callable(hints["return"].as_json)
