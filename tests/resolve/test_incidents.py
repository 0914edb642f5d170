"""Incidents as views: the days and the place best supported, with dissent; reprints count once."""

import datetime as dt

from rasid.model import EventType
from rasid.model.incident import EventKey, IncidentStatus
from rasid.resolve.incidents import incident

from .happenings import DAY, profile

HERE, NEAR, FAR = (36.2, 37.1), (36.21, 37.11), (35.0, 38.0)


def day(count: int) -> dt.date:
    return DAY + dt.timedelta(days=count)


def test_the_day_that_most_reports_tell_is_taken_and_the_others_dissent() -> None:
    found = incident("i1", [profile("a"), profile("b"), profile("c", day=-1)])
    assert (found.first, found.last) == (day(0), day(0))
    assert found.when is not None
    assert found.when.against == (EventKey("c", "e1"),)


def test_reprints_are_one_witness() -> None:
    copied = [profile(name, day=-1, copies=[1, 2, 3]) for name in "abc"]
    found = incident("i1", [*copied, profile("x"), profile("y", copies=[9])])
    assert found.first == day(0)


def test_a_report_from_before_the_day_cannot_describe_it() -> None:
    early = [profile("a", day=5, published=2), profile("b", day=None, published=2), profile("d", day=2, published=2)]
    found = incident("i1", early)
    assert found.first == day(2)
    found = incident("i1", [profile("a", day=5, published=6), profile("b", day=5, published=6), profile("c", day=None)])
    assert found.first == day(5)
    assert found.when is not None
    assert found.when.against == (EventKey("c", "e1"),)
    assert [problem.code for problem in found.problems] == ["before-event"]
    assert "c" in found.problems[0].message


def test_nobody_tells_a_day_so_the_incident_has_none() -> None:
    found = incident("i1", [profile("a", day=None), profile("b", day=None)])
    assert (found.first, found.last, found.when) == (None, None, None)


def test_the_place_is_one_that_a_report_tells_never_one_between() -> None:
    told = [
        profile("a", point=HERE, place="سرمين"),
        profile("b", point=NEAR, place="سرمين"),
        profile("c", point=FAR, place="بنش"),
        profile("d"),
    ]
    found = incident("i1", told)
    assert (found.lat, found.lon) in (HERE, NEAR)
    assert found.where is not None
    assert found.where.by == (EventKey("a", "e1"), EventKey("b", "e1"))
    assert found.where.against == (EventKey("c", "e1"),)
    nowhere = incident("i1", [profile("d")])
    assert (nowhere.lat, nowhere.lon, nowhere.radius_km, nowhere.where) == (None, None, None, None)


def test_the_type_that_most_reports_tell() -> None:
    told = [profile("a"), profile("b"), profile("c", type=EventType.SHELLING), profile("d", type=None)]
    assert incident("i1", told).type is EventType.AIR_STRIKE
    assert incident("i1", [profile("d", type=None)]).type is None


def test_status_and_limits_are_told() -> None:
    assert incident("i1", [profile("a")]).status is IncidentStatus.SINGLE
    assert incident("i1", [profile("a"), profile("b")]).status is IncidentStatus.LINKED
    assert incident("i1", [profile("a"), profile("b")], judged=True).status is IncidentStatus.JUDGED
    found = incident("i1", [profile("a"), profile("b")], judged=True, contradicted=True, level=2.0)
    assert found.status is IncidentStatus.CONTRADICTED
    assert [problem.code for problem in found.problems] == ["crowded"]


def test_the_order_of_events_makes_no_difference() -> None:
    told = [
        profile("a", point=HERE),
        profile("b", day=1, point=FAR),
        profile("c", day=1, copies=[1, 2]),
        profile("d", copies=[1, 2]),
    ]
    assert incident("i1", told) == incident("i1", reversed(told))
