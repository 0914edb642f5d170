"""What a map of all incidents needs of each, and nothing more: read by columns, for tens of thousands at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

import sqlalchemy as sa

from rasid.store.schema import cards

if TYPE_CHECKING:
    from rasid.store.store import Store

_EPOCH = dt.date(1970, 1, 1).toordinal()
_BATCH = 5000


class Point(NamedTuple):
    """One incident on the map; without a point, too."""

    id: str
    """Id of the incident."""
    type: str | None
    """Event type."""
    first: int | None
    """First day on which it may have happened, in days since 1970-01-01; null where nothing fixes it."""
    last: int | None
    """Last day."""
    country: str | None
    """ISO 3166 alpha-2."""
    place: str | None
    """Id in the gazetteer."""
    lat: float | None
    """Degrees north (WGS 84), as kept: never moved."""
    lon: float | None
    """Degrees east."""
    radius_km: float | None
    """How far from the point it may have been, in km."""
    killed: int | None
    """The number killed to take, else the least; null where none is stated."""


def points(store: Store) -> Iterator[Point]:
    """Every incident that has a card, by its number."""
    at = cards.c
    wanted = (at.id, at.type, at.date_start, at.date_end, at.country, at.place_id, at.lat, at.lon, at.radius_km)
    killed = sa.func.coalesce(at.killed_best, at.killed_low)
    statement = sa.select(*wanted, killed).where(at.kind == "incident").order_by(at.number)
    known: dict[str | None, int | None] = {None: None}

    def day(text: str | None) -> int | None:
        found = known.get(text)
        if found is None and text is not None:
            found = known[text] = dt.date.fromisoformat(text).toordinal() - _EPOCH
        return found

    with store._read() as connection:
        for row in connection.execute(statement, execution_options={"yield_per": _BATCH}):
            id_, kind, first, last, *rest = row
            yield Point(id_, kind, day(first), day(last), *rest)
