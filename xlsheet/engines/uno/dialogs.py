"""LibreOffice's dialogs: choose a folder, a file, or one of some words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, TypeVar

from xlsheet.engines.uno import bridge
from xlsheet.engines.uno.errors import CalcError
from xlsheet.engines.uno.office import Office

_T = TypeVar("_T")
_OK: Final = 1
_CONTROLS: Final = "com.sun.star.awt.UnoControl"
# com.sun.star.awt.PushButtonType
_OK_BUTTON, _CANCEL_BUTTON = 1, 2
# com.sun.star.awt.PosSize.POS
_POSITION: Final = 3
# com.sun.star.ui.dialogs.TemplateDescription.FILEOPEN_SIMPLE
_FILE_OPEN: Final = 0


def pick_folder(office: Office, title: str, start: Path | None) -> Path | None:
    """The folder that the user chooses; None where they cancel."""
    picker = _picker(office, "FolderPicker")
    picker.setTitle(title)
    if start is not None:
        picker.setDisplayDirectory(start.as_uri())
    return _path(picker.getDirectory()) if picker.execute() == _OK else None


def pick_file(office: Office, title: str, kinds: Sequence[str]) -> Path | None:
    """The file that the user chooses, with one of the suffixes; None where they cancel."""
    picker = _picker(office, "FilePicker", bridge.any_value("short", _FILE_OPEN))
    picker.setTitle(title)
    patterns = ";".join(f"*{kind}" for kind in kinds)
    picker.appendFilter(patterns, patterns)
    return _path(picker.getSelectedFiles()[0]) if picker.execute() == _OK else None


def pick(office: Office, title: str, words: Sequence[str], proposed: str) -> str | None:
    """The word that the user chooses from a list; None where they cancel."""
    dialog, model = _dialog(office, title, 130, 146)
    _add(model, "FixedText", "title", 6, 6, 118, 10).Label = f"{title}："
    _list(model, "words", (6, 20, 118, 100), words, proposed)
    return _answer(office, dialog, lambda: dialog.getControl("words").getSelectedItem() or None)


def fill_in(
    office: Office, title: str, fields: Sequence[tuple[str, str, Sequence[str]]]
) -> dict[str, str] | None:
    """What the user chooses, by the fields' labels: each has what is proposed, and the words that it may be,
    if not any text; None where they cancel."""
    dialog, model = _dialog(office, title, 190, 30 + 18 * len(fields))
    for i, (label, proposed, words) in enumerate(fields):
        _add(model, "FixedText", f"label{i}", 6, 8 + 18 * i, 84, 12).Label = f"{label}："
        place = (92, 6 + 18 * i, 92, 13)
        if words:
            _list(model, f"field{i}", place, words, proposed).Dropdown = True
        else:
            _add(model, "Edit", f"field{i}", *place).Text = proposed

    def chosen() -> dict[str, str]:
        controls = {label: dialog.getControl(f"field{i}") for i, (label, _, _) in enumerate(fields)}
        return {
            label: str(controls[label].getSelectedItem() if words else controls[label].getText()).strip()
            for label, _, words in fields
        }

    return _answer(office, dialog, chosen)


def _dialog(office: Office, title: str, width: int, height: int) -> tuple[Any, Any]:
    """A dialog with its model, and the two buttons at its foot."""
    dialog, model = _service(office, f"{_CONTROLS}Dialog"), _service(office, f"{_CONTROLS}DialogModel")
    model.Title, model.Width, model.Height = title, width, height
    middle = width // 2
    for label, kind, left in (("确定", _OK_BUTTON, middle - 47), ("取消", _CANCEL_BUTTON, middle + 3)):
        button = _add(model, "Button", label, left, height - 20, 44, 14)
        button.Label, button.PushButtonType = label, kind
        button.DefaultButton = kind == _OK_BUTTON
    dialog.setModel(model)
    return dialog, model


def _list(
    model: Any, name: str, place: tuple[int, int, int, int], words: Sequence[str], proposed: str
) -> Any:
    listed = _add(model, "ListBox", name, *place)
    listed.StringItemList = tuple(words)
    listed.SelectedItems = bridge.any_value("[]short", (words.index(proposed),))
    return listed


def _answer(office: Office, dialog: Any, read: Callable[[], _T]) -> _T | None:
    """Show a dialog in the middle of the window; what it holds once it is confirmed."""
    window = office.desktop.getCurrentFrame().ContainerWindow
    dialog.createPeer(window.Toolkit, window)
    outside, inside = window.PosSize, dialog.PosSize
    left, top = (outside.Width - inside.Width) // 2, (outside.Height - inside.Height) // 2
    dialog.setPosSize(left, top, 0, 0, _POSITION)
    try:
        if dialog.execute() != _OK:
            return None
        return read()
    finally:
        dialog.dispose()


def _picker(office: Office, kind: str, *first: Any) -> Any:
    """A picker that stays in front of the window and keeps clicks from it. Pickers of desktops want their
    parent window bare, LibreOffice's own wants it named; each passes over the other."""
    name = f"com.sun.star.ui.dialogs.{kind}"
    _refuse_without_window(office)
    window = office.desktop.getCurrentFrame().ContainerWindow
    named = bridge.struct("beans.NamedValue", Name="ParentWindow", Value=window)
    manager = office.context.ServiceManager
    try:
        return manager.createInstanceWithArgumentsAndContext(name, (*first, window, named), office.context)
    except bridge.uno_exception():  # one that takes no such arguments
        return _service(office, name)


def _refuse_without_window(office: Office) -> None:
    if office.headless:
        raise CalcError(
            "这里没有窗口，不能询问。请在命令里写明月份、文件夹或文件（--month、--folder、--file）。"
        )


def _service(office: Office, name: str) -> Any:
    _refuse_without_window(office)
    return office.context.ServiceManager.createInstanceWithContext(name, office.context)


def _add(model: Any, kind: str, name: str, left: int, top: int, width: int, height: int) -> Any:
    made = model.createInstance(f"{_CONTROLS}{kind}Model")
    made.PositionX, made.PositionY, made.Width, made.Height = left, top, width, height
    model.insertByName(name, made)
    return made


def _path(url: str) -> Path:
    return Path(bridge.uno().fileUrlToSystemPath(url))
