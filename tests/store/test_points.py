"""Points of the map in both databases: what the cards hold, days as numbers, null where nothing is known."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa

from rasid.store import Store
from rasid.store.points import Point, points
from rasid.store.schema import cards


def row(number: int, **told: object) -> dict[str, object]:
    return {
        "kind": "incident", "number": number, "id": f"i{number:016x}", "score": 0.0, "needs": "[]", "state": "new", "title": "",
        "killed_or_more": 0, "injured_or_more": 0, "contested": 0, "reports": 1, "sources": 1, "decided": 0, "waiting": 0,
        **told,
    }  # fmt: skip


def test_points_are_what_the_cards_hold(store: Store):
    rows = [
        row(
            1, type="shelling", date_start="2021-03-14", date_end="2021-03-15", country="SY", place_id="gn1", lat=36.2012,
            lon=37.1612, radius_km=39.7, killed_low=3, killed_best=5, killed_high=9,
        ),
        row(2),
        row(3, killed_low=0, killed_high=4),
        {**row(4), "kind": "report", "id": "r" + "0" * 20},
    ]  # fmt: skip
    with store._write() as connection:
        for one in rows:
            connection.execute(sa.insert(cards), one)
    day = (dt.date(2021, 3, 14) - dt.date(1970, 1, 1)).days
    assert list(points(store)) == [
        Point("i0000000000000001", "shelling", day, day + 1, "SY", "gn1", 36.2012, 37.1612, 39.7, 5),
        Point("i0000000000000002", None, None, None, None, None, None, None, None, None),
        Point("i0000000000000003", None, None, None, None, None, None, None, None, 0),
    ]
