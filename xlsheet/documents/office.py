"""What LibreOffice converts: old Word files (.doc, .rtf) into .docx, documents into PDF."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from xlsheet.errors import OutputError, SourceError

_TIMEOUT: Final = 120
"""Seconds; a cold start of LibreOffice takes a few."""

_MAC: Final = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
_WINDOWS: Final = r"LibreOffice\program\soffice.exe"


def find_soffice() -> str | None:
    """LibreOffice's program, on the PATH or in its usual places."""
    roots = [os.environ.get(name, "") for name in ("ProgramFiles", "ProgramFiles(x86)")]
    usual = [_MAC, *(str(Path(root) / _WINDOWS) for root in roots if root)]
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return found or next((place for place in usual if Path(place).exists()), None)


@contextmanager
def as_docx(path: Path) -> Iterator[Path]:
    """The file as a temporary .docx; SourceError where LibreOffice is absent or cannot read it."""
    program = find_soffice()
    if program is None:
        raise SourceError(
            f"“{path}”是旧版 Word 文件，需要 LibreOffice 才能读取，这台电脑上没有找到。"
            "请用 Word 或 WPS 打开，另存为 .docx 后再试。"
        )
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = Path(folder) / "notice.doc"
        shutil.copyfile(path, copy)
        converted = _convert(program, copy, "docx", Path(folder))
        if not converted.exists():
            raise SourceError(f"“{path}”转换失败。请用 Word 或 WPS 打开，另存为 .docx 后再试。")
        yield converted


def as_pdf(document: bytes) -> bytes:
    """A .docx as PDF; OutputError where LibreOffice is absent or fails."""
    advice = "请先做成 .docx，再用 Word 或 WPS 打开，另存为 PDF。"
    program = find_soffice()
    if program is None:
        raise OutputError(f"转成 PDF 需要 LibreOffice，这台电脑上没有找到。{advice}")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source = Path(folder) / "document.docx"
        source.write_bytes(document)
        converted = _convert(program, source, "pdf", Path(folder))
        if not converted.exists():
            raise OutputError(f"LibreOffice 没有转成 PDF。{advice}")
        return converted.read_bytes()


def _convert(program: str, source: Path, to: str, folder: Path) -> Path:
    """A profile of its own keeps the conversion apart from a LibreOffice that is already running."""
    command = [
        program,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        *("--headless", "--norestore", "--convert-to", to, "--outdir", str(folder), str(source)),
    ]
    try:
        subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return folder / "none"
    return source.with_suffix(f".{to}")
