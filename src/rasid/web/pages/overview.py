"""Overview: counts by week, type, governorate and outlet, how far sources disagree, and what changed since the last release."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from rasid.model import EventType, Grade, ReleaseChange
from rasid.store.inbox import InboxFilter
from rasid.store.overview import Tally, Week
from rasid.web import bars, wording
from rasid.web.desk import Desk, desk
from rasid.web.forms import day_of

router = APIRouter()
At = Annotated[Desk, Depends(desk)]
ROWS = 15
"""Rows of a table of counts; what comes after them is told as a sum."""
CHANGES = 12
"""Changed incidents that are shown of each sort."""
_SUNDAY = dt.timedelta(days=6)


@router.get("/overview")
def show(at: At, since: str = "", until: str = "", country: str = "", type: str = "") -> Response:
    """Counts of the incidents that are asked for."""
    asked = {"since": since, "until": until, "country": country, "type": type}
    wanted = _filter(**asked)
    overview, words = at.store.overview, at.words
    weeks = overview.weeks(wanted)
    dated = [week for week in weeks if week.week is not None]
    undated = sum(week.incidents for week in weeks if week.week is None)
    last = at.store.releases.last()
    governorates = overview.governorates(wanted, limit=1000)
    return at.render(
        "overview.html",
        asked=asked,
        active=sum(map(bool, asked.values())),
        types=_options((kind.value, wording.name(kind, words)) for kind in EventType),
        countries=_options(
            (tally.name, wording.country(tally.name, words)) for tally in overview.countries() if tally.name
        ),
        total=sum(week.incidents for week in weeks),
        undated=undated,
        killed=_sum(weeks, words),
        chart=_chart(dated, at, asked),
        tables=[
            _table("type", overview.types(wanted), lambda code: wording.name(EventType(code), words), at, asked),
            _table("country", overview.countries(wanted), lambda code: wording.country(code, words), at, asked),
            _table("governorate", governorates, lambda name: wording.governorate(name, words), at, asked),
            _table("outlet", overview.outlets(wanted, limit=1000), at.outlet, at, asked),
        ],
        disagreement=_disagreement(at, wanted),
        release=last,
    )


def _filter(since: str, until: str, country: str, type: str) -> InboxFilter:
    return InboxFilter(
        since=day_of(since),
        until=day_of(until),
        country=country if len(country) == 2 and country.isalpha() else None,
        types=(EventType(type),) if type in set(EventType) else (),
    )


def _options(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(pairs, key=lambda pair: pair[1])


def _sum(weeks: list[Week], words: wording.Words) -> dict[str, Any]:
    low, high = sum(week.killed_low for week in weeks), sum(week.killed_high for week in weeks)
    told = wording.span(low, high, words, or_more=any(week.or_more for week in weeks))
    return {"told": told, "stated": sum(week.stated for week in weeks)}


def _inbox(asked: dict[str, str], **more: str) -> str:
    """The address of the inbox with the same filters and one more."""
    return "/?" + urlencode({name: value for name, value in {**asked, **more}.items() if value})


def _chart(weeks: list[Week], at: Desk, asked: dict[str, str]) -> str:
    counts: dict[dt.date, int] = defaultdict(int)
    for week in weeks:
        assert week.week is not None
        counts[week.week] += week.incidents
    words = at.words
    return bars.weeks(
        counts,
        title=words("overview.weeks"),
        told=lambda week, n: words("overview.week_told", week=words.day(week), n=n),
        named=lambda week: week.isoformat(),
        number=words.number,
        rtl=words.lang == "ar",
        href=lambda week: _inbox(asked, since=week.isoformat(), until=(week + _SUNDAY).isoformat()),
    )


def _table(
    facet: str, tallies: list[Tally], named: Callable[[str], str], at: Desk, asked: dict[str, str]
) -> dict[str, Any]:
    """Rows of a table of counts. What has no value has a row of its own, at the end."""
    words = at.words
    known = [tally for tally in tallies if tally.name]
    none = [tally for tally in tallies if not tally.name]
    most = max((tally.incidents for tally in known), default=0)

    def row(tally: Tally) -> dict[str, Any]:
        return {
            "name": named(tally.name) if tally.name else words(f"overview.no_{facet}"),
            "none": not tally.name,
            "href": _inbox(asked, **{facet: tally.name}) if tally.name else "",
            "incidents": tally.incidents,
            "bar": bars.bar(tally.incidents, most),
            "killed": killed(tally, words),
            "contested": tally.contested,
        }

    return {
        "facet": facet,
        "rows": [row(tally) for tally in known[:ROWS] + none],
        "more": len(known) - ROWS if len(known) > ROWS else 0,
        "more_incidents": sum(tally.incidents for tally in known[ROWS:]),
    }


def killed(tally: Tally, words: wording.Words) -> str:
    """The sums of the lowest and the highest numbers; empty where none is stated."""
    if not tally.stated:
        return ""
    return wording.span(tally.killed_low, tally.killed_high, words, or_more=tally.or_more)


def _disagreement(at: Desk, wanted: InboxFilter) -> dict[str, Any]:
    found = at.store.overview.disagreement(wanted)
    most = max((count.count for count in found.spread), default=0)
    told = [tally for tally in found.outlets if tally.contested][:8]
    return {
        "incidents": found.incidents,
        "contested": found.contested,
        "alike": found.alike,
        "spread": [(_apart(count.value, at), count.count, bars.bar(count.count, most)) for count in found.spread],
        "outlets": [(at.outlet(tally.name), tally.contested) for tally in told],
    }


def _apart(spread: str, at: Desk) -> str:
    """How far numbers are apart, "0", "3-5" or "11+", in words."""
    low, _, high = spread.rstrip("+").partition("-")
    if high:
        return at.words("count.range", low=low, high=high)
    return at.words("count.or_more", number=low) if spread.endswith("+") else at.words("overview.alike")


@router.get("/overview/changes", include_in_schema=False)
def changes(at: At) -> Response:
    """What is not as it was in the last release. A part of a page: it is counted over all incidents."""
    found = at.store.releases.changes()
    return at.render("overview_changes.html", **told_changes(found, at))


def told_changes(found: Any, at: Desk) -> dict[str, Any]:
    """Changes in words, the first of each sort."""
    return {
        "since": found.since,
        "sorts": [
            ("changed", len(found.changed), [_change(change, at) for change in found.changed[:CHANGES]]),
            ("new", len(found.new), [_change(change, at) for change in found.new[:CHANGES]]),
            ("gone", len(found.gone), [_change(change, at) for change in found.gone[:CHANGES]]),
        ],
    }


def _change(change: ReleaseChange, at: Desk) -> dict[str, Any]:
    words = at.words
    values = change.after or change.before or {}
    place = wording.place_name(values.get("place"), words) or wording.country(values.get("country"), words)
    kind = values.get("type")
    return {
        "id": change.item,
        "there": change.after is not None,
        "type": wording.name(EventType(kind), words) if kind else words("value.not_stated"),
        "place": place,
        "when": _days(values, words),
        "fields": [
            (
                words(f"change.{name}"),
                _value(name, (change.before or {}), words),
                _value(name, (change.after or {}), words),
            )
            for name in change.fields
        ],
    }


def _days(values: dict[str, Any], words: wording.Words) -> str:
    first, last = day_of(values.get("first") or ""), day_of(values.get("last") or "")
    return wording.days(first, last, words)


def _value(name: str, values: dict[str, Any], words: wording.Words) -> str:
    value = values.get(name)
    if name in ("killed", "injured"):
        low, high, *more = value or (None, None)
        if low is None and high is None:
            return words("count.no_number")
        return wording.span(low, high, words, or_more=any(more))
    if value is None:
        return words("value.none")
    if name == "type":
        return wording.name(EventType(value), words)
    if name in ("first", "last"):
        day = day_of(value)
        return words.day(day) if day else words("value.none")
    if name == "place":
        return wording.place_name(value, words) or str(value)
    if name == "country":
        return wording.country(value, words)
    if name == "grade":
        return wording.name(Grade(value), words)
    return words.number(value) if isinstance(value, int | float) else str(value)
