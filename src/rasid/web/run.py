"""Runs the desk until it is stopped."""

from __future__ import annotations

import gc
import socket
import sys
import threading
from collections.abc import Callable, Iterable

import uvicorn

from rasid.store import Store
from rasid.web.app import create_app

_COLLECT = (20_000, 20, 50)
"""New objects before the youngest are looked through for what nothing holds any more, and how often that is done before older ones
are."""
_HAND_OVER = 0.001
"""Seconds after which a thread that computes lets another one go on: what takes requests in and sends answers is one of them."""
_SETTLED = 3.0
"""Seconds after the start at which the first page is there."""


def serve(
    store: Store,
    listening: socket.socket,
    *,
    show_names: bool = False,
    hosts: Iterable[str] = (),
    beside: Callable[[], None] | None = None,
) -> None:
    """Answers at a socket that is bound, until Ctrl-C. Work ``beside`` begins when the first reader has the first page."""
    app = create_app(store, names=show_names, hosts=hosts)
    # A page makes tens of thousands of records that go with it; by its defaults Python looks through all that the desk holds, the
    # gazetteer too, again and again while they are made: a tenth of a second each time.
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    sys.setswitchinterval(_HAND_OVER)
    if beside is not None:
        later = threading.Timer(_SETTLED, beside)
        later.name, later.daemon = "rasid-beside", True
        later.start()
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(settings).run(sockets=[listening])
