"""Event profiles and judgements for tests: each event is what one invented report tells."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from rasid.model import EventType, Salience
from rasid.model.incident import EventKey, Judgement, Verdict
from rasid.resolve.likeness import Bag, stems
from rasid.resolve.profile import EventProfile, Point, ReportProfile

DAY = dt.date(2024, 3, 5)
TEXT = "غارات للطيران على سوق الخضار في بلدة كفر حمرة"


def profile(
    report: str = "r1",
    event: str = "e1",
    *,
    text: str = TEXT,
    day: int | None = 0,
    published: int | None = 1,
    place: str | None = None,
    point: tuple[float, float] | None = None,
    killed: Iterable[tuple[int, int | None]] = (),
    names: Iterable[str] = (),
    copies: Iterable[int] = (),
    type: EventType | None = EventType.AIR_STRIKE,
    lead: bool = True,
) -> EventProfile:
    """One event; days count from DAY, None for not told."""
    bag = Bag(stems(text))
    first = None if day is None else DAY.toordinal() + day
    return EventProfile(
        key=EventKey(report, event),
        report=ReportProfile(
            id=report,
            published=None if published is None else DAY.toordinal() + published,
            outlet=f"outlet of {report}",
            bag=bag,
            days=frozenset(),
            monthdays=frozenset(),
        ),
        type=type,
        salience=Salience.MAIN,
        lead=lead,
        first=first,
        last=first,
        weekdays=frozenset(),
        monthdays=frozenset(),
        parts=frozenset(),
        points=() if point is None else (Point(*point, 2.0, place or ""),),
        places=() if place is None else (tuple(stems(place)),),
        countries=frozenset({"SY"}),
        actors=frozenset(),
        weapons=frozenset(),
        killed=tuple(killed),
        injured=(),
        groups=frozenset(),
        names=frozenset(frozenset(stems(name)) for name in names),
        bag=bag,
        copies=frozenset(copies),
    )


def judged(a: EventKey, b: EventKey, verdict: str | Verdict, *, by: str = "amal", at: int = 0) -> Judgement:
    """A judgement; ``at`` counts minutes."""
    when = dt.datetime(2024, 4, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=at)
    return Judgement(a=a, b=b, verdict=Verdict(verdict), by=by, at=when)


def revoked(judgement: Judgement) -> Judgement:
    return msgspec.structs.replace(judgement, revoked_at=judgement.at + dt.timedelta(hours=1))


def key(name: str) -> EventKey:
    """ "a" or "a/2": the first, or another, event of a report."""
    report, _, number = name.partition("/")
    return EventKey(report, f"e{number or 1}")
