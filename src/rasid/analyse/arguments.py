"""Component "arguments": who, whom, where, when and with what, for every event."""

from __future__ import annotations

from rasid.analyse.document import ArgumentDraft, Document, EventDraft, PlaceMention, TimeMention, Trigger
from rasid.analyse.roles import roles_of, sides
from rasid.model import DateInterval, EventType, Role, Span
from rasid.text.normal import fold

_TWO_SIDED = frozenset({EventType.ARMED_CLASH, EventType.AGREEMENT})
_CROWDS = frozenset({EventType.PROTEST, EventType.RIOT})


class Arguments:
    name = "arguments"
    version = "1"
    requires = ("events",)
    provides = ("arguments",)

    def __call__(self, doc: Document) -> None:
        mates: dict[int, list[Trigger]] = {}
        for event in doc.events:
            for trigger in event.triggers:
                mates.setdefault(trigger.sentence, []).append(trigger)
        owner = {id(trigger): event for event in doc.events for trigger in event.triggers}
        for group in mates.values():
            group.sort(key=lambda trigger: trigger.first)
        for event in doc.events:
            self._fill(doc, event, mates, owner)

    def _fill(
        self, doc: Document, event: EventDraft, mates: dict[int, list[Trigger]], owner: dict[int, EventDraft]
    ) -> None:
        places: list[PlaceMention] = []
        times: list[TimeMention] = []
        weapons: list[Span] = []
        attackers: list[Span] = []
        targets: list[Span] = []
        parties: list[Span] = []
        for trigger in _body_first(doc, event):
            first, last = _reach(doc, trigger, mates[trigger.sentence], owner)
            places += [m for m in doc.places if first <= m.first < last]
            times += [m for m in doc.times if first <= m.first < last]
            weapons += [m.span for m in doc.weapons if first <= m.first < last]
            if event.type in _TWO_SIDED or event.type in _CROWDS:
                parties += sides(doc, trigger)
            else:
                roles = roles_of(doc, trigger)
                attackers += roles.attackers
                targets += roles.targets
        actors = {m.span: m for m in doc.actors}
        for role, spans in ((Role.ATTACKER, attackers), (Role.TARGET, targets), (Role.PARTY, parties)):
            for span in _distinct(doc, spans):
                actor = actors.get(span)
                event.arguments.append(
                    ArgumentDraft(role, span, label=actor.label if actor else None, actor=actor.actor if actor else None)
                )
        seen: set[str] = set()
        for place in places:
            key = _key(doc, place.span)
            if key in seen:
                continue
            seen.add(key)
            reference = place.reference
            event.arguments.append(
                ArgumentDraft(
                    Role.PLACE, place.span, label=reference.name_en if reference else None, place=reference, kind=place.kind
                )
            )
        for time in _distinct(doc, [m.span for m in times]):
            event.arguments.append(ArgumentDraft(Role.TIME, time, time=next(m for m in times if m.span == time)))
        for span in _distinct(doc, weapons):
            event.arguments.append(ArgumentDraft(Role.WEAPON, span))
        event.when = _when(doc, times)


def _body_first(doc: Document, event: EventDraft) -> list[Trigger]:
    return sorted(event.triggers, key=lambda trigger: (doc.sentences[trigger.sentence].is_title, trigger.first))


def _reach(
    doc: Document, trigger: Trigger, mates: list[Trigger], owner: dict[int, EventDraft]
) -> tuple[int, int]:
    """The tokens whose places and times belong to a trigger: to the next trigger of another event on either side; what
    stands before the first trigger of a sentence is for all of them."""
    sentence = doc.sentences[trigger.sentence]
    others = [m for m in mates if owner[id(m)] is not owner[id(trigger)]]
    earlier = [m.last for m in others if m.first < trigger.first]
    later = [m.first for m in others if m.first > trigger.first]
    return max(earlier, default=sentence.first), min(later, default=sentence.last)


def _key(doc: Document, span: Span) -> str:
    norm = fold(span.of(doc.text))
    return norm[2:] if norm.startswith("ال") else norm


def _distinct(doc: Document, spans: list[Span]) -> list[Span]:
    """One span for each name, the fuller one where one holds the other."""
    out: list[Span] = []
    keys: list[str] = []
    for span in spans:
        key = _key(doc, span)
        if not key or any(key in known for known in keys):
            continue
        out.append(span)
        keys.append(key)
    return out


def _when(doc: Document, times: list[TimeMention]) -> DateInterval | None:
    """The first time that comes to days; else the first that tells something; None when no time stands there."""
    resolved = [m.when for m in times if m.when.resolved]
    if resolved:
        finest = [w for w in resolved if w.start == w.end]
        return finest[0] if finest else resolved[0]
    return times[0].when if times else None


def make() -> Arguments:
    return Arguments()
