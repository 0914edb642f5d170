"""Short pages are made in turns; nothing that is long or slow holds a turn."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor

from starlette.types import Message, Receive, Scope, Send

from rasid.web.turns import Turns


class Made:
    """An application that says which of its answers are being made, and makes each when it is told to."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.made: dict[str, asyncio.Event] = {}
        self.sent: dict[str, asyncio.Event] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        self.begun.append(path)
        await self.made.setdefault(path, asyncio.Event()).wait()
        if path.endswith("broken"):
            raise RuntimeError(path)
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await self.sent.setdefault(path, asyncio.Event()).wait()
        await send({"type": "http.response.body", "body": path.encode()})

    def make(self, path: str) -> None:
        self.made.setdefault(path, asyncio.Event()).set()

    def done(self, path: str) -> None:
        self.make(path)
        self.sent.setdefault(path, asyncio.Event()).set()


def apart(work: Coroutine[None, None, None]) -> None:
    """Runs it in a thread of its own: in this one a browser of other tests may have its loop running."""
    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, work).result()


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def ask(app: Turns, path: str, method: str = "GET") -> asyncio.Task[list[Message]]:
    async def asked() -> list[Message]:
        got: list[Message] = []

        async def send(message: Message) -> None:
            got.append(message)

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        await app({"type": "http", "method": method, "path": path, "headers": []}, receive, send)
        return got

    return asyncio.create_task(asked())


def test_short_pages_are_made_one_after_another_as_they_were_asked_for() -> None:
    async def run() -> None:
        app = Made()
        turns = Turns(app, 1)
        tasks = [ask(turns, path) for path in ("/", "/incidents/i1", "/reports/r1")]
        await settle()
        assert app.begun == ["/"]
        app.done("/")
        await settle()
        assert app.begun == ["/", "/incidents/i1"]
        for path in ("/incidents/i1", "/reports/r1"):
            app.done(path)
        got = await asyncio.gather(*tasks)
        assert [messages[-1]["body"] for messages in got] == [b"/", b"/incidents/i1", b"/reports/r1"]

    apart(run())


def test_who_is_slow_to_receive_holds_no_turn() -> None:
    async def run() -> None:
        app = Made()
        turns = Turns(app, 1)
        slow, other = ask(turns, "/incidents/slow"), ask(turns, "/incidents/other")
        app.make("/incidents/slow")
        await settle()
        assert not slow.done()
        assert app.begun == ["/incidents/slow", "/incidents/other"]
        for path in app.begun:
            app.done(path)
        await asyncio.gather(slow, other)

    apart(run())


def test_a_page_that_fails_gives_its_turn_away() -> None:
    async def run() -> None:
        app = Made()
        turns = Turns(app, 1)
        failing, other = ask(turns, "/incidents/broken"), ask(turns, "/")
        app.make("/incidents/broken")
        app.done("/")
        got = await asyncio.gather(failing, other, return_exceptions=True)
        assert isinstance(got[0], RuntimeError)
        assert isinstance(got[1], list)

    apart(run())


def test_what_is_long_or_changes_something_waits_for_nobody() -> None:
    async def run() -> None:
        app = Made()
        turns = Turns(app, 1)
        aside = [
            ("/releases", "GET"),
            ("/incidents/i1/decide", "POST"),
            ("/api/v1/incidents", "GET"),
            ("/static/x", "GET"),
        ]
        tasks = [ask(turns, "/"), *(ask(turns, path, method) for path, method in aside)]
        await settle()
        assert sorted(app.begun) == sorted(["/", *(path for path, _ in aside)])
        for path in app.begun:
            app.done(path)
        await asyncio.gather(*tasks)

    apart(run())


def test_several_are_made_at_once_where_the_store_is_a_server() -> None:
    async def run() -> None:
        app = Made()
        turns = Turns(app, 2)
        paths = [f"/incidents/i{number}" for number in range(4)]
        tasks = [ask(turns, path) for path in paths]
        await settle()
        assert app.begun == paths[:2]
        for path in paths:
            app.done(path)
        await asyncio.gather(*tasks)
        assert app.begun == paths

    apart(run())
