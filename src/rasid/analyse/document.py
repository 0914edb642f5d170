"""The only mutable object: a report being read, layer by layer. `freeze` makes an Analysis of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from rasid.model import (
    Act,
    Certainty,
    CountRange,
    DateInterval,
    EventType,
    Group,
    Outcome,
    PlaceKind,
    PlaceReference,
    Problem,
    Realis,
    RelationType,
    Report,
    Role,
    Salience,
    Scope,
    Span,
    SpeakerKind,
)
from rasid.text.normal import Aligned
from rasid.text.tokens import Token

if TYPE_CHECKING:
    from rasid.analyse.counting import Claim


@dataclass(slots=True)
class Sentence:
    """Tokens ``first`` to ``last`` (half-open) of the document."""

    index: int
    span: Span
    first: int
    last: int
    is_title: bool = False


@dataclass(slots=True)
class Quantity:
    """A number as said. ``span`` is the number word (or the noun whose form is the number)."""

    span: Span
    first: int
    last: int
    """Tokens of the whole expression, with "more than", "about" …"""
    count: CountRange
    noun: str | None = None
    """Normal form of the counted noun when the noun itself is the number: قتيلان, جنديين."""


@dataclass(slots=True)
class TimeMention:
    """A time expression and what it comes to. ``anchored`` is set when it counts from another event (بعد يومين من)."""

    span: Span
    first: int
    last: int
    when: DateInterval
    anchored: bool = False
    offset_days: int | None = None
    """For an anchored one: days from the event after it to the event before it (بعد يومين من: 2)."""


@dataclass(slots=True)
class ActorMention:
    """A state, force, group, body, demonym, or a description of persons (مسلحون مجهولون)."""

    span: Span
    first: int
    last: int
    actor: str | None
    """Registry id. Persons and forces described as an actor's carry that actor's (عناصر من داعش); None where unknown."""
    label: str | None
    """English name, or English composed of the phrase's words; None where that would not be right."""
    kind: str
    """The registry's kind (lexicon/actors.py ActorKind), demonym, description (unnamed persons and groups), source
    (مصدر، شهود) or official (وزير الدفاع, متحدث باسم). The body that a source or an official is of is a mention too."""
    country: str | None = None


@dataclass(slots=True)
class PersonMention:
    """A named person, with the title or affiliation where it stands beside the name."""

    span: Span
    first: int
    last: int
    role: Span | None = None
    actor: str | None = None


@dataclass(slots=True)
class PlaceMention:
    span: Span
    first: int
    last: int
    kind: PlaceKind
    reference: PlaceReference | None = None


@dataclass(slots=True)
class WeaponMention:
    span: Span
    first: int
    last: int
    weapon: str
    """Code in the weapon list."""


@dataclass(slots=True)
class Trigger:
    """One word or phrase that names a happening, before triggers of one happening are joined."""

    span: Span
    first: int
    last: int
    sentence: int
    type: EventType
    score: float
    realis: Realis = Realis.ACTUAL
    noun: bool = False
    definite: bool = False
    plural: bool = False
    lemma: str = ""
    family: str = ""
    """The class of trigger words it belongs to (lexicon/triggers.py)."""


@dataclass(slots=True)
class ArgumentDraft:
    role: Role
    span: Span
    label: str | None = None
    actor: str | None = None
    place: PlaceReference | None = None
    kind: PlaceKind | None = None
    time: TimeMention | None = None
    confidence: float | None = None


@dataclass(slots=True)
class EventDraft:
    id: str
    type: EventType
    trigger: Trigger
    triggers: list[Trigger] = field(default_factory=list)
    """All triggers, the chief one too, in the order of the text."""
    realis: Realis = Realis.ACTUAL
    salience: Salience = Salience.SECONDARY
    parent: str | None = None
    arguments: list[ArgumentDraft] = field(default_factory=list)
    when: DateInterval | None = None
    confidence: float | None = None
    confidences: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class CasualtyDraft:
    id: str
    event: str
    outcome: Outcome
    count: CountRange
    span: Span
    """The count mention."""
    sentence: int
    who: Span | None = None
    groups: tuple[Group, ...] = ()
    part_of: str | None = None
    added_to: str | None = None
    scope: Scope = Scope.EVENT
    source: str | None = None
    certainty: Certainty = Certainty.ASSERTED
    update: bool = False
    confidence: float | None = None
    confidences: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class StatementDraft:
    id: str
    speaker: Span
    kind: SpeakerKind
    act: Act
    cue: Span | None = None
    role: Span | None = None
    label: str | None = None
    actor: str | None = None
    about: list[str] = field(default_factory=list)
    sentences: list[int] = field(default_factory=list)
    content: list[Span] = field(default_factory=list)
    """What is said: the clause or quotation that the cue governs. A value inside it has this speaker."""
    certainty: Certainty = Certainty.ASSERTED
    hedge: Span | None = None
    via: str | None = None
    confidence: float | None = None
    confidences: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class RelationDraft:
    type: RelationType
    a: Span
    b: Span
    cue: Span | None = None


@dataclass(slots=True)
class Document:
    report: Report
    aligned: Aligned
    tokens: list[Token]
    sentences: list[Sentence]
    quantities: list[Quantity] = field(default_factory=list)
    times: list[TimeMention] = field(default_factory=list)
    actors: list[ActorMention] = field(default_factory=list)
    persons: list[PersonMention] = field(default_factory=list)
    places: list[PlaceMention] = field(default_factory=list)
    weapons: list[WeaponMention] = field(default_factory=list)
    triggers: list[Trigger] = field(default_factory=list)
    tolls: list[tuple[int, Claim]] = field(default_factory=list)
    """Counts of people harmed, each with its sentence."""
    toll_triggers: dict[Claim, Trigger] = field(default_factory=dict)
    events: list[EventDraft] = field(default_factory=list)
    statements: list[StatementDraft] = field(default_factory=list)
    casualties: list[CasualtyDraft] = field(default_factory=list)
    relations: list[RelationDraft] = field(default_factory=list)
    relevant: bool = False
    relevance: float = 0.0
    dismissed: bool = False
    """Seen at a glance to tell of no conflict; it is read no further."""
    lead_event: str | None = None
    problems: list[Problem] = field(default_factory=list)

    @property
    def text(self) -> str:
        return self.report.text

    def tokens_span(self, first: int, last: int) -> Span:
        """The text from token ``first`` to before token ``last``."""
        return Span(self.tokens[first].start, self.tokens[last - 1].end)

    def stem_span(self, first: int, last: int, prefix: str) -> Span:
        """The text of tokens ``first`` to ``last`` without the ``prefix`` of the first that `clitics.readings` found (the article stays).

        From لل no noun can be cut out with its article: a word by itself goes without it (للهجوم: هجوم), a phrase keeps both
        (للدفاع المدني).
        """
        token = self.tokens[first]
        keep = 2 if prefix.endswith("ال") or (prefix.endswith("لل") and last > first + 1) else 0
        return Span(self.aligned.span(token.a + len(prefix) - keep, token.b).start, self.tokens[last - 1].end)

    def sentence_of(self, at: int) -> Sentence:
        """The sentence in which code point ``at`` stands (the one before it, when between two)."""
        low, high = 0, len(self.sentences) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.sentences[middle].span.start <= at:
                low = middle
            else:
                high = middle - 1
        return self.sentences[low]


class Component(Protocol):
    """One step of the reading."""

    name: str
    version: str
    """Raised when output may change; stored with what it found."""
    requires: tuple[str, ...]
    """Layers of the Document that must have been filled."""
    provides: tuple[str, ...]

    def __call__(self, doc: Document) -> None: ...
