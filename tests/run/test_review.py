"""Decisions and what follows: incidents, estimates, exports, lists. Over SQLite and PostgreSQL."""

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.analyse.pipeline import Pipeline
from rasid.errors import ConflictError
from rasid.model import (
    Analysis,
    Argument,
    Card,
    CardState,
    CountKind,
    CountRange,
    DateBasis,
    DateInterval,
    Draft,
    Event,
    EventType,
    Granularity,
    IncidentStatus,
    Need,
    Outcome,
    PlaceKind,
    PlacePrecision,
    PlaceReference,
    Realis,
    Report,
    Role,
    Rule,
    Ruling,
    Salience,
    SubjectKind,
    Toll,
)
from rasid.resolve.attention import report_card
from rasid.resolve.reviewed import State, reviewed
from rasid.run.incidents import Builder
from rasid.run.review import decide, refresh, review, review_incident, shown, shown_events, undated_events
from rasid.run.views import accounts, found, listed, told, undated
from rasid.store import EventFilter, InboxFilter, IncidentFilter, Order, Store, facets, migrate
from rasid.store.releases import told_of
from tests.store.conftest import address, database  # noqa: F401  fixtures
from tests.store.samples import RUN, SOURCE, analysis, report, words

TEXT_TWO = "قُتل تسعة في غارة على سوق بنّش. وقال مسعف إن القصف وقع أمس."


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    where = str(tmp_path / "s.db") if request.param == "sqlite" else request.getfixturevalue("address")
    with Store.create(where) as made:
        made.add_run(RUN)
        one = report()
        made.save(one, analysis(one))
        Builder(made).build()
        refresh(made)
        yield made


def count(number: int) -> CountRange:
    return CountRange(low=number, high=number, kind=CountKind.EXACT)


def cards(store: Store, **wanted: object) -> list[Card]:
    return list(store.inbox.page(InboxFilter(**wanted)).cards)  # type: ignore[arg-type]


def strike(store: Store) -> Card:
    (card,) = [card for card in cards(store) if card.type is not None and card.type.value == "air_strike"]
    return card


def test_an_edited_count_changes_the_estimate_and_the_list(store: Store) -> None:
    before = strike(store)
    assert before.state is CardState.NEW
    seen = review(store, report().id)
    decide(store, *_args(seen.draft(SubjectKind.CLAIM, "c1", Ruling.EDIT, by="amal", field="count", after=count(41))))
    after = strike(store)
    assert after.killed.high == 41
    assert (after.state, after.decided) == (CardState.STARTED, 1)
    assert Need.HIGH_TOLL in {need.need for need in after.needs}
    incident = found(store, after.id)
    account = told(store, incident, Rule.AIRWARS)
    assert account.matrix.cell(Outcome.KILLED).high == 41
    ((one, read), *_) = [
        pair for pair in accounts(store, IncidentFilter(), Rule.AIRWARS) if pair[0].incident.id == after.id
    ]
    assert one.matrix.cell(Outcome.KILLED).high == 41
    assert read[0][1].decided[0].by == "amal"


def test_a_toll_that_is_open_above_says_so_in_every_list(store: Store) -> None:
    assert not strike(store).killed.or_more
    at_least = CountRange(low=41, high=None, kind=CountKind.AT_LEAST)
    draft, seen = review(store, report().id).draft(
        SubjectKind.CLAIM, "c1", Ruling.EDIT, by="amal", field="count", after=at_least
    )
    decide(store, draft, seen=seen)
    card = strike(store)
    account = told(store, found(store, card.id), Rule.AIRWARS).matrix.cell(Outcome.KILLED)
    assert (card.killed.high, card.killed.or_more) == (account.high, account.or_more) == (41, True)
    assert not card.injured.or_more
    (of_report,) = cards(store, kind="report")
    assert (of_report.killed.low, of_report.killed.high, of_report.killed.or_more) == (41, 41, True)
    assert {week.type: week.or_more for week in store.overview.weeks()}[EventType.AIR_STRIKE]
    assert {tally.name: tally.or_more for tally in store.overview.types()} == {
        "air_strike": True,
        **{one.type.value: False for one in cards(store) if one.type is not None and one.id != card.id},
    }
    assert told_of(card)["killed"] == [41, 41, True]


