"""One URL -> its bytes. http and https only; never a private address unless allowed; bounded in size, time and redirects."""

from __future__ import annotations

import ipaddress
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import rasid
from rasid.errors import FetchError
from rasid.ingest.options import Options
from rasid.ingest.problems import Code

_TYPES = (
    "text/", "application/xhtml", "application/xml", "application/rss", "application/atom", "application/rdf", "application/json", "application/feed",
    "application/ld+json", "application/x-ndjson", "application/jsonl", "application/gzip", "application/x-gzip", "application/warc",
    "application/octet-stream", "application/csv",
)  # fmt: skip
"""Media types that may hold what can be read; others are left on the server."""
_WAIT = 10.0
"""Seconds for any one step: connecting, a packet."""
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Fetched:
    data: bytes
    url: str
    """Where it was found at last."""
    charset: str | None
    media_type: str


class _Moved(Exception):
    def __init__(self, url: str) -> None:
        self.url = url


def fetch(url: str, options: Options) -> Fetched:
    """The bytes at ``url``. Raises FetchError where it must not be fetched, cannot be, or is beyond the limits."""
    seconds = options.limits.seconds
    deadline = time.monotonic() + seconds
    return _within(seconds, lambda: _followed(url, options, deadline))


def _within(seconds: float, work: Callable[[], Fetched]) -> Fetched:
    """What ``work`` comes to. A name server or a host that lets one wait for ever, a byte at a time, is left behind."""
    future: Future[Fetched] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except BaseException as error:  # noqa: BLE001  raised again where the result is asked for
            future.set_exception(error)

    threading.Thread(target=run, daemon=True, name="fetch").start()
    try:
        return future.result(timeout=seconds)
    except TimeoutError:
        raise FetchError(f"it took more than {seconds:g} seconds; try again later") from None


def _followed(url: str, options: Options, deadline: float) -> Fetched:
    at = url
    for _ in range(options.limits.redirects + 1):
        host, addresses = _checked(at, allow_private=options.allow_private)
        try:
            return _from_any(at, host, addresses, options, deadline)
        except _Moved as moved:
            at = moved.url
    raise FetchError(f"it was redirected more than {options.limits.redirects} times")


def _from_any(url: str, host: str, addresses: list[str], options: Options, deadline: float) -> Fetched:
    """From the first of the addresses that takes the call."""
    import httpx2 as httpx

    for number, address in enumerate(addresses, 1):
        try:
            return _get(url, host, address, options, deadline)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            if number == len(addresses) or time.monotonic() > deadline:
                raise FetchError(f"{host} cannot be reached: {error or type(error).__name__}") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            raise FetchError(f"it could not be fetched: {type(error).__name__}: {error}".rstrip(": ")) from None
    raise FetchError(f"{host} has no address")


def _get(url: str, host: str, address: str, options: Options, deadline: float) -> Fetched:
    import httpx2 as httpx

    pinned, headers, extensions = _pinned(url, address, host)
    wait = max(0.1, min(_WAIT, deadline - time.monotonic()))
    # Without trust_env: a proxy would look the name up again, and the check of the address would be for nothing.
    with (
        httpx.Client(follow_redirects=False, timeout=wait, trust_env=False) as client,
        client.stream("GET", pinned, headers=headers, extensions=extensions) as answer,
    ):
        if answer.status_code in (301, 302, 303, 307, 308) and "location" in answer.headers:
            raise _Moved(urljoin(url, answer.headers["location"]))
        if answer.status_code != 200:
            raise FetchError(f"the server answered {answer.status_code}")
        media_type, _, rest = answer.headers.get("content-type", "").lower().partition(";")
        media_type = media_type.strip()
        if media_type and not media_type.startswith(_TYPES):
            raise FetchError(f"it is {media_type}, not a page, a feed or a text")
        packing = answer.headers.get("content-encoding", "").lower()
        if packing not in ("", "identity", "gzip", "x-gzip"):
            raise FetchError(f"the server packed it with {packing}, which was not asked for")
        charset = rest.partition("charset=")[2].split(";")[0].strip(" \"'") or None
        return Fetched(_body(answer, options.limits.page_bytes, deadline), url, charset, media_type)


def _body(answer: Any, largest: int, deadline: float) -> bytes:
    """The bytes as they come over the wire; gzip is unpacked later, with its own guard."""
    told = answer.headers.get("content-length", "")
    if told.isdigit() and int(told) > largest:
        raise FetchError(f"it is larger than {largest:,} bytes", code=Code.TOO_LARGE)
    parts, size = [], 0
    for part in answer.iter_raw():
        size += len(part)
        if size > largest:
            raise FetchError(f"it is larger than {largest:,} bytes", code=Code.TOO_LARGE)
        if time.monotonic() > deadline:
            raise FetchError("it took too long; try again later")
        parts.append(part)
    return b"".join(parts)


def _checked(url: str, *, allow_private: bool) -> tuple[str, list[str]]:
    """(host, its addresses) of a URL that may be fetched: every address that the name has is looked at."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise FetchError(f"it is no URL: {error}") from None
    if parts.scheme not in ("http", "https"):
        raise FetchError(
            f"only http and https URLs are fetched, not {parts.scheme or 'one without a scheme'}",
        )
    if not host:
        raise FetchError("the URL names no host")
    if parts.username is not None or parts.password is not None:
        raise FetchError(
            "the URL holds a name or a password, which would be stored with the report; fetch it yourself",
        )
    try:
        found = socket.getaddrinfo(host, port or (443 if parts.scheme == "https" else 80), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host} is not known: {getattr(error, 'strerror', None) or error}") from None
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    for address in addresses:
        if not allow_private and not _is_public(address):
            raise FetchError(
                f"{host} is at {address}, which is no public address; --allow-private fetches it all the same",
            )
    return host, addresses


def _is_public(address: str) -> bool:
    """Whether an address is one of the open internet, with what is embedded in it (IPv4 in IPv6, 6to4, Teredo, NAT64)."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        within = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            within.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if ip.ipv4_mapped is None and (ip.is_site_local or not ip.is_global):
            return False
        if not all(_is_public(str(inner)) for inner in within if inner is not None):
            return False
        return not ip.is_multicast
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def _pinned(url: str, address: str, host: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The request to the very address that was checked, under the host's name: a name that changes between the look and
    the call (DNS rebinding) leads nowhere else."""
    parts = urlsplit(url)
    shown = f"[{address}]" if ":" in address else address
    named = f"[{host}]" if ":" in host else host.encode("idna").decode() if not host.isascii() else host
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    headers = {
        "Host": named + port,
        "User-Agent": f"Rasid/{rasid.__version__}",
        "Accept": "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml,application/json,text/plain;q=0.9,*/*;q=0.1",
        "Accept-Encoding": "gzip, identity",
        "Accept-Language": "ar,*;q=0.1",
    }
    return f"{parts.scheme}://{shown}{port}{parts.path or '/'}{query}", headers, {"sni_hostname": named}
