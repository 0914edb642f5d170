"""What needs a person first, and why: cards of incidents and of reports, with a score that is the sum of its reasons.

The points are set by hand and fitted on nothing: what people left open comes first, then what sources contest, then what is thin,
then what the machine is unsure of. Each reason is shown with its points, so that nobody has to trust the order."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from rasid.model import (
    Account,
    Analysis,
    Card,
    CardState,
    CasualtyClaim,
    Certainty,
    Estimate,
    Event,
    Grade,
    Incident,
    IncidentStatus,
    Need,
    Outcome,
    PlacePrecision,
    PlaceReference,
    Reasoned,
    Report,
    Role,
    Rule,
    Scope,
    SubjectKind,
    Toll,
)
from rasid.model.estimate import Reason
from rasid.resolve.reviewed import Reviewed, State
from rasid.resolve.reviewed_incident import ReviewedIncident

RULE = Rule.AIRWARS
"""The rule of the tolls in lists."""
POINTS: dict[Need, float] = {
    Need.CONTRADICTED: 40,
    Need.SECOND: 35,
    Need.CONTESTED_TOLL: 30,
    Need.ORPHAN: 25,
    Need.WEAK_SOURCE: 15,
    Need.UNRESOLVED_PLACE: 15,
    Need.NO_DATE: 10,
    Need.CONTESTED_BLAME: 10,
    Need.HIGH_TOLL: 10,
    Need.LOW_CONFIDENCE: 10,
    Need.PROBLEM: 5,
}
"""What each reason adds. A contested toll adds up to 20 more by how far apart the numbers are, a high one 10 more for each
tenfold."""
HIGH = 10
"""Killed, from which on a toll is high."""
UNSURE = 0.5
"""A confidence below this is low."""
LASTING = frozenset({Need.CONTRADICTED, Need.SECOND, Need.ORPHAN})
"""Reasons that hold for what was reviewed, too."""


def incident_card(number: int, reviewed: ReviewedIncident, account: Account, reviews: Sequence[Reviewed]) -> Card:
    """The card of an incident: ``account`` is what its reports, as reviewed, tell of it under `RULE`."""
    incident = reviewed.incident
    killed, injured = account.matrix.cell(Outcome.KILLED), account.matrix.cell(Outcome.INJURED)
    by_report = {review.report.id: review for review in reviews}
    events = [
        (by_report[key.report_id], event)
        for key in incident.events
        if key.report_id in by_report
        for event in by_report[key.report_id].analysis.events
        if event.id == key.event
    ]
    place = _place(incident.place, (event for _, event in events))
    needs: list[Reasoned] = []
    contested = _contested(killed) or _contested(account.matrix.cell(Outcome.HARMED))
    if incident.status is IncidentStatus.CONTRADICTED:
        needs.append(_need(Need.CONTRADICTED))
    if contested is not None:
        low, high = contested
        needs.append(_need(Need.CONTESTED_TOLL, f"{low}–{high}", more=min(20.0, 5 * math.log2((high + 1) / (low + 1)))))
    if account.responsibility.contested:
        needs.append(_need(Need.CONTESTED_BLAME))
    if account.grade.grade is Grade.WEAK or (_some(killed) and killed.sources == 1):
        needs.append(_need(Need.WEAK_SOURCE, str(killed.sources or len(account.grade.sources))))
    if incident.lat is None:
        needs.append(_need(Need.UNRESOLVED_PLACE))
    if incident.first is None:
        needs.append(_need(Need.NO_DATE))
    toll = _toll(killed)
    needs += _high(toll.high if toll.high is not None else toll.low)
    confidence = min((value for review, event in events for value in _confidences(review, event)), default=None)
    needs += _unsure(confidence)
    own = {review.report.id: _records_of(review, incident) for review in reviews}
    waiting = sum(
        state.waiting is not None
        for review in reviews
        for record in review.records
        if (record.kind, record.id) in own[review.report.id]
        for state in (record.whole, *record.fields.values())
    ) + sum(state.waiting is not None for state in (reviewed.whole, *reviewed.fields.values()))
    orphans = sum(len(review.orphans) for review in reviews)
    needs += _people(waiting, orphans)
    decided = len(incident.decided) + sum(
        (basis.kind, basis.record) in own[review.report.id] for review in reviews for basis in review.analysis.decided
    )
    state = _state(reviewed.whole.state, decided, waiting)
    if state is CardState.REVIEWED and not _as_reviewed(reviewed, account):
        state = CardState.STARTED
    reports = [by_report[report_id].report for report_id in account.reports if report_id in by_report]
    return _card(
        "incident", number, incident.id, needs, state,
        title=title(reports[0]) if reports else incident.id,
        type=incident.type, first=incident.first, last=incident.last,
        published=min((report.published for report in reports if report.published), default=None),
        country=incident.country, place=place, place_id=incident.place,
        lat=incident.lat, lon=incident.lon, radius_km=incident.radius_km,
        killed=toll, injured=_toll(injured), grade=account.grade.grade, contested=contested is not None,
        reports=len(account.reports), sources=killed.sources or len(account.grade.sources),
        decided=decided, waiting=waiting, confidence=confidence,
        actors=_actors(event for _, event in events), outlets=_outlets(reports),
    )  # fmt: skip


def _records_of(review: Reviewed, incident: Incident) -> set[tuple[SubjectKind, str]]:
    """The records of a report that an incident rests on: its events with their arguments and claims, and what is said of the
    report as a whole."""
    events = {key.event for key in incident.events if key.report_id == review.report.id}
    out = {(SubjectKind.REPORT, "")}
    for record in review.records:
        if (
            (record.kind is SubjectKind.EVENT and record.id in events)
            or (record.kind is SubjectKind.ARGUMENT and record.id.split("/", 1)[0] in events)
            or (record.kind is SubjectKind.CLAIM and record.fields["event"].value in events)
        ):
            out.add((record.kind, record.id))
    return out


def report_card(number: int, review: Reviewed, *, problems: int = 0) -> Card:
    """The card of a report, by its lead event. ``problems`` is how many things could not be read in it."""
    analysis, report = review.analysis, review.report
    lead = next((event for event in analysis.events if event.id == analysis.lead_event), None)
    lead = lead or (analysis.events[0] if analysis.events else None)
    place = _place(None, [lead]) if lead is not None else None
    killed, injured = (_said(analysis, lead, outcome) for outcome in (Outcome.KILLED, Outcome.INJURED))
    when = lead.when if lead is not None else None
    needs: list[Reasoned] = []
    confidence = None
    if analysis.relevant and lead is not None:
        if not any(argument.place is not None and argument.place.lat is not None for argument in lead.arguments):
            needs.append(_need(Need.UNRESOLVED_PLACE))
        if when is None or when.start is None:
            needs.append(_need(Need.NO_DATE))
        needs += _high(killed.high if killed.high is not None else killed.low)
        confidence = min(_confidences(review, lead), default=None)
    if analysis.relevance is not None and not review.analysis.decided:
        # Near the middle the machine does not know whether the report is about the conflict at all.
        sure = abs(analysis.relevance - UNSURE) / UNSURE
        confidence = sure if confidence is None else min(confidence, max(sure, 0.0))
    needs += _unsure(confidence)
    if problems:
        needs.append(_need(Need.PROBLEM, str(problems)))
    needs += _people(len(review.waiting), len(review.orphans))
    top = review.records[0].whole.state
    decided = len(analysis.decided)
    return _card(
        "report", number, report.id, needs, _state(top, decided, len(review.waiting)),
        title=title(report),
        type=lead.type if lead is not None else None,
        first=when.start if when else None, last=when.end if when else None, published=report.published,
        country=place.country if place else None, place=place, place_id=place.chosen if place else None,
        lat=place.lat if place else None, lon=place.lon if place else None,
        radius_km=place.radius_km if place else None,
        killed=killed, injured=injured, grade=None, contested=False, reports=1,
        sources=len({statement.actor or statement.speaker.quote for statement in analysis.statements}),
        decided=decided, waiting=len(review.waiting), confidence=confidence,
        actors=_actors(analysis.events), outlets=_outlets([report]),
    )  # fmt: skip


def bare_card(kind: str, number: int, id_: str) -> Card:
    """The card of what could not be summed up."""
    return _card(
        kind, number, id_, [_need(Need.PROBLEM)], CardState.NEW,
        title=id_, type=None, first=None, last=None, published=None, country=None, place=None, place_id=None,
        lat=None, lon=None, radius_km=None, killed=Toll(), injured=Toll(), grade=None, contested=False, reports=1,
        sources=0, decided=0, waiting=0, confidence=None,
    )  # fmt: skip


def _card(
    kind: str,
    number: int,
    id_: str,
    needs: list[Reasoned],
    state: CardState,
    *,
    place: PlaceReference | None,
    place_id: str | None,
    lat: float | None,
    **told: Any,
) -> Card:
    if state is CardState.REVIEWED:
        needs = [need for need in needs if need.need in LASTING]
    needs = sorted(needs, key=lambda need: (-need.points, need.need.value))
    return Card(
        kind=kind,
        number=number,
        id=id_,
        score=round(sum(need.points for need in needs), 3),
        needs=tuple(needs),
        state=state,
        governorate=_governorate(place),
        place=place.name_en if place is not None else None,
        place_id=place_id,
        precision=place.precision if place is not None else None,
        lat=lat,
        **told,
    )


def _need(need: Need, told: str = "", *, more: float = 0.0) -> Reasoned:
    return Reasoned(need=need, points=round(POINTS[need] + more, 3), told=told)


def _high(killed: int | None) -> Iterator[Reasoned]:
    if killed is not None and killed >= HIGH:
        yield _need(Need.HIGH_TOLL, str(killed), more=10 * math.log10(killed / HIGH))


def _unsure(confidence: float | None) -> Iterator[Reasoned]:
    if confidence is not None and confidence < UNSURE:
        yield _need(Need.LOW_CONFIDENCE, f"{confidence:.2f}")


def _people(waiting: int, orphans: int) -> Iterator[Reasoned]:
    if waiting:
        yield _need(Need.SECOND, str(waiting))
    if orphans:
        yield _need(Need.ORPHAN, str(orphans))


def _state(whole: State, decided: int, waiting: int) -> CardState:
    if waiting:
        return CardState.WAITING
    if whole in (State.ACCEPTED, State.REJECTED):
        return CardState.REVIEWED
    return CardState.STARTED if decided else CardState.NEW


def _as_reviewed(reviewed: ReviewedIncident, account: Account) -> bool:
    """Whether the reports of an incident are those that it had when it was accepted as a whole."""
    decision = reviewed.whole.effective
    known = decision.before.get("reports") if decision is not None and isinstance(decision.before, dict) else None
    return known is None or set(account.reports) <= set(known)


def _some(cell: Estimate) -> bool:
    return bool(cell.high or cell.low)


def _contested(cell: Estimate) -> tuple[int, int] | None:
    """The lowest and highest number of a cell, where independent speakers contradict each other."""
    if not any(use.reason is Reason.CONTRADICTION for use in cell.claims):
        return None
    low = cell.low if cell.low is not None else 0
    high = max(low, cell.high if cell.high is not None else low)
    return math.floor(low), math.ceil(high)


def _toll(cell: Estimate) -> Toll:
    # Only a mean is no whole number.
    return Toll(
        low=None if cell.low is None else math.floor(cell.low),
        best=None if cell.best is None else round(cell.best),
        high=None if cell.high is None else math.ceil(cell.high),
        or_more=cell.or_more,
    )


def _said(analysis: Analysis, event: Event | None, outcome: Outcome) -> Toll:
    """The lowest and highest number that a report gives for an event."""
    if event is None:
        return Toll()
    claims = [claim for claim in analysis.casualties if claim.event == event.id and _counts(claim, outcome)]
    counts = [claim.count for claim in claims]
    low = min((count.low for count in counts if count.low is not None), default=None)
    # What is open above goes as far as its number, as in estimates.
    tops = [(count.low if count.high is None else count.high, count.high is None) for count in counts]
    high = max((top for top, _ in tops if top is not None), default=None)
    return Toll(low=low, high=high, or_more=high is not None and (high, True) in tops)


def _counts(claim: CasualtyClaim, outcome: Outcome) -> bool:
    return (
        claim.outcome is outcome
        and claim.part_of is None
        and claim.scope is Scope.EVENT
        and claim.certainty is not Certainty.DENIED
    )


def _confidences(review: Reviewed, event: Event) -> Iterator[float]:
    """How sure the machine is of an event and of its claims; what a person decided is sure."""
    decided = {(basis.kind.value, basis.record) for basis in review.analysis.decided}
    if event.confidence is not None and ("event", event.id) not in decided:
        yield event.confidence
    for claim in review.analysis.casualties:
        if claim.event == event.id and claim.confidence is not None and ("claim", claim.id) not in decided:
            yield claim.confidence


_FINE = {precision: rank for rank, precision in enumerate(PlacePrecision)}


def _place(chosen: str | None, events: Iterable[Event]) -> PlaceReference | None:
    """The place that was chosen, else the finest."""
    places = [
        argument.place
        for event in events
        for argument in event.arguments
        if argument.role is Role.PLACE and argument.place is not None
    ]
    if chosen is not None:
        return next((place for place in places if place.chosen == chosen), None)
    return min(places, key=lambda place: _FINE[place.precision], default=None)


def _governorate(place: PlaceReference | None) -> str | None:
    if place is None or place.chosen is None:
        return None
    return next((c.admin1 or None for c in place.candidates if c.place_id == place.chosen), None)


def _actors(events: Iterable[Event]) -> tuple[str, ...]:
    roles = (Role.ATTACKER, Role.TARGET, Role.PARTY)
    found = {
        argument.actor
        for event in events
        for argument in event.arguments
        if argument.actor is not None and argument.role in roles
    }
    return tuple(sorted(found))


def _outlets(reports: Iterable[Report]) -> tuple[str, ...]:
    return tuple(sorted({report.source.name for report in reports if report.source is not None}))


def title(report: Report) -> str:
    """The title, else the first line, so far as a list shows it."""
    text = report.title or next((line for line in report.text.splitlines() if line.strip()), report.id)
    return text.strip()[:200]


def week_of(day: dt.date | None) -> dt.date | None:
    """The Monday of the week of a day (ISO 8601)."""
    return None if day is None else day - dt.timedelta(days=day.weekday())
