"""Whether two events of different reports are one happening: the reasons for and against, weighed."""

from __future__ import annotations

import datetime as dt
import math
import tomllib
from collections.abc import Callable, Iterator, Mapping
from functools import cache

from rasid.model import EventType
from rasid.model.incident import Feature, IncidentLink
from rasid.resolve.data import fit, read
from rasid.resolve.likeness import RARE, alike, rarity, weight
from rasid.resolve.profile import EventProfile, Point, distance_km, place_weight

Reasons = dict[str, float]

FAMILIES: dict[EventType, str] = {
    EventType.AIR_STRIKE: "strike",
    EventType.SHELLING: "strike",
    EventType.CHEMICAL_ATTACK: "strike",
    EventType.PROPERTY_DESTRUCTION: "strike",
    EventType.BOMBING: "blast",
    EventType.SUICIDE_BOMBING: "blast",
    EventType.DISRUPTED_WEAPONS: "blast",
    EventType.ARMED_CLASH: "ground",
    EventType.ARMED_ATTACK: "ground",
    EventType.MILITARY_OPERATION: "ground",
    EventType.TERRITORY_CHANGE: "ground",
    EventType.ABDUCTION: "seizure",
    EventType.ARREST: "seizure",
    EventType.PROTEST: "protest",
    EventType.RIOT: "protest",
    EventType.FORCE_AGAINST_PROTEST: "protest",
}
"""Types that reports of one happening take for each other."""
FINE_KM = 12.0
"""Radius up to which a place is one spot: a town, a quarter. The countryside of a province is not."""
SAME_KM = 3.0
"""Two places this near are one: gazetteers differ by as much."""

FOR = 1
AGAINST = -1
SIDES: dict[str, int] = {
    "both_lead": FOR,
    "neither_lead": AGAINST,
    "same_day": FOR,
    "next_day": FOR,
    "days_apart": AGAINST,
    "same_date_words": FOR,
    "other_date_words": AGAINST,
    "same_weekday": FOR,
    "other_weekday": AGAINST,
    "same_part_of_day": FOR,
    "other_part_of_day": AGAINST,
    "report_dates_shared": FOR,
    "report_dates_differ": AGAINST,
    "published_together": FOR,
    "published_apart": AGAINST,
    "told_at_once": FOR,
    "told_late": AGAINST,
    "told_before": AGAINST,
    "same_point": FOR,
    "near_points": FOR,
    "within_radius": FOR,
    "apart_km": AGAINST,
    "same_place_name": FOR,
    "other_place_names": AGAINST,
    "place_absent": AGAINST,
    "rarest_place_absent": AGAINST,
    "places_absent": AGAINST,
    "places_absent_in_one": AGAINST,
    "other_country": AGAINST,
    "same_type": FOR,
    "same_family": FOR,
    "other_family": AGAINST,
    "same_weapon": FOR,
    "other_weapon": AGAINST,
    "same_actor": FOR,
    "other_actors": AGAINST,
    "killed_equal": FOR,
    "killed_overlap": FOR,
    "killed_differ": AGAINST,
    "injured_equal": FOR,
    "injured_overlap": FOR,
    "injured_differ": AGAINST,
    "harm_differs": AGAINST,
    "same_groups": FOR,
    "other_groups": AGAINST,
    "same_names": FOR,
    "other_names": AGAINST,
    "sentences_alike": FOR,
    "sentences_contained": FOR,
    "rare_words": FOR,
    "rare_words_beside_places": FOR,
    "reports_alike": FOR,
    "reports_contained": FOR,
    "same_sentences": FOR,
}
"""Every reason, and on which side it stands: a fit may give it no weight, never one of the other side."""


@cache
def weights() -> Mapping[str, float]:
    """Reason -> weight, and "always", where the sum begins. Made by tools/fit/incidents.py."""
    table = tomllib.loads(read("linking.toml").decode())
    return {name: float(value) for name, value in table["weights"].items()}


def link(a: EventProfile, b: EventProfile) -> IncidentLink:
    """How likely two events are one happening, and why."""
    if b.key < a.key:
        a, b = b, a
    known = weights()
    found = {"always": 1.0, **reasons(a, b)}
    features = tuple(
        Feature(name=name, value=value, weight=known[name])
        for name, value in found.items()
        if value and known.get(name)
    )
    return IncidentLink(
        a=a.key, b=b.key, score=sum(feature.share for feature in features), features=features, fit=fit()
    )


def score(a: EventProfile, b: EventProfile) -> float:
    """The score of `link` alone, at less cost."""
    known = weights()
    return known["always"] + sum(known.get(name, 0.0) * value for name, value in reasons(a, b).items())


def reasons(a: EventProfile, b: EventProfile) -> Reasons:
    """What speaks for and against, by name (see `SIDES`). The same in both orders of the two."""
    out: Reasons = {}
    for compare in _COMPARED:
        for name, value in compare(a, b):
            if value:
                out[name] = float(value)
    return out


