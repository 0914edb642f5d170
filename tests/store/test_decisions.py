"""The ledger: what was written stays, two people are both told, and every row that was tampered with is named."""

import datetime as dt
import threading

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.errors import ConflictError, StoreError, UsageError
from rasid.model import Decision, Draft, Ruling, Subject, SubjectKind
from rasid.model.decision import GENESIS, digest
from rasid.resolve.reviewed import reviewed
from rasid.store import Store
from rasid.store.chain import faults, whole

from .samples import analysis, report, words

REPORT = report()
FOUND = analysis(REPORT)
CLAIM = FOUND.casualties[0]
EIGHT = {"low": 8, "high": 8, "kind": "exact"}


def subject(record: str = CLAIM.id) -> Subject:
    claim = next(claim for claim in FOUND.casualties if claim.id == record)
    return Subject(kind=SubjectKind.CLAIM, report_id=REPORT.id, record=record, trait=claim.outcome.value)


def edit(by: str = "amal", *, count: object = EIGHT, **fields: object) -> Draft:
    given = {
        "subject": subject(),
        "field": "count",
        "verdict": Ruling.EDIT,
        "after": count,
        "anchor": (CLAIM.evidence,),
    }
    return Draft(by=by, **{**given, **fields})  # type: ignore[arg-type]


def on_claim(record: str, by: str = "amal") -> Draft:
    claim = next(claim for claim in FOUND.casualties if claim.id == record)
    return Draft(by=by, subject=subject(record), field="count", verdict=Ruling.ACCEPT, anchor=(claim.evidence,))


@pytest.fixture
def kept(store: Store) -> Store:
    store.save(REPORT, FOUND)
    return store


def test_a_decision_is_read_back_as_it_was_written(kept: Store) -> None:
    written = kept.decisions.write(edit(reason="عُدّوا مرتين", evidence=(words(REPORT, "سبعة قتلى"),)))
    assert kept.decisions.get(1) == written
    assert kept.decisions.of_report(REPORT.id) == [written]
    assert (written.seq, written.previous, written.hash) == (1, GENESIS, digest(written))
    assert kept.decisions.head() == (1, written.hash)
    assert kept.decisions.verify().faults == ()


def test_a_second_writer_is_told_of_the_first(kept: Store) -> None:
    first = kept.decisions.write(edit("amal"))
    with pytest.raises(ConflictError, match="amal decided on the same field before you") as refused:
        kept.decisions.write(edit("badr", count={**EIGHT, "low": 9, "high": 9}))
    assert refused.value.theirs == first
    assert refused.value.mine.after["low"] == 9
    second = kept.decisions.write(edit("badr", count={**EIGHT, "low": 9, "high": 9}), seen=first.seq)
    with pytest.raises(ConflictError) as refused:
        kept.decisions.write(edit("amal"), seen=first.seq)
    assert refused.value.theirs == second
    assert [d.seq for d in kept.decisions.history(1)] == [1, 2]


def test_other_fields_and_records_do_not_stand_in_the_way(kept: Store) -> None:
    kept.decisions.write(edit())
    kept.decisions.write(edit(field="groups", count=["civilian"]))
    kept.decisions.write(on_claim(FOUND.casualties[1].id))
    assert kept.decisions.verify().rows == 3


def test_of_two_writers_at_once_one_is_told(kept: Store) -> None:
    start, told = threading.Barrier(2), []

    def write(name: str) -> None:
        start.wait()
        try:
            told.append(kept.decisions.write(edit(name)))
        except ConflictError as error:
            told.append(error)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("amal", "badr")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (written,) = [one for one in told if isinstance(one, Decision)]
    (refused,) = [one for one in told if isinstance(one, ConflictError)]
    assert refused.theirs == written
    assert {refused.mine.by, written.by} == {"amal", "badr"}
    assert kept.decisions.verify().rows == 1


