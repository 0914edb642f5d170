"""One row an event, for spreadsheets and statistics, with the words beside the values."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from typing import TextIO

from rasid.codes import label
from rasid.export.event_view import EventView, event_key
from rasid.export.losses import Losses, Record, count_events, guarded
from rasid.model import Argument, CasualtyClaim, Event, Outcome, PlaceReference, Role

SUFFIX = ".csv"
SEPARATOR = " | "
"""Between several values in one cell."""

_TOLLS = {"killed": Outcome.KILLED, "injured": Outcome.INJURED, "killed_or_injured": Outcome.HARMED}
_OTHERS = (Outcome.MISSING, Outcome.ABDUCTED, Outcome.DETAINED, Outcome.DISPLACED)
# A cell that opens with one of these is run as a formula by Excel, LibreOffice or Sheets.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

Cell = str | int | float | None


def _role(role: Role) -> dict[str, Callable[[EventView], Cell]]:
    name = role.value
    return {
        f"{name}_quote": lambda view: _joined(argument.evidence.quote for argument in view.arguments(role)),
        f"{name}_name": lambda view: _joined(argument.label for argument in view.arguments(role)),
        f"{name}_id": lambda view: _joined(argument.actor for argument in view.arguments(role)),
    }


def _toll(name: str, outcome: Outcome) -> dict[str, Callable[[EventView], Cell]]:
    def claims(view: EventView) -> list[CasualtyClaim]:
        kinds = (outcome, Outcome.NONE) if outcome is not Outcome.HARMED else (outcome,)
        return [claim for claim in view.claims if claim.outcome in kinds]

    def speakers(view: EventView) -> Cell:
        found = [view.speaker(claim) for claim in claims(view)]
        return _joined(statement.speaker.quote if statement else "" for statement in found)

    return {
        f"{name}_min": lambda view: view.range(outcome).low,
        f"{name}_max": lambda view: view.range(outcome).high,
        f"{name}_quotes": lambda view: _joined(_counted(claim) for claim in claims(view)),
        f"{name}_speakers": speakers,
    }


def _counted(claim: CasualtyClaim) -> str:
    words = claim.evidence.quote
    who = claim.who.quote if claim.who and claim.who.quote != words else ""
    return f"{words} {who}".strip()


def _other_harm(view: EventView) -> Cell:
    """ "detained: اثني عشر مشتبها" for each claim of an outcome without columns of its own."""
    return _joined(f"{claim.outcome.value}: {_counted(claim)}" for claim in view.claims if claim.outcome in _OTHERS)


def _joined(values: Iterable[str | None]) -> str:
    """Values in one cell; an empty one keeps its place, so that columns of one kind go together."""
    found = [value or "" for value in values]
    return SEPARATOR.join(found) if any(found) else ""


def _place(part: Callable[[Argument, PlaceReference], Cell]) -> Callable[[EventView], Cell]:
    def first(view: EventView) -> Cell:
        found = view.places()
        return part(*found[0]) if found else None

    return first


COLUMNS: dict[str, Callable[[EventView], Cell]] = {
    "event": EventView.key,
    "type": lambda view: view.event.type.value,
    "type_en": lambda view: label(view.event.type, "en"),
    "type_ar": lambda view: label(view.event.type, "ar"),
    "realis": lambda view: view.event.realis.value,
    "salience": lambda view: view.event.salience.value,
    "parent": lambda view: event_key(view.report, view.event.parent) if view.event.parent else None,
    "date_start": lambda view: _day(view.event, "start"),
    "date_end": lambda view: _day(view.event, "end"),
    "date_granularity": lambda view: view.event.when.granularity.value if view.event.when else None,
    "date_basis": lambda view: view.event.when.basis.value if view.event.when else None,
    "date_quote": lambda view: _joined(e.quote for e in view.event.when.evidence) if view.event.when else None,
    "place_quote": _place(lambda argument, place: argument.evidence.quote),
    "place_name": _place(lambda argument, place: place.name_en or argument.label),
    "place_id": _place(lambda argument, place: place.chosen),
    "place_kind": _place(lambda argument, place: place.kind.value),
    "latitude": _place(lambda argument, place: place.lat),
    "longitude": _place(lambda argument, place: place.lon),
    "precision": _place(lambda argument, place: place.precision.value),
    "radius_km": _place(lambda argument, place: place.radius_km),
    "country": _place(lambda argument, place: place.country),
    "all_places": lambda view: _joined(argument.evidence.quote for argument in view.arguments(Role.PLACE)),
    **_role(Role.ATTACKER),
    **_role(Role.TARGET),
    **_role(Role.PARTY),
    "weapon_quote": lambda view: _joined(argument.evidence.quote for argument in view.arguments(Role.WEAPON)),
    **{name: get for toll, outcome in _TOLLS.items() for name, get in _toll(toll, outcome).items()},
    "other_harm": _other_harm,
    "trigger": lambda view: view.event.trigger.quote,
    "trigger_start": lambda view: view.event.trigger.start,
    "trigger_end": lambda view: view.event.trigger.end,
    "sentence": EventView.sentence,
    "report": lambda view: view.report.id,
    "report_external_id": lambda view: view.report.external_id,
    "report_url": lambda view: view.report.url,
    "source": lambda view: view.report.source.name if view.report.source else None,
    "published": lambda view: view.report.published.isoformat() if view.report.published else None,
    "published_basis": lambda view: view.report.published_basis.value,
    "run": lambda view: view.run,
}
"""Every column, in order, and what it holds; an empty cell is "not stated" or "not resolved", never 0."""


def write(records: Iterable[Record], out: TextIO, *, protect_names: bool = True, bom: bool = False) -> Losses:
    """Writes a header and one row an event, in the columns `COLUMNS`. ``bom`` puts a byte order mark first, by which Excel knows UTF-8. ``out``
    must not translate line ends (``newline=""``). Returns what was left out."""
    losses = Losses()
    if bom:
        out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for report, analysis in guarded(records, losses, protect_names=protect_names):
        count_events(analysis, losses)
        for event in analysis.events:
            view = EventView(report, analysis, event)
            extra = len(view.places()) - 1
            losses.add("casualties", "denied or over a longer time: in the quotes, not in min and max", view.left_out())
            losses.add(
                "place", "further places of the same precision: their words are in all_places only", max(0, extra)
            )
            writer.writerow(list(_safe((get(view) for get in COLUMNS.values()), losses)))
    return losses


def _day(event: Event, end: str) -> str | None:
    day = getattr(event.when, end) if event.when else None
    return day.isoformat() if day else None


def _safe(cells: Iterable[Cell], losses: Losses) -> Iterator[Cell]:
    """Cells that no spreadsheet takes for a formula: an apostrophe stands before what would be one."""
    for cell in cells:
        if isinstance(cell, str):
            cell = cell.replace("\x00", "")
            if cell.lstrip(" ").startswith(_FORMULA):
                losses.add("cell", "an apostrophe was put before text that a spreadsheet would run as a formula")
                cell = "'" + cell
        yield cell
