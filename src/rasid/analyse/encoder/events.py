"""Happenings: triggers that tell of one, its type, and which happening is part of which."""

from __future__ import annotations

from dataclasses import replace

from rasid.analyse.document import EventDraft, Trigger
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.encoded import Found
from rasid.analyse.encoder.happenings import happenings
from rasid.model import EventType, Realis, Salience


def add_events(composed: Composition) -> None:
    """Fills the events of the document; its triggers are those of the events from here on."""
    doc, encoded = composed.doc, composed.encoded
    known = {trigger.first: trigger for trigger in doc.triggers}
    for group in happenings(encoded, composed.found("trigger"), composed.enough("same")):
        at = [found.first for found in group]
        triggers = [_trigger(composed, found, known.get(found.first)) for found in group]
        body = [t for t in triggers if not doc.sentences[t.sentence].is_title] or triggers
        event = EventDraft(
            id=f"e{len(doc.events) + 1}",
            type=EventType(encoded.value("type", at)[0]),
            trigger=max(body, key=lambda trigger: trigger.score),
            triggers=triggers,
            realis=Realis(encoded.value("realis", at)[0]),
            salience=Salience(encoded.value("salience", at)[0]),
        )
        doc.events.append(event)
        composed.triggers[event.id] = group
    doc.triggers = sorted((t for event in doc.events for t in event.triggers), key=lambda trigger: trigger.first)
    _add_parents(composed)


def _trigger(composed: Composition, found: Found, known: Trigger | None) -> Trigger:
    """``known``: what the exact code has found at the word; its shape is kept."""
    span = composed.span(found)
    new = Trigger(
        span=span,
        first=found.first,
        last=found.last,
        sentence=composed.doc.sentence_of(span.start).index,
        type=EventType(composed.encoded.value("type", (found.first,))[0]),
        score=found.score,
        realis=Realis(composed.encoded.value("realis", (found.first,))[0]),
    )
    if known is None:
        return new
    shape = {name: getattr(known, name) for name in ("noun", "definite", "plural", "lemma", "family")}
    return replace(new, **shape)


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
