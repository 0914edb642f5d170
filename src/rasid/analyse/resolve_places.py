"""Which place a name means: candidates with scores, a choice, a precision and a radius, or none when they cannot be told apart."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from rasid.analyse.document import Document
from rasid.analyse.place_words import ALONE, CLASSES
from rasid.lexicon.nations import nation_by_country
from rasid.lexicon.phrases import phrase_key
from rasid.lexicon.places import CLASS_KINDS, Gazetteer, Place
from rasid.model import PlaceCandidate, PlaceKind, PlacePrecision, PlaceReference
from rasid.model.place import distance_km

_K, _P = PlaceKind, PlacePrecision
_PRECISION = {
    _K.COUNTRY: _P.COUNTRY, _K.REGION: _P.GOVERNORATE, _K.GOVERNORATE: _P.GOVERNORATE, _K.DISTRICT: _P.DISTRICT, _K.CITY: _P.TOWN,
    _K.TOWN: _P.TOWN, _K.VILLAGE: _P.TOWN, _K.NEIGHBOURHOOD: _P.TOWN, _K.CAMP: _P.EXACT, _K.BASE: _P.EXACT, _K.FACILITY: _P.EXACT,
    _K.CROSSING: _P.EXACT, _K.ROAD: _P.NEAR, _K.WATER: _P.GOVERNORATE, _K.OTHER: _P.NEAR,
}  # fmt: skip
_SETTLED = frozenset({_K.CITY, _K.TOWN, _K.VILLAGE})
_ALIKE = (
    frozenset({_K.CITY, _K.TOWN, _K.VILLAGE, _K.DISTRICT, _K.NEIGHBOURHOOD, _K.CAMP}),
    frozenset({_K.REGION, _K.GOVERNORATE, _K.DISTRICT, _K.OTHER}),
    frozenset({_K.REGION, *_SETTLED, _K.NEIGHBOURHOOD, _K.OTHER}),
    frozenset({_K.BASE, _K.FACILITY, _K.CROSSING, _K.CAMP}),
)
"""Kinds that one place may go by."""
_NAMED_AFTER_KM = {_K.GOVERNORATE: 60.0, _K.DISTRICT: 20.0, _K.REGION: 30.0, _K.ROAD: 20.0}
"""How far what is named after a town may be from it: محافظة of which only the seat is known."""
SURE, SURE_ALONE = 0.6, 0.8
"""Share of the scores that the choice must hold, in a report that names a country or tells one, and in one that does not; below it
the candidates cannot be told apart."""
SAME_PLACE_KM = 15.0
"""Candidates of one name so near each other are one place for a reader."""
AROUND_KM = 30.0
"""How far round a town "north of it" reaches, beyond its own radius."""
BY_KM = 5.0
"""How far from a site "by it" reaches, beyond its own radius."""
NEIGHBOUR_KM = 80.0
"""A place so near to another of the sentence is likelier than its namesakes."""
LIKELY = 0.25
"""A little-known town that no word marks as a place is one only in a report that has this share of its country."""
WELL_KNOWN = 60_000
SHOWN = 5
NO_COUNTRY = "XZ"
"""Waters that are no country's, in the gazetteer (UN/LOCODE)."""


class Named(NamedTuple):
    """A place expression as it was read."""

    sentence: int
    kind: PlaceKind
    key: str | None
    class_word: str | None
    near: bool
    around: bool
    demonym: str | None
    centre: bool = False


