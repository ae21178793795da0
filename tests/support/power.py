"""Power cuts: what is done to a folder is recorded, and every state that a disk may be in is replayed.

A disk keeps what was flushed. Contents that were not are lost: such a file is empty. Of what happened to
names (made, renamed, removed) all is kept that its folder was flushed after; of the rest the first so many.
"""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest


@dataclass
class Recording:
    """What was done in a folder, in order: `("sync", node, content)`, `("folder", path)`, and on names
    `("make", path, node)`, `("mkdir", path)`, `("move", path, target)`, `("link", path, target)`,
    `("gone", path)`."""

    folder: Path
    before: dict[Path, bytes | None]
    steps: list[tuple[Any, ...]] = field(default_factory=list)

    def states(self) -> Iterator[dict[Path, bytes | None]]:
        """Every state that a power cut at any moment may leave; a folder's content is None."""
        seen: set[tuple[tuple[Path, bytes | None], ...]] = set()
        for cut in range(len(self.steps) + 1):
            for kept in range(cut + 1):
                state = self._state(cut, kept)
                known = tuple(sorted(state.items(), key=lambda item: str(item[0])))
                if known not in seen:
                    seen.add(known)
                    yield state

    def _state(self, cut: int, kept: int) -> dict[Path, bytes | None]:
        done = self.steps[:cut]
        contents = {step[1]: step[2] for step in done if step[0] == "sync"}
        names: dict[Path, Any] = dict(self.before)
        for place, step in enumerate(done):
            if place < kept or self._is_flushed(step, done[place:]):
                _apply(names, step, contents)
        return names

    @staticmethod
    def _is_flushed(step: tuple[Any, ...], later: list[tuple[Any, ...]]) -> bool:
        place = step[2] if step[0] in ("move", "link") else step[1]
        return isinstance(place, Path) and ("folder", place.parent) in later


def _apply(names: dict[Path, Any], step: tuple[Any, ...], contents: dict[int, bytes]) -> None:
    match step:
        case ("make", path, node):
            names[path] = contents.get(node, b"")
        case ("mkdir", path):
            names[path] = None
        case ("move", path, target) if path in names:
            below = [p for p in names if p.is_relative_to(path)]
            for each in below:
                names[target / each.relative_to(path)] = names.pop(each)
        case ("link", path, target) if path in names:
            names[target] = names[path]
        case ("gone", path):
            names.pop(path, None)


def record(action: Callable[[], object], folder: Path, monkeypatch: pytest.MonkeyPatch) -> Recording:
    """Run an action and record what it does below a folder."""
    recorder = _Recorder(Recording(folder, _content(folder)))
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", recorder.syncing(os.fsync))
        patch.setattr(os, "open", recorder.opening(os.open))
        patch.setattr(io, "open", recorder.opening(io.open))
        for name, kind in (("mkdir", "mkdir"), ("unlink", "gone"), ("rmdir", "gone")):
            patch.setattr(os, name, recorder.naming(kind, getattr(os, name)))
        for name, kind in (("replace", "move"), ("rename", "move"), ("link", "link")):
            patch.setattr(os, name, recorder.moving(kind, getattr(os, name)))
        action()
    return recorder.recording


class _Recorder:
    """Stands before the calls that change a folder."""

    def __init__(self, recording: Recording) -> None:
        self.recording = recording

    def _inside(self, path: Any, dir_fd: int | None = None) -> Path | None:
        if isinstance(path, int):
            return None
        base = _path_of(dir_fd) if dir_fd is not None else Path.cwd()
        whole = base / os.fsdecode(path)
        return whole if whole.is_relative_to(self.recording.folder) else None

    def _note(self, kind: str, *rest: Any) -> None:
        self.recording.steps.append((kind, *rest))

    def naming(self, kind: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(path: Any, *arguments: Any, dir_fd: int | None = None, **named: Any) -> Any:
            place = self._inside(path, dir_fd)
            answer = call(path, *arguments, dir_fd=dir_fd, **named)
            if place is not None:
                self._note(kind, place)
            return answer

        return recorded

    def moving(self, kind: str, call: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(path: Any, target: Any, **named: Any) -> Any:
            answer = call(path, target, **named)
            places = self._inside(path), self._inside(target)
            if None not in places:
                self._note(kind, *places)
            return answer

        return recorded

    def opening(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def recorded(path: Any, *arguments: Any, **named: Any) -> Any:
            place = self._inside(path)
            was_there = place is not None and place.exists()
            answer = call(path, *arguments, **named)
            if place is not None and place.is_file():
                emptied = "w" in str(getattr(answer, "mode", ""))
                if emptied or not was_there:
                    self._note("make", place, place.stat().st_ino)
            return answer

        return recorded

    def syncing(self, call: Callable[[int], None]) -> Callable[[int], None]:
        def recorded(handle: int) -> None:
            call(handle)
            place = _path_of(handle)
            if place.is_relative_to(self.recording.folder):
                if place.is_dir():
                    self._note("folder", place)
                else:
                    self._note("sync", place.stat().st_ino, place.read_bytes())

        return recorded


def _path_of(handle: int) -> Path:
    return Path(f"/proc/self/fd/{handle}").readlink()


def lay_out(state: dict[Path, bytes | None], folder: Path) -> None:
    """Make a folder's content what a state says."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path, content in sorted(state.items(), key=lambda item: len(item[0].parts)):
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        elif path.parent.exists():
            path.write_bytes(content)


def _content(folder: Path) -> dict[Path, bytes | None]:
    return {path: None if path.is_dir() else path.read_bytes() for path in folder.rglob("*")}
