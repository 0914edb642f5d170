"""Values in words, in the reader's language: counts, days, places, actors. What is not stated is said to be so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from typing import Any, Protocol

from rasid.codes import Lang, label
from rasid.lexicon.actors import registry
from rasid.lexicon.nations import nation_by_country
from rasid.lexicon.places import gazetteer
from rasid.model import (
    Argument,
    CountKind,
    CountRange,
    DateInterval,
    Estimate,
    Evidence,
    Incident,
    Outcome,
    PlaceKind,
    PlacePrecision,
    PlaceReference,
    Report,
    Toll,
)
from rasid.web.marks import calm


class Words(Protocol):
    """The interface's language."""

    @property
    def lang(self) -> Lang: ...

    def __call__(self, key: str, /, **values: Any) -> str:
        """The text of a key, with values put in, and the plural form that ``n`` asks for."""
        ...

    def number(self, value: float) -> str: ...

    def day(self, day: dt.date) -> str: ...


def name(code: StrEnum, words: Words) -> str:
    """The label of a code in the reader's language."""
    return label(code, words.lang)


def other_name(code: StrEnum, words: Words) -> str:
    """The label in the other language: a gloss for those who read one of them only."""
    return label(code, "en" if words.lang == "ar" else "ar")


def names(codes: Iterable[StrEnum], words: Words) -> str:
    return ("، " if words.lang == "ar" else ", ").join(name(code, words) for code in codes)


def count(value: CountRange, words: Words) -> str:
    """A number with its bounds: "at least 5"."""
    low, high = value.low, value.high
    if value.kind is CountKind.NONE:
        return words.number(0)
    if low is None and high is None:
        return words("count.unknown")
    if low == high and low is not None:
        return words("count.about", number=words.number(low)) if value.approx else words.number(low)
    if high is None and low is not None:
        key = "count.or_more" if value.kind is CountKind.VAGUE else "count.at_least"
        return words(key, number=words.number(low))
    return span(low, high, words)


def span(low: float | None, high: float | None, words: Words, *, or_more: bool = False) -> str:
    """The range of a count of which one bound at least is known: "5", "5–11", "up to 5", "5 or more"."""
    if low is None:
        return words("count.up_to", number=words.number(high or 0))
    told = words.number(low)
    if high is not None and high != low:
        told = words("count.range", low=told, high=words.number(high))
    return words("count.or_more", number=told) if or_more or high is None else told


def toll(of: Toll, words: Words) -> str:
    """The same of a toll in a list; empty where no number is stated."""
    if of.low is None and of.high is None:
        return ""
    return span(of.low, of.high, words, or_more=of.or_more)


def estimate(cell: Estimate, words: Words) -> str:
    """The range of an estimate: "5 to 11"; "no number" where none is stated."""
    if not cell.stated:
        return words("count.no_number")
    return span(cell.low, cell.high, words, or_more=cell.or_more)


def outcome_and_count(outcome: Outcome, value: CountRange, words: Words) -> str:
    if outcome is Outcome.NONE:
        return words("count.nobody")
    return words("count.of", outcome=name(outcome, words), number=count(value, words))


def days(first: dt.date | None, last: dt.date | None, words: Words) -> str:
    """An interval of days."""
    if first is None or last is None:
        return words("when.no_date")
    return words.day(first) if first == last else words("when.range", first=words.day(first), last=words.day(last))


def when(value: DateInterval | None, words: Words) -> str:
    """Days, or that they are not resolved."""
    if value is None:
        return words("value.not_stated")
    if not value.resolved:
        return words("when.unresolved")
    return days(value.start, value.end, words)


def when_basis(value: DateInterval | None, words: Words) -> str:
    """How fine the days are and what they rest on."""
    return "" if value is None else f"{name(value.granularity, words)} · {name(value.basis, words)}"


def published(report: Report, words: Words) -> str:
    if report.published is None:
        return words("when.not_known")
    return words("when.published", day=words.day(report.published), basis=name(report.published_basis, words))


def country(code: str | None, words: Words) -> str:
    nation = nation_by_country(code)
    if nation is None:
        return code or ""
    return (nation.names_ar[0] if nation.names_ar else nation.name_en) if words.lang == "ar" else nation.name_en


