"""Which files are meant by ledgers, folders of ledgers and patterns, and what city is said to be theirs."""

from __future__ import annotations

import glob
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsheet.resources import TEMPLATE
from xlsheet.stores.backups import FOLDER_SUFFIX


@dataclass(frozen=True, slots=True)
class LedgerSource:
    """A ledger's file; `city` is the user's word for whose it is, '' to go by what stands in it."""

    path: Path
    city: str = ""


@dataclass(frozen=True, slots=True)
class LedgerSources:
    """The files, each once, in order; `empty` are paths that mean none."""

    found: Sequence[LedgerSource]
    empty: Sequence[Path]


def find_sources(paths: Sequence[Path], cities: Sequence[tuple[str, Path]]) -> LedgerSources:
    """All ledgers under `paths`, and under those of `cities`, which need not be named twice."""
    said: dict[Path, str] = {}
    empty: list[Path] = []
    for city, path in (*cities, *(("", path) for path in paths)):
        files = list(_files(path))
        for file in files:
            said.setdefault(file.resolve(), city)
        if not files:
            empty.append(path)
    ordered = sorted(said.items(), key=lambda item: str(item[0]))
    return LedgerSources([LedgerSource(path, city) for path, city in ordered], list(dict.fromkeys(empty)))


def _files(path: Path) -> Iterator[Path]:
    """A file as it is; what is in a folder by its ending, at any depth; what a pattern fits, where no shell
    has replaced it."""
    if path.is_dir():
        yield from _within(path)
    elif path.exists() or not glob.has_magic(str(path)):
        yield path
    else:
        for found in map(Path, sorted(glob.glob(str(path), recursive=True))):  # noqa: PTH207  absolute ones too
            if found.is_dir():
                yield from _within(found)
            elif not _is_beside(found):
                yield found


def _within(folder: Path) -> Iterable[Path]:
    found = (path for path in folder.rglob(f"*{TEMPLATE.suffix}") if path.is_file())
    return sorted(path for path in found if not _is_beside(path.relative_to(folder)))


def _is_beside(path: Path) -> bool:
    """Whether it is a backup, or what a program leaves beside a file that is open."""
    return path.name.startswith(("~$", ".")) or any(p.endswith(FOLDER_SUFFIX) for p in path.parts[:-1])
