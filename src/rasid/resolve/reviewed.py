"""An analysis as it is shown: what the machine found, and over it what people decided. A rerun never undoes a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import Any

import msgspec

from rasid.errors import UsageError
from rasid.model import Analysis, Basis, Decision, Draft, Evidence, Report, Ruling, Subject, SubjectKind
from rasid.model.decision import WHOLE, empty_of, fields, plain, value_of
from rasid.resolve.reattach import (
    Record,
    added_record,
    attached,
    match,
    records_of,
    renamed,
    restored,
    subject_of,
    trait_of,
    words_of,
)
from rasid.resolve.standing import STATES, FieldState, Standing, State, standing, threads

REFERENCES: dict[SubjectKind, dict[str, SubjectKind]] = {
    SubjectKind.REPORT: {"lead_event": SubjectKind.EVENT},
    SubjectKind.EVENT: {"parent": SubjectKind.EVENT},
    SubjectKind.CLAIM: {
        "event": SubjectKind.EVENT,
        "part_of": SubjectKind.CLAIM,
        "added_to": SubjectKind.CLAIM,
        "source": SubjectKind.STATEMENT,
    },
    SubjectKind.STATEMENT: {"via": SubjectKind.STATEMENT},
}
"""Fields that name another record. A decision on one holds the words of that record as its first evidence, since a new reading
gives it another id."""


class RecordState(msgspec.Struct, frozen=True, kw_only=True):
    """One record of an analysis: how each of its fields came about."""

    kind: SubjectKind
    """What kind of record."""
    id: str
    """Its id in the analysis that is shown; empty for the report as a whole."""
    subject: Subject
    """How a decision names it."""
    anchor: tuple[Evidence, ...]
    """Its words."""
    whole: FieldState
    """The record as a whole: accepted, rejected, added."""
    fields: dict[str, FieldState]
    """Its fields by name."""

    @property
    def state(self) -> State:
        """The state of the record, from that of all of it: rejected and added speak for the whole, else what waits, else the
        strongest thing that was done."""
        if self.whole.state in (State.REJECTED, State.ADDED, State.WAITING):
            return self.whole.state
        found = {state.state for state in self.fields.values()} | {self.whole.state}
        order = (State.WAITING, State.EDITED, State.REJECTED, State.ACCEPTED)
        return next((state for state in order if state in found), State.MACHINE)


class Reviewed:
    """A report's analysis as it is shown. Made by `reviewed`."""

    def __init__(
        self,
        report: Report,
        machine: Analysis,
        analysis: Analysis,
        records: Callable[[], Sequence[RecordState]],
        orphans: tuple[Decision, ...] = (),
    ) -> None:
        self.report = report
        self.machine = machine
        """What the machine found."""
        self.analysis = analysis
        """What is shown, exported, linked and counted; its ``decided`` names the values that rest on people."""
        self._records = records
        self.orphans = orphans
        """Decisions whose words no record has any more, in their order."""

    @cached_property
    def records(self) -> tuple[RecordState, ...]:
        """Every record with its states, those that were rejected too."""
        return tuple(self._records())

    @cached_property
    def _by_key(self) -> dict[tuple[SubjectKind, str], RecordState]:
        return {(record.kind, record.id): record for record in self.records}

    def record(self, kind: SubjectKind, id: str = "") -> RecordState:
        """The states of one record; the report itself without an id. Raises KeyError where there is none."""
        return self._by_key[kind, id]

    def state(self, kind: SubjectKind, id: str, field: str = WHOLE) -> FieldState:
        """The state of one field. Raises KeyError where there is none."""
        record = self.record(kind, id)
        return record.whole if field == WHOLE else record.fields[field]

    @property
    def waiting(self) -> tuple[Decision, ...]:
        """Decisions that wait for a second person."""
        return tuple(
            state.waiting
            for record in self.records
            for state in (record.whole, *record.fields.values())
            if state.waiting is not None
        )

    def draft(
        self,
        kind: SubjectKind,
        id: str,
        verdict: Ruling,
        *,
        by: str,
        field: str = WHOLE,
        after: Any = None,
        reason: str = "",
        evidence: tuple[Evidence, ...] = (),
        wants_second: bool = False,
    ) -> tuple[Draft, int | None]:
        """A decision on a record that is shown, with what it has to hold so that it is found again, and the number of the
        last decision seen: what `Decisions.write` takes. Raises UsageError where there is no such record or field."""
        record = self._by_key.get((kind, id))
        if record is None:
            raise UsageError(f"the report {self.report.id} has no {kind.value} {id}")
        state = record.whole if field == WHOLE else record.fields.get(field)
        if state is None:
            raise UsageError(f"{kind.value} has no field {field} to decide on")
        other = REFERENCES.get(kind, {}).get(field)
        if other is not None:
            # What an accepted reference names is what is shown.
            meant = after if verdict is Ruling.EDIT else state.value
            if meant is not None:
                named = self._by_key.get((other, str(meant)))
                if named is None:
                    raise UsageError(f"the report {self.report.id} has no {other.value} {meant}")
                evidence = (named.anchor[0], *evidence)
        draft = Draft(
            by=by,
            subject=record.subject,
            field=field,
            verdict=verdict,
            before=plain(state.value),
            after=plain(after),
            reason=reason,
            anchor=record.anchor,
            evidence=evidence,
            wants_second=wants_second,
        )
        return draft, state.seen

    def addition(
        self,
        kind: SubjectKind,
        record: Any,
        *,
        by: str,
        event: str | None = None,
        reason: str = "",
        wants_second: bool = False,
    ) -> Draft:
        """A decision that adds a record which the machine missed: a struct of the model, or the same as JSON; its id is given
        by the ledger. An argument names its ``event``. Raises UsageError for a record that is none."""
        told = value_of(kind, WHOLE, plain(record))
        within = event if kind is SubjectKind.ARGUMENT else getattr(told, "event", None)
        trigger: tuple[Evidence, ...] = ()
        if within is not None:
            holder = self._by_key.get((SubjectKind.EVENT, within))
            if holder is None:
                raise UsageError(f"the report {self.report.id} has no event {within}")
            trigger = holder.anchor[:1]
        elif kind is SubjectKind.ARGUMENT:
            raise UsageError("an argument is of an event: name it")
        subject = Subject(
            kind=kind,
            report_id=self.report.id,
            record=within if kind is SubjectKind.ARGUMENT else None,
            trait=trait_of(kind, told),
        )
        return Draft(
            by=by,
            subject=subject,
            verdict=Ruling.ADD,
            after=plain(told),
            reason=reason,
            anchor=(words_of(kind, told), *trigger),
            wants_second=wants_second,
        )


