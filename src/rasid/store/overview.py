"""Counts for the overview: by week, type, governorate and outlet, and how far sources disagree. Read from cards alone."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import msgspec
import sqlalchemy as sa

from rasid.model import EventType
from rasid.store.inbox import Count, InboxFilter, conditions
from rasid.store.schema import card_tags, cards, sources

if TYPE_CHECKING:
    from rasid.store.store import Store


class Week(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in a week, of one type."""

    week: dt.date | None
    """Its Monday; null for what has no date."""
    type: EventType | None
    """What happened."""
    incidents: int
    """How many."""
    killed_low: int
    """Sum of the lowest counts; what states none adds nothing."""
    killed_high: int
    """Sum of the highest."""
    or_more: bool
    """Whether one of the highest is open above: the sum is so many or more."""
    stated: int
    """How many of them state a count of killed: the sums are of these."""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """What happened in one place, or is told by one outlet."""

    name: str
    """The place or outlet; empty for what has none."""
    incidents: int
    """How many."""
    killed_low: int
    """Sum of the lowest counts."""
    killed_high: int
    """Sum of the highest."""
    or_more: bool
    """Whether one of the highest is open above: the sum is so many or more."""
    stated: int
    """How many state a count of killed."""
    contested: int
    """How many have a contested toll."""


class Disagreement(msgspec.Struct, frozen=True, kw_only=True):
    """How far the sources of incidents with two or more of them are apart."""

    incidents: int
    """Incidents of which two independent sources or more give a number of killed."""
    contested: int
    """Those whose numbers cannot both be true."""
    alike: int
    """Those whose lowest and highest number are one."""
    spread: tuple[Count, ...]
    """How many by the distance of highest and lowest: "0", "1-2", "3-5", "6-10", "11+"."""
    outlets: tuple[Tally, ...]
    """Outlets by how many contested incidents they tell of."""


_SPREADS = (("0", 0, 0), ("1-2", 1, 2), ("3-5", 3, 5), ("6-10", 6, 10), ("11+", 11, None))


class Overview:
    """Counts over incidents. Made by `Store.overview`; every question takes the filter of the inbox."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def weeks(self, wanted: InboxFilter | None = None) -> list[Week]:
        """By week and type, those without a date last."""
        at = cards.c
        statement = (
            sa.select(at.week, at.type, *_sums())
            .where(*conditions(wanted or InboxFilter(), self._store.dialect))
            .group_by(at.week, at.type)
            .order_by(at.week.is_(None), at.week, at.type)
        )
        with self._store._read() as connection:
            return [
                Week(
                    week=dt.date.fromisoformat(week) if week else None,
                    type=EventType(type_) if type_ else None,
                    incidents=incidents,
                    killed_low=low,
                    killed_high=high,
                    or_more=bool(open_),
                    stated=stated,
                )
                for week, type_, incidents, low, high, open_, stated, _ in connection.execute(statement)
            ]

    def types(self, wanted: InboxFilter | None = None) -> list[Tally]:
        """By type, the commonest first; names are codes of event types."""
        return self._tallies(cards.c.type, wanted)

    def governorates(self, wanted: InboxFilter | None = None, *, limit: int = 100) -> list[Tally]:
        """By governorate, the commonest first."""
        return self._tallies(cards.c.governorate, wanted)[:limit]

    def countries(self, wanted: InboxFilter | None = None) -> list[Tally]:
        """By country, the commonest first; names are ISO 3166 alpha-2."""
        return self._tallies(cards.c.country, wanted)

    def outlets(self, wanted: InboxFilter | None = None, *, limit: int = 100) -> list[Tally]:
        """By outlet that tells of it, the commonest first: an incident counts for each."""
        return self._outlets(conditions(wanted or InboxFilter(), self._store.dialect))[:limit]

    def outlet_names(self) -> dict[str, str]:
        """By the name of an outlet, its Arabic name, where its reports gave one."""
        statement = sa.select(sources.c.name, sources.c.name_ar).where(sources.c.name_ar.is_not(None))
        with self._store._read() as connection:
            return {row.name: row.name_ar for row in connection.execute(statement.order_by(sources.c.id))}

    def disagreement(self, wanted: InboxFilter | None = None) -> Disagreement:
        """How far sources are apart, where two or more give a number."""
        at = cards.c
        asked = conditions(wanted or InboxFilter(), self._store.dialect)
        several = [*asked, at.sources >= 2, at.killed_low.is_not(None), at.killed_high.is_not(None)]
        apart = at.killed_high - at.killed_low
        band = sa.case(
            *((apart.between(low, high) if high is not None else apart >= low, name) for name, low, high in _SPREADS),
            else_="",
        )
        with self._store._read() as connection:
            total, contested, alike = connection.execute(
                sa.select(
                    sa.func.count(),
                    sa.func.coalesce(sa.func.sum(at.contested), 0),
                    sa.func.count(sa.case((apart == 0, 1))),
                ).where(*several)
            ).one()
            counted = dict(
                tuple(row)
                for row in connection.execute(sa.select(band, sa.func.count()).where(*several).group_by(band))
            )
        return Disagreement(
            incidents=total,
            contested=int(contested),
            alike=alike,
            spread=tuple(Count(name, counted.get(name, 0)) for name, *_ in _SPREADS),
            outlets=tuple(
                sorted(self._outlets([*asked, at.contested == 1]), key=lambda tally: (-tally.contested, tally.name))
            ),
        )

    def _tallies(self, column: sa.Column[str], wanted: InboxFilter | None) -> list[Tally]:
        statement = (
            sa.select(column, *_sums())
            .where(*conditions(wanted or InboxFilter(), self._store.dialect))
            .group_by(column)
        )  # fmt: skip
        return self._read(statement)

    def _outlets(self, asked: list[sa.ColumnElement[bool]]) -> list[Tally]:
        tag = card_tags.c
        statement = (
            sa.select(tag.value, *_sums())
            .select_from(card_tags.join(cards, sa.and_(cards.c.kind == tag.kind, cards.c.number == tag.number)))
            .where(tag.facet == "outlet", *asked)
            .group_by(tag.value)
        )
        return self._read(statement)

    def _read(self, statement: sa.Executable) -> list[Tally]:
        with self._store._read() as connection:
            found = [
                Tally(
                    name=name or "",
                    incidents=incidents,
                    killed_low=low,
                    killed_high=high,
                    or_more=bool(open_),
                    stated=stated,
                    contested=contested,
                )
                for name, incidents, low, high, open_, stated, contested in connection.execute(statement)
            ]
        return sorted(found, key=lambda tally: (-tally.incidents, tally.name))


def _sums() -> tuple[sa.ColumnElement[int], ...]:
    at = cards.c
    high = sa.func.coalesce(at.killed_high, at.killed_low, 0)
    low = sa.func.coalesce(at.killed_low, at.killed_high, 0)
    open_ = sa.case((sa.and_(at.killed_high.is_(None), at.killed_low.is_not(None)), 1), else_=at.killed_or_more)
    stated = sa.case((sa.or_(at.killed_low.is_not(None), at.killed_high.is_not(None)), 1), else_=0)
    return (
        sa.func.count(),
        sa.cast(sa.func.sum(low), sa.BigInteger),
        sa.cast(sa.func.sum(high), sa.BigInteger),
        sa.func.max(open_),
        sa.cast(sa.func.sum(stated), sa.BigInteger),
        sa.cast(sa.func.sum(at.contested), sa.BigInteger),
    )
