"""The desk answers its own pages and nobody else: other names, other sites, no secret, a key twice."""

from __future__ import annotations

import http.client
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from desk_page.conftest import Serve, ServedDesk
from support.ledger_on_disk import sample_ledger


class Speaker:
    """Speaks HTTP to a desk, as no browser would."""

    def __init__(self, desk: ServedDesk) -> None:
        self.desk = desk
        self.host = f"127.0.0.1:{desk.port}"
        self.cookie = ""

    def ask(
        self, method: str, path: str, body: bytes = b"", **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.desk.port, timeout=20)
        sent = {"Host": self.host, "Origin": f"http://{self.host}", "Cookie": self.cookie} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        line.request(method, path, body, {name: value for name, value in sent.items() if value})
        answer = line.getresponse()
        content = answer.read()
        line.close()
        return answer.status, answer.headers, content

    def enter(self) -> tuple[int, http.client.HTTPMessage, bytes]:
        answer = self.ask("GET", self.desk.entry.removeprefix(self.desk.address))
        self.cookie = (answer[1]["Set-Cookie"] or "").split(";")[0]
        return answer


@pytest.fixture
def speaker(serve: Serve, tmp_path: Path) -> Speaker:
    return Speaker(serve(sample_ledger(tmp_path)))


def test_the_desk_stands_before_anything_that_commands_need_is_loaded() -> None:
    """The page shall be there within 1.5 s of the click: what only workers need is theirs to load."""
    program = "import xlsheet.desk.server, xlsheet.desk.app, xlsheet.desk.standing, sys; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    names = set(loaded.stdout.split())
    heavy = ("pandas", "numpy", "openpyxl", "docx", "matplotlib", "xlwings", "pandera", "imaplib", "smtplib")
    rooms = ("notice", "merge", "forms", "documents", "mail", "engines")
    assert not names & {*heavy, *(f"xlsheet.{room}" for room in rooms)}
    assert len(names) < 520


def test_the_door(speaker: Speaker) -> None:
    assert speaker.ask("GET", "/")[0] == 403
    assert speaker.ask("GET", "/enter?key=guessed")[0] == 403
    status, headers, _ = speaker.enter()
    assert (status, headers["Location"]) == (303, "/")
    cookie = headers["Set-Cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "domain" not in cookie
    status, headers, page = speaker.ask("GET", "/")
    assert status == 200
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert b"<script>" not in page
    assert b"style=" not in page
    used = Speaker(speaker.desk).enter()
    assert used[0] == 403
    for other in (
        {"Host": "desk.example"},
        {"Host": "127.0.0.1"},
        {"Cookie": speaker.cookie[:-1]},
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
    ):
        assert speaker.ask("GET", "/api/standing", **other)[0] == 403
    assert speaker.ask("GET", "/api/standing")[0] == 200
    for other in (
        {"Origin": "http://desk.example"},
        {"Origin": ""},
        {"Origin": "null"},
        {"Origin": f"http://localhost:{speaker.desk.port}"},
        {"Sec_Fetch_Site": "cross-site"},
        {"Cookie": ""},
    ):
        assert speaker.ask("POST", "/api/batches", b"{}", **other)[0] == 403
    assert speaker.ask("POST", "/api/batches", b"{}")[0] == 200
    assert speaker.ask("POST", "/key", Authorization="guessed", Cookie="")[0] == 403


def test_no_file_of_this_computer_is_given(speaker: Speaker) -> None:
    speaker.enter()
    for path in ("/page/../server.py", "/page/%2e%2e%2fserver.py", "/page/x.py", "/page//etc/passwd", "/x"):
        assert speaker.ask("GET", path)[0] == 404, path


def test_names_lead_nowhere_and_nothing_else_is_opened(speaker: Speaker, tmp_path: Path) -> None:
    speaker.enter()
    batch = speaker.ask("POST", "/api/batches", b"{}")[2].split(b'"')[3].decode()
    names = (
        *("../../../台账.xlsx", "/etc/passwd", "C:\\Windows\\a.xlsx", "..", "", "a\x00b.xlsx", "con.xlsx"),
        *("\u202exslx.xlsx", "长" * 300 + ".xlsx", "%2e%2e%2f", "a" * 5000),
    )
    for name in names:
        path = f"/api/batches/{batch}/files?name={quote(name)}"
        assert speaker.ask("POST", path, b"content")[0] == 200, name
    kept = [
        path for path in speaker.desk.data.rglob("*") if path.is_file() and path.read_bytes() == b"content"
    ]
    assert len(kept) == len(names)
    assert {path.parent.parent.name for path in kept} == {batch}
    assert all(path.parent.stat().st_mode & 0o077 == 0 for path in kept)
    assert speaker.ask("POST", "/api/batches/../files?name=a", b"x")[0] in (400, 404)
    for asked in (b'{"run": "../..", "made": 0}', b'{"run": ["a"]}', b"[]", b"nonsense", b'{"run": "x" * 9}'):
        assert speaker.ask("POST", "/api/open", asked)[0] == 400
    for asked in (
        b'{"command": "rm", "given": {}}',
        b'{"command": {"a": 1}, "given": []}',
        b'{"command": "import", "given": {"reviewed": "/etc/passwd"}}',
        b'{"command": "import", "given": {"batch": "../.."}}',
    ):
        assert speaker.ask("POST", "/api/runs", asked)[0] == 400
    assert speaker.ask("GET", "/api/tables/%E6%B2%A1%E6%9C%89")[0] == 400
