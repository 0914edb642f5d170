"""Analysis -> the interchange form of annotations: one JSON object an article, every mention with its offsets."""

from __future__ import annotations

from typing import Any

from rasid.model import Analysis, Argument, CasualtyClaim, Event, Evidence, Relation, Report, Role, Statement

Json = dict[str, Any]


class _Sentences:
    def __init__(self, analysis: Analysis) -> None:
        self.starts = [span.start for span in analysis.sentences]

    def of(self, at: int) -> int:
        from bisect import bisect_right

        return max(0, bisect_right(self.starts, at) - 1)


def annotation(report: Report, analysis: Analysis) -> Json:
    """The annotation of one report. ``doc`` is the id that came with the item, else the report's own."""
    at = _Sentences(analysis)
    return {
        "doc": report.external_id or report.id,
        "relevant": analysis.relevant,
        "lead_event": analysis.lead_event,
        "events": [_event(at, event) for event in analysis.events],
        "casualties": [_claim(at, claim) for claim in analysis.casualties],
        "statements": [_statement(at, statement) for statement in analysis.statements],
        "relations": [_relation(at, relation) for relation in analysis.relations],
    }


def _mention(at: _Sentences, evidence: Evidence) -> Json:
    return {"s": at.of(evidence.start), "q": evidence.quote, "start": evidence.start, "end": evidence.end}


def _maybe(at: _Sentences, evidence: Evidence | None) -> Json | None:
    return None if evidence is None else _mention(at, evidence)


def _event(at: _Sentences, event: Event) -> Json:
    when = event.when
    date = None
    if when is not None and when.start is not None and when.end is not None:
        date = {"start": when.start.isoformat(), "end": when.end.isoformat()}
    return {
        "id": event.id,
        "type": event.type.value,
        "trigger": _mention(at, event.trigger),
        "mentions": [_mention(at, mention.evidence) for mention in event.mentions],
        "realis": event.realis.value,
        "salience": event.salience.value,
        "parent": event.parent,
        "args": [_argument(at, argument) for argument in event.arguments],
        "date": date,
    }


def _argument(at: _Sentences, argument: Argument) -> Json:
    out: Json = {"role": argument.role.value, **_mention(at, argument.evidence)}
    if argument.label:
        out["norm"] = argument.label
    place = argument.place
    if argument.role is Role.PLACE and place is not None:
        out["kind"] = place.kind.value
        if place.country:
            out["country"] = place.country
        for key, value in (
            ("place_id", place.chosen),
            ("lat", place.lat),
            ("lon", place.lon),
            ("radius_km", place.radius_km),
        ):
            if value is not None:
                out[key] = value
    return out


def _claim(at: _Sentences, claim: CasualtyClaim) -> Json:
    return {
        "id": claim.id,
        "event": claim.event,
        "outcome": claim.outcome.value,
        "count": _mention(at, claim.evidence),
        "min": claim.count.low,
        "max": claim.count.high,
        "approx": claim.count.approx,
        "who": _maybe(at, claim.who),
        "groups": [group.value for group in claim.groups],
        "part_of": claim.part_of,
        "source": claim.source,
        "certainty": claim.certainty.value,
    }


def _statement(at: _Sentences, statement: Statement) -> Json:
    return {
        "id": statement.id,
        "speaker": _mention(at, statement.speaker),
        "role": _maybe(at, statement.role),
        "kind": statement.kind.value,
        "cue": _maybe(at, statement.cue),
        "act": statement.act.value,
        "about": list(statement.about),
        "sentences": list(statement.sentences),
        "certainty": statement.certainty.value,
    }


def _relation(at: _Sentences, relation: Relation) -> Json:
    return {"type": relation.type.value, "a": _mention(at, relation.a), "b": _mention(at, relation.b)}
