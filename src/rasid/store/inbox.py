"""Lists of what needs a person first: filtered, searched on normal forms, page by page, with counts by facet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec
import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from rasid.errors import UsageError
from rasid.model import Card, CardState, EventType, Need
from rasid.store import facets, fulltext
from rasid.store.cards import _cards
from rasid.store.facets import Facets, Left, Set
from rasid.store.query import in_days
from rasid.store.schema import card_reports, card_tags, cards

if TYPE_CHECKING:
    from rasid.store.store import Store

_ID = re.compile(r"[ir][0-9a-f]{4,20}")


class Order(StrEnum):
    """How a list is ordered; what has no such value comes last."""

    NEED = "need"
    """What needs a person most first."""
    NEWEST = "newest"
    """By day, the latest first."""
    OLDEST = "oldest"
    PUBLISHED = "published"
    """By day of publication, the latest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxFilter:
    """What is listed; what is None or empty asks for nothing."""

    kind: str = "incident"
    """incident or report."""
    since: dt.date | None = None
    """First day: what ends on it or later."""
    until: dt.date | None = None
    """Last day: what begins on it or earlier."""
    undated: bool = False
    """With days: also what has no day."""
    types: tuple[EventType, ...] = ()
    country: str | None = None
    """ISO 3166 alpha-2."""
    governorate: str | None = None
    place: str | None = None
    """Id in the gazetteer, or English name."""
    actor: str | None = None
    """Id in the registry of actors."""
    outlet: str | None = None
    """Name of the outlet."""
    states: tuple[CardState, ...] = ()
    need: Need | None = None
    reports: int = 1
    """Told by so many reports or more."""
    placed: bool | None = None
    """With a point, or without one."""
    text: str = ""
    """Words that stand in a report, whatever their vowels, hamzas and clitics; or the beginning of an id."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a list."""

    cards: tuple[Card, ...]
    """The lines, in order."""
    total: int
    """How many there are on all pages."""
    next: str | None = None
    """What `Inbox.page` takes to go on; null at the end."""


class Count(msgspec.Struct, frozen=True):
    """A value of a facet, and how often it is there."""

    value: str
    """The value; empty for what has none."""
    count: int
    """How many of what is listed have it."""