def test_many_writers_make_one_chain(kept: Store) -> None:
    start = threading.Barrier(4)

    def write(name: str) -> None:
        start.wait()
        for turn in range(5):
            note = Draft(by=name, subject=Subject(kind=SubjectKind.STORE), field=f"turn {turn}", verdict=Ruling.DONE)
            kept.decisions.write(note)

    threads = [threading.Thread(target=write, args=(f"p{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = kept.decisions.verify()
    assert (found.rows, found.seq, found.faults) == (20, 20, ())


@pytest.mark.parametrize(
    ("draft", "message"),
    [
        (edit(by=" "), "who decides"),
        (edit(field="colour"), "has no field colour"),
        (edit(count={"low": "many"}), "not a value of claim.count"),
        (edit(verdict=Ruling.REJECT), "cannot be without a value"),
        (edit(anchor=()), "holds its words"),
        (edit(anchor=(msgspec.structs.replace(CLAIM.evidence, quote="تسعة"),)), "do not stand at"),
        (edit(anchor=(msgspec.structs.replace(CLAIM.evidence, start=9_000, end=9_004),)), "do not stand at"),
        (edit(subject=Subject(kind=SubjectKind.CLAIM, report_id="r0", record="c1")), "no report r0"),
        (edit(reason="a\x00b"), "NUL"),
        (edit(reason="\ud800"), "half a character"),
        (edit(verdict=Ruling.ADD, field="", count={"id": "c9"}), "not a value of claim.record"),
        (edit(verdict=Ruling.UNDO, of=7), "no decision 7"),
        (edit(verdict=Ruling.CONFIRM), "which decision"),
        (
            Draft(by="a", subject=Subject(kind=SubjectKind.INCIDENT, incident="i0"), field="note", verdict=Ruling.EDIT),
            "no incident i0",
        ),
    ],
)
def test_what_cannot_be_decided_is_refused(kept: Store, draft: Draft, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        kept.decisions.write(draft)
    assert kept.decisions.head() == (0, GENESIS)


def test_a_second_look_is_for_another_person(kept: Store) -> None:
    first = kept.decisions.write(edit(wants_second=True))
    assert kept.decisions.listed(waiting=True) == [first]
    confirm = Draft(by="amal", subject=subject(), verdict=Ruling.CONFIRM, of=1)
    with pytest.raises(UsageError, match="another person"):
        kept.decisions.write(confirm)
    done = kept.decisions.write(msgspec.structs.replace(confirm, by="badr"))
    assert (done.field, done.root, done.of) == ("count", 1, 1)
    assert kept.decisions.listed(waiting=True) == []


def test_an_undo_is_a_new_row_and_can_be_undone(kept: Store) -> None:
    kept.decisions.write(edit())
    kept.decisions.write(Draft(by="badr", subject=subject(), verdict=Ruling.UNDO, of=1))
    with pytest.raises(UsageError, match="undone already"):
        kept.decisions.write(Draft(by="badr", subject=subject(), verdict=Ruling.UNDO, of=1), seen=2)
    kept.decisions.write(Draft(by="badr", subject=subject(), verdict=Ruling.UNDO, of=2))
    kept.decisions.write(Draft(by="badr", subject=subject(), verdict=Ruling.UNDO, of=1), seen=3)
    assert [d.seq for d in kept.decisions.history(1)] == [1, 2, 3, 4]


def test_an_added_record_gets_a_name_that_no_reading_gives(kept: Store) -> None:
    where = words(REPORT, "اثني عشر")
    claim = msgspec.structs.replace(CLAIM, id="?", evidence=where, source=None, part_of=None)
    draft = edit(verdict=Ruling.ADD, field="", count=claim, subject=subject(), anchor=(where,))
    added = kept.decisions.write(draft)
    assert added.subject.record == added.after["id"] == "cd1"
    with pytest.raises(ConflictError):
        kept.decisions.write(msgspec.structs.replace(draft, by="badr"))


@pytest.mark.parametrize("statement", ["UPDATE decisions SET reason = 'x'", "DELETE FROM decisions"])
def test_the_database_refuses_every_change(kept: Store, statement: str) -> None:
    kept.decisions.write(edit())
    with pytest.raises(StoreError, match="never changes"), kept._write() as connection:
        connection.exec_driver_sql(statement)
    assert kept.decisions.verify().faults == ()


def tamper(store: Store, *statements: str) -> None:
    """What somebody does who may drop triggers."""
    with store._write() as connection:
        for name in ("decisions_stay", "decisions_kept"):
            on = "" if connection.dialect.name == "sqlite" else " ON decisions"
            connection.exec_driver_sql(f"DROP TRIGGER {name}{on}")
        for statement in statements:
            connection.exec_driver_sql(statement)


COPY = (
    "INSERT INTO decisions SELECT 9, at, 'mallory', kind, report_id, record, incident, name, trait, field, verdict, old_value,"
    " new_value, reason, anchor, evidence, prior, root, wants_second, '{}', '{}' FROM decisions WHERE seq = 2"
).format("a" * 64, "b" * 64)


@pytest.mark.parametrize(
    ("statements", "named"),
    [
        (["UPDATE decisions SET reason = 'x' WHERE seq = 2"], {("altered", 2)}),
        (["UPDATE decisions SET decided_by = 'm' WHERE seq = 4"], {("altered", 4)}),
        (["DELETE FROM decisions WHERE seq = 3"], {("missing", 3)}),
        (["DELETE FROM decisions WHERE seq = 1"], {("missing", 1)}),
        (["DELETE FROM decisions WHERE seq = 4"], {("cut", 4)}),
        (["DELETE FROM decisions"], {("cut", 1)}),
        ([COPY], {("inserted", 9)}),
        (
            [
                "UPDATE decisions SET seq = 99 WHERE seq = 2",
                "UPDATE decisions SET seq = 2 WHERE seq = 3",
                "UPDATE decisions SET seq = 3 WHERE seq = 99",
            ],
            {("moved", 3), ("moved", 2)},
        ),
    ],
)
def test_what_was_tampered_with_is_named(kept: Store, statements: list[str], named: set[tuple[str, int]]) -> None:
    for record in [claim.id for claim in FOUND.casualties][:4]:
        kept.decisions.write(on_claim(record))
    tamper(kept, *statements)
    found = [fault for fault in kept.decisions.verify().faults if fault.code != "guard"]
    assert named <= {(fault.code, fault.seq) for fault in found}
    assert {fault.code for fault in found} <= {code for code, _ in named} | {"inserted"}
    assert sum(fault.code == "guard" for fault in kept.decisions.verify().faults) == 2


def test_a_ledger_that_was_counted_anew_does_not_pass_for_the_one_that_was_noted(kept: Store) -> None:
    for record in [claim.id for claim in FOUND.casualties][:3]:
        kept.decisions.write(on_claim(record))
    noted = kept.decisions.head()
    rows = list(kept.decisions.all())
    previous, statements = GENESIS, []
    for row in rows:
        forged = msgspec.structs.replace(row, by="mallory", previous=previous, hash="")
        previous = digest(forged)
        statements.append(
            f"UPDATE decisions SET decided_by = 'mallory', previous = '{forged.previous}', hash = '{previous}'"
            f" WHERE seq = {row.seq}"
        )
    tamper(kept, *statements, f"UPDATE ledger SET hash = '{previous}'")
    assert {fault.code for fault in kept.decisions.verify().faults} == {"guard"}
    assert ("head", 3) in {(fault.code, fault.seq) for fault in kept.decisions.verify(known=noted).faults}


def chain(length: int) -> list[Decision]:
    rows: list[Decision] = []
    for seq in range(1, length + 1):
        row = Decision(
            seq=seq,
            at=dt.datetime(2024, 5, 2, tzinfo=dt.UTC),
            by="amal",
            subject=Subject(kind=SubjectKind.STORE),
            field=f"f{seq}",
            verdict=Ruling.DONE,
            after={"n": seq / 7},
            previous=rows[-1].hash if rows else GENESIS,
        )
        rows.append(msgspec.structs.replace(row, hash=digest(row)))
    return rows


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 12), st.data())
def test_every_single_change_of_a_chain_is_found_where_it_is(length: int, data: st.DataObject) -> None:
    rows = chain(length)
    heads = [(length, rows[-1].hash, "the record of the last row")]
    assert list(faults(rows, heads)) == []
    assert whole(iter(rows), heads) == (length, rows[-1].hash)
    at = data.draw(st.integers(0, length - 1))
    kind = data.draw(st.sampled_from(["alter", "recount", "remove", "insert", "swap"]))
    row = rows[at]
    if kind in ("alter", "recount"):
        rows[at] = msgspec.structs.replace(row, reason="x")
        if kind == "recount":
            rows[at] = msgspec.structs.replace(rows[at], hash=digest(rows[at]))
        expected = {row.seq}
    elif kind == "remove":
        del rows[at]
        expected = {row.seq}
    elif kind == "insert":
        forged = msgspec.structs.replace(row, seq=length + 1, reason="x")
        rows.append(msgspec.structs.replace(forged, hash=digest(forged)))
        expected = {length + 1}
    else:
        other = data.draw(st.integers(0, length - 1).filter(lambda n: n != at)) if length > 1 else at
        one, two = rows[at], rows[other]
        rows[at] = msgspec.structs.replace(two, seq=one.seq)
        rows[other] = msgspec.structs.replace(one, seq=two.seq)
        if at == other:
            return
        expected = {one.seq, two.seq}
    rows.sort(key=lambda row: row.seq)
    named = {fault.seq for fault in faults(rows, heads)}
    assert whole(iter(rows), heads) is None
    assert expected <= named
    # Of the rest only what follows at once may be doubted.
    assert named <= expected | {seq + 1 for seq in expected}


def test_values_are_hashed_as_they_are_read_back(kept: Store) -> None:
    place = {"kind": "town", "country": "SY", "precision": "town", "lat": 35.1 + 0.2, "lon": 1e-7, "radius_km": 2.0}
    argument = FOUND.events[0].arguments[1]
    kept.decisions.write(
        Draft(
            by="amal",
            subject=Subject(
                kind=SubjectKind.ARGUMENT,
                report_id=REPORT.id,
                record=f"e1/place/{argument.evidence.start}-{argument.evidence.end}",
                trait="place",
            ),
            field="place",
            verdict=Ruling.EDIT,
            before=argument.place,
            after=place,
            anchor=(argument.evidence, FOUND.events[0].trigger),
        )
    )
    assert kept.decisions.verify().faults == ()


def test_the_ledger_is_listed_newest_first_and_by_pages(kept: Store) -> None:
    for record in [claim.id for claim in FOUND.casualties][:3]:
        kept.decisions.write(on_claim(record, "amal" if record != "c2" else "badr"))
    assert [d.seq for d in kept.decisions.listed(limit=2)] == [3, 2]
    assert [d.seq for d in kept.decisions.listed(limit=2, before=2)] == [1]
    assert [d.seq for d in kept.decisions.listed(by="badr")] == [2]
    today = dt.datetime.now(dt.UTC).date()
    assert len(kept.decisions.listed(since=today, until=today)) == 3
    assert kept.decisions.listed(until=today - dt.timedelta(days=1)) == []


def test_an_older_store_gets_a_ledger(kept: Store) -> None:
    with kept._read() as connection:
        assert {"decisions", "ledger", "people"} <= set(sa.inspect(connection).get_table_names())
    assert kept.decisions.head() == (0, GENESIS)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["accept", "edit", "reject", "undo", "confirm"]),
        st.sampled_from([claim.id for claim in FOUND.casualties]),
        st.integers(0, 40),
        st.sampled_from(["amal", "badr"]),
        st.booleans(),
    ),
    min_size=1,
    max_size=8,
)


