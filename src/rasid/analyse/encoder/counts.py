"""Who was harmed, how many, of which happening and on whose word. The exact code reads the counts; the encoder judges which are
worth a record and ties them. What it alone takes for a count is no record: half of those were none (an age, a permit not obtained)."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.casualties import record
from rasid.analyse.counting import Claim
from rasid.analyse.document import StatementDraft
from rasid.analyse.encoder.blend import Features, odds, weight
from rasid.analyse.encoder.composition import Best, Composition
from rasid.analyse.encoder.labels import TAGS
from rasid.analyse.tolls import link_events, link_sources, side_by_side

_BEGINS = 1


def add_casualties(composed: Composition) -> None:
    """Fills the casualties of a document whose events and statements are known."""
    doc = composed.doc
    if not doc.events:
        return
    held: list[tuple[int, Claim]] = []
    dropped: set[Claim | None] = set()
    for index, claim in doc.tolls:
        chance = composed.taken["counts", claim.span, claim.outcome] = composed.chance(
            "counts", _counts(composed, claim), claim
        )
        if chance >= composed.least("counts"):
            held.append((index, claim))
        else:
            dropped.add(claim)
    for _, claim in held:
        if claim.part_of in dropped:
            claim.part_of = None
    events, sources = _events(composed, held), _sources(composed, held)
    held = [(index, claim) for index, claim in held if claim in events]
    told = {claim: event for claim, (event, _) in events.items()}
    record(doc, held, told, {claim: source for claim, (source, _) in sources.items() if source is not None})
    chances = {(claim.span, claim.outcome): (events[claim][1], sources[claim][1]) for _, claim in held}
    for draft in doc.casualties:
        composed.values["event", draft.id], composed.values["source", draft.id] = chances[draft.span, draft.outcome]


def _counts(composed: Composition, claim: Claim) -> Features:
    """Whether a count that the exact code has read is worth a record."""
    at = _anchor(composed, claim)
    outcomes = composed.encoded.values("outcome", (at,))
    return {
        "bias": 1.0,
        "read": 1.0,
        "heard": odds(float(composed.encoded.tags[at, TAGS.index("count"), _BEGINS])),
        "outcome": weight(outcomes[claim.outcome.value]),
        "part": float(claim.part_of is not None),
        "none": float(claim.count.high == 0),
        f"outcome {claim.outcome.value}": 1.0,
        "no number": float(claim.count.low is None and claim.count.high is None),
    }


def _anchor(composed: Composition, claim: Claim) -> int:
    """The word of the claim at which a count most likely begins."""
    tags = composed.encoded.tags[:, TAGS.index("count"), _BEGINS]
    return max(range(claim.first, min(claim.last, len(tags))), key=lambda at: float(tags[at]))


def _events(composed: Composition, found: list[tuple[int, Claim]]) -> dict[Claim, tuple[str, Best]]:
    """The event of each claim, and how it was chosen; claims side by side are of one (مقتل 5 وإصابة 10 في انفجار), and so is a part
    with its whole."""
    doc = composed.doc
    rule = link_events(doc, found)
    out: dict[Claim, tuple[str, Best]] = {}
    firsts = sorted(trigger.first for event in doc.events for trigger in event.triggers)
    for group in side_by_side(doc, found, firsts):
        claims = [claim for _, claim in group]
        told: dict[str, list[Features]] = {}
        for claim in claims:
            at = _anchor(composed, claim)
            heard = composed.of_events(at, "event", reverse=True)
            top = max(heard.values(), default=0.0)
            for event in doc.events:
                if event.id in heard or event.id == rule.get(claim):
                    chance = heard.get(event.id, 0.0)
                    features = {"read": float(rule.get(claim) == event.id), "heard": odds(chance)}
                    features |= {"best heard": float(chance >= top), **composed.stance(at, event)}
                    told.setdefault(event.id, []).append(features)
        if told:
            asked = [("event", _mean(features)) for features in told.values()]
            best = composed.best(asked, (claims, list(told)))
            out |= dict.fromkeys(claims, (list(told)[best.at], best))
    for _, claim in found:
        if claim.part_of in out:
            out[claim] = out[claim.part_of]
    return out


def _mean(some: Sequence[Features]) -> Features:
    return {name: sum(features[name] for features in some) / len(some) for name in some[0]}


def _sources(composed: Composition, found: list[tuple[int, Claim]]) -> dict[Claim, tuple[StatementDraft | None, Best]]:
    rule = link_sources(composed.doc, found)
    return {claim: _source(composed, claim, _anchor(composed, claim), rule.get(claim)) for _, claim in found}


def _source(
    composed: Composition, about: object, at: int, read: StatementDraft | None
) -> tuple[StatementDraft | None, Best]:
    """On whose word a count is told, None where it is the report's own; and how that was chosen."""
    asked: list[tuple[str, Features]] = [("unsourced", {"bias": 1.0, "read": float(read is None)})]
    among: list[StatementDraft | None] = [None]
    chances = composed.encoded.pairs("source", at, [anchor for anchor, _ in composed.anchors])
    for (_, statement), chance in zip(composed.anchors, chances, strict=True):
        if chance > _FAINT or statement is read:
            asked.append(("source", {"bias": 1.0, "read": float(statement is read), "heard": odds(chance)}))
            among.append(statement)
    best = composed.best(asked, ([about], among))
    return among[best.at], best


_FAINT = 0.02
