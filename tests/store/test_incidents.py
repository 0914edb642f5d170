"""Incidents in a store, in SQLite and in PostgreSQL: kept, judged, undone, and whole after whatever goes wrong."""

import datetime as dt
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from rasid.analyse.pipeline import Pipeline
from rasid.errors import StoreError
from rasid.model import Analysis, ChangeKind, EventKey, Incident, IncidentStatus, Judgement, Report, Source, Verdict
from rasid.resolve.blocking import WAITING
from rasid.run.incidents import Builder, Linking, Reading
from rasid.store import IncidentFilter, Store
from tests.resolve.happenings import profile

STRIKE = "قُتل خمسة مدنيين في قصف مدفعي على سوق بلدة سرمين بريف إدلب صباح اليوم الأحد، وفق الدفاع المدني السوري."
AGAIN = "ارتفعت إلى ثمانية قتلى حصيلة القصف المدفعي على سوق سرمين في ريف إدلب أمس الأحد، وفق الدفاع المدني السوري."
OTHER = "انفجرت سيارة مفخخة قرب حاجز للشرطة في مدينة الموصل مساء اليوم الأحد، ما أدى إلى مقتل شرطي وإصابة ثلاثة."
SUNDAY = dt.date(2024, 5, 5)
AT = dt.datetime(2024, 6, 1, 12, tzinfo=dt.UTC)

Records = dict[str, tuple[Report, Analysis]]


def made(text: str, name: str, day: dt.date | None = SUNDAY) -> Report:
    return Report.make(text, source=Source(name=f"outlet {name}"), published=day, external_id=name)


@pytest.fixture(scope="module")
def read() -> Pipeline:
    return Pipeline()


@pytest.fixture
def records(store: Store, read: Pipeline) -> Records:
    """Two reports of one strike, and one of something else, read and kept."""
    store.add_run(read.run)
    found = {}
    for name, text, late in (("a", STRIKE, 0), ("b", AGAIN, 1), ("c", OTHER, 0)):
        report = made(text, name, SUNDAY + dt.timedelta(days=late))
        found[name] = report, read(report)
        store.save(*found[name])
    return found


def listed(store: Store, wanted: IncidentFilter | None = None) -> list[Incident]:
    with store.linked() as tables:
        return list(tables.listed(wanted))


def of(store: Store, record: tuple[Report, Analysis]) -> Incident:
    return next(one for one in listed(store) if any(key.report_id == record[0].id for key in one.events))


def first_event(record: tuple[Report, Analysis]) -> EventKey:
    return EventKey(record[0].id, record[1].events[0].id)


def judgement(a: EventKey, b: EventKey, verdict: Verdict, by: str = "amal") -> Judgement:
    return Judgement(a=min(a, b), b=max(a, b), verdict=verdict, by=by, at=AT, reason="سوق واحدة")


def test_reports_of_one_happening_are_one_incident(store: Store, records: Records) -> None:
    built = Builder(store).build()
    assert built.reports == 3
    one = of(store, records["a"])
    assert one == of(store, records["b"])
    assert one != of(store, records["c"])
    assert one.status is IncidentStatus.LINKED
    assert (one.first, one.last) == (SUNDAY, SUNDAY)
    assert listed(store, IncidentFilter(reports=2)) == [one]
    assert one in listed(store, IncidentFilter(since=SUNDAY, until=SUNDAY))
    assert one not in listed(store, IncidentFilter(since=SUNDAY + dt.timedelta(days=1)))
    assert Builder(store).build().reports == 0


def test_a_link_has_its_reasons_and_their_weights(store: Store, records: Records) -> None:
    Builder(store).build()
    a, b = first_event(records["a"]), first_event(records["b"])
    with store.linked() as tables:
        rows = [row for key in (a, b) if (row := tables.find(key)) is not None]
        link = tables.link(rows[0].number, rows[1].number)
        assert link is not None
        weights = tables.weights(link.fit)
        features = msgspec.json.decode(link.features, type=dict[str, float])
    assert sum(weights[name] * value for name, value in features.items()) == pytest.approx(link.score, abs=0.01)
    told, kept = Builder(store).explain(b, a)
    assert kept
    assert told.score == pytest.approx(link.score, abs=0.01)
    with pytest.raises(LookupError, match="r0/e1"):
        Builder(store).explain(a, EventKey("r0", "e1"))


