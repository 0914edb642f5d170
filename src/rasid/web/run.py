"""Runs the desk until it is stopped."""

from __future__ import annotations

import gc
import socket
from collections.abc import Iterable

import uvicorn

from rasid.store import Store
from rasid.web.app import create_app

_COLLECT = (20_000, 20, 50)
"""New objects before the youngest are looked through for what nothing holds any more, and how often that is done before older ones
are."""


def serve(store: Store, listening: socket.socket, *, show_names: bool = False, hosts: Iterable[str] = ()) -> None:
    """Answers at a socket that is bound, until Ctrl-C."""
    app = create_app(store, names=show_names, hosts=hosts)
    # A page makes tens of thousands of records that go with it; by its defaults Python looks through all that the desk holds, the
    # gazetteer too, again and again while they are made: a tenth of a second each time.
    gc.freeze()
    gc.set_threshold(*_COLLECT)
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(settings).run(sockets=[listening])