@pytest.mark.parametrize(
    ("counts", "toll"),
    [
        ([(5, 5)], Toll(low=5, high=5)),
        ([(5, 5), (30, None)], Toll(low=5, high=30, or_more=True)),
        ([(3, None), (5, 5)], Toll(low=3, high=5)),
        ([(5, None), (5, 5)], Toll(low=5, high=5, or_more=True)),
        ([(None, 8)], Toll(high=8)),
        ([(None, 8), (9, None)], Toll(low=9, high=9, or_more=True)),
        ([], Toll()),
    ],
)
def test_the_toll_of_a_report_goes_as_far_as_its_claims(
    counts: list[tuple[int | None, int | None]], toll: Toll
) -> None:
    one = report()
    read = analysis(one)
    like = read.casualties[0]
    claims = [
        msgspec.structs.replace(like, id=f"c{n}", count=CountRange(low=low, high=high, kind=CountKind.BETWEEN))
        for n, (low, high) in enumerate(counts)
    ]
    read = msgspec.structs.replace(read, casualties=tuple(claims), statements=())
    assert report_card(1, reviewed(one, read, ())).killed == toll


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_tolls_of_an_older_store_say_or_more(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    where = str(tmp_path / "s.db") if kind == "sqlite" else request.getfixturevalue("address")
    one = report()
    read = analysis(one)
    open_ = CountRange(low=30, high=None, kind=CountKind.AT_LEAST)
    claims = (msgspec.structs.replace(read.casualties[0], count=open_), *read.casualties[1:])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "HEAD", "0005")
        with Store.create(where) as store:
            store.add_run(RUN)
            store.save(one, msgspec.structs.replace(read, casualties=claims))
            Builder(store).build()
            with store.linked() as tables:
                (incident,) = [one for one in tables.listed() if one.type is EventType.AIR_STRIKE]
                number = tables.resolve(incident.id)
            with store._write() as connection:  # as programs of that version left it
                row = {"number": number, "id": incident.id}
                connection.execute(
                    sa.text(
                        "INSERT INTO cards (kind, number, id, score, needs, state, title, killed_low, killed_best, killed_high,"
                        " contested, reports, sources, decided, waiting)"
                        " VALUES ('incident', :number, :id, 1, '[]', 'new', 't', 30, 30, 30, 0, 1, 1, 0, 0)"
                    ),
                    row,
                )
                facets.put(connection, "incident", {number: [("state", "new")]})
    with Store.open(where) as store:
        refresh(store)
        card = strike(store)
        assert card.id == incident.id
        assert card.killed == Toll(low=30, high=30, or_more=True)
        assert store.inbox.count() == len(list(store.cards.all()))


def _args(given: tuple[object, int | None]) -> tuple[object]:
    return (given[0],)


def test_a_rejected_event_leaves_its_incident_empty(store: Store) -> None:
    gone = strike(store)
    draft, seen = review(store, report().id).draft(SubjectKind.EVENT, "e1", Ruling.REJECT, by="amal")
    decide(store, draft, seen=seen)
    assert gone.id not in {card.id for card in cards(store)}
    undo = draft.__class__(by="amal", subject=draft.subject, verdict=Ruling.UNDO, of=1)
    decide(store, undo)
    assert strike(store).id == gone.id


def test_an_incident_that_was_accepted_needs_nobody_until_it_is_told_anew(store: Store) -> None:
    card = strike(store)
    draft, seen = review_incident(store, found(store, card.id)).draft(Ruling.ACCEPT, by="amal")
    decide(store, draft, seen=seen)
    assert (strike(store).state, strike(store).score) == (CardState.REVIEWED, 0)
    with pytest.raises(ConflictError):
        decide(store, draft, seen=seen)
    other = report(source=SOURCE.__class__(name="Nakhla", kind=SOURCE.kind), external_id="b1")
    store.save(other, analysis(other))
    Builder(store).build()
    refresh(store)
    again = strike(store)
    assert again.reports == 2
    assert again.state is CardState.STARTED
    assert again.score > 0


def test_what_wants_a_second_is_first_in_the_list(store: Store) -> None:
    draft, seen = review(store, report().id).draft(
        SubjectKind.CLAIM, "c1", Ruling.EDIT, by="amal", field="count", after=count(8), wants_second=True
    )
    decide(store, draft, seen=seen)
    assert strike(store).state is CardState.WAITING
    assert [card.id for card in cards(store, need=Need.SECOND)] == [strike(store).id]
    decide(store, draft.__class__(by="badr", subject=draft.subject, verdict=Ruling.CONFIRM, of=1))
    assert strike(store).killed.high == 8


