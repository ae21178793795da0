"""`xlsheet.toml` beside the ledger stands for the mailbox of 参数, and a password is welcome in neither."""

from __future__ import annotations

import sys
import types
from pathlib import Path

import pytest

from xlsheet.cli.passwords import mail_password
from xlsheet.errors import RequestError
from xlsheet.jobs.post.mailbox import with_file
from xlsheet.ledger.mailbox import MailboxRules, Server, parse_zone
from xlsheet.mail.passwords import SERVICE, VARIABLE

RULES = MailboxRules(Server("imap.a.cn", 993), None, "a@a.cn", "INBOX", 5, 200, parse_zone("UTC+08:00"))


def read(folder: Path, text: str, encoding: str = "utf-8") -> MailboxRules:
    file = folder / "xlsheet.toml"
    file.write_text(text, encoding=encoding)
    return with_file(RULES, file)


def test_what_the_file_says_counts_and_the_rest_is_as_in_the_ledger(tmp_path: Path) -> None:
    assert with_file(RULES, tmp_path / "xlsheet.toml") == RULES
    found = read(tmp_path, '[mail]\nimap = "imap.b.cn:1993"\nfolder = "回收件"\n', "utf-8-sig")
    assert (found.incoming, found.folder) == (Server("imap.b.cn", 1993), "回收件")
    assert (found.outgoing, found.account, found.pause) == (None, "a@a.cn", 5)
    found = read(tmp_path, '[mail]\nsmtp = "smtp.b.cn"\nuser = "b@b.cn"\n')
    assert (found.outgoing, found.account) == (Server("smtp.b.cn", 465), "b@b.cn")


@pytest.mark.parametrize(
    ("written", "server"),
    [
        ("smtp.b.cn:994", Server("smtp.b.cn", 994)),
        ("smtp.b.cn:587", Server("smtp.b.cn", 587, encrypted_later=True)),
        ("starttls://smtp.b.cn", Server("smtp.b.cn", 587, encrypted_later=True)),
        ("starttls://smtp.b.cn:2587", Server("smtp.b.cn", 2587, encrypted_later=True)),
    ],
)
def test_an_outgoing_server_says_when_it_is_encrypted(tmp_path: Path, written: str, server: Server) -> None:
    assert read(tmp_path, f'[mail]\nsmtp = "{written}"\n').outgoing == server


@pytest.mark.parametrize("line", ['imap = "starttls://imap.b.cn"', 'smtp = "http://smtp.b.cn"'])
def test_a_kind_of_encryption_that_is_not_offered_is_refused(tmp_path: Path, line: str) -> None:
    with pytest.raises(RequestError):
        read(tmp_path, f"[mail]\n{line}\n")


@pytest.mark.parametrize(
    "line", ['password = "s3cret-x"', '"授权码" = "s3cret-x"', '[mail.imap]\npasswd = "s3cret-x"']
)
def test_a_password_is_refused_and_not_repeated(tmp_path: Path, line: str) -> None:
    with pytest.raises(RequestError, match="密码不写在文件里") as refused:
        read(tmp_path, f"[mail]\n{line}\n")
    assert "s3cret-x" not in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[mail]\nimap = imap.b.cn\n", "看不懂"),
        ('[mail]\nimap = "不是服务器"\n', "imap 是“不是服务器”"),
        ('[mail]\nhost = "imap.b.cn"\n', "只能有 imap、smtp、user、folder"),
        ('imap = "imap.b.cn"\n', "只能有"),
    ],
)
def test_what_cannot_be_understood_is_said_with_the_file(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RequestError, match=said) as refused:
        read(tmp_path, text)
    assert "xlsheet.toml" in str(refused.value)


def test_a_file_in_another_encoding_is_said(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="UTF-8"):
        read(tmp_path, '[mail]\nfolder = "回收件"\n', "gbk")


def test_the_password_comes_from_the_environment_then_from_the_systems_keyring(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class KeyringError(Exception):
        pass

    def kept(service: str, account: str) -> str | None:
        if account == "locked@a.cn":
            raise KeyringError
        return {(SERVICE, "a@a.cn"): "from-keyring"}.get((service, account))

    keyring, errors = types.ModuleType("keyring"), types.ModuleType("keyring.errors")
    keyring.__dict__["get_password"], errors.__dict__["KeyringError"] = kept, KeyringError
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    monkeypatch.delenv(VARIABLE, raising=False)
    assert mail_password("a@a.cn") == "from-keyring"
    for account in ("b@a.cn", "locked@a.cn"):
        with pytest.raises(RequestError, match=VARIABLE):
            mail_password(account)
    monkeypatch.setenv(VARIABLE, "from-environment")
    assert mail_password("a@a.cn") == "from-environment"
