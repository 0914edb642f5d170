"""Stated relations between actors, persons and places."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from rasid.model.span import Evidence


class RelationType(StrEnum):
    LOYAL_TO = "loyal_to"
    MEMBER_OF = "member_of"
    LEADER_OF = "leader_of"
    COMMANDER_IN = "commander_in"
    SUPPORTED_BY = "supported_by"
    ALLIED_WITH = "allied_with"
    OPPOSED_TO = "opposed_to"
    LOCATED_IN = "located_in"
    PART_OF = "part_of"


class Relation(msgspec.Struct, frozen=True, kw_only=True):
    type: RelationType
    """What holds between the two."""
    a: Evidence
    """The first: who is loyal, member, leader, part."""
    b: Evidence
    """The second: to whom, of what."""
    cue: Evidence | None = None
    """The words that state it."""
    confidence: float | None = None
    """0 to 1; null where the rule gives none."""