def test_an_incident_is_found_by_what_was_decided_not_by_what_was_computed(store: Store) -> None:
    number = strike(store).id
    was = found(store, number)

    def ids(**wanted: object) -> list[str]:
        asked = IncidentFilter(**wanted)  # type: ignore[arg-type]
        told_of = [account.incident.id for account, _ in accounts(store, asked, Rule.AIRWARS)]
        assert [review.incident.id for review in listed(store, asked)] == told_of
        return told_of

    everything = ids()
    assert number in ids(types=(EventType.AIR_STRIKE,))
    before = undated(store, IncidentFilter())
    new = {"type": "shelling", "first": "2031-01-02", "last": "2031-01-03", "place": "geonames:98182", "country": "iq"}
    for field, after in new.items():
        draft, seen = review_incident(store, found(store, number)).draft(
            Ruling.EDIT, by="amal", field=field, after=after.upper() if field == "country" else after
        )
        decide(store, draft, seen=seen)
    assert number in ids(types=(EventType.SHELLING,), country="iq", place="geonames:98182")
    assert ids(since=dt.date(2031, 1, 3)) == ids(since=dt.date(2031, 1, 1), until=dt.date(2031, 1, 2)) == [number]
    assert number not in ids(types=(EventType.AIR_STRIKE,))
    assert was.first is None or number not in ids(until=was.last)
    assert was.country is None or number not in ids(country=was.country)
    assert sorted(ids()) == sorted(everything)
    assert [review.incident.id for review in listed(store, IncidentFilter(), limit=1)] == ids()[:1]
    for field in ("first", "last"):  # the day is not known after all
        draft, seen = review_incident(store, found(store, number)).draft(Ruling.REJECT, by="amal", field=field)
        decide(store, draft, seen=seen)
    assert number not in ids(since=dt.date(2031, 1, 1))
    assert number in ids(since=dt.date(2031, 1, 1), undated=True)
    assert undated(store, IncidentFilter(since=dt.date(2031, 1, 1))) == before + (was.first is not None)
    undo = [decision.seq for decision in store.decisions.of_incidents([number])[number] if decision.field == "type"]
    of = store.decisions.get(undo[-1])
    assert of is not None
    decide(store, Draft(by="amal", subject=of.subject, field="type", verdict=Ruling.UNDO, of=of.seq), seen=of.seq)
    assert number in ids(types=(EventType.AIR_STRIKE,)), "taken back, it is what was computed"


@given(
    since=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2022, 1, 1)),
    until=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2022, 1, 1)),
    types=st.sets(st.sampled_from(EventType), max_size=3).map(tuple),
    country=st.sampled_from([None, "SY", "sy", "IQ"]),
    status=st.none() | st.sampled_from(IncidentStatus),
    reports=st.integers(1, 2),
    undated=st.booleans(),
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_a_filter_means_the_same_in_sql_and_over_a_record(store: Store, **wanted: object) -> None:
    asked = IncidentFilter(**wanted)  # type: ignore[arg-type]
    with store.linked() as tables:
        every = list(tables.listed())
        assert [one.id for one in every if asked.holds(one)] == [one.id for one in tables.listed(asked)]


def answers(store: Store, **wanted: object) -> set[str]:
    """Ids of the events that answer."""
    return {id_ for _, _, ids in shown_events(store, EventFilter(**wanted)) for id_ in ids}  # type: ignore[arg-type]


def argument(store: Store, event: str, quote: str) -> str:
    (found,) = [
        record.id
        for record in review(store, report().id).records
        if record.kind is SubjectKind.ARGUMENT and record.id.startswith(f"{event}/") and record.anchor[0].quote == quote
    ]
    return found


def edit(store: Store, kind: SubjectKind, id_: str, field: str, after: object, verdict: Ruling = Ruling.EDIT) -> int:
    draft, seen = review(store, report().id).draft(kind, id_, verdict, by="amal", field=field, after=after)
    return decide(store, draft, seen=seen).seq


MOSUL = PlaceReference(
    kind=PlaceKind.CITY, country="IQ", precision=PlacePrecision.TOWN, chosen="g9", name_en="Mosul", lat=36.3, lon=43.1
)
LATER = DateInterval(
    start=dt.date(2031, 1, 2), end=dt.date(2031, 1, 3), granularity=Granularity.DAY, basis=DateBasis.EXPLICIT
)


