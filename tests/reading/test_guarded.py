"""Inputs that hang, swell or kill their reader cost a sentence; what is no file is not opened."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path

import pytest

from xlsheet.errors import SourceError
from xlsheet.grids.guarded import content_of, guarded
from xlsheet.grids.packages import UntrustedPackage
from xlsheet.grids.refused import Refused


def test_the_answer_comes_back() -> None:
    assert guarded("posixpath:basename", "a/通知.docx", label="通知.docx") == "通知.docx"


def test_an_error_meant_for_users_comes_back_as_it_is() -> None:
    with pytest.raises(SourceError, match="找不到“没有"):
        guarded("xlsheet.grids.guarded:content_of", Path("没有.txt"), label="没有.txt")


@pytest.mark.parametrize(
    ("task", "argument", "words"),
    [
        ("time:sleep", 60, "秒内没有读完"),
        ("builtins:bytearray", 3 << 30, "内存太多"),
        ("os:abort", None, "读取程序停了"),
        ("builtins:int", "不是数", "读取程序停了"),
    ],
)
def test_what_kills_its_reader_costs_a_sentence(task: str, argument: object, words: str) -> None:
    started = time.monotonic()
    arguments = () if argument is None else (argument,)
    with pytest.raises(SourceError, match=f"“坏.pdf”读不出来.*{words}.*请"):
        guarded(task, *arguments, label="坏.pdf")
    assert time.monotonic() - started < 15


def test_a_refusal_keeps_its_finding_on_the_way() -> None:
    with pytest.raises(Refused) as caught:
        UntrustedPackage(b"PK")
    assert pickle.loads(pickle.dumps(caught.value)).finding == caught.value.finding


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such pipes")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管道.txt")
    with pytest.raises(SourceError, match="不是普通文件"):
        content_of(tmp_path / "管道.txt")


def test_what_is_missing_too_large_or_a_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "大.txt").write_bytes(b"x" * 2_000_001)
    for path, words in (("没有.txt", "找不到"), ("大.txt", "超过 1 MB"), (".", "是文件夹")):
        with pytest.raises(SourceError, match=words):
            content_of(tmp_path / path, 1 << 20)