def reviewed(report: Report, analysis: Analysis, decisions: Iterable[Decision]) -> Reviewed:
    """The analysis as it is shown. ``analysis`` is the machine's, ``decisions`` are all that are about the report.

    A decision is on the record that has its words: that of its id, else the one whose words are the same, else the one whose
    words overlap most; a decision that none has is an orphan. A value that was accepted is shown as it was accepted, whatever
    a new reading finds. A record that was accepted as a whole stays, where a new reading misses it."""
    decisions = tuple(decisions)
    if not decisions and not analysis.decided:
        # Most reports: the states of their records are asked for on few pages.
        return Reviewed(report, analysis, analysis, lambda: _decided(report, analysis, ()).records)
    return _decided(report, analysis, decisions)


def _decided(report: Report, analysis: Analysis, decisions: Iterable[Decision]) -> Reviewed:
    records = list(records_of(analysis))
    on: dict[tuple[SubjectKind, str], dict[str, Standing]] = defaultdict(dict)
    orphans: list[Decision] = []
    fields_of: list[list[Decision]] = []
    alias: dict[tuple[SubjectKind, str], str] = {}
    added: dict[tuple[SubjectKind, str], Record] = {}
    for thread in threads(d for d in decisions if d.verdict is not Ruling.DONE):
        first = thread[0]
        if first.verdict is not Ruling.ADD:
            fields_of.append(thread)
            continue
        found = standing(thread)
        record = added_record(first, records)
        if record is None:
            orphans += thread
            continue
        twin = match(first, [r for r in records if r.kind is record.kind], exact=True)
        if twin is not None:
            alias[record.kind, record.id] = twin.id
            if found.effective is not None:
                records[records.index(twin)] = record._replace(id=twin.id, value=renamed(record, twin))
            on[record.kind, twin.id][WHOLE] = found
        elif found.effective or found.waiting or (record.kind, record.id) not in added:
            added[record.kind, record.id] = record
            on[record.kind, record.id][WHOLE] = found
    known = [*records, *added.values()]
    for thread in sorted(fields_of, key=lambda thread: thread[-1].seq):
        record = attached(thread[-1], known, alias)
        if record is None:
            record = restored(thread, records)
            if record is None:
                orphans += thread
                continue
            added[record.kind, record.id] = record
            known.append(record)
        held = on[record.kind, record.id]
        field = thread[0].field
        # Two threads meet where a field was decided on before and after a reading that nobody had seen: both are told.
        held[field] = standing([*held[field].decisions, *thread]) if field in held else standing(thread)
    return _shown(report, analysis, known, added.keys(), on, orphans)


