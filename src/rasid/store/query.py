"""Which reports and events are asked for, as conditions in SQL."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, fields
from typing import Any, Protocol

import sqlalchemy as sa

from rasid.model import Argument, Event, EventType, Report, Role, Ruling, Source
from rasid.store.schema import arguments, decisions, events, reports, sources
from rasid.text.normal import fold

ACTORS = (Role.ATTACKER, Role.TARGET, Role.PARTY)
"""What an actor may be in an event."""


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

    def holds(self, report: Report, event: Event) -> bool:
        """Whether an event of a report has it, as `conditions` ask for it in SQL."""
        start, end = (event.when.start, event.when.end) if event.when is not None else (None, None)
        in_days = (self.since is None or (end is not None and end >= self.since)) and (
            self.until is None or (start is not None and start <= self.until)
        )
        return (
            (in_days or (self.undated and start is None))
            and (not self.types or event.type in self.types)
            and (not self.country or any(_country(one) == self.country.upper() for one in event.arguments))
            and (not self.place or any(_is_place(one, self.place) for one in event.arguments))
            and (not self.actor or any(_is_actor(one, self.actor) for one in event.arguments))
            and (not self.source or _is_of(report.source, self.source))
        )


def _country(argument: Argument) -> str | None:
    return argument.place.country if argument.place is not None else None


def _is_place(argument: Argument, text: str) -> bool:
    place = argument.place
    names = (place.chosen, place.name_en) if place is not None else ()
    return argument.role is Role.PLACE and _is_named(argument, text, *names)


def _is_actor(argument: Argument, text: str) -> bool:
    return argument.role in ACTORS and _is_named(argument, text, argument.actor)


def _is_named(argument: Argument, text: str, *names: str | None) -> bool:
    label = argument.label
    return (
        text in names
        or (label is not None and (label == text or label.lower() == text.lower()))
        or fold(argument.evidence.quote) == fold(text)
    )


def _is_of(source: Source | None, name: str) -> bool:
    return source is not None and name in (source.name, source.name_ar)


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
    # The name as it is written, too: SQLite finds the small letters of English alone.
    exact = [column == text for column in (*columns, arguments.c.label)]
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
            _argument(arguments.c.role.in_([role.value for role in ACTORS]), _named(wanted.actor, arguments.c.actor))
        )
    if wanted.source:
        out.append(source_is(wanted.source))
    return out


def decided() -> sa.Select[tuple[str]]:
    """Ids of the reports on which people decided something."""
    at = decisions.c
    return sa.select(at.report_id).where(at.report_id.is_not(None), at.verdict != Ruling.DONE.value)
