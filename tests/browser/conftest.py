"""A desk that really runs, and a browser that looks at it."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, sync_playwright

from rasid.model import Report
from rasid.web.app import create_app
from tests.web.desks import filled

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        told = "no Chromium on this machine: tools/environment dev installs Debian's"
        pytest.fail(told) if os.environ.get("CI") else pytest.skip(told)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


class Running:
    """A desk at a free port, and the ids of its reports by the ids that they came with."""

    def __init__(self, folder: Path, more: Iterable[Report] = ()) -> None:
        self.store, self.ids = filled(folder / "s.sqlite", more)
        settings = uvicorn.Config(create_app(self.store, names=True), port=0, log_level="error", access_log=False)
        self._server = uvicorn.Server(settings)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        until = time.monotonic() + 20
        while not self._server.started:
            assert time.monotonic() < until, "the desk did not start"
            time.sleep(0.02)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.at = f"http://127.0.0.1:{port}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self.store.close()

    def pages(self) -> dict[str, str]:
        """By name, the addresses of one page of each kind."""
        incident = self.store.inbox.page().cards[0].id
        return {
            "inbox": "/", "reports": "/?kind=report", "incident": f"/incidents/{incident}", "report": f"/reports/{self.ids['a']}",
            "hostile": f"/reports/{self.ids['h']}", "map": "/map", "overview": "/overview", "releases": "/releases", "log": "/log",
            "people": "/people",
        }  # fmt: skip


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = Running(tmp_path_factory.mktemp("desk"))
    yield running
    running.stop()


@pytest.fixture
def faults() -> list[str]:
    """What the console of a page complains of."""
    return []


@pytest.fixture
def look(browser: Browser, desk: Running, faults: list[str]) -> Iterator[Any]:
    """Opens a page: ``look("/map", lang="ar", scheme="dark", width=360)``. What the console complains of fails the test."""
    contexts = []

    def opened(path: str, *, lang: str = "en", scheme: Any = "light", width: int = 1280) -> Any:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, locale=lang)
        context.set_default_timeout(60_000)  # the machine may be busy
        contexts.append(context)
        context.add_cookies([{"name": "rasid_lang", "value": lang, "url": desk.at}])
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda asked: faults.append(asked.url) if not asked.url.startswith((desk.at, "data:", "blob:")) else None,
        )
        page.goto(desk.at + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not faults, faults
