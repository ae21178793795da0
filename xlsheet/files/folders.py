"""Files for a folder, one for each unit: all of them written or none, nothing lost."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from xlsheet.errors import ExistsError, OutputError, reason
from xlsheet.files.names import allowed, numbered


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
    """Write all files or none: made out of sight, then moved in.

    Raises ExistsError where a different file of that name is there and `overwrite` is off, since a
    person may have worked on it, OutputError where the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new = _new_ones(made, folder, overwrite)
        with tempfile.TemporaryDirectory(prefix=".xlsheet-", dir=folder) as scratch:
            for name in new:
                (Path(scratch) / name).write_bytes(made[name])
            for name in new:
                (Path(scratch) / name).replace(folder / name)
    except OSError as error:
        raise OutputError(f"“{folder}”写不进去（{reason(error)}）。请处理后再试，或换一个文件夹。") from error


def _new_ones(made: Mapping[str, bytes], folder: Path, overwrite: bool) -> list[str]:
    """The files that are not there yet as they are."""
    there = {name: (folder / name).read_bytes() for name in made if (folder / name).exists()}
    different = [name for name, content in there.items() if content != made[name]]
    if different and not overwrite:
        more = f"等 {len(different)} 个文件" if len(different) > 1 else ""
        raise ExistsError(f"“{folder / different[0]}”{more}已经有了，而且内容不同，一个也没有写。")
    return [name for name in made if there.get(name) != made[name]]
