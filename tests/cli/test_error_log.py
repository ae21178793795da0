"""What goes wrong unexpectedly is written down somewhere, whoever owns the usual place."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from xlsheet import error_log


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
def test_a_log_that_is_not_ours_to_write_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim, own = tmp_path / "别人的文件", tmp_path / "own"
    victim.write_text("原样", encoding="utf-8")
    (tmp_path / "xlsheet.log").symlink_to(victim)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(error_log, "user_folder", lambda: own)
    try:
        raise ValueError("出了什么事")
    except ValueError:
        log = error_log.log_error()
    assert log == own / "xlsheet.log"
    assert "出了什么事" in log.read_text(encoding="utf-8")
    assert victim.read_text(encoding="utf-8") == "原样"


def test_no_place_for_a_log_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "file"))
    monkeypatch.setattr(error_log, "user_folder", lambda: tmp_path / "file" / "below")
    assert error_log.log_error() == Path(os.devnull)
