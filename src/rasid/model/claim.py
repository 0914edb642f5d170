"""Who was harmed, how, how many, and according to whom."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from rasid.model.span import Evidence
from rasid.model.statement import Certainty


class Outcome(StrEnum):
    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    ABDUCTED = "abducted"
    DETAINED = "detained"
    DISPLACED = "displaced"
    HARMED = "harmed"
    """Killed and injured not told apart."""
    NONE = "none"
    """The report says that nobody was harmed."""


class Group(StrEnum):
    CIVILIAN = "civilian"
    MILITARY = "military"
    POLICE = "police"
    ARMED_GROUP = "armed_group"
    FOREIGN_MILITARY = "foreign_military"
    JOURNALIST = "journalist"
    MEDICAL = "medical"
    AID = "aid"
    CHILD = "child"
    WOMAN = "woman"
    OFFICIAL = "official"
    PROTESTER = "protester"
    ATTACKER = "attacker"
    """The attackers' own dead and hurt."""
    UNSPECIFIED = "unspecified"


class CountKind(StrEnum):
    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    BETWEEN = "between"
    VAGUE = "vague"
    NONE = "none"


class Scope(StrEnum):
    """Over what a number is counted."""

    EVENT = "event"
    PERIOD = "period"
    """Since this morning, over the last days: several happenings together."""
    CONFLICT = "conflict"
    """Since the war, the offensive, the uprising began."""


class CountRange(msgspec.Struct, frozen=True, kw_only=True):
    """A number as said. ``low`` and ``high`` are inclusive bounds in persons; None is no bound, never 0."""

    low: int | None
    """Lower bound."""
    high: int | None
    """Upper bound."""
    kind: CountKind
    """How the number is put."""
    approx: bool = False
    """Whether it is said to be near (نحو، حوالي، قرابة)."""
    raw: str = ""
    """The words of the whole expression."""


class CasualtyClaim(msgspec.Struct, frozen=True, kw_only=True):
    """One count statement. Ids ("c1" …) are unique within one analysis."""

    id: str
    """"c1", "c2" …"""
    event: str
    """Id of the event in which they were harmed."""
    outcome: Outcome
    """What happened to those counted."""
    count: CountRange
    """How many, with bounds."""
    evidence: Evidence
    """The number word, or the noun whose form is the number (قتيلان)."""
    who: Evidence | None = None
    """The words for the people counted; null when only the number stands there."""
    groups: tuple[Group, ...] = ()
    """Who they are, as the report says."""
    part_of: str | None = None
    """Id of the total in which this number is included (بينهم)."""
    added_to: str | None = None
    """Id of the number to which this one comes on top (إضافة إلى)."""
    scope: Scope = Scope.EVENT
    """Over what the number is counted."""
    source: str | None = None
    """Id of the statement that gives the number; None when the report itself asserts it."""
    certainty: Certainty = Certainty.ASSERTED
    """How firmly the number is said."""
    update: bool = False
    """Said as a new state of an earlier toll (ارتفعت الحصيلة إلى)."""
    confidence: float | None = None
    """0 to 1: how surely the text gives this number for this outcome; null where the reader gives none."""
    confidences: dict[str, float] = {}
    """Of its further fields, each given that the number is right: "event" and "source"."""
