"""Where: a place expression with its candidates, the choice among them, a precision and a radius."""

from __future__ import annotations

import math
from enum import StrEnum

import msgspec

EARTH_KM = 6371.0
"""Mean radius of the Earth."""


class PlaceKind(StrEnum):
    COUNTRY = "country"
    REGION = "region"
    GOVERNORATE = "governorate"
    DISTRICT = "district"
    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    NEIGHBOURHOOD = "neighbourhood"
    CAMP = "camp"
    BASE = "base"
    FACILITY = "facility"
    CROSSING = "crossing"
    ROAD = "road"
    WATER = "water"
    OTHER = "other"


class PlacePrecision(StrEnum):
    """How finely the chosen point tells where it happened."""

    EXACT = "exact"
    """A site: base, crossing, camp, hospital."""
    TOWN = "town"
    """A village, town, city or quarter."""
    NEAR = "near"
    """Somewhere round a named place: the countryside of, north of, between."""
    DISTRICT = "district"
    GOVERNORATE = "governorate"
    COUNTRY = "country"
    """A country has no point: latitude and longitude stay None."""
    UNRESOLVED = "unresolved"


class PlaceCandidate(msgspec.Struct, frozen=True, kw_only=True):
    place_id: str
    """Id in the gazetteer."""
    name_ar: str
    """Arabic name in the gazetteer."""
    name_en: str | None
    """English name in the gazetteer."""
    kind: PlaceKind
    """What kind of place it is."""
    country: str
    """ISO 3166 alpha-2."""
    admin1: str | None
    """The first level below the country, where known."""
    lat: float | None
    """Degrees north (WGS 84)."""
    lon: float | None
    """Degrees east."""
    score: float
    """0 to 1; the candidates of one expression add up to at most 1."""


class PlaceReference(msgspec.Struct, frozen=True, kw_only=True):
    """What a place expression was resolved to. ``chosen`` is None when the candidates cannot be told apart; then the
    coordinates are None too: no capital stands for a country, no point is made up."""

    kind: PlaceKind
    """What the expression names."""
    country: str | None
    """ISO 3166 alpha-2, when the expression or its context tells it."""
    precision: PlacePrecision
    """How finely the point tells where."""
    chosen: str | None = None
    """Id in the gazetteer of the candidate that was chosen."""
    lat: float | None = None
    """Degrees north (WGS 84) of the chosen place, as in the gazetteer."""
    lon: float | None = None
    """Degrees east."""
    radius_km: float | None = None
    """How far from the point it may have been, in km."""
    name_en: str | None = None
    """English name of the chosen place."""
    candidates: tuple[PlaceCandidate, ...] = ()
    """Places that the expression may name, best first."""
    reason: str | None = None
    """Why this candidate, or why none, in a few words."""


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Between two points given in degrees, in km: on a flat sheet at their mean latitude, which is within 1 % of the great
    circle for places of one country."""
    east = math.radians(other_lon - lon) * math.cos(math.radians((lat + other_lat) / 2))
    return EARTH_KM * math.hypot(math.radians(other_lat - lat), east)


def edges_km(a: PlaceReference, b: PlaceReference) -> float:
    """Between the edges of where two places may be, in km; below 0 where they meet, infinite where one has no point."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return math.inf
    return distance_km(a.lat, a.lon, b.lat, b.lon) - (a.radius_km or 0.0) - (b.radius_km or 0.0)
