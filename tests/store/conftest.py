"""A fresh store for each test: in SQLite always, in PostgreSQL where RASID_TEST_POSTGRES has the URL of a database that
may be emptied."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from rasid.store import Store

from .samples import RUN

POSTGRES = os.environ.get("RASID_TEST_POSTGRES")


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.skipif(not POSTGRES, reason="no PostgreSQL"))]
)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    where = str(tmp_path / "s.db")
    if request.param == "postgresql":
        assert POSTGRES is not None
        where = POSTGRES
        engine = sa.create_engine(sa.make_url(where).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
        engine.dispose()
    with Store.create(where) as made:
        made.add_run(RUN)
        yield made
