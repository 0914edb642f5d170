"""All that was found in one report, by which run, and what went wrong on the way."""

from __future__ import annotations

import datetime as dt

import msgspec

from rasid.model.basis import Basis
from rasid.model.claim import CasualtyClaim
from rasid.model.event import Event
from rasid.model.relation import Relation
from rasid.model.span import Evidence, Span
from rasid.model.statement import Statement


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A thing found in the text, whether or not an event uses it."""

    kind: str
    """actor, person, place, time, weapon or quantity."""
    evidence: Evidence
    """Its words."""
    normal: str
    """The normal form, for search."""
    entity: str | None = None
    """Id in the actor registry or the gazetteer."""
    component: str
    """Name and version of what found it, as "actors/1"."""
    confidence: float | None = None
    """0 to 1; null where the rule gives none."""


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that could not be read or resolved. It is tied to its item and never stops the rest."""

    code: str
    """A stable short name, such as "truncated" or "not-arabic"."""
    message: str
    """One sentence: what is wrong, and what to do."""
    item: str
    """The file, URL, record or line it is about."""
    report_id: str | None = None
    """The report it is about, where one came of the item."""
    component: str | None = None
    """What met it."""


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Where output comes from: program, components, data and settings. Same id, same output."""

    id: str
    """"run" and 16 hex digits, a hash of all below but the time."""
    rasid: str
    """Version of this program."""
    components: tuple[str, ...]
    """Names and versions in the order they ran."""
    data: dict[str, str]
    """sha256 of each lexicon, gazetteer and model file used."""
    config_sha256: str
    """Hash of the settings."""
    started_at: dt.datetime | None = None
    """When it was first started."""


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """All that one run found in one report."""

    report_id: str
    """The report that was read."""
    run: str
    """Id of the run that read it."""
    relevant: bool
    """Whether the report tells of at least one conflict event as having happened or under way."""
    relevance: float | None = None
    """0 to 1: how surely."""
    lead_event: str | None = None
    """Id of the event that the report is chiefly about."""
    sentences: tuple[Span, ...] = ()
    """Bounds of the sentences, in order."""
    events: tuple[Event, ...] = ()
    """What the report says happened, each once."""
    casualties: tuple[CasualtyClaim, ...] = ()
    """Who was harmed, how many, according to whom."""
    statements: tuple[Statement, ...] = ()
    """Who says what."""
    relations: tuple[Relation, ...] = ()
    """What is stated to hold between actors, persons and places."""
    mentions: tuple[Mention, ...] = ()
    """Everything found in the text, used by an event or not."""
    problems: tuple[Problem, ...] = ()
    """What could not be read or resolved in it."""
    decided: tuple[Basis, ...] = ()
    """Values that rest on a person's decision; empty for what a run found by itself."""
