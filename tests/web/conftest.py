"""What tests of the desk over PostgreSQL need: the server and the database of the tests of stores."""

from tests.store.conftest import address, database

__all__ = ["address", "database"]
