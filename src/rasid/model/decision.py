"""What a person decided of a value, and the chain in which decisions lie: each holds the hash of the one before it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from typing import Any, get_type_hints

import msgspec

from rasid.errors import UsageError
from rasid.model.analysis import Analysis, Mention
from rasid.model.basis import WHOLE, Basis, Ruling, SubjectKind
from rasid.model.claim import CasualtyClaim
from rasid.model.event import Argument, Event
from rasid.model.incident import Incident
from rasid.model.relation import Relation
from rasid.model.span import Evidence
from rasid.model.statement import Statement

GENESIS = "0" * 64
"""What stands before the first decision."""


class Subject(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a decision is about, by ids of the day on which it was taken; its ``anchor`` finds it again when a new reading
    gives other ids."""

    kind: SubjectKind
    """What kind of thing it is."""
    report_id: str | None = None
    """The report in which it stands."""
    record: str | None = None
    """The record of the analysis: "e1", "c2", "s1"; of an argument "e1/place/120-125", of a mention "place/120-125", of a
    relation "located_in/10-15/20-25": its role or kind, and where its words stand."""
    incident: str | None = None
    """Id of the incident."""
    name: str | None = None
    """A person's name."""
    trait: str = ""
    """What tells it from another on the same words: the outcome of a claim, the type of an event, the act of a statement."""


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the ledger. Rows are added and never changed; taking one back is another one."""

    seq: int
    """1, 2, 3 … without a gap."""
    at: dt.datetime
    """When, in UTC."""
    by: str
    """Who: the name of a person."""
    subject: Subject
    """About what."""
    field: str = WHOLE
    """Which field of it; empty for the whole record, for DONE the name of what was done."""
    verdict: Ruling
    """What was decided."""
    before: Any = None
    """The value that was seen, as JSON."""
    after: Any = None
    """The value that it is to have, as JSON."""
    reason: str = ""
    """Why, in their words."""
    anchor: tuple[Evidence, ...] = ()
    """The words of the record, then, of an argument, those of the trigger of its event: a new reading is matched by them."""
    evidence: tuple[Evidence, ...] = ()
    """Words of reports that the decision rests on."""
    of: int | None = None
    """The decision that is undone or confirmed."""
    root: int | None = None
    """The first decision on the same field; null where this is the first."""
    wants_second: bool = False
    """Whether it has no effect until another person confirms it."""
    previous: str = GENESIS
    """Hash of the decision before this one."""
    hash: str = ""
    """sha256 of all above, see `digest`."""

    @property
    def thread(self) -> int:
        """The first decision on its field: those of one thread are about one field."""
        return self.root or self.seq


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A decision that is not in the ledger yet."""

    by: str
    """Who."""
    subject: Subject
    """About what."""
    field: str = WHOLE
    """Which field of it."""
    verdict: Ruling
    """What was decided."""
    before: Any = None
    """The value that was seen, as JSON."""
    after: Any = None
    """The value that it is to have, as JSON."""
    reason: str = ""
    """Why."""
    anchor: tuple[Evidence, ...] = ()
    """The words of the record."""
    evidence: tuple[Evidence, ...] = ()
    """Words that it rests on."""
    of: int | None = None
    """The decision that is undone or confirmed."""
    wants_second: bool = False
    """Whether it has no effect until another person confirms it."""


_ENCODER = msgspec.json.Encoder(order="sorted")


def plain(value: Any) -> Any:
    """A value of the model as JSON has it: dicts, lists, strings, numbers."""
    return msgspec.to_builtins(value, str_keys=True)


def canonical(decision: Decision) -> bytes:
    """The decision but for its hash, as JSON in UTF-8: keys sorted, no spaces, times in UTC. The same decision has the same
    bytes, in any database.

    A field that is added to `Decision`, `Subject` or `Evidence` later must be left out here while it has its default: rows that
    are there already were hashed without it."""
    told = msgspec.to_builtins(decision)
    del told["hash"]
    told["at"] = decision.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    return _ENCODER.encode(told)


def digest(decision: Decision) -> str:
    """sha256 of `canonical`, in hex."""
    return hashlib.sha256(canonical(decision)).hexdigest()


