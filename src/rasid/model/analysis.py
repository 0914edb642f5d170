"""All that was found in one report, by which run, and what went wrong on the way."""

from __future__ import annotations

import datetime as dt

import msgspec

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
    normal: str
    """The normal form, for search."""
    entity: str | None = None
    """Id in the actor registry or the gazetteer."""
    component: str
    """Name and version of what found it, as "actors/1"."""
    confidence: float | None = None


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that could not be read or resolved. It is tied to its item and never stops the rest."""

    code: str
    """A stable short name, such as "truncated" or "not-arabic"."""
    message: str
    """One sentence: what is wrong, and what to do."""
    item: str
    """The file, URL, record or line it is about."""
    report_id: str | None = None
    component: str | None = None


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """Where output comes from: program, components, data and settings. Same id, same output."""

    id: str
    rasid: str
    """Version of this program."""
    components: tuple[str, ...]
    """Names and versions in the order they ran."""
    data: dict[str, str]
    """sha256 of each lexicon, gazetteer and model file used."""
    config_sha256: str
    started_at: dt.datetime | None = None


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    report_id: str
    run: str
    relevant: bool
    """Whether the report tells of at least one conflict event as having happened or under way."""
    relevance: float | None = None
    lead_event: str | None = None
    sentences: tuple[Span, ...] = ()
    events: tuple[Event, ...] = ()
    casualties: tuple[CasualtyClaim, ...] = ()
    statements: tuple[Statement, ...] = ()
    relations: tuple[Relation, ...] = ()
    mentions: tuple[Mention, ...] = ()
    problems: tuple[Problem, ...] = ()
