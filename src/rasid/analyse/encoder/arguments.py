"""Who, whom, where, when and with what, of every event: what the fitted links of the exact code say of a mention and what the
encoder says of it count together."""

from __future__ import annotations

from dataclasses import dataclass, field

from rasid.analyse.choice import candidates, choice_weights, weighed
from rasid.analyse.document import ActorMention, ArgumentDraft
from rasid.analyse.encoder.composition import Composition, key, over
from rasid.analyse.event_days import finest, settle_days
from rasid.analyse.kinship import probability
from rasid.analyse.linkables import Linkables
from rasid.model import PlaceKind, PlacePrecision, PlaceReference, Role, Salience, Span

ROLES = {
    "actor": (Role.ATTACKER, Role.TARGET, Role.PARTY),
    "place": (Role.PLACE,),
    "time": (Role.TIME,),
    "weapon": (Role.WEAPON,),
}
_FAINT = 0.1
"""A mention of which the encoder is less sure is looked at only where the exact code has found it."""
_WANTED = (Role.PLACE, Role.TIME)
_AT_LEAST = 0.15
"""For what a main event would otherwise lack: it is somewhere, and some day."""


@dataclass(slots=True)
class _Mention:
    span: Span
    first: int
    key: str
    odds: dict[tuple[str, Role], float] = field(default_factory=dict)
    """By event and role."""


def add_arguments(composed: Composition) -> None:
    """Fills the arguments and the days of the events: of a thing that is named several times, the surest mention."""
    mentions = _heard(composed)
    _read(composed, mentions)
    for event in composed.doc.events:
        event.arguments = []
        for role in (role for roles in ROLES.values() for role in roles):
            scored = sorted(
                ((m.odds[event.id, role], m) for m in mentions if (event.id, role) in m.odds), key=lambda item: -item[0]
            )
            kept = [mention for odds, mention in scored if odds >= composed.enough(role.value)]
            if (
                not kept
                and scored
                and role in _WANTED
                and event.salience is Salience.MAIN
                and scored[0][0] >= _AT_LEAST
            ):
                kept = [scored[0][1]]
            event.arguments += [_argument(composed, role, mention) for mention in _distinct(kept)]
        event.when = finest([draft.time.when for draft in event.arguments if draft.time is not None])
    settle_days(composed.doc)


def _heard(composed: Composition) -> list[_Mention]:
    """What the encoder takes for mentions, with its odds."""
    share = 1 - composed.enough("arguments by rule")
    out = []
    for tag, roles in ROLES.items():
        for found in composed.encoded.mentions(tag, _FAINT):
            span = composed.span(found)
            mention = _Mention(span, found.first, key(span.of(composed.doc.text)))
            for role in roles:
                for name, odds in composed.of_events(found.first, role.value, reverse=False).items():
                    mention.odds[name, role] = share * found.score * odds
            out.append(mention)
    return out


def _read(composed: Composition, mentions: list[_Mention]) -> None:
    """Adds what the links of the exact code say, to the mention that the encoder has heard there or to one of its own."""
    doc, share = composed.doc, composed.enough("arguments by rule")
    at: dict[int, list[_Mention]] = {}
    for mention in mentions:
        at.setdefault(mention.first, []).append(mention)
    own: dict[int, _Mention] = {}
    for candidate, features in weighed(doc, candidates(doc, Linkables(doc))):
        linkable = candidate.mention
        slot = candidate.event.id, Role(candidate.role)
        there = [m for first in range(linkable.first, linkable.last) for m in at.get(first, ()) if slot in m.odds]
        if there:
            mention = max(there, key=lambda m: m.span.overlap(linkable.span))
        else:
            mention = own.setdefault(id(linkable), _Mention(linkable.span, linkable.first, linkable.key))
        odds = probability(choice_weights(candidate.role).sum(features))
        mention.odds[slot] = mention.odds.get(slot, 0.0) + share * odds
    mentions += own.values()


def _distinct(found: list[_Mention]) -> list[_Mention]:
    """One mention for each thing, surest first, in the order of the text."""
    out: list[_Mention] = []
    for mention in found:
        if all(
            mention.span.overlap(other.span) == 0 and mention.key not in other.key and other.key not in mention.key
            for other in out
        ):
            out.append(mention)
    return sorted(out, key=lambda mention: mention.span.start)


def _argument(composed: Composition, role: Role, mention: _Mention) -> ArgumentDraft:
    doc, span = composed.doc, mention.span
    draft = ArgumentDraft(role, span)
    if role is Role.PLACE:
        place = over(span, doc.places)
        said = PlaceKind(composed.encoded.value("place_kind", (mention.first,))[0])
        draft.place = (place.reference if place is not None else None) or PlaceReference(
            kind=place.kind if place is not None else said,
            country=_country(composed, span),
            precision=PlacePrecision.UNRESOLVED,
            reason="not in the gazetteer",
        )
        draft.kind, draft.label = draft.place.kind, draft.place.name_en
    elif role is Role.TIME:
        draft.time = over(span, doc.times)
    elif role is not Role.WEAPON:
        actor: ActorMention | None = over(span, doc.actors)
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
