"""The inbox: incidents and reports with what needs a person first, filtered and searched."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from rasid.lexicon.actors import registry
from rasid.model import Card, CardState, EventType, Need, Toll
from rasid.store.inbox import Count, InboxFilter, Order
from rasid.web import wording
from rasid.web.desk import Desk, desk
from rasid.web.forms import day_of

router = APIRouter()
At = Annotated[Desk, Depends(desk)]
LINES = 50
LONGEST = 200
"""Letters of a search."""
FACETS = ("need", "state", "type", "country", "governorate", "actor", "outlet")
_CODES: dict[str, type[StrEnum]] = {"need": Need, "state": CardState, "type": EventType}


@router.get("/")
def show(request: Request, at: At) -> Response:
    """The list, or with ``after`` the lines that follow."""
    asked = dict(request.query_params)
    unknown = [value for name, codes in _CODES.items() if (value := asked.get(name)) and _one(codes, value) is None]
    asked = {name: value for name, value in asked.items() if name not in _CODES or value not in unknown}
    wanted = filter_of(asked)
    order = _one(Order, asked.get("order")) or Order.NEED
    page, facets = at.store.inbox.listed(
        wanted, () if at.partial else FACETS, order=order, after=asked.get("after") or None, limit=LINES, most=12
    )
    kept = {name: value for name, value in asked.items() if value and name not in ("after", "lang")}
    context: dict[str, Any] = {
        "lines": [line(card, at) for card in page.cards],
        "more": f"/?{urlencode(kept | {'after': page.next})}" if page.next else None,
        "kind": wanted.kind,
    }
    if at.partial:
        return at.render("inbox_lines.html", **context)
    return at.render(
        "inbox.html",
        total=page.total,
        unknown=unknown,
        wanted=wanted,
        order=order,
        orders=tuple(Order),
        asked=kept,
        tabs=[(kind, _address(kept, kind=kind)) for kind in ("incident", "report")],
        facets=[
            (name, choices)
            for name, counts in facets.items()
            if (choices := _choices(name, counts, page.total, kept, at))
        ],
        active=sum(bool(kept.get(name)) for name in (*FACETS, "place", "since", "until", "undated")),
        filtered=any(kept.get(name) for name in (*FACETS, "q", "since", "until", "undated")),
        empty=not page.cards and at.store.is_empty(),
        **context,
    )


def filter_of(asked: dict[str, str]) -> InboxFilter:
    """What an address asks for; what it cannot mean is left out."""
    event_type, state = _one(EventType, asked.get("type")), _one(CardState, asked.get("state"))
    return InboxFilter(
        kind="report" if asked.get("kind") == "report" else "incident",
        since=day_of(asked.get("since")),
        until=day_of(asked.get("until")),
        undated=asked.get("undated") == "on",
        types=(event_type,) if event_type else (),
        states=(state,) if state else (),
        need=_one(Need, asked.get("need")),
        country=asked.get("country") or None,
        governorate=asked.get("governorate") or None,
        place=asked.get("place") or None,
        actor=asked.get("actor") or None,
        outlet=asked.get("outlet") or None,
        text=asked.get("q", "").strip()[:LONGEST],
    )


def line(card: Card, at: Desk) -> dict[str, Any]:
    """A card in words."""
    w = at.words
    return {
        "card": card,
        "address": f"/{card.kind}s/{card.id}",
        "title": card.title,
        "type": wording.name(card.type, w) if card.type else None,
        "when": wording.days(card.first, card.last, w) if card.first else None,
        "iso": card.first.isoformat() if card.first else "",
        "where": wording.listed_place(card.place_id, card.place, card.country, w),
        "killed": _toll(card.killed, w),
        "injured": _toll(card.injured, w),
        "needs": [(wording.name(reason.need, w), reason.need.value) for reason in card.needs],
        "outlet": at.outlet(card.outlets[0]) if card.kind == "report" and card.outlets else "",
        "state": wording.name(card.state, w),
        "grade": wording.name(card.grade, w) if card.grade else None,
    }


def _toll(toll: Toll, words: wording.Words) -> str | None:
    """None where no number is stated."""
    return wording.toll(toll, words) or None


def _choices(name: str, counts: Iterable[Count], total: int, kept: dict[str, str], at: Desk) -> list[dict[str, Any]]:
    """The values of a facet. The one that is chosen stands there too where it is rare or nothing answers it, so that it can
    be let go."""
    told, chosen = list(counts), kept.get(name, "")
    if chosen and all(count.value != chosen for count in told):
        told.insert(0, Count(chosen, total))
    return [_choice(name, count, kept, at) for count in told]


def _choice(name: str, count: Count, kept: dict[str, str], at: Desk) -> dict[str, Any]:
    """A value of a facet: its name, how often, and the address that chooses it or, where it is chosen, lets it go."""
    chosen = kept.get(name) == count.value and bool(count.value)
    return {
        "name": _name(name, count.value, at),
        "count": count.count,
        "chosen": chosen,
        "address": _address(kept, **{name: "" if chosen else count.value}) if count.value else None,
    }


def _name(facet: str, value: str, at: Desk) -> str:
    if not value:
        return at.words("inbox.none_named")
    if facet in _CODES:
        return wording.name(_CODES[facet](value), at.words)
    if facet == "country":
        return wording.country(value, at.words) or value
    if facet == "governorate":
        return wording.governorate(value, at.words)
    if facet == "outlet":
        return at.outlet(value)
    if facet == "actor":
        known = registry().get(value)
        if known is not None:
            return known.name_ar if at.lang == "ar" else known.name_en
    return value


def _address(kept: dict[str, str], **changed: str) -> str:
    query = {name: value for name, value in (kept | changed).items() if value}
    return f"/?{urlencode(query)}" if query else "/"


def _one(codes: type[Any], value: str | None) -> Any:
    return next((code for code in codes if code.value == value), None)
