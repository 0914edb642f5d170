"""The map and timeline: every incident where it is said to have been and how far from there; what has no point stands beside."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Response

from rasid.errors import DataError
from rasid.lexicon.places import gazetteer
from rasid.model import Card, EventType, PlaceKind
from rasid.store import Store
from rasid.store.points import Point, points
from rasid.web import tiles, wording
from rasid.web.desk import Desk, desk

router = APIRouter()
At = Annotated[Desk, Depends(desk)]
LISTED = 60
"""Lines that one request of a list may ask for."""
_ID = re.compile(r"i[0-9a-f]{16}")
_TOWNS = (PlaceKind.CITY, PlaceKind.TOWN)
_FORMS = ("shown", "unplaced", "undated_in", "undated_out", "incidents", "most_day", "most_weeks")
_PHRASES = ("choose", "failed", "no_base", "none_dated")
_IMAGES = {"mvt": "application/vnd.mapbox-vector-tile", "png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}


@router.get("/map")
def show(at: At) -> Response:
    """The page; what stands on the map it asks for itself."""
    lands = {code for code, _ in _countries(at.store)}
    return at.render(
        "map.html",
        types=sorted(((kind.value, wording.name(kind, at.words)) for kind in EventType), key=lambda pair: pair[1]),
        countries=sorted(((code, wording.country(code, at.words)) for code in lands), key=lambda pair: pair[1]),
        words=_words(at),
        tiles=_tiles() is not None,
    )


def _words(at: Desk) -> dict[str, Any]:
    """What the map says by itself, with every plural form."""
    words = at.words
    return {
        "lang": words.lang,
        "locale": words.locale,
        **{name: words.forms(f"map.{name}") for name in _FORMS},
        "active": words.forms("inbox.active"),
        **{name: words(f"map.{name}") for name in _PHRASES},
        "at": words("map.at", place="{place}"),  # put in by the script
    }


def _countries(store: Store) -> list[tuple[str, int]]:
    found = store.inbox.facets(names=("country",), limit=300)["country"]
    return [(count.value, count.count) for count in found if count.value]


@router.get("/map/points.json", include_in_schema=False)
def points_json(at: At) -> Response:
    """All incidents by columns: see `columns`."""
    found = columns(points(at.store), lambda place: wording.place_name(place, at.words))
    found["types"] = [[code, wording.name(EventType(code), at.words)] for code in found["types"]]
    found["countries"] = [[code, wording.country(code, at.words)] for code in found["countries"]]
    return Response(msgspec.json.encode(found), media_type="application/json")


def columns(found: Iterable[Point], named: Any) -> dict[str, Any]:
    """``{"id": […], "day": […], "place": […] …}``, row by row the same incident. ``place`` is an index into ``places``, which hold
    each point once ([lat, lon, radius in km, name]), -1 for an incident without one; ``type`` and ``country`` index their lists."""
    places: dict[tuple[float, float, float | None, str | None], int] = {}
    types: dict[str, int] = {}
    lands: dict[str, int] = {}
    rows: dict[str, list[Any]] = {name: [] for name in ("id", "place", "day", "last", "type", "country", "killed")}
    for point in found:
        rows["id"].append(point.id)
        if point.lat is None or point.lon is None:
            rows["place"].append(-1)
        else:
            key = (point.lat, point.lon, point.radius_km, point.place)
            rows["place"].append(places.setdefault(key, len(places)))
        rows["day"].append(point.first)
        rows["last"].append(point.last)
        rows["type"].append(-1 if point.type is None else types.setdefault(point.type, len(types)))
        rows["country"].append(-1 if point.country is None else lands.setdefault(point.country, len(lands)))
        rows["killed"].append(point.killed)
    return {
        **rows,
        "places": [[lat, lon, radius, named(place)] for lat, lon, radius, place in places],
        "types": list(types),
        "countries": list(lands),
    }


@router.get("/map/cards", include_in_schema=False)
def cards(at: At, ids: str = "") -> Response:
    """Lines of a list beside the map, in the order asked for. Ids that are none are left out."""
    wanted = [id_ for id_ in ids.split(",")[:LISTED] if _ID.fullmatch(id_)]
    return at.render("map_cards.html", cards=[line(card, at) for card in found_cards(at.store, wanted)])


def found_cards(store: Store, ids: Iterable[str]) -> list[Card]:
    return [card for id_ in ids if (card := store.cards.get("incident", id_)) is not None]


def line(card: Card, at: Desk) -> dict[str, Any]:
    """An incident in words, without its title, in which names of victims may stand."""
    words = at.words
    return {
        "id": card.id,
        "type": wording.name(card.type, words) if card.type else words("value.not_stated"),
        "where": wording.listed_place(card.place_id, card.place, card.country, words) or words("where.none"),
        "when": wording.days(card.first, card.last, words),
        "killed": wording.toll(card.killed, words),
        "contested": card.contested,
        "reports": words("count.reports", n=card.reports),
    }


@router.get("/map/towns.json", include_in_schema=False)
def towns(at: At) -> Response:
    """Towns of the gazetteer for the base map: [lat, lon, people, Arabic name, English name], the largest first."""
    answer = Response(_towns(), media_type="application/json")
    answer.headers["Cache-Control"] = "private, max-age=86400"
    return answer


@cache
def _towns() -> bytes:
    found = [
        [place.lat, place.lon, place.population, place.name_ar, place.name_en or place.name_ar]
        for place in gazetteer()
        if place.kind in _TOWNS and place.lat is not None and place.lon is not None
    ]
    return msgspec.json.encode(sorted(found, key=lambda row: -row[2]))


@cache
def _tiles() -> tiles.Tiles | None:
    """The detailed map of the data folder, where there is one that can be read; looked for once."""
    try:
        return tiles.installed()
    except DataError:
        return None


@router.get("/map/tiles", include_in_schema=False)
def tiles_about(at: At) -> Response:
    """What the detailed map is."""
    found = _tiles()
    if found is None:
        return Response(status_code=404)
    return Response(msgspec.json.encode(found.about()), media_type="application/json")


@router.get("/map/tiles/{zoom}/{x}/{y}", include_in_schema=False)
def tile(at: At, zoom: int, x: int, y: int) -> Response:
    """One tile of it; 204 where it has none, 404 where there is no such map."""
    found = _tiles()
    if found is None:
        return Response(status_code=404)
    try:
        data = found.get(zoom, x, y)
    except DataError:
        return Response(status_code=404)
    if data is None:
        return Response(status_code=204)
    return Response(
        data,
        media_type=_IMAGES[found.kind],
        headers={"Cache-Control": "private, max-age=86400", "X-Content-Type-Options": "nosniff"},
    )
