"""The office's mailbox: as 参数 or `xlsheet.toml` beside the ledger says; no password is there."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from xlsheet.errors import RequestError, reason
from xlsheet.ledger.mailbox import MailboxRules, Server
from xlsheet.ledger.settings import Names
from xlsheet.stores import Store
from xlsheet.stores.settings import settings_of

FILE: Final = "xlsheet.toml"
SECTION: Final = "mail"
_SECRETS: Final = ("pass", "pwd", "secret", "token", "auth", "密码", "口令", "授权")
_FIELDS: Final[Mapping[str, tuple[str, str, Callable[[str], object]]]] = {
    "imap": (Names.mail_in, "incoming", Server.incoming),
    "smtp": (Names.mail_out, "outgoing", Server.outgoing),
    "user": (Names.mail_account, "account", str.strip),
    "folder": (Names.mail_folder, "folder", str.strip),
}
"""Name in the file -> the parameter that it stands for, its field, and how its text is read."""


def mailbox_of(store: Store) -> MailboxRules:
    """The mailbox of a ledger; what `xlsheet.toml` beside it says counts before 参数.

    Raises LedgerError for a parameter that cannot be understood, RequestError for such a file, and for one
    with a password in it.
    """
    rules = settings_of(store).mailbox
    path = getattr(store, "path", None)
    return with_file(rules, path.parent / FILE) if isinstance(path, Path) else rules


def with_file(rules: MailboxRules, file: Path) -> MailboxRules:
    """The rules with what a file says, where there is one. Raises RequestError."""
    try:
        said = tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except FileNotFoundError:
        return rules
    except OSError as error:
        raise RequestError(f"“{file}”读不了（{reason(error)}）。请处理后再试。") from error
    except ValueError as error:
        raise RequestError(
            f"“{file}”看不懂（{error}）。请按《邮箱设置》写，用 UTF-8 编码保存，文字放在英文引号里。"
        ) from error
    secret = next((name for name in _names(said) if any(word in name.lower() for word in _SECRETS)), None)
    if secret is not None:
        raise RequestError(
            f"“{file}”里写了“{secret}”。密码不写在文件里：请删去这一行，改放环境变量或系统的密码保管处，见《邮箱设置》。"
        )
    section = said.get(SECTION, {})
    if {*said} - {SECTION} or not isinstance(section, dict) or {*section} - {*_FIELDS}:
        raise RequestError(
            f"“{file}”里只能有 [{SECTION}] 一节，节里只能有 {'、'.join(_FIELDS)}；现在有"
            f"{'、'.join(_names(said)) or '别的内容'}。请改正。"
        )
    changed: dict[str, Any] = {_FIELDS[name][1]: _read(file, name, value) for name, value in section.items()}
    return replace(rules, **changed)


def _read(file: Path, name: str, value: object) -> object:
    parameter, _, read = _FIELDS[name]
    try:
        if not isinstance(value, str) or not value.strip():
            raise ValueError(value)
        return read(value)
    except ValueError:
        raise RequestError(
            f"“{file}”的 {name} 是“{value}”，应是“{parameter}”那样的内容，放在英文引号里。请改正。"
        ) from None


def _names(said: Mapping[str, Any]) -> Iterator[str]:
    """All names in a file, however deep."""
    for name, value in said.items():
        yield name
        if isinstance(value, Mapping):
            yield from _names(value)
        for each in value if isinstance(value, list) else ():
            yield from _names(each) if isinstance(each, Mapping) else ()
