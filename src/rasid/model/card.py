"""An incident or a report as a list shows it: in one line, with what needs a person first."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from rasid.model.estimate import Grade
from rasid.model.event import EventType
from rasid.model.place import PlacePrecision


class CardState(StrEnum):
    """How far people are with it."""

    NEW = "new"
    """Nobody decided anything."""
    STARTED = "started"
    """Somebody decided on some of it."""
    WAITING = "waiting"
    """A decision on it waits for a second person."""
    REVIEWED = "reviewed"
    """Somebody accepted it as a whole, and nothing waits."""


class Need(StrEnum):
    """Why a person is needed."""

    CONTESTED_TOLL = "contested_toll"
    """Independent sources give numbers that cannot both be true."""
    CONTESTED_BLAME = "contested_blame"
    """Who did it is contested."""
    CONTRADICTED = "contradicted"
    """Judgements on its events contradict each other."""
    WEAK_SOURCE = "weak_source"
    """Harm to people rests on one source."""
    UNRESOLVED_PLACE = "unresolved_place"
    """No place of it has a point."""
    NO_DATE = "no_date"
    """Nothing fixes its day."""
    HIGH_TOLL = "high_toll"
    """Many were killed."""
    LOW_CONFIDENCE = "low_confidence"
    """The machine is unsure of what it read."""
    SECOND = "second"
    """A decision waits for a second person."""
    ORPHAN = "orphan"
    """A decision has lost the words that it was about: a new reading does not tell them."""
    PROBLEM = "problem"
    """Something could not be read or resolved."""


class Reasoned(msgspec.Struct, frozen=True, kw_only=True):
    """One reason why a person is needed, and what it adds to the score."""

    need: Need
    """The reason."""
    points: float
    """What it adds."""
    told: str = ""
    """The value behind it: "2–9", "one source"."""


class Toll(msgspec.Struct, frozen=True, kw_only=True):
    """A count under the rule that lists use. All null where nothing is stated."""

    low: int | None = None
    """Lowest."""
    best: int | None = None
    """Best."""
    high: int | None = None
    """Highest."""
    or_more: bool = False
    """Whether a claim that gives the highest is open above it: at least 30."""


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a list."""

    kind: str
    """incident or report."""
    number: int
    """Its number in the store; with the score it is where the next page begins."""
    id: str
    """Its id."""
    title: str
    """Title of the report, of an incident that of its first report."""
    score: float
    """How much a person is needed: the sum of the points of `needs`."""
    needs: tuple[Reasoned, ...]
    """Why, the weightiest first."""
    state: CardState
    """How far people are with it."""
    type: EventType | None
    """What happened; of a report, its lead event."""
    first: dt.date | None
    """First day on which it may have happened."""
    last: dt.date | None
    """Last day."""
    published: dt.date | None
    """Day of publication; of an incident, of its first report."""
    country: str | None
    """ISO 3166 alpha-2."""
    governorate: str | None
    """The first level below the country, as the gazetteer names it."""
    place: str | None
    """Name of the place, as the gazetteer has it in English."""
    place_id: str | None
    """Id in the gazetteer."""
    precision: PlacePrecision | None
    """How finely the point tells where."""
    lat: float | None
    """Degrees north (WGS 84)."""
    lon: float | None
    """Degrees east."""
    radius_km: float | None
    """How far from the point it may have been, in km."""
    killed: Toll
    """Killed."""
    injured: Toll
    """Injured."""
    grade: Grade | None
    """How well harm to civilians is borne out; null for reports."""
    contested: bool
    """Whether the toll is contested."""
    reports: int
    """How many reports tell of it."""
    sources: int
    """How many independent sources give its toll; of a report, how many it quotes."""
    decided: int
    """How many decisions have effect on it."""
    waiting: int
    """How many of them wait for a second person."""
    confidence: float | None
    """Lowest confidence of what it rests on; null where none is known."""
    actors: tuple[str, ...] = ()
    """Ids of the actors in it."""
    outlets: tuple[str, ...] = ()
    """Who tells of it."""
