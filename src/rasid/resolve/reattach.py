"""The records of an analysis by their words, and the one that a decision is on, whatever ids a new reading gave."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from rasid.model import Analysis, Decision, Evidence, Report, Ruling, Span, Subject, SubjectKind
from rasid.model.decision import WHOLE, value_of
from rasid.resolve.standing import standing


class Record(NamedTuple):
    """A record of the machine, or one that a person added."""

    kind: SubjectKind
    id: str
    value: Any
    anchor: tuple[Evidence, ...]
    trait: str
    event: str | None
    """Of an argument, its event."""


def records_of(analysis: Analysis) -> Iterator[Record]:
    """Every record of an analysis, the report as a whole first."""
    yield Record(SubjectKind.REPORT, "", analysis, (), "", None)
    triggers = {event.id: event.trigger for event in analysis.events}
    seen: set[str] = set()
    for event in analysis.events:
        yield Record(SubjectKind.EVENT, event.id, event, (event.trigger,), event.type.value, None)
        for argument in event.arguments:
            id_ = _once(f"{event.id}/{argument.role}/{_at(argument.evidence)}", seen)
            anchor = (argument.evidence, event.trigger)
            yield Record(SubjectKind.ARGUMENT, id_, argument, anchor, argument.role.value, event.id)
    for claim in analysis.casualties:
        words = (claim.evidence, triggers[claim.event]) if claim.event in triggers else (claim.evidence,)
        yield Record(SubjectKind.CLAIM, claim.id, claim, words, claim.outcome.value, None)
    for statement in analysis.statements:
        yield Record(SubjectKind.STATEMENT, statement.id, statement, (statement.speaker,), statement.act.value, None)
    for relation in analysis.relations:
        id_ = _once(f"{relation.type}/{_at(relation.a)}/{_at(relation.b)}", seen)
        yield Record(SubjectKind.RELATION, id_, relation, (relation.a, relation.b), relation.type.value, None)
    for mention in analysis.mentions:
        id_ = _once(f"{mention.kind}/{_at(mention.evidence)}", seen)
        yield Record(SubjectKind.MENTION, id_, mention, (mention.evidence,), mention.kind, None)


def _at(evidence: Evidence) -> str:
    return f"{evidence.start}-{evidence.end}"


def _once(id_: str, seen: set[str]) -> str:
    """The same id again has a number behind it."""
    name, turn = id_, 2
    while name in seen:
        name, turn = f"{id_}/{turn}", turn + 1
    seen.add(name)
    return name


def words_of(kind: SubjectKind, value: Any) -> Evidence:
    words: Evidence = {
        SubjectKind.EVENT: lambda: value.trigger,
        SubjectKind.STATEMENT: lambda: value.speaker,
        SubjectKind.RELATION: lambda: value.a,
    }.get(kind, lambda: value.evidence)()
    return words


def trait_of(kind: SubjectKind, value: Any) -> str:
    name = {
        SubjectKind.EVENT: "type",
        SubjectKind.ARGUMENT: "role",
        SubjectKind.CLAIM: "outcome",
        SubjectKind.STATEMENT: "act",
        SubjectKind.RELATION: "type",
        SubjectKind.MENTION: "kind",
    }[kind]
    return str(getattr(value, name))


def subject_of(report: Report, record: Record) -> Subject:
    return Subject(kind=record.kind, report_id=report.id, record=record.id or None, trait=record.trait)


def attached(
    decision: Decision, records: Sequence[Record], alias: Mapping[tuple[SubjectKind, str], str]
) -> Record | None:
    """The record that a decision is on."""
    kind = decision.subject.kind
    if kind is SubjectKind.REPORT:
        return records[0]
    wanted = decision.subject.record or ""
    wanted = alias.get((kind, wanted), wanted)
    same = [record for record in records if record.kind is kind]
    if not decision.anchor:
        return next((record for record in same if record.id == wanted), None)
    return match(decision, same, id_=wanted)


_ALL = 1.0


def _meet(a: Evidence, b: Evidence) -> float:
    """How much of both the words have in common, 0 to 1."""
    if (a.start, a.end) == (b.start, b.end):
        return _ALL
    return a.span.overlap(b.span) / max(1, len(Span(min(a.start, b.start), max(a.end, b.end))))


def match(
    decision: Decision, records: Sequence[Record], *, id_: str | None = None, exact: bool = False
) -> Record | None:
    """The record that has the words of a decision: the same words before others, of the same trait before others (the only one
    of them, where the trait is another), in the same event before others. None where there is none, or two are as good."""
    if not decision.anchor:
        return None
    anchor, subject = decision.anchor, decision.subject
    offers = []
    for record in records:
        over = _meet(anchor[0], record.anchor[0])
        if not over or (exact and (over < _ALL or record.trait != subject.trait)):
            continue
        within = _meet(anchor[1], record.anchor[1]) if len(anchor) > 1 and len(record.anchor) > 1 else 0.0
        same = record.trait == subject.trait
        offers.append(((over == _ALL, same, over, within, record.id == id_), record))
    offers.sort(key=lambda offer: offer[0], reverse=True)
    if not offers or (len(offers) > 1 and offers[0][0] == offers[1][0]):
        return None
    return offers[0][1]


def added_record(decision: Decision, records: Sequence[Record]) -> Record | None:
    """The record that a person added, in the events of today; None where its event is not told any more."""
    kind = decision.subject.kind
    value = value_of(kind, WHOLE, decision.after)
    id_ = decision.subject.record or ""
    event = None
    if kind in (SubjectKind.ARGUMENT, SubjectKind.CLAIM) and len(decision.anchor) > 1:
        named = id_.split("/", 1)[0] if kind is SubjectKind.ARGUMENT else value.event
        event = _event(named, decision.anchor[1], records)
        if event is None:
            return None
        if kind is SubjectKind.ARGUMENT:
            id_ = f"{event}/{id_.split('/', 1)[1]}"
        else:
            value = msgspec.structs.replace(value, event=event)
    anchor = decision.anchor or (words_of(kind, value),)
    return Record(kind, id_, value, anchor, decision.subject.trait, event)


def _event(named: str, trigger: Evidence, records: Sequence[Record]) -> str | None:
    offers = [
        ((_meet(trigger, record.anchor[0]), record.id == named), record.id)
        for record in records
        if record.kind is SubjectKind.EVENT and _meet(trigger, record.anchor[0])
    ]
    if offers:
        return max(offers)[1]
    # An event that a person added has an id of its own, and no reading takes it away.
    return named if "d" in named else None


def renamed(record: Record, twin: Record) -> Any:
    """What a person added, with the id that the machine gives it now."""
    return msgspec.structs.replace(record.value, id=twin.id) if hasattr(record.value, "id") else record.value


def restored(thread: Sequence[Decision], records: Sequence[Record]) -> Record | None:
    """A record that was accepted as a whole, and that a new reading does not have."""
    effective = standing(thread).effective
    if (
        effective is None
        or effective.field != WHOLE
        or effective.verdict is not Ruling.ACCEPT
        or not isinstance(effective.before, dict)
        or not effective.anchor
    ):
        return None
    subject = effective.subject
    letter = (subject.record or "")[:1]
    # The id may be that of another record now.
    named = subject.kind in (SubjectKind.EVENT, SubjectKind.CLAIM, SubjectKind.STATEMENT)
    id_ = f"{letter}d{effective.thread}" if named else subject.record or ""
    told = {**effective.before, "id": id_} if named else effective.before
    again = msgspec.structs.replace(
        effective, verdict=Ruling.ADD, after=told, subject=msgspec.structs.replace(subject, record=id_)
    )
    return added_record(again, records)
