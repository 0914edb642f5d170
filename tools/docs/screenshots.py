"""Takes the pictures of the desk that the READMEs show, from the demo store as it is read and linked.

python tools/docs/screenshots.py        writes docs/images/*.png

Not run by `make docs`: it needs Chromium, and a picture is another one on every machine. The desk runs on this machine; what it
shows are the reports written for the project. A picture holds no names of victims or witnesses: they are covered.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from playwright.sync_api import Page, sync_playwright

from rasid.model import Draft, Need, Ruling, Subject, SubjectKind
from rasid.run.review import decide
from rasid.store import Store
from rasid.store.inbox import InboxFilter
from rasid.web.app import create_app

ROOT = Path(__file__).parents[2]
OUT = ROOT / "docs" / "images"
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--force-color-profile=srgb",
]  # fmt: skip
WIDTH, HEIGHT = 1280, 800


@contextmanager
def demo_store() -> Iterator[Store]:
    """The demo store as `make demo` reads it, with two decisions in its ledger."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "demo.sqlite"
        os.environ["RASID_DATA"] = f"{name}/data"
        rasid = Path(sys.executable).parent / "rasid"
        subprocess.run([rasid, "read", "--demo", "--quiet", "--store", path], check=True)
        with Store.open(path) as store:
            for number, report in enumerate(store.reports(relevant=True)):
                analysis = store.analysis(report.id)
                if analysis is None or not analysis.events or number > 1:
                    break
                event = analysis.events[0]
                subject = Subject(kind=SubjectKind.EVENT, report_id=report.id, record=event.id, trait=event.type.value)
                draft = Draft(
                    by=("huda", "basil")[number], subject=subject, field="type", verdict=Ruling.ACCEPT,
                    before=event.type.value, anchor=(event.trigger,), wants_second=number == 0,
                )  # fmt: skip
                decide(store, draft)
            yield store


@contextmanager
def desk(store: Store) -> Iterator[str]:
    """The desk on a free port."""
    server = uvicorn.Server(uvicorn.Config(create_app(store), port=0, log_level="error", access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(10)


def pages(store: Store) -> dict[str, str]:
    """By the name of the picture, what it is of: of incidents the one with the most contested toll."""
    inbox = store.inbox
    contested = inbox.page(InboxFilter(need=Need.CONTESTED_TOLL)).cards or inbox.page().cards
    incident = max(contested, key=lambda card: (card.reports, card.id))
    with store.linked() as tables:
        number = tables.resolve(incident.id)
        assert number is not None
        report = tables.incidents([number])[number].events[0].report_id
    return {
        "inbox": "/",
        "incident": f"/incidents/{incident.id}",
        "report": f"/reports/{report}",
        "map": "/map",
        "overview": "/overview",
    }


def taken(page: Page, at: str, path: str, file: Path) -> None:
    page.goto(at + path)
    if path == "/map":
        page.wait_for_selector("#map[data-ready]")
        page.focus("#map-canvas")
        page.keyboard.press("Enter")
        page.wait_for_selector("#map-list li")
        page.evaluate("document.activeElement.blur()")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    page.screenshot(path=str(file))
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes")


def main() -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    with demo_store() as store, desk(store) as at, sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        looks: list[tuple[str, Any]] = [("ar", "light"), ("en", "light")]
        for lang, scheme in looks:
            context = browser.new_context(
                viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme, locale=lang, reduced_motion="reduce"
            )
            context.add_cookies([{"name": "rasid_lang", "value": lang, "url": at}])
            page = context.new_page()
            for name, path in pages(store).items():
                taken(page, at, path, OUT / f"{name}-{lang}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
