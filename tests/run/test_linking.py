"""Linking report by report comes to what linking all at once comes to: in any order, with reports read anew, judged and undone.

The weights, the blocks and the limits are made small and the scores drawn by chance, so that a dozen reports meet everything
that a hundred thousand would; what should come of them is computed from scratch by the functions of `rasid.resolve`.
"""

import datetime as dt
import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rasid.model import Analysis, Event, EventType, Evidence, Realis, Report, Salience
from rasid.model.incident import EventKey, Incident, Judgement, Verdict
from rasid.resolve import blocking, clusters
from rasid.resolve.blocking import MemoryIndex, keys, neighbours, voices
from rasid.resolve.clusters import UNSEEN
from rasid.resolve.profile import EventProfile
from rasid.run import incidents, meeting, net, tellings, update
from rasid.run.incidents import Builder
from rasid.store import Store
from tests.resolve.happenings import profile
from tests.store.samples import RUN

LIMITS = ((0.0, 3), (1.0, 3), (2.0, 6), (4.0, 6), (1e300, 999))
PLACES = ("سرمين", "بنش", "تفتناز")


class Told:
    """What one reading of a report tells: for each event, its place and day, and whose words it has."""

    def __init__(self, report: int, events: tuple[tuple[int, int | None, int] | None, ...]) -> None:
        self.report = Report.make(f"خبر رقم {report}", published=dt.date(2024, 3, 6), external_id=str(report))
        self.events = events
        self.analysis = Analysis(
            report_id=self.report.id,
            run=RUN.id + str(hash(events)),
            relevant=True,
            events=tuple(self._event(slot) for slot, told in enumerate(events) if told is not None),
        )

    def _event(self, slot: int) -> Event:
        return Event(
            id=f"e{slot + 1}",
            type=EventType.AIR_STRIKE,
            realis=Realis.ACTUAL,
            salience=Salience.MAIN,
            trigger=Evidence(report_id=self.report.id, start=10 * slot + 1, end=10 * slot + 4, quote="قصف"),
        )

    def profiles(self) -> list[EventProfile]:
        told = [
            profile(self.report.id, f"e{slot + 1}", text=f"قصف على {PLACES[told[0]]} {WORDS[told[2]]}", day=told[1],
                    published=1, place=PLACES[told[0]])
            for slot, told in enumerate(self.events)
            if told is not None
        ]  # fmt: skip
        # As in reading, the events of a report have the report in common.
        return [msgspec.structs.replace(event, report=told[0].report) for event in told]


WORDS = ("صباحا", "مساء", "ليلا", "ظهرا", "عصرا", "فجرا", "ضحى", "سحرا", "غروبا", "شروقا")
READINGS: dict[tuple[str, str], Told] = {}


def drawn(a: EventProfile, b: EventProfile) -> dict[str, float]:
    """A score of -6 to 6, the same for a pair whatever its order."""
    text = " ".join(sorted(map(str, (a.key, b.key)))) + str(a.first == b.first)
    return {"drawn": hashlib.sha256(text.encode()).digest()[0] / 21 - 6}


@pytest.fixture(autouse=True)
def small() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for module in (blocking, clusters, meeting):
            patch.setattr(module, "HEADS", 2)
        patch.setattr(blocking, "MOST", 4)
        patch.setattr(blocking, "WAITING", 3)
        patch.setattr(blocking, "LASTING", 3)
        patch.setattr(update, "reasons", drawn)
        patch.setattr(update, "weights", lambda: {"always": 0.0, "drawn": 1.0})
        patch.setattr(update, "fit", lambda: "f")
        patch.setattr(tellings, "fit", lambda: "f")
        patch.setattr(tellings, "profiles", lambda report, analysis: READINGS[report.id, analysis.run].profiles())
        patch.setattr(incidents, "CHUNK", 3)
        patch.setattr(net, "MANY", 3)
        yield


def expected(told: dict[str, Told], judgements: list[Judgement]) -> set[tuple[EventKey, ...]]:
    """The clusters, from scratch."""
    found = {one.key: one for reading in told.values() for one in reading.profiles()}
    of = {key: keys(one) for key, one in found.items()}
    index = MemoryIndex()
    for key in found:
        index.enter(key, of[key])
    links = []
    for key in found:
        for other in neighbours(of[key], key, index):
            score = drawn(found[key], found[other])["drawn"]
            if score > UNSEEN:
                links.append((key, other, score))
    silent = {key for key in found if key not in voices(index.copies(of[key].copies))}
    made = clusters.clusters(found, links, judgements, silent=silent, limits=LIMITS)
    return {cluster.events for cluster in made.clusters}


def shown(store: Store) -> list[Incident]:
    with store.linked() as tables:
        return list(tables.listed())


EVENT = st.none() | st.tuples(st.integers(0, 2), st.sampled_from([None, 0, 0, 1, 9]), st.integers(0, 3))
EVENTS = st.tuples(EVENT, EVENT, EVENT)
STEP = st.one_of(
    st.tuples(st.just("read"), st.lists(st.tuples(st.integers(0, 11), EVENTS), min_size=1, max_size=7)),
    st.tuples(
        st.just("judge"),
        st.tuples(st.integers(0, 99), st.integers(0, 99), st.sampled_from(list(Verdict)), st.booleans()),
    ),
    st.tuples(st.just("undo"), st.integers(0, 9)),
)


