"""Messages between a click and the helper: JSON objects, one a line, over a socket that only this user opens.

On Linux and macOS that is a socket in the user's own folder. Windows' Python has none of that kind: there it
is a port of this machine, and a word that stands in a file of the user's must come first.
"""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Self

from xlsheet.files import holding
from xlsheet.warm.place import Place

BY_PORT: Final = sys.platform == "win32"
_THIS_MACHINE: Final = "127.0.0.1"
_LONGEST_LINE: Final = 1 << 20
_WORD_BYTES: Final = 32


class Channel:
    """One conversation."""

    def __init__(self, connected: socket.socket) -> None:
        self._socket = connected
        self._rest = b""

    def send(self, message: Mapping[str, Any]) -> bool:
        """Whether the other side took it, as far as that can be known."""
        try:
            self._socket.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            return False
        return True

    def receive(self, seconds: float | None) -> dict[str, Any] | None:
        """The next message; None where the other side is gone, says nothing in time, or says nonsense."""
        self._socket.settimeout(seconds)
        try:
            while b"\n" not in self._rest:
                more = self._socket.recv(1 << 16)
                if not more or len(self._rest) > _LONGEST_LINE:
                    return None
                self._rest += more
            line, _, self._rest = self._rest.partition(b"\n")
            message = json.loads(line)
        except (OSError, ValueError):
            return None
        return message if isinstance(message, dict) else None

    def close(self) -> None:
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Listener:
    """The helper's end. Made by whoever holds the place's lock; what a dead helper left is cleared away."""

    def __init__(self, place: Place, by_port: bool | None = None) -> None:
        self.word = ""
        self._door = place.door
        self._door.unlink(missing_ok=True)
        if BY_PORT if by_port is None else by_port:
            self._socket = socket.socket(socket.AF_INET)
            self._socket.bind((_THIS_MACHINE, 0))
            self.word = os.urandom(_WORD_BYTES).hex()
            self._socket.listen()
            _write(self._door, {"port": self._socket.getsockname()[1], "word": self.word})
        else:
            self._socket = socket.socket(socket.AF_UNIX)
            self._socket.bind(str(self._door))
            self._door.chmod(0o600)
            self._socket.listen()

    def accept(self) -> Channel | None:
        """The next conversation; None once this end is closed."""
        try:
            return Channel(self._socket.accept()[0])
        except OSError:
            return None

    def close(self) -> None:
        """Nobody can begin another conversation."""
        with contextlib.suppress(OSError):
            self._door.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # wakes up who waits in `accept`
        self._socket.close()


def reach(place: Place, seconds: float) -> tuple[Channel, str] | None:
    """A conversation with the helper that lives there, and the word that opens; None where none does."""
    if not holding.is_held(place.lock):  # else anybody may have come to its port
        return None
    address, word = _address(place.door)
    if address is None:
        return None
    connecting = socket.socket(socket.AF_INET if isinstance(address, tuple) else socket.AF_UNIX)
    connecting.settimeout(seconds)
    try:
        connecting.connect(address)
    except OSError:
        connecting.close()
        return None
    return Channel(connecting), word


def _address(door: Path) -> tuple[tuple[str, int] | str | None, str]:
    """Where a helper listens, and the word that it wants to hear."""
    if door.is_socket():
        return str(door), ""
    try:
        told = json.loads(door.read_bytes())
        return (_THIS_MACHINE, int(told["port"])), str(told["word"])
    except (OSError, ValueError, KeyError, TypeError):
        return None, ""


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """Whole or not at all, and for this user only."""
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(content, file)
    new.replace(path)
