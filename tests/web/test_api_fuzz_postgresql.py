"""The JSON API over PostgreSQL, fuzzed from its own description: what SQLite takes (a NUL, a number of any size) it may refuse."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from rasid.model.person import DeskRole
from rasid.store import Store
from tests.store.conftest import execute
from tests.web.desks import filled, logged_in
from tests.web.test_api import test_no_request_breaks_it

__all__ = ["test_no_request_breaks_it"]


@pytest.fixture(scope="module")
def managed(database: sa.URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, str]]:
    execute(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    store, _ = filled(database.render_as_string(hide_password=False))
    with store, pytest.MonkeyPatch.context() as patch:
        patch.setenv("RASID_DATA", str(tmp_path_factory.mktemp("managed")))
        logged_in(store, "amal", DeskRole.ADMIN)
        yield store, store.people.add_token("amal", "test", by="amal")[1]
