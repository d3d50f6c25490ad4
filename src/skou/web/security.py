"""Who may ask: this page, from this machine, with the token; everything else is refused before any work."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TOKEN_HEADER = "x-skou-token"
MAX_BODY = 4_000_000
"""Largest accepted request body [bytes]."""
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "object-src 'none'"
)
HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


@dataclass(frozen=True)
class Guard:
    """What a request must carry.

    Attributes
    ----------
    token : str
        Asked for by everything under ``/api/``.
    port : int or None
        Port that Host and Origin must name; None accepts any port of the loopback names.
    max_body : int
        Largest body [bytes].
    """

    token: str
    port: int | None = None
    max_body: int = MAX_BODY

    def host_is_ours(self, host: str) -> bool:
        """Whether a Host header names this machine by a loopback name (no foreign name that points here)."""
        name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "")
        return name.lower() in LOOPBACK and (self.port is None or port == str(self.port))

    def origin_is_ours(self, origin: str) -> bool:
        """Whether an Origin header is the page that this server serves."""
        parts = urlsplit(origin)
        return parts.scheme == "http" and self.host_is_ours(parts.netloc)


class Refusal(Exception):
    """Why a request is not answered."""

    def __init__(self, status: int, kind: str, message: str) -> None:
        super().__init__(message)
        self.status, self.kind = status, kind


def refusal(status: int, kind: str, message: str) -> JSONResponse:
    """An error in the same form as every other of the interface."""
    body = {"error": {"type": kind, "message": message, "value": None, "nearest": []}}
    return JSONResponse(body, status)


class Gate:
    """Middleware: checks before the app, a body limit while it reads, headers on what it answers."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app, self.guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        api = scope["path"].startswith("/api/")
        guarded = _with_headers(send, api)
        try:
            self._check(Headers(scope=scope), api, scope["method"])
            await self.app(scope, self._limited(receive), guarded)
        except Refusal as problem:
            await refusal(problem.status, problem.kind, str(problem))(scope, receive, guarded)

    def _check(self, headers: Headers, api: bool, method: str) -> None:
        if not self.guard.host_is_ours(headers.get("host", "")):
            raise Refusal(403, "ForeignHost", "this server answers to its loopback address only")
        if any(not self.guard.origin_is_ours(o) for o in headers.getlist("origin")):
            raise Refusal(403, "ForeignOrigin", "another site may not ask this server")
        if api and headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            raise Refusal(403, "ForeignOrigin", "another site may not ask this server")
        if method not in ("GET", "HEAD", "POST"):
            raise Refusal(405, "MethodNotAllowed", "GET and POST only")
        given = headers.get(TOKEN_HEADER, "")
        if api and not hmac.compare_digest(given.encode(), self.guard.token.encode()):
            raise Refusal(
                401, "MissingToken", "the token is missing or old: open the address that skou serve printed"
            )
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > self.guard.max_body:
            raise self._too_large()

    def _too_large(self) -> Refusal:
        return Refusal(413, "BodyTooLarge", f"at most {self.guard.max_body / 1e6:g} MB can be sent at once")

    def _limited(self, receive: Receive) -> Receive:
        seen = 0

        async def read() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > self.guard.max_body:
                raise self._too_large()
            return message

        return read


def _with_headers(send: Send, api: bool) -> Send:
    extra: Iterable[tuple[str, str]] = [
        *HEADERS.items(),
        ("cache-control", "no-store" if api else "no-cache"),
    ]

    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in extra:
                headers[name] = value
            if "server" in headers:
                del headers["server"]
        await send(message)

    return answer
