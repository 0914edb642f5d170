#!/usr/bin/env python3
"""How fast the desk answers on a store of 100,000 reports and 30,000 incidents, and how soon its map can be used.

usage: desk.py [--store FILE] [--reports N] [--incidents N] [--asks N] [--no-browser] [--json OUT.json]

The store is made first (see desk_store.py), unless --store names one that is there. The desk runs as people start it
(`rasid serve`), in a process of its own on this machine; what is measured is the time from a request to the last byte of its
answer, over connections that stay open as those of a browser do. One user asks one page after another; then twenty ask at once,
each waiting for an answer before the next. Pages asked for are drawn anew for each: other incidents, words, filters.

"ready" is the time from starting the command until the first page is there. The modules are compiled by an earlier start, as an
installation has them: without that, whoever forbids Python to keep what it compiles (PYTHONDONTWRITEBYTECODE) would measure its
compiler. "first page" is all that a browser loads for the
inbox the first time, compressed as it is sent. "map" is the time from opening the page until incidents can be moved and chosen,
as the page itself says it (data-ready), in Chromium without a cache.

Each figure stands beside the bound that it must keep; exit code 1 when one does not. Other work on the machine shows in them:
run it alone. For one user, and for the start, the processor time of the desk itself is told as well (of Linux, from /proc): it
says what the answers cost where the machine is busy with other things.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import desk_store

from rasid.store import Store

ROOT = Path(__file__).parents[1]
USERS = 20
BOUNDS = {
    "ready, s": 2.0,
    "first page, kB": 300.0,
    "map usable in Chromium, s": 2.0,
}
ALONE, TOGETHER = 150.0, 500.0
"""Milliseconds within which 95 of 100 answers are there: for one user, and for twenty."""
WORDS = (
    "قصف", "غارة", "حلب", "انفجار عبوة", "اشتباكات", "مقتل مدنيين", "اعتقال", "مسلحون", "طائرة", "محتجون", "قرية", "سوق",
    "الدفاع المدني", "جنود", "خطف",
)  # fmt: skip
TYPES = ("shelling", "air_strike", "bombing", "armed_clash", "armed_attack", "abduction", "arrest", "protest")
CHROMIUM = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip


class Asked:
    """Addresses of pages as people come to them, drawn from what the store holds."""

    def __init__(self, path: Path, seed: int) -> None:
        self._chance = random.Random(seed)
        with Store.open(path) as store:
            self._incidents = [card.id for card in store.inbox.page(limit=400).cards]
            from rasid.store.points import points

            every = list(points(store))
            self._incidents += [point.id for point in self._chance.sample(every, 600)]
            self._countries = sorted({point.country for point in every if point.country})
            found = []
            for report in store.reports():
                found.append(report.id)
                if len(found) == 4000:
                    break
            self._reports = self._chance.sample(found, 1000)

    def pages(self, seed: int) -> dict[str, Callable[[], str]]:
        chance = random.Random(seed)

        def inbox() -> str:
            asked = {}
            if chance.random() < 0.6:
                asked["kind"] = chance.choice(("incident", "report"))
            if chance.random() < 0.4:
                asked["type"] = chance.choice(TYPES)
            if chance.random() < 0.4:
                asked["country"] = chance.choice(self._countries)
            if chance.random() < 0.3:
                asked["order"] = chance.choice(("need", "newest"))
            return "/?" + urllib.parse.urlencode(asked)

        def search() -> str:
            return "/?" + urllib.parse.urlencode(
                {"q": chance.choice(WORDS), "kind": chance.choice(("incident", "report"))}
            )

        return {
            "inbox": inbox,
            "search": search,
            "incident": lambda: f"/incidents/{chance.choice(self._incidents)}",
            "report": lambda: f"/reports/{chance.choice(self._reports)}",
        }


def get(connection: HTTPConnection, path: str) -> tuple[int, bytes, dict[str, str]]:
    connection.request("GET", path, headers={"Accept-Encoding": "gzip", "Accept-Language": "ar"})
    answer = connection.getresponse()
    return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]


def free_port() -> int:
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def processor(pid: int) -> float:
    """Milliseconds that a process has been on a processor, all its threads together; 0 where the system does not tell."""
    total = 0
    for task in Path(f"/proc/{pid}/task").glob("*/schedstat"):
        try:
            total += int(task.read_text().split()[0])
        except (OSError, ValueError, IndexError):
            continue
    return total / 1e6


@contextmanager
def desk(path: Path, compiled: Path) -> Iterator[tuple[int, int, float]]:
    """The desk: its process, its port, and how many seconds it took until its first page was there. ``compiled`` is a folder for
    what Python compiles."""
    port = free_port()
    command = [
        str(Path(sys.executable).parent / "rasid"),
        "serve",
        "--store",
        str(path),
        "--port",
        str(port),
        "--show-names",
    ]
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            if process.poll() is not None:
                sys.exit(f"the desk did not start: {' '.join(command)}")
            try:
                connection = HTTPConnection("127.0.0.1", port, timeout=60)
                status, _, _ = get(connection, "/")
                if status == 200:
                    break
                sys.exit(f"the first page answered {status}")
            except OSError:
                time.sleep(0.02)
        yield process.pid, port, time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(timeout=20)


def one_user(pid: int, port: int, asked: Asked, asks: int) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """By page, the milliseconds of each answer, and those of the processor."""
    cost: dict[str, list[float]] = defaultdict(list)
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    times: dict[str, list[float]] = defaultdict(list)
    pages = asked.pages(1)
    for number in range(asks):
        for name, page in pages.items():
            path = page()
            began, spent = time.perf_counter(), processor(pid)
            status, _, _ = get(connection, path)
            took = 1000 * (time.perf_counter() - began)
            if number > 2:  # the first of each reads word lists and templates
                times[name].append(took)
                cost[name].append(processor(pid) - spent)
            if status != 200:
                sys.exit(f"{path} answered {status}")
    return times, cost


def together(port: int, asked: Asked, asks: int) -> dict[str, list[float]]:
    times: dict[str, list[float]] = defaultdict(list)
    lock = threading.Lock()
    failed: list[str] = []

    def user(number: int) -> None:
        chance, pages = random.Random(number), asked.pages(100 + number)
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        for _ in range(asks):
            # People read between two pages; twenty who never did would be a crowd.
            time.sleep(chance.uniform(0.5, 2.5))
            name = chance.choice(("inbox", "search", "incident", "incident", "report", "report"))
            path = pages[name]()
            began = time.perf_counter()
            status, _, _ = get(connection, path)
            took = 1000 * (time.perf_counter() - began)
            with lock:
                times[name].append(took)
                if status != 200:
                    failed.append(f"{path} answered {status}")

    threads = [threading.Thread(target=user, args=(number,)) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        sys.exit(failed[0])
    return times


def first_page(port: int) -> int:
    """Bytes of the inbox with all that it loads, as sent."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    _, body, headers = get(connection, "/")
    total = len(body)
    text = (gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body).decode()
    wanted = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', text))
    sheets = [path for path in wanted if ".css" in path]
    for path in sheets:
        _, raw, told = get(connection, path)
        css = (gzip.decompress(raw) if told.get("content-encoding") == "gzip" else raw).decode()
        base = path.split("?", 1)[0]
        wanted |= {
            urllib.parse.urljoin(base, url) for url in re.findall(r'url\("?([^")]+)"?\)', css) if "data:" not in url
        }
    seen: dict[str, int] = {}
    for path in wanted:
        # The same file under two addresses, as a font that is preloaded, is loaded once where the addresses are one.
        _, raw, _ = get(connection, path)
        seen[path.split("?", 1)[0]] = len(raw)
    return total + sum(seen.values())


