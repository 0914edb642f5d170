"""What keeps the desk safe: headers, where requests may come from, how large they may be, and how often a password may be tried."""

from __future__ import annotations

import time
from collections.abc import Iterable
from ipaddress import IPv6Network, ip_address
from threading import Lock
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
LARGEST = 2_000_000
"""Bytes of a request."""
_TOO_LARGE = f"The request is larger than {LARGEST:,} bytes.\n"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1"})


class Guard:
    """Refuses what no page of the desk sends, and puts the headers on every answer.

    A request that changes something must come from a page of the desk itself (Fetch Metadata and Origin, as OWASP's cheat
    sheet on cross-site request forgery has it); one with a key to the API has no cookie that another page could use. The
    name by which the desk is asked for must be one of its own, so that no other name can be pointed at it (DNS rebinding).
    """

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts) | LOOPBACK

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if "cache-control" not in headers:
                    headers["cache-control"] = "no-store"
            await send(message)

        headers = Headers(scope=scope)
        refusal = self._refusal(scope["method"], headers)
        if refusal is not None:
            await PlainTextResponse(refusal[1], refusal[0])(scope, receive, with_headers)
            return
        if scope["method"] not in _SAFE:
            body = await _body(receive)
            if body is None:
                await PlainTextResponse(_TOO_LARGE, 413)(scope, receive, with_headers)
                return
            receive = _again(body, receive)
        await self.app(scope, receive, with_headers)

    def _refusal(self, method: str, headers: Headers) -> tuple[int, str] | None:
        host = headers.get("host", "")
        if _name(host) not in self.hosts and "*" not in self.hosts:
            return 421, "This desk does not go by that name; add it with rasid serve --host-name NAME.\n"
        length = headers.get("content-length", "0")
        if not length.isdecimal() or len(length) > 12 or int(length) > LARGEST:
            return 413, _TOO_LARGE
        if method in _SAFE or headers.get("authorization", "").startswith("Bearer "):
            return None
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if site is not None and site not in ("same-origin", "none"):
            return 403, "The request comes from another site.\n"
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "The request comes from another site.\n"
        if site is None and origin is None:
            return 403, "The request does not tell where it comes from (no Origin header).\n"
        return None


async def _body(receive: Receive) -> bytes | None:
    """The body of a request; None for one that is longer than it may be, whatever its header said."""
    read, more = bytearray(), True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(read)
        read += message.get("body", b"")
        if len(read) > LARGEST:
            return None
        more = message.get("more_body", False)
    return bytes(read)


def _again(body: bytes, receive: Receive) -> Receive:
    """The body once more, then what comes after it."""
    told = False

    async def next_message() -> Message:
        nonlocal told
        if told:
            return await receive()
        told = True
        return {"type": "http.request", "body": body, "more_body": False}

    return next_message


def _name(host: str) -> str:
    """The host without its port."""
    return host.rsplit(":", 1)[0] if ":" in host and not host.endswith("]") else host


class Attempts:
    """How often a password was tried in vain. After a few failures for one name from one address each further try there waits
    twice as long; after many from one address, whatever the names, each further one from there waits too.

    A name alone is never held up: anybody could keep a colleague out by failing in her name."""

    FREE = 5
    """Failures for one name from one address before a try waits."""
    LONGEST = 900.0
    """Seconds that it waits at most."""
    FREE_OF_ADDRESS = 25
    """Failures from one address, which a whole office may share."""
    LONGEST_OF_ADDRESS = 60.0
    FORGOTTEN = 3600.0
    """Seconds after which a failure does not count any more."""
    _KEPT = 10_000

    def __init__(self) -> None:
        self._failed: dict[tuple[str, str], tuple[int, float]] = {}
        self._lock = Lock()

    def wait(self, name: str, address: str) -> float:
        """Seconds until a try is allowed; 0 for now."""
        now, net = time.monotonic(), network(address)
        with self._lock:
            return max(
                self._wait((name, net), self.FREE, self.LONGEST, now),
                self._wait(("", net), self.FREE_OF_ADDRESS, self.LONGEST_OF_ADDRESS, now),
            )

    def _wait(self, key: tuple[str, str], free: int, longest: float, now: float) -> float:
        count, last = self._failed.get(key, (0, 0.0))
        if count < free or now - last > self.FORGOTTEN:
            return 0.0
        return max(0.0, last + min(longest, 2.0 ** min(count - free + 1, 30)) - now)

    def failed(self, name: str, address: str) -> None:
        now, net = time.monotonic(), network(address)
        with self._lock:
            if len(self._failed) > self._KEPT:
                self._failed = {key: held for key, held in self._failed.items() if now - held[1] < self.FORGOTTEN}
            for key in ((name, net), ("", net)):
                count, last = self._failed.get(key, (0, 0.0))
                self._failed[key] = (count + 1 if now - last <= self.FORGOTTEN else 1, now)

    def succeeded(self, name: str, address: str) -> None:
        """Forgets the failures for the name from there. Those of the address stay: who has a login of their own could else
        wipe out what they tried in the names of others."""
        with self._lock:
            self._failed.pop((name, network(address)), None)


def network(address: str) -> str:
    """What is held to be one place: an address, of IPv6 the network of 64 bits that one customer has."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return str(IPv6Network((int(known), 64), strict=False)) if known.version == 6 else str(known)
