"""The desk as it is run: what is read in before the first page, and what waits until it is there."""

import asyncio
import gc
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import uvicorn

from rasid.cli.serve import _listening
from rasid.errors import UsageError
from rasid.model import Ruling, SubjectKind
from rasid.run.review import decide, review
from rasid.store import Store
from rasid.web import run

from .desks import client, filled

AFTER_THE_FIRST_PAGE = """
import sys
from fastapi.testclient import TestClient
from rasid.store import Store
from rasid.web import run

app = run.create_app(Store.open(sys.argv[1]))
assert TestClient(app, base_url="http://localhost").get("/").status_code == 200
print(*sorted({name.split(".")[0] for name in sys.modules} | {name for name in sys.modules if name.startswith("sqlalchemy.dialects.")}))
"""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store.create(tmp_path / "s.sqlite")


def test_the_first_page_reads_in_nothing_that_it_does_not_need(store: Store) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AFTER_THE_FIRST_PAGE, store.where], check=True, capture_output=True, text=True
    )
    read = set(done.stdout.split())
    assert "fastapi" in read
    assert not read & {
        "onnxruntime",
        "tokenizers",
        "trafilatura",
        "ahocorasick",
        "alembic",
        "argon2",
        "dask",
        "psycopg",
    }
    assert "sqlalchemy.dialects.sqlite" in read
    assert not any(name.startswith("sqlalchemy.dialects.postgresql") for name in read)


def test_the_desk_is_stopped_as_it_says(store: Store) -> None:
    process = subprocess.Popen(
        [Path(sys.executable).with_name("rasid"), "serve", "--store", store.where, "--port", "0"],
        stderr=subprocess.PIPE,
        text=True,
        # What is started in the background is deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert process.stderr is not None
    try:
        told = process.stderr.readline()
        assert "Ctrl-C" in told
        at = re.search(r"http://\S+", told)
        assert at is not None
        urllib.request.urlopen(at[0]).read()
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    finally:
        process.kill()
    assert said == "\nThe desk is closed.\n"
    assert process.returncode == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
def test_an_answer_is_sent_without_waiting_for_its_head_to_be_acknowledged(host: str) -> None:
    async def accepted() -> int:
        told = asyncio.get_running_loop().create_future()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            told.set_result(writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        try:
            listening = _listening(host, 0)
        except UsageError:
            pytest.skip(f"this machine has no {host}")
        async with await asyncio.start_server(answer, sock=listening):
            _, writer = await asyncio.open_connection(*listening.getsockname()[:2])
            writer.close()
            return int(await asyncio.wait_for(told, 20))

    with ThreadPoolExecutor(1) as alone:  # whatever loop a browser has left in this thread
        assert alone.submit(asyncio.run, accepted()).result() == 1


def test_work_beside_begins_when_the_desk_answers(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "_SETTLED", 0.5)
    began: list[float] = []
    worked = threading.Event()

    def beside() -> None:
        began.append(time.monotonic())
        worked.set()

    servers: list[uvicorn.Server] = []
    made = uvicorn.Server.__init__

    def keep(self: uvicorn.Server, config: uvicorn.Config) -> None:
        made(self, config)
        servers.append(self)

    monkeypatch.setattr(uvicorn.Server, "__init__", keep)
    monkeypatch.setattr(uvicorn.Server, "install_signal_handlers", lambda self: None, raising=False)
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=run.serve, args=(store, listening), kwargs={"beside": beside}, daemon=True)
    interval, collect = sys.getswitchinterval(), gc.get_threshold()
    started = time.monotonic()
    thread.start()
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{listening.getsockname()[1]}/", timeout=20) as page:
            assert page.status == 200
        assert worked.wait(20)
        assert began[0] - started >= 0.5
    finally:
        servers[0].should_exit = True
        thread.join(20)
        sys.setswitchinterval(interval)
        gc.set_threshold(*collect)
        gc.unfreeze()


def test_what_another_program_decides_stands_in_the_lists_at_once(tmp_path: Path) -> None:
    store, ids = filled(tmp_path / "s.sqlite")
    desk = client(store)

    def new() -> int:
        """How many reports nobody has decided on, as the facet beside the list tells it."""
        page = desk.get("/?kind=report").text
        told = re.search(r'state=new"><bdi>New</bdi></a> <span class="n">(\d+)</span>', page)
        return int(told[1]) if told is not None else 0

    before = new()
    with store, Store.open(store.where) as other:
        draft, seen = review(other, ids["a"]).draft(SubjectKind.EVENT, "e1", Ruling.ACCEPT, by="amal")
        decide(other, draft, seen=seen)
        assert new() == before - 1 > 0
