"""Decisions and what follows from them: records as they are shown, incidents linked anew, cards of lists brought up to date."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice

import msgspec

from rasid.errors import UsageError
from rasid.export.names import COVER, protect
from rasid.model import Analysis, Card, Decision, Draft, Incident, Problem, Report, Ruling
from rasid.resolve.attention import RULE, bare_card, incident_card, report_card, title
from rasid.resolve.incidents import account
from rasid.resolve.reviewed import Reviewed, reviewed
from rasid.resolve.reviewed_incident import ReviewedIncident, reviewed_incident
from rasid.store import EventFilter, Store

Record = tuple[Report, Analysis]
_BATCH = 200
_NAME = re.compile(rf"{COVER}+(?:\s+{COVER}+)*")


def reviews(store: Store, records: Iterable[Record]) -> Iterator[Reviewed]:
    """Reports with what the machine found and what people decided, in their order."""
    pending = iter(records)
    while some := list(islice(pending, _BATCH)):
        decided = store.decisions.of_reports(report.id for report, _ in some)
        for report, analysis in some:
            yield reviewed(report, analysis, decided.get(report.id, ()))


def shown(store: Store, records: Iterable[Record]) -> Iterator[Record]:
    """Records as they are shown, exported, linked and counted: with what people decided."""
    pending = iter(records)
    while some := list(islice(pending, _BATCH)):
        decided = store.decisions.of_reports(report.id for report, _ in some)
        for report, analysis in some:
            rows = decided.get(report.id)
            yield report, reviewed(report, analysis, rows).analysis if rows else analysis


def shown_events(store: Store, wanted: EventFilter | None = None) -> Iterator[tuple[Report, Analysis, frozenset[str]]]:
    """Records as they are shown, each with the ids of its events that answer ``wanted``, by day of publication: an event on
    which somebody decided answers by what was decided, not by what the machine found. Without a filter also reports that
    have no event."""
    wanted = wanted or EventFilter()
    pending = store.records(wanted, decided=True)
    while some := list(islice(pending, _BATCH)):
        decided = store.decisions.of_reports(report.id for report, _, _ in some)
        for report, analysis, events in some:
            if rows := decided.get(report.id):
                analysis = reviewed(report, analysis, rows).analysis
                events = frozenset(event.id for event in analysis.events if wanted.holds(report, event))
            if events or wanted.is_open():
                yield report, analysis, events


def undated_events(store: Store, wanted: EventFilter) -> int:
    """How many events, as they are shown, answer all of ``wanted`` but its days, because they have none."""
    rest = replace(wanted, since=None, until=None)
    decided = shown(store, store.records_of(store.decisions.reports()))
    return store.undated(wanted, decided=False) + sum(
        (event.when is None or event.when.start is None) and rest.holds(report, event)
        for report, analysis in decided
        for event in analysis.events
    )


def review(store: Store, report_id: str) -> Reviewed:
    """One report. Raises UsageError where it is not in the store, or not analysed."""
    for found in reviews(store, store.records_of([report_id])):
        return found
    raise UsageError(f"the store has no report {report_id}; `rasid show --list` lists them")


def review_incident(store: Store, incident: Incident) -> ReviewedIncident:
    """An incident with what people decided of it, under whatever ids that lead to it."""
    return next(iter(review_incidents(store, [incident])))


def review_incidents(store: Store, incidents: Iterable[Incident]) -> Iterator[ReviewedIncident]:
    """Incidents with what people decided of them, in their order."""
    pending = iter(incidents)
    while some := list(islice(pending, _BATCH)):
        found = store.decisions.of_incidents(incident.id for incident in some)
        for incident in some:
            yield reviewed_incident(incident, found.get(incident.id, ()))


def orphans(store: Store) -> list[Decision]:
    """Decisions whose words no reading of today tells, in their order: they have no effect, and are not lost."""
    found = reviews(store, store.records_of(store.decisions.reports()))
    return sorted((row for one in found for row in one.orphans), key=lambda row: row.seq)


def decide(store: Store, draft: Draft, *, seen: int | None = None) -> Decision:
    """Writes a decision, and what follows from it: its report is linked anew, as it is shown now, and the cards of its
    incidents are made again. Raises what `Decisions.write` raises; then nothing is changed."""
    return decide_all(store, [(draft, seen)])[0]


def decide_all(store: Store, drafts: Sequence[tuple[Draft, int | None]]) -> list[Decision]:
    """Writes several decisions, all or none, and what follows."""
    written = store.decisions.write_all(drafts)
    touched = {d.subject.report_id for d in written if d.subject.report_id is not None}
    named = {d.subject.incident for d in written if d.subject.incident is not None}
    if any(_changes(decision) for decision in written):
        relink(store, touched)
    renew(store, reports=touched, incidents=named)
    return written


def _changes(decision: Decision) -> bool:
    """Whether an analysis may be another now: to accept what is there changes nothing, nor does what waits."""
    return (
        decision.subject.report_id is not None and not decision.wants_second and decision.verdict is not Ruling.ACCEPT
    )


def relink(store: Store, report_ids: Collection[str]) -> None:
    """Links reports anew, as they are shown."""
    from rasid.run.incidents import Builder

    builder = Builder(store)
    if report_ids and not builder.stale():
        builder.add(list(shown(store, store.records_of(report_ids))))


def renew(store: Store, *, reports: Collection[str] = (), incidents: Collection[str] = ()) -> None:
    """Makes the cards of some reports, of their incidents, and of some incidents again."""
    numbers = set(store.cards.incidents_of(reports))
    with store.linked() as tables:
        numbers.update(number for name in incidents if (number := tables.resolve(name)) is not None)
    _put_reports(store, store.cards.numbers_of(reports))
    _put_incidents(store, sorted(numbers))
    refresh_incidents(store)


def refresh(store: Store, told: Callable[[int, int], None] | None = None) -> int:
    """Makes all cards that are missing: of what was read, linked or judged since. Returns how many; ``told(done, of)`` hears
    how far it is. Killed, it leaves what it has done."""
    of = sum(store.cards.waiting()) if told is not None else 0

    def tell(done: int) -> None:
        if told is not None:
            told(done, max(of, done))

    done = 0
    while some := store.cards.reports_without(_BATCH):
        done += _put_reports(store, some)
        # A new reading may have left decisions without their words, in incidents that are otherwise as they were.
        decided = store.decisions.of_reports(report_id for _, report_id, _ in some)
        _put_incidents(store, store.cards.incidents_of(decided))
        tell(done)
    return done + refresh_incidents(store, lambda more: tell(done + more))


def refresh_incidents(store: Store, told: Callable[[int], None] = lambda done: None) -> int:
    """Makes the cards of incidents that are missing. Returns how many."""
    done = 0
    while some := store.cards.incidents_without(_BATCH):
        done += _put_incidents(store, some)
        told(done)
    return done


def _put_reports(store: Store, numbered: Sequence[tuple[int, str, str]]) -> int:
    where = {report_id: (number, run) for number, report_id, run in numbered}
    problems = store.cards.problems(where)
    made: list[tuple[Card, str | None]] = []
    for found in reviews(store, store.records_of(where)):
        number, run = where[found.report.id]
        try:
            card = report_card(number, found, problems=problems.get(found.report.id, 0))
            card = msgspec.structs.replace(card, title=_title(found))
        except Exception as error:  # noqa: BLE001  a fault of ours must cost this line of a list and no more
            card = _without(store, "report", number, found.report.id, error)
        made.append((card, run))
    store.cards.put(made)
    return len(made)


def _put_incidents(store: Store, numbers: Sequence[int]) -> int:
    done = 0
    for at in range(0, len(numbers), _BATCH):
        some = numbers[at : at + _BATCH]
        with store.linked() as tables:
            found = tables.incidents(some)
            order: dict[str, int] = {}
            for telling in tables.of_reports({key.report_id for one in found.values() for key in one.events}):
                order.setdefault(telling.report_id, telling.number)
        held = {review.report.id: review for review in reviews(store, store.records_of(order))}
        made: list[tuple[Card, str | None]] = []
        for number, incident in zip(found, review_incidents(store, found.values()), strict=True):
            own = [
                held[report_id]
                for report_id in dict.fromkeys(key.report_id for key in incident.incident.events)
                if report_id in held
            ]
            records = [(review.report, review.analysis) for review in own]
            try:
                told = account(incident.incident, records, RULE, order=order)
                card = incident_card(number, incident, told, own)
                first = next((review for review in own if review.report.id == told.reports[0]), None)
                card = msgspec.structs.replace(card, title=_title(first) if first is not None else card.title)
            except Exception as error:  # noqa: BLE001  as above
                card = _without(store, "incident", number, incident.incident.id, error)
            made.append((card, None))
        store.cards.put(made)
        done += len(made)
    return done


def _title(told: Reviewed) -> str:
    """A title as lists have it, whoever looks at them: a name of a victim or witness is covered, however long it is."""
    report, _, covered = protect(told.report, told.machine)
    return _NAME.sub(COVER * 4, title(report)) if covered else title(report)


def _without(store: Store, kind: str, number: int, id_: str, error: Exception) -> Card:
    """The card of what could not be summed up, so that it stands in lists all the same; why is kept as a Problem."""
    store.add_problems(
        [
            Problem(
                code="card-failed",
                message=f"its line in lists could not be made ({type(error).__name__}: {error}); it is kept, please report this",
                item=id_,
                report_id=id_ if kind == "report" else None,
                component="attention",
            )
        ]
    )
    return bare_card(kind, number, id_)


__all__ = [
    "decide",
    "decide_all",
    "orphans",
    "refresh",
    "relink",
    "renew",
    "review",
    "review_incident",
    "review_incidents",
    "reviews",
    "shown",
    "shown_events",
    "undated_events",
]
