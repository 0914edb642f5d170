"""The JSON API over PostgreSQL, fuzzed from its own description: what SQLite takes (a NUL, a number of any size) it may refuse."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.store.conftest import execute
from tests.web.test_api import test_no_request_breaks_it

__all__ = ["test_no_request_breaks_it"]


@pytest.fixture(scope="module")
def empty(database: sa.URL) -> str:
    execute(database, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return database.render_as_string(hide_password=False)
