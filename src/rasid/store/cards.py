"""Cards of incidents and reports: kept beside them, so that lists read rows and not records."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from rasid.model import Card, CardState, EventType, Grade, PlacePrecision, Reasoned, Toll
from rasid.store import facets
from rasid.store.engine import by_turns
from rasid.store.schema import analyses, card_reports, card_tags, cards, incidents, reports, tellings
from rasid.store.schema import problems as problem_table

if TYPE_CHECKING:
    from rasid.store.store import Store

_SLICE = 400
_needs = msgspec.json.Decoder(tuple[Reasoned, ...])


class Cards:
    """The cards of a store. Made by `Store.cards`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def waiting(self) -> tuple[int, int]:
        """How many incidents, and how many reports, have no card, or one of an earlier reading."""
        with self._store._read() as connection:
            return (
                connection.scalar(sa.select(sa.func.count()).select_from(_without_card().subquery())) or 0,
                connection.scalar(sa.select(sa.func.count()).select_from(_stale_reports().subquery())) or 0,
            )

    def incidents_without(self, limit: int) -> list[int]:
        """Numbers of incidents without a card."""
        with self._store._read() as connection:
            return list(connection.scalars(_without_card().limit(limit)))

    def reports_without(self, limit: int) -> list[tuple[int, str, str]]:
        """(number, id, run) of reports without a card of their current reading."""
        with self._store._read() as connection:
            return [
                (row.number, row.report_id, row.run_id) for row in connection.execute(_stale_reports().limit(limit))
            ]

    def numbers_of(self, report_ids: Iterable[str]) -> list[tuple[int, str, str]]:
        """(number, id, run) of some reports that are analysed."""
        statement = (
            sa.select(reports.c.number, analyses.c.report_id, analyses.c.run_id)
            .join(analyses, analyses.c.report_id == reports.c.id)
            .where(reports.c.id.in_(list(report_ids)))
        )
        with self._store._read() as connection:
            return [(row.number, row.report_id, row.run_id) for row in connection.execute(statement)]

    def incidents_of(self, report_ids: Iterable[str]) -> list[int]:
        """Numbers of the incidents that some reports tell of."""
        statement = sa.select(tellings.c.incident).distinct().where(
            tellings.c.report_id.in_(list(report_ids)), tellings.c.incident.is_not(None)
        )  # fmt: skip
        with self._store._read() as connection:
            return sorted(connection.scalars(statement))

    def problems(self, report_ids: Iterable[str]) -> dict[str, int]:
        """By report, how many problems it has."""
        at = problem_table.c.report_id
        statement = sa.select(at, sa.func.count()).where(at.in_(list(report_ids))).group_by(at)
        with self._store._read() as connection:
            return {row[0]: row[1] for row in connection.execute(statement)}

    def put(self, made: Sequence[tuple[Card, str | None]]) -> None:
        """Keeps cards in place of what was there, each with the run that a report was read by. A card of an incident that
        has gone meanwhile is not kept."""
        with self._store._write() as connection:
            by_turns(connection)
            numbers = [card.number for card, _ in made if card.kind == "incident"]
            there: set[int] = set()
            for at in range(0, len(numbers), _SLICE):
                some = numbers[at : at + _SLICE]
                there.update(connection.scalars(sa.select(incidents.c.number).where(incidents.c.number.in_(some))))
            kept = [(card, run) for card, run in made if card.kind != "incident" or card.number in there]
            for kind, taken in (("incident", numbers), ("report", [c.number for c, _ in kept if c.kind == "report"])):
                _drop(connection, kind, taken)
                told: dict[int, list[tuple[str, str]]] = {number: [] for number in taken}
                told |= {card.number: list(_facets(card)) for card, _ in kept if card.kind == kind}
                facets.put(connection, kind, told)
            if kept:
                connection.execute(sa.insert(cards), [_row(card, run) for card, run in kept])
            tags = [tag for card, _ in kept for tag in _tags(card)]
            if tags:
                connection.execute(sa.insert(card_tags), tags)
            ordered = sorted(there)
            for at in range(0, len(ordered), _SLICE):
                pairs = (
                    sa.select(reports.c.number, tellings.c.incident)
                    .distinct()
                    .join(reports, reports.c.id == tellings.c.report_id)
                    .where(tellings.c.incident.in_(ordered[at : at + _SLICE]))
                )
                connection.execute(sa.insert(card_reports).from_select(["report", "incident"], pairs))

    def get(self, kind: str, id_: str) -> Card | None:
        """The card of one incident or report."""
        with self._store._read() as connection:
            found = connection.execute(sa.select(cards).where(cards.c.kind == kind, cards.c.id == id_)).all()
            return next(iter(_cards(connection, found)), None)

    def all(self, kind: str = "incident") -> Iterator[Card]:
        """Every card of a kind, by number, read as they are needed."""
        last = -1
        while True:
            with self._store._read() as connection:
                found = connection.execute(
                    sa.select(cards)
                    .where(cards.c.kind == kind, cards.c.number > last)
                    .order_by(cards.c.number)
                    .limit(1000)
                ).all()
                made = _cards(connection, found)
            yield from made
            if not made:
                return
            last = made[-1].number


