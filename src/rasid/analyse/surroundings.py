"""What stands near a trigger: its places, times and actors, before events are known."""

from __future__ import annotations

from dataclasses import dataclass, field

from rasid.analyse.document import ActorMention, Document, PlaceMention, Sentence, TimeMention, Trigger
from rasid.model import Outcome, PlaceKind

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
    days: frozenset[object] = frozenset()
    numbers: frozenset[int] = frozenset()
    """Exact counts in words or digits, 1 left out."""
    tolls: frozenset[tuple[str, int | None]] = frozenset()
    """Outcome and lower bound of the totals that it governs."""
    names: frozenset[str] = frozenset()
    """Registry ids of the actors."""


def surroundings(doc: Document) -> list[Surroundings]:
    """One for every trigger, in order. In a sentence with several triggers each mention goes to the trigger whose reach
    it lies in: from half-way after the trigger before it to the next trigger."""
    out: list[Surroundings] = []
    tolls: dict[int, set[tuple[str, int | None]]] = {}
    for claim, trigger in doc.toll_triggers.items():
        if claim.part_of is None and claim.outcome is not Outcome.NONE:
            tolls.setdefault(id(trigger), set()).add((claim.outcome.value, claim.count.low))
    by_sentence: dict[int, list[Trigger]] = {}
    for trigger in doc.triggers:
        by_sentence.setdefault(trigger.sentence, []).append(trigger)
    for trigger in doc.triggers:
        sentence = doc.sentences[trigger.sentence]
        mates = by_sentence[trigger.sentence]
        first, last = _reach(trigger, mates, sentence)
        here = Surroundings(
            places=[m for m in doc.places if first <= m.first < last],
            times=[m for m in doc.times if first <= m.first < last],
            actors=[m for m in doc.actors if first <= m.first < last],
            before=[m for m in doc.times if sentence.first <= m.first < trigger.first],
        )
        here.fine = frozenset(
            m.reference.chosen if m.reference and m.reference.chosen else doc.text[m.span.start : m.span.end]
            for m in here.places
            if m.kind in FINE
        )
        here.days = frozenset(m.when.start for m in here.times if m.when.start and m.when.start == m.when.end)
        here.numbers = frozenset(
            q.count.low for q in doc.quantities if first <= q.first < last and q.count.low == q.count.high and q.count.low not in (None, 1)
        )
        here.tolls = frozenset(tolls.get(id(trigger), ()))
        here.names = frozenset(m.actor for m in here.actors if m.actor)
        out.append(here)
    return out


def _reach(trigger: Trigger, mates: list[Trigger], sentence: Sentence) -> tuple[int, int]:
    earlier = [m for m in mates if m.first < trigger.first]
    later = [m for m in mates if m.first > trigger.first]
    first = sentence.first if not earlier else earlier[-1].last
    last = sentence.last if not later else later[0].first
    return first, last
