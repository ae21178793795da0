"""Who wants to know how far a long reading has come: asked by whoever reads, set by a door that shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Final, Protocol, TypeVar


class _Named(Protocol):
    @property
    def path(self) -> str: ...


_File = TypeVar("_File", bound=_Named)

listener: Final[ContextVar[Callable[[int, str], None] | None]] = ContextVar("listener", default=None)
"""Told the number of files read so far, and the path of the last one."""


def announced(files: Iterable[_File]) -> Iterator[_File]:
    """The files, each told to the listener when it is there."""
    tell = listener.get()
    for count, file in enumerate(files, start=1):
        if tell is not None:
            tell(count, file.path)
        yield file