def test_judging_merges_splits_and_leaves_redirects(store: Store, records: Records) -> None:
    builder = Builder(store)
    builder.build()
    before = listed(store)
    strike, other = of(store, records["a"]), of(store, records["c"])
    act, built = builder.judge([judgement(strike.events[0], other.events[0], Verdict.SAME)])
    both = of(store, records["a"])
    assert set(both.events) == {*strike.events, *other.events}
    assert both.status is IncidentStatus.JUDGED
    assert [change.kind for change in built.changes] == [ChangeKind.MERGED]
    gone = other.id if both.id == strike.id else strike.id
    with store.linked() as tables:
        assert tables.resolve(gone) == tables.resolve(both.id) is not None
        assert [change.into for change in tables.changes(gone)] == [(both.id,)]
    builder.undo(act, by="amal")
    assert listed(store) == before
    with store.linked() as tables:
        assert [row.revoked_by for row in tables.judgements(revoked=True)] == ["amal"]
        assert tables.judgements() == []
        assert [change.kind for change in tables.changes()] == [ChangeKind.MERGED, ChangeKind.SPLIT]
        assert tables.changes_round(gone) == tables.changes_round(both.id) == tables.changes()
        assert tables.changes_round(strike.id[:8]) == []
    with pytest.raises(LookupError):
        builder.undo(act, by="amal")


def test_contradicting_judgements_are_told_and_change_nothing_silently(store: Store, records: Records) -> None:
    builder = Builder(store)
    builder.build()
    a, b, c = (first_event(records[name]) for name in "abc")
    builder.judge([judgement(a, b, Verdict.SAME), judgement(b, c, Verdict.SAME)])
    act, built = builder.judge([judgement(a, c, Verdict.DIFFERENT, by="basil")])
    (problem,) = built.problems
    assert problem.code == "judgements-contradict"
    one = of(store, records["a"])
    assert one.status is IncidentStatus.CONTRADICTED
    assert problem in one.problems
    assert one in listed(store, IncidentFilter(status=IncidentStatus.CONTRADICTED))
    assert builder.undo(act, by="basil").problems == []
    assert of(store, records["a"]).status is IncidentStatus.JUDGED


def test_what_was_judged_holds_when_reports_are_read_anew(store: Store, records: Records, read: Pipeline) -> None:
    builder = Builder(store)
    builder.build()
    a, b = first_event(records["a"]), first_event(records["b"])
    builder.judge([judgement(a, b, Verdict.DIFFERENT)])
    name = of(store, records["a"]).id
    # A newer program finds another event first, so that ids of events are others; the words are the same.
    report, analysis = records["a"]
    events = tuple(msgspec.structs.replace(event, id=f"e{number + 7}") for number, event in enumerate(analysis.events))
    claims = tuple(msgspec.structs.replace(c, event=f"e{int(c.event[1:]) + 6}") for c in analysis.casualties)
    run = msgspec.structs.replace(read.run, id="run-newer")
    newer = msgspec.structs.replace(
        analysis, run=run.id, events=events, casualties=claims, lead_event=None, statements=(), relations=()
    )
    store.add_run(run)
    store.save(report, newer)
    assert builder.waiting() == 1
    assert builder.build().reports == 1
    assert of(store, (report, newer)).id == name
    assert of(store, (report, newer)) != of(store, records["b"])
    with store.linked() as tables:
        (row,) = tables.judgements()
        assert row.stands
        assert {row.a.event, row.b.event} == {"e7", b.event}