_Found = Iterator[tuple[str, float]]


def _lead(a: EventProfile, b: EventProfile) -> _Found:
    """Reports of one happening are mostly both about it; what both tell by the way is seldom one."""
    yield "both_lead", a.lead and b.lead
    yield "neither_lead", not (a.lead or b.lead)


def _days(a: EventProfile, b: EventProfile) -> _Found:
    """By the events' own days where both have them; else by what stands for them: time words, days of publication."""
    published, other_published = a.report.published, b.report.published
    if a.first is not None and a.last is not None and b.first is not None and b.last is not None:
        gap = max(a.first - b.last, b.first - a.last, 0)
        span = min(a.last - a.first, b.last - b.first)
        # A long span that holds the other's days agrees with them, but says less.
        if gap < len(_GAPS):
            yield _GAPS[gap], 1 if gap else 1 / (1 + span)
        yield "days_apart", math.log(gap) if gap > 1 else 0
    elif a.first is not None and a.last is not None:
        yield from _one_dated(a.first, a.last, b)
    elif b.first is not None and b.last is not None:
        yield from _one_dated(b.first, b.last, a)
    else:
        yield from _date_words(a.monthdays, b.monthdays, a.weekdays, b.weekdays)
    if (a.first is None or b.first is None) and published is not None and other_published is not None:
        apart = abs(published - other_published)
        yield "published_together", max(0.0, 1 - apart / 3)
        yield "published_apart", math.log(apart - 2) if apart > 3 else 0


_GAPS = ("same_day", "next_day")


def _one_dated(first: int, last: int, other: EventProfile) -> _Found:
    """One event has days, the other only words and the day on which it was published."""
    days = [dt.date.fromordinal(day) for day in range(first, last + 1)]
    yield from _date_words(
        frozenset((day.month, day.day) for day in days),
        other.monthdays,
        frozenset(day.weekday() for day in days),
        other.weekdays,
    )
    told = other.report.published
    if told is not None:
        late = told - last
        yield "told_at_once", -1 <= late <= 1
        yield "told_late", math.log(late) if late > 1 else 0
        yield "told_before", told < first - 1


def _date_words(
    a: frozenset[tuple[int, int]], b: frozenset[tuple[int, int]], weekday_a: frozenset[int], weekday_b: frozenset[int]
) -> _Found:
    if a and b:
        yield ("same_date_words" if a & b else "other_date_words"), 1
    elif weekday_a and weekday_b:
        yield ("same_weekday" if weekday_a & weekday_b else "other_weekday"), 1


def _part_of_day(a: EventProfile, b: EventProfile) -> _Found:
    if a.parts and b.parts:
        yield ("same_part_of_day" if a.parts & b.parts else "other_part_of_day"), 1


def _report_dates(a: EventProfile, b: EventProfile) -> _Found:
    """Dates that stand anywhere in the two reports: a line with the day, a caption."""
    one, other = a.report, b.report
    if one.monthdays and other.monthdays:
        shared = bool(one.monthdays & other.monthdays)
        if shared and one.days and other.days:
            shared = bool(one.days & other.days)
        yield ("report_dates_shared" if shared else "report_dates_differ"), 1


def _distance(a: EventProfile, b: EventProfile) -> _Found:
    if not (a.points and b.points):
        return
    fine_a = [point for point in a.points if point.radius_km <= FINE_KM]
    fine_b = [point for point in b.points if point.radius_km <= FINE_KM]
    if fine_a and fine_b:
        apart = min(_apart(x, y) for x in fine_a for y in fine_b)
        yield "same_point", apart <= SAME_KM
        yield "near_points", SAME_KM < apart <= FINE_KM
        yield "apart_km", math.log1p(apart - FINE_KM) if apart > FINE_KM else 0
        return
    beyond = min(_apart(x, y) - x.radius_km - y.radius_km for x in fine_a or a.points for y in fine_b or b.points)
    yield "within_radius", beyond <= 0
    yield "apart_km", math.log1p(beyond) if beyond > 0 else 0


def _apart(a: Point, b: Point) -> float:
    return 0.0 if a.place == b.place and a.place else distance_km(a, b)


def _place_names(a: EventProfile, b: EventProfile) -> _Found:
    shared = max((place_weight(name) for name in a.places if _stands_in(name, b.bag.words)), default=0.0)
    shared = max([shared, *(place_weight(name) for name in b.places if _stands_in(name, a.bag.words))])
    yield "same_place_name", shared / RARE
    yield "other_place_names", not shared and bool(a.places) and bool(b.places)
    if not shared and (a.places or b.places):
        yield (
            "place_absent",
            not any(_stands_in(name, b.report.bag.words) for name in a.places)
            and not any(_stands_in(name, a.report.bag.words) for name in b.places),
        )
    yield from _absent(a, b)
    yield "other_country", bool(a.countries) and bool(b.countries) and not a.countries & b.countries


