"""What an event is compared by: its days, places, actors, weapons, tolls, names and words, drawn from one analysis."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

import msgspec

from rasid.lexicon.harm import harm
from rasid.model import (
    Analysis,
    CasualtyClaim,
    Event,
    EventType,
    Evidence,
    Group,
    Outcome,
    PlacePrecision,
    PlaceReference,
    Report,
    Salience,
    Scope,
    Span,
)
from rasid.model.incident import EventKey
from rasid.resolve.facets import actors, days, place_name, place_names, times, weapons
from rasid.resolve.happenings import happenings, joined
from rasid.resolve.likeness import Bag, stems, weight
from rasid.resolve.reprints import pieces
from rasid.text.function_words import words
from rasid.text.normal import fold

COPIED = 2
"""Sentences of an event by which its reprints are found."""
SHORT = 500
"""Characters up to which a report is taken as a whole for the words of each of its events: a post, a flash."""
WHOLE = "e0"
"""In place of an event's id: the report as a whole, in which no event was read though it tells of people harmed."""
MOST_UNREAD = 2000
"""Characters up to which such a report is about one thing."""
_PARTS = {
    word: part
    for part, told in enumerate(("فجر فجرا", "صباح صباحا", "ظهر ظهرا", "عصر عصرا", "مساء", "ليل ليلا ليله"))
    for word in words(told)
}
"""Words for a part of the day. The night is no hour: it follows the evening and comes before the dawn."""
_POINTED = frozenset({PlacePrecision.EXACT, PlacePrecision.TOWN, PlacePrecision.NEAR})
_TELLING_GROUPS = frozenset(
    {Group.CHILD, Group.WOMAN, Group.MEDICAL, Group.JOURNALIST, Group.AID, Group.MILITARY, Group.POLICE}
)


class Point(msgspec.Struct, frozen=True, array_like=True):
    """A place of an event that has coordinates."""

    lat: float
    lon: float
    radius_km: float
    place: str
    """Id in the gazetteer."""


class ReportProfile(msgspec.Struct, frozen=True):
    """What is known of a report as a whole. Days are ordinals (1 is 0001-01-01)."""

    id: str
    published: int | None
    outlet: str | None
    bag: Bag
    days: frozenset[int]
    """Days that stand in the text with their year."""
    monthdays: frozenset[tuple[int, int]]
    """(month, day) of dates that stand in the text, with or without a year."""
    placed: frozenset[str] = frozenset()
    """Words of the names of all places in the text."""


class EventProfile(msgspec.Struct, frozen=True):
    """One event, ready to be compared."""

    key: EventKey
    report: ReportProfile
    type: EventType | None
    """None for a report taken as a whole."""
    salience: Salience
    lead: bool
    """Whether the report is chiefly about it."""
    first: int | None
    """First day; None where it has no days, or only a long span."""
    last: int | None
    weekdays: frozenset[int]
    """Weekdays that its time words name."""
    monthdays: frozenset[tuple[int, int]]
    """Dates that its time words name without a year."""
    parts: frozenset[int]
    """Parts of the day."""
    points: tuple[Point, ...]
    places: tuple[tuple[str, ...], ...]
    """Names of its places below the governorate, resolved or not, each as its words without the class word; where reading
    brought none to it, those in its sentences."""
    countries: frozenset[str]
    actors: frozenset[str]
    """Who attacked or took part: registry ids, and those of their parents."""
    weapons: frozenset[str]
    """Classes of weapons."""
    killed: tuple[tuple[int, int | None], ...]
    """Totals, as bounds."""
    injured: tuple[tuple[int, int | None], ...]
    groups: frozenset[str]
    """Who was harmed and how, as "killed:child"."""
    names: frozenset[frozenset[str]]
    """Persons named beside it that do not speak there."""
    bag: Bag
    """Words of the sentences that tell of it."""
    copies: frozenset[int]
    """MinHash keys of the longest of these sentences: reprints share some."""


def profiles(report: Report, analysis: Analysis) -> tuple[EventProfile, ...]:
    """What a report tells as having happened, or as said to have; events that it does not tell apart are one
    (`rasid.resolve.happenings`)."""
    groups = happenings(analysis)
    if groups:
        whole = _of_report(report, analysis)
        return tuple(_profile(report, analysis, group, whole) for group in groups)
    if len(report.text) <= MOST_UNREAD and _tells_of_harm(report.text):
        return (_unread(report, analysis, _of_report(report, analysis)),)
    return ()


def _tells_of_harm(text: str) -> bool:
    """Whether people who were harmed are spoken of: a list of the injured, a death notice."""
    words = harm()
    return any(
        (found := words.word(word)) is not None and bool(found[1].act or found[1].victim) for word in fold(text).split()
    )


def _unread(report: Report, analysis: Analysis, whole: ReportProfile) -> EventProfile:
    """A report in which no event was read, taken as a whole: it has the incident's places and names, and no more."""
    text = report.text
    moments = times(text)
    return EventProfile(
        key=EventKey(report.id, WHOLE),
        report=whole,
        type=None,
        salience=Salience.MAIN,
        lead=True,
        first=None,
        last=None,
        weekdays=frozenset(time[0] for time in moments if time[0] is not None),
        monthdays=whole.monthdays,
        parts=frozenset(_PARTS[word] for word in fold(text).split() if word in _PARTS),
        points=(),
        places=tuple(dict.fromkeys(_named(analysis, [Span(0, len(text))]))),
        countries=frozenset(),
        actors=frozenset(),
        weapons=frozenset(),
        killed=(),
        injured=(),
        groups=frozenset(),
        names=frozenset(_names(report, analysis, [Span(0, len(text))])),
        bag=whole.bag,
        copies=_copies(report, analysis.sentences),
    )


