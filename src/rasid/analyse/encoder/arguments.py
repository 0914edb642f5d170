"""Who, whom, where, when and with what, of every event: what the fitted links of the exact code say of a mention and what the
encoder says of it are weighed together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial

from rasid.analyse.choice import candidates, choice_weights, weighed
from rasid.analyse.document import ActorMention, ArgumentDraft, EventDraft, PlaceMention
from rasid.analyse.encoder.blend import Features, firm, odds
from rasid.analyse.encoder.composition import Composition, key, over, whole
from rasid.analyse.encoder.encoded import Found
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.event_days import finest, settle_days
from rasid.analyse.linkables import Linkable, Linkables, dateline
from rasid.analyse.noun_phrase import noun_phrase
from rasid.analyse.place_words import AROUND, CLASSES, COMPASS
from rasid.model import Granularity, PlaceKind, PlacePrecision, PlaceReference, Role, Salience, Span
from rasid.text.function_words import FUNCTION_WORDS, NUMBERS, QUANTIFIERS

ROLES = {
    "actor": (Role.ATTACKER, Role.TARGET, Role.PARTY),
    "place": (Role.PLACE,),
    "time": (Role.TIME,),
    "weapon": (Role.WEAPON,),
}
_COUNTED = ("actor", "weapon")
_COUNTS = NUMBERS | QUANTIFIERS
_SIDES = COMPASS | AROUND
_FAINT = 0.1
"""A mention of which the encoder is less sure is looked at only where the exact code has found it."""
_WANTED = (Role.PLACE, Role.TIME)
_AT_LEAST = 0.1
"""For what every main event has: it is somewhere, and some day."""
_READ = -3.0
"""The same by the exact code alone, as a logit."""
_TIED = 2.0
"""The same where the encoder is unsure that it is a mention, and sure whose it would be: the day of an announcement, which is the
happening's too."""
_EVEN = 0.5
"""Of the places that are at least half as likely as the likeliest, the finest is taken: of a town in the middle of a country, the town."""
_FAR_OFF = -3.0
"""Logit of the encoder below which a mention that the exact code does not tie to an event either is none of its arguments."""
_RIVALRY = 4.0
_TRIGGER, _BEGINS = TAGS.index("trigger"), 1

Slot = tuple[str, Role]
"""An event's id and a role in it."""


@dataclass(slots=True)
class Mention:
    """Something that may be an argument."""

    span: Span
    first: int
    key: str
    heard: float | None = None
    """Logit of its being a mention at all, by the encoder."""
    read: dict[Slot, float] = field(default_factory=dict)
    """Logits of the exact code."""
    links: dict[Slot, float] = field(default_factory=dict)
    """Logits of the encoder."""
    owner: Linkable | None = None
    chances: dict[Slot, float] = field(default_factory=dict)


def add_arguments(composed: Composition) -> None:
    """Fills the arguments and the days of the events: of a thing that is named several times, the surest mention."""
    mentions = _heard(composed)
    _read(composed, mentions)
    _weigh(composed, mentions)
    for event in composed.doc.events:
        event.arguments = []
        for role in (role for roles in ROLES.values() for role in roles):
            for mention in _chosen(composed, event, role, mentions):
                event.arguments.append(_argument(composed, role, mention))
                if (event.id, role) in mention.chances:
                    composed.taken[role.value, event.id, mention.span] = mention.chances[event.id, role]
        event.when = finest([draft.time.when for draft in event.arguments if draft.time is not None])
    settle_days(composed.doc)


def _chosen(composed: Composition, event: EventDraft, role: Role, mentions: list[Mention]) -> list[Mention]:
    slot = event.id, role
    scored = sorted(((m.chances[slot], m) for m in mentions if slot in m.chances), key=lambda item: -item[0])
    kept = [mention for chance, mention in scored if chance >= composed.least(role.value)]
    if event.salience is Salience.MAIN and role in _WANTED:
        even = _likeliest(composed, slot, scored)
        if role is Role.PLACE:
            kept += [m for m in sorted(even, key=partial(_breadth, composed))[:1] if m not in kept]
        elif not any(_tells(composed, role, m) for m in kept):
            kept += even[:1]
    out = _distinct(kept)
    for owner in [mention.owner for mention in out if mention.owner is not None]:
        if all(owner.span.overlap(other.span) == 0 for other in out):
            out.append(Mention(owner.span, owner.first, owner.key))
    return out


def _likeliest(composed: Composition, slot: Slot, scored: list[tuple[float, Mention]]) -> list[Mention]:
    """Of what a main event has (`_tells`), the likeliest, and what is at least half as likely."""
    likely = [
        (chance, m)
        for chance, m in scored
        if (chance >= _AT_LEAST or m.read.get(slot, -9.0) >= _READ or m.links.get(slot, -9.0) >= _TIED)
        and _tells(composed, slot[1], m)
    ]
    return [m for chance, m in likely if chance >= _EVEN * likely[0][0]]