_RECORDS: dict[SubjectKind, type[msgspec.Struct]] = {
    SubjectKind.REPORT: Analysis,
    SubjectKind.EVENT: Event,
    SubjectKind.ARGUMENT: Argument,
    SubjectKind.CLAIM: CasualtyClaim,
    SubjectKind.STATEMENT: Statement,
    SubjectKind.RELATION: Relation,
    SubjectKind.MENTION: Mention,
    SubjectKind.INCIDENT: Incident,
}
_DECIDABLE: dict[SubjectKind, frozenset[str]] = {
    SubjectKind.REPORT: frozenset({"relevant", "lead_event"}),
    SubjectKind.EVENT: frozenset({"type", "realis", "salience", "trigger", "parent", "when"}),
    SubjectKind.ARGUMENT: frozenset({"role", "evidence", "label", "actor", "place"}),
    SubjectKind.CLAIM: frozenset(
        {
            "event", "outcome", "count", "evidence", "who", "groups", "part_of", "added_to", "scope", "source",
            "certainty", "update",
        }
    ),
    SubjectKind.STATEMENT: frozenset(
        {"speaker", "kind", "act", "role", "cue", "label", "actor", "about", "content", "certainty", "hedge", "via"}
    ),
    SubjectKind.RELATION: frozenset({"type", "a", "b", "cue"}),
    SubjectKind.MENTION: frozenset({"kind", "evidence", "normal", "entity"}),
    SubjectKind.INCIDENT: frozenset({"type", "first", "last", "place", "country", "lat", "lon", "radius_km"}),
}  # fmt: skip
"""Fields on which a person may decide."""
NOTES = frozenset({"note", "rule"})
"""Further fields of an incident, kept in the ledger alone: a remark, and the rule by which it is counted."""


def fields(kind: SubjectKind) -> tuple[str, ...]:
    """The fields of a record on which a person may decide, in the order of the record."""
    record = _RECORDS.get(kind)
    return tuple(name for name in record.__struct_fields__ if name in _DECIDABLE[kind]) if record else ()


def value_of(kind: SubjectKind, field: str, raw: Any) -> Any:
    """A value given as JSON as the model has it; the whole record for `WHOLE`. Raises UsageError where it is none."""
    record = _RECORDS[kind]
    try:
        if field == WHOLE:
            return msgspec.convert(raw, record, str_keys=True)
        return msgspec.convert(raw, get_type_hints(record)[field], str_keys=True)
    except (msgspec.ValidationError, ValueError) as error:
        raise UsageError(f"not a value of {kind.value}.{field or 'record'}: {error}") from error


def empty_of(kind: SubjectKind, field: str) -> Any:
    """What a rejected field has: nothing. Raises UsageError for a field that cannot be without a value."""
    told = get_type_hints(_RECORDS[kind])[field]
    for nothing in (None, ()):
        try:
            return msgspec.convert(nothing, told)
        except msgspec.ValidationError:
            continue
    raise UsageError(f"{kind.value}.{field} cannot be without a value: edit it, or reject the whole record")


def check(draft: Draft) -> None:
    """Raises UsageError for a decision that cannot be: a field that is none, a value that does not fit it, words missing."""
    subject, verdict = draft.subject, draft.verdict
    if not draft.by.strip():
        raise UsageError("who decides? a decision has a name")
    if verdict in (Ruling.UNDO, Ruling.CONFIRM):
        if draft.of is None:
            raise UsageError(f"{verdict.value} which decision? name its number")
        return
    if verdict is Ruling.DONE or subject.kind not in _RECORDS:
        if verdict is Ruling.DONE and not draft.field:
            raise UsageError("what was done? name it")
        return
    named = subject.incident if subject.kind is SubjectKind.INCIDENT else subject.report_id
    if not named:
        raise UsageError(
            f"which {subject.kind.value}? name the {'incident' if named is subject.incident else 'report'}"
        )
    if subject.kind is SubjectKind.INCIDENT and draft.field in NOTES:
        return
    if draft.field != WHOLE and draft.field not in _DECIDABLE[subject.kind]:
        known = ", ".join(fields(subject.kind))
        raise UsageError(f"{subject.kind.value} has no field {draft.field} to decide on; its fields: {known}")
    if verdict is Ruling.ADD and (draft.field != WHOLE or subject.kind in (SubjectKind.REPORT, SubjectKind.INCIDENT)):
        raise UsageError("a whole record is added, and neither a report nor an incident")
    if verdict is Ruling.EDIT and draft.field == WHOLE:
        raise UsageError("edit a field: to put another record in place of this one, reject it and add one")
    if verdict in (Ruling.EDIT, Ruling.ADD):
        value_of(subject.kind, draft.field, draft.after)
    if verdict is Ruling.REJECT and draft.field != WHOLE:
        empty_of(subject.kind, draft.field)
    anchored = subject.kind not in (SubjectKind.REPORT, SubjectKind.INCIDENT)
    if anchored and verdict is not Ruling.ADD and not (subject.record and draft.anchor):
        raise UsageError("a decision on a record names the record and holds its words, by which it is found again")


def quotes(value: Any) -> Iterable[Evidence]:
    """All words of reports that stand anywhere in a value given as JSON."""
    if isinstance(value, dict):
        if {"report_id", "start", "end", "quote"} <= value.keys():
            yield msgspec.convert(value, Evidence)
        else:
            for inner in value.values():
                yield from quotes(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from quotes(inner)


__all__ = [
    "GENESIS",
    "NOTES",
    "WHOLE",
    "Basis",
    "Decision",
    "Draft",
    "Ruling",
    "Subject",
    "SubjectKind",
    "canonical",
    "check",
    "digest",
    "empty_of",
    "fields",
    "plain",
    "quotes",
    "value_of",
]