def test_an_event_is_found_by_what_was_decided_not_by_what_was_read(store: Store) -> None:
    where, whom = argument(store, "e1", "بنّش"), argument(store, "e1", "سوق بنّش")
    assert answers(store, types=(EventType.AIR_STRIKE,)) == answers(store, place="Binnish") == {"e1"}
    taken_back = edit(store, SubjectKind.EVENT, "e1", "type", EventType.SHELLING)
    edit(store, SubjectKind.EVENT, "e1", "when", LATER)
    edit(store, SubjectKind.ARGUMENT, where, "place", MOSUL)
    edit(store, SubjectKind.ARGUMENT, where, "label", "Mosul")
    edit(store, SubjectKind.ARGUMENT, whom, "actor", "market-guards")
    assert answers(store, types=(EventType.SHELLING,)) == answers(store, place="mosul") == {"e1"}
    assert answers(store, place="g9") == answers(store, actor="market-guards") == {"e1"}
    assert answers(store, country="iq") == {"e1", "e2"}
    assert answers(store, since=dt.date(2031, 1, 3)) == answers(store, until=dt.date(2031, 1, 2)) == {"e1"}
    for old in (
        {"types": (EventType.AIR_STRIKE,)},
        {"place": "Binnish"},
        {"place": "g2"},
        {"until": dt.date(2024, 5, 1)},
    ):
        assert answers(store, **old) == set(), old
    assert answers(store) == {"e1", "e2", "e3"}
    assert answers(store, types=(EventType.SHELLING,), source="صدى") == {"e1"}
    assert answers(store, types=(EventType.SHELLING,), source="Other") == set()
    subject = review(store, report().id).record(SubjectKind.EVENT, "e1").subject
    decide(store, Draft(by="amal", subject=subject, field="type", verdict=Ruling.UNDO, of=taken_back))
    assert answers(store, types=(EventType.AIR_STRIKE,)) == {"e1"}, "taken back, it is what was read"
    assert answers(store, types=(EventType.SHELLING,)) == set()


def test_an_added_event_is_found_and_a_rejected_one_is_not(store: Store) -> None:
    days = EventFilter(since=dt.date(2024, 1, 1))
    assert undated_events(store, days) == 2
    edit(store, SubjectKind.EVENT, "e2", "", None, Ruling.REJECT)
    assert answers(store, types=(EventType.ARMED_CLASH,)) == answers(store, actor="two-factions") == set()
    assert undated_events(store, days) == 1
    # A report in which the machine found no event at all.
    other = report("وصلت القافلة إلى القامشلي.", external_id="b2", title=None)
    store.save(other, Analysis(report_id=other.id, run=RUN.id, relevant=False, sentences=other.sentences))
    added = Event(
        id="",
        type=EventType.ABDUCTION,
        realis=Realis.ACTUAL,
        salience=Salience.MAIN,
        trigger=words(other, "وصلت"),
        arguments=(Argument(role=Role.PLACE, evidence=words(other, "القامشلي"), place=MOSUL),),
    )
    assert answers(store, types=(EventType.ABDUCTION,)) == set()
    waiting = review(store, other.id).addition(SubjectKind.EVENT, added, by="amal", wants_second=True)
    seq = decide(store, waiting).seq
    assert answers(store, types=(EventType.ABDUCTION,)) == set(), "it waits for a second person"
    decide(store, Draft(by="badr", subject=waiting.subject, verdict=Ruling.CONFIRM, of=seq))
    (new,) = answers(store, types=(EventType.ABDUCTION,))
    assert answers(store, place="القامشلي") == answers(store, place="g9") == answers(store, country="IQ") == {new}
    assert undated_events(store, days) == 2
    assert undated_events(store, EventFilter(since=dt.date(2024, 1, 1), types=(EventType.ABDUCTION,))) == 1
    assert answers(store, since=dt.date(2024, 1, 1), undated=True) == {"e1", "e3", new}


