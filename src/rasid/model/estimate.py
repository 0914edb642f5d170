"""A reconciled count under a named rule: which claims gave it, which say otherwise, which were set aside, and why."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

from rasid.model.analysis import Problem
from rasid.model.claim import CasualtyClaim, Outcome
from rasid.model.statement import SpeakerKind


class TollStage(StrEnum):
    """How a report puts a count into the course of a toll."""

    PRELIMINARY = "preliminary"
    """A first count, said to be one: حصيلة أولية."""
    RISEN = "risen"
    """More than was said before: ارتفعت الحصيلة إلى."""
    LOWERED = "lowered"
    """Fewer than was said before: تراجعت الحصيلة إلى."""
    NEW = "new"
    """The latest count: حصيلة جديدة."""
    FINAL = "final"
    """Said to be the last count: حصيلة نهائية."""
    FORMER = "former"
    """Recalled as what was said before: وكانت حصيلة سابقة."""


class Rule(StrEnum):
    """A way to make one estimate of many claims."""

    ACLED = "acled"
    UCDP = "ucdp"
    IBC = "ibc"
    AIRWARS = "airwars"
    MODE = "mode"
    MEAN = "mean"
    MOST_RECENT = "most_recent"
    MOST_PRECISE = "most_precise"


class Subgroup(StrEnum):
    """A column of the matrix: of whom a count is."""

    ALL = "all"
    CIVILIAN = "civilian"
    FIGHTER = "fighter"
    POLICE = "police"
    """Apart, since recorders differ: IBC counts them among the civilians, ACLED among the forces of the state."""
    WOMAN = "woman"
    CHILD = "child"
    MEDIC = "medic"
    JOURNALIST = "journalist"


class Standing(StrEnum):
    """What an estimate makes of a claim."""

    USED = "used"
    """The estimate agrees with it."""
    DISSENTING = "dissenting"
    """It counts the same people and gives another number."""
    SET_ASIDE = "set_aside"
    """It does not count these people, or not any more."""


class Reason(StrEnum):
    """Why a claim stands as it does."""

    COUNT = "count"
    """It counts these people."""
    UPDATE = "update"
    """It is a later state of a toll that was told before."""
    CONTRADICTION = "contradiction"
    """An independent speaker gives a number that cannot be true beside it."""
    OTHER_NUMBER = "other_number"
    """It differs from the estimate, and no independent source contradicts it outright."""
    ADDITION = "addition"
    """The source adds it to another number: إضافة إلى, or one side beside the other."""
    SUPERSEDED = "superseded"
    """A later state of the toll took its place."""
    REPRINT = "reprint"
    """The same words as in an earlier report: one witness."""
    PART = "part"
    """It is included in another number: بينهم."""
    WITHIN = "within"
    """The same source gives another number first in the same report."""
    PERIOD = "period"
    """It is counted over a time in which other things happened too: منذ فجر اليوم."""
    CONFLICT = "conflict"
    """It is counted since the war, the offensive, the uprising began."""
    OTHER_EVENT = "other_event"
    """It belongs to another incident, or to several together."""
    BEFORE_EVENT = "before_event"
    """Its report was published before the incident happened."""
    HEDGED = "hedged"
    """Said with reserve, where others are firm."""
    DENIED = "denied"
    """Said not to be so."""
    VAGUE = "vague"
    """A word for a number (عدة، عشرات), where others give one."""
    NO_NUMBER = "no_number"
    """It gives no number that the rule can take."""
    MIXED_GROUP = "mixed_group"
    """It counts these people together with others: نساء وأطفال."""
    NOT_COUNTED = "not_counted"
    """It counts people whom the rule does not record: fighters, where civilians are recorded."""


class Grade(StrEnum):
    """How well civilian harm is borne out, in Airwars' words."""

    CONFIRMED = "confirmed"
    FAIR = "fair"
    WEAK = "weak"
    CONTESTED = "contested"
    DISCOUNTED = "discounted"


