"""A fresh store for each test, in SQLite and in PostgreSQL.

PostgreSQL is the server of RASID_TEST_POSTGRES, the URL of a database whose user may make others; without it, one that is
started here. Each process of tests works in a database of its own, which is gone at the end.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import sqlalchemy as sa

from rasid.store import Store

from . import postgres
from .samples import RUN


def execute(url: sa.URL, *statements: str) -> None:
    engine = sa.create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


@pytest.fixture(scope="session")
def database() -> Iterator[sa.URL]:
    """A database in PostgreSQL."""
    with ExitStack() as stack:
        try:
            given = os.environ.get("RASID_TEST_POSTGRES")
            server = sa.make_url(given) if given else stack.enter_context(postgres.server())
        except postgres.NoPostgreSQL as error:
            # Where all is to be tested, what was not tested must not pass for what was.
            (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(str(error))
        name = f"rasid_tests_{secrets.token_hex(4)}"
        execute(server, f"CREATE DATABASE {name} ENCODING 'UTF8' TEMPLATE template0")
        if given:  # ours goes with all that is in it
            stack.callback(execute, server, f"DROP DATABASE {name} WITH (FORCE)")
        yield server.set(database=name)


@pytest.fixture
def address(database: sa.URL) -> str:
    """The URL of an empty database in PostgreSQL, as people give it."""
    execute(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return database.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    where = str(tmp_path / "s.db") if request.param == "sqlite" else request.getfixturevalue("address")
    with Store.create(where) as made:
        made.add_run(RUN)
        yield made
