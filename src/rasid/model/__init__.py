"""The nouns: frozen values without I/O. Every other part speaks in these."""

from rasid.model.analysis import Analysis, Mention, Problem, Run
from rasid.model.claim import CasualtyClaim, CountKind, CountRange, Group, Outcome, Scope
from rasid.model.estimate import (
    ClaimKey,
    ClaimUse,
    Estimate,
    Grade,
    Grading,
    IncidentClaim,
    Matrix,
    Reason,
    Rule,
    Standing,
    Subgroup,
    TollStage,
)
from rasid.model.event import Argument, Event, EventMention, EventType, Realis, Role, Salience
from rasid.model.place import PlaceCandidate, PlaceKind, PlacePrecision, PlaceReference
from rasid.model.relation import Relation, RelationType
from rasid.model.report import PublishedBasis, Report, Source, SourceKind
from rasid.model.responsibility import Attribution, Contest, PartyResponsibility, Responsibility, Stance
from rasid.model.span import Evidence, Span
from rasid.model.statement import Act, Certainty, SpeakerKind, Statement
from rasid.model.when import DateBasis, DateInterval, Granularity

__all__ = [
    "Act",
    "Analysis",
    "Argument",
    "Attribution",
    "CasualtyClaim",
    "Certainty",
    "ClaimKey",
    "ClaimUse",
    "Contest",
    "CountKind",
    "CountRange",
    "DateBasis",
    "DateInterval",
    "Estimate",
    "Event",
    "EventMention",
    "EventType",
    "Evidence",
    "Grade",
    "Grading",
    "Granularity",
    "Group",
    "IncidentClaim",
    "Matrix",
    "Mention",
    "Outcome",
    "PartyResponsibility",
    "PlaceCandidate",
    "PlaceKind",
    "PlacePrecision",
    "PlaceReference",
    "Problem",
    "PublishedBasis",
    "Realis",
    "Reason",
    "Relation",
    "RelationType",
    "Report",
    "Responsibility",
    "Role",
    "Rule",
    "Run",
    "Salience",
    "Scope",
    "Source",
    "SourceKind",
    "Span",
    "SpeakerKind",
    "Stance",
    "Standing",
    "Statement",
    "Subgroup",
    "TollStage",
]
