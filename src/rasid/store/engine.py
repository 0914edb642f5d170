"""The connection to a database, and its failures in words that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from rasid.errors import MissingExtra, StoreError, UsageError

BUSY_SECONDS = 30.0
"""How long a writer waits for another one."""
CACHE_KIB = 131_072
"""Memory for pages of the file while events are linked; SQLite takes it as it needs it."""
APPLICATION_ID = 0x52617364  # "Rasd": `file` and other programs can tell a store from other SQLite files
OLDEST_SQLITE = (3, 37, 0)  # STRICT tables


def locate(where: str | Path) -> tuple[sa.URL, Path | None]:
    """The address of a store, and its file when it is one. ``where`` is a path or a URL (sqlite, postgresql)."""
    text = str(where)
    if "://" not in text:
        path = Path(where)
        return sa.URL.create("sqlite", database=str(path)), path
    try:
        url = sa.make_url(text)
    except sa.exc.ArgumentError as error:
        raise UsageError(f"not a path or URL of a store: {text}") from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        if not url.database or url.database == ":memory:":
            raise UsageError("a store in SQLite is a file: sqlite:///PATH")
        return url, Path(url.database)
    if backend == "postgresql":
        return url.set(drivername="postgresql+psycopg"), None
    raise UsageError(f"stores are kept in SQLite or PostgreSQL, not in {backend}")


def shown(url: sa.URL) -> str:
    """The address as shown to people: the path of a file, the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return url.database or ""
    return url.set(drivername="postgresql").render_as_string(hide_password=True)


def connect(url: sa.URL, *, busy_seconds: float = BUSY_SECONDS) -> sa.Engine:
    """An engine for ``url``. Raises MissingExtra where the driver of PostgreSQL is not installed."""
    if url.get_backend_name() != "sqlite":
        return _postgresql(url)
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise StoreError(f"SQLite {sqlite3.sqlite_version} is too old: stores need 3.37 or newer; use a newer Python")
    engine = sa.create_engine(url, connect_args={"timeout": busy_seconds, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        # In WAL a commit needs no sync of the file to outlive the end of the process; loss of power may undo the last ones.
        connection.execute("PRAGMA synchronous = NORMAL")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A writer says so at once: one that turns into a writer after reading cannot wait for another.
        write = connection.get_execution_options().get("rasid_write")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _postgresql(url: sa.URL) -> sa.Engine:
    try:
        # Whatever the environment or the role says of the encoding of what is sent.
        engine = sa.create_engine(url, connect_args={"client_encoding": "UTF8"})
    except ModuleNotFoundError as error:
        raise MissingExtra("stores in PostgreSQL need its driver: pip install 'rasid[postgres]'") from error

    @event.listens_for(engine, "connect")
    def check(connection: Any, _record: Any) -> None:
        # Where a server was set up without a locale, its databases are SQL_ASCII, which knows no letters but those.
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            raise StoreError(
                f"the database {shown(url)} is in {encoding}, which cannot keep Arabic; make one in UTF-8: "
                "create database NAME encoding 'UTF8' template template0"
            )

    return engine


def alone(connection: sa.Connection) -> None:
    """Waits until no other program changes the tables. In SQLite a transaction that writes is alone as it is."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(APPLICATION_ID)))


def in_turn(connection: sa.Connection) -> None:
    """Waits until no other program adds to the ledger: each row holds the hash of the one before it."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(APPLICATION_ID, 1)))


def by_turns(connection: sa.Connection) -> None:
    """Waits until no other program changes what is packed of many cards in one row: two would each keep its own."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(APPLICATION_ID, 2)))


def widen(connection: sa.Connection) -> None:
    """Lets SQLite keep more of the file in memory: keys of blocks are hashes, so that each lies on a page of its own."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size = -{CACHE_KIB}")


def mark(engine: sa.Engine) -> None:
    """Sets what is kept in a SQLite file beside its tables: the journal mode, and whose file it is."""
    if engine.dialect.name == "sqlite":
        raw = engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA journal_mode = WAL")
            raw.cursor().execute(f"PRAGMA application_id = {APPLICATION_ID}")
        finally:
            raw.close()


@contextmanager
def explained(where: str) -> Iterator[None]:
    """Failures of the database as StoreError."""
    try:
        yield
    except (sa.exc.DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, sa.exc.DBAPIError) and error.orig is not None else error
        raise StoreError(f"{_advice(where, str(cause).strip())}") from error


def _advice(where: str, cause: str) -> str:
    low = cause.lower()
    for sign, advice in (
        ("locked", f"the store {where} is being written by another program; wait until that has ended, and run this again"),
        ("not a database", f"{where} is not a store: give the path of a store, or of a file that does not exist yet"),
        ("malformed", f"the store {where} is damaged; take a backup of it, or save what can be read: "
                      f"sqlite3 {where} .recover | sqlite3 NEW"),
        ("disk i/o", f"the disk failed under the store {where}; check it and take a backup"),
        ("full", f"no room is left for the store {where}; make some, and run this again"),
        ("readonly", f"the store {where} may not be written; change its permissions, or work on a copy"),
        ("unable to open", f"the store {where} cannot be opened; check that its folder exists and may be written"),
        ("never changes", f"a row of {where} was to be changed that stands for good: reports, judgements, decisions, releases"),
    ):  # fmt: skip
        if sign in low:
            return f"{advice} ({cause})"
    return f"the store {where} failed: {cause}"
