"""A desk that serves a ledger in a process of its own, and a browser that looks at it."""

from __future__ import annotations

import os
import subprocess
import sys
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

WINDOW = {"width": 1280, "height": 720}


@dataclass
class ServedDesk:
    """A desk that runs: its ledger, and the address that opens it once."""

    ledger: Path
    entry: str
    process: subprocess.Popen[str]
    data: Path

    @property
    def address(self) -> str:
        return self.entry.split("/enter")[0]

    @property
    def port(self) -> int:
        return int(self.address.rsplit(":", 1)[1])

    def end(self) -> int:
        self.process.terminate()
        return self.process.wait(20)


Serve = Callable[[Path], ServedDesk]


@pytest.fixture
def serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serve]:
    """Starts desks, whose private folders are their own and not this user's."""
    data = tmp_path_factory.mktemp("data")
    with ExitStack() as ending:

        def served(ledger: Path) -> ServedDesk:
            process = subprocess.Popen(
                [sys.executable, "-X", "utf8", "-m", "xlsheet", "desk", str(ledger), "--no-window"],
                stdout=subprocess.PIPE,
                encoding="utf-8",
                env=os.environ | {"XDG_DATA_HOME": str(data)},
            )
            ending.callback(_ended, process)
            assert process.stdout is not None
            return ServedDesk(ledger, process.stdout.readline().strip(), process, data)

        yield served


def _ended(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.kill()
    process.communicate()


Look = Callable[[ServedDesk], Any]


@pytest.fixture
def look(browser: Any) -> Iterator[Look]:
    """Opens windows of a desk; fails the test where a page asked for anything elsewhere, or had an error."""
    said: list[str] = []
    contexts = []

    def opened(desk: ServedDesk, entry: str = "") -> Any:
        context = browser.new_context(viewport=WINDOW)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(90_000)  # many tests share a computer
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda r: None if r.url.startswith(desk.address) else said.append(r.url))
        page.goto(entry or desk.entry)
        page.wait_for_selector(".tiles")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []


@pytest.fixture
def drop() -> Callable[[Any, dict[str, bytes]], None]:
    """Drops files onto a page, as a file manager does."""

    def dropped(page: Any, files: dict[str, bytes]) -> None:
        given = [[name, b64encode(content).decode()] for name, content in files.items()]
        page.evaluate(
            """files => {
              const transfer = new DataTransfer();
              for (const [name, text] of files) {
                const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
                transfer.items.add(new File([bytes], name));
              }
              for (const type of ["dragenter", "dragover", "drop"]) {
                document.body.dispatchEvent(new DragEvent(type,
                  { dataTransfer: transfer, bubbles: true, cancelable: true }));
              }
            }""",
            given,
        )

    return dropped