def _drop(connection: sa.Connection, kind: str, numbers: Iterable[int]) -> None:
    wanted = sorted(set(numbers))
    for at in range(0, len(wanted), _SLICE):
        some = wanted[at : at + _SLICE]
        for table in (cards, card_tags):
            connection.execute(sa.delete(table).where(table.c.kind == kind, table.c.number.in_(some)))
        if kind == "incident":
            connection.execute(sa.delete(card_reports).where(card_reports.c.incident.in_(some)))


def _without_card() -> sa.Select[Any]:
    has = sa.select(sa.literal(1)).where(cards.c.kind == "incident", cards.c.number == incidents.c.number).exists()
    return sa.select(incidents.c.number).where(~has).order_by(incidents.c.number)


def _stale_reports() -> sa.Select[Any]:
    return (
        sa.select(reports.c.number, analyses.c.report_id, analyses.c.run_id)
        .join(analyses, analyses.c.report_id == reports.c.id)
        .join(cards, sa.and_(cards.c.kind == "report", cards.c.number == reports.c.number), isouter=True)
        .where(sa.or_(cards.c.run.is_(None), cards.c.run != analyses.c.run_id))
        .order_by(reports.c.number)
    )


def _day(day: dt.date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _row(card: Card, run: str | None) -> dict[str, Any]:
    day = card.first or (card.published if card.kind == "report" else None)
    return {
        "kind": card.kind,
        "number": card.number,
        "id": card.id,
        "score": card.score,
        "needs": msgspec.json.encode(card.needs).decode(),
        "state": card.state.value,
        "title": card.title.replace("\x00", " "),
        "type": card.type.value if card.type else None,
        "date_start": _day(card.first),
        "date_end": _day(card.last),
        "week": _day(day - dt.timedelta(days=day.weekday())) if day else None,
        "country": card.country,
        "governorate": card.governorate,
        "place_id": card.place_id,
        "place": card.place,
        "lat": card.lat,
        "lon": card.lon,
        "radius_km": card.radius_km,
        "precision": card.precision.value if card.precision else None,
        "killed_low": card.killed.low,
        "killed_best": card.killed.best,
        "killed_high": card.killed.high,
        "killed_or_more": int(card.killed.or_more),
        "injured_low": card.injured.low,
        "injured_best": card.injured.best,
        "injured_high": card.injured.high,
        "injured_or_more": int(card.injured.or_more),
        "grade": card.grade.value if card.grade else None,
        "contested": int(card.contested),
        "reports": card.reports,
        "sources": card.sources,
        "decided": card.decided,
        "waiting": card.waiting,
        "confidence": card.confidence,
        "published": _day(card.published),
        "run": run,
    }


def _facets(card: Card) -> Iterator[tuple[str, str]]:
    """(facet, value) pairs of a card."""
    yield "state", card.state.value
    yield "type", card.type.value if card.type else ""
    yield "country", card.country or ""
    yield "governorate", card.governorate or ""
    needs = tuple(need.need.value for need in card.needs)
    for facet, values in (("actor", card.actors), ("outlet", card.outlets), ("need", needs)):
        for value in dict.fromkeys(values):
            yield facet, value


def _tags(card: Card) -> Iterator[dict[str, Any]]:
    for facet, value in _facets(card):
        if facet in facets.MANY:
            yield {"kind": card.kind, "facet": facet, "value": value, "number": card.number}


def _cards(connection: sa.Connection, rows: Sequence[Any]) -> list[Card]:
    """The cards of rows of `cards`, of one kind, in their order."""
    if not rows:
        return []
    tags: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    kind = rows[0].kind
    numbers = [row.number for row in rows]
    tag = card_tags.c
    for at in range(0, len(numbers), _SLICE):
        some = tag.number.in_(numbers[at : at + _SLICE])
        # Needs are tags too, for those who filter by them; on the card they stand with their reasons.
        found = sa.select(tag.number, tag.facet, tag.value).where(tag.kind == kind, some, tag.facet != "need")
        for number, facet, value in connection.execute(found):
            tags[number][facet].append(value)

    def day(text: str | None) -> dt.date | None:
        return dt.date.fromisoformat(text) if text else None

    return [
        Card(
            kind=row.kind,
            number=row.number,
            id=row.id,
            title=row.title,
            score=row.score,
            needs=_needs.decode(row.needs),
            state=CardState(row.state),
            type=EventType(row.type) if row.type else None,
            first=day(row.date_start),
            last=day(row.date_end),
            published=day(row.published),
            country=row.country,
            governorate=row.governorate,
            place=row.place,
            place_id=row.place_id,
            precision=PlacePrecision(row.precision) if row.precision else None,
            lat=row.lat,
            lon=row.lon,
            radius_km=row.radius_km,
            killed=Toll(
                low=row.killed_low, best=row.killed_best, high=row.killed_high, or_more=bool(row.killed_or_more)
            ),
            injured=Toll(
                low=row.injured_low, best=row.injured_best, high=row.injured_high, or_more=bool(row.injured_or_more)
            ),
            grade=Grade(row.grade) if row.grade else None,
            contested=bool(row.contested),
            reports=row.reports,
            sources=row.sources,
            decided=row.decided,
            waiting=row.waiting,
            confidence=row.confidence,
            actors=tuple(sorted(tags[row.number]["actor"])),
            outlets=tuple(sorted(tags[row.number]["outlet"])),
        )
        for row in rows
    ]
