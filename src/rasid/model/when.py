"""When: an interval of days, how fine it is, and what it rests on."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from rasid.model.span import Evidence


class Granularity(StrEnum):
    HOUR = "hour"
    PART_OF_DAY = "part_of_day"
    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class DateBasis(StrEnum):
    """What the days rest on. Only ``explicit`` needs nothing but the words."""

    EXPLICIT = "explicit"
    """A full date stands in the text."""
    COMPLETED = "completed"
    """Day and month stand in the text, the year comes from the publication date."""
    WEEKDAY = "weekday"
    """A weekday, counted back from the publication date."""
    RELATIVE = "relative"
    """أمس، قبل يومين: counted from the publication date."""
    ANCHORED = "anchored"
    """Counted from another event of the same report: بعد يومين من …"""
    UNRESOLVED = "unresolved"
    """Time words stand in the text, but nothing fixes them to days."""


class DateInterval(msgspec.Struct, frozen=True, kw_only=True):
    """First to last day, both inclusive; both None when unresolved. Never the publication date by default."""

    start: dt.date | None
    """First day, inclusive."""
    end: dt.date | None
    """Last day, inclusive."""
    granularity: Granularity
    """How finely the words tell when."""
    basis: DateBasis
    """What the days rest on."""
    evidence: tuple[Evidence, ...] = ()
    """The time words."""
    note: str | None = None
    """What is known though the days are not, such as "a Sunday"."""

    @property
    def resolved(self) -> bool:
        return self.start is not None
