"""The nouns: frozen values without I/O. Every other part speaks in these."""

from rasid.model.analysis import Analysis, Mention, Problem, Run
from rasid.model.claim import CasualtyClaim, CountKind, CountRange, Group, Outcome, Scope
from rasid.model.event import Argument, Event, EventMention, EventType, Realis, Role, Salience
from rasid.model.place import PlaceCandidate, PlaceKind, PlacePrecision, PlaceReference
from rasid.model.relation import Relation, RelationType
from rasid.model.report import PublishedBasis, Report, Source, SourceKind
from rasid.model.span import Evidence, Span
from rasid.model.statement import Act, Certainty, SpeakerKind, Statement
from rasid.model.when import DateBasis, DateInterval, Granularity

__all__ = [
    "Act",
    "Analysis",
    "Argument",
    "CasualtyClaim",
    "Certainty",
    "CountKind",
    "CountRange",
    "DateBasis",
    "DateInterval",
    "Event",
    "EventMention",
    "EventType",
    "Evidence",
    "Granularity",
    "Group",
    "Mention",
    "Outcome",
    "PlaceCandidate",
    "PlaceKind",
    "PlacePrecision",
    "PlaceReference",
    "Problem",
    "PublishedBasis",
    "Realis",
    "Relation",
    "RelationType",
    "Report",
    "Role",
    "Run",
    "Salience",
    "Scope",
    "Source",
    "SourceKind",
    "Span",
    "SpeakerKind",
    "Statement",
]
