"""Who, whom, where, when and with what, of every event."""

from __future__ import annotations

from rasid.analyse.document import ArgumentDraft
from rasid.analyse.encoder.composition import Composition, key, over
from rasid.analyse.encoder.encoded import Found
from rasid.analyse.event_days import finest, settle_days
from rasid.model import PlaceKind, PlacePrecision, PlaceReference, Role, Span

ROLES = {
    "actor": (Role.ATTACKER, Role.TARGET, Role.PARTY),
    "place": (Role.PLACE,),
    "time": (Role.TIME,),
    "weapon": (Role.WEAPON,),
}


def add_arguments(composed: Composition) -> None:
    """Fills the arguments and the days of the events: of a thing that is named several times, the surest mention."""
    best: dict[tuple[str, Role, str], tuple[float, Found]] = {}
    for tag, roles in ROLES.items():
        for found in composed.found(tag):
            name = key(composed.span(found).of(composed.doc.text))
            for role in roles:
                for event_id, odds in composed.of_events(found.first, role.value, reverse=False).items():
                    if odds >= composed.enough(role.value) and odds > best.get((event_id, role, name), (0.0,))[0]:
                        best[event_id, role, name] = (odds, found)
    for event in composed.doc.events:
        mine = sorted(
            ((role, found) for (event_id, role, _), (_, found) in best.items() if event_id == event.id),
            key=lambda item: (item[1].first, item[0].value),
        )
        event.arguments = [_argument(composed, role, found) for role, found in mine]
        event.when = finest([draft.time.when for draft in event.arguments if draft.time is not None])
    settle_days(composed.doc)


def _argument(composed: Composition, role: Role, found: Found) -> ArgumentDraft:
    doc, span = composed.doc, composed.span(found)
    draft = ArgumentDraft(role, span)
    if role is Role.PLACE:
        place = over(span, doc.places)
        said = PlaceKind(composed.encoded.value("place_kind", (found.first,))[0])
        draft.place = (place.reference if place is not None else None) or PlaceReference(
            kind=said,
            country=_country(composed, span),
            precision=PlacePrecision.UNRESOLVED,
            reason="not in the gazetteer",
        )
        draft.kind, draft.label = draft.place.kind, draft.place.name_en
    elif role is Role.TIME:
        draft.time = over(span, doc.times)
    elif role is not Role.WEAPON:
        actor = over(span, doc.actors)
        if actor is not None:
            draft.label, draft.actor = actor.label, actor.actor
    return draft


def _country(composed: Composition, span: Span) -> str | None:
    """That of the nearest place in the sentence that tells one."""
    sentence = composed.doc.sentence_of(span.start).span
    told = [
        (abs(place.span.start - span.start), place.reference.country)
        for place in composed.doc.places
        if place.reference is not None and place.reference.country and place.span.overlap(sentence)
    ]
    return min(told, key=lambda item: item[0])[1] if told else None
