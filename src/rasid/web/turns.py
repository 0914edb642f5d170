"""Pages that are made at once, and in which order: those that people wait for take turns.

Python runs one thread at a time, and hands over after each row that SQLite gives. Of two pages that are made side by side, one
is done no sooner than in its turn, and the other, which waits for the processor again after each of its rows, much later.
"""

from __future__ import annotations

import anyio
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SHORT = ("/incidents/", "/reports/")
"""How addresses begin of pages that take tenths of a second at most; the inbox, which is the root, is one too."""
TURNS = {"sqlite": 1, "postgresql": 4}
"""Pages made at once: a server gives all of its rows together, and works on another processor meanwhile."""


class Turns:
    """Lets reading requests for short pages through as their turn comes, first come first served. What takes long (releases,
    exports, the ledger) holds nobody up, nor does whoever is slow to receive an answer: a turn ends when the answer begins."""

    def __init__(self, app: ASGIApp, at_once: int) -> None:
        self.app = app
        self._free = anyio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET" or not _is_short(scope["path"]):
            await self.app(scope, receive, send)
            return
        await self._free.acquire()
        held = True

        def let_go() -> None:
            nonlocal held
            if held:
                held = False
                self._free.release()

        async def answered(message: Message) -> None:
            let_go()
            await send(message)

        try:
            await self.app(scope, receive, answered)
        finally:
            let_go()


def _is_short(path: str) -> bool:
    return path == "/" or path.startswith(SHORT)
