"""`rasid serve`: the desk, in the browser of this machine or, with people added, of others."""

from __future__ import annotations

import contextlib
import gc
import ipaddress
import socket
import sys
from functools import partial
from typing import TYPE_CHECKING

import click

from rasid.cli.common import store_option
from rasid.errors import RasidError, UsageError

if TYPE_CHECKING:
    from rasid.store import Store

PORT = 8760


@click.command("serve", short_help="Open the desk in a browser.")
@store_option(required=True)
@click.option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True, help="0 takes any free one.")
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="The address to listen at.")
@click.option(
    "--host-name",
    "names",
    multiple=True,
    metavar="NAME",
    help="A name by which browsers ask for the desk, where --host is not of this machine alone; may be repeated.",
)
@click.option("--show-names", is_flag=True, help="Show names of victims and witnesses where nobody has to log in.")
@click.option("--open/--no-open", "opens", default=False, help="Open the browser too.")
def command(store: str, port: int, host: str, names: tuple[str, ...], show_names: bool, opens: bool) -> None:
    """Open the desk on a store: inbox, incidents, reports, map, releases, the ledger.

    Without people (the command "people" adds them) it is open to this machine and to nobody else. At another address than this
    machine's own it demands that there are people; put it behind a server that speaks TLS there.

    \b
    Examples:
      rasid serve --store incidents.sqlite --open
      rasid serve --store postgresql://localhost/casualties --host 0.0.0.0 --host-name desk.example.org
    """
    # What is read in at the start stays until the end; to look through it for what nothing holds takes a seventh of the start.
    gc.disable()
    try:
        from rasid.store import Store
        from rasid.web.run import serve
    finally:
        gc.enable()

    with Store.open(store) as opened:
        if not _is_local(host) and not opened.people.any():
            raise UsageError(
                f"{host} can be reached by others, and nobody would have to log in; add people first: "
                f"rasid people add NAME --role admin --store {store}"
            )
        with _listening(host, port) as listening:
            at = f"http://{_written(host)}:{listening.getsockname()[1]}/"
            click.echo(f"The desk is open at {at} — stop it with Ctrl-C", err=True)
            sys.stderr.flush()
            if opens:
                click.launch(at)
            # Lines of the lists that are missing, as in a store of an older version, are made while the desk is open.
            beside = partial(_refresh, opened)
            try:
                serve(opened, listening, show_names=show_names, hosts=(*names, _written(host)), beside=beside)
            except KeyboardInterrupt:  # how it is stopped: nothing went wrong
                click.echo("\nThe desk is closed.", err=True)


def _refresh(store: Store) -> None:
    from rasid.run.review import refresh

    # What fails here, fails again where it can be told: when a page or a command needs it.
    with contextlib.suppress(RasidError):
        refresh(store)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _written(host: str) -> str:
    """As it stands in an address."""
    return f"[{host}]" if ":" in host else host


def _listening(host: str, port: int) -> socket.socket:
    """Raises UsageError, with what to do, where the port is taken or the address is not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sends at once (TCP_NODELAY) on sockets that say they are of TCP, and on no others: the body of an answer, which comes
    # after its head, would wait 40 ms until the browser's system has acknowledged that.
    made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        # Who asks at once, as the browser that is opened does, waits for the first page and is not refused.
        made.listen(128)
    except OSError as error:
        made.close()
        raise UsageError(
            f"cannot listen at {host}:{port} ({error.strerror}); choose another port with --port"
        ) from error
    return made
