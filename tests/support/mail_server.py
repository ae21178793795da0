"""A real mail server for tests: Debian's dovecot in a folder of its own, without the system's services."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ACCOUNT, PASSWORD = "ducha@office.example.cn", "authcode"
DOVECOT = shutil.which("dovecot", path=f"/usr/sbin:{os.environ.get('PATH', '')}")
_PATIENCE = 30.0


def certificate(folder: Path) -> Path:
    """A certificate for localhost that signs itself: certificate authority and server in one."""
    pair = folder / "cert.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            *("-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", pair),
        ],
        check=True,
        capture_output=True,
    )
    return pair


def free_port() -> int:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@dataclass(frozen=True)
class MailServer:
    """A running server; `authority` is the certificate to trust, `folder` where its mails are."""

    port: int
    authority: Path
    folder: Path

    @property
    def address(self) -> str:
        return f"localhost:{self.port}"

    def connect(self) -> imaplib.IMAP4_SSL:
        context = ssl.create_default_context(cafile=str(self.authority))
        connection = imaplib.IMAP4_SSL("localhost", self.port, ssl_context=context)
        connection.login(ACCOUNT, PASSWORD)
        return connection

    def put(self, *mails: bytes, folder: str = "INBOX") -> None:
        """Let mails arrive."""
        connection = self.connect()
        connection.select("INBOX")
        for mail in mails:
            connection.append(folder, None, None, mail)
        connection.logout()

    def put_many(self, *mails: bytes) -> None:
        """Let many mails arrive at once: into the folder where the server keeps them."""
        self.put()
        new = self.folder / ACCOUNT / "new"
        about = new.stat()
        for number, mail in enumerate(mails):
            path = new / f"1623202200.M{number:06d}P1.host"
            path.write_bytes(mail)
            if os.getuid() == 0:
                os.chown(path, about.st_uid, about.st_gid)

    def flags(self) -> list[bytes]:
        """What is marked of the mails in the inbox."""
        connection = self.connect()
        connection.select("INBOX", readonly=True)
        answer = connection.fetch("1:*", "(FLAGS)")[1]
        connection.logout()
        return [line for line in answer if isinstance(line, bytes)]

    def renumber(self) -> None:
        """Let the mails have other numbers from now on, as after a move to another server."""
        for listed in self.folder.rglob("dovecot-uidlist"):
            listed.unlink()
        for index in self.folder.rglob("dovecot.index*"):
            index.unlink()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server with an empty mailbox; it ends with the block."""
    root = os.getuid() == 0
    user = pwd.getpwnam("nobody") if root else pwd.getpwuid(os.getuid())
    with tempfile.TemporaryDirectory(prefix="xlsheet-mail-", dir="/tmp") as scratch:
        base = Path(scratch)
        base.chmod(0o755)
        authority, port = certificate(base), free_port()
        (base / "users").write_text(f"{ACCOUNT}:{{PLAIN}}{PASSWORD}\n")
        (base / "mail").mkdir()
        (base / "dovecot.conf").write_text(_configuration(base, port, user))
        if root:
            for path in (base, *base.rglob("*")):
                os.chown(path, user.pw_uid, user.pw_gid)
        process = subprocess.Popen(
            [str(DOVECOT), "-F", "-c", str(base / "dovecot.conf")],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            user=user.pw_uid if root else None,
            group=user.pw_gid if root else None,
            extra_groups=[] if root else None,
        )
        try:
            _wait_for(port, process)
            yield MailServer(port, authority, base / "mail")
        finally:
            process.terminate()
            process.wait()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("dovecot does not answer")


def _configuration(base: Path, port: int, user: pwd.struct_passwd) -> str:
    group = grp.getgrgid(user.pw_gid).gr_name
    return f"""
base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {user.pw_name}
default_internal_group = {group}
default_login_user = {user.pw_name}
first_valid_uid = 0
first_valid_gid = 0
auth_failure_delay = 0
ssl = required
ssl_cert = <{base}/cert.pem
ssl_key = <{base}/key.pem
mail_location = maildir:{base}/mail/%u
passdb {{
  driver = passwd-file
  args = {base}/users
}}
userdb {{
  driver = static
  args = uid={user.pw_uid} gid={user.pw_gid} home={base}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@contextmanager
def cutting_proxy(port: int, after: list[int]) -> Iterator[int]:
    """A port that passes everything on to `port`, and cuts the first connections after so many bytes
    that came from there; later ones are let alone."""
    listener = socket.create_server(("127.0.0.1", 0))
    left = list(after)

    def serve() -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection(("127.0.0.1", port))
            most = left.pop(0) if left else 1 << 40
            threading.Thread(target=pump, args=(near, far, 1 << 40), daemon=True).start()
            threading.Thread(target=pump, args=(far, near, most), daemon=True).start()

    def pump(source: socket.socket, target: socket.socket, most: int) -> None:
        passed = 0
        try:
            while passed < most and (piece := source.recv(min(65536, most - passed))):
                target.sendall(piece)
                passed += len(piece)
        except OSError:
            pass
        for end in (source, target):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        listener.close()