def _shown(
    report: Report,
    machine: Analysis,
    records: Sequence[Record],
    added: Set[tuple[SubjectKind, str]],
    on: Mapping[tuple[SubjectKind, str], Mapping[str, Standing]],
    orphans: list[Decision],
) -> Reviewed:
    anchors = {(record.kind, record.id): record for record in records}
    states: list[RecordState] = []
    values: dict[tuple[SubjectKind, str], Any] = {}
    basis: list[Basis] = []
    for record in records:
        held = on.get((record.kind, record.id), {})
        own = record.kind is not SubjectKind.REPORT
        whole = _whole(record, held.get(WHOLE), machine_found=(record.kind, record.id) not in added)
        told: dict[str, FieldState] = {}
        changes: dict[str, Any] = {}
        for field in fields(record.kind):
            state = _field(record, field, held.get(field), whole, anchors)
            if isinstance(state, list):
                orphans += state
                state = _field(record, field, None, whole, anchors)
                assert isinstance(state, FieldState)
            told[field] = state
            if state.value != getattr(record.value, field):
                changes[field] = state.value
            if state.effective is not None and field in held:
                basis.append(_basis(record, field, state.effective))
        value = msgspec.structs.replace(record.value, **changes) if changes and own else record.value
        whole = msgspec.structs.replace(whole, value=value if own else None)
        if whole.effective is not None:
            basis.append(_basis(record, WHOLE, whole.effective))
        states.append(
            RecordState(
                kind=record.kind,
                id=record.id,
                subject=subject_of(report, record),
                anchor=record.anchor,
                whole=whole,
                fields=told,
            )
        )
        missing = (record.kind, record.id) in added and whole.effective is None
        if whole.state is not State.REJECTED and not missing:
            values[record.kind, record.id] = value
    top = next(state for state in states if state.kind is SubjectKind.REPORT)
    analysis = _assembled(machine, values, added, states, top, tuple(sorted(basis, key=lambda b: b.seq)))
    return Reviewed(report, machine, analysis, lambda: states, tuple(sorted(orphans, key=lambda d: d.seq)))


def _basis(record: Record, field: str, decision: Decision) -> Basis:
    return Basis(
        kind=record.kind,
        record=record.id,
        field=field,
        verdict=decision.verdict,
        by=decision.by,
        at=decision.at,
        seq=decision.seq,
    )


def _whole(record: Record, held: Standing | None, *, machine_found: bool) -> FieldState:
    found = record.value if machine_found and record.kind is not SubjectKind.REPORT else None
    if held is None:
        return FieldState(field=WHOLE, state=State.MACHINE, value=found, machine=found)
    state = State.MACHINE
    if held.effective is not None:
        state = STATES[held.effective.verdict]
    if held.waiting is not None:
        state = State.WAITING
    return FieldState(
        field=WHOLE,
        state=state,
        value=record.value if record.kind is not SubjectKind.REPORT else None,
        machine=found,
        proposed=None if held.waiting is None else held.waiting.after,
        effective=held.effective,
        waiting=held.waiting,
        decisions=held.decisions,
    )


