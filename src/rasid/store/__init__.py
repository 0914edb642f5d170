"""Where records are kept: SQLAlchemy Core over SQLite, PostgreSQL for teams."""

from rasid.store.inbox import Count, InboxFilter, Order, Page
from rasid.store.linked import IncidentFilter, Linked
from rasid.store.query import EventFilter
from rasid.store.store import Found, Store

__all__ = ["Count", "EventFilter", "Found", "InboxFilter", "IncidentFilter", "Linked", "Order", "Page", "Store"]
