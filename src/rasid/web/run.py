"""Runs the desk until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Iterable

import uvicorn

from rasid.store import Store
from rasid.web.app import create_app


def serve(store: Store, listening: socket.socket, *, show_names: bool = False, hosts: Iterable[str] = ()) -> None:
    """Answers at a socket that is bound, until Ctrl-C."""
    app = create_app(store, names=show_names, hosts=hosts)
    settings = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=3
    )
    uvicorn.Server(settings).run(sockets=[listening])
