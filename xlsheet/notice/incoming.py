"""A notice's file, whatever it is: a notice as an office sends it, or a review that a clerk corrected."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from xlsheet.grids.guarded import content_of, guarded
from xlsheet.notice.model import Notice
from xlsheet.notice.parsing import parse_notice
from xlsheet.notice.read.blocks import NoticeSource
from xlsheet.notice.read.files import read_source
from xlsheet.notice.review.read import is_review


@dataclass(frozen=True, slots=True)
class Incoming:
    """A notice with the source that it was read from; a review's has no lines of its own."""

    notice: Notice
    source: NoticeSource
    name: str


def read_notice(path: Path, year: int | None = None, *, asked: int | None = None) -> Incoming:
    """`year` is the one that deadlines are in where the notice names none, `asked` where it says otherwise.

    Raises SourceError, saying what to do, for a file that cannot be read or holds no task."""
    raw = content_of(path)
    if is_review(raw):
        notice = guarded("xlsheet.notice.review.read:read_review", raw, path.name, label=path)
        return Incoming(notice, NoticeSource(()), notice.title or path.stem)
    source = read_source(path)
    return Incoming(parse_notice(source, year, asked=asked), source, path.stem)
