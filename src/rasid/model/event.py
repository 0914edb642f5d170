"""What one report says happened once: a trigger, its other mentions, and who, whom, where, with what."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from rasid.model.place import PlaceReference
from rasid.model.span import Evidence
from rasid.model.when import DateInterval


class EventType(StrEnum):
    AIR_STRIKE = "air_strike"
    SHELLING = "shelling"
    BOMBING = "bombing"
    SUICIDE_BOMBING = "suicide_bombing"
    ARMED_CLASH = "armed_clash"
    ARMED_ATTACK = "armed_attack"
    CHEMICAL_ATTACK = "chemical_attack"
    ABDUCTION = "abduction"
    ARREST = "arrest"
    TERRITORY_CHANGE = "territory_change"
    MILITARY_OPERATION = "military_operation"
    DISRUPTED_WEAPONS = "disrupted_weapons"
    PROPERTY_DESTRUCTION = "property_destruction"
    PROTEST = "protest"
    RIOT = "riot"
    FORCE_AGAINST_PROTEST = "force_against_protest"
    SEXUAL_VIOLENCE = "sexual_violence"
    AGREEMENT = "agreement"
    OTHER_VIOLENCE = "other_violence"


class Realis(StrEnum):
    ACTUAL = "actual"
    PLANNED = "planned"
    THREATENED = "threatened"
    DENIED = "denied"
    ALLEGED = "alleged"
    GENERIC = "generic"


class Salience(StrEnum):
    MAIN = "main"
    SECONDARY = "secondary"
    BACKGROUND = "background"


class Role(StrEnum):
    ATTACKER = "attacker"
    TARGET = "target"
    PARTY = "party"
    PLACE = "place"
    TIME = "time"
    WEAPON = "weapon"


class EventMention(msgspec.Struct, frozen=True, kw_only=True):
    """One trigger of an event."""

    evidence: Evidence
    """The trigger word."""
    type: EventType
    """The type that this word alone tells."""
    realis: Realis
    """Whether it is told here as having happened."""


class Argument(msgspec.Struct, frozen=True, kw_only=True):
    """A participant, place, time or weapon of an event, in its most informative mention."""

    role: Role
    """What it is to the event."""
    evidence: Evidence
    """Its words."""
    label: str | None = None
    """English name where the thing has one, else a short gloss, else None."""
    actor: str | None = None
    """Id in the actor registry."""
    place: PlaceReference | None = None
    """What a place expression was resolved to; null for other roles."""
    confidence: float | None = None
    """0 to 1: how surely it has this role in the event; null where the reader gives none."""


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """Ids ("e1", "e2" …) are unique within one analysis."""

    id: str
    """"e1", "e2" …"""
    type: EventType
    """What happened."""
    realis: Realis
    """Whether it is told as having happened."""
    salience: Salience
    """How it stands in the report."""
    trigger: Evidence
    """The word or words that best name it."""
    mentions: tuple[EventMention, ...] = ()
    """The other triggers of the same happening, in the order of the text."""
    parent: str | None = None
    """Id of the event of which it is a part."""
    arguments: tuple[Argument, ...] = ()
    """Who, whom, where, when, with what; each once."""
    when: DateInterval | None = None
    """None when the report gives no time for it."""
    confidence: float | None = None
    """0 to 1: how surely the text tells of it and it is of this type; null where the reader gives none."""
    confidences: dict[str, float] = {}
    """Of its further fields, each given that the event is right: "realis"."""