FILTERS = {
    "since": st.none() | st.dates(dt.date(2024, 4, 30), dt.date(2024, 5, 2)) | st.just(dt.date(2031, 1, 3)),
    "until": st.none() | st.dates(dt.date(2024, 4, 30), dt.date(2024, 5, 2)) | st.just(dt.date(2031, 1, 2)),
    "types": st.sets(st.sampled_from([EventType.AIR_STRIKE, EventType.SHELLING, EventType.ARREST])).map(tuple),
    "country": st.sampled_from([None, "SY", "iq"]),
    "place": st.sampled_from([None, "g2", "g9", "BINNISH", "mosul", "بغداد", "ادلب", "Şabwah"]),
    "actor": st.sampled_from([None, "two-factions", "guards", "Binnish Market", "Şabwah", "الفصيلين"]),
    "source": st.sampled_from([None, "Sada", "صدى", "Nakhla"]),
    "undated": st.booleans(),
}
RARELY = {name: st.none() | some if name not in ("types", "undated") else some for name, some in FILTERS.items()}
CHANGES = [
    (SubjectKind.EVENT, "type", EventType.SHELLING),
    (SubjectKind.EVENT, "type", EventType.ARREST),
    (SubjectKind.EVENT, "when", LATER),
    (SubjectKind.EVENT, "when", None),
    (SubjectKind.EVENT, "", None),
    (SubjectKind.ARGUMENT, "place", MOSUL),
    (SubjectKind.ARGUMENT, "actor", "guards"),
    (SubjectKind.ARGUMENT, "label", "Şabwah"),
    (SubjectKind.ARGUMENT, "role", Role.PARTY),
    (SubjectKind.ARGUMENT, "", None),
]


@given(changed=st.tuples(st.sampled_from(CHANGES), st.integers(0, 20)), back=st.booleans(), **RARELY)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_what_sql_looks_up_drops_nothing_that_a_decision_brings_in(
    store: Store, changed: tuple[tuple[SubjectKind, str, object], int], back: bool, **wanted: object
) -> None:
    if len(list(store.reports())) == 1:  # on this one nobody decides: its events are looked up by SQL alone
        other = report(source=SOURCE.__class__(name="Nakhla", kind=SOURCE.kind), external_id="b1", published=None)
        store.save(other, analysis(other))
    (kind, field, after), nth = changed
    found = review(store, report().id)
    records = [record for record in found.records if record.kind is kind]
    record = records[nth % len(records)]
    held = record.fields[field] if field else record.whole
    if held.effective is not None and back:
        undo = Draft(by="amal", subject=record.subject, field=field, verdict=Ruling.UNDO, of=held.effective.seq)
        store.decisions.write(undo, seen=held.seen)
    elif record.whole.state is not State.REJECTED:
        verdict = Ruling.EDIT if field and after is not None else Ruling.REJECT
        draft, seen = found.draft(kind, record.id, verdict, by="amal", field=field, after=after)
        store.decisions.write(draft, seen=seen)
    asked = EventFilter(**wanted)  # type: ignore[arg-type]
    whole = [(one, read) for one, read, _ in store.records()]
    told = [
        (one.id, ids)
        for one, read in shown(store, whole)
        if (ids := {event.id for event in read.events if asked.holds(one, event)}) or asked.is_open()
    ]
    assert [(one.id, set(ids)) for one, _, ids in shown_events(store, asked)] == told
    by_sql = [(one.id, set(ids)) for one, _, ids in store.records(asked)]
    machine = [(one.id, {event.id for event in read.events if asked.holds(one, event)}) for one, read in whole]
    assert by_sql == [row for row in machine if row[1] or asked.is_open()]
    rest = replace(asked, since=None, until=None)
    assert undated_events(store, asked) == sum(
        rest.holds(one, event) and (event.when is None or event.when.start is None)
        for one, read in shown(store, whole)
        for event in read.events
    )


def test_a_note_stays_with_an_incident(store: Store) -> None:
    incident = found(store, strike(store).id)
    draft, seen = review_incident(store, incident).draft(
        Ruling.EDIT, by="amal", field="note", after="ينتظر صور الأقمار"
    )
    decide(store, draft, seen=seen)
    assert review_incident(store, incident).fields["note"].value == "ينتظر صور الأقمار"


