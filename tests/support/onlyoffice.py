"""ONLYOFFICE's engine, a second office program: files opened and saved by it, filled in, and printed.

Without a licence its builder writes a watermark over what it saves; its converter, through which a file
goes as through the editor itself, does not.
"""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

_SECONDS = 180
# Its numbers of the kinds: by the name alone it would save an .xlsm without macros.
_KINDS = {".xlsx": 257, ".xlsm": 261, ".docx": 65}
_ORDER = (
    '<?xml version="1.0" encoding="utf-8"?><TaskQueueDataConvert><m_sFileFrom>{source}</m_sFileFrom>'
    "<m_sFileTo>{target}</m_sFileTo>{kind}</TaskQueueDataConvert>"
)
_KIND = "<m_nFormatTo>{number}</m_nFormatTo>"
_BUILD = """
import json, sys, docbuilder
work = json.loads(sys.argv[1])
builder = docbuilder.CDocBuilder()
for source, target, script in work:
    assert builder.OpenFile(source, "") == 0, source
    assert not script or builder.ExecuteCommand(script), script
    assert builder.SaveFile(target.rpartition(".")[2], target) == 0, target
    builder.CloseFile()
"""


def programs() -> Path:
    """The folder of its programs; skips where they are missing."""
    found = importlib.util.find_spec("docbuilder")
    if found is None or found.origin is None:
        pytest.skip("ONLYOFFICE's engine (document-builder) is not on this machine")
    return Path(found.origin).parent / "lib"


def saved_again(path: Path, target: Path) -> Path:
    """A file as it is once somebody opened it in the editor and saved it."""
    folder = programs()
    environment = {**os.environ, "LD_LIBRARY_PATH": str(folder), "DYLD_LIBRARY_PATH": str(folder)}
    converter = next(folder.glob("x2t*"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        opened = Path(scratch) / "Editor.bin"
        order, kind = Path(scratch) / "order.xml", _KIND.format(number=_KINDS[target.suffix])
        for source, result, number in ((path, opened, ""), (opened, target, kind)):
            text = _ORDER.format(source=escape(str(source)), target=escape(str(result)), kind=number)
            order.write_text(text, encoding="utf-8")
            subprocess.run(
                [converter, order],
                cwd=folder,
                env=environment,
                check=True,
                timeout=_SECONDS,
                capture_output=True,
            )
    return target


def printed(paths: Sequence[Path], folder: Path) -> list[Path]:
    """Documents as PDF."""
    targets = [folder / f"{path.stem}.pdf" for path in paths]
    _build([(path, target, "") for path, target in zip(paths, targets, strict=True)])
    return targets


def filled_in(path: Path, target: Path, sheet: str, values: Mapping[str, object]) -> Path:
    """A workbook with some cells of a sheet typed over, worked out and saved."""
    put = "".join(
        f"sheet.GetRange({json.dumps(cell)}).SetValue({json.dumps(value)});" for cell, value in values.items()
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    _build([(path, target, f"var sheet = Api.GetSheet({json.dumps(sheet)}); {put}")])
    return target


def _build(work: Sequence[tuple[Path, Path, str]]) -> None:
    """In a process of its own, which may crash without the tests."""
    programs()
    told = json.dumps([(str(source), str(target), script) for source, target, script in work])
    command = [sys.executable, "-c", _BUILD, told]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=_SECONDS)
    assert done.returncode == 0, done.stderr
