"""The commands' list as ribbon XML, both editions, and as VBA macros."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final
from xml.sax.saxutils import quoteattr

from xlsheet.commands import COMMANDS, LAUNCHER, TAB_KEYTIP, TAB_LABEL, Command, groups

EDITIONS: Final = {
    "customUI/customUI.xml": (
        "http://schemas.microsoft.com/office/2006/01/customui",
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility",
    ),
    "customUI/customUI14.xml": (
        "http://schemas.microsoft.com/office/2009/07/customui",
        "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility",
    ),
}
"""Part -> its namespace and the relationship that leads to it. Excel 2007 reads the first, later
ones prefer the second."""


def ribbon_xml(namespace: str) -> bytes:
    """The ribbon's tab in one edition's namespace."""
    body = "".join(
        _element("group", id=f"xlsheetGroup{number}", label=label)
        + "".join(map(_button, commands))
        + "</group>"
        for number, (label, commands) in enumerate(groups().items(), start=1)
    )
    tab = _element("tab", id="xlsheetTab", label=TAB_LABEL, keytip=TAB_KEYTIP)
    opening = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + _element(
        "customUI", xmlns=namespace
    )
    return f"{opening}<ribbon><tabs>{tab}{body}</tab></tabs></ribbon></customUI>".encode()


def _button(command: Command) -> str:
    return _element(
        "button",
        end="/>",
        id=f"xlsheet_{command.id}",
        label=command.label,
        size="large",
        imageMso=command.image_mso,
        screentip=command.screentip,
        supertip=command.supertip,
        keytip=command.keytip,
        onAction=command.ribbon_macro,
    )


def _element(name: str, *, end: str = ">", **attributes: str) -> str:
    return f"<{name}" + "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items()) + end


def macros() -> str:
    """The VBA module of the buttons: two procedures a command, since the ribbon hands over its control.

    The control is an Object, so that the project needs no reference to Office's library.
    """
    constants = "".join(
        f'Public Const LAUNCHER_{name.upper()} As String = "{value}"\n'
        for name, value in asdict(LAUNCHER).items()
    )
    pairs = "".join(
        f"\nPublic Sub {command.macro}()\n"
        f'    RunJob "{command.function}"\n'
        "End Sub\n"
        f"\nPublic Sub {command.ribbon_macro}(control As Object)\n"
        f'    RunJob "{command.function}"\n'
        "End Sub\n"
        for command in COMMANDS
    )
    return (
        f"Option Explicit\n\n' Made from xlsheet/commands.py by workbook/src/ribbon.py.\n{constants}{pairs}"
    )
