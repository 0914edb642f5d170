"""What goes into a store comes out of it, unchanged."""

import datetime as dt

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.errors import InputError, StoreError
from rasid.model import Analysis, CountKind, CountRange, EventType, Problem, Report
from rasid.store import EventFilter, Store

from .samples import RUN, SOURCE, TEXTS, analysis, kind_of, report, unique

fresh_enough = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def keeps_nul(store: Store) -> bool:
    return store._engine.dialect.name == "sqlite"


def texts(record: object) -> str:
    """All texts in a record, one after another."""
    if isinstance(record, dict):
        return texts([*record, *record.values()])
    if isinstance(record, list | tuple):
        return "".join(map(texts, record))
    return record if isinstance(record, str) else ""


def test_records_come_back_equal(store: Store) -> None:
    one = report()
    found = analysis(one)
    assert not store.seen(one.id)
    store.save(one, found, [Problem(code="odd", message="odd ending", item="a1.txt")])
    assert store.seen(one.id)
    assert store.report(one.id) == one
    assert store.analysis(one.id) == found
    assert store.runs() == [RUN]
    assert list(store.reports()) == [one]
    assert list(store.records()) == [(one, found, frozenset({"e1", "e2", "e3"}))]
    assert {(p.code, p.report_id) for p in store.problems()} == {("odd", one.id), ("place-unresolved", one.id)}
    assert store.counts() == {
        "sources": 1, "reports": 1, "runs": 1, "analyses": 1, "events": 3, "casualties": 6, "statements": 3,
        "problems": 2, "relevant": 1,
    }  # fmt: skip
    assert store.report("no") is None
    assert store.analysis("no") is None


@fresh_enough
@given(found=kind_of(Analysis).map(unique))
def test_any_analysis_comes_back_equal(store: Store, found: Analysis) -> None:
    one = report()
    tied = tuple(msgspec.structs.replace(problem, report_id=one.id) for problem in found.problems)
    found = msgspec.structs.replace(found, report_id=one.id, run=RUN.id, problems=tied)
    before = store.analysis(one.id)
    try:
        store.save(one, found, [])
    except StoreError:
        assert not keeps_nul(store)
        assert "\x00" in texts(msgspec.to_builtins(found))
        assert store.analysis(one.id) == before
    else:
        assert store.analysis(one.id) == found


@fresh_enough
@given(
    text=TEXTS,
    title=st.none() | TEXTS,
    at=st.none() | st.datetimes(timezones=st.timezones() | st.none()),
    published=st.none() | st.dates(),
)
def test_any_report_comes_back_equal(
    store: Store, text: str, title: str | None, at: dt.datetime | None, published: dt.date | None
) -> None:
    # A time zone by name becomes its offset, which is the same moment.
    at = at.replace(tzinfo=dt.timezone(at.utcoffset() or dt.timedelta())) if at and at.tzinfo else at
    one = Report.make(text, title=title, published_at=at, published=published, source=SOURCE)
    empty = Analysis(report_id=one.id, run=RUN.id, relevant=False)
    if "\x00" in one.text + (one.title or "") and not keeps_nul(store):
        with pytest.raises(InputError, match="NUL"):
            store.save(one, empty)
        return
    store.save(one, empty)
    back = store.report(one.id)
    assert back is not None
    assert back.id == one.id
    assert back.text == one.text
    if back.title == title and back.published_at == at:
        assert back == one


def test_a_new_reading_replaces_the_machine_output_only(store: Store) -> None:
    one = report()
    store.save(one, analysis(one), [Problem(code="odd", message="m", item="i")])
    later = msgspec.structs.replace(RUN, id="run2", rasid="0.2.0")
    store.add_run(later)
    store.save(
        msgspec.structs.replace(one, origin="elsewhere.txt"), Analysis(report_id=one.id, run="run2", relevant=False)
    )
    assert store.report(one.id) == one
    assert {run.id for run in store.runs()} == {"run1", "run2"}
    counts = store.counts()
    assert (counts["events"], counts["casualties"], counts["statements"], counts["problems"]) == (0, 0, 0, 0)


def test_a_report_never_changes(store: Store) -> None:
    one = report()
    store.save(one, analysis(one))
    with pytest.raises(StoreError, match="never change"), store._write() as connection:
        connection.exec_driver_sql("UPDATE reports SET text = 'x'")
    assert store.report(one.id) == one


def test_reprints_are_reports_of_their_own_and_are_found(store: Store) -> None:
    first = report()
    reprint = report(source=msgspec.structs.replace(SOURCE, name="Other"))
    for one in (first, reprint):
        store.save(one, analysis(one))
    assert first.id != reprint.id
    assert {found.id for found in store.reports(external_id="a1")} == {first.id, reprint.id}
    assert list(store.reports(external_id="a2")) == []
    same = store.reports(content_sha256=first.content_sha256)
    assert {found.id for found in same} == {first.id, reprint.id}


def test_a_file_with_a_name_that_is_no_text_is_kept(store: Store) -> None:
    one = report(origin="a\udcff.txt")
    store.save(one, analysis(one))
    back = store.report(one.id)
    assert back is not None
    assert back.origin == "a\\udcff.txt"


