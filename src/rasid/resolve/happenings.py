"""Which events of one report are one happening, as far as its words tell.

Reading brings triggers together only where it is sure; what it leaves apart is often one strike told in the title, in the
lead, and with its toll three sentences on. Against each other such events are never compared, and a toll that hangs on the one
would be missed where reports meet in the other. So what nothing in the report tells apart is compared as one: its kinds go
together, both are told as news or both as background, no day, no attacker and no place of the one is at odds with the other's, and either they share a place, or one of
them names none and follows or precedes the other directly.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from rasid.model import Analysis, Event, EventType, Realis, Salience
from rasid.resolve.facets import Name, actors, day_words, days, place_names

TOLD = frozenset({Realis.ACTUAL, Realis.ALLEGED, Realis.DENIED})
"""Events that are told as having happened, or as said to have."""

_FORCE = frozenset(
    {
        EventType.AIR_STRIKE, EventType.SHELLING, EventType.CHEMICAL_ATTACK, EventType.BOMBING, EventType.SUICIDE_BOMBING,
        EventType.ARMED_ATTACK, EventType.PROPERTY_DESTRUCTION, EventType.DISRUPTED_WEAPONS, EventType.OTHER_VIOLENCE,
    }
)  # fmt: skip
_SALIENCE = tuple(Salience)


class _Group:
    """Events that nothing tells apart so far."""

    def __init__(self, event: Event) -> None:
        self.events = [event]
        self.places = set(place_names(event))
        self.actors = set(actors(event))
        self.days = days(event)
        self.times = set(day_words(event))

    def at_odds(self, other: _Group) -> bool:
        """Whether something tells the two apart."""
        one, two = self.events[0], other.events[0]
        if _kind(one) != _kind(two) or (one.salience is Salience.BACKGROUND) != (two.salience is Salience.BACKGROUND):
            return True
        if self.days and other.days and (self.days[0] > other.days[1] or other.days[0] > self.days[1]):
            return True
        if self.times and other.times and not self.times & other.times:
            return True
        if self.actors and other.actors and not self.actors & other.actors:
            return True
        return bool(self.places) and bool(other.places) and not self.shares(other)

    def shares(self, other: _Group) -> bool:
        """Whether a place of the one is a place of the other: حفسرجة and بلدة حفسرجة."""
        return any(_within(a, b) or _within(b, a) for a in self.places for b in other.places)

    def take(self, other: _Group) -> None:
        self.events += other.events
        self.places |= other.places
        self.actors |= other.actors
        self.days = self.days or other.days
        self.times |= other.times


def _kind(event: Event) -> str:
    return "force" if event.type in _FORCE else event.type


def _within(a: Name, b: Name) -> bool:
    return set(a) <= set(b)


def happenings(analysis: Analysis) -> tuple[tuple[Event, ...], ...]:
    """The events of a report that are told as having happened, in groups that nothing in it tells apart. In each the event
    that stands for all comes first: the lead event, else the one told first. The groups stand in the order of the text."""
    groups: list[_Group] = []
    for event in sorted((e for e in analysis.events if e.realis in TOLD), key=lambda e: (e.trigger.start, e.id)):
        new = _Group(event)
        before = next((group for group in reversed(groups) if not group.at_odds(new) and group.shares(new)), None)
        if before is None and groups and not groups[-1].at_odds(new):
            before = groups[-1]
        if before is None:
            groups.append(new)
        else:
            before.take(new)
    return tuple(
        tuple(sorted(group.events, key=lambda event: event.id != analysis.lead_event)) for group in groups
    )  # fmt: skip


def joined(group: Sequence[Event]) -> Event:
    """One event with all that the events of a group are told with, called by the first."""
    first = group[0]
    dated = next((event for event in group if days(event) is not None), None)
    return msgspec.structs.replace(
        first,
        salience=min((event.salience for event in group), key=_SALIENCE.index),
        mentions=tuple(mention for event in group for mention in event.mentions),
        arguments=tuple(argument for event in group for argument in event.arguments),
        when=first.when if dated is None else dated.when,
    )


def told_with(analysis: Analysis, events: frozenset[str]) -> frozenset[str]:
    """The ids of some events, and of those that no word tells apart from them."""
    return events.union(
        event.id
        for group in happenings(analysis)
        if not events.isdisjoint(one.id for one in group)
        for event in group
    )  # fmt: skip
