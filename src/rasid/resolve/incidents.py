"""Incidents as views: the days, the place, the kind and the claims of one happening, from all events that tell of it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import pairwise

from rasid.lexicon.places import gazetteer
from rasid.model import Analysis, EventType, Problem, Report, Rule, Salience
from rasid.model.estimate import IncidentClaim
from rasid.model.incident import Account, EventKey, Incident, IncidentStatus, Supported
from rasid.model.responsibility import Responsibility
from rasid.resolve.claims import claims_of
from rasid.resolve.grade import grade
from rasid.resolve.happenings import told_with
from rasid.resolve.linking import SAME_KM
from rasid.resolve.matrix import matrix
from rasid.resolve.profile import EventProfile, Point, distance_km
from rasid.resolve.reprints import Copies
from rasid.resolve.responsibility import attributions_of, responsibility
from rasid.resolve.rules import modal

MOST_POINTS = 200
"""Points of an incident among which the one best supported is sought, the commonest."""

Record = tuple[Report, Analysis]


def incident(
    name: str,
    told: Iterable[EventProfile],
    *,
    judged: bool = False,
    contradicted: bool = False,
    level: float = 0.0,
    problems: Iterable[Problem] = (),
) -> Incident:
    """The incident called ``name`` that the events ``told`` are of. Reprints count once in what is best supported; ``level``
    is that of its cluster."""
    told = sorted(told, key=lambda event: event.key)
    witness = _witnesses(told)
    span, when = _when(told, witness)
    point, where = _where(told, witness)
    found = list(problems)
    if span is not None:
        early = {e.report.id for e in told if e.report.published is not None and e.report.published < span[0]}
        if early:
            found.append(
                _problem(
                    name,
                    "before-event",
                    f"published before {_day(span[0])}, so that they cannot describe it: {', '.join(sorted(early))}; "
                    "a date is wrong, or they tell of another happening",
                )
            )
    found += crowded(name, level)
    reports = {event.report.id for event in told}
    status = IncidentStatus.LINKED if len(reports) > 1 else IncidentStatus.SINGLE
    if contradicted:
        status = IncidentStatus.CONTRADICTED
    elif judged:
        status = IncidentStatus.JUDGED
    return Incident(
        id=name,
        events=tuple(event.key for event in told),
        status=status,
        type=_type(told, witness),
        first=dt.date.fromordinal(span[0]) if span else None,
        last=dt.date.fromordinal(span[1]) if span else None,
        when=when,
        lat=point.lat if point else None,
        lon=point.lon if point else None,
        radius_km=point.radius_km if point else None,
        place=(point.place or None) if point else None,
        where=where,
        country=_country(told, witness, point),
        problems=tuple(found),
    )


def crowded(name: str, level: float) -> tuple[Problem, ...]:
    """What is said of an incident where only links above ``level`` were followed; nothing at 0."""
    if level <= 0:
        return ()
    told = (
        f"so many events are alike here that only links above {level:g} were followed; "
        "judge pairs that belong together: rasid incidents judge A B same"
    )
    return (_problem(name, "crowded", told),)


def _problem(name: str, code: str, message: str) -> Problem:
    return Problem(code=code, message=message, item=name, component="incidents")


def _witnesses(told: Sequence[EventProfile]) -> dict[EventKey, int]:
    """A number for each event, the same for those of one report and for those in whose longest sentences mostly the same
    words stand."""
    leads = list(range(len(told)))

    def top(at: int) -> int:
        while leads[at] != at:
            leads[at] = leads[leads[at]]
            at = leads[at]
        return at

    reports: dict[str, int] = {}
    owners: dict[int, int] = {}
    for at, event in enumerate(told):
        one = reports.setdefault(event.report.id, at)
        leads[top(at)] = top(one)
        shared = Counter(owners[key] for key in event.copies if key in owners)
        for other, count in shared.items():
            if 2 * count >= min(len(event.copies), len(told[other].copies)):
                leads[max(top(at), top(other))] = min(top(at), top(other))
        for key in event.copies:
            owners.setdefault(key, at)
    return {event.key: top(at) for at, event in enumerate(told)}


def _when(
    told: Sequence[EventProfile], witness: Mapping[EventKey, int]
) -> tuple[tuple[int, int] | None, Supported | None]:
    """The days that most witnesses bear out, those not counted for that published before; of several the ones told most
    narrowly, then the earlier."""
    spans: dict[tuple[int, int], set[int]] = defaultdict(set)
    for event in told:
        if event.first is not None and event.last is not None:
            spans[event.first, event.last].add(witness[event.key])
    if not spans:
        return None, None
    published: dict[int, int] = {}
    """Of each witness, the last day on which it was published."""
    for event in told:
        if event.report.published is not None:
            at = witness[event.key]
            published[at] = max(published.get(at, 0), event.report.published)
    days = Counter(published.values())
    starts = sorted({day for first, last in spans for day in (first, last + 1)} | {day + 1 for day in days})
    ranked: list[tuple[tuple[int, float], int, int]] = []
    for start, following in pairwise(starts):
        over = {span: some for span, some in spans.items() if span[0] <= start <= span[1]}
        if over:
            bearing = set().union(*over.values())
            early = sum(count for day, count in days.items() if day < start)
            narrow = sum(len(some) / (last - first + 1) for (first, last), some in over.items())
            ranked.append(((len(bearing) - early, round(narrow, 6)), start, following - 1))
    best = max(rank for rank, _, _ in ranked)
    first, last = next((start, end) for rank, start, end in ranked if rank == best)
    for rank, start, end in ranked:  # neighbouring days that are borne out as well
        if rank == best and start == last + 1:
            last = end
    by: list[EventKey] = []
    against: list[EventKey] = []
    for event in told:
        early_ = event.report.published is not None and event.report.published < first
        if event.first is not None and event.last is not None and event.first <= last and first <= event.last:
            (against if early_ else by).append(event.key)
        elif event.first is not None or early_:
            against.append(event.key)
    value = _day(first) if first == last else f"{_day(first)}/{_day(last)}"
    return (first, last), Supported(value=value, by=tuple(by), against=tuple(against))


def _day(ordinal: int) -> str:
    return dt.date.fromordinal(ordinal).isoformat()


def _where(told: Sequence[EventProfile], witness: Mapping[EventKey, int]) -> tuple[Point | None, Supported | None]:
    """The point that most witnesses bear out: theirs lies within the radii of it. Of several the finest. It is a point
    that some event has, never one between."""
    points: dict[Point, set[int]] = defaultdict(set)
    for event in told:
        for point in event.points:
            points[point].add(witness[event.key])
    if not points:
        return None, None
    likely = sorted(points, key=lambda point: (-len(points[point]), point.radius_km, point.place, point.lat, point.lon))
    likely = likely[:MOST_POINTS]
    bearing = {point: set().union(*(points[other] for other in likely if _agree(point, other))) for point in likely}
    best = min(likely, key=lambda p: (-len(bearing[p]), -len(points[p]), p.radius_km, p.place, p.lat, p.lon))
    by: list[EventKey] = []
    against: list[EventKey] = []
    for event in told:
        if event.points:
            (by if any(_agree(best, point) for point in event.points) else against).append(event.key)
    value = best.place or f"{best.lat:.4f}, {best.lon:.4f}"
    return best, Supported(value=value, by=tuple(by), against=tuple(against))


def _agree(a: Point, b: Point) -> bool:
    return bool(a.place and a.place == b.place) or distance_km(a, b) <= max(SAME_KM, a.radius_km, b.radius_km)


def _type(told: Sequence[EventProfile], witness: Mapping[EventKey, int]) -> EventType | None:
    """The type by which most witnesses call it; of several the one that is chief in its report, then by name."""
    votes = {(witness[e.key], e.type): e.lead + (e.salience is Salience.MAIN) for e in told if e.type is not None}
    return modal(((kind, chief) for (_, kind), chief in votes.items()), str) if votes else None


def _country(told: Sequence[EventProfile], witness: Mapping[EventKey, int], point: Point | None) -> str | None:
    """That of the place; without one, the country that most witnesses name."""
    known = gazetteer().get(point.place) if point is not None and point.place else None
    if known is not None:
        return known.country
    votes = {(witness[event.key], country) for event in told for country in event.countries}
    return modal(((country, 0) for _, country in votes), str) if votes else None


# --- from the reports themselves ------------------------------------------------------------------------------------------------


def account(
    found: Incident, records: Iterable[Record], rule: Rule, *, order: Mapping[str, int], add: bool = False
) -> Account:
    """What the reports of an incident tell of it, and what ``rule`` makes of that. ``records`` are its reports with their
    analyses, ``order`` their places in the order of arrival; ``add`` as in `rasid.resolve.estimates.estimate`."""
    read = sorted(records, key=lambda record: _by_day(record[0]))
    copies = Copies(report for report, _ in read)
    claims = incident_claims(found.events, read, copies, order)
    held = incident_responsibility(found.events, read, copies, order)
    return Account(
        incident=found,
        reports=tuple(report.id for report, _ in read),
        witnesses=tuple(tuple(sorted(group)) for group in copies.witnesses()),
        claims=claims,
        matrix=matrix(claims, rule, happened=found.first, add=add),
        responsibility=held,
        grade=grade(claims, held, happened=found.first),
    )


def _by_day(report: Report) -> tuple[bool, dt.date, str]:
    return report.published is None, report.published or dt.date.max, report.id


def incident_claims(
    events: Collection[EventKey], records: Sequence[Record], copies: Copies, order: Mapping[str, int]
) -> tuple[IncidentClaim, ...]:
    """The casualty claims of some events, and of those that their reports do not tell apart from them. Those whose words stand
    in other reports too share an id with them."""
    wanted = _by_report(events)
    out: list[IncidentClaim] = []
    for report, analysis in records:
        told = told_with(analysis, wanted(report.id))
        shared = {
            claim.id: group
            for claim in analysis.casualties
            if claim.event in told and (group := copies.of(report.id, claim.evidence.start)) is not None
        }
        out += claims_of(report, analysis, events=told, copies=shared, order=order.get(report.id, 0))
    return tuple(out)


def incident_responsibility(
    events: Collection[EventKey], records: Sequence[Record], copies: Copies, order: Mapping[str, int]
) -> Responsibility:
    """Who is held responsible for some events."""
    wanted = _by_report(events)
    text = {report_id: min(group) for group in copies.witnesses() if len(group) > 1 for report_id in group}
    return responsibility(
        attribution
        for report, analysis in records
        for attribution in attributions_of(
            report,
            analysis,
            events=told_with(analysis, wanted(report.id)),
            copies=text.get(report.id),
            order=order.get(report.id, 0),
        )
    )


def _by_report(events: Iterable[EventKey]) -> Callable[[str], frozenset[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for key in events:
        out[key.report_id].add(key.event)
    return lambda report_id: frozenset(out.get(report_id, ()))