class Inbox:
    """Lists of a store. Made by `Store.inbox`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def page(
        self,
        wanted: InboxFilter | None = None,
        *,
        order: Order = Order.NEED,
        after: str | None = None,
        limit: int = 50,
    ) -> Page:
        """The first cards, or those ``after`` the mark that an earlier page ended with. Raises UsageError for another mark.

        A page begins where the last one ended by value, not by place: what comes in meanwhile shifts nothing."""
        return self.listed(wanted, order=order, after=after, limit=limit)[0]

    def count(self, wanted: InboxFilter | None = None) -> int:
        """How many there are."""
        with self._store._read() as connection:
            return int(self._left(connection, wanted or InboxFilter())[1]().sum())

    def facets(
        self, wanted: InboxFilter | None = None, names: Sequence[str] = (*facets.ONE, *facets.MANY), *, limit: int = 20
    ) -> dict[str, tuple[Count, ...]]:
        """By facet (state, type, country, governorate, need, actor, outlet), the commonest values of what is listed. A facet
        that is filtered by is counted as if it were not, so that another value can be chosen."""
        with self._store._read() as connection:
            return _counts(*self._left(connection, wanted or InboxFilter()), names, limit)

    def listed(
        self,
        wanted: InboxFilter | None = None,
        names: Sequence[str] = (),
        *,
        order: Order = Order.NEED,
        after: str | None = None,
        limit: int = 50,
        most: int = 20,
    ) -> tuple[Page, dict[str, tuple[Count, ...]]]:
        """A `page`, and beside it the `facets` of some ``names`` with ``most`` values of each."""
        wanted = wanted or InboxFilter()
        with self._store._read() as connection:
            held, left = self._left(connection, wanted)
            meant = left()
            total = int(meant.sum())
            found = _in_order(connection, wanted.kind, meant, total, order, after, limit + 1)
            made = _cards(connection, found[:limit])
            counted = _counts(held, left, names, most)
        last = found[limit - 1] if len(found) > limit else None
        column, _ = _ORDERS[order]
        mark = _mark(getattr(last, column.name), last.number) if last is not None else None
        return Page(cards=tuple(made), total=total, next=mark), counted

    def _left(self, connection: sa.Connection, wanted: InboxFilter) -> tuple[Facets, Left]:
        """The facets of a kind, and what a filter leaves."""
        held = self._store._shelves.load(connection, _kind(wanted))
        chosen = {
            facet: values
            for facet, values in (
                ("state", [state.value for state in wanted.states]),
                ("type", [kind.value for kind in wanted.types]),
                ("country", [wanted.country.upper()] if wanted.country else []),
                ("governorate", [wanted.governorate] if wanted.governorate else []),
                ("need", [wanted.need.value] if wanted.need else []),
                ("actor", [wanted.actor] if wanted.actor else []),
                ("outlet", [wanted.outlet] if wanted.outlet else []),
            )
            if values
        }
        others = []
        if wanted.text.strip():
            fulltext.by_index(connection)
            others.append(held.among(facets.numbers(connection, _told(wanted, connection.dialect.name))))
        rest = _unpacked(wanted)
        if rest:
            asked = sa.select(cards.c.number).where(cards.c.kind == wanted.kind, *rest)
            others.append(held.among(facets.numbers(connection, asked)))
        return held, facets.left(held, chosen, others)

    def neighbours(
        self, wanted: InboxFilter, number: int, *, order: Order = Order.NEED
    ) -> tuple[str | None, str | None]:
        """Ids of what stands before and after a card in a list, for going through it one by one."""
        column, descending = _ORDERS[order]
        asked = conditions(wanted, self._store.dialect)
        with self._store._read() as connection:
            at = connection.execute(
                sa.select(column).where(cards.c.kind == wanted.kind, cards.c.number == number)
            ).one_or_none()
            if at is None:
                return None, None
            out: list[str | None] = []
            for back in (True, False):
                mark = _mark(at[0], number)
                beyond = _after(column, descending != back, mark, back=back)
                first = column.asc() if descending == back else column.desc()
                other = cards.c.number.asc() if descending == back else cards.c.number.desc()
                nulls = column.is_(None).desc() if back else column.is_(None)
                statement = sa.select(cards.c.id).where(*asked, beyond).order_by(nulls, first, other).limit(1)
                out.append(connection.scalar(statement))
            return out[0], out[1]


def _counts(held: Facets, left: Left, names: Sequence[str], limit: int) -> dict[str, tuple[Count, ...]]:
    out = {}
    for name in names:
        found = [Count(value, count) for value, count in held.counts(name, left(name)).items()]
        out[name] = tuple(sorted(found, key=lambda count: (-count.count, count.value))[:limit])
    return out


def _in_order(
    connection: sa.Connection, kind: str, meant: Set, total: int, order: Order, after: str | None, limit: int
) -> list[sa.Row[Any]]:
    """The first rows of a set in an order, or those after a mark. A few are looked up; of many, the index of the order is walked
    until enough have come."""
    column, descending = _ORDERS[order]
    ordered = tuple(one.desc() if descending else one.asc() for one in (column, cards.c.number))
    asked = [cards.c.kind == kind]
    if after:
        asked.append(_after(column, descending, after))
    if total > _FEW:
        chosen = list(islice(_walked(connection, meant, column, asked, ordered), limit))
    else:
        chosen = [int(number) for number in meant.nonzero()[0]]
    if not chosen:
        return []
    last = (column.is_(None),) if column.nullable else ()
    statement = sa.select(cards).where(*asked, cards.c.number.in_(chosen)).order_by(*last, *ordered).limit(limit)
    return list(connection.execute(statement))


def _walked(
    connection: sa.Connection,
    meant: Set,
    column: sa.Column[Any],
    asked: list[sa.ColumnElement[bool]],
    ordered: tuple[sa.ColumnElement[Any], ...],
) -> Iterator[int]:
    """Those of a set that answer some conditions, in an order: read off its index. Neither database has those without a value
    last in all of its indexes, so they are asked for apart."""
    for part in (column.is_not(None), column.is_(None)) if column.nullable else (sa.true(),):
        statement = sa.select(cards.c.number).where(*asked, part).order_by(*ordered)
        for numbers in _by_steps(connection, statement):
            numbers = numbers[numbers < meant.size]
            yield from numbers[meant[numbers]].tolist()


def _by_steps(connection: sa.Connection, statement: sa.Select[tuple[int]]) -> Iterator[npt.NDArray[np.int64]]:
    """What a statement of one column finds, read as far as it is wanted."""
    if connection.dialect.name == "sqlite":
        # Past SQLAlchemy, which takes longer to hand over a row of one number than SQLite to find it.
        with connection.execute(statement) as rows:
            while rows.cursor is not None and (some := rows.cursor.fetchmany(_STEP)):
                yield np.fromiter((number for (number,) in some), np.int64, len(some))
    else:
        with connection.execute(statement, execution_options={"yield_per": _STEP}) as rows:
            for found in rows.scalars().partitions():
                yield np.array(found, np.int64)


_FEW = 1000
"""Cards up to which each is looked up."""
_STEP = 1000
_ORDERS: dict[Order, tuple[sa.Column[Any], bool]] = {
    Order.NEED: (cards.c.score, True),
    Order.NEWEST: (cards.c.date_start, True),
    Order.OLDEST: (cards.c.date_start, False),
    Order.PUBLISHED: (cards.c.published, True),
}


def _mark(value: Any, number: int) -> str:
    return msgspec.json.encode([value, number]).hex()


def _after(column: sa.Column[Any], descending: bool, mark: str, *, back: bool = False) -> sa.ColumnElement[bool]:
    """What stands after a mark; with ``back`` before it, where those without a value, which come last, come first."""
    try:
        value, number = msgspec.json.decode(bytes.fromhex(mark), type=tuple[float | str | None, int])
    except (ValueError, msgspec.DecodeError) as error:
        raise UsageError("this page of the list cannot be found; begin at the first") from error
    if value is not None and isinstance(value, str) == (column is cards.c.score):
        raise UsageError("this page of the list has another order; begin at the first")
    number_beyond = cards.c.number < number if descending else cards.c.number > number
    if value is None:
        same = sa.and_(column.is_(None), number_beyond)
        return sa.or_(same, column.is_not(None)) if back else same
    beyond = column < value if descending else column > value
    out = sa.or_(beyond, sa.and_(column == value, number_beyond))
    return sa.or_(out, column.is_(None)) if column.nullable and not back else out


def _kind(wanted: InboxFilter) -> str:
    if wanted.kind not in ("incident", "report"):
        raise UsageError(f"there are lists of incidents and of reports, none of {wanted.kind}")
    return wanted.kind


def conditions(wanted: InboxFilter, dialect: str) -> list[sa.ColumnElement[bool]]:
    """A filter as conditions on rows of `cards`."""
    at = cards.c
    out: list[sa.ColumnElement[bool]] = [at.kind == _kind(wanted), *_unpacked(wanted)]
    if wanted.types:
        out.append(at.type.in_([kind.value for kind in wanted.types]))
    if wanted.country:
        out.append(at.country == wanted.country.upper())
    if wanted.governorate:
        out.append(at.governorate == wanted.governorate)
    if wanted.states:
        out.append(at.state.in_([state.value for state in wanted.states]))
    for facet, value in (("actor", wanted.actor), ("outlet", wanted.outlet), ("need", wanted.need)):
        if value:
            tag = card_tags.c
            tagged = sa.select(tag.number).where(tag.kind == wanted.kind, tag.facet == facet, tag.value == str(value))
            out.append(at.number.in_(tagged))
    if wanted.text.strip():
        out.append(at.number.in_(_told(wanted, dialect)))
    return out


def _unpacked(wanted: InboxFilter) -> list[sa.ColumnElement[bool]]:
    """The conditions of a filter that are of no facet, but for its words."""
    at = cards.c
    out = in_days(wanted, cards)
    if wanted.place:
        out.append(sa.or_(at.place_id == wanted.place, sa.func.lower(at.place) == wanted.place.lower()))
    if wanted.reports > 1:
        out.append(at.reports >= wanted.reports)
    if wanted.placed is not None:
        out.append(at.lat.is_not(None) if wanted.placed else at.lat.is_(None))
    return out


def _told(wanted: InboxFilter, dialect: str) -> sa.Select[tuple[int]]:
    """Numbers of what has some words in a report, or an id that begins so."""
    text = wanted.text.strip()
    if _ID.fullmatch(text):
        begins = cards.c.id.startswith(text, autoescape=True)
        return sa.select(cards.c.number).where(cards.c.kind == wanted.kind, begins)
    sought = fulltext.parse(text)
    if not sought.terms:
        return sa.select(cards.c.number).where(sa.false())
    found = fulltext.numbers(sought, dialect)
    if wanted.kind == "report":
        return found
    return sa.select(card_reports.c.incident).distinct().where(card_reports.c.report.in_(found))
