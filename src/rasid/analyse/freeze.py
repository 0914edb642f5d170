"""Document -> Analysis: every span becomes Evidence, and what has none is refused."""

from __future__ import annotations

from rasid.analyse.document import ArgumentDraft, CasualtyDraft, Document, EventDraft, RelationDraft, StatementDraft
from rasid.model import (
    Analysis,
    Argument,
    CasualtyClaim,
    Event,
    EventMention,
    Evidence,
    Mention,
    Relation,
    Span,
    Statement,
)
from rasid.text.normal import fold


def freeze(doc: Document, run: str, versions: dict[str, str]) -> Analysis:
    """All that the document holds, as immutable records. ``versions`` maps component names to their versions."""
    return Analysis(
        report_id=doc.report.id,
        run=run,
        relevant=doc.relevant,
        relevance=round(doc.relevance, 4),
        lead_event=doc.lead_event,
        sentences=tuple(sentence.span for sentence in doc.sentences),
        events=tuple(_event(doc, event) for event in doc.events),
        casualties=tuple(_claim(doc, claim) for claim in doc.casualties),
        statements=tuple(_statement(doc, statement) for statement in doc.statements),
        relations=tuple(_relation(doc, relation) for relation in doc.relations),
        mentions=tuple(_mentions(doc, versions)),
        problems=tuple(doc.problems),
    )


def _evidence(doc: Document, span: Span) -> Evidence:
    return span.evidence(doc.report.id, doc.text)


def _maybe(doc: Document, span: Span | None) -> Evidence | None:
    return None if span is None else _evidence(doc, span)


def _event(doc: Document, event: EventDraft) -> Event:
    return Event(
        id=event.id,
        type=event.type,
        realis=event.realis,
        salience=event.salience,
        trigger=_evidence(doc, event.trigger.span),
        mentions=tuple(
            EventMention(evidence=_evidence(doc, trigger.span), type=trigger.type, realis=trigger.realis)
            for trigger in event.triggers
            if trigger is not event.trigger
        ),
        parent=event.parent,
        arguments=tuple(_argument(doc, argument) for argument in event.arguments),
        when=event.when,
        confidence=event.confidence,
        confidences=event.confidences,
    )


def _argument(doc: Document, argument: ArgumentDraft) -> Argument:
    return Argument(
        role=argument.role,
        evidence=_evidence(doc, argument.span),
        label=argument.label,
        actor=argument.actor,
        place=argument.place,
        confidence=argument.confidence,
    )


def _claim(doc: Document, claim: CasualtyDraft) -> CasualtyClaim:
    return CasualtyClaim(
        id=claim.id,
        event=claim.event,
        outcome=claim.outcome,
        count=claim.count,
        evidence=_evidence(doc, claim.span),
        who=_maybe(doc, claim.who),
        groups=claim.groups,
        part_of=claim.part_of,
        added_to=claim.added_to,
        scope=claim.scope,
        source=claim.source,
        certainty=claim.certainty,
        update=claim.update,
        confidence=claim.confidence,
        confidences=claim.confidences,
    )


def _statement(doc: Document, statement: StatementDraft) -> Statement:
    return Statement(
        id=statement.id,
        speaker=_evidence(doc, statement.speaker),
        kind=statement.kind,
        act=statement.act,
        role=_maybe(doc, statement.role),
        cue=_maybe(doc, statement.cue),
        label=statement.label,
        actor=statement.actor,
        about=tuple(statement.about),
        sentences=tuple(statement.sentences),
        content=tuple(_evidence(doc, span) for span in statement.content),
        certainty=statement.certainty,
        hedge=_maybe(doc, statement.hedge),
        via=statement.via,
        confidence=statement.confidence,
        confidences=statement.confidences,
    )


def _relation(doc: Document, relation: RelationDraft) -> Relation:
    return Relation(
        type=relation.type, a=_evidence(doc, relation.a), b=_evidence(doc, relation.b), cue=_maybe(doc, relation.cue)
    )


def _mentions(doc: Document, versions: dict[str, str]) -> list[Mention]:
    found: list[tuple[str, str, Span, str | None]] = []
    found += [("actor", "actors", mention.span, mention.actor) for mention in doc.actors]
    found += [("person", "actors", mention.span, mention.actor) for mention in doc.persons]
    found += [
        ("place", "places", mention.span, mention.reference.chosen if mention.reference else None)
        for mention in doc.places
    ]
    found += [("time", "times", mention.span, None) for mention in doc.times]
    found += [("weapon", "weapons", mention.span, mention.weapon) for mention in doc.weapons]
    found += [("quantity", "quantities", mention.span, None) for mention in doc.quantities]
    found.sort(key=lambda item: (item[2].start, item[2].end, item[0]))
    return [
        Mention(
            kind=kind,
            evidence=_evidence(doc, span),
            normal=fold(span.of(doc.text)),
            entity=entity,
            component=f"{component}/{versions.get(component, '0')}",
        )
        for kind, component, span, entity in found
    ]
