"""URLs, against a server on loopback: what is fetched, what is refused, and the limits."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from rasid.ingest import fetch
from rasid.model import Problem
from tests.ingest.articles import BODY, OTHER, TITLE, page, read
from tests.ingest.test_formats import META, RSS

ARABIC_PATH = "/%D8%AE%D8%A8%D8%B1"


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        if path == "/page" or path == ARABIC_PATH:
            self.give(page(head=META).encode(), "text/html; charset=utf-8")
        elif path == "/cp1256":
            self.give(OTHER.encode("cp1256"), 'text/plain; charset="windows-1256"')
        elif path == "/feed":
            self.give(RSS.encode(), "application/rss+xml")
        elif path == "/packed":
            self.give(gzip.compress(OTHER.encode()), "text/plain", ("Content-Encoding", "gzip"))
        elif path == "/bomb":
            self.give(gzip.compress(BODY.encode() * 120_000), "text/plain", ("Content-Encoding", "gzip"))
        elif path == "/image":
            self.give(b"\x89PNG", "image/png")
        elif path == "/large":
            self.give(BODY.encode() * 100, "text/plain")
        elif path == "/endless":
            self.send_response(200)
            self.end_headers()
            for _ in range(10_000):
                self.wfile.write(BODY.encode())
        elif path == "/slow":
            self.send_response(200)
            for _ in range(100):  # a letter of a header at a time, for ever
                self.wfile.write(b"X")
                self.wfile.flush()
                time.sleep(0.1)
        elif path == "/to":
            self.send_response(302)
            self.send_header("Location", query)
            self.end_headers()
        elif path == "/round":
            self.send_response(301)
            self.send_header("Location", "/round")
            self.end_headers()
        else:
            self.send_error(404)

    def give(self, data: bytes, kind: str, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(data))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True
    asked: list[str]

    def handle_error(self, *_: object) -> None:
        pass  # a client that hangs up is part of the tests


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server(("127.0.0.1", 0), Site)
    server.asked = []
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def site(server: Server) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def refused(url: str, **given: object) -> Problem:
    """The one problem of a URL that gives nothing else."""
    reports, (problem,) = read(url, **given)
    assert not reports
    assert problem.item == url
    return problem


def test_a_page(site: str) -> None:
    (report,), problems = read(f"{site}/page?id=1", allow_private=True)
    assert not problems
    assert report.text == f"{TITLE}\n{BODY}"
    assert report.url == report.origin == f"{site}/page?id=1"


def test_a_feed(site: str) -> None:
    reports, problems = read(f"{site}/feed", allow_private=True)
    assert not problems
    assert len(reports) == 2


@pytest.mark.parametrize("path", ["/cp1256", "/packed"])
def test_what_the_server_tells_of_its_answer(site: str, path: str) -> None:
    (report,), problems = read(site + path, allow_private=True)
    assert not problems
    assert report.text == OTHER


def test_arabic_in_an_address(site: str, server: Server) -> None:
    (report,), _ = read(f"{site}/خبر", allow_private=True)
    assert report.title == TITLE
    assert server.asked == [ARABIC_PATH]


def test_redirects_are_followed_and_the_last_address_is_kept(site: str) -> None:
    (report,), _ = read(f"{site}/to?/to?/page", allow_private=True)
    assert (report.url, report.origin) == (f"{site}/page", f"{site}/to?/to?/page")


def test_loopback_is_refused_without_a_word_to_it(site: str, server: Server) -> None:
    problem = refused(f"{site}/page")
    assert problem.code == "not-fetched"
    assert "--allow-private" in problem.message
    assert not server.asked


PRIVATE = (
    "http://localhost/", "http://127.1/", "http://2130706433/", "http://0x7f000001/", "http://0.0.0.0/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://[::]/", "http://10.0.0.1/", "http://172.16.3.4/", "http://192.168.1.1/", "http://169.254.169.254/latest",
    "http://[fe80::1]/", "http://[fd00::1]/", "http://[2002:7f00:1::]/", "http://[64:ff9b::7f00:1]/", "http://100.64.0.1/", "http://224.0.0.1/",
)  # fmt: skip


@pytest.mark.parametrize("url", PRIVATE)
def test_addresses_that_are_not_public(url: str) -> None:
    problem = refused(url, limits={"seconds": 2})
    assert problem.code == "not-fetched"
    assert "no public address" in problem.message or "not known" in problem.message


def test_a_name_that_leads_to_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of its addresses is enough."""

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        assert host == "news.example"
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in ("93.184.215.14", "127.0.0.1")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    problem = refused("http://news.example/")
    assert problem.message.startswith("news.example is at 127.0.0.1, which is no public address")


