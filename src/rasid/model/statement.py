"""Who says what: the speaker, the speech word, the act, and what it is about."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from rasid.model.span import Evidence


class SpeakerKind(StrEnum):
    GOVERNMENT = "government"
    FOREIGN_GOVERNMENT = "foreign_government"
    MILITARY = "military"
    SECURITY = "security"
    ARMED_GROUP = "armed_group"
    POLITICAL = "political"
    RELIGIOUS = "religious"
    MEDICAL = "medical"
    RESCUE = "rescue"
    WITNESS = "witness"
    MONITOR = "monitor"
    INTERNATIONAL = "international"
    MEDIA = "media"
    SOCIAL_MEDIA = "social_media"
    ANONYMOUS = "anonymous"
    FAMILY = "family"
    EXPERT = "expert"
    OTHER = "other"


class Act(StrEnum):
    STATES = "states"
    CLAIMS_RESPONSIBILITY = "claims_responsibility"
    DENIES = "denies"
    ACCUSES = "accuses"
    CONDEMNS = "condemns"
    THREATENS = "threatens"
    DEMANDS = "demands"
    CONFIRMS = "confirms"
    JUSTIFIES = "justifies"
    MOURNS = "mourns"
    OTHER = "other"


class Certainty(StrEnum):
    ASSERTED = "asserted"
    HEDGED = "hedged"
    DENIED = "denied"


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """One attributed statement. Ids ("s1" …) are unique within one analysis."""

    id: str
    """"s1", "s2" …"""
    speaker: Evidence
    """The words for the person, body or outlet that speaks."""
    kind: SpeakerKind
    """What kind of speaker it is."""
    act: Act
    """What the speaker does by saying it."""
    role: Evidence | None = None
    """The speaker's title or affiliation."""
    cue: Evidence | None = None
    """The speech word; None for a bare quotation."""
    label: str | None = None
    """English name of the speaker where known."""
    actor: str | None = None
    """Id in the actor registry."""
    about: tuple[str, ...] = ()
    """Ids of events and claims."""
    sentences: tuple[int, ...] = ()
    """Indices of the sentences in which its content stands."""
    content: tuple[Evidence, ...] = ()
    """What is said: the clause or quotation that the cue governs."""
    certainty: Certainty = Certainty.ASSERTED
    """How firmly it is said."""
    hedge: Evidence | None = None
    """The words that hedge or deny."""
    via: str | None = None
    """Id of the statement that passes this one on: the agency, citing a medical source."""
    confidence: float | None = None
    """0 to 1: how surely there is a statement of this speaker; null where the reader gives none."""
    confidences: dict[str, float] = {}
    """Of its further fields, each given that the statement is right: "act", "kind" and "about"."""
