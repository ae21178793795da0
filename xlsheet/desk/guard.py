"""Who may speak to the desk: this computer's own pages that have the secret, and nobody else.

A page of some other site that the user looks at can send requests to 127.0.0.1 as well, by a name of its own
(DNS rebinding) or across sites: so the name asked for, where a request comes from and a cookie that no other
site can send are looked at, each time.
"""

from __future__ import annotations

import hmac
import secrets
import time
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HOST: Final = "127.0.0.1"
ENTRY: Final = "/enter"
KEYS: Final = "/key"
_KEY_SECONDS: Final = 120.0
_READING: Final = ("GET", "HEAD")
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cache-Control": "no-store",
}
_REFUSED: Final = (
    '<!DOCTYPE html><html lang="zh-CN"><meta charset="utf-8"><title>督查台账</title>'
    "<h1>打不开</h1><p>{why}</p><p>请从桌面上的“督查台账”图标打开，或在终端里"
    "运行 xlsheet desk 台账。</p></html>"
)


class Guard:
    """Around an application: lets through who may speak, and answers everybody else."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self._app = app
        self._hosts = (f"{HOST}:{port}", f"localhost:{port}")
        self._cookie = f"xlsheet_desk_{port}"
        self._secret = secrets.token_urlsafe(32)
        self.master = secrets.token_urlsafe(32)
        """For whoever can read this user's files: another start of the desk asks for a key with it."""
        self._keys: dict[str, float] = {}

    def new_key(self) -> str:
        """What opens the door once, for a short while."""
        key = secrets.token_urlsafe(24)
        self._keys[key] = time.monotonic() + _KEY_SECONDS
        return key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        answer = self._answer(scope)
        await (answer or self._app)(scope, receive, with_headers)

    def _answer(self, scope: Scope) -> Response | None:
        """What is answered in place of the application; None where it may."""
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if host not in self._hosts:
            return _refused("网址不对。")
        if scope["path"] == ENTRY and scope["method"] == "GET":
            return self._entered(scope["query_string"].decode("ascii", "replace"))
        if scope["path"] == KEYS and hmac.compare_digest(
            headers.get("authorization", "").encode(), self.master.encode()
        ):
            return PlainTextResponse(self.new_key())
        if not self._is_ours(headers, host, scope["method"]):
            return _refused("这个请求不是从本页面来的。")
        given = cookie_parser(headers.get("cookie", "")).get(self._cookie, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return _refused("没有通行的凭据，或者页面是以前打开的。")
        return None

    def _is_ours(self, headers: Headers, host: str, method: str) -> bool:
        if method in _READING:
            return headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")
        fetched = headers.get("sec-fetch-site", "same-origin") == "same-origin"
        return fetched and headers.get("origin") == f"http://{host}"

    def _entered(self, query: str) -> Response:
        now = time.monotonic()
        self._keys = {key: until for key, until in self._keys.items() if until > now}
        if self._keys.pop(query.removeprefix("key="), None) is None:
            return _refused("这个网址已经用过，或者过期了。")
        answer = RedirectResponse("/", status_code=303)
        answer.set_cookie(self._cookie, self._secret, httponly=True, samesite="strict", path="/")
        return answer


def _refused(why: str) -> Response:
    return HTMLResponse(_REFUSED.format(why=why), status_code=403)