@settings(
    max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(STEP, min_size=1, max_size=9))
def test_step_by_step_comes_to_what_all_at_once_comes_to(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, object]]
) -> None:
    READINGS.clear()
    told: dict[str, Told] = {}
    standing: list[tuple[str, Judgement]] = []
    with Store.create(tmp_path_factory.mktemp("s") / "s.db") as store:
        builder = Builder(store, limits=LIMITS)
        for minute, (kind, what) in enumerate(steps):
            if kind == "read":
                for number, events in what:  # type: ignore[attr-defined]
                    reading = Told(number, events)
                    READINGS[reading.report.id, reading.analysis.run] = reading
                    told[reading.report.id] = reading
                    keep(store, reading)
                if minute % 2:
                    builder.build()
                else:
                    builder.add([(told[i].report, told[i].analysis) for i in dict.fromkeys(
                        Told(number, events).report.id for number, events in what)])  # type: ignore[attr-defined]  # fmt: skip
            elif kind == "judge":
                a, b, verdict, _ = what  # type: ignore[misc]
                events_ = sorted(one.key for reading in told.values() for one in reading.profiles())
                if len(events_) > 1 and events_[a % len(events_)] != events_[b % len(events_)]:
                    at = dt.datetime(2024, 4, 1, 0, minute, tzinfo=dt.UTC)
                    given_ = Judgement(
                        a=events_[a % len(events_)], b=events_[b % len(events_)], verdict=verdict, by="amal", at=at
                    )
                    before = shown(store)
                    act, _built = builder.judge([given_])
                    builder.undo(act, by="amal")
                    assert shown(store) == before
                    again = Judgement(a=given_.a, b=given_.b, verdict=verdict, by="basil", at=at)
                    standing.append((builder.judge([again])[0], again))
            elif standing:
                act, _judgement = standing.pop(what % len(standing))  # type: ignore[operator]
                builder.undo(act, by="basil")
            check(store, told, [judgement for _, judgement in standing])


def keep(store: Store, reading: Told) -> None:
    run = RUN.__class__(id=reading.analysis.run, rasid="0", components=(), data={}, config_sha256="")
    store.add_run(run)
    store.save(reading.report, reading.analysis)


def check(store: Store, told: dict[str, Told], judgements: list[Judgement]) -> None:
    found = shown(store)
    assert {one.events for one in found} == expected(told, judgements)
    with store.linked() as tables:
        for one in found:
            rows = [tables.find(key) for key in one.events]
            numbers = {row.number for row in rows if row is not None}
            assert {row.incident for row in rows if row is not None} == {min(numbers)}
            assert tables.resolve(one.id) == min(numbers)
            assert tables.tellings([min(numbers)])[min(numbers)].name == one.id
        led = {tables.resolve(change.incident) for change in tables.changes()}
        assert led <= {tables.resolve(one.id) for one in found} | {None}


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
@given(st.lists(EVENTS, min_size=2, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_arrival_makes_no_difference_to_the_clusters(
    tmp_path_factory: pytest.TempPathFactory, events: list[tuple[object, ...]], chance: random.Random
) -> None:
    READINGS.clear()
    readings = [Told(number, told) for number, told in enumerate(events)]  # type: ignore[arg-type]
    READINGS.update({(one.report.id, one.analysis.run): one for one in readings})
    found = []
    for turn in range(2):
        with Store.create(tmp_path_factory.mktemp("s") / "s.db") as store:
            builder = Builder(store, limits=LIMITS)
            for one in readings:
                keep(store, one)
                if turn:
                    builder.add([(one.report, one.analysis)])
            if not turn:
                builder.build()
            found.append({one.events for one in shown(store)})
        chance.shuffle(readings)
    assert found[0] == found[1]


def test_linking_anew_changes_nothing_that_is_shown(tmp_path: Path) -> None:
    READINGS.clear()
    chance = random.Random(3)
    readings = [
        Told(number, tuple((chance.randrange(3), chance.choice([None, 0, 1]), chance.randrange(4)) for _ in range(2)))
        for number in range(20)
    ]
    READINGS.update({(one.report.id, one.analysis.run): one for one in readings})
    with Store.create(tmp_path / "s.db") as store:
        builder = Builder(store, limits=LIMITS)
        for one in readings:
            keep(store, one)
            builder.add([(one.report, one.analysis)])
        events = sorted(one.key for reading in readings for one in reading.profiles())
        at = dt.datetime(2024, 4, 1, tzinfo=dt.UTC)
        builder.judge([Judgement(a=events[0], b=events[9], verdict=Verdict.SAME, by="amal", at=at)])
        before = shown(store)
        assert any(len(one.events) > 1 for one in before)
        built = builder.build(anew=True)
        assert (built.reports, built.changes) == (20, [])
        assert shown(store) == before
        check(store, {one.report.id: one for one in readings},
              [Judgement(a=events[0], b=events[9], verdict=Verdict.SAME, by="amal", at=at)])  # fmt: skip
