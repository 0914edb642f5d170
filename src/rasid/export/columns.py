"""The columns of a table of events: each with what it holds, and how it is got from an event."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rasid.codes import label
from rasid.export.decided import told
from rasid.export.event_view import EventView, event_key
from rasid.model import Argument, CasualtyClaim, Event, Outcome, PlaceReference, Role

SEPARATOR = " | "
"""Between several values in one cell."""

Cell = str | int | float | None
Get = Callable[[EventView], Cell]


class Column(NamedTuple):
    """``tells`` is what the reference says of it. An empty cell is "not stated" or "not resolved", never 0."""

    tells: str
    get: Get


# Outcomes with columns of their own; the rest share one.
_TOLLS = {"killed": Outcome.KILLED, "injured": Outcome.INJURED, "killed_or_injured": Outcome.HARMED}
_OTHERS = (Outcome.MISSING, Outcome.ABDUCTED, Outcome.DETAINED, Outcome.DISPLACED)


def joined(values: Iterable[str | None]) -> str:
    """Values in one cell; an empty one keeps its place, so that columns of one kind go together."""
    found = [value or "" for value in values]
    return SEPARATOR.join(found) if any(found) else ""


def _role(role: Role, who: str) -> dict[str, Column]:
    name = role.value
    return {
        f"{name}_quote": Column(
            f"The words for {who}.", lambda view: joined(argument.evidence.quote for argument in view.arguments(role))
        ),
        f"{name}_name": Column(
            "Their English names, in the same order.",
            lambda view: joined(argument.label for argument in view.arguments(role)),
        ),
        f"{name}_id": Column(
            "Their ids in the actor registry, in the same order.",
            lambda view: joined(argument.actor for argument in view.arguments(role)),
        ),
    }


def _toll(name: str, outcome: Outcome, what: str) -> dict[str, Column]:
    kinds = (outcome,) if outcome is Outcome.HARMED else (outcome, Outcome.NONE)

    def claims(view: EventView) -> list[CasualtyClaim]:
        return [claim for claim in view.claims if claim.outcome in kinds]

    def speakers(view: EventView) -> Cell:
        found = [view.speaker(claim) for claim in claims(view)]
        return joined(statement.speaker.quote if statement else "" for statement in found)

    return {
        f"{name}_min": Column(
            f"The lowest number of {what} that anybody gives for this event: numbers of one speaker in one sentence are"
            " added up, parts of a total are in it; denied numbers and those over a longer time are left out.",
            lambda view: view.range(outcome).low,
        ),
        f"{name}_max": Column(
            "The highest such number; empty where a number has no upper bound.", lambda view: view.range(outcome).high
        ),
        f"{name}_quotes": Column(
            "The words of every such number, with those counted.", lambda view: joined(map(_counted, claims(view)))
        ),
        f"{name}_speakers": Column(
            "Who gives each of them, in the same order; empty where the report itself does.", speakers
        ),
    }


def _counted(claim: CasualtyClaim) -> str:
    words = claim.evidence.quote
    who = claim.who.quote if claim.who and claim.who.quote != words else ""
    return f"{words} {who}".strip()


def _other_harm(view: EventView) -> Cell:
    return joined(f"{claim.outcome.value}: {_counted(claim)}" for claim in view.claims if claim.outcome in _OTHERS)


def _place(part: Callable[[Argument, PlaceReference], Cell]) -> Get:
    def first(view: EventView) -> Cell:
        found = view.places()
        return part(*found[0]) if found else None

    return first


def _quotes(role: Role) -> Get:
    return lambda view: joined(argument.evidence.quote for argument in view.arguments(role))


def _day(event: Event, end: str) -> str | None:
    day = getattr(event.when, end) if event.when else None
    return day.isoformat() if day else None


COLUMNS: dict[str, Column] = {
    "event": Column("Id of the report and of the event in it.", EventView.key),
    "type": Column("Event type, as a code.", lambda view: view.event.type.value),
    "type_en": Column("Event type in English.", lambda view: label(view.event.type, "en")),
    "type_ar": Column("Event type in Arabic.", lambda view: label(view.event.type, "ar")),
    "realis": Column("Whether it is told as having happened.", lambda view: view.event.realis.value),
    "salience": Column("How it stands in the report.", lambda view: view.event.salience.value),
    "parent": Column(
        "The event of which it is a part, as in `event`.",
        lambda view: event_key(view.report, view.event.parent) if view.event.parent else None,
    ),
    "date_start": Column("First day (ISO 8601).", lambda view: _day(view.event, "start")),
    "date_end": Column("Last day, inclusive.", lambda view: _day(view.event, "end")),
    "date_granularity": Column(
        "How finely the words tell when.", lambda view: view.event.when.granularity.value if view.event.when else None
    ),
    "date_basis": Column(
        "What the days rest on.", lambda view: view.event.when.basis.value if view.event.when else None
    ),
    "date_quote": Column(
        "The words that date it.",
        lambda view: joined(e.quote for e in view.event.when.evidence) if view.event.when else None,
    ),
    "place_quote": Column(
        "The words for the first of its finest places.", _place(lambda argument, place: argument.evidence.quote)
    ),
    "place_name": Column(
        "English name of that place.", _place(lambda argument, place: place.name_en or argument.label)
    ),
    "place_id": Column("Its id in the gazetteer.", _place(lambda argument, place: place.chosen)),
    "place_kind": Column("What kind of place it is.", _place(lambda argument, place: place.kind.value)),
    "latitude": Column("Degrees north (WGS 84), as in the gazetteer.", _place(lambda argument, place: place.lat)),
    "longitude": Column("Degrees east.", _place(lambda argument, place: place.lon)),
    "precision": Column("How finely the point tells where.", _place(lambda argument, place: place.precision.value)),
    "radius_km": Column(
        "How far from the point it may have been, in km.", _place(lambda argument, place: place.radius_km)
    ),
    "country": Column("ISO 3166 alpha-2.", _place(lambda argument, place: place.country)),
    "all_places": Column("The words for all its places, of every level.", _quotes(Role.PLACE)),
    **_role(Role.ATTACKER, "who carried it out"),
    **_role(Role.TARGET, "who or what was hit"),
    **_role(Role.PARTY, "the sides, where attacker and target do not fit"),
    "weapon_quote": Column("The words for the weapon.", _quotes(Role.WEAPON)),
    **_toll("killed", _TOLLS["killed"], "people killed"),
    **_toll("injured", _TOLLS["injured"], "people injured"),
    **_toll("killed_or_injured", _TOLLS["killed_or_injured"], "killed and injured who are not told apart"),
    "other_harm": Column("Missing, abducted, detained, displaced: outcome and words.", _other_harm),
    "trigger": Column("The word that names the event.", lambda view: view.event.trigger.quote),
    "trigger_start": Column(
        "Where it starts in the report's text, in code points.", lambda view: view.event.trigger.start
    ),
    "trigger_end": Column("Where it ends (half-open).", lambda view: view.event.trigger.end),
    "sentence": Column("The sentence in which it stands.", EventView.sentence),
    "report": Column("Id of the report.", lambda view: view.report.id),
    "report_external_id": Column("The id that came with the report.", lambda view: view.report.external_id),
    "report_url": Column("Where the report was published.", lambda view: view.report.url),
    "source": Column("The outlet.", lambda view: view.report.source.name if view.report.source else None),
    "published": Column(
        "Day of publication; it dates no event.",
        lambda view: view.report.published.isoformat() if view.report.published else None,
    ),
    "published_basis": Column("How that day is known.", lambda view: view.report.published_basis.value),
    "run": Column("The run that found the event.", lambda view: view.run),
    "decided": Column(
        "Values that rest on a person: record and field, what was decided, and its number in the ledger, as"
        " `c1.count edit (12)`.",
        lambda view: joined(told(basis) for basis in view.decided),
    ),
}
"""Every column, in order."""
