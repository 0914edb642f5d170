"""Happenings: which words tell of one, which of them of the same, its type, and which happening is part of which.

Each word that may tell of a happening chooses among those told before it, one of its own, and none, as by the exact code
(analyse/kinship.py); what the encoder says of it is added to the scores.
"""

from __future__ import annotations

import math

from rasid.analyse.document import EventDraft, Trigger
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Found
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.encoder.windows import WINDOW
from rasid.analyse.events import choose
from rasid.analyse.kinship import SURE, Cluster, choices, company, spread
from rasid.analyse.surroundings import surroundings
from rasid.model import EventType, Realis, Salience

_TRIGGER, _BEGINS = TAGS.index("trigger"), 1
_FIRM = 4.0
"""The encoder's odds are held within e to this power: it is never quite sure."""


def add_events(composed: Composition) -> None:
    """Fills the events of the document; its triggers are those of the events from here on."""
    doc = composed.doc
    doc.triggers = _triggers(composed)
    for number, cluster in enumerate(_clusters(composed), 1):
        event = _event(composed, f"e{number}", cluster.triggers)
        doc.events.append(event)
        composed.triggers[event.id] = [
            Found("trigger", trigger.first, trigger.last, trigger.score) for trigger in event.triggers
        ]
    doc.triggers = sorted((t for event in doc.events for t in event.triggers), key=lambda trigger: trigger.first)
    _add_parents(composed)


def _triggers(composed: Composition) -> list[Trigger]:
    """Those that the exact code has found, and those that the encoder alone has seen."""
    doc = composed.doc
    taken = {at for trigger in doc.triggers for at in range(trigger.first, trigger.last)}
    seen = [
        _trigger(composed, found)
        for found in composed.found("trigger")
        if taken.isdisjoint(range(found.first, found.last))
    ]
    return sorted([*doc.triggers, *seen], key=lambda trigger: trigger.first)


def _trigger(composed: Composition, found: Found) -> Trigger:
    span = composed.span(found)
    kind, odds = composed.encoded.value("type", (found.first,))
    return Trigger(
        span=span,
        first=found.first,
        last=found.last,
        sentence=composed.doc.sentence_of(span.start).index,
        type=EventType(kind),
        score=min(odds, SURE - 0.01),
        realis=Realis(composed.encoded.value("realis", (found.first,))[0]),
        noun=True,
    )


def _clusters(composed: Composition) -> list[Cluster]:
    doc = composed.doc
    clusters: list[Cluster] = []
    wide, mates = spread(doc), company(doc.triggers)
    heard, same, dear = (composed.enough(name) for name in ("trigger heard", "same heard", "worth a record"))
    for trigger, here in zip(doc.triggers, surroundings(doc), strict=True):
        told = heard * _odds(_begin(composed, trigger))
        kin = {id(cluster): same * _together(composed, trigger, cluster) for cluster in clusters}

        def also(cluster: Cluster, kin: dict[int, float] = kin) -> bool:
            return kin[id(cluster)] > 0

        among = choices(doc, trigger, here, clusters, wide, mates[trigger.sentence], also)
        heard_of = [
            told + kin[id(cluster)] if cluster is not None else told - dear if table == "worth" else 0.0
            for cluster, _, table in among
        ]
        chosen = choose(doc, trigger, here, among, heard_of)
        if chosen is None:
            continue
        if not chosen.triggers:
            clusters.append(chosen)
        chosen.add(doc, trigger, here)
    return clusters


def _begin(composed: Composition, trigger: Trigger) -> float:
    """How sure the encoder is that a word of the trigger tells of a happening."""
    return max(float(composed.encoded.tags[at, _TRIGGER, _BEGINS]) for at in range(trigger.first, trigger.last))


def _together(composed: Composition, trigger: Trigger, cluster: Cluster) -> float:
    """Mean logit of the trigger's telling of the same happening as the cluster's triggers; 0 where no window has both."""
    near = [mate for mate in cluster.triggers[-_LATEST:] if trigger.first - mate.first < WINDOW]
    scores = [composed.encoded.pair("same", trigger.first, mate.first) for mate in near]
    found = [_odds(score) for score in scores if score > 0]
    return sum(found) / len(found) if found else 0.0


_LATEST = 12


def _odds(chance: float) -> float:
    """The logit, held within bounds."""
    held = min(max(chance, 1e-6), 1 - 1e-6)
    return max(-_FIRM, min(_FIRM, math.log(held / (1 - held))))


def _event(composed: Composition, name: str, triggers: list[Trigger]) -> EventDraft:
    doc, encoded = composed.doc, composed.encoded
    at = [trigger.first for trigger in triggers]
    body = [t for t in triggers if not doc.sentences[t.sentence].is_title] or triggers
    return EventDraft(
        id=name,
        type=_type(composed, triggers),
        trigger=max(body, key=lambda trigger: _begin(composed, trigger)),
        triggers=list(triggers),
        realis=Realis(encoded.value("realis", at)[0]),
        salience=Salience(encoded.value("salience", at)[0]),
    )


def _type(composed: Composition, triggers: list[Trigger]) -> EventType:
    """The type that most of the triggers say: what the encoder says of each counts beside what the lists say."""
    share = composed.enough("type by rule")
    votes: dict[EventType, float] = {}
    for trigger in triggers:
        for kind, odds in composed.encoded.values("type", (trigger.first,)).items():
            votes[EventType(kind)] = votes.get(EventType(kind), 0.0) + (1 - share) * odds
        votes[trigger.type] += share * trigger.score**2
    return max(votes, key=lambda kind: votes[kind])


def _add_parents(composed: Composition) -> None:
    events = composed.doc.events
    by_id = {event.id: event for event in events}
    scores: list[tuple[float, EventDraft, EventDraft]] = []
    for child in events:
        at = composed.triggers[child.id][0].first
        for name, odds in composed.of_events(at, "parent", reverse=True).items():
            if name != child.id and odds >= composed.enough("parent"):
                scores.append((odds, child, by_id[name]))
    for _, child, parent in sorted(scores, key=lambda row: -row[0]):
        if child.parent is None and parent.parent is None and all(e.parent != child.id for e in events):
            child.parent = parent.id  # one level: a parent is no child


def lead(composed: Composition) -> str | None:
    """The event that is likeliest to be what the report is about; of several, the one told most often."""

    def weight(event: EventDraft) -> tuple[float, int]:
        group = composed.triggers[event.id]
        main = composed.encoded.values("salience", [found.first for found in group])["main"]
        return main + 0.05 * min(len(group), 6) - (event.realis is not Realis.ACTUAL), -group[0].first

    return max(composed.doc.events, key=weight).id if composed.doc.events else None
