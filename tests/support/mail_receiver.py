"""A real mail receiver for tests: aiosmtpd with TLS and a login, which keeps what it is sent."""

from __future__ import annotations

import ssl
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from support.mail_server import ACCOUNT, PASSWORD, certificate, free_port


@dataclass
class MailReceiver:
    """What has arrived; addresses in `unknown` are refused, and after `breaks_after` mails the connection
    breaks behind the next one's content. `taken` is told how many mails there are before the sender is."""

    port: int = 0
    authority: Path = Path()
    raw: list[bytes] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)
    breaks_after: int | None = None
    taken: Callable[[int], None] = lambda count: None

    @property
    def address(self) -> str:
        return f"localhost:{self.port}"

    @property
    def mails(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, _class=EmailMessage, policy=default) for raw in self.raw]

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.unknown:
            return "550 no such user here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.raw.append(envelope.content)
        self.taken(len(self.raw))
        if self.breaks_after is not None and len(self.raw) > self.breaks_after:
            server.transport.abort()
        return "250 OK"


@contextmanager
def mail_receiver(*, starttls: bool = False) -> Iterator[MailReceiver]:
    """A receiver on a port of its own; it ends with the block. With `starttls` a connection begins in the
    clear, and nothing is taken before it is encrypted."""
    with tempfile.TemporaryDirectory() as scratch:
        receiver = MailReceiver(free_port(), certificate(Path(scratch)))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(receiver.authority, Path(scratch) / "key.pem")

        def allowed(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
            known = (data.login.decode(), data.password.decode()) == (ACCOUNT, PASSWORD)
            return AuthResult(success=known, handled=False)

        controller = Controller(
            receiver,
            hostname="127.0.0.1",
            port=receiver.port,
            ready_timeout=60,
            **({"tls_context": context, "require_starttls": True} if starttls else {"ssl_context": context}),
            authenticator=allowed,
            auth_required=True,
            auth_require_tls=False,
        )
        controller.start()
        try:
            yield receiver
        finally:
            controller.stop()
