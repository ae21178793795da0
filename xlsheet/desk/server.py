"""The desk's server: one a ledger, on this computer alone, until its last page is closed for a while."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn

from xlsheet.desk.app import app_of
from xlsheet.desk.guard import ENTRY, HOST, KEYS, Guard
from xlsheet.desk.private import PrivateFolder
from xlsheet.desk.state import Desk
from xlsheet.errors import JobError
from xlsheet.stores.file import FileStore

_FIRST_PAGE_SECONDS: Final = 120.0
_LOOK_SECONDS: Final = 0.5
_STARTING_SECONDS: Final = 10.0


class _Server(uvicorn.Server):
    """Ends when it is told to, and not by the signal itself: there is something to clear away."""

    def __init__(self, config: uvicorn.Config, desk: Desk) -> None:
        super().__init__(config)
        self._desk = desk

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._desk.end()
        await super().shutdown(sockets)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        def end(*_: object) -> None:
            self.should_exit = True

        before = {number: signal.signal(number, end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


@dataclass(frozen=True, slots=True)
class DeskRequest:
    """`show` gets the page's address once it stands; `linger`: seconds after the last page was closed."""

    ledger: Path
    show: Callable[[str], object]
    port: int = 0
    linger: float = 60.0


def serve(request: DeskRequest) -> None:
    """Serve until nobody looks any more. Where another process serves this ledger already, a page of that one
    is shown. LedgerError where there is no ledger, OutputError where the private folder can't be made."""
    with FileStore.open(request.ledger, writing=False):
        pass  # says what is wrong with it before anything else happens
    private = PrivateFolder(request.ledger)
    if not private.taken:
        request.show(_other_s_page(private))
        return
    try:
        asyncio.run(_serve(request, private))
    finally:
        private.close()


async def _serve(request: DeskRequest, private: PrivateFolder) -> None:
    listening = _listening(request.port)
    port = listening.getsockname()[1]
    desk = Desk(request.ledger.absolute(), private)
    guard = Guard(app_of(desk), port)
    config = uvicorn.Config(
        guard,
        http="h11",
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = _Server(config, desk)
    tasks = [
        asyncio.create_task(desk.watch()),
        asyncio.create_task(_end_when_left(server, desk, request.linger)),
    ]
    private.announce({"port": port, "master": guard.master})
    shown = asyncio.create_task(_show(server, request, f"http://{HOST}:{port}{ENTRY}?key={guard.new_key()}"))
    try:
        await server.serve(sockets=[listening])
    finally:
        desk.runs.stop()
        await desk.folder.stop()
        for task in (*tasks, shown):
            task.cancel()
        await asyncio.gather(*tasks, shown, return_exceptions=True)


def _listening(port: int) -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.bind((HOST, port))
    except OSError as error:
        raise JobError(f"端口 {port} 用不了，正被别的程序占用。请换一个，或不写端口。") from error
    made.listen(64)
    return made


async def _show(server: uvicorn.Server, request: DeskRequest, url: str) -> None:
    while not server.started:
        await asyncio.sleep(0.01)
    await asyncio.to_thread(request.show, url)


async def _end_when_left(server: uvicorn.Server, desk: Desk, linger: float) -> None:
    """The first page may take its time; a command that runs is never left alone."""
    started, seen = time.monotonic(), False
    while not server.should_exit:
        await asyncio.sleep(min(_LOOK_SECONDS, linger))
        seen = seen or desk.pages > 0
        if desk.pages or desk.runs.current:
            desk.last_seen = time.monotonic()
        waits = linger if seen else max(linger, _FIRST_PAGE_SECONDS)
        if time.monotonic() - max(started, desk.last_seen) > waits:
            server.should_exit = True


def _other_s_page(private: PrivateFolder) -> str:
    """A new page of the server that has this ledger."""
    until = time.monotonic() + _STARTING_SECONDS
    while time.monotonic() < until:
        found = private.announced()
        if found:
            with contextlib.suppress(OSError, http.client.HTTPException, KeyError):
                return _with_key(int(found["port"]), str(found["master"]))
        time.sleep(0.1)
    raise JobError("这份台账的页面已经在运行，但是没有回应。请关掉它的窗口，等一分钟再试。")


def _with_key(port: int, master: str) -> str:
    asked = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        asked.request("POST", KEYS, headers={"Authorization": master})
        answer = asked.getresponse()
        key = answer.read().decode("ascii")
        if answer.status != 200:
            raise http.client.HTTPException(f"status {answer.status}")
    finally:
        asked.close()
    return f"http://{HOST}:{port}{ENTRY}?key={key}"
