"""Who is held responsible for an incident: who claims it, who denies it, who accuses whom, and whether that is contested."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from rasid.model.span import Evidence


class Stance(StrEnum):
    """How a party is tied to what happened."""

    CLAIMED = "claimed"
    """The party says that it did it."""
    DENIED = "denied"
    """The party says that it did not."""
    ACCUSED = "accused"
    """Somebody who is quoted says that the party did it."""
    REPORTED = "reported"
    """The report itself says that the party did it."""


class Contest(StrEnum):
    """Why responsibility is contested."""

    RIVALS = "rivals"
    """Independent sources name different sides."""
    DENIAL = "denial"
    """A party that others name denies it."""


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """One statement of responsibility in one report."""

    stance: Stance
    """Claimed, denied, accused or reported."""
    party: str | None
    """Who is held responsible, as an id of the actor registry; null where only a description stands (مسلحون مجهولون)."""
    words: Evidence
    """The words that name the party."""
    hedged: bool = False
    """Whether it is said with reserve."""
    report_id: str
    """The report in which it stands."""
    source: str
    """Who says it: the independent source, as this report tells it."""
    copies: str | None = None
    """Id that it shares with all reports in which the same words stand."""
    published: dt.date | None = None
    """Day of publication."""
    order: int = 0
    """Place in the order of arrival."""


class PartyResponsibility(msgspec.Struct, frozen=True, kw_only=True):
    """All that is said of one party's responsibility."""

    party: str
    """Id in the actor registry."""
    side: str
    """Id of the state or body that it is of, itself where it is of none: an army and its air force are of one side."""
    attributions: tuple[Attribution, ...]
    """Every statement, reprints too."""
    sources: tuple[str, ...]
    """The independent sources that hold it responsible, itself included where it claims it."""

    def told(self, stance: Stance) -> tuple[Attribution, ...]:
        """The statements of one stance."""
        return tuple(attribution for attribution in self.attributions if attribution.stance is stance)


class Responsibility(msgspec.Struct, frozen=True, kw_only=True):
    """Who is held responsible for an incident, by whom."""

    parties: tuple[PartyResponsibility, ...] = ()
    """The parties, the one that most independent sources name first."""
    unnamed: tuple[Attribution, ...] = ()
    """Attackers who are described and not named."""
    contest: tuple[Contest, ...] = ()
    """Why it is contested; empty where it is not."""

    @property
    def contested(self) -> bool:
        return bool(self.contest)

    @property
    def attributed(self) -> bool:
        """Whether anyone holds a named party responsible, or one claims it."""
        return any(party.sources for party in self.parties)