def _precision(composed: Composition, mention: Mention) -> PlacePrecision:
    place = over(mention.span, composed.doc.places)
    if place is None or place.reference is None or place.reference.chosen is None:
        return PlacePrecision.UNRESOLVED
    return place.reference.precision


def _breadth(composed: Composition, mention: Mention) -> int:
    """How little a place tells of where: a town less broad than a region."""
    return list(PlacePrecision).index(_precision(composed, mention))


def _tells(composed: Composition, role: Role, mention: Mention) -> bool:
    """Whether it is what every main event has: a place that is known (no نقطة تفتيش), a day, or a time from which its day is counted."""
    if role is Role.PLACE:
        return _precision(composed, mention) is not PlacePrecision.UNRESOLVED
    time = over(mention.span, composed.doc.times)
    if time is None:
        return False
    return time.offset_days is not None or (time.when.granularity is Granularity.DAY and time.when.resolved)


def _heard(composed: Composition) -> list[Mention]:
    """What the encoder takes for mentions, with its links."""
    out = []
    written = dateline(composed.doc)
    for tag, roles in ROLES.items():
        heard = composed.encoded.mentions(tag, _FAINT)
        begins = {found.first for found in heard}
        for found in heard:
            span = composed.span(found)
            if tag == "place":
                named = found.last in begins and _is_class(composed, found)
                if found.first in written or named or _is_side(composed, found, span):
                    continue  # مدينة | كتم, محيط | المطار: the name is the mention
                span = whole(span, (place.span for place in composed.doc.places))  # غرب | محافظة الأنبار
            elif tag in _COUNTED and _is_number(composed, found):
                if found.last in begins:
                    continue  # مئات | الطلاب: those are the mention
                span = _with_what_it_counts(composed, span, found.last)
            mention = Mention(span, found.first, key(span.of(composed.doc.text)), odds(found.score))
            for role in roles:
                for name, chance in composed.of_events(found.first, role.value, reverse=False).items():
                    mention.links[name, role] = odds(chance)
            out.append(mention)
    return out


def _is_number(composed: Composition, found: Found) -> bool:
    norms = (token.norm for token in composed.doc.tokens[found.first : found.last])
    return all(norm.isdigit() or {norm, norm[1:]} & _COUNTS for norm in norms)


def _with_what_it_counts(composed: Composition, span: Span, at: int) -> Span:
    """A number with the noun phrase after it, if one is there: 14 | امرأة."""
    tokens, limit = composed.doc.tokens, composed.doc.sentence_of(span.start).last
    if at >= limit or tokens[at].kind != "word" or tokens[at].norm in FUNCTION_WORDS:
        return span
    return Span(span.start, tokens[noun_phrase(tokens, at, limit) - 1].end)


def _is_class(composed: Composition, found: Found) -> bool:
    """A word of class that stands alone and is no name."""
    norm = composed.doc.tokens[found.first].norm
    return found.last == found.first + 1 and (norm in CLASSES or norm[1:] in CLASSES)


def _is_side(composed: Composition, found: Found, span: Span) -> bool:
    """A word that tells a side of a place, without the place, and that the exact code does not take for a name."""
    alone = found.last == found.first + 1 and composed.doc.tokens[found.first].norm in _SIDES
    return alone and over(span, composed.doc.places) is None


def _read(composed: Composition, mentions: list[Mention]) -> None:
    """Adds what the links of the exact code say, to the mention that the encoder has heard there or to one of its own. Where both
    have a mention, its bounds are those of the exact code."""
    doc = composed.doc
    at: dict[int, list[Mention]] = {}
    for mention in mentions:
        at.setdefault(mention.first, []).append(mention)
    own: dict[int, Mention] = {}
    for candidate, features in weighed(doc, candidates(doc, Linkables(doc))):
        linkable = candidate.mention
        slot = candidate.event.id, Role(candidate.role)
        tag = next(tag for tag, roles in ROLES.items() if slot[1] in roles)
        there = [m for first in range(linkable.first, linkable.last) for m in at.get(first, ()) if _of_tag(m, tag)]
        if there:
            mention = max(there, key=lambda m: m.span.overlap(linkable.span))
            mention.span, mention.key = linkable.span, linkable.key
        else:
            mention = own.setdefault(id(linkable), Mention(linkable.span, linkable.first, linkable.key))
        mention.owner = linkable.owner
        mention.read[slot] = max(firm(choice_weights(candidate.role).sum(features)), mention.read.get(slot, -9.0))
    mentions += own.values()


def _of_tag(mention: Mention, tag: str) -> bool:
    return any(role in ROLES[tag] for _, role in mention.links)


