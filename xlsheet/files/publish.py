"""A set of files published together: made out of sight, then put in place all of them or none.

The set is written into a hidden folder beside where it goes, flushed to disk, and announced: a list of what
goes where. From then on it counts as made. Whoever finds the hidden folder of a dead process finishes what
was announced and removes what was not; the system's lock on a file tells the dead from the living.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from xlsheet.errors import ExistsError, OutputError, reason
from xlsheet.files import disk, holding

START: Final = ".xlsheet-"
_HELD, _DRAFT = ".held", ".draft"
_LIST, _FIRST, _OLD = "list.json", "first.json", "old"
_LOG: Final = logging.getLogger("xlsheet")

Moves = list[tuple[str, str]]
"""Where each file of a set is now, and where it goes."""


class Staged:
    """A set that is written out of sight. `put_in_place` may come after something else has succeeded;
    without it nothing of the set stays."""

    def __init__(self, new: Mapping[Path, bytes], drafts: Mapping[Path, Path]) -> None:
        """Raises OSError, with nothing in place."""
        self._drafts = drafts
        self._moves = [(str(drafts[p.parent] / p.name), str(p.parent.resolve() / p.name)) for p in new]
        for (source, _), (path, content) in zip(self._moves, new.items(), strict=True):
            _write(Path(source), content, path)
        first, *others = drafts.values() or (Path(),)
        for other in others:
            disk.put(other / _FIRST, json.dumps(str(first / _LIST)).encode())
        for draft in drafts.values():
            disk.flush_folder(draft)
            disk.flush_folder(draft.parent)

    def put_in_place(self) -> None:
        """All of them or none. Raises OutputError where a folder takes no file any more."""
        if not self._moves:
            return  # every file is there already
        first = next(iter(self._drafts.values()))
        try:
            disk.put(first / _LIST, json.dumps(self._moves).encode())
            _move(self._moves, first)
        except OSError as error:
            raise _not_written(first.parent, error) from error
        for folder in self._drafts:
            disk.flush_folder(folder)


def publish(made: Mapping[Path, bytes], *, overwrite: bool) -> None:
    """Put files in place: all of them or none, in whatever folders. Raises as `staged` does."""
    with staged(made, overwrite=overwrite) as new:
        new.put_in_place()


@contextmanager
def staged(made: Mapping[Path, bytes], *, overwrite: bool) -> Iterator[Staged]:
    """The files, written out of sight beside where they go; folders are made where there are none.

    Raises ExistsError where a different file of that name is there and `overwrite` is off, since a person
    may have worked on it, OutputError where a folder cannot be written to.
    """
    folders = list(dict.fromkeys(path.parent for path in made))
    folder = folders[0] if folders else Path()
    with ExitStack() as held:
        try:
            for folder in folders:
                _make(folder)
                finish_or_remove(folder)
            new = _new_ones(made, overwrite=overwrite)
            drafts = held.enter_context(_drafts(list(dict.fromkeys(path.parent for path in new))))
            ready = Staged(new, drafts)
        except OSError as error:
            raise _not_written(folder, error) from error
        yield ready


def _not_written(folder: Path, error: OSError) -> OutputError:
    return OutputError(
        f"“{folder}”写不进去（{reason(error)}），一个文件也没有写。请处理后再试，或换一个文件夹。"
    )


def finish_or_remove(folder: Path) -> None:
    """End what dead processes began in a folder: a set that was announced is put in place, the rest goes."""
    found = {path.stem for path in _listed(folder) if path.suffix in (_HELD, _DRAFT)}
    for stem in sorted(found):
        held, draft = folder / f"{stem}{_HELD}", folder / f"{stem}{_DRAFT}"
        if not holding.is_held(held):
            with contextlib.suppress(OSError, ValueError, LookupError, TypeError):
                _finish(draft)
            shutil.rmtree(draft, ignore_errors=True)
            with contextlib.suppress(OSError):
                held.unlink()


def _listed(folder: Path) -> list[Path]:
    with contextlib.suppress(OSError):
        return [path for path in folder.iterdir() if path.name.startswith(START)]
    return []


def _finish(draft: Path) -> None:
    """Put in place what was announced, by this draft or by the first one of its set."""
    first = draft / _FIRST
    announced = Path(json.loads(first.read_bytes())) if first.exists() else draft / _LIST
    if not announced.exists():
        return
    since = announced.stat().st_mtime_ns
    listed = [(Path(source), Path(target)) for source, target in json.loads(announced.read_bytes())]
    moves = [(s, t) for s, t in listed if s.exists() and not _is_later(t, since)]
    if all(_belongs(source) and target.is_absolute() for source, target in moves):
        for source, target in moves:
            source.replace(target)
        disk.flush_folder(draft.parent)
        if moves:
            _LOG.warning("已放好上次中断时没有放完的文件：%s。", "、".join(t.name for _, t in moves))


def _is_later(target: Path, since: int) -> bool:
    """Whether somebody has put another file there meanwhile."""
    return target.exists() and target.stat().st_mtime_ns > since


def _belongs(source: Path) -> bool:
    """Whether a file lies in a hidden folder of ours: a list names nothing else."""
    return source.parent.name.startswith(START) and source.parent.suffix == _DRAFT


def _make(folder: Path) -> None:
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        disk.flush_folder(made.parent)


def _new_ones(made: Mapping[Path, bytes], *, overwrite: bool) -> dict[Path, bytes]:
    """The files that are not there yet as they are."""
    there = {path: path.read_bytes() for path in made if path.exists()}
    different = [path for path, content in there.items() if content != made[path]]
    if different and not overwrite:
        more = f"等 {len(different)} 个文件" if len(different) > 1 else ""
        raise ExistsError(f"“{different[0]}”{more}已经有了，而且内容不同，一个也没有写。")
    return {path: content for path, content in made.items() if there.get(path) != content}


@contextmanager
def _drafts(folders: Sequence[Path]) -> Iterator[dict[Path, Path]]:
    """A hidden folder in each folder, held while the block runs and gone after it."""
    stem = f"{START}{secrets.token_hex(4)}-{os.getpid()}"
    drafts = {folder: folder.resolve() / f"{stem}{_DRAFT}" for folder in folders}
    handles: list[int] = []
    try:
        for draft in drafts.values():
            handle = holding.take(draft.with_suffix(_HELD))
            if handle is not None:
                handles.append(handle)
            draft.mkdir()
        yield drafts
    finally:
        for draft in drafts.values():
            shutil.rmtree(draft, ignore_errors=True)
        for handle in handles:
            os.close(handle)
        for draft in drafts.values():
            with contextlib.suppress(OSError):
                draft.with_suffix(_HELD).unlink()


def _write(source: Path, content: bytes, target: Path) -> None:
    with source.open("wb") as file:
        if target.exists():
            disk.keep_rights(file.fileno(), target)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _move(moves: Moves, first: Path) -> None:
    """All of them, or none where one cannot be moved: then those that were are taken back."""
    old = first / _OLD
    old.mkdir()
    undo: list[tuple[Path, Path | None]] = []
    try:
        for number, (source, target) in enumerate(moves):
            kept = _kept(Path(target), old / str(number))
            Path(source).replace(target)
            undo.append((Path(target), kept))
    except BaseException:
        (first / _LIST).unlink()
        for path, kept in reversed(undo):
            with contextlib.suppress(OSError):
                kept.replace(path) if kept else path.unlink()
        raise


def _kept(target: Path, copy: Path) -> Path | None:
    """A copy of what is about to be replaced; None where nothing is."""
    if not target.exists():
        return None
    try:
        os.link(target, copy)
    except OSError:  # a drive without hard links, or a file of somebody else's
        shutil.copy2(target, copy)
    return copy