def usable_map(port: int, times: int = 3) -> tuple[float, dict[str, str]]:
    """Seconds until the map can be used, the median of some; and what it says that it shows."""
    from playwright.sync_api import sync_playwright

    took, said = [], {}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        for _ in range(times):
            context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="ar")
            page = context.new_page()
            began = time.perf_counter()
            page.goto(f"http://127.0.0.1:{port}/map")
            page.wait_for_selector("#map[data-ready]", timeout=60_000)
            # Usable: a key zooms, and the picture follows within the frame.
            page.focus("#map-canvas")
            page.keyboard.press("+")
            page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
            took.append(time.perf_counter() - began)
            said = page.evaluate("() => ({...document.getElementById('map').dataset})")
            context.close()
        browser.close()
    return statistics.median(took), said


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--store", type=Path)
    parser.add_argument("--reports", type=int, default=100_000)
    parser.add_argument("--incidents", type=int, default=30_000)
    parser.add_argument("--asks", type=int, default=60, help="of each page")
    parser.add_argument("--no-browser", action="store_true", help="leave the map out")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.store or Path(folder) / "desk.sqlite"
        if not path.exists():
            desk_store.build(
                path, reports=given.reports, incidents=given.incidents, told=lambda text: print(text, file=sys.stderr)
            )
        with Store.open(path) as store:
            held = {"reports": store.counts()["reports"], "incidents": store.inbox.count()}
        print(f"{held['reports']:,} reports, {held['incidents']:,} incidents, {path.stat().st_size / 1e6:,.0f} MB")
        asked = Asked(path, 5)
        figures: list[tuple[str, float, float]] = []
        compiled = Path(folder) / "compiled"
        with desk(path, compiled):
            pass  # once, so that the modules are compiled, and what the system reads from the disk is in its memory
        with desk(path, compiled) as (pid, port, ready):
            print(f"the start takes {processor(pid) / 1000:.2f} s of processor")
            figures.append(("ready, s", ready, BOUNDS["ready, s"]))
            figures.append(("first page, kB", first_page(port) / 1000, BOUNDS["first page, kB"]))
            alone, cost = one_user(pid, port, asked, given.asks)
            for name, times in alone.items():
                figures.append((f"{name}, one user, p95 ms", p95(times), ALONE))
                spent = cost[name]
                print(f"{name}: {statistics.median(spent):.0f} ms of processor, 95 of 100 below {p95(spent):.0f}")
            crowd = together(port, asked, max(5, given.asks // 4))
            for name, times in sorted(crowd.items()):
                figures.append((f"{name}, {USERS} users, p95 ms", p95(times), TOGETHER))
            if not given.no_browser:
                seconds, said = usable_map(port)
                figures.append(("map usable in Chromium, s", seconds, BOUNDS["map usable in Chromium, s"]))
                print(f"the map shows {said.get('shown')} and tells {said.get('unplaced')} without a point")
    kept = True
    for name, value, bound in figures:
        holds = value <= bound
        kept &= holds
        print(f"{name:<34} {value:>8.2f}   at most {bound:>6.0f}   {'' if holds else 'TOO MUCH'}")
    if given.json:
        given.json.write_text(json.dumps({**held, **{name: value for name, value, _ in figures}}, indent=2) + "\n")
    sys.exit(not kept)


if __name__ == "__main__":
    main()
