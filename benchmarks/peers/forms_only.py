"""The forms' cells, formats and checks by XlsxWriter, with nothing decided: calls that were recorded.

Usage: forms_only prepare LEDGER MONTH CALLS.pickle, then forms_only CALLS.pickle FOLDER.
"""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import xlsxwriter

Call = tuple[int, str, tuple[Any, ...], dict[str, Any], int | None]
"""Object's number, method, arguments, keywords, number of what it gives back."""


class _Recorder:
    """Stands for a workbook, a sheet or a format: passes calls on and writes them down."""

    def __init__(self, real: Any, calls: list[Call], numbers: dict[int, int], kept: list[Any]) -> None:
        self._real, self._calls, self._numbers, self._kept = real, calls, numbers, kept
        numbers[id(self)] = len(numbers)
        kept.append(self)

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._real, name)
        return (lambda *a, **k: self._call(name, a, k)) if callable(real) else real

    def _call(self, name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Any:
        real_args, real_keywords = _mapped((args, keywords), _Recorder, lambda one: one._real)
        result = getattr(self._real, name)(*real_args, **real_keywords)
        given = None
        if result is not None and not isinstance(result, int | str | float | tuple):
            result = _Recorder(result, self._calls, self._numbers, self._kept)
            given = self._numbers[id(result)]
        stored = _mapped((args, keywords), _Recorder, lambda one: _Number(self._numbers[id(one)]))
        self._calls.append((self._numbers[id(self)], name, *stored, given))
        return result

    def __enter__(self) -> _Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self._call("close", (), {})


class _Number(int):
    """The number of a recorded object among a call's arguments."""


def _mapped(value: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """The value with all objects of that kind in it changed."""
    if isinstance(value, kind):
        return change(value)
    if isinstance(value, dict):
        return {name: _mapped(one, kind, change) for name, one in value.items()}
    if type(value) in (list, tuple):
        return type(value)(_mapped(one, kind, change) for one in value)
    return value


def _has_objects(value: Any) -> bool:
    return isinstance(value, _Number | dict | list)


def prepare(ledger: str, month: str, target: str) -> None:
    """Record what `split` tells XlsxWriter, form by form."""
    from xlsheet.cells.months import Month
    from xlsheet.dictionary.tables import PARAMETERS
    from xlsheet.forms.write import form
    from xlsheet.jobs.split import form_contents
    from xlsheet.ledger.settings import read_settings
    from xlsheet.stores.file import FileStore

    real_workbook = xlsxwriter.Workbook
    forms: list[tuple[dict[str, Any], list[Call]]] = []

    def workbook(stream: Any, options: dict[str, Any]) -> _Recorder:
        calls: list[Call] = []
        forms.append((options, calls))
        return _Recorder(real_workbook(stream, options), calls, {}, [])

    wanted = Month.parse(month)
    assert wanted is not None
    with FileStore.open(Path(ledger), writing=False) as store:
        contents = form_contents(store, read_settings(store.read(PARAMETERS)), wanted)
    xlsxwriter.Workbook = workbook
    try:
        for content in contents:
            form.form_bytes(content)
    finally:
        xlsxwriter.Workbook = real_workbook
    Path(target).write_bytes(pickle.dumps(forms))


def main(calls: str, folder: str) -> None:
    out = Path(folder)
    out.mkdir(parents=True, exist_ok=True)
    for i, (options, steps) in enumerate(pickle.loads(Path(calls).read_bytes())):
        objects: dict[int, Any] = {0: xlsxwriter.Workbook(str(out / f"{i}.xlsx"), options)}
        for number, name, args, keywords, given in steps:
            if any(map(_has_objects, (*args, *keywords.values()))):
                args, keywords = _mapped((args, keywords), _Number, objects.__getitem__)
            result = getattr(objects[number], name)(*args, **keywords)
            if given is not None:
                objects[given] = result


if __name__ == "__main__":
    if sys.argv[1] == "prepare":
        prepare(*sys.argv[2:])
    else:
        main(*sys.argv[1:])
