"""Files for a folder, one for each unit, by names that no two share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from xlsheet.files.names import allowed, numbered
from xlsheet.files.publish import publish


def file_stems(units: Iterable[str]) -> list[str]:
    """A stem for each unit's files, in their order; no two are alike, whatever the case of their letters."""
    stems: list[str] = []
    taken: set[str] = set()
    for unit in units:
        stem = numbered(allowed(unit, "单位"), "", taken)
        taken.add(stem.casefold())
        stems.append(stem)
    return stems


def put_files(made: Mapping[str, bytes], folder: Path, *, overwrite: bool) -> None:
    """Put files of these names into a folder: all of them or none (`publish`)."""
    publish({folder / name: content for name, content in made.items()}, overwrite=overwrite)