def test_problems_of_items_without_a_report(store: Store) -> None:
    problem = Problem(code="truncated", message="the file ends early", item="b\udcff\x00.gz")
    for _ in range(2):
        store.add_problems([problem])
    (kept,) = store.problems()
    assert kept.item == "b\\udcff\\x00.gz"


def test_a_report_that_was_refused_has_its_problem_until_it_is_read(store: Store) -> None:
    one = report()
    store.add_problems([Problem(code="not-arabic", message="m", item="a1.txt", report_id=one.id)])
    assert [problem.report_id for problem in store.problems(report_id=one.id)] == [one.id]
    store.save(one, msgspec.structs.replace(analysis(one), problems=()))
    assert list(store.problems()) == []


def test_what_cannot_be_kept_is_said_and_nothing_is_kept(store: Store) -> None:
    broken = Report.make("قصف \ud800 على")
    with pytest.raises(InputError, match="surrogate"):
        store.save(broken, Analysis(report_id=broken.id, run=RUN.id, relevant=False))
    one = report()
    found = analysis(one)
    endless = msgspec.structs.replace(found.casualties[0], count=CountRange(low=1, high=2**63, kind=CountKind.EXACT))
    with pytest.raises(InputError, match="no count of people"):
        store.save(one, msgspec.structs.replace(found, casualties=(endless,)))
    with pytest.raises(InputError, match="two events of one id"):
        store.save(one, msgspec.structs.replace(found, events=found.events + found.events))
    with pytest.raises(InputError, match="not of"):
        store.save(one, msgspec.structs.replace(found, report_id="other"))
    with pytest.raises(StoreError, match="add_run"):
        store.save(one, msgspec.structs.replace(found, run="unknown"))
    assert store.counts()["reports"] == 0


@pytest.mark.parametrize(
    ("wanted", "events"),
    [
        (EventFilter(), {"e1", "e2", "e3"}),
        (EventFilter(types=(EventType.AIR_STRIKE,)), {"e1"}),
        (EventFilter(types=(EventType.AIR_STRIKE, EventType.ARREST)), {"e1", "e3"}),
        (EventFilter(country="IQ"), {"e2"}),
        (EventFilter(country="sy"), {"e1"}),
        (EventFilter(place="g2"), {"e1"}),
        (EventFilter(place="binnish"), {"e1"}),
        (EventFilter(place="بغداد"), {"e2"}),
        (EventFilter(place="ادلب"), {"e1"}),
        (EventFilter(actor="two-factions"), {"e2"}),
        (EventFilter(actor="Binnish market"), {"e1"}),
        (EventFilter(since=dt.date(2024, 5, 1), until=dt.date(2024, 5, 1)), {"e1"}),
        (EventFilter(since=dt.date(2024, 5, 2)), set()),
        (EventFilter(until=dt.date(2024, 4, 30), undated=True), {"e2", "e3"}),
        (EventFilter(source="صدى"), {"e1", "e2", "e3"}),
        (EventFilter(source="Other"), set()),
    ],
)
def test_events_are_found_by_what_they_are(store: Store, wanted: EventFilter, events: set[str]) -> None:
    one = report()
    store.save(one, analysis(one))
    assert {event.id for _, _, event in store.events(wanted)} == events
    assert {key for _, _, ids in store.records(wanted) for key in ids} == events


def test_events_without_a_date_are_counted(store: Store) -> None:
    one = report()
    store.save(one, analysis(one))
    assert store.undated(EventFilter(since=dt.date(2024, 1, 1))) == 2
    assert store.undated(EventFilter(since=dt.date(2024, 1, 1), country="IQ")) == 1


def test_reports_without_events_are_in_the_whole_but_answer_no_filter(store: Store) -> None:
    quiet = report("افتتح الوزير معرض الكتاب.")
    store.save(quiet, Analysis(report_id=quiet.id, run=RUN.id, relevant=False))
    assert [ids for _, _, ids in store.records()] == [frozenset()]
    assert list(store.records(EventFilter(country="SY"))) == []
    assert list(store.reports(relevant=True)) == []
    assert list(store.reports(relevant=False, since=dt.date(2024, 5, 2), until=dt.date(2024, 5, 2), source="Sada")) == [
        quiet
    ]
    assert list(store.reports(until=dt.date(2024, 5, 1))) == []


def test_many_records_stream_in_order_of_publication(store: Store) -> None:
    many = [report(f"خبر رقم {n}.", published=dt.date(2024, 1, 1) + dt.timedelta(days=n % 50)) for n in range(450)]
    for one in many:
        store.save(one, Analysis(report_id=one.id, run=RUN.id, relevant=False))
    streamed = store.records()
    first = next(streamed)[0]
    # Another writer is not held up by a reader in the middle of its way.
    late = report("خبر متأخر.", published=dt.date(2025, 1, 1))
    store.save(late, Analysis(report_id=late.id, run=RUN.id, relevant=False))
    rest = [one for one, _, _ in streamed]
    assert [one.published for one in [first, *rest]] == sorted(one.published for one in many if one.published)
