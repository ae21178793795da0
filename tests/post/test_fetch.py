"""`fetch` against a real IMAP server: each new mail is kept once, and nothing in the mailbox changes."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from support import mails
from support.mail_server import ACCOUNT, DOVECOT, PASSWORD, MailServer, cutting_proxy, mail_server
from support.memory_store import MemoryStore
from xlsheet.dictionary.tables import PARAMETERS
from xlsheet.errors import JobError, RequestError
from xlsheet.jobs.post.fetch import FetchReport, FetchRequest, fetch
from xlsheet.ledger.settings import Names
from xlsheet.mail.imap import folder_name

if DOVECOT is None:
    pytest.skip("dovecot is not installed (Debian: dovecot-imapd)", allow_module_level=True)

Fetch = Callable[..., FetchReport]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[MailServer]:
    with mail_server() as running:
        monkeypatch.setenv("SSL_CERT_FILE", str(running.authority))
        yield running


def store_for(address: str, folder: str = "INBOX") -> MemoryStore:
    values = {Names.mail_in: address, Names.mail_account: ACCOUNT, Names.mail_folder: folder}
    return MemoryStore(
        {
            PARAMETERS: [
                {PARAMETERS.parameter: name, PARAMETERS.value: value} for name, value in values.items()
            ]
        }
    )


@pytest.fixture
def fetched(server: MailServer, tmp_path: Path) -> Fetch:
    def run(
        *,
        address: str = server.address,
        password: str = PASSWORD,
        since: date | None = None,
        folder: str = "INBOX",
    ) -> FetchReport:
        request = FetchRequest(tmp_path / "收件箱", lambda _: password, since)
        return fetch(store_for(address, folder), request)

    return run


def mail(number: int, size: int = 10) -> bytes:
    return mails.text_mail(
        "进展" * size, "text/plain", subject=mails.word(f"第{number}封"), message_id=f"<{number}@example.cn>"
    )


def subjects(folder: Path) -> list[str]:
    return sorted(path.name.split("_")[3] for path in folder.glob("*.eml"))


def test_each_mail_is_kept_once_as_it_is_and_nothing_is_marked(
    server: MailServer, fetched: Fetch, tmp_path: Path
) -> None:
    server.put(mail(1), mail(2))
    before = server.flags()
    report = fetched()
    assert [path.read_bytes() for path in report.kept] == [mail(1), mail(2)]
    assert report.kept[0].name.startswith("2021-06-09_0930_jiaoyu_第1封_")
    assert server.flags() == before
    assert fetched().kept == ()
    server.put(mail(3))
    assert len(fetched().kept) == 1
    assert subjects(tmp_path / "收件箱") == ["第1封", "第2封", "第3封"]


def test_only_mails_of_a_day_or_later_until_earlier_ones_are_asked_for(
    server: MailServer, fetched: Fetch
) -> None:
    connection = server.connect()
    connection.append("INBOX", None, '"01-Jun-2021 09:00:00 +0800"', mail(1))
    connection.append("INBOX", None, '"09-Jun-2021 09:00:00 +0800"', mail(2))
    connection.logout()
    assert [path.read_bytes() for path in fetched(since=date(2021, 6, 8)).kept] == [mail(2)]
    assert [path.read_bytes() for path in fetched().kept] == [mail(1)]


def test_a_renumbered_mailbox_brings_nothing_twice(
    server: MailServer, fetched: Fetch, tmp_path: Path
) -> None:
    server.put(mail(1), mail(2))
    fetched()
    server.renumber()
    server.put(mail(3))
    assert [path.read_bytes() for path in fetched().kept] == [mail(3)]


def test_five_hundred_mails(server: MailServer, fetched: Fetch, tmp_path: Path) -> None:
    server.put_many(*(mail(number) for number in range(500)))
    assert len(fetched().kept) == 500
    assert len(subjects(tmp_path / "收件箱")) == 500


def test_a_cut_connection_is_made_anew_and_costs_no_mail(server: MailServer, fetched: Fetch) -> None:
    server.put(*(mail(number, size=3000) for number in range(8)))
    with cutting_proxy(server.port, [60_000]) as port:
        first = fetched(address=f"localhost:{port}")
    assert first.waiting == 1
    assert first.needs_attention
    assert len(first.kept) == 7
    assert len(fetched().kept) == 1


def test_a_connection_that_is_always_cut_leaves_the_rest_for_the_next_run(
    server: MailServer, fetched: Fetch
) -> None:
    server.put(*(mail(number, size=3000) for number in range(8)))
    with cutting_proxy(server.port, [40_000] * 9) as port:
        first = fetched(address=f"localhost:{port}")
    assert first.waiting == 8 - len(first.kept) > 0
    assert len(first.kept) + len(fetched().kept) == 8


def test_a_wrong_password_is_said_in_words_that_help_and_is_not_repeated(fetched: Fetch) -> None:
    with pytest.raises(JobError, match="授权码") as failed:
        fetched(password="wrong-secret")
    assert "wrong-secret" not in str(failed.value)


def test_an_untrusted_certificate_ends_it_before_the_password_goes_out(
    fetched: Fetch, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from support.mail_server import certificate

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate(tmp_path)))
    with pytest.raises(JobError, match="证书不可信"):
        fetched()


def test_no_server_no_folder_and_no_set_up_are_told_apart(
    server: MailServer, fetched: Fetch, tmp_path: Path
) -> None:
    with pytest.raises(JobError, match="连不上"):
        fetched(address="localhost:1")
    with pytest.raises(RequestError, match="打不开文件夹“回收件”"):
        fetched(folder="回收件")
    with pytest.raises(RequestError, match="还没有设邮箱"):
        fetch(MemoryStore(), FetchRequest(tmp_path, lambda _: PASSWORD))


def test_a_folder_with_a_chinese_name_is_found(server: MailServer, fetched: Fetch) -> None:
    connection = server.connect()
    connection.create(f'"{folder_name("回收件&表")}"')
    connection.append(f'"{folder_name("回收件&表")}"', None, None, mail(1))
    connection.logout()
    assert len(fetched(folder="回收件&表").kept) == 1


def test_the_password_is_nowhere_on_disk(server: MailServer, fetched: Fetch, tmp_path: Path) -> None:
    server.put(mail(1))
    fetched()
    found = subprocess.run(["grep", "-r", PASSWORD, str(tmp_path)], capture_output=True, check=False)
    assert found.returncode == 1