def test_a_redirect_to_a_private_address(site: str, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "_is_public", lambda address: address == "127.0.0.1")
    (report,), _ = read(f"{site}/page")
    assert report.title == TITLE
    problem = refused(f"{site}/to?http://127.0.0.2:{server.server_port}/page")
    assert problem.message.startswith("127.0.0.2 is at 127.0.0.2")
    assert server.asked == ["/page", f"/to?http://127.0.0.2:{server.server_port}/page"]


def test_the_address_that_was_looked_at_is_the_one_that_is_called(
    site: str, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that has another address at the second look leads nowhere else."""
    looks: list[str] = []

    def look_up(host: str, port: int, **_: object) -> list[tuple[object, ...]]:
        looks.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up)
        host, [address] = fetch._checked(f"http://news.example:{server.server_port}/page", allow_private=True)
    assert (address, host, looks) == ("127.0.0.1", "news.example", ["news.example"])
    pinned, headers, extensions = fetch._pinned(f"http://news.example:{server.server_port}/page?a=1", address, host)
    assert pinned == f"http://127.0.0.1:{server.server_port}/page?a=1"
    assert headers["Host"] == f"news.example:{server.server_port}"
    assert extensions == {"sni_hostname": "news.example"}


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hostname",
        "ftp://example.org/a",
        "gopher://example.org/",
        "data://text/plain,x",
        "javascript://x",
        "HTTPX://a/",
    ],
)
def test_only_http_and_https(url: str) -> None:
    problem = refused(url, allow_private=True)
    assert problem.code == "not-fetched"
    assert problem.message.startswith("only http and https URLs are fetched")


@pytest.mark.parametrize("to", ["file:///etc/hostname", "ftp://127.0.0.1/a"])
def test_redirects_to_other_schemes(site: str, to: str) -> None:
    assert refused(f"{site}/to?{to}", allow_private=True).message.startswith("only http and https")


@pytest.mark.parametrize(
    "url",
    [
        "http://",
        "http:///path",
        "http://[::1",
        "http://a:99999/",
        "http://a:b/",
        "https://.../",
        "http://" + "a" * 300 + "/",
        "http://\udcff/",
    ],
)
def test_what_is_no_url(url: str) -> None:
    reports, (problem,) = read(url, allow_private=True)
    assert not reports
    assert problem.code == "not-fetched"


def test_answers_that_are_no_article(site: str) -> None:
    assert refused(f"{site}/none", allow_private=True).message == "the server answered 404"
    assert refused(f"{site}/image", allow_private=True).message == "it is image/png, not a page, a feed or a text"


def test_limits_of_size(site: str) -> None:
    for path in ("/large", "/endless"):
        problem = refused(site + path, allow_private=True, limits={"page_bytes": 20_000})
        assert (problem.code, problem.message) == ("too-large", "it is larger than 20,000 bytes")
    assert refused(f"{site}/bomb", allow_private=True).code == "too-large"


def test_limit_of_time(site: str) -> None:
    started = time.perf_counter()
    problem = refused(f"{site}/slow", allow_private=True, limits={"seconds": 0.5})
    assert problem.message.startswith("it took more than 0.5 seconds")
    assert time.perf_counter() - started < 2


def test_limit_of_redirects(site: str, server: Server) -> None:
    problem = refused(f"{site}/round", allow_private=True, limits={"redirects": 3})
    assert problem.message == "it was redirected more than 3 times"
    assert len(server.asked) == 4


def test_a_closed_port() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        problem = refused(f"http://127.0.0.1:{held.getsockname()[1]}/", allow_private=True)
    assert problem.message.startswith("127.0.0.1 cannot be reached")