def _field(
    record: Record,
    field: str,
    held: Standing | None,
    whole: FieldState,
    anchors: Mapping[tuple[SubjectKind, str], Record],
) -> FieldState | list[Decision]:
    """The state of a field; the decisions on it, where what they name is not there any more."""
    machine = getattr(record.value, field)
    reference = REFERENCES.get(record.kind, {}).get(field)
    accepted = whole.effective
    base, state = machine, State.MACHINE
    if accepted is not None and accepted.verdict is Ruling.ACCEPT:
        state = State.ACCEPTED
        # Ids that were accepted with the whole are those of an earlier reading.
        if reference is None and isinstance(accepted.before, dict) and field in accepted.before:
            base = value_of(record.kind, field, accepted.before[field])
    if held is None:
        return FieldState(
            field=field, state=state, value=base, machine=machine, effective=accepted if state is not State.MACHINE else None
        )  # fmt: skip
    value, effective = base, held.effective
    if effective is not None and accepted is not None and accepted.verdict is Ruling.ACCEPT:
        if accepted.seq > effective.seq and reference is None:
            effective = None  # the whole was accepted later, as it stood then
    if effective is not None:
        state = STATES[effective.verdict]
        if effective.verdict is Ruling.REJECT:
            value = empty_of(record.kind, field)
        else:
            raw = effective.after if effective.verdict is Ruling.EDIT else effective.before
            if effective.verdict is Ruling.EDIT or raw is not None:
                value = value_of(record.kind, field, raw)
            if reference is not None and value is not None:
                named = _named(reference, value, effective, anchors)
                if named is None:
                    return list(held.decisions)
                value = named
    proposed = None
    if held.waiting is not None:
        state = State.WAITING
        proposed = held.waiting.after
    return FieldState(
        field=field,
        state=state,
        value=value,
        machine=machine,
        proposed=proposed,
        effective=effective,
        waiting=held.waiting,
        decisions=held.decisions,
    )


def _named(
    kind: SubjectKind, id_: str, decision: Decision, anchors: Mapping[tuple[SubjectKind, str], Record]
) -> str | None:
    """The id that another record has today, which a decision names."""
    words = decision.evidence[0].span if decision.evidence else None
    known = anchors.get((kind, id_))
    if known is not None and (words is None or known.anchor[0].span.overlap(words)):
        return id_
    if words is None:
        return None
    found = [r for (k, _), r in anchors.items() if k is kind and r.anchor[0].span.overlap(words)]
    best = max(found, key=lambda r: r.anchor[0].span.overlap(words), default=None)
    return best.id if best else None


def _assembled(
    machine: Analysis,
    values: Mapping[tuple[SubjectKind, str], Any],
    added: Set[tuple[SubjectKind, str]],
    states: Sequence[RecordState],
    top: RecordState,
    basis: tuple[Basis, ...],
) -> Analysis:
    """The analysis of the records that stand, without references to those that do not."""

    def of(kind: SubjectKind) -> list[Any]:
        return [values[state.kind, state.id] for state in states if state.kind is kind and (kind, state.id) in values]

    if not basis:
        return machine
    gone = top.whole.state is State.REJECTED
    events = {} if gone else {event.id: event for event in of(SubjectKind.EVENT)}
    statements = {statement.id: statement for statement in of(SubjectKind.STATEMENT)}
    claims = {claim.id: claim for claim in of(SubjectKind.CLAIM) if claim.event in events}
    arguments: dict[str, list[Any]] = defaultdict(list)
    for state in states:
        if state.kind is SubjectKind.ARGUMENT and (state.kind, state.id) in values:
            arguments[state.id.split("/", 1)[0]].append(values[state.kind, state.id])
    lead = top.fields["lead_event"].value
    if lead not in events:
        lead = next((id_ for id_, event in events.items() if event.salience.value == "main"), None)
    kept = {*events, *claims}
    replace = msgspec.structs.replace
    return replace(
        machine,
        relevant=not gone and top.fields["relevant"].value,
        lead_event=lead,
        events=tuple(
            replace(
                event,
                parent=event.parent if event.parent in events else None,
                arguments=(
                    # A record that was added brings its own.
                    *(event.arguments if (SubjectKind.EVENT, event.id) in added else ()),
                    *arguments[event.id],
                ),
            )
            for event in events.values()
        ),
        casualties=tuple(
            replace(
                claim,
                part_of=claim.part_of if claim.part_of in claims else None,
                added_to=claim.added_to if claim.added_to in claims else None,
                source=claim.source if claim.source in statements else None,
            )
            for claim in claims.values()
        ),
        statements=tuple(
            replace(
                statement,
                via=statement.via if statement.via in statements else None,
                about=tuple(id_ for id_ in statement.about if id_ in kept),
            )
            for statement in statements.values()
        ),
        relations=tuple(of(SubjectKind.RELATION)),
        mentions=tuple(of(SubjectKind.MENTION)),
        decided=basis,
    )


__all__ = ["REFERENCES", "FieldState", "RecordState", "Reviewed", "State", "reviewed"]