def _of_report(report: Report, analysis: Analysis) -> ReportProfile:
    moments = times(report.text)
    return ReportProfile(
        id=report.id,
        published=report.published.toordinal() if report.published else None,
        outlet=report.source.name if report.source else None,
        bag=Bag(stems(report.text)),
        days=frozenset(day for time in moments if (day := time[2]) is not None),
        monthdays=frozenset(time[1] for time in moments if time[1] is not None),
        placed=frozenset(stem for quote in _place_quotes(analysis) for stem in stems(quote.quote)),
    )


def _place_quotes(analysis: Analysis) -> Iterator[Evidence]:
    return (mention.evidence for mention in analysis.mentions if mention.kind == "place")


def _profile(report: Report, analysis: Analysis, group: Sequence[Event], whole: ReportProfile) -> EventProfile:
    event, ids = joined(group), {event.id for event in group}
    claims = [claim for claim in analysis.casualties if claim.event in ids]
    spans = list(_sentences(report, analysis, group, claims))
    text = "\n".join(span.of(report.text) for span in spans)
    when = event.when
    told = "\n".join(evidence.quote for evidence in when.evidence) if when is not None and when.evidence else text
    span = days(event)
    moments = times(told)
    references = [argument.place for argument in event.arguments if argument.place is not None]
    tolls = {
        outcome: tuple(
            (claim.count.low, claim.count.high)
            for claim in claims
            if claim.outcome is outcome
            and claim.part_of is None
            and claim.scope is Scope.EVENT
            and claim.count.low is not None
        )
        for outcome in (Outcome.KILLED, Outcome.INJURED)
    }
    return EventProfile(
        key=EventKey(report.id, event.id),
        report=whole,
        type=event.type,
        salience=event.salience,
        lead=event.id == analysis.lead_event,
        first=span[0] if span else None,
        last=span[1] if span else None,
        weekdays=frozenset(time[0] for time in moments if time[0] is not None),
        monthdays=frozenset(time[1] for time in moments if time[1] is not None),
        parts=frozenset(_PARTS[word] for word in fold(told).split() if word in _PARTS),
        points=tuple(dict.fromkeys(_points(references))),
        places=tuple(dict.fromkeys(place_names(event))) or tuple(dict.fromkeys(_named(analysis, spans))),
        countries=frozenset(place.country for place in references if place.country),
        actors=frozenset(actors(event)),
        weapons=frozenset(weapons(event)),
        killed=tuple(dict.fromkeys(tolls[Outcome.KILLED])),
        injured=tuple(dict.fromkeys(tolls[Outcome.INJURED])),
        groups=frozenset(
            f"{claim.outcome}:{group}"
            for claim in claims
            if claim.scope is Scope.EVENT
            for group in claim.groups
            if group in _TELLING_GROUPS
        ),
        names=frozenset(_names(report, analysis, spans)),
        bag=whole.bag if len(spans) == len(analysis.sentences) else Bag(stems(text)),
        copies=_copies(report, spans),
    )


def _copies(report: Report, spans: Iterable[Span]) -> frozenset[int]:
    longest = sorted(pieces(report, spans), key=lambda piece: (-len(piece.runs), piece.span.start))[:COPIED]
    return frozenset(key for piece in longest for key in piece.keys)


def _sentences(
    report: Report, analysis: Analysis, group: Iterable[Event], claims: Iterable[CasualtyClaim]
) -> Iterator[Span]:
    """The sentences in which a happening is told, all of a short report's."""
    if len(report.text) <= SHORT:
        yield from analysis.sentences
        return
    starts = [event.trigger.start for event in group]
    starts += [mention.evidence.start for event in group for mention in event.mentions]
    starts += [argument.evidence.start for event in group for argument in event.arguments]
    starts += [claim.evidence.start for claim in claims]
    for sentence in analysis.sentences:
        if any(sentence.start <= start < sentence.end for start in starts):
            yield sentence


def _points(references: Iterable[PlaceReference]) -> Iterator[Point]:
    for place in references:
        if place.lat is not None and place.lon is not None and place.precision in _POINTED:
            yield Point(place.lat, place.lon, place.radius_km or 3.0, place.chosen or "")


def _named(analysis: Analysis, spans: Collection[Span]) -> Iterator[tuple[str, ...]]:
    """The places named in some sentences, for an event to which reading brought none: شهيدة وجرحى بقصف شرق #بنش."""
    for evidence in _place_quotes(analysis):
        if any(span.covers(evidence.span) for span in spans) and (name := place_name(evidence.quote)):
            yield name


def _names(report: Report, analysis: Analysis, spans: Iterable[Span]) -> Iterator[frozenset[str]]:
    spans = list(spans)
    speaking = [statement.speaker.span for statement in analysis.statements]
    for mention in analysis.mentions:
        if mention.kind != "person":
            continue
        at = mention.evidence.span
        if any(span.covers(at) for span in spans) and not any(speaker.overlap(at) for speaker in speaking):
            name = frozenset(stems(mention.evidence.quote))
            if len(name) > 1:
                yield name


@cache
def place_weight(name: tuple[str, ...]) -> float:
    """How much it tells that two events have a place of this name: by its rarest word."""
    return max(map(weight, name))


def distance_km(a: Point, b: Point) -> float:
    """Along the great circle, on a sphere; near enough at the distances that matter here."""
    north = math.radians(b.lat - a.lat)
    east = math.radians(b.lon - a.lon)
    half = (
        math.sin(north / 2) ** 2
        + math.cos(math.radians(a.lat)) * math.cos(math.radians(b.lat)) * math.sin(east / 2) ** 2
    )
    return 12_742 * math.asin(math.sqrt(half))
