"""Which reports and events are asked for, as conditions in SQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Protocol

import sqlalchemy as sa

from rasid.model import EventType
from rasid.store.schema import arguments, events, reports, sources
from rasid.text.normal import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What an event must have; what is None asks for nothing. An event without a date answers no question of dates,
    unless ``undated`` lets it in: its date is not known, and that of the report does not stand for it."""

    since: dt.date | None = None
    """First day: events that end on it or later."""
    until: dt.date | None = None
    """Last day: events that start on it or earlier."""
    types: tuple[EventType, ...] = ()
    country: str | None = None
    """ISO 3166 alpha-2 of one of its places."""
    place: str | None = None
    """Id in the gazetteer, English name, or the words of the report, of one of its places."""
    actor: str | None = None
    """Id in the registry, English name, or the words of the report, of an attacker, target or party."""
    source: str | None = None
    """Name of the outlet, English or Arabic."""
    undated: bool = False

    def is_open(self) -> bool:
        """Whether it asks for nothing, so that reports without any event answer it too."""
        return all(getattr(self, field.name) in (None, (), False) for field in fields(self) if field.name != "undated")


def source_is(name: str) -> sa.ColumnElement[bool]:
    """Reports of the outlet called ``name``."""
    named = sa.select(sources.c.id).where((sources.c.name == name) | (sources.c.name_ar == name))
    return reports.c.source_id.in_(named)


class Days(Protocol):
    """A span of days that is asked for."""

    @property
    def since(self) -> dt.date | None: ...
    @property
    def until(self) -> dt.date | None: ...
    @property
    def undated(self) -> bool: ...


def in_days(wanted: Days, table: sa.Table) -> list[sa.ColumnElement[bool]]:
    """That the days of a row meet those asked for, or that it has none where such rows are wanted too; nothing where no day
    is asked for."""
    day: list[sa.ColumnElement[bool]] = []
    if wanted.since:
        day.append(table.c.date_end >= wanted.since.isoformat())
    if wanted.until:
        day.append(table.c.date_start <= wanted.until.isoformat())
    if not day:
        return []
    inside = sa.and_(*day)
    return [sa.or_(inside, table.c.date_start.is_(None)) if wanted.undated else inside]


def _argument(*conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return (
        sa.select(sa.literal(1))
        .where(arguments.c.report_id == events.c.report_id, arguments.c.event_id == events.c.id, *conditions)
        .exists()
    )


def _named(text: str, *columns: sa.Column[Any]) -> sa.ColumnElement[bool]:
    exact = [column == text for column in columns]
    return sa.or_(*exact, sa.func.lower(arguments.c.label) == text.lower(), arguments.c.normal == fold(text))


def conditions(wanted: EventFilter, *, dates: bool = True) -> list[sa.ColumnElement[bool]]:
    """Conditions on rows of ``events`` joined with ``reports``."""
    out: list[sa.ColumnElement[bool]] = []
    if dates:
        out += in_days(wanted, events)
    if wanted.types:
        out.append(events.c.type.in_([kind.value for kind in wanted.types]))
    if wanted.country:
        out.append(_argument(arguments.c.country == wanted.country.upper()))
    if wanted.place:
        out.append(
            _argument(arguments.c.role == "place", _named(wanted.place, arguments.c.place_id, arguments.c.place_name))
        )
    if wanted.actor:
        out.append(
            _argument(arguments.c.role.in_(("attacker", "target", "party")), _named(wanted.actor, arguments.c.actor))
        )
    if wanted.source:
        out.append(source_is(wanted.source))
    return out
