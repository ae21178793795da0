"""The desk and the ribbon offer the mailbox: a real IMAP server, a real ledger, no password left behind."""

from __future__ import annotations

import asyncio
import json
import subprocess
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from support import mails
from support.ledger_file import rows
from support.mail_server import ACCOUNT, DOVECOT, PASSWORD, MailServer, mail_server
from support.mailed_ledger import UNIT, ledger_and_forms
from xlsheet.addin import buttons
from xlsheet.addin.click import CancelledError, Given
from xlsheet.desk import app
from xlsheet.desk.runs import Runs
from xlsheet.desk.state import Desk
from xlsheet.dictionary.tables import EVIDENCE, PARAMETERS, PROGRESS, RECEIPTS
from xlsheet.errors import RequestError
from xlsheet.ledger.changes import Changes, Edit
from xlsheet.ledger.settings import Names
from xlsheet.mail.passwords import VARIABLE
from xlsheet.stores.file import FileStore

if DOVECOT is None:
    pytest.skip("dovecot is not installed (Debian: dovecot-imapd)", allow_module_level=True)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, bytes]]:
    return ledger_and_forms(tmp_path_factory.mktemp("doors"))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, prepared: tuple[Path, dict[str, bytes]]) -> Iterator[MailServer]:
    """A mailbox with one mail: a form with a photo."""
    with mail_server() as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.authority))
        monkeypatch.delenv(VARIABLE, raising=False)
        running.put(mails.qq([("a.xlsx", prepared[1][UNIT]), ("第3项现场.pdf", b"%PDF-1.4 photo")]))
        yield running


@pytest.fixture
def ledger(prepared: tuple[Path, dict[str, bytes]], server: MailServer, tmp_path: Path) -> Path:
    path = tmp_path / "督查台账.xlsm"
    path.write_bytes(prepared[0].read_bytes())
    values = {Names.mail_in: server.address, Names.mail_account: ACCOUNT}
    with FileStore.open(path) as store:
        at = {row[PARAMETERS.parameter]: n for n, row in store.read(PARAMETERS).rows()}
        edit = Edit(PARAMETERS, {at[name]: {PARAMETERS.value: value} for name, value in values.items()}, [])
        store.apply(Changes("试", "参数", [edit]))
    return path


def by_itself(answer: Coroutine[Any, Any, Any]) -> Any:
    """In a thread of its own, for a browser of other tests holds this one's loop."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, answer).result()


def at_the_desk(ledger: Path, **given: Any) -> dict[str, Any]:
    """What a run of the desk shows, in a worker as always."""

    async def done() -> dict[str, Any]:
        folder = ledger.parent / "私"
        folder.mkdir(exist_ok=True)
        runs = Runs(ledger, lambda: None)
        run = runs.start("fetch", "从邮箱收", {"out": "收件箱", **given}, folder)
        while runs.current is not None:
            await asyncio.sleep(0.02)
        assert "password" not in run.given
        return run.whole()["result"]

    return by_itself(done())


def opened_at_the_desk(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What the desk opens of the evidence's first row; what might be a program it does not."""
    opened: list[Path] = []
    monkeypatch.setattr(app, "open_it", opened.append)
    private: Any = None
    answers = app._Answers(Desk(ledger, private))

    def ask(**what: Any) -> Any:
        async def stream() -> AsyncIterator[bytes]:
            yield json.dumps(what).encode()

        request: Any = SimpleNamespace(stream=stream)
        return by_itself(answers.open(request))

    ask(evidence=2, beside=True)
    ask(evidence=2)
    with pytest.raises(RequestError, match="只登记"):
        ask(evidence=999)
    with FileStore.open(ledger) as store:
        edit = Edit(EVIDENCE, {2: {EVIDENCE.kept: "佐证/坏.exe"}}, [])
        store.apply(Changes("试", "佐证", [edit]))
    with pytest.raises(RequestError, match="不是文档或图片"):
        ask(evidence=2)
    return opened


def test_the_desk_fetches_tries_out_and_merges(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = at_the_desk(ledger, dry_run=True)
    assert (refused["state"], ACCOUNT in refused["message"]) == ("failed", True)
    tried = at_the_desk(ledger, dry_run=True, password=PASSWORD)
    assert {file["word"] for file in tried["files"]} == {"已接收", "佐证"}
    assert tried["listings"][0]["title"] == "新邮件"
    assert rows(ledger, PROGRESS) == []
    merged = at_the_desk(ledger, keep="佐证")
    assert [file["word"] for file in merged["files"]] == [file["word"] for file in tried["files"]]
    assert len(rows(ledger, PROGRESS)) > 0
    assert (ledger.parent / "佐证" / UNIT / "2021-05" / "第3项现场.pdf").exists()
    assert rows(ledger, EVIDENCE)[0][EVIDENCE.kept]
    assert opened_at_the_desk(ledger, monkeypatch) == [
        ledger.parent / "佐证" / UNIT / "2021-05",
        ledger.parent / "佐证" / UNIT / "2021-05" / "第3项现场.pdf",
    ]
    found = subprocess.run(["grep", "-r", PASSWORD, str(ledger.parent)], capture_output=True, check=False)
    assert found.returncode == 1


def test_the_button_asks_and_goes_to_the_mailbox(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def press(answer: str) -> Any:
        with FileStore.open(ledger) as store:

            def confirms(question: str, title: str, shown: str) -> str:
                asked.append(question)
                return answer

            click: Any = SimpleNamespace(store=store, given=Given(), confirms=confirms)
            return buttons.merge(click)

    with pytest.raises(CancelledError):
        press("cancel")
    assert ACCOUNT in asked[0]
    with pytest.raises(RequestError, match=VARIABLE):
        press("yes")
    monkeypatch.setenv(VARIABLE, PASSWORD)
    outcome = press("yes")
    assert outcome.text.startswith("收到 1 封新邮件")
    assert outcome.sheet == RECEIPTS.sheet
    assert len(rows(ledger, PROGRESS)) > 0
