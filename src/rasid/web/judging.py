"""Merging, splitting and moving, as judgements on pairs of events; each act can be taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from rasid.errors import UsageError
from rasid.model import EventKey, Incident, Judgement, Verdict
from rasid.run.incidents import Builder
from rasid.run.review import refresh
from rasid.run.views import found
from rasid.store import Store

Pair = tuple[EventKey, EventKey, Verdict]


def merge(store: Store, name: str, other: str, *, by: str, reason: str = "") -> str:
    """Says that two incidents are one. Returns the id of the incident that holds both. Raises UsageError where they are one
    already, or one is not there."""
    one, two = found(store, name), found(store, other)
    if one.id == two.id:
        raise UsageError("these are one incident already")
    first = one.events[0]
    pairs = [(first, key, Verdict.SAME) for key in (*one.events[1:], *two.events)]
    return _judge(store, "merge", pairs, [one, two], by=by, reason=reason)


def split(store: Store, name: str, keys: Iterable[EventKey], *, by: str, reason: str = "") -> str:
    """Says that some events of an incident are another happening than the rest of it. Returns the id of the incident that the
    rest is."""
    one = found(store, name)
    out, rest = _parted(one, keys)
    pairs = [(key, other, Verdict.DIFFERENT) for key in out for other in rest]
    return _judge(store, "split", pairs, [one], by=by, reason=reason)


def move(store: Store, name: str, keys: Iterable[EventKey], other: str, *, by: str, reason: str = "") -> str:
    """Says that some events of an incident belong to another one: different from the rest, the same as those."""
    one, two = found(store, name), found(store, other)
    if one.id == two.id:
        raise UsageError("name another incident to move to")
    out, rest = _parted(one, keys)
    pairs = [(key, other, Verdict.DIFFERENT) for key in out for other in rest]
    pairs += [(two.events[0], key, Verdict.SAME) for key in out]
    return _judge(store, "move", pairs, [one, two], by=by, reason=reason)


def undo(store: Store, act: str, *, by: str) -> None:
    """Takes back the judgements of one act. Raises UsageError where none of it stands."""
    try:
        Builder(store).undo(act, by=by)
    except LookupError as error:
        raise UsageError("that was taken back already; load the page again") from error
    refresh(store)


def _parted(one: Incident, keys: Iterable[EventKey]) -> tuple[list[EventKey], list[EventKey]]:
    out = list(dict.fromkeys(keys))
    if not out:
        raise UsageError("choose the events first")
    if missing := [key for key in out if key not in one.events]:
        raise UsageError(f"{missing[0]} is not of this incident any more; load the page again")
    rest = [key for key in one.events if key not in out]
    if not rest:
        raise UsageError("these are all its events; leave one at least")
    return out, rest


def _judge(store: Store, what: str, pairs: Sequence[Pair], ones: Sequence[Incident], *, by: str, reason: str) -> str:
    now = dt.datetime.now(dt.UTC)
    with store.linked() as tables:
        numbers = {row.number for a, b, _ in pairs for key in (a, b) if (row := tables.find(key)) is not None}
        standing = {frozenset((j.a.key, j.b.key)): j for j in tables.judgements_of(numbers) if j.by == by and j.stands}
    given = []
    for a, b, verdict in pairs:
        before = standing.get(frozenset((a, b)))
        if before is not None and before.verdict is not verdict:
            raise UsageError(f"you have judged two of these {before.verdict.value} already; take that back first")
        if before is None:
            a, b = sorted((a, b))
            given.append(Judgement(a=a, b=b, verdict=verdict, by=by, at=now, reason=reason))
    if not given:
        raise UsageError("you have judged so already")
    try:
        Builder(store).judge(given, what=what)
    except LookupError as error:
        raise UsageError("an event is told no more; load the page again") from error
    refresh(store)
    return found(store, ones[0].id).id