def place_name(place_id: str | None, words: Words) -> str:
    """A place of the gazetteer; empty where it is not known there."""
    known = gazetteer().get(place_id) if place_id else None
    if known is None:
        return ""
    return known.name_ar if words.lang == "ar" else known.name_en or known.name_ar


def place(value: PlaceReference | None, words: Words) -> str:
    """Name, or that it is not resolved; a country is named as one, without a point."""
    if value is None:
        return words("value.not_stated")
    if value.precision is PlacePrecision.UNRESOLVED:
        return words("where.unresolved")
    if value.precision is PlacePrecision.COUNTRY:
        return country(value.country, words)
    found = place_name(value.chosen, words) or value.name_en or ""
    return words("where.near", place=found) if value.precision is PlacePrecision.NEAR else found


def governorate(name: str, words: Words) -> str:
    """A first level below the country, as the gazetteer names it in English, in the reader's language where it is known."""
    return _governorates().get(name, name) if words.lang == "ar" else name


@cache
def _governorates() -> dict[str, str]:
    out: dict[str, str] = {}
    for known in gazetteer():
        if known.kind is PlaceKind.GOVERNORATE and known.name_en:
            short = known.name_en.removesuffix(" Governorate").removesuffix(" Province").removesuffix(" Region")
            for form in (known.name_en, short, f"{short} Governorate", f"{short} Province", f"{short} Region"):
                out.setdefault(form, known.name_ar)
    return out


def point(lat: float | None, lon: float | None, radius_km: float | None, words: Words) -> str:
    """Coordinates with as many decimals as the radius bears out (the second is a kilometre), and the radius;
    isolated, since they run from left to right in either language."""
    if lat is None or lon is None:
        return words("where.no_point")
    digits = 2 if radius_km is not None and radius_km >= 10 else 4
    told = f"\u2066{lat:.{digits}f}, {lon:.{digits}f}\u2069"
    if radius_km is None:
        return told
    reach = words.number(round(radius_km, 0 if radius_km >= 10 else 1))
    return f"{told} ± {words('where.km', number=reach)}"


def incident_place(incident: Incident, words: Words) -> str:
    """Place and country of an incident."""
    return place_and_country(incident.place, incident.country, words)


def place_and_country(place_id: str | None, code: str | None, words: Words) -> str:
    """A place of the gazetteer with its country; either alone; or that there is none."""
    found = place_name(place_id, words)
    land = country(code, words)
    if found and land:
        return words("where.in", place=found, country=land)
    return found or land or words("where.none")


def listed_place(place_id: str | None, name: str | None, code: str | None, words: Words) -> str:
    """Place and country of a line in a list, empty where neither is known; ``name`` is that of the place in English, which
    stands for one without an id: the area that the reports name."""
    found = place_name(place_id, words) or name or ""
    if found == name and words.lang == "ar":
        found = _arabic_names().get((code, found)) or governorate(found, words)
    land = country(code, words)
    if found in ("", land):  # known to the country only
        return land
    return words("where.in", place=found, country=land) if land else found


@cache
def _arabic_names() -> dict[tuple[str | None, str], str]:
    return {(known.country, known.name_en): known.name_ar for known in gazetteer() if known.name_en}


def actor(actor_id: str | None, words: Words) -> str:
    """The registry's name of an actor; the id itself where it is not known there."""
    known = registry().get(actor_id) if actor_id else None
    if known is None:
        return actor_id or ""
    return known.name_ar if words.lang == "ar" else known.name_en


def argument(value: Argument, words: Words) -> str:
    """The registry's name of who takes part; without one the English gloss, for readers of English."""
    return actor(value.actor, words) or (value.label or "" if words.lang == "en" else "")


def outlet(report: Report, words: Words) -> str:
    if report.source is None:
        return words("source.unknown")
    return calm((words.lang == "ar" and report.source.name_ar) or report.source.name)


def anything(value: Any, words: Words) -> str:
    """Any value of a record in words, for histories."""
    match value:
        case None | ():
            return words("value.none")
        case bool():
            return words("value.yes" if value else "value.no")
        case StrEnum():
            return name(value, words)
        case CountRange():
            return count(value, words)
        case DateInterval():
            return when(value, words)
        case PlaceReference():
            return place(value, words)
        case dt.date():
            return words.day(value)
        case Evidence():
            return f"«{calm(value.quote)}»"
        case tuple():
            return ("، " if words.lang == "ar" else ", ").join(anything(item, words) for item in value)
    return str(value)
