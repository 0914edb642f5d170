"""Who was harmed, how many, of which happening and on whose word. The exact code reads the counts; the encoder judges which are
worth a record and ties them, and adds those that it alone has seen."""

from __future__ import annotations

from rasid.analyse.casualties import record
from rasid.analyse.counting import Claim
from rasid.analyse.document import CasualtyDraft, StatementDraft
from rasid.analyse.encoder.composition import Composition, over
from rasid.analyse.encoder.encoded import Found
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.reading import Reading
from rasid.analyse.tolls import link_events, link_sources
from rasid.lexicon.harm import harm
from rasid.model import Certainty, CountKind, CountRange, Group, Outcome, Span

_BEGINS = 1


def add_casualties(composed: Composition) -> None:
    """Fills the casualties of a document whose events and statements are known."""
    doc = composed.doc
    if not doc.events:
        return
    held: list[tuple[int, Claim]] = []
    dropped: set[Claim | None] = set()
    for index, claim in doc.tolls:
        if _heard(composed, claim) >= composed.enough("count kept"):
            held.append((index, claim))
        else:
            dropped.add(claim)
    for _, claim in held:
        if claim.part_of in dropped:
            claim.part_of = None
    events, sources = _events(composed, held), _sources(composed, held)
    held = [(index, claim) for index, claim in held if claim in events]
    record(doc, held, events, sources)
    _add_unread(composed, [claim for _, claim in doc.tolls])


def _heard(composed: Composition, claim: Claim) -> float:
    """How sure the encoder is that a count stands there."""
    tags = composed.encoded.tags
    return max(float(tags[at, TAGS.index("count"), _BEGINS]) for at in range(claim.first, min(claim.last, len(tags))))


def _anchor(composed: Composition, claim: Claim) -> int:
    """The word of the claim at which a count most likely begins."""
    tags = composed.encoded.tags[:, TAGS.index("count"), _BEGINS]
    return max(range(claim.first, min(claim.last, len(tags))), key=lambda at: float(tags[at]))


def _events(composed: Composition, found: list[tuple[int, Claim]]) -> dict[Claim, str]:
    rule = link_events(composed.doc, found)
    out: dict[Claim, str] = {}
    for _, claim in found:
        scores = composed.of_events(_anchor(composed, claim), "event", reverse=True)
        if claim in rule:
            scores[rule[claim]] = scores.get(rule[claim], 0.0) + composed.enough("event by rule")
        if scores:
            out[claim] = max(scores, key=scores.__getitem__)
    for _, claim in found:  # a part is of the event of its whole
        if claim.part_of in out:
            out[claim] = out[claim.part_of]
    return out


def _sources(composed: Composition, found: list[tuple[int, Claim]]) -> dict[Claim, StatementDraft]:
    rule = link_sources(composed.doc, found)
    out: dict[Claim, StatementDraft] = {}
    for _, claim in found:
        at = _anchor(composed, claim)
        best, chosen = composed.enough("source"), None
        for anchor, statement in composed.anchors:
            odds = composed.encoded.pair("source", at, anchor)
            if rule.get(claim) is statement:
                odds += composed.enough("source by rule")
            if odds >= best:
                best, chosen = odds, statement
        if chosen is not None:
            out[claim] = chosen
    return out


def _add_unread(composed: Composition, read: list[Claim]) -> None:
    """The counts that the encoder alone has seen."""
    doc, encoded = composed.doc, composed.encoded
    people = composed.found("who")
    drafts: dict[int, CasualtyDraft] = {}
    known = Reading.of(doc, harm())
    for found in encoded.mentions("count", composed.enough("count")):
        span = composed.span(found)
        if over(span, read) is not None:
            continue
        events = composed.of_events(found.first, "event", reverse=True)
        count = _count(composed, known, found, span)
        outcome = Outcome(encoded.value("outcome", (found.first,))[0])
        if not events or count is None:
            continue
        if outcome is Outcome.NONE:
            count = CountRange(low=0, high=0, kind=CountKind.NONE, raw=span.of(doc.text))
        who, odds = composed.nearest("who", found.first, people)
        draft = drafts[found.first] = CasualtyDraft(
            id=f"c{len(doc.casualties) + 1}",
            event=max(events, key=events.__getitem__),
            outcome=outcome,
            count=count,
            span=span,
            sentence=doc.sentence_of(span.start).index,
            who=composed.span(who) if who is not None and odds >= composed.enough("who of") else None,
            groups=tuple(Group(name) for name in encoded.held_groups(found.first, composed.enough("groups"))),
            certainty=Certainty(encoded.value("claim_certainty", (found.first,))[0]),
        )
        scored = [(encoded.pair("source", found.first, at), statement) for at, statement in composed.anchors]
        source = max(scored, key=lambda item: item[0], default=None)
        if source is not None and source[0] >= composed.enough("source"):
            draft.source = source[1].id
            source[1].about.append(draft.id)
        doc.casualties.append(draft)


def _count(composed: Composition, reading: Reading, found: Found, span: Span) -> CountRange | None:
    """The number that the words come to: of the number there, or of the form of the noun; one, for a single person."""
    doc = composed.doc
    quantity = over(span, doc.quantities)
    if quantity is not None:
        return quantity.count
    limit = doc.sentence_of(span.start).last
    for at in range(found.first, min(found.last, limit)):
        people = reading.people(at, limit)
        if people is not None:
            return people.count
    return CountRange(low=1, high=1, kind=CountKind.EXACT, raw=span.of(doc.text))
