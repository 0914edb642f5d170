"""Where records are kept: SQLAlchemy Core over SQLite, PostgreSQL for teams."""

from rasid.store.linked import IncidentFilter, Linked
from rasid.store.query import EventFilter
from rasid.store.store import Found, Store

__all__ = ["EventFilter", "Found", "IncidentFilter", "Linked", "Store"]
