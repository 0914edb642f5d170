"""Which events are one happening: explained links, what people have judged, and the incidents that follow from both."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum

import msgspec

from rasid.model.analysis import Problem
from rasid.model.basis import Basis
from rasid.model.estimate import Grading, IncidentClaim, Matrix
from rasid.model.event import EventType
from rasid.model.responsibility import Responsibility


class EventKey(msgspec.Struct, frozen=True, order=True):
    """Which event of which report."""

    report_id: str
    """The report."""
    event: str
    """Id of the event within the report's analysis."""

    def __str__(self) -> str:
        return f"{self.report_id}/{self.event}"

    @classmethod
    def parse(cls, text: str) -> EventKey:
        """The key that was written as "r…/e1". Raises ValueError for anything else."""
        report_id, slash, event = text.partition("/")
        if not (report_id and slash and event):
            raise ValueError(f"not an event of a report: {text!r}; write it as r…/e1")
        return cls(report_id, event)


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """One reason for or against two events being one happening."""

    name: str
    """What was compared and what came of it, as "same_day"."""
    value: float
    """How much of it there is."""
    weight: float
    """What one unit of it counts, as fitted; below 0 it speaks against."""

    @property
    def share(self) -> float:
        """What it adds to the score."""
        return self.value * self.weight


class IncidentLink(msgspec.Struct, frozen=True, kw_only=True):
    """How likely two events of different reports are one happening, with every reason. ``a`` sorts before ``b``."""

    a: EventKey
    """The one event."""
    b: EventKey
    """The other."""
    score: float
    """The sum of the reasons' shares, in log odds: above 0 they are rather one happening than two."""
    features: tuple[Feature, ...]
    """The reasons, those that were 0 left out."""
    fit: str
    """The weights that were used: a hash of the file that holds them."""


class Verdict(StrEnum):
    SAME = "same"
    """One happening."""
    DIFFERENT = "different"
    """Two happenings."""
    UNSURE = "unsure"
    """Looked at and left open: the score decides, and nobody is asked again."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """What a person says of two events. It holds until it is revoked, whatever is read or computed later."""

    a: EventKey
    """The one event."""
    b: EventKey
    """The other."""
    verdict: Verdict
    """Same, different or unsure."""
    by: str
    """Who judged."""
    at: dt.datetime
    """When."""
    reason: str = ""
    """Why, in their words."""
    revoked_at: dt.datetime | None = None
    """When it was taken back; a revoked judgement has no effect."""

    @property
    def id(self) -> str:
        """ "j" and 16 hex digits, a hash of what was judged, by whom and when."""
        key = "\x00".join((*sorted(map(str, (self.a, self.b))), self.verdict, self.by, self.at.isoformat()))
        return "j" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class ChangeKind(StrEnum):
    MERGED = "merged"
    """Two incidents were found to be one: the id of one goes on, the other leads to it."""
    SPLIT = "split"
    """An incident was found to be several: its id stays with one of them."""
    EMPTIED = "emptied"
    """None of its events is there any more: their reports were read anew and tell other events."""


class IncidentChange(msgspec.Struct, frozen=True, kw_only=True):
    """One step in the history of an incident's id."""

    kind: ChangeKind
    """What happened."""
    incident: str
    """The id that changed."""
    into: tuple[str, ...] = ()
    """The ids under which its events stand now."""
    at: dt.datetime | None = None
    """When it was found; null until it is stored."""


class IncidentStatus(StrEnum):
    SINGLE = "single"
    """One report tells of it."""
    LINKED = "linked"
    """Several reports tell of it, joined by score."""
    JUDGED = "judged"
    """A person's judgement holds it together or apart from another."""
    CONTRADICTED = "contradicted"
    """Judgements on its events contradict each other; see its problems."""


class Supported(msgspec.Struct, frozen=True, kw_only=True):
    """A value of an incident with the events that tell it and those that tell otherwise."""

    value: str
    """The value: an interval of days, a place."""
    by: tuple[EventKey, ...] = ()
    """Events that agree with it."""
    against: tuple[EventKey, ...] = ()
    """Events that cannot be so."""


class Incident(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened, as several reports tell it. A view: computed from events, links and judgements."""

    id: str
    """"i" and 16 hex digits; stays when events join or leave, see `IncidentChange`."""
    events: tuple[EventKey, ...]
    """The events that tell of it, in the order of their keys."""
    status: IncidentStatus
    """How it holds together."""
    type: EventType | None = None
    """What happened, as most of its reports tell it."""
    first: dt.date | None = None
    """First day on which it may have happened, best supported."""
    last: dt.date | None = None
    """Last day."""
    when: Supported | None = None
    """Who bears the days out, and who does not; null where no event is dated."""
    lat: float | None = None
    """Degrees north (WGS 84) of the place best supported."""
    lon: float | None = None
    """Degrees east."""
    radius_km: float | None = None
    """How far from the point it may have been, in km."""
    place: str | None = None
    """Id in the gazetteer of the place best supported."""
    where: Supported | None = None
    """Who bears the place out, and who does not; null where no event has a point."""
    country: str | None = None
    """ISO 3166 alpha-2, as most of its reports have it."""
    problems: tuple[Problem, ...] = ()
    """Contradicting judgements, reports from before it happened, limits that were met."""
    decided: tuple[Basis, ...] = ()
    """Values of it that rest on a person's decision, beside those of its events."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """All that the reports of one incident tell of it, and what one rule makes of that."""

    incident: Incident
    """The incident."""
    reports: tuple[str, ...]
    """Ids of its reports, by day of publication."""
    witnesses: tuple[tuple[str, ...], ...]
    """Its reports, those together that are mostly the same words: each group is one witness."""
    claims: tuple[IncidentClaim, ...]
    """Every casualty claim of its events."""
    matrix: Matrix
    """Estimates under the rule."""
    responsibility: Responsibility
    """Who is held responsible, by whom."""
    grade: Grading
    """How well harm to civilians is borne out, in Airwars' words."""