class IncidentClaim(msgspec.Struct, frozen=True, kw_only=True):
    """A casualty claim as it stands in an incident: the claim, who says it, and the report it came in."""

    claim: CasualtyClaim
    """The claim itself."""
    report_id: str
    """The report in which it stands."""
    outlet: str | None = None
    """Who published the report: an id of the actor registry, or the name in normal form."""
    published: dt.date | None = None
    """Day of publication."""
    published_at: dt.datetime | None = None
    """The moment of publication, where known."""
    copies: str | None = None
    """Id that it shares with all reports in which the same words stand; null for words of their own."""
    order: int = 0
    """Place in the order of arrival; it decides only between reports that nothing else tells apart."""
    speaker: str | None = None
    """Who gives the number, as an id of the actor registry; null for the report itself and for unnamed sources."""
    speaker_kind: SpeakerKind | None = None
    """What kind of speaker it is; null when the report itself asserts the number."""
    via: str | None = None
    """Who passes it on, as an id of the actor registry: the agency, citing a medical source."""
    stage: TollStage | None = None
    """How the report puts the number into the course of the toll."""
    elsewhere: bool = False
    """Whether its event belongs to another incident."""

    @property
    def key(self) -> ClaimKey:
        return ClaimKey(report_id=self.report_id, claim=self.claim.id)


class ClaimKey(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """Which claim of which report."""

    report_id: str
    """The report."""
    claim: str
    """Id of the claim within the report's analysis."""


class ClaimUse(msgspec.Struct, frozen=True, kw_only=True):
    """What an estimate makes of one claim, and why."""

    claim: ClaimKey
    """The claim."""
    standing: Standing
    """Used, dissenting or set aside."""
    reason: Reason
    """Why."""
    of: ClaimKey | None = None
    """The claim that it repeats, contradicts, is a part of, or gave way to."""
    source: str
    """The independent source that the claim comes down to; reprints have the source of what they reprint."""


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """One cell of the matrix under one rule. All three numbers are null where nothing is stated; 0 is a number that a
    claim gives."""

    rule: Rule
    """The rule that made it."""
    outcome: Outcome
    """What happened to those counted."""
    subgroup: Subgroup
    """Of whom it is a count."""
    low: int | float | None
    """The least number; a fraction only under the rule mean."""
    best: int | float | None
    """The number to take where one is wanted; null where the rule gives none or the claims have no lower bound."""
    high: int | float | None
    """The greatest number given."""
    or_more: bool = False
    """Whether a claim that gives the greatest number is open above it: at least 5."""
    summed: bool = False
    """Whether one of the numbers is a sum of claims that one source adds together."""
    sources: int = 0
    """How many independent sources are used."""
    claims: tuple[ClaimUse, ...] = ()
    """Every claim that speaks of this outcome and group."""

    @property
    def stated(self) -> bool:
        return self.low is not None or self.high is not None


class Grading(msgspec.Struct, frozen=True, kw_only=True):
    """A grade, and what it rests on."""

    grade: Grade | None
    """Null where nobody claims anything about harm."""
    reason: str
    """Why this grade, in a few words."""
    sources: tuple[str, ...] = ()
    """The independent sources that claim harm to civilians."""


class Matrix(msgspec.Struct, frozen=True, kw_only=True):
    """Outcomes by groups under one rule, and what does not add up in it."""

    rule: Rule
    """The rule."""
    cells: tuple[Estimate, ...]
    """The cells of which some claim speaks."""
    problems: tuple[Problem, ...] = ()
    """Parts that come to more than their total, groups larger than all."""

    def cell(self, outcome: Outcome, subgroup: Subgroup = Subgroup.ALL) -> Estimate:
        """The estimate of one cell; without numbers where no claim speaks of it."""
        for cell in self.cells:
            if cell.outcome is outcome and cell.subgroup is subgroup:
                return cell
        return Estimate(rule=self.rule, outcome=outcome, subgroup=subgroup, low=None, best=None, high=None)
