"""The tables of incidents, as those who build and show them use them, within one transaction.

SQL stands here as text where it is run for every event: what SQLAlchemy adds to a statement costs more than the statement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from rasid.model.decision import Decision, Draft, SubjectKind, fields
from rasid.model.event import EventType
from rasid.model.incident import ChangeKind, EventKey, Incident, IncidentChange, IncidentStatus, Judgement, Verdict
from rasid.store import facets
from rasid.store.decisions import append
from rasid.store.engine import by_turns
from rasid.store.query import in_days
from rasid.store.schema import (
    analyses,
    blocks,
    card_reports,
    card_tags,
    cards,
    decisions,
    incidents,
    linked_reports,
    links,
    reports,
    tellings,
)

_SLICE = 400
"""Values in one list of a statement."""
_BLOCKS = 60
"""Blocks that are read at once."""


class Telling(NamedTuple):
    """An event of a report, by the words of its trigger; it outlives every reading of the report."""

    number: int
    report_id: str
    event: str | None
    """Id in the current analysis; None where that tells it no more."""
    name: str
    """Id of an incident that begins with it."""
    start: int
    end: int
    quote: str
    copies: int | None
    """What those told in the same words have in common."""
    speaks: bool
    """Whether it stands in blocks itself; a copy of another does not."""
    incident: int | None
    """Number of the first telling of its incident."""

    @property
    def key(self) -> EventKey:
        if self.event is None:
            raise ValueError(f"{self.name} is told no more")
        return EventKey(self.report_id, self.event)


_TELLING = "number, report_id, event, name, trigger_start, trigger_end, trigger_quote, copies, speaks, incident"


class BlockEntry(NamedTuple):
    block: int
    dated: int
    rank: int
    telling: int


class StoredLink(NamedTuple):
    """A link of two tellings, ``a`` with the lower number."""

    a: int
    b: int
    score: float
    fit: str
    features: bytes
    """Reasons and their values, as JSON."""


class StoredJudgement(NamedTuple):
    """A judgement on two tellings; an event that is told no more has no key."""

    a: Telling
    b: Telling
    verdict: Verdict
    by: str
    at: dt.datetime
    reason: str
    id: str
    act: str
    revoked_at: dt.datetime | None
    revoked_by: str | None

    @property
    def stands(self) -> bool:
        """Whether both of its events are told, so that it can have an effect."""
        return self.a.event is not None and self.b.event is not None

    @property
    def judgement(self) -> Judgement:
        return Judgement(
            a=self.a.key,
            b=self.b.key,
            verdict=self.verdict,
            by=self.by,
            at=self.at,
            reason=self.reason,
            revoked_at=self.revoked_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentFilter:
    """What an incident must have; what is None asks for nothing."""

    since: dt.date | None = None
    """First day: incidents that end on it or later."""
    until: dt.date | None = None
    """Last day: incidents that begin on it or earlier."""
    types: tuple[EventType, ...] = ()
    country: str | None = None
    """ISO 3166 alpha-2."""
    place: str | None = None
    """Id in the gazetteer."""
    status: IncidentStatus | None = None
    reports: int = 1
    """Told by so many reports or more."""
    undated: bool = False
    """With days: also those without a date."""

    def holds(self, incident: Incident) -> bool:
        """Whether an incident has it, as `Linked.listed` asks for it in SQL."""
        if incident.first is None or incident.last is None:
            in_days = self.undated or (self.since is None and self.until is None)
        else:
            in_days = (self.since is None or incident.last >= self.since) and (
                self.until is None or incident.first <= self.until
            )
        return (
            in_days
            and (not self.types or incident.type in self.types)
            and (not self.country or incident.country == self.country.upper())
            and (not self.place or incident.place == self.place)
            and (not self.status or incident.status is self.status)
            and len({key.report_id for key in incident.events}) >= self.reports
        )


class Linked:
    """What is linked in a store. Made by `Store.linked` and, where something is to be changed, by `Store.linking`."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._mark = "?" if connection.dialect.name == "sqlite" else "%s"

    def record(self, draft: Draft) -> Decision:
        """Writes what is done into the ledger, in the same transaction."""
        return append(self._connection, draft)

    # Statements

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> Iterable[Any]:
        found = self._connection.exec_driver_sql(statement.replace("?", self._mark), tuple(values))
        return found.cursor.fetchall() if found.cursor is not None else ()

    def _among(self, statement: str, values: Iterable[Any]) -> Iterator[Any]:
        """The rows of a statement with (…) for a list, for any number of values."""
        wanted = list(values)
        for at in range(0, len(wanted), _SLICE):
            some = wanted[at : at + _SLICE]
            yield from self._rows(statement.replace("(…)", f"({', '.join('?' * len(some))})"), some)

    def _each(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        many = [tuple(row) for row in rows]
        if many:
            self._connection.exec_driver_sql(statement.replace("?", self._mark), many)

    # Reports

    def pending(self, fit: str) -> list[str]:
        """Reports that are read and not linked, or read anew since, by day of publication."""
        at = linked_reports.c
        statement = (
            sa.select(analyses.c.report_id)
            .join(reports, reports.c.id == analyses.c.report_id)
            .join(linked_reports, at.report_id == analyses.c.report_id, isouter=True)
            .where(sa.or_(at.run_id.is_(None), at.run_id != analyses.c.run_id, at.fit != fit))
            .order_by(reports.c.published, reports.c.id)
        )
        return list(self._connection.scalars(statement))

    def fit(self) -> str | None:
        """What all that is linked was linked with; None where nothing is."""
        for (fit,) in self._rows("SELECT fit FROM linked_reports LIMIT 1"):
            return str(fit)
        return None

    def add_fit(self, fit: str, weights: Mapping[str, float]) -> None:
        if not list(self._rows("SELECT 1 FROM fits WHERE id = ?", [fit])):
            self._each("INSERT INTO fits (id, weights) VALUES (?, ?)", [(fit, msgspec.json.encode(weights).decode())])

    def weights(self, fit: str) -> dict[str, float]:
        """The weights of a fit; empty for one that is not known."""
        for (text,) in self._rows("SELECT weights FROM fits WHERE id = ?", [fit]):
            return msgspec.json.decode(text, type=dict[str, float])
        return {}

    def set_reports(self, rows: Iterable[tuple[str, str, str, bytes]]) -> None:
        """(report, run, fit, record) of reports that are linked now."""
        rows = list(rows)
        self._each("DELETE FROM linked_reports WHERE report_id = ?", [row[:1] for row in rows])
        self._each("INSERT INTO linked_reports (report_id, run_id, fit, record) VALUES (?, ?, ?, ?)", rows)

    def forget(self) -> dict[int, int]:
        """Takes away all that follows from analyses and weights, so that it can be made anew; tellings and judgements stay.
        Returns the incident that each telling was of."""
        at = tellings.c
        held = self._connection.execute(sa.select(at.number, at.incident).where(at.incident.is_not(None)))
        was = {row.number: row.incident for row in held}
        by_turns(self._connection)
        for table in (blocks, links, linked_reports, incidents, card_reports):
            self._connection.execute(sa.delete(table))
        for table in (cards, card_tags):
            self._connection.execute(sa.delete(table).where(table.c.kind == "incident"))
        facets.forget(self._connection, "incident")
        self._connection.execute(
            sa.update(tellings).values(event=None, copies=None, speaks=0, incident=None, record=None)
        )
        return was

    # Tellings

    def next_number(self) -> int:
        ((found,),) = self._rows("SELECT max(number) FROM tellings")
        return (found or 0) + 1

    def of_reports(self, report_ids: Iterable[str]) -> list[Telling]:
        """The tellings of reports, those that are told no more too, by number."""
        found = self._among(f"SELECT {_TELLING} FROM tellings WHERE report_id IN (…)", report_ids)
        return sorted(Telling(*row) for row in found)

    def tellings(self, numbers: Iterable[int]) -> dict[int, Telling]:
        found = self._among(f"SELECT {_TELLING} FROM tellings WHERE number IN (…)", numbers)
        return {row[0]: Telling(*row) for row in found}

    def told_in_the_same_words(self, copies: Iterable[int]) -> list[Telling]:
        found = self._among(f"SELECT {_TELLING} FROM tellings WHERE copies IN (…) AND event IS NOT NULL", copies)
        return sorted(Telling(*row) for row in found)

    def records(self, numbers: Iterable[int]) -> dict[int, tuple[bytes, bytes]]:
        """By number, what an event is compared by, and what its report adds to it."""
        found = self._among(
            "SELECT number, tellings.record, linked_reports.record FROM tellings"
            " JOIN linked_reports ON linked_reports.report_id = tellings.report_id"
            " WHERE tellings.record IS NOT NULL AND number IN (…)",
            numbers,
        )
        return {number: (bytes(record), bytes(of_report)) for number, record, of_report in found}

    def add_tellings(self, rows: Iterable[tuple[Telling, bytes]]) -> None:
        self._each(
            f"INSERT INTO tellings ({_TELLING}, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [(*telling[:8], int(telling.speaks), telling.incident, record) for telling, record in rows],
        )

    def set_tellings(self, rows: Iterable[tuple[Telling, bytes | None]]) -> None:
        """Puts event, trigger, copies, whether it speaks, and record in place of what was there."""
        self._each(
            "UPDATE tellings SET event = ?, trigger_start = ?, trigger_end = ?, trigger_quote = ?, copies = ?, speaks = ?,"
            " record = ? WHERE number = ?",
            [
                (t.event, t.start, t.end, t.quote, t.copies, int(t.speaks), record, t.number)
                for t, record in rows
            ],
        )  # fmt: skip

    def set_speaks(self, numbers: Iterable[int], speaks: bool) -> None:
        self._each("UPDATE tellings SET speaks = ? WHERE number = ?", [(int(speaks), number) for number in numbers])

    def set_incident(self, rows: Iterable[tuple[int | None, int]]) -> None:
        """(incident, telling)."""
        self._each("UPDATE tellings SET incident = ? WHERE number = ?", rows)

    def named(self, name: str) -> Telling | None:
        for row in self._rows(f"SELECT {_TELLING} FROM tellings WHERE name = ?", [name]):
            return Telling(*row)
        return None

    def find(self, key: EventKey) -> Telling | None:
        """The telling of an event of a current analysis."""
        for row in self._rows(
            f"SELECT {_TELLING} FROM tellings WHERE report_id = ? AND event = ?", [key.report_id, key.event]
        ):
            return Telling(*row)
        return None

    def members(self, incident_numbers: Iterable[int]) -> list[Telling]:
        """The tellings of incidents, by number."""
        found = self._among(f"SELECT {_TELLING} FROM tellings WHERE incident IN (…)", incident_numbers)
        return sorted(Telling(*row) for row in found)

    # Blocks

    def enter(self, rows: Iterable[BlockEntry]) -> None:
        self._each("INSERT INTO blocks (block, dated, rank, telling) VALUES (?, ?, ?, ?)", sorted(rows))

    def leave(self, rows: Iterable[BlockEntry]) -> None:
        self._each("DELETE FROM blocks WHERE block = ? AND dated = ? AND rank = ? AND telling = ?", sorted(rows))

    def blocks(self, wanted: Mapping[int, int]) -> Iterator[tuple[int, list[BlockEntry]]]:
        """Block by block, as many of its first entries as are wanted."""
        keys = sorted(wanted)
        one = (
            "SELECT * FROM (SELECT block, dated, rank, telling FROM blocks WHERE block = ?"
            " ORDER BY block, dated, rank, telling LIMIT ?) AS b"
        )
        for at in range(0, len(keys), _BLOCKS):
            some = keys[at : at + _BLOCKS]
            values = [value for key in some for value in (key, wanted[key])]
            entries: dict[int, list[BlockEntry]] = {key: [] for key in some}
            for row in self._rows(" UNION ALL ".join([one] * len(some)), values):
                entries[row[0]].append(BlockEntry(*row))
            for key, found in entries.items():
                found.sort()
                yield key, found

    def undated(self, blocks: Iterable[int]) -> set[int]:
        """Those of some blocks in which an entry without a time stands."""
        return {
            row[0] for row in self._among("SELECT DISTINCT block FROM blocks WHERE block IN (…) AND dated = 0", blocks)
        }

    # Links

    def links_of(self, numbers: Iterable[int]) -> set[tuple[int, int, float]]:
        """(a, b, score) of all links of some tellings."""
        wanted = list(numbers)
        found = {tuple(row) for row in self._among("SELECT a, b, score FROM links WHERE a IN (…)", wanted)}
        found |= {tuple(row) for row in self._among("SELECT a, b, score FROM links WHERE b IN (…)", wanted)}
        return found

    def links_within(self, numbers: Collection[int]) -> Iterator[tuple[int, int, float]]:
        """(a, b, score) of the links between some tellings."""
        inside = set(numbers)
        for a, b, score in self._among("SELECT a, b, score FROM links WHERE a IN (…)", sorted(inside)):
            if b in inside:
                yield a, b, score

    def add_links(self, rows: Iterable[StoredLink]) -> None:
        self._each(
            "INSERT INTO links (a, b, score, fit, features) VALUES (?, ?, ?, ?, ?)",
            sorted((link.a, link.b, link.score, link.fit, link.features.decode()) for link in rows),
        )

    def drop_links(self, pairs: Iterable[tuple[int, int]]) -> None:
        self._each("DELETE FROM links WHERE a = ? AND b = ?", sorted(pairs))

    def link(self, one: int, other: int) -> StoredLink | None:
        for a, b, score, fit, features in self._rows(
            "SELECT a, b, score, fit, features FROM links WHERE a = ? AND b = ?", sorted((one, other))
        ):
            return StoredLink(a, b, score, fit, features.encode())
        return None

    # Judgements

    def add_judgements(self, rows: Iterable[StoredJudgement]) -> None:
        self._each(
            "INSERT INTO judgements (id, act, a, b, verdict, judged_by, judged_at, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (j.id, j.act, j.a.number, j.b.number, j.verdict.value, j.by, j.at.isoformat(), j.reason)
                for j in rows
            ],
        )  # fmt: skip

    def revoke(self, ids: Iterable[str], *, by: str, at: dt.datetime) -> None:
        self._each(
            "UPDATE judgements SET revoked_at = ?, revoked_by = ? WHERE id = ? AND revoked_at IS NULL",
            [(at.isoformat(), by, judgement) for judgement in ids],
        )

    def judgements(self, *, revoked: bool = False) -> list[StoredJudgement]:
        """All that stand, and with ``revoked`` those that were taken back too, in the order in which they were given."""
        return self._judgements("" if revoked else "WHERE revoked_at IS NULL", [])

    def judgements_of(self, numbers: Iterable[int], *, revoked: bool = False) -> list[StoredJudgement]:
        """Those on any of some tellings."""
        wanted = set(numbers)
        found: dict[str, StoredJudgement] = {}
        for side in ("a", "b"):
            for at in range(0, len(ordered := sorted(wanted)), _SLICE):
                some = ordered[at : at + _SLICE]
                where = f"WHERE {side} IN ({', '.join('?' * len(some))})"
                where += "" if revoked else " AND revoked_at IS NULL"
                found |= {judgement.id: judgement for judgement in self._judgements(where, some)}
        return sorted(found.values(), key=lambda j: (j.at, j.id))

    def same(self, numbers: Collection[int]) -> Iterator[tuple[int, int]]:
        """Pairs of tellings that stand judged to be one, of which one is among some."""
        for side in ("a", "b"):
            yield from (
                (a, b)
                for a, b in self._among(
                    f"SELECT a, b FROM judgements WHERE verdict = 'same' AND revoked_at IS NULL AND {side} IN (…)",
                    numbers,
                )
            )

    def act(self, act: str) -> list[StoredJudgement]:
        """The judgements of one act, or the one of that id."""
        return self._judgements("WHERE act = ? OR id = ?", [act, act])

    def _judgements(self, where: str, values: Sequence[Any]) -> list[StoredJudgement]:
        found = list(
            self._rows(
                "SELECT a, b, verdict, judged_by, judged_at, reason, id, act, revoked_at, revoked_by FROM judgements"
                f" {where} ORDER BY judged_at, id",
                values,
            )
        )
        of = self.tellings({number for row in found for number in row[:2]})
        return [
            StoredJudgement(
                of[a], of[b], Verdict(verdict), by, dt.datetime.fromisoformat(at), reason, id_, act,
                dt.datetime.fromisoformat(gone) if gone else None, gone_by,
            )
            for a, b, verdict, by, at, reason, id_, act, gone, gone_by in found
        ]  # fmt: skip

    # Incidents

    def set_incidents(self, rows: Iterable[tuple[int, Incident, int]]) -> None:
        """(number, incident, reports) in place of what was there."""
        rows = list(rows)
        self.drop_incidents(row[0] for row in rows)
        self._each(
            "INSERT INTO incidents (number, id, events, reports, status, type, date_start, date_end, lat, lon, radius_km,"
            " place_id, country, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    number, told.id, len(told.events), of, told.status.value, told.type.value if told.type else None,
                    told.first.isoformat() if told.first else None, told.last.isoformat() if told.last else None,
                    told.lat, told.lon, told.radius_km, told.place, told.country, msgspec.json.encode(told).decode(),
                )
                for number, told, of in rows
            ],
        )  # fmt: skip

    def drop_incidents(self, numbers: Iterable[int]) -> None:
        by_turns(self._connection)
        gone = [(number,) for number in numbers]
        self._each("DELETE FROM incidents WHERE number = ?", gone)
        # What lists show of them is made anew, see `cards`.
        self._each("DELETE FROM cards WHERE kind = 'incident' AND number = ?", gone)
        self._each("DELETE FROM card_tags WHERE kind = 'incident' AND number = ?", gone)
        self._each("DELETE FROM card_reports WHERE incident = ?", gone)
        facets.put(self._connection, "incident", {number: () for (number,) in gone})

    def incidents(self, numbers: Iterable[int]) -> dict[int, Incident]:
        found = self._among("SELECT number, record FROM incidents WHERE number IN (…)", numbers)
        return {number: msgspec.json.decode(record, type=Incident) for number, record in found}

    def listed(self, wanted: IncidentFilter | None = None, *, limit: int | None = None) -> Iterator[Incident]:
        """Incidents that answer ``wanted``, by first day, those without one last."""
        at = incidents.c
        statement = sa.select(at.record).where(*_conditions(wanted or IncidentFilter()))
        statement = statement.order_by(at.date_start.is_(None), at.date_start, at.id).limit(limit)
        # Of this statement alone: set on the connection, it would take rows from the cursors that `_rows` reads.
        for record in self._connection.scalars(statement, execution_options={"yield_per": 200}):
            yield msgspec.json.decode(record, type=Incident)

    def decided(self) -> Iterator[Incident]:
        """Incidents on whose own values people decided, as they are computed."""
        at = decisions.c
        named = (
            sa.select(tellings.c.incident)
            .join(decisions, at.incident == tellings.c.name)
            .where(at.field.in_(sorted(fields(SubjectKind.INCIDENT))))
        )
        for record in self._connection.scalars(sa.select(incidents.c.record).where(incidents.c.number.in_(named))):
            yield msgspec.json.decode(record, type=Incident)

    def count(self, wanted: IncidentFilter | None = None) -> int:
        statement = sa.select(sa.func.count()).select_from(incidents).where(*_conditions(wanted or IncidentFilter()))
        return self._connection.execute(statement).scalar_one()

    def resolve(self, name: str) -> int | None:
        """The number of the incident that an id, be it of today or of former times, leads to."""
        passed: set[str] = set()
        while name not in passed:
            passed.add(name)
            telling = self.named(name)
            if telling is None:
                return None
            if telling.incident is not None:
                return telling.incident
            for change in reversed(self.changes(name)):
                if change.into:
                    name = change.into[0]
                    break
        return None

    def beginning(self, letters: str) -> list[str]:
        """Ids of incidents that begin with some letters, ten at most."""
        statement = sa.select(incidents.c.id).where(incidents.c.id.startswith(letters, autoescape=True))
        return list(self._connection.scalars(statement.order_by(incidents.c.id).limit(10)))

    def add_changes(self, changes: Iterable[IncidentChange], at: dt.datetime) -> None:
        changes = list(changes)
        if changes:
            ((last,),) = self._rows("SELECT max(number) FROM incident_changes")
            numbered = list(enumerate(changes, (last or 0) + 1))
            self._each(
                "INSERT INTO incident_changes (number, kind, incident, goes_to, at) VALUES (?, ?, ?, ?, ?)",
                [
                    (number, change.kind.value, change.incident, msgspec.json.encode(change.into).decode(), at.isoformat())
                    for number, change in numbered
                ],
            )  # fmt: skip
            self._each(
                "INSERT INTO incident_heirs (heir, change) VALUES (?, ?)",
                sorted({(heir, number) for number, change in numbered for heir in change.into}),
            )

    def changes(self, name: str | None = None) -> list[IncidentChange]:
        """The history of an id, or of all, in its order."""
        return self._changes(*(("WHERE incident = ?", [name]) if name is not None else ("", [])))

    def changes_round(self, name: str) -> list[IncidentChange]:
        """The history of an id, and of those that led to it."""
        led = "SELECT change FROM incident_heirs WHERE heir = ?"
        return self._changes(f"WHERE incident = ? OR number IN ({led})", [name, name])

    def _changes(self, where: str, values: Sequence[Any]) -> list[IncidentChange]:
        return [
            IncidentChange(
                kind=ChangeKind(kind),
                incident=incident,
                into=msgspec.json.decode(into, type=tuple[str, ...]),
                at=dt.datetime.fromisoformat(at),
            )
            for kind, incident, into, at in self._rows(
                f"SELECT kind, incident, goes_to, at FROM incident_changes {where} ORDER BY number", values
            )
        ]

    def counts(self) -> dict[str, int]:
        """How many tellings, links, judgements that stand, incidents, and incidents that several reports tell of."""
        ((tellings_,),) = self._rows("SELECT count(*) FROM tellings WHERE event IS NOT NULL")
        ((links_,),) = self._rows("SELECT count(*) FROM links")
        ((judged,),) = self._rows("SELECT count(*) FROM judgements WHERE revoked_at IS NULL")
        return {
            "events": tellings_,
            "links": links_,
            "judgements": judged,
            "incidents": self.count(),
            "several": self.count(IncidentFilter(reports=2)),
        }


def _conditions(wanted: IncidentFilter) -> list[sa.ColumnElement[bool]]:
    at = incidents.c
    out = in_days(wanted, incidents)
    if wanted.types:
        out.append(at.type.in_([kind.value for kind in wanted.types]))
    if wanted.country:
        out.append(at.country == wanted.country.upper())
    if wanted.place:
        out.append(at.place_id == wanted.place)
    if wanted.status:
        out.append(at.status == wanted.status.value)
    if wanted.reports > 1:
        out.append(at.reports >= wanted.reports)
    return out
