"""One URL -> its bytes. http and https only; never a private address unless allowed; bounded in size, time and redirects."""

from __future__ import annotations

import ipaddress
import queue
import socket
import threading
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import rasid
from rasid.errors import FetchError
from rasid.ingest.options import Options

_TYPES = ("text/", "application/xhtml", "application/xml", "application/rss", "application/atom", "application/json", "application/x-ndjson", "application/jsonl", "application/gzip", "application/x-gzip", "application/warc", "application/octet-stream")  # fmt: skip

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # RFC 6052


@dataclass(frozen=True, slots=True)
class Fetched:
    data: bytes
    url: str
    """Where it was found at last."""
    charset: str | None
    kind: str


def fetch(url: str, options: Options) -> Fetched:
    """The bytes at ``url``. Raises FetchError where it must not be fetched, cannot be, or is beyond the limits."""
    answer: queue.SimpleQueue[Fetched | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            answer.put(_fetch(url, options))
        except BaseException as error:  # noqa: BLE001  raised again below, in the thread that asked
            answer.put(error)

    # In a thread, because neither the look-up of a name nor a server that sends a letter a second can be stopped from within.
    threading.Thread(target=work, daemon=True).start()
    try:
        got = answer.get(timeout=options.limits.seconds)
    except queue.Empty:
        raise FetchError(f"it took more than {options.limits.seconds:g} seconds") from None
    if isinstance(got, BaseException):
        raise got
    return got


def _fetch(url: str, options: Options) -> Fetched:
    import httpx2 as httpx

    limits = options.limits
    at = url
    for _ in range(limits.redirects + 1):
        address, host = _checked(at, allow_private=options.allow_private)
        transport = httpx.HTTPTransport(retries=0)
        pinned, headers, extensions = _pinned(at, address, host)
        try:
            with (
                httpx.Client(
                    transport=transport,
                    follow_redirects=False,
                    timeout=min(10.0, limits.seconds),
                    trust_env=False,
                ) as client,
                client.stream("GET", pinned, headers=headers, extensions=extensions) as answer,
            ):
                if answer.status_code in (301, 302, 303, 307, 308) and "location" in answer.headers:
                    at = urljoin(at, answer.headers["location"])
                    continue
                if answer.status_code != 200:
                    raise FetchError(f"the server answered {answer.status_code}")
                kind = answer.headers.get("content-type", "").lower()
                if kind and not kind.startswith(_TYPES):
                    raise FetchError(f"it is {kind.split(';')[0]}, not a page, a feed or a text")
                return Fetched(_body(answer, limits.page_bytes), at, _charset(kind), kind.split(";")[0].strip())
        except httpx.HTTPError as error:
            raise FetchError(f"it could not be fetched: {type(error).__name__}: {error}".rstrip(": ")) from None
        except httpx.InvalidURL as error:
            raise FetchError(f"it is no URL: {error}") from None
    raise FetchError(f"it was redirected more than {limits.redirects} times")


def _body(answer: Any, largest: int) -> bytes:
    told = answer.headers.get("content-length", "")
    if told.isdigit() and int(told) > largest:
        raise FetchError(f"it is larger than {largest:,} bytes")
    parts, size = [], 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > largest:
            raise FetchError(f"it is larger than {largest:,} bytes")
        parts.append(part)
    return b"".join(parts)


def _checked(url: str, *, allow_private: bool) -> tuple[str, str]:
    """(address, host) of a URL that may be fetched: every address that its name has is looked at."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise FetchError(f"only http and https URLs are fetched, not {parts.scheme or 'one without a scheme'}")
        if not parts.hostname:
            raise FetchError("the URL names no host")
        host = parts.hostname if parts.hostname.isascii() else parts.hostname.encode("idna").decode("ascii")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise FetchError(f"it is no URL: {error}") from None
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"the host {host} is not known: {error}") from None
    addresses = list(dict.fromkeys(str(info[4][0]) for info in found))
    for address in addresses:
        if not allow_private and not _is_public(address):
            raise FetchError(
                f"{host} is at {address}, which is no public address; --allow-private fetches it all the same"
            )
    return addresses[0], host


def _is_public(address: str) -> bool:
    """Whether an address is of the open internet. IPv4 within IPv6 (mapped, 6to4, NAT64) is judged as IPv4."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        nat64 = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        ip = ip.ipv4_mapped or ip.sixtofour or nat64 or ip
    return ip.is_global and not ip.is_multicast


def _pinned(url: str, address: str, host: str) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The request to the very address that was checked, under the host's name: a name that changes between the look and
    the call leads nowhere else."""
    parts = urlsplit(url)
    shown = f"[{address}]" if ":" in address else address
    port = f":{parts.port}" if parts.port else ""
    path = parts.path or "/"
    query = f"?{parts.query}" if parts.query else ""
    headers = {
        "Host": host + port,
        "User-Agent": f"Rasid/{rasid.__version__}",
        "Accept": "text/html,application/xml,application/json,text/plain;q=0.9,*/*;q=0.1",
    }
    return f"{parts.scheme}://{shown}{port}{path}{query}", headers, {"sni_hostname": host}


def _charset(kind: str) -> str | None:
    _, _, rest = kind.partition("charset=")
    return rest.split(";")[0].strip(" \"'") or None