def test_what_is_told_no_more_keeps_its_judgement_until_it_is_told_again(
    store: Store, records: Records, read: Pipeline
) -> None:
    builder = Builder(store)
    builder.build()
    a, c = first_event(records["a"]), first_event(records["c"])
    builder.judge([judgement(a, c, Verdict.SAME)])
    before = of(store, records["a"])
    report, analysis = records["c"]
    run = msgspec.structs.replace(read.run, id="run-poorer")
    store.add_run(run)
    poorer = msgspec.structs.replace(
        analysis, run=run.id, events=(), casualties=(), statements=(), relations=(), lead_event=None
    )
    store.save(report, poorer)
    builder.build()
    with store.linked() as tables:
        assert len(tables.judgements()) == 1
    store.save(report, analysis)
    builder.build()
    assert of(store, records["a"]) == before


def test_judgements_are_rows_that_never_change(store: Store, records: Records) -> None:
    builder = Builder(store)
    builder.build()
    builder.judge([judgement(first_event(records["a"]), first_event(records["b"]), Verdict.SAME)])
    for statement in (
        "UPDATE judgements SET verdict = 'different'",
        "UPDATE judgements SET judged_by = 'other'",
        "DELETE FROM judgements",
    ):
        with pytest.raises(StoreError, match="a judgement never changes"), store._write() as connection:
            connection.execute(sa.text(statement))


def test_a_sink_links_what_it_keeps(store: Store, read: Pipeline) -> None:
    sink = Linking(store)
    sink.add_run(read.run)
    for name, text in (("a", STRIKE), ("b", AGAIN)):
        report = made(text, name)
        sink.save(report, read(report))
        assert sink.seen(report.id)
    assert sink.waiting() == 0
    assert [len(one.events) for one in listed(store, IncidentFilter(reports=2))] == [2]


