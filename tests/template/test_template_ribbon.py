"""One list of commands: ribbon, macros, buttons and home sheet agree with it."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest
from ribbon import EDITIONS, macros

from xlsheet.commands import COMMANDS, groups
from xlsheet.dictionary.tables import HOME_SHEET

ICONS_OF_EXCEL = {
    # tried and named by the design
    "DataValidationCircleInvalid",
    "SplitCells",
    "MergeCells",
    "TraceError",
    "PivotTableReport",
    "ApplicationOptionsDialog",
    "Help",
    "GetExternalDataFromText",  # seen in a Microsoft VBA sample
    "Undo",  # seen in a third-party list of icons
    "FileSendAsAttachment",  # seen in a third-party list of icons
}
both_editions = pytest.mark.parametrize("part", EDITIONS)


def buttons(parts: dict[str, bytes], part: str) -> list[tuple[str, dict[str, str]]]:
    """Every button of a ribbon part with its group's label, in order."""
    namespace = f"{{{EDITIONS[part][0]}}}"
    root = ET.fromstring(parts[part])
    assert root.tag == f"{namespace}customUI"
    return [
        (group.get("label", ""), dict(button.attrib))
        for group in root.iter(f"{namespace}group")
        for button in group.iter(f"{namespace}button")
    ]


@both_editions
def test_the_ribbon_shows_the_commands_in_their_order(parts: dict[str, bytes], part: str) -> None:
    assert [
        (group, b["label"], b["screentip"], b["supertip"], b["imageMso"], b["keytip"], b["onAction"])
        for group, b in buttons(parts, part)
    ] == [
        (c.group, c.label, c.screentip, c.supertip, c.image_mso, c.keytip, c.ribbon_macro) for c in COMMANDS
    ]


@both_editions
def test_each_edition_is_reached_by_its_own_relationship(parts: dict[str, bytes], part: str) -> None:
    root = ET.fromstring(parts["_rels/.rels"])
    links = {element.get("Target"): element.get("Type") for element in root}
    assert links[part] == EDITIONS[part][1]
    assert len({element.get("Id") for element in root}) == len(root)


def test_every_callback_has_its_procedure_and_every_procedure_its_job() -> None:
    source = macros()
    for command in COMMANDS:
        ribbon = rf'Public Sub {command.ribbon_macro}\(control As Object\)\n    RunJob "{command.function}"\n'
        button = rf'Public Sub {command.macro}\(\)\n    RunJob "{command.function}"\n'
        assert len(re.findall(ribbon, source)) == 1
        assert len(re.findall(button, source)) == 1
    assert source.count("Public Sub") == 2 * len(COMMANDS)


def test_names_that_must_differ_do() -> None:
    for names in (
        [c.id for c in COMMANDS],
        [c.keytip for c in COMMANDS],
        [name.lower() for c in COMMANDS for name in (c.macro, c.ribbon_macro)],
        [c.function for c in COMMANDS],
        [c.image_mso for c in COMMANDS],
    ):
        assert len(set(names)) == len(names)


def test_commands_of_a_group_stand_together() -> None:
    assert tuple(command for commands in groups().values() for command in commands) == COMMANDS


def test_every_icon_is_one_that_excel_has() -> None:
    assert {command.image_mso for command in COMMANDS} <= ICONS_OF_EXCEL


def test_the_home_sheet_has_a_button_for_each_command(parts: dict[str, bytes]) -> None:
    drawing = parts["xl/drawings/vmlDrawing1.vml"].decode()
    captions = re.findall(r"<font[^>]*>([^<]+)</font>", drawing)
    assert captions == [command.label for command in COMMANDS]
    assert re.findall(r"<x:FmlaMacro>\[0\]!(\w+)</x:FmlaMacro>", drawing) == [c.macro for c in COMMANDS]


def test_the_home_sheet_says_what_each_command_does_and_what_to_type(workbook: Path) -> None:
    sheet = openpyxl.load_workbook(workbook)[HOME_SHEET]
    cells = {str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}
    for command in COMMANDS:
        assert {command.label, command.supertip} <= cells
        assert not command.command_line or command.command_line in cells
