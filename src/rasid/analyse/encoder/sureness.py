"""How surely each record is right, given how each of its choices was made: fitted on articles that the encoder was not trained on.

A record's confidence is of what names it: an event's of its being told and of its type, a claim's of outcome and number, a
statement's of there being one of that speaker, an argument's of its role. The confidences of further fields are given that.
"""

from __future__ import annotations

import math

from rasid.analyse.document import ArgumentDraft, CasualtyDraft, EventDraft, StatementDraft
from rasid.analyse.encoder.blend import Features, odds
from rasid.analyse.encoder.composition import Composition
from rasid.model import Realis, Salience

RELEVANT = "sure relevant"


def add_confidences(composed: Composition) -> None:
    """Fills the confidences of a composed document."""
    doc = composed.doc
    for event in doc.events:
        event.confidence = composed.sure("sure event", _event(composed, event), (event.id, "type"))
        _further(composed, event, "event", {"realis": {f"is {event.realis.value}": 1.0}})
        for argument in event.arguments:
            features = _argument(composed, event, argument)
            argument.confidence = composed.sure("sure argument", features, (event.id, argument))
    for statement in doc.statements:
        statement.confidence = composed.sure(
            "sure statement", _statement(composed, statement), (statement.id, "speaker")
        )
        about = {"events": float(len(statement.about)), "happenings": math.log(1 + len(doc.events))}
        _further(composed, statement, "statement", {"act": {}, "kind": {}, "about": about})
    events = {event.id: event for event in doc.events}
    for claim in doc.casualties:
        claim.confidence = composed.sure("sure claim", _claim(composed, claim), (claim.id, "count"))
        further = {
            "event": {"told": odds(events[claim.event].confidence or 0.5)},
            "source": {"report's own": float(claim.source is None)},
        }
        _further(composed, claim, "claim", further)


def _further(
    composed: Composition,
    record: EventDraft | StatementDraft | CasualtyDraft,
    kind: str,
    fields: dict[str, Features],
) -> None:
    for field, features in fields.items():
        how = _how(composed, field, record.id)
        sure = composed.sure(f"sure {kind}'s {field}", {"bias": 1.0, **how, **features}, (record.id, field))
        if sure is not None:
            record.confidences[field] = sure


def _how(composed: Composition, field: str, record: str) -> Features:
    """How a value was chosen; what was not chosen among several was asked by itself."""
    best = composed.values.get((field, record))
    if best is None:
        return {"chosen": odds(composed.taken.get((field, record), 0.5))}
    return {"chosen": odds(best.chance), "read": float(best.read), "both": float(best.read and best.heard)}


def _event(composed: Composition, event: EventDraft) -> Features:
    return {
        "bias": 1.0,
        "chosen": odds(composed.taken["event", event.id]),
        **{f"type {name}": value for name, value in _how(composed, "type", event.id).items()},
        "heard": odds(max(trigger.score for trigger in composed.triggers[event.id])),
        "words": math.log(len(event.triggers)),
        "main": float(event.salience is Salience.MAIN),
        "background": float(event.salience is Salience.BACKGROUND),
        "actual": float(event.realis is Realis.ACTUAL),
    }


def _argument(composed: Composition, event: EventDraft, argument: ArgumentDraft) -> Features:
    chosen = composed.taken.get((argument.role.value, event.id, argument.span))
    out: Features = {"bias": 1.0, "event": odds(event.confidence or 0.5), f"is {argument.role.value}": 1.0}
    if chosen is None:  # the owner of a thing taken, which nobody was asked about
        return out | {"unasked": 1.0}
    return out | {"chosen": odds(chosen), "main": float(event.salience is Salience.MAIN)}


def _statement(composed: Composition, statement: StatementDraft) -> Features:
    unread = ("heard alone", statement.id) in composed.taken
    chosen = composed.taken["heard alone" if unread else "bears", statement.id]
    return {"bias": 1.0, "chosen": odds(chosen), "unread": float(unread), "no cue": float(statement.cue is None)}


def _claim(composed: Composition, claim: CasualtyDraft) -> Features:
    chosen = composed.taken["counts", claim.span, claim.outcome]
    count = claim.count
    return {
        "bias": 1.0,
        "chosen": odds(chosen),
        "part": float(claim.part_of is not None),
        "none": float(count.high == 0),
        "bounded": float(count.low is not None and count.low == count.high),
        f"is {claim.outcome.value}": 1.0,
    }