def _weigh(composed: Composition, mentions: list[Mention]) -> None:
    events = {event.id: event for event in composed.doc.events}
    told = {name: _told(composed, event) for name, event in events.items()}
    top: dict[tuple[str, Slot], float] = {}
    for mention in mentions:
        for name, scores in (("read", mention.read), ("link", mention.links)):
            for slot, score in scores.items():
                top[name, slot] = max(score, top.get((name, slot), -9.0))
    for mention in mentions:
        stands: dict[str, Features] = {}
        for slot in mention.read.keys() | mention.links.keys():
            if slot not in mention.read and mention.links[slot] < _FAR_OFF:
                continue
            event, role = slot
            if event not in stands:
                stands[event] = composed.stance(mention.first, events[event])
            features = {**told[event], **stands[event]}
            if mention.heard is not None:
                features["heard"] = mention.heard
            else:
                features["unheard"] = 1.0
            for name, scores in (("read", mention.read), ("link", mention.links)):
                if slot not in scores:
                    features[f"no {name}"] = 1.0
                    continue
                score = scores[slot]
                features[name] = score
                features[f"best {name}"] = float(score >= top[name, slot])
                _against(features, f"{name}, event", score, {s: v for s, v in scores.items() if s[1] is slot[1]}, slot)
                _against(features, f"{name}, role", score, {s: v for s, v in scores.items() if s[0] == slot[0]}, slot)
            mention.chances[slot] = composed.chance(role.value, features, (events[event], mention))


def _against(features: Features, name: str, score: float, scores: Mapping[Slot, float], slot: Slot) -> None:
    """How the mention's best other event, or other role, compares."""
    rival = max((value for other, value in scores.items() if other != slot), default=None)
    if rival is None:
        features[f"{name}: no other"] = 1.0
    else:
        features[f"{name}: over another"] = max(-_RIVALRY, min(_RIVALRY, score - rival))


def _told(composed: Composition, event: EventDraft) -> Features:
    tags = composed.encoded.tags
    sure = max(float(tags[at, _TRIGGER, _BEGINS]) for t in event.triggers for at in range(t.first, t.last))
    return {
        "bias": 1.0,
        "event": odds(sure),
        f"type {event.type.value}": 1.0,
    }


def _distinct(found: list[Mention]) -> list[Mention]:
    """One mention for each thing, surest first, in the order of the text."""
    out: list[Mention] = []
    for mention in found:
        if all(
            mention.span.overlap(other.span) == 0 and mention.key not in other.key and other.key not in mention.key
            for other in out
        ):
            out.append(mention)
    return sorted(out, key=lambda mention: mention.span.start)


def _argument(composed: Composition, role: Role, mention: Mention) -> ArgumentDraft:
    doc, span = composed.doc, mention.span
    draft = ArgumentDraft(role, span)
    if role is Role.PLACE:
        place = over(span, doc.places)
        draft.place = (place.reference if place is not None else None) or _heard_place(composed, mention, place)
        draft.kind, draft.label = draft.place.kind, draft.place.name_en
    elif role is Role.TIME:
        draft.time = over(span, doc.times)
    elif role is not Role.WEAPON:
        actor: ActorMention | None = over(span, doc.actors)
        if actor is not None:
            draft.label, draft.actor = actor.label, actor.actor
    return draft


def _heard_place(composed: Composition, mention: Mention, place: PlaceMention | None) -> PlaceReference:
    """What is known of a place that the exact code has not resolved; a country that it takes for an actor is that country."""
    span = mention.span
    state = over(span, (actor for actor in composed.doc.actors if actor.kind == "state" and actor.country))
    if place is None and state is not None and state.span.covers(span):
        return PlaceReference(
            kind=PlaceKind.COUNTRY,
            country=state.country,
            precision=PlacePrecision.COUNTRY,
            chosen=f"c{state.country}",
            name_en=state.label,
            reason="a country has no point",
        )
    said = PlaceKind(composed.encoded.value("place_kind", (mention.first,))[0])
    return PlaceReference(
        kind=place.kind if place is not None else said,
        country=_country(composed, span),
        precision=PlacePrecision.UNRESOLVED,
        reason="not in the gazetteer",
    )


def _country(composed: Composition, span: Span) -> str | None:
    """That of the nearest place in the sentence that tells one, else the one that most places of the report are in. On a border one is
    in either country."""
    sentence = composed.doc.sentence_of(span.start).span
    near: list[tuple[int, str]] = []
    told: Counter[str] = Counter()
    for place in composed.doc.places:
        at = place.reference
        if (
            at is None
            or at.country is None
            or (at.precision is PlacePrecision.COUNTRY and place.kind is PlaceKind.OTHER)
        ):
            continue
        told[at.country] += 1
        if place.span.overlap(sentence):
            near.append((abs(place.span.start - span.start), at.country))
    if near:
        return min(near, key=lambda item: item[0])[1]
    most = told.most_common(2)
    return most[0][0] if len(most) == 1 or (most and most[0][1] > most[1][1]) else None