def _absent(a: EventProfile, b: EventProfile) -> _Found:
    """Places of the one that the other's report never names. A village is told by its own name, not by that of the town near
    by, so the rarest counts by itself."""
    one, other = _missing(a, b), _missing(b, a)
    yield (
        "rarest_place_absent",
        sum(max(e.places, key=place_weight) in gone for e, gone in ((a, one), (b, other)) if e.places),
    )
    if a.places and b.places:
        shares = len(one) / len(a.places), len(other) / len(b.places)
        yield "places_absent", min(shares)
        yield "places_absent_in_one", max(shares)


def _missing(a: EventProfile, b: EventProfile) -> frozenset[tuple[str, ...]]:
    words, placed = b.report.bag.words, b.report.placed
    gone = [name for name in a.places if not all(word in words or word in placed for word in name)]
    if gone and b.places:
        written = set(map(_run_together, b.places))
        gone = [name for name in gone if _run_together(name) not in written]
    return frozenset(gone)


@cache
def _run_together(name: tuple[str, ...]) -> str:
    """A name without spaces and articles: جسرالشغور and جسر الشغور are one."""
    return "".join(name).replace("ال", "")


def _stands_in(name: tuple[str, ...], words: frozenset[str]) -> bool:
    return words.issuperset(name)


def _kind(a: EventProfile, b: EventProfile) -> _Found:
    if a.type is None or b.type is None:
        return
    family_a, family_b = FAMILIES.get(a.type, a.type), FAMILIES.get(b.type, b.type)
    yield "same_type", a.type is b.type
    yield "same_family", a.type is not b.type and family_a == family_b
    yield "other_family", family_a != family_b
    if a.weapons and b.weapons:
        yield ("same_weapon" if a.weapons & b.weapons else "other_weapon"), 1


def _actors(a: EventProfile, b: EventProfile) -> _Found:
    if a.actors and b.actors:
        yield ("same_actor" if a.actors & b.actors else "other_actors"), 1


def _tolls(a: EventProfile, b: EventProfile) -> _Found:
    yield from _toll("killed", a.killed, b.killed)
    yield from _toll("injured", a.injured, b.injured)
    yield "harm_differs", (_only_injured(a) and _any(b.killed)) or (_only_injured(b) and _any(a.killed))
    if a.groups and b.groups:
        yield ("same_groups" if a.groups & b.groups else "other_groups"), 1


def _only_injured(event: EventProfile) -> bool:
    return _any(event.injured) and not _any(event.killed)


def _any(tolls: tuple[tuple[int, int | None], ...]) -> bool:
    return any(low for low, _ in tolls)


def _toll(outcome: str, a: tuple[tuple[int, int | None], ...], b: tuple[tuple[int, int | None], ...]) -> _Found:
    """Equal large numbers tell more than equal small ones; bounds that overlap, little."""
    if not (a and b):
        return
    equal = [low for low, high in a if (low, high) in b]
    if equal:
        yield f"{outcome}_equal", 1 + math.log(max(1, *equal))
    elif any(_overlap(x, y) for x in a for y in b):
        yield f"{outcome}_overlap", 1
    else:
        nearest = min(_ratio(x, y) for x in a for y in b)
        yield f"{outcome}_differ", math.log(nearest)


def _overlap(a: tuple[int, int | None], b: tuple[int, int | None]) -> bool:
    return (a[1] is None or b[0] <= a[1]) and (b[1] is None or a[0] <= b[1])


def _ratio(a: tuple[int, int | None], b: tuple[int, int | None]) -> float:
    """How many times larger the one is than the other, at least."""
    low, high = (a, b) if a[0] < b[0] else (b, a)
    top = low[1] if low[1] is not None else low[0]
    return (high[0] + 1) / (top + 1)


def _names(a: EventProfile, b: EventProfile) -> _Found:
    if not (a.names and b.names):
        return
    shared = [x & y for x in a.names for y in b.names if len(x & y) > 1]
    told = max((sum(map(weight, name)) for name in shared), default=0.0)
    yield "same_names", told / (2 * RARE)
    yield "other_names", not shared


def _words(a: EventProfile, b: EventProfile) -> _Found:
    common = a.bag.common(b.bag)
    near, contained = alike(common, a.bag, b.bag)
    yield "sentences_alike", near
    yield "sentences_contained", contained
    rare = rarity(common)
    yield "rare_words", rare
    beside = common - a.report.placed - b.report.placed
    yield "rare_words_beside_places", rare if len(beside) == len(common) else rarity(beside)
    one, other = a.report.bag, b.report.bag
    if one is not a.bag or other is not b.bag:
        near, contained = alike(one.common(other), one, other)
    yield "reports_alike", near
    yield "reports_contained", contained
    yield "same_sentences", len(a.copies & b.copies) / 6


_COMPARED: tuple[Callable[[EventProfile, EventProfile], _Found], ...] = (
    _lead, _days, _part_of_day, _report_dates, _distance, _place_names, _kind, _actors, _tolls, _names, _words,
)  # fmt: skip