def test_what_cannot_be_linked_is_a_problem_and_waits(
    store: Store, read: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    sink = Linking(store)
    sink.add_run(read.run)
    report = made(STRIKE, "a")
    with monkeypatch.context() as broken:
        broken.setattr("rasid.run.incidents.reading", lambda *record: 1 / 0)
        sink.save(report, read(report))
    assert [problem.code for problem in store.problems(report_id=report.id)] == ["link-failed"]
    assert sink.waiting() == 1
    Builder(store).build()
    assert sink.waiting() == 0


def test_other_weights_link_all_anew_and_keep_ids_and_judgements(
    store: Store, records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder = Builder(store)
    builder.build()
    builder.judge([judgement(first_event(records["a"]), first_event(records["c"]), Verdict.SAME)])
    before = listed(store)
    monkeypatch.setattr("rasid.run.tellings.fit", lambda: "other weights")
    assert builder.stale()
    assert builder.waiting() == 3
    assert Linking(store).stale
    built = builder.build()
    assert (built.reports, built.changes) == (3, [])
    assert listed(store) == before
    assert not builder.stale()


def test_a_place_leads_to_events_without_a_time_until_many_have_it(store: Store, read: Pipeline) -> None:
    store.add_run(read.run)
    builder = Builder(store)

    def link(number: int, day: int | None, *, told: bool = True) -> int:
        """Links an event of its own report, or none in its place; gives its number."""
        report = Report.make(f"خبر {number}", external_id=str(number))
        store.save(report, Analysis(report_id=report.id, run=read.run.id, relevant=True))
        event = profile(
            report.id, text="سرمين", day=day, published=day, place="سرمين", type=None, killed=[(number, None)]
        )
        builder.link([Reading(report.id, read.run.id, (event,) if told else (), {})])
        with store.linked() as tables:
            (telling,) = tables.of_reports([report.id])
            return telling.number

    def linked_to(number: int) -> set[int]:
        with store.linked() as tables:
            return {a + b - number for a, b, _ in tables.links_of([number])}

    dated = [link(number, 30 * number) for number in range(1, WAITING)]
    undated = link(WAITING, None)
    assert linked_to(undated) == set(dated)
    link(WAITING + 1, 30 * WAITING)
    assert linked_to(undated) == set()
    link(WAITING + 1, 0, told=False)
    assert linked_to(undated) == set(dated)
    link(WAITING, None, told=False)
    assert linked_to(undated) == set()


# --- bad input ------------------------------------------------------------------------------------------------------------------


def test_a_future_date_is_told_and_linked_all_the_same(store: Store, read: Pipeline) -> None:
    store.add_run(read.run)
    report = made(STRIKE, "a", dt.date.today() + dt.timedelta(days=400))
    store.save(report, read(report))
    Builder(store).build()
    assert [problem.code for problem in store.problems(report_id=report.id)] == ["future-date"]
    assert listed(store)


def test_no_date_no_point_no_count(store: Store, read: Pipeline) -> None:
    store.add_run(read.run)
    for name, text in (("a", "قصف على البلدة."), ("b", "سقط قتلى وجرحى في قصف."), ("c", "")):
        report = made(text or "لا شيء", name, None)
        store.save(report, read(report))
    Builder(store).build()
    assert all((one.first, one.lat) == (None, None) for one in listed(store))


def test_a_thousand_copies_of_one_text_are_one_incident_and_one_witness(store: Store, read: Pipeline) -> None:
    store.add_run(read.run)
    first = made(STRIKE, "0")
    analysis = read(first)
    count = 300 if store._engine.dialect.name == "postgresql" else 1000
    told = []
    for number in range(count):
        report = made(STRIKE, str(number))
        told.append((report, msgspec.convert(_moved(analysis, report.id), Analysis)))
        store.save(*told[-1])
    Builder(store).build()
    (one,) = listed(store, IncidentFilter(reports=2))
    assert len(one.events) == count
    with store.linked() as tables:
        assert tables.counts()["links"] < 2 * count
    report = made(AGAIN, "later", SUNDAY + dt.timedelta(days=1))
    store.save(report, read(report))
    Builder(store).add([(report, read(report))])
    assert len(listed(store, IncidentFilter(reports=2))) == 1


def _moved(analysis: Analysis, report_id: str) -> object:
    text = msgspec.json.encode(analysis).decode().replace(analysis.report_id, report_id)
    return msgspec.json.decode(text)


def test_one_text_with_forty_events_is_forty_happenings(store: Store, read: Pipeline) -> None:
    store.add_run(read.run)
    places = "سرمين بنش تفتناز سراقب أريحا خان_شيخون معرة_النعمان كفرنبل حاس كفرومة".replace("_", "،").split()
    text = "\n".join(
        f"قُتل {number} مدنيين في قصف مدفعي على بلدة {places[number % len(places)]} في {number % 28 + 1} نيسان 2024."
        for number in range(3, 43)
    )
    for name in "ab":
        report = made(text + f"\n{name}", name, dt.date(2024, 5, 1))
        store.save(report, read(report))
    Builder(store).build()
    for one in listed(store):
        reports = [key.report_id for key in one.events]
        assert len(reports) == len(set(reports))


def test_a_killed_build_leaves_the_last_good_state(tmp_path: Path, read: Pipeline) -> None:
    where = tmp_path / "s.db"
    with Store.create(where) as store:
        store.add_run(read.run)
        for number in range(4):
            report = made(STRIKE, str(number))
            store.save(report, read(report))
        Builder(store).build()
        before = listed(store)
        report = made(AGAIN, "later")
        store.save(report, read(report))
    code = textwrap.dedent(f"""
        import os, signal
        from rasid.run import incidents, update
        from rasid.store import Store
        kept = update.Update._keep
        def killed(self, *given):
            kept(self, *given)
            os.kill(os.getpid(), signal.SIGKILL)
        update.Update._keep = killed
        incidents.Builder(Store.open({str(where)!r})).build()
    """)
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == -9
    with Store.open(where) as store:
        assert listed(store) == before
        assert Builder(store).waiting() == 1
        Builder(store).build()
        assert len(listed(store)[0].events) == 5
    with sqlite3.connect(where) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
