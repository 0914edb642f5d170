"""Lists of what needs a person first: filtered, searched on normal forms, page by page, with counts by facet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from rasid.errors import UsageError
from rasid.model import Card, CardState, EventType, Need
from rasid.store import fulltext
from rasid.store.cards import _cards
from rasid.store.query import in_days
from rasid.store.schema import card_reports, card_tags, cards

if TYPE_CHECKING:
    from rasid.store.store import Store

FACETS = ("state", "type", "country", "governorate")
TAGS = ("need", "actor", "outlet")
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
        wanted = wanted or InboxFilter()
        column, descending = _ORDERS[order]
        asked = conditions(wanted, self._store.dialect)
        total = sa.select(sa.func.count()).select_from(cards).where(*asked)
        if wanted.text.strip():  # words are looked up once for the page and the total
            listed = sa.select(cards.c.number).where(*asked).cte("listed")
            asked = [cards.c.kind == wanted.kind, cards.c.number.in_(sa.select(listed.c.number))]
            total = sa.select(sa.func.count()).select_from(listed)
        started = [*asked, _after(column, descending, after)] if after else asked
        number = cards.c.number.desc() if descending else cards.c.number.asc()
        first = column.desc() if descending else column.asc()
        if column.nullable and not (descending and self._store.dialect == "sqlite"):
            first = first.nulls_last()  # SQLite has them last by itself there, and reads the index backwards
        statement = sa.select(cards, total.scalar_subquery().label("total")).where(*started)
        with self._store._read() as connection:
            rows = connection.execute(statement.order_by(first, number).limit(limit + 1)).all()
            made = _cards(connection, rows[:limit])
        last = rows[limit - 1] if len(rows) > limit else None
        return Page(
            cards=tuple(made),
            total=rows[0].total if rows else self.count(wanted) if after else 0,  # what came after may be gone
            next=_mark(getattr(last, column.name), last.number) if last is not None else None,
        )

    def count(self, wanted: InboxFilter | None = None) -> int:
        """How many there are."""
        asked = conditions(wanted or InboxFilter(), self._store.dialect)
        with self._store._read() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(cards).where(*asked)) or 0

    def facets(
        self, wanted: InboxFilter | None = None, names: Sequence[str] = (*FACETS, *TAGS), *, limit: int = 20
    ) -> dict[str, tuple[Count, ...]]:
        """By facet (state, type, country, governorate, need, actor, outlet), the commonest values of what is listed. A facet
        that is filtered by is counted as if it were not, so that another value can be chosen."""
        wanted = wanted or InboxFilter()
        out: dict[str, tuple[Count, ...]] = {}
        with self._store._read() as connection:
            told = [_looked_up(connection, wanted)] if wanted.text.strip() else []
            for name in names:
                opened = replace(wanted, text="", **_OPEN[name])
                asked = [*conditions(opened, self._store.dialect), *told]
                if name in FACETS:
                    column: sa.ColumnElement[Any] = cards.c[name]
                    if len(asked) > 1:
                        # Not the bare column: SQLite would walk its index and look up every row that the filter leaves out.
                        column = column.concat(sa.literal_column("''"))
                    statement = sa.select(column, sa.func.count()).where(*asked)
                else:
                    column = card_tags.c.value
                    statement = sa.select(column, sa.func.count()).where(
                        card_tags.c.kind == wanted.kind, card_tags.c.facet == name
                    )
                    if len(asked) > 1:
                        statement = statement.where(card_tags.c.number.in_(sa.select(cards.c.number).where(*asked)))
                found = [Count(value or "", n) for value, n in connection.execute(statement.group_by(column))]
                out[name] = tuple(sorted(found, key=lambda count: (-count.count, count.value))[:limit])
        return out

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


def _looked_up(connection: sa.Connection, wanted: InboxFilter) -> sa.ColumnElement[bool]:
    """The condition that some words stand in it, looked up once and kept in a table of this connection until it ends."""
    connection.exec_driver_sql("CREATE TEMPORARY TABLE IF NOT EXISTS listed (number integer PRIMARY KEY)")
    listed = sa.table("listed", sa.column("number", sa.Integer))
    connection.execute(sa.delete(listed))
    words = _told(wanted, connection.dialect.name)
    found = sa.select(cards.c.number).where(cards.c.kind == wanted.kind, words)
    connection.execute(sa.insert(listed).from_select(["number"], found))
    return cards.c.number.in_(sa.select(listed.c.number))


_ORDERS: dict[Order, tuple[sa.Column[Any], bool]] = {
    Order.NEED: (cards.c.score, True),
    Order.NEWEST: (cards.c.date_start, True),
    Order.OLDEST: (cards.c.date_start, False),
    Order.PUBLISHED: (cards.c.published, True),
}
_OPEN: dict[str, dict[str, Any]] = {
    "state": {"states": ()},
    "type": {"types": ()},
    "country": {"country": None},
    "governorate": {"governorate": None},
    "need": {"need": None},
    "actor": {"actor": None},
    "outlet": {"outlet": None},
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


def conditions(wanted: InboxFilter, dialect: str) -> list[sa.ColumnElement[bool]]:
    at = cards.c
    if wanted.kind not in ("incident", "report"):
        raise UsageError(f"there are lists of incidents and of reports, none of {wanted.kind}")
    out: list[sa.ColumnElement[bool]] = [at.kind == wanted.kind, *in_days(wanted, cards)]
    if wanted.types:
        out.append(at.type.in_([kind.value for kind in wanted.types]))
    if wanted.country:
        out.append(at.country == wanted.country.upper())
    if wanted.governorate:
        out.append(at.governorate == wanted.governorate)
    if wanted.place:
        out.append(sa.or_(at.place_id == wanted.place, sa.func.lower(at.place) == wanted.place.lower()))
    if wanted.states:
        out.append(at.state.in_([state.value for state in wanted.states]))
    if wanted.reports > 1:
        out.append(at.reports >= wanted.reports)
    if wanted.placed is not None:
        out.append(at.lat.is_not(None) if wanted.placed else at.lat.is_(None))
    for facet, value in (("actor", wanted.actor), ("outlet", wanted.outlet), ("need", wanted.need)):
        if value:
            tag = card_tags.c
            tagged = sa.select(tag.number).where(tag.kind == wanted.kind, tag.facet == facet, tag.value == str(value))
            out.append(at.number.in_(tagged))
    if wanted.text.strip():
        out.append(_told(wanted, dialect))
    return out


def _told(wanted: InboxFilter, dialect: str) -> sa.ColumnElement[bool]:
    """What has some words in a report, or an id that begins so."""
    text = wanted.text.strip()
    if _ID.fullmatch(text):
        return cards.c.id.startswith(text, autoescape=True)
    sought = fulltext.parse(text)
    if not sought.terms:
        return sa.false()
    found = fulltext.numbers(sought, dialect)
    if wanted.kind == "report":
        return cards.c.number.in_(found)
    return cards.c.number.in_(sa.select(card_reports.c.incident).where(card_reports.c.report.in_(found)))