def test_lists_are_walked_page_by_page_in_any_order(store: Store) -> None:
    for name in ("Nakhla", "Darb", "Shurfat"):
        other = report(source=SOURCE.__class__(name=name, kind=SOURCE.kind), external_id=name)
        store.save(other, analysis(other))
    refresh(store)
    for order in Order:
        wanted = InboxFilter(kind="report")
        ids: list[str] = []
        after = None
        while True:
            page = store.inbox.page(wanted, order=order, after=after, limit=1)
            ids += [card.id for card in page.cards]
            if (after := page.next) is None:
                break
        assert len(ids) == len(set(ids)) == page.total == 4
        numbers = {card.id: card.number for card in store.inbox.page(wanted).cards}
        for place, id_ in enumerate(ids):
            before, behind = store.inbox.neighbours(wanted, numbers[id_], order=order)
            assert before == (ids[place - 1] if place else None)
            assert behind == (ids[place + 1] if place + 1 < len(ids) else None)


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ({"text": "قصف ادلب"}, True),
        ({"text": "القصف على إدلب"}, True),
        ({"text": "طماطم"}, False),
        ({"text": "؟"}, False),
        ({"country": "sy"}, True),
        ({"country": "IQ"}, False),
        ({"place": "binnish"}, True),
        ({"outlet": "Sada"}, True),
        ({"outlet": "Nobody"}, False),
        ({"placed": True}, True),
        ({"placed": False}, False),
        ({"states": (CardState.NEW,)}, True),
        ({"states": (CardState.REVIEWED,)}, False),
        ({"reports": 2}, False),
    ],
)
def test_filters_of_the_inbox(store: Store, wanted: dict[str, object], there: bool) -> None:
    assert (strike(store).id in {card.id for card in cards(store, **wanted)}) is there


def test_a_page_behind_the_end_still_says_how_many_there_are(store: Store) -> None:
    last = store.inbox.page(InboxFilter(), order=Order.OLDEST).cards[-1]
    behind = msgspec.json.encode(["9999-12-31", last.number]).hex()
    page = store.inbox.page(InboxFilter(placed=True), order=Order.OLDEST, after=behind)
    assert page.cards == ()
    assert page.total == store.inbox.count(InboxFilter(placed=True)) > 0


def test_facets_count_what_is_listed(store: Store) -> None:
    every = store.inbox.facets()
    assert sum(count.count for count in every["state"]) == store.inbox.count()
    # A facet that is filtered by counts the other values too.
    chosen = store.inbox.facets(InboxFilter(country="SY"))
    assert chosen["country"] == every["country"]
    assert sum(count.count for count in chosen["state"]) == store.inbox.count(InboxFilter(country="SY"))
    assert [count.value for count in every["outlet"]] == ["Sada"]
    sought = InboxFilter(text="قصف ادلب")
    counted = store.inbox.facets(sought)
    assert sum(count.count for count in counted["type"]) == store.inbox.count(sought) > 0
    assert {count.count for count in counted["outlet"]} == {store.inbox.count(sought)}
    assert store.inbox.facets(InboxFilter(text="طماطم"))["state"] == ()


def test_an_id_is_found_by_its_beginning(store: Store) -> None:
    card = strike(store)
    assert [one.id for one in cards(store, text=card.id[:8])] == [card.id]
    assert [one.id for one in cards(store, text=report().id[:9], kind="report")] == [report().id]


def test_lists_cover_the_names_of_victims_in_titles(tmp_path: Path) -> None:
    head = "مقتل الطفل أحمد سالم بقصف على دارة عزة"
    one = Report.make(f"{head}\nقتل الطفل أحمد سالم الأحد في قصف مدفعي على دارة عزة، وفق مصدر طبي.", title=head)
    with Store.create(tmp_path / "s.db") as store:
        pipeline = Pipeline()
        store.add_run(pipeline.run)
        store.save(one, pipeline(one))
        Builder(store).build()
        refresh(store)
        titles = {card.title for kind in ("report", "incident") for card in cards(store, kind=kind)}
    assert titles == {"مقتل الطفل ████ بقصف على دارة عزة"}


def test_titles_of_an_older_store_are_covered(tmp_path: Path) -> None:
    head = "مقتل الطفل أحمد سالم بقصف على دارة عزة"
    one = Report.make(f"{head}\nقتل الطفل أحمد سالم الأحد في قصف مدفعي على دارة عزة، وفق مصدر طبي.", title=head)
    pipeline = Pipeline()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrate, "HEAD", "0003")
        with Store.create(tmp_path / "s.db") as store:
            store.add_run(pipeline.run)
            store.save(one, pipeline(one))
    with sqlite3.connect(tmp_path / "s.db") as connection:  # as programs of that version left it
        run = pipeline.run.id
        connection.execute(
            "INSERT INTO cards (kind, number, id, score, needs, state, title, contested, reports, sources, decided, waiting, run)"
            " VALUES ('report', 1, ?, 1, '[]', 'new', ?, 0, 1, 1, 0, 0, ?)",
            [one.id, head, run],
        )
    with Store.open(tmp_path / "s.db") as store:
        assert cards(store, kind="report") == []
        assert refresh(store) == 1
        assert [card.title for card in cards(store, kind="report")] == ["مقتل الطفل ████ بقصف على دارة عزة"]
