"""What is shown of a report: the machine's findings, and over them what people decided, whatever is read anew."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rasid.errors import UsageError
from rasid.model import (
    Analysis,
    CountKind,
    CountRange,
    Decision,
    Draft,
    EventType,
    Outcome,
    Ruling,
    SubjectKind,
)
from rasid.model.decision import check, value_of
from rasid.resolve.reviewed import Reviewed, State, reviewed
from tests.store.samples import analysis, report, words

REPORT = report()
MACHINE = analysis(REPORT)
CLAIM = SubjectKind.CLAIM
EVENT = SubjectKind.EVENT
LETTERS = {EVENT: "e", CLAIM: "c", SubjectKind.STATEMENT: "s"}


class Ledger:
    """A ledger in memory that numbers as the store does."""

    def __init__(self, machine: Analysis = MACHINE) -> None:
        self.machine = machine
        self.rows: list[Decision] = []

    def shown(self) -> Reviewed:
        return reviewed(REPORT, self.machine, self.rows)

    def write(self, draft: Draft, seen: int | None = None) -> Decision:
        check(draft)
        seq = len(self.rows) + 1
        subject, after, root = draft.subject, draft.after, None
        if draft.of is not None:
            prior = self.rows[draft.of - 1]
            draft = msgspec.structs.replace(draft, field=prior.field, anchor=prior.anchor)
            subject, root = prior.subject, prior.thread
        elif seen is not None:
            root = self.rows[seen - 1].thread
        if draft.verdict is Ruling.ADD:
            if subject.kind in LETTERS:
                subject = msgspec.structs.replace(subject, record=f"{LETTERS[subject.kind]}d{seq}")
                after = {**after, "id": subject.record}
            else:
                at = f"{after['evidence']['start']}-{after['evidence']['end']}"
                subject = msgspec.structs.replace(subject, record=f"{subject.record}/{after['role']}/{at}")
        row = Decision(
            seq=seq,
            at=dt.datetime(2024, 5, 3, tzinfo=dt.UTC),
            by=draft.by,
            subject=subject,
            field=draft.field,
            verdict=draft.verdict,
            before=draft.before,
            after=after,
            anchor=draft.anchor,
            evidence=draft.evidence,
            of=draft.of,
            root=root,
            wants_second=draft.wants_second,
        )
        self.rows.append(row)
        return row

    def decide(
        self, kind: SubjectKind, id_: str, verdict: Ruling, field: str = "", after: Any = None, **more: Any
    ) -> Decision:
        given = {"by": "amal", **more}
        return self.write(*self.shown().draft(kind, id_, verdict, field=field, after=after, **given))

    def undo(self, seq: int, by: str = "amal") -> Decision:
        return self.write(Draft(by=by, subject=self.rows[seq - 1].subject, verdict=Ruling.UNDO, of=seq))

    def confirm(self, seq: int, by: str) -> Decision:
        return self.write(Draft(by=by, subject=self.rows[seq - 1].subject, verdict=Ruling.CONFIRM, of=seq))


def count(number: int) -> CountRange:
    return CountRange(low=number, high=number, kind=CountKind.EXACT)


def claim(of: Analysis, id_: str) -> Any:
    return next(claim for claim in of.casualties if claim.id == id_)


def test_without_decisions_the_machine_is_shown() -> None:
    shown = reviewed(REPORT, MACHINE, [])
    assert shown.analysis is MACHINE
    assert {record.state for record in shown.records} == {State.MACHINE}
    assert {record.id for record in shown.records if record.kind is CLAIM} == {c.id for c in MACHINE.casualties}


def test_an_edit_is_shown_and_names_who_made_it() -> None:
    ledger = Ledger()
    ledger.decide(CLAIM, "c1", Ruling.EDIT, "count", count(8))
    shown = ledger.shown()
    assert claim(shown.analysis, "c1").count == count(8)
    assert claim(shown.machine, "c1").count == claim(MACHINE, "c1").count
    (basis,) = shown.analysis.decided
    assert (basis.record, basis.field, basis.by, basis.verdict) == ("c1", "count", "amal", Ruling.EDIT)
    state = shown.state(CLAIM, "c1", "count")
    assert (state.state, state.machine, state.seen) == (State.EDITED, claim(MACHINE, "c1").count, 1)
    assert shown.record(CLAIM, "c1").state is State.EDITED


def test_a_rejected_claim_leaves_nothing_that_points_to_it() -> None:
    ledger = Ledger()
    part = next(c for c in MACHINE.casualties if c.part_of is not None)
    ledger.decide(CLAIM, part.part_of or "", Ruling.REJECT)
    shown = ledger.shown()
    assert part.part_of not in {c.id for c in shown.analysis.casualties}
    assert claim(shown.analysis, part.id).part_of is None
    assert all(part.part_of not in s.about for s in shown.analysis.statements)
    assert shown.record(CLAIM, part.part_of or "").state is State.REJECTED


def test_a_rejected_event_takes_its_claims_with_it() -> None:
    ledger = Ledger()
    ledger.decide(EVENT, "e1", Ruling.REJECT)
    shown = ledger.shown().analysis
    assert "e1" not in {event.id for event in shown.events}
    assert all(c.event != "e1" for c in shown.casualties)
    assert shown.lead_event != "e1"


def test_a_report_that_is_rejected_tells_of_nothing() -> None:
    ledger = Ledger()
    ledger.decide(SubjectKind.REPORT, "", Ruling.REJECT)
    shown = ledger.shown().analysis
    assert (shown.relevant, shown.events, shown.casualties) == (False, (), ())


def test_a_place_is_corrected() -> None:
    ledger = Ledger()
    argument = next(
        r for r in ledger.shown().records if r.kind is SubjectKind.ARGUMENT and r.id.startswith("e2/place/")
    )
    place = {"kind": "city", "country": "IQ", "precision": "town", "chosen": "g9", "lat": 33.3, "lon": 44.4}
    ledger.decide(SubjectKind.ARGUMENT, argument.id, Ruling.EDIT, "place", place)
    shown = next(event for event in ledger.shown().analysis.events if event.id == "e2")
    (found,) = [a.place for a in shown.arguments if a.place is not None]
    assert (found.chosen, found.lat) == ("g9", 33.3)


def test_what_a_field_can_be_without_is_rejected_alone() -> None:
    ledger = Ledger()
    ledger.decide(EVENT, "e1", Ruling.REJECT, "when")
    assert next(event for event in ledger.shown().analysis.events if event.id == "e1").when is None
    with pytest.raises(UsageError, match="cannot be without a value"):
        ledger.decide(EVENT, "e1", Ruling.REJECT, "type")


def test_a_claim_that_was_missed_is_added_and_edited() -> None:
    ledger = Ledger()
    where = words(REPORT, "اثني عشر")
    new = msgspec.structs.replace(
        MACHINE.casualties[0], id="", event="e3", outcome=Outcome.DETAINED, count=count(12), evidence=where
    )
    new = msgspec.structs.replace(new, outcome=Outcome.MISSING, source=None, part_of=None, who=None, groups=())
    ledger.write(ledger.shown().addition(CLAIM, new, by="amal"))
    assert claim(ledger.shown().analysis, "cd1").count == count(12)
    assert ledger.shown().record(CLAIM, "cd1").state is State.ADDED
    ledger.decide(CLAIM, "cd1", Ruling.EDIT, "count", count(13))
    assert claim(ledger.shown().analysis, "cd1").count == count(13)
    ledger.undo(1)
    assert "cd1" not in {c.id for c in ledger.shown().analysis.casualties}


def test_an_argument_is_added_to_its_event() -> None:
    ledger = Ledger()
    argument = msgspec.structs.replace(MACHINE.events[0].arguments[2], evidence=words(REPORT, "السوق"))
    ledger.write(ledger.shown().addition(SubjectKind.ARGUMENT, argument, by="amal", event="e1"))
    assert argument in ledger.shown().analysis.events[0].arguments
    with pytest.raises(UsageError, match="no event e9"):
        ledger.shown().addition(SubjectKind.ARGUMENT, argument, by="amal", event="e9")


def test_what_waits_for_a_second_has_no_effect_until_another_confirms() -> None:
    ledger = Ledger()
    ledger.decide(CLAIM, "c1", Ruling.EDIT, "count", count(8), wants_second=True)
    state = ledger.shown().state(CLAIM, "c1", "count")
    assert (state.state, state.value, state.proposed["low"]) == (State.WAITING, claim(MACHINE, "c1").count, 8)
    assert ledger.shown().analysis.decided == ()
    assert len(ledger.shown().waiting) == 1
    ledger.confirm(1, by="amal")  # a ledger of a store refuses this; the reading does not believe it either
    assert ledger.shown().state(CLAIM, "c1", "count").state is State.WAITING
    ledger.confirm(1, by="badr")
    assert ledger.shown().state(CLAIM, "c1", "count").state is State.EDITED
    assert claim(ledger.shown().analysis, "c1").count == count(8)
    ledger.undo(3)
    assert ledger.shown().state(CLAIM, "c1", "count").state is State.WAITING


def test_undo_gives_back_what_was_before_and_can_be_undone() -> None:
    ledger = Ledger()
    ledger.decide(CLAIM, "c1", Ruling.EDIT, "count", count(8))
    ledger.decide(CLAIM, "c1", Ruling.EDIT, "count", count(9))
    ledger.undo(2)
    assert claim(ledger.shown().analysis, "c1").count == count(8)
    ledger.undo(3)
    assert claim(ledger.shown().analysis, "c1").count == count(9)
    ledger.undo(1)
    assert claim(ledger.shown().analysis, "c1").count == count(9)


# --- a new reading ------------------------------------------------------------------------------------------------------------


def renumbered(of: Analysis, by: int = 5) -> Analysis:
    """The same findings under other ids, as another reading gives them."""
    raw = msgspec.json.encode(of).decode()
    for letter in "ecs":
        for number in range(9, 0, -1):
            raw = raw.replace(f'"{letter}{number}"', f'"{letter}{number + by}"')
    return msgspec.json.decode(raw, type=Analysis)


def test_a_rerun_with_other_ids_undoes_nobody() -> None:
    ledger = Ledger()
    ledger.decide(CLAIM, "c1", Ruling.EDIT, "count", count(8))
    ledger.decide(EVENT, "e1", Ruling.EDIT, "type", EventType.SHELLING)
    ledger.decide(CLAIM, "c2", Ruling.EDIT, "event", "e2")
    ledger.machine = renumbered(MACHINE)
    shown = ledger.shown()
    assert claim(shown.analysis, "c6").count == count(8)
    assert shown.analysis.events[0].type is EventType.SHELLING
    assert claim(shown.analysis, "c7").event == "e7"
    assert shown.orphans == ()


def test_an_accepted_value_stays_when_a_rerun_finds_another() -> None:
    ledger = Ledger()
    ledger.decide(CLAIM, "c1", Ruling.ACCEPT, "count")
    first = claim(MACHINE, "c1")
    other = msgspec.structs.replace(first, count=count(70))
    ledger.machine = msgspec.structs.replace(
        MACHINE, casualties=tuple(other if c.id == "c1" else c for c in MACHINE.casualties)
    )
    state = ledger.shown().state(CLAIM, "c1", "count")
    assert (state.state, state.value, state.machine) == (State.ACCEPTED, first.count, count(70))


def without(of: Analysis, id_: str) -> Analysis:
    return msgspec.structs.replace(of, casualties=tuple(c for c in of.casualties if c.id != id_))


def test_a_decision_whose_words_are_told_no_more_is_listed() -> None:
    ledger = Ledger()
    ledger.decide(CLAIM, "c1", Ruling.EDIT, "count", count(8))
    ledger.machine = without(MACHINE, "c1")
    shown = ledger.shown()
    assert [decision.seq for decision in shown.orphans] == [1]
    assert shown.analysis.decided == ()
    ledger.machine = MACHINE
    assert claim(ledger.shown().analysis, "c1").count == count(8)


def test_a_record_that_was_accepted_as_a_whole_stays_when_a_rerun_misses_it() -> None:
    ledger = Ledger()
    last = MACHINE.casualties[-1]
    ledger.decide(CLAIM, last.id, Ruling.ACCEPT)
    ledger.machine = without(MACHINE, last.id)
    shown = ledger.shown()
    assert shown.orphans == ()
    assert any(c.evidence == last.evidence and c.count == last.count for c in shown.analysis.casualties)


def test_what_was_added_and_is_found_by_a_later_run_stands_once() -> None:
    ledger = Ledger(without(MACHINE, "c1"))
    missed = claim(MACHINE, "c1")
    ledger.write(ledger.shown().addition(CLAIM, msgspec.structs.replace(missed, count=count(8)), by="amal"))
    ledger.machine = MACHINE
    same = [
        c for c in ledger.shown().analysis.casualties if c.evidence == missed.evidence and c.outcome is missed.outcome
    ]
    assert [(c.id, c.count) for c in same] == [("c1", count(8))]


def test_two_claims_on_the_same_words_are_told_apart() -> None:
    killed = claim(MACHINE, "c1")
    hurt = msgspec.structs.replace(killed, id="c9", outcome=Outcome.INJURED, part_of=None)
    both = msgspec.structs.replace(MACHINE, casualties=(*MACHINE.casualties, hurt))
    ledger = Ledger(both)
    ledger.decide(CLAIM, "c9", Ruling.EDIT, "count", count(3))
    # Another run gives them each other's ids.
    swap = {"c1": "c9", "c9": "c1"}
    ledger.machine = msgspec.structs.replace(
        both, casualties=tuple(msgspec.structs.replace(c, id=swap.get(c.id, c.id)) for c in both.casualties)
    )
    found = {c.outcome: c.count for c in ledger.shown().analysis.casualties if c.evidence == killed.evidence}
    assert found[Outcome.INJURED] == count(3)
    assert found[killed.outcome] == killed.count


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "edit", "reject", "undo", "confirm"]),
        st.sampled_from([c.id for c in MACHINE.casualties]),
        st.sampled_from(["", "count", "groups", "certainty"]),
        st.integers(0, 30),
        st.sampled_from(["amal", "badr"]),
        st.booleans(),
    ),
    max_size=14,
)
VALUES = {"count": lambda n: count(n), "groups": lambda n: ["child"] if n % 2 else [], "certainty": lambda n: "hedged"}


def played(acts: Sequence[tuple[str, str, str, int, str, bool]]) -> Ledger:
    ledger = Ledger()
    for what, id_, field, number, by, second in acts:
        if what in ("undo", "confirm"):
            open_ = [r for r in ledger.rows if r.verdict in (Ruling.ACCEPT, Ruling.EDIT, Ruling.REJECT, Ruling.UNDO)]
            if open_:
                seq = open_[number % len(open_)].seq
                ledger.undo(seq, by) if what == "undo" else ledger.confirm(seq, by)
            continue
        if what == "edit" and field:
            ledger.decide(CLAIM, id_, Ruling.EDIT, field, VALUES[field](number), by=by, wants_second=second)
        elif what == "reject" and field in ("", "groups"):
            ledger.decide(CLAIM, id_, Ruling.REJECT, field, by=by, wants_second=second)
        elif what == "accept":
            ledger.decide(CLAIM, id_, Ruling.ACCEPT, field, by=by, wants_second=second)
    return ledger


@settings(deadline=None)
@given(ACTS)
def test_any_sequence_of_decisions_and_undos(acts: list[tuple[str, str, str, int, str, bool]]) -> None:
    ledger = played(acts)
    shown = ledger.shown()
    assert shown.machine == MACHINE
    # Nothing is lost: every decision is behind a field, or is an orphan.
    held = {d.seq for r in shown.records for s in (r.whole, *r.fields.values()) for d in s.decisions}
    assert held | {d.seq for d in shown.orphans} == {d.seq for d in ledger.rows}
    # What is shown is the last thing that stands.
    for record in shown.records:
        for state in record.fields.values():
            if state.effective is not None and state.effective.verdict is Ruling.EDIT:
                assert state.value == value_of(record.kind, state.field, state.effective.after)
            if not state.decisions and record.whole.effective is None:
                assert state.value == state.machine
    # In any order of arrival, and under other ids, the same is shown.
    assert reviewed(REPORT, MACHINE, reversed(ledger.rows)).analysis == shown.analysis
    again = reviewed(REPORT, renumbered(MACHINE), ledger.rows)
    assert again.orphans == ()
    assert [c.count for c in again.analysis.casualties] == [c.count for c in shown.analysis.casualties]
    # Every reference leads somewhere.
    ids = {e.id for e in shown.analysis.events} | {c.id for c in shown.analysis.casualties}
    assert all(c.event in ids and (c.part_of is None or c.part_of in ids) for c in shown.analysis.casualties)


@settings(deadline=None)
@given(ACTS)
def test_all_undone_is_as_if_nothing_had_been_decided(acts: list[tuple[str, str, str, int, str, bool]]) -> None:
    ledger = played([act for act in acts if act[0] not in ("undo", "confirm")])
    for row in list(ledger.rows):
        ledger.undo(row.seq)
    assert ledger.shown().analysis == MACHINE