@settings(
    deadline=None,
    max_examples=10,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_any_sequence_of_decisions_and_undos_is_one_whole_chain(
    kept: Store, steps: list[tuple[str, str, int, str, bool]]
) -> None:
    """One ledger grows through all examples; what is refused leaves no trace."""
    for what, record, number, by, second in steps:
        rows = kept.decisions.of_report(REPORT.id)
        shown = reviewed(REPORT, FOUND, rows)
        before = kept.decisions.head()
        try:
            if what in ("undo", "confirm"):
                if rows:
                    of = rows[number % len(rows)]
                    last = kept.decisions.history(of.seq)[-1].seq
                    answer = Draft(by=by, subject=of.subject, verdict=Ruling(what), of=of.seq)
                    kept.decisions.write(answer, seen=last)
                continue
            field = "" if what == "reject" else "count"
            after = {"low": number, "high": number, "kind": "exact"} if what == "edit" else None
            draft, seen = shown.draft(
                SubjectKind.CLAIM, record, Ruling(what), by=by, field=field, after=after, wants_second=second
            )
            written = kept.decisions.write(draft, seen=seen)
        except UsageError:
            assert kept.decisions.head() == before
            continue
        state = reviewed(REPORT, FOUND, kept.decisions.of_report(REPORT.id)).state(SubjectKind.CLAIM, record, field)
        assert state.seen == written.seq
        assert (state.waiting if second else state.effective) == written
    found = kept.decisions.verify()
    assert found.faults == ()
    assert found.rows == found.seq == len(kept.decisions.of_report(REPORT.id))
