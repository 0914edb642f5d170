"""What the encoder found, as the drafts of a document: events with arguments, statements, counts of people harmed.

The encoder says which words tell and what belongs to what; numbers, days, places and names come from the layers that the exact
code has filled: times, quantities, actors, places, tolls.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from rasid.analyse.document import ArgumentDraft, CasualtyDraft, Document, EventDraft, StatementDraft, Trigger
from rasid.analyse.encoder.encoded import Encoded, Found
from rasid.analyse.encoder.happenings import happenings
from rasid.analyse.encoder.windows import WINDOW
from rasid.analyse.event_days import finest, settle_days
from rasid.analyse.reading import Reading
from rasid.lexicon.harm import harm
from rasid.model import (
    Act,
    Certainty,
    CountKind,
    CountRange,
    EventType,
    Group,
    Outcome,
    PlaceKind,
    PlacePrecision,
    PlaceReference,
    Realis,
    Role,
    Salience,
    Span,
    SpeakerKind,
)
from rasid.text.normal import fold

Enough = Mapping[str, float]
"""Thresholds by tag (trigger, actor …) and relation (same, attacker …)."""
DEFAULT = 0.5
ROLES = {
    "actor": (Role.ATTACKER, Role.TARGET, Role.PARTY),
    "place": (Role.PLACE,),
    "time": (Role.TIME,),
    "weapon": (Role.WEAPON,),
}


class _Spanned(Protocol):
    span: Span


_S = TypeVar("_S", bound=_Spanned)


class Composer:
    """Composes one document."""

    def __init__(self, doc: Document, encoded: Encoded, enough: Enough) -> None:
        self.doc = doc
        self.encoded = encoded
        self.enough = enough
        self.triggers: dict[str, list[Found]] = {}
        """Of each event, in order."""
        self.anchors: list[tuple[int, StatementDraft]] = []
        """The word at which each statement stands, in order."""
        self.reading = Reading.of(doc, harm())

    def __call__(self) -> None:
        """Fills events, statements and casualties; relevance too."""
        doc, encoded = self.doc, self.encoded
        doc.relevance = encoded.relevant
        doc.relevant = encoded.relevant >= self._enough("relevant")
        if not doc.relevant:
            return
        self._events()
        self._parents()
        self._arguments()
        self._statements()
        self._casualties()
        doc.lead_event = self._lead()

    def _enough(self, name: str) -> float:
        return self.enough.get(name, DEFAULT)

    def _found(self, tag: str) -> list[Found]:
        return self.encoded.mentions(tag, self._enough(tag))

    def span(self, found: Found) -> Span:
        """The text of a mention, without the letters joined before it."""
        tokens = self.doc.tokens
        joined = int(self.encoded.value("clitics", (found.first,))[0])
        first = tokens[found.first]
        start = min(first.start + joined, first.end - 1)
        return Span(start, tokens[found.last - 1].end)

    # --- events ---------------------------------------------------------------------------------------------------------

    def _events(self) -> None:
        doc, encoded = self.doc, self.encoded
        for group in happenings(encoded, self._found("trigger"), self._enough("same")):
            at = [found.first for found in group]
            kind = EventType(encoded.value("type", at)[0])
            triggers = [self._trigger(found) for found in group]
            body = [t for t in triggers if not doc.sentences[t.sentence].is_title] or triggers
            event = EventDraft(
                id=f"e{len(doc.events) + 1}",
                type=kind,
                trigger=max(body, key=lambda trigger: trigger.score),
                triggers=triggers,
                realis=Realis(encoded.value("realis", at)[0]),
                salience=Salience(encoded.value("salience", at)[0]),
            )
            doc.events.append(event)
            self.triggers[event.id] = group

    def _trigger(self, found: Found) -> Trigger:
        span = self.span(found)
        return Trigger(
            span=span,
            first=found.first,
            last=found.last,
            sentence=self.doc.sentence_of(span.start).index,
            type=EventType(self.encoded.value("type", (found.first,))[0]),
            score=found.score,
            realis=Realis(self.encoded.value("realis", (found.first,))[0]),
        )

    def _parents(self) -> None:
        events = self.doc.events
        by_id = {event.id: event for event in events}
        scores: list[tuple[float, EventDraft, EventDraft]] = []
        for child in events:
            at = self.triggers[child.id][0].first
            for name, odds in self._event_scores(at, "parent", reverse=True).items():
                if name != child.id and odds >= self._enough("parent"):
                    scores.append((odds, child, by_id[name]))
        for _, child, parent in sorted(scores, key=lambda row: -row[0]):
            if child.parent is None and parent.parent is None and all(e.parent != child.id for e in events):
                child.parent = parent.id  # one level: a parent is no child

    def _event_scores(self, at: int, relation: str, *, reverse: bool) -> dict[str, float]:
        """By event in reach of the word ``at``, how likely the relation holds between its nearest trigger and the word; ``reverse``
        when it goes from the word to the trigger."""
        out = {}
        for name, group in self.triggers.items():
            near = min(group, key=lambda trigger: abs(trigger.first - at)).first
            if abs(near - at) < WINDOW:
                out[name] = self.encoded.pair(relation, at, near) if reverse else self.encoded.pair(relation, near, at)
        return out

    # --- arguments ------------------------------------------------------------------------------------------------------

    def _arguments(self) -> None:
        best: dict[tuple[str, Role, str], tuple[float, Found]] = {}
        for tag, roles in ROLES.items():
            for found in self._found(tag):
                key = _key(self.span(found).of(self.doc.text))
                for role in roles:
                    for name, odds in self._event_scores(found.first, role.value, reverse=False).items():
                        if odds >= self._enough(role.value) and odds > best.get((name, role, key), (0.0,))[0]:
                            best[name, role, key] = (odds, found)
        for event in self.doc.events:
            mine = sorted(
                ((role, found) for (name, role, _), (_, found) in best.items() if name == event.id),
                key=lambda item: (item[1].first, item[0].value),
            )
            event.arguments = [self._argument(role, found) for role, found in mine]
            event.when = finest([draft.time.when for draft in event.arguments if draft.time is not None])
        settle_days(self.doc)

    def _argument(self, role: Role, found: Found) -> ArgumentDraft:
        span = self.span(found)
        draft = ArgumentDraft(role, span)
        if role is Role.PLACE:
            place = _over(span, self.doc.places)
            said = PlaceKind(self.encoded.value("place_kind", (found.first,))[0])
            draft.place = (place.reference if place is not None else None) or PlaceReference(
                kind=said,
                country=self._country(span),
                precision=PlacePrecision.UNRESOLVED,
                reason="not in the gazetteer",
            )
            draft.kind, draft.label = draft.place.kind, draft.place.name_en
        elif role is Role.TIME:
            draft.time = _over(span, self.doc.times)
        elif role is not Role.WEAPON:
            actor = _over(span, self.doc.actors)
            if actor is not None:
                draft.label, draft.actor = actor.label, actor.actor
        return draft

    def _country(self, span: Span) -> str | None:
        """That of the nearest place in the sentence that tells one."""
        sentence = self.doc.sentence_of(span.start).span
        told = [
            (abs(place.span.start - span.start), place.reference.country)
            for place in self.doc.places
            if place.reference is not None and place.reference.country and place.span.overlap(sentence)
        ]
        return min(told, key=lambda item: item[0])[1] if told else None

    # --- statements -----------------------------------------------------------------------------------------------------

    def _statements(self) -> None:
        doc, encoded = self.doc, self.encoded
        speakers, roles = self._found("speaker"), self._found("role")
        taken: set[int] = set()
        drawn: list[tuple[int, Found, Found | None]] = []
        for word in self._found("cue"):
            who, odds = self._nearest("speaker", word.first, speakers)
            if who is not None and odds >= self._enough("speaker of"):
                drawn.append((word.first, who, word))
                taken.add(who.first)
        # One who speaks without a speech word stands in the text too; his is the place at which the statement stands.
        drawn += [
            (one.first, one, None) for one in speakers if one.first not in taken and one.score >= self._enough("bare")
        ]
        told: set[tuple[int, int]] = set()
        for at, speaker, cue in sorted(drawn, key=lambda item: item[0]):
            sentence = doc.sentence_of(doc.tokens[at].start)
            if (
                sentence.index,
                speaker.first,
            ) in told:  # its further speech words in the sentence are of the same statement
                continue
            told.add((sentence.index, speaker.first))
            role, odds = self._nearest("role", speaker.first, roles)
            span = self.span(speaker)
            actor = _over(span, doc.actors)
            draft = StatementDraft(
                id=f"s{len(doc.statements) + 1}",
                speaker=span,
                kind=SpeakerKind(encoded.value("kind", (at,))[0]),
                act=Act(encoded.value("act", (at,))[0]),
                cue=self.span(cue) if cue is not None else None,
                role=self.span(role) if role is not None and odds >= self._enough("role of") else None,
                label=actor.label if actor is not None else None,
                actor=actor.actor if actor is not None else None,
                sentences=[sentence.index],
                certainty=Certainty(encoded.value("certainty", (at,))[0]),
            )
            scores = self._event_scores(at, "about", reverse=True)
            top = max(scores.values(), default=0.0)
            draft.about = [
                name
                for name, odds in scores.items()
                if odds >= min(self._enough("about"), max(top, self._enough("about at all")))
            ]
            doc.statements.append(draft)
            self.anchors.append((at, draft))

    def _nearest(self, relation: str, at: int, among: Sequence[Found]) -> tuple[Found | None, float]:
        """The likeliest of the mentions in reach, and how likely it is."""
        low = bisect_left(among, at - WINDOW, key=lambda found: found.first)
        high = bisect_left(among, at + WINDOW, key=lambda found: found.first)
        scored = [(self.encoded.pair(relation, at, found.first), found) for found in among[low:high]]
        if not scored:
            return None, 0.0
        odds, found = max(scored, key=lambda item: (item[0], -abs(item[1].first - at)))
        return found, odds

    # --- casualties -----------------------------------------------------------------------------------------------------

    def _casualties(self) -> None:
        doc, encoded = self.doc, self.encoded
        counts, people = self._found("count"), self._found("who")
        drafts: dict[int, CasualtyDraft] = {}
        for found in counts:
            span = self.span(found)
            events = self._event_scores(found.first, "event", reverse=True)
            count = self.count(found, span)
            outcome = Outcome(encoded.value("outcome", (found.first,))[0])
            if not events or count is None:
                continue
            if outcome is Outcome.NONE:
                count = CountRange(low=0, high=0, kind=CountKind.NONE, raw=span.of(doc.text))
            who, odds = self._nearest("who", found.first, people)
            draft = drafts[found.first] = CasualtyDraft(
                id=f"c{len(doc.casualties) + 1}",
                event=max(events, key=events.__getitem__),
                outcome=outcome,
                count=count,
                span=span,
                sentence=doc.sentence_of(span.start).index,
                who=self.span(who) if who is not None and odds >= self._enough("who of") else None,
                groups=tuple(Group(name) for name in encoded.held_groups(found.first, self._enough("groups"))),
                certainty=Certainty(encoded.value("claim_certainty", (found.first,))[0]),
            )
            source = max(
                ((encoded.pair("source", found.first, at), statement) for at, statement in self.anchors),
                key=lambda item: item[0],
                default=None,
            )
            if source is not None and source[0] >= self._enough("source"):
                draft.source = source[1].id
                source[1].about.append(draft.id)
            doc.casualties.append(draft)
        held = [found for found in counts if found.first in drafts]
        for found in held:
            draft = drafts[found.first]
            total, odds = self._nearest("part", found.first, [other for other in held if other is not found])
            if total is not None and odds >= self._enough("part"):
                other = drafts[total.first]
                if other.part_of != draft.id and other.outcome is draft.outcome:
                    draft.part_of = other.id

    def count(self, found: Found, span: Span) -> CountRange | None:
        """The number that the words come to: of the toll read there, of the number there, or of the form of the noun."""
        toll = _over(span, [claim for _, claim in self.doc.tolls])
        if toll is not None:
            return toll.count
        quantity = _over(span, self.doc.quantities)
        if quantity is not None:
            return quantity.count
        limit = self.doc.sentence_of(span.start).last
        for at in range(found.first, min(found.last, limit)):
            people = self.reading.people(at, limit)
            if people is not None:
                return people.count
        return CountRange(low=1, high=1, kind=CountKind.EXACT, raw=span.of(self.doc.text))

    def _lead(self) -> str | None:
        """The event that is likeliest to be what the report is about; of several, the one told most often."""

        def weight(event: EventDraft) -> tuple[float, int]:
            group = self.triggers[event.id]
            main = self.encoded.values("salience", [found.first for found in group])["main"]
            return main + 0.05 * min(len(group), 6) - (event.realis is not Realis.ACTUAL), -group[0].first

        return max(self.doc.events, key=weight).id if self.doc.events else None


def _over(span: Span, among: Iterable[_S]) -> _S | None:
    """The mention that shares most letters with ``span``."""
    best, chosen = 0, None
    for mention in among:
        shared = mention.span.overlap(span)
        if shared > best:
            best, chosen = shared, mention
    return chosen


def _key(text: str) -> str:
    norm = fold(text)
    return norm[2:] if norm.startswith("ال") and len(norm) > 4 else norm
