"""Which place a name means: candidates with scores, a choice, a precision and a radius, or none when they cannot be told apart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from rasid.analyse.document import Document
from rasid.lexicon.places import CLASS_KINDS, Gazetteer, Place
from rasid.model import PlaceCandidate, PlaceKind, PlacePrecision, PlaceReference

_PRECISION = {
    PlaceKind.COUNTRY: PlacePrecision.COUNTRY,
    PlaceKind.REGION: PlacePrecision.GOVERNORATE,
    PlaceKind.GOVERNORATE: PlacePrecision.GOVERNORATE,
    PlaceKind.DISTRICT: PlacePrecision.DISTRICT,
    PlaceKind.CITY: PlacePrecision.TOWN,
    PlaceKind.TOWN: PlacePrecision.TOWN,
    PlaceKind.VILLAGE: PlacePrecision.TOWN,
    PlaceKind.NEIGHBOURHOOD: PlacePrecision.TOWN,
    PlaceKind.CAMP: PlacePrecision.EXACT,
    PlaceKind.BASE: PlacePrecision.EXACT,
    PlaceKind.FACILITY: PlacePrecision.EXACT,
    PlaceKind.CROSSING: PlacePrecision.EXACT,
    PlaceKind.ROAD: PlacePrecision.NEAR,
    PlaceKind.WATER: PlacePrecision.GOVERNORATE,
    PlaceKind.OTHER: PlacePrecision.NEAR,
}
_SETTLED = (PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE)
# Share of the scores that the choice must hold; below it the candidates cannot be told apart.
SURE = 0.6
# Kilometres within which candidates of one name are one place for a reader.
SAME_PLACE_KM = 15.0
# "North of the town" lies this far round it, in kilometres, beyond its own radius.
AROUND_KM = 30.0
SHOWN = 5
# A little-known town that no word marks as a place is one only in a report that has this share of its country.
LIKELY = 0.25


class Resolver:
    """Resolves the names of one document, each in the light of the others."""

    def __init__(self, doc: Document, places: Gazetteer, names: Sequence[tuple[str | None, str | None]]) -> None:
        self.places = places
        self.countries = self._countries(doc, names)
        self.total = sum(self.countries.values())

    def _countries(self, doc: Document, names: Sequence[tuple[str | None, str | None]]) -> Counter[str]:
        """How much of the document each country has: its name, its people, its army, towns that only it has."""
        weights: Counter[str] = Counter()
        for actor in doc.actors:
            if actor.country:
                weights[actor.country] += 1.0 if actor.kind == "demonym" else 0.7
        for key, _ in names:
            found = self.places.keyed(key) if key else []
            lands = {place.country for place in found}
            if len(lands) == 1 and (found[0].source == "own" or found[0].population > 20_000):
                weights[found[0].country] += 2.0 if found[0].kind is PlaceKind.COUNTRY else 1.2
        return weights

    def share(self, country: str) -> float:
        """The country's share of the document, 0 to 1."""
        return self.countries[country] / self.total if self.total else 0.0

    def likely_country(self) -> str | None:
        """The country the document is about, when one clearly leads."""
        ranked = self.countries.most_common(2)
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 1.5 * ranked[1][1]):
            return None
        return ranked[0][0]

    def resolve(self, key: str | None, kind: PlaceKind, *, class_word: str | None, near: bool) -> PlaceReference:
        """What the name means here. ``near``: somewhere round it (شمال بغداد), not it."""
        found = self._named(key) if key else []
        if not found:
            return PlaceReference(kind=kind, country=self.likely_country(), precision=PlacePrecision.UNRESOLVED, reason="not in the gazetteer" if key else "no name")
        wanted = CLASS_KINDS.get(class_word or "", ())
        scored = sorted(((self._score(place, wanted), place) for place in found), key=lambda pair: (-pair[0], pair[1].id))
        top = scored[0][0]
        weights = [math.exp(score - top) for score, _ in scored]
        whole = sum(weights)
        ranked = [(weight / whole, place) for weight, (_, place) in zip(weights, scored, strict=True)]
        best = ranked[0][1]
        together = sum(share for share, place in ranked if _near(place, best))
        candidates = tuple(_candidate(place, share) for share, place in ranked[:SHOWN])
        if not class_word and not near and best.source != "own" and best.population < 60_000 and self.total and self.share(best.country) < LIKELY:
            return PlaceReference(kind=kind, country=None, precision=PlacePrecision.UNRESOLVED, candidates=candidates, reason="unlikely")
        if together < SURE:
            lands = {place.country for _, place in ranked}
            return PlaceReference(
                kind=kind if class_word else best.kind, country=best.country if len(lands) == 1 else None, precision=PlacePrecision.UNRESOLVED,
                candidates=candidates, reason=f"{len(ranked)} places of this name cannot be told apart",
            )  # fmt: skip
        if best.kind is PlaceKind.COUNTRY:
            return PlaceReference(
                kind=PlaceKind.REGION if near else PlaceKind.COUNTRY, country=best.country, precision=PlacePrecision.COUNTRY, chosen=best.id,
                name_en=None if near else best.name_en, candidates=candidates, reason="a country has no point",
            )  # fmt: skip
        if class_word and wanted and best.kind not in wanted and not _compatible(kind, best.kind):
            # مستشفى حلب: in that town, but not the town itself
            return PlaceReference(
                kind=kind, country=best.country, precision=PlacePrecision.NEAR, chosen=best.id, lat=best.lat, lon=best.lon,
                radius_km=(best.radius_km or 5) + 5, candidates=candidates, reason="the place that it is named after",
            )  # fmt: skip
        if near:
            return PlaceReference(
                kind=PlaceKind.REGION, country=best.country, precision=PlacePrecision.NEAR, chosen=best.id, lat=best.lat, lon=best.lon,
                radius_km=(best.radius_km or 5) + AROUND_KM, candidates=candidates, reason="round the place named",
            )  # fmt: skip
        reason = "the only place of this name" if len(found) == 1 else "the likeliest of its namesakes here"
        return PlaceReference(
            kind=best.kind, country=best.country, precision=_PRECISION[best.kind], chosen=best.id, lat=best.lat, lon=best.lon,
            radius_km=best.radius_km, name_en=best.name_en, candidates=candidates, reason=reason,
        )  # fmt: skip

    def _named(self, key: str) -> list[Place]:
        found = self.places.keyed(key)
        other = key[2:] if key.startswith("ال") else "ال" + key
        return found or self.places.keyed(other)

    def _score(self, place: Place, wanted: tuple[PlaceKind, ...]) -> float:
        score = 0.5 * math.log10(place.population + 10)
        score += 5.0 * self.share(place.country)
        if self.total and self.countries[place.country] == 0:
            score -= 1.5
        if place.source == "own":
            score += 1.0
        if place.kind is PlaceKind.COUNTRY:
            score += 4.0
        if wanted:
            score += 2.5 if place.kind in wanted else -1.0
        elif place.kind in _SETTLED:
            score += 0.8  # a town is preferred to its province unless the province is said
        return score


def _compatible(said: PlaceKind, found: PlaceKind) -> bool:
    groups = (
        {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.DISTRICT, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP},
        {PlaceKind.REGION, PlaceKind.GOVERNORATE, PlaceKind.DISTRICT},
        {PlaceKind.BASE, PlaceKind.FACILITY, PlaceKind.CROSSING, PlaceKind.CAMP},
    )
    return any(said in group and found in group for group in groups)


def _near(a: Place, b: Place) -> bool:
    if a is b:
        return True
    if a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return False
    x = math.radians(b.lon - a.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    apart = 6371 * math.hypot(math.radians(b.lat - a.lat), x)
    return apart <= max(SAME_PLACE_KM, a.radius_km or 0, b.radius_km or 0)


def _candidate(place: Place, share: float) -> PlaceCandidate:
    return PlaceCandidate(
        place_id=place.id, name_ar=place.names[0], name_en=place.name_en, kind=place.kind, country=place.country, admin1=None, lat=place.lat,
        lon=place.lon, score=round(share, 3),
    )  # fmt: skip
