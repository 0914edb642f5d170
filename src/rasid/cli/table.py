"""One line an event: day, type, place, toll, and the report that tells of it."""

from __future__ import annotations

from rich.cells import set_cell_size
from rich.console import Console

from rasid.cli.render import place_name, toll
from rasid.codes import label
from rasid.export.event_view import EventView, Range
from rasid.model import Analysis, CountKind, CountRange, Event, Outcome, Realis, Report

_TOLLS = (Outcome.KILLED, Outcome.INJURED, Outcome.HARMED, Outcome.ABDUCTED, Outcome.DETAINED)
_WIDTHS, _NARROW = (12, 26, 26), (12, 20, 19)
"""Columns of day, type and place, on a terminal of 100 columns or more, and on a narrower one."""


def line(report: Report, analysis: Analysis, event: Event, console: Console) -> str:
    """The event as one line."""
    view = EventView(report, analysis, event)
    when = event.when
    day = "no date" if when is None or when.start is None else when.start.isoformat()
    if when is not None and when.start != when.end:
        day += " …"
    kind = label(event.type, "en")
    if event.realis is not Realis.ACTUAL:
        kind += f", {label(event.realis, 'en').lower()}"
    places = view.places()
    where = (place_name(places[0][1]) or "not resolved") if places else "no place"
    if places and places[0][1].country and places[0][1].lat is not None:
        where += f", {places[0][1].country}"
    widths = _NARROW if console.is_terminal and console.width < 100 else _WIDTHS
    cells = [set_cell_size(text, width - 2) for text, width in zip((day, kind, where), widths, strict=True)]
    said = ", ".join(text for outcome in _TOLLS if (text := _toll(outcome, view.range(outcome)))) or "no toll"
    return "  ".join((*cells, said, f"{report.external_id or report.id} {event.id}"))


def _toll(outcome: Outcome, said: Range) -> str:
    if said.low is None and said.high is None:
        return ""
    if said.low == said.high == 0:
        return f"0 {label(outcome, 'en').lower()}"
    return toll(outcome, CountRange(low=said.low, high=said.high, kind=CountKind.BETWEEN))
