"""Where records are kept: SQLAlchemy Core over SQLite, PostgreSQL for teams."""

from rasid.store.query import EventFilter
from rasid.store.store import Found, Store

__all__ = ["EventFilter", "Found", "Store"]
