"""What stands near a trigger: its places, times and actors, before events are known."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, Protocol, TypeVar

from rasid.analyse.document import ActorMention, Document, PlaceMention, Sentence, TimeMention, Trigger
from rasid.model import Outcome, PlaceKind, PlaceReference

# Kinds that tell one happening from another; a country or a region is shared by many.
FINE = frozenset(
    {PlaceKind.CITY, PlaceKind.TOWN, PlaceKind.VILLAGE, PlaceKind.NEIGHBOURHOOD, PlaceKind.CAMP, PlaceKind.BASE,
     PlaceKind.FACILITY, PlaceKind.CROSSING, PlaceKind.DISTRICT}
)  # fmt: skip


@dataclass(slots=True)
class Surroundings:
    places: list[PlaceMention] = field(default_factory=list)
    times: list[TimeMention] = field(default_factory=list)
    actors: list[ActorMention] = field(default_factory=list)
    before: list[TimeMention] = field(default_factory=list)
    """The times of its sentence before it."""
    fine: frozenset[str] = frozenset()
    points: tuple[PlaceReference, ...] = ()
    """The fine places that have a point."""
    days: frozenset[date] = frozenset()
    numbers: frozenset[int] = frozenset()
    """Exact counts in words or digits, 1 left out."""
    tolls: frozenset[tuple[Outcome, int | None]] = frozenset()
    """Outcome and lower bound of the totals that it governs."""
    names: frozenset[str] = frozenset()
    """Registry ids of the actors."""


def surroundings(doc: Document) -> list[Surroundings]:
    """One for every trigger, in order. In a sentence with several triggers each mention goes to the trigger whose reach
    it lies in: from half-way after the trigger before it to the next trigger."""
    out: list[Surroundings] = []
    tolls: dict[int, set[tuple[Outcome, int | None]]] = {}
    for claim, trigger in doc.toll_triggers.items():
        if claim.part_of is None and claim.outcome is not Outcome.NONE:
            tolls.setdefault(id(trigger), set()).add((claim.outcome, claim.count.low))
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in doc.triggers:
        by_sentence.setdefault(trigger.sentence, []).append(trigger)
    places, times, actors, quantities = (
        _Placed(doc.places),
        _Placed(doc.times),
        _Placed(doc.actors),
        _Placed(doc.quantities),
    )
    firsts = {number: sorted({mate.first for mate in mates}) for number, mates in by_sentence.items()}
    lasts = {(trigger.sentence, trigger.first): trigger.last for trigger in doc.triggers}
    for trigger in doc.triggers:
        sentence = doc.sentences[trigger.sentence]
        first, last = _reach(trigger, firsts[trigger.sentence], lasts, sentence)
        here = Surroundings(
            places=places.between(first, last),
            times=times.between(first, last),
            actors=actors.between(first, last),
            before=times.between(sentence.first, trigger.first),
        )
        here.fine = frozenset(
            m.reference.chosen if m.reference and m.reference.chosen else doc.text[m.span.start : m.span.end]
            for m in here.places
            if m.kind in FINE
        )
        here.points = tuple(
            m.reference for m in here.places if m.kind in FINE and m.reference and m.reference.lat is not None
        )
        here.days = frozenset(m.when.start for m in here.times if m.when.start and m.when.start == m.when.end)
        here.numbers = frozenset(
            q.count.low
            for q in quantities.between(first, last)
            if q.count.low == q.count.high and q.count.low not in (None, 1)
        )
        here.tolls = frozenset(tolls.get(id(trigger), ()))
        here.names = frozenset(m.actor for m in here.actors if m.actor)
        out.append(here)
    return out


def _reach(
    trigger: Trigger, firsts: list[int], lasts: dict[tuple[int, int], int], sentence: Sentence
) -> tuple[int, int]:
    at = bisect_left(firsts, trigger.first)
    later = bisect_right(firsts, trigger.first)
    first = lasts[trigger.sentence, firsts[at - 1]] if at else sentence.first
    return first, firsts[later] if later < len(firsts) else sentence.last


class _Mention(Protocol):
    @property
    def first(self) -> int: ...


M = TypeVar("M", bound=_Mention)


class _Placed(Generic[M]):
    """Mentions by their first token, so that a long report costs each trigger no look at all of them."""

    def __init__(self, mentions: Iterable[M]) -> None:
        self._mentions = sorted(mentions, key=lambda mention: mention.first)
        self._firsts = [mention.first for mention in self._mentions]

    def between(self, first: int, last: int) -> list[M]:
        return self._mentions[bisect_left(self._firsts, first) : bisect_left(self._firsts, last)]