class Resolver:
    """Resolves the expressions of one document in their order, each in the light of the others."""

    def __init__(self, doc: Document, places: Gazetteer, named: Sequence[Named]) -> None:
        self.places = places
        self.named = named
        self.at = -1
        self.found = [self._keyed(name.key) if name.key and name.key not in ALONE else [] for name in named]
        self.hints = [self._hint(name, found) for name, found in zip(named, self.found, strict=True)]
        self.countries = self._countries(doc)
        self.total = sum(self.countries.values())
        self.last: dict[PlaceKind, PlaceReference] = {}
        self.said: dict[str, PlaceKind] = {}

    def _keyed(self, key: str) -> list[Place]:
        found = self.places.keyed(key)
        return found or self.places.keyed(key[2:] if key.startswith("ال") else "ال" + key)

    def _hint(self, name: Named, found: list[Place]) -> tuple[str, Place | None] | None:
        """The country that the expression tells by itself, and its place where there is only one."""
        if name.demonym:
            return name.demonym, None
        lands = {place.country for place in found}
        best = max(found, key=lambda place: place.population, default=None)
        if best is None or len(lands) != 1 or best.country == NO_COUNTRY:
            return None
        if best.source == "own" or best.population > 20_000 or best.kind is _K.COUNTRY:
            return best.country, best if len(found) == 1 and best.lat is not None else None
        return None

    def _countries(self, doc: Document) -> defaultdict[str, float]:
        """How much of the document each country has: its name, its people, its army, towns that only it has."""
        weights: defaultdict[str, float] = defaultdict(float)
        for actor in doc.actors:
            if actor.country:
                weights[actor.country] += 1.0 if actor.kind == "demonym" else 0.7
        for name, hint, found in zip(self.named, self.hints, self.found, strict=True):
            if hint is not None:
                told = found and found[0].kind is _K.COUNTRY and not _is_border(name)
                weights[hint[0]] += 2.0 if told else 1.2
        return weights

    def share(self, country: str) -> float:
        """The country's share of the document, 0 to 1."""
        return self.countries.get(country, 0.0) / self.total if self.total else 0.0

    def likely_country(self) -> str | None:
        """The country the document is about, when one clearly leads."""
        ranked = sorted(self.countries.items(), key=lambda item: -item[1])[:2]
        if not ranked or (len(ranked) > 1 and ranked[0][1] < 1.3 * ranked[1][1]):
            return None
        return ranked[0][0]

    def _nearby_country(self) -> str | None:
        """The country of the nearest other place of the sentence that tells one; else the document's."""
        sentence = self.named[self.at].sentence
        for apart in range(1, 5):
            for other in (self.at + apart, self.at - apart):
                if (
                    0 <= other < len(self.named)
                    and self.named[other].sentence == sentence
                    and not _is_border(self.named[other])
                    and (hint := self.hints[other])
                ):
                    return hint[0]
        return self.likely_country()

    def resolve(self, name: Named) -> PlaceReference:
        """What the next expression means. Called once for each, in the order given."""
        self.at += 1
        reference = self._resolve(name)
        if reference.lat is not None and reference.precision is not _P.NEAR:
            self.last[reference.kind] = reference
            if reference.kind in _SETTLED:
                self.last[_K.CITY] = self.last[_K.TOWN] = self.last[_K.VILLAGE] = reference
        return reference

    def _resolve(self, name: Named) -> PlaceReference:
        if name.key is None or name.key in ALONE:
            return self._told_again(name)
        found = self.found[self.at]
        if not found:
            return self._unknown(name)
        wanted = CLASS_KINDS.get(name.class_word or "", ())
        scored = sorted(
            ((self._score(place, wanted), place) for place in found), key=lambda pair: (-pair[0], pair[1].id)
        )
        top = scored[0][0]
        weights = [math.exp(score - top) for score, _ in scored]
        ranked = [(weight / sum(weights), place) for weight, (_, place) in zip(weights, scored, strict=True)]
        best = ranked[0][1]
        candidates = tuple(_candidate(place, share) for share, place in ranked[:SHOWN])
        own = not name.class_word or not _alike(
            self._kind(name, best), best.kind
        )  # شارع جمال: not named after a far town
        if own and not name.near and self._unlikely(best):
            if name.class_word:
                return self._unknown(name)
            return PlaceReference(
                kind=name.kind, country=None, precision=_P.UNRESOLVED, candidates=candidates, reason="unlikely"
            )
        country = None if best.country == NO_COUNTRY else best.country
        if sum(share for share, place in ranked if _near(place, best)) < (SURE if self.total else SURE_ALONE):
            lands = {place.country for _, place in ranked}
            return PlaceReference(
                kind=self._kind(name, best), country=country if len(lands) == 1 else None, precision=_P.UNRESOLVED, candidates=candidates,
                reason=f"{len(ranked)} places of this name cannot be told apart",
            )  # fmt: skip
        return self._chosen(name, best, country, candidates, alone=len(found) == 1)

    def _unknown(self, name: Named) -> PlaceReference:
        return PlaceReference(
            kind=name.kind, country=self._nearby_country(), precision=_P.UNRESOLVED, reason="not in the gazetteer"
        )

    def _chosen(
        self, name: Named, best: Place, country: str | None, candidates: tuple[PlaceCandidate, ...], *, alone: bool
    ) -> PlaceReference:
        if best.kind is _K.COUNTRY:
            return PlaceReference(
                kind=name.kind if name.near else _K.COUNTRY, country=country, precision=_P.COUNTRY, chosen=best.id,
                name_en=None if name.near else best.name_en, candidates=candidates, reason="a country has no point",
            )  # fmt: skip
        kind, precision = self._kind(name, best), _PRECISION[best.kind]
        name_en: str | None = best.name_en
        reach = best.radius_km or 5.0
        reason = "the only place of this name" if alone else "the likeliest of its namesakes here"
        if name.near and not (name.centre and best.kind in _SETTLED):  # وسط بغداد lies in it
            kind, precision, name_en, reach, reason = (
                name.kind,
                _P.NEAR,
                None,
                reach + AROUND_KM,
                "round the place named",
            )
        elif name.class_word and not _alike(name.kind, best.kind):  # مستشفى حلب: in that town, but not the town itself
            precision, name_en, reason = _P.NEAR, None, "the place that it is named after"
            reach += _NAMED_AFTER_KM.get(name.kind, 5.0)
        elif name.around:
            precision, reach = _P.NEAR, reach + BY_KM
        return PlaceReference(
            kind=kind, country=country, precision=precision, chosen=best.id, lat=best.lat, lon=best.lon, radius_km=reach, name_en=name_en,
            candidates=candidates, reason=reason,
        )  # fmt: skip

    def _told_again(self, name: Named) -> PlaceReference:
        """شمال البلاد · في المدينة · العاصمة اليمنية · الحدود السورية: what has no name of its own."""
        country = name.demonym or self._nearby_country()
        said = ALONE.get(name.key or "", name.kind)
        known: Place | PlaceReference | None = None
        if said is _K.CITY and (name.key == "العاصمه" or (name.key is None and name.demonym)):
            known = self._capital(country)
        elif said is _K.COUNTRY:
            return PlaceReference(
                kind=name.kind if name.near else _K.COUNTRY, country=country, precision=_P.COUNTRY if country else _P.UNRESOLVED,
                chosen=f"c{country}" if country and self.places.get(f"c{country}") else None, reason="a country has no point",
            )  # fmt: skip
        elif name.key is not None and said is not _K.REGION:
            known = self.last.get(said)
        if known is None:
            return PlaceReference(kind=name.kind, country=country, precision=_P.UNRESOLVED, reason="no name")
        chosen = known.id if isinstance(known, Place) else known.chosen
        reach = (known.radius_km or 5.0) + (
            AROUND_KM if name.near and name.kind is _K.REGION else BY_KM if name.near else 0.0
        )
        return PlaceReference(
            kind=name.kind, country=known.country, precision=_P.NEAR if name.near else _PRECISION[known.kind], chosen=chosen, lat=known.lat,
            lon=known.lon, radius_km=reach, name_en=None if name.near else known.name_en, reason="the place named before" if name.key else "the capital",
        )  # fmt: skip

    def _capital(self, country: str | None) -> Place | None:
        nation = nation_by_country(country)
        if nation is None or not nation.demonyms_ar:
            return None
        found = self.places.keyed(phrase_key(capital_name(nation.demonyms_ar[0])))
        return found[0] if found else None

    def _kind(self, name: Named, best: Place) -> PlaceKind:
        """What the text calls the place, here or before, where it may be that; else what the gazetteer does."""
        key = name.key or ""
        if name.class_word and name.class_word not in ("منطقه", "مناطق"):
            said = CLASSES.get(name.class_word, name.kind)
            if not _alike(said, best.kind) or said in _SETTLED or best.kind in _SETTLED:
                self.said[key] = said
                return said
            return best.kind
        if best.kind in _SETTLED and self.said.get(key) in _SETTLED:
            return self.said[key]
        return best.kind

    def _unlikely(self, best: Place) -> bool:
        if best.source == "own" or best.population >= WELL_KNOWN or not self.total:
            return False
        return self.share(best.country) < LIKELY and self._nearby_country() != best.country

    def _score(self, place: Place, wanted: tuple[PlaceKind, ...]) -> float:
        """Logit of a candidate: people, the country's part in the report, the class word said, near to others of the sentence."""
        score = 0.5 * math.log10(place.population + 10) + 5.0 * self.share(place.country)
        if self.total and place.country not in self.countries:
            score -= 1.5
        if place.source == "own":
            score += 1.0
        if place.kind is _K.COUNTRY:
            score += 4.0
        if wanted:
            score += 2.5 if place.kind in wanted else -1.0
        elif place.kind in _SETTLED:
            score += 0.8  # a town is preferred to its province unless the province is said
        sentence = self.named[self.at].sentence
        for other in range(max(0, self.at - 4), min(len(self.named), self.at + 5)):
            hint = self.hints[other]
            if (
                other != self.at
                and hint is not None
                and self.named[other].sentence == sentence
                and hint[0] == place.country
            ):
                score += 0.5
                if hint[1] is not None and _apart(place, hint[1]) < NEIGHBOUR_KM + (hint[1].radius_km or 0):
                    score += 0.7
        return score


def _is_border(name: Named) -> bool:
    """حدود النيجر: what lies there is of one country or the other."""
    return name.near and name.kind is _K.OTHER


def capital_name(demonym: str) -> str:
    """العاصمة العراقية, from عراقي: a name that the capitals of the gazetteer have."""
    return f"العاصمة ال{demonym}ة"


def _alike(said: PlaceKind, found: PlaceKind) -> bool:
    return said is found or any(said in group and found in group for group in _ALIKE)


def _apart(a: Place, b: Place) -> float:
    """Kilometres between two places; infinite where one has no point."""
    if a.lat is None or b.lat is None or a.lon is None or b.lon is None:
        return math.inf
    return distance_km(a.lat, a.lon, b.lat, b.lon)


def _near(a: Place, b: Place) -> bool:
    return a is b or _apart(a, b) <= max(SAME_PLACE_KM, a.radius_km or 0, b.radius_km or 0)


def _candidate(place: Place, share: float) -> PlaceCandidate:
    return PlaceCandidate(
        place_id=place.id, name_ar=place.names[0], name_en=place.name_en, kind=place.kind, country=place.country, admin1=place.admin1, lat=place.lat,
        lon=place.lon, score=math.floor(share * 1000) / 1000,
    )  # fmt: skip
