"""What a store tells of its incidents, put together to be shown or exported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from heapq import merge
from itertools import islice

from rasid.errors import UsageError
from rasid.model import Account, Analysis, EventKey, Incident, Report, Rule
from rasid.resolve.incidents import account
from rasid.resolve.reviewed_incident import ReviewedIncident
from rasid.run.review import review_incident, review_incidents
from rasid.run.review import shown as reviewed_records
from rasid.store import IncidentFilter, Linked, Store

Record = tuple[Report, Analysis]


def found(store: Store, name: str) -> Incident:
    """The incident that an id leads to: of today, of former times (merged, split), or so many letters of it that no other
    begins with them. Raises UsageError where there is none."""
    with store.linked() as tables:
        incident = tables.incidents([number_of(tables, name)]).popitem()[1]
    return review_incident(store, incident).incident


def number_of(tables: Linked, name: str) -> int:
    """The number of the incident that an id leads to; see `found`."""
    number = tables.resolve(name)
    if number is None:
        begun = tables.beginning(name) if len(name) > 1 else []
        if len(begun) > 1:
            raise UsageError(f"several incidents begin with {name}: {', '.join(begun)}; write more of the id")
        number = tables.resolve(begun[0]) if begun else None
    if number is None:
        raise UsageError(f"the store has no incident {name}; `rasid incidents list` shows them")
    return number


def event(store: Store, text: str) -> EventKey:
    """The linked event that was written as r…/e1, or with the id that its report came with: d01/e1. Raises UsageError where
    there is none."""
    try:
        key = EventKey.parse(text)
    except ValueError as error:
        raise UsageError(str(error)) from error
    with store.linked() as tables:
        if tables.find(key) is not None:
            return key
        reports = [report.id for report in store.reports(external_id=key.report_id)]
        if len(reports) > 1:
            raise UsageError(f"several reports came as {key.report_id}: {', '.join(reports)}; name one of these")
        if reports and tables.find(EventKey(reports[0], key.event)) is not None:
            return EventKey(reports[0], key.event)
    raise UsageError(
        f"no event {text} is linked; `rasid show REPORT` shows the events of a report, `rasid incidents build` links them"
    )


def act(store: Store, name: str) -> str:
    """The act, or the one judgement, that an id or the first letters of one mean, of those that stand. Raises UsageError
    where it is none, or several."""
    with store.linked() as tables:
        standing = tables.judgements()
    known = {row.act for row in standing} | {row.id for row in standing}
    meant = {name} & known or {one for one in known if one.startswith(name)}
    if len(meant) != 1:
        which = f"several begin so: {', '.join(sorted(meant))}" if meant else "`rasid incidents judgements` lists them"
        raise UsageError(f"no judgement {name} stands; {which}")
    return meant.pop()


def records(store: Store, incident: Incident) -> list[Record]:
    """The reports of an incident with their analyses, as people left them."""
    return list(reviewed_records(store, store.records_of(key.report_id for key in incident.events)))


def told(
    store: Store, incident: Incident, rule: Rule, *, add: bool = False, read: Iterable[Record] | None = None
) -> Account:
    """All that the reports of an incident tell of it, and what a rule makes of that. ``read`` are its records, where they
    are at hand."""
    with store.linked() as tables:
        rows = tables.of_reports({key.report_id for key in incident.events})
    order: dict[str, int] = {}
    for row in rows:
        order.setdefault(row.report_id, row.number)
    return account(incident, records(store, incident) if read is None else read, rule, order=order, add=add)


def listed(store: Store, wanted: IncidentFilter, *, limit: int | None = None) -> Iterator[ReviewedIncident]:
    """Incidents that answer ``wanted`` as people left them, by first day, those without one last: one whose type, days or place
    somebody changed answers by what was decided, not by what was computed."""
    with store.linked() as tables:
        changed = list(tables.decided())
        left = {incident.id for incident in changed}
        most = limit + len(left) if limit is not None else None
        others = [incident for incident in tables.listed(wanted, limit=most) if incident.id not in left]
    decided = [review for review in review_incidents(store, changed) if wanted.holds(review.incident)]
    every = merge(review_incidents(store, others), sorted(decided, key=_by_day), key=_by_day)
    return islice(every, limit)


def _by_day(review: ReviewedIncident) -> tuple[bool, dt.date, str]:
    first = review.incident.first
    return first is None, first or dt.date.max, review.incident.id


def undated(store: Store, wanted: IncidentFilter) -> int:
    """How many incidents without a date answer all of ``wanted`` but its days."""
    every = listed(store, replace(wanted, since=None, until=None))
    return sum(review.incident.first is None for review in every)


def accounts(
    store: Store,
    wanted: IncidentFilter,
    rule: Rule,
    *,
    add: bool = False,
    limit: int | None = None,
    shown: Callable[[Iterable[Record]], Iterable[Record]] = lambda records: records,
) -> Iterator[tuple[Account, list[Record]]]:
    """The accounts of incidents, by first day, each with the records that it is made of; ``shown`` may cover what is not to
    leave in these."""
    for review in listed(store, wanted, limit=limit):
        incident = review.incident
        read = list(shown(records(store, incident)))
        yield told(store, incident, rule, add=add, read=read), read
