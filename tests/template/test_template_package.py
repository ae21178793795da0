"""The template is what its sources say, byte for byte, and a sound package."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from build import build
from support import ledger_file
from support.validator import problems
from template.conftest import TEMPLATE


def test_building_again_gives_the_committed_bytes_of_every_part(
    rebuilt: Path,
) -> None:
    parts = ledger_file.parts(TEMPLATE)
    with zipfile.ZipFile(rebuilt) as package:
        assert package.namelist() == list(parts)
        assert [name for name in parts if package.read(name) != parts[name]] == []


def test_a_second_build_in_the_same_process_is_the_same(rebuilt: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xlsm"
    build(again)
    assert again.read_bytes() == rebuilt.read_bytes()


def test_the_validator_has_nothing_to_object(workbook: Path, rebuilt: Path) -> None:
    assert problems(workbook) == []
    assert problems(rebuilt) == []


def test_it_is_declared_as_a_workbook_with_macros(parts: dict[str, bytes]) -> None:
    types = parts["[Content_Types].xml"].decode()
    assert "application/vnd.ms-excel.sheet.macroEnabled.main+xml" in types
    assert re.search(r'(Extension="bin"|/xl/vbaProject.bin")[^>]*vnd.ms-office.vbaProject"', types)


def test_no_machine_left_its_name_or_path_in_it(parts: dict[str, bytes]) -> None:
    for name, content in parts.items():
        for trace in (b"/tmp", b"/home", b"C:\\", b"/root"):
            assert trace not in content, name
