"""One row an event, for spreadsheets and statistics, with the words beside the values."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import TextIO

from rasid.export.columns import COLUMNS, Cell
from rasid.export.event_view import EventView
from rasid.export.losses import Losses, Record, count_events, guarded

SUFFIX = ".csv"
# A cell that opens with one of these is run as a formula by Excel, LibreOffice or Sheets (OWASP, "CSV injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(records: Iterable[Record], out: TextIO, *, protect_names: bool = True, bom: bool = False) -> Losses:
    """Writes a header and one row an event, in the columns `COLUMNS`. ``bom`` puts a byte order mark first, by which
    Excel knows UTF-8. ``out`` must not translate line ends (``newline=""``). Returns what was left out."""
    losses = Losses()
    if bom:
        out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for report, analysis in guarded(records, losses, protect_names=protect_names):
        count_events(analysis, losses)
        for event in analysis.events:
            view = EventView(report, analysis, event)
            losses.add("casualties", "denied or over a longer time: in the quotes, not in min and max", view.left_out())
            further = max(0, len(view.places()) - 1)
            losses.add("place", "further places of the same precision: their words are in all_places only", further)
            writer.writerow(list(safe((column.get(view) for column in COLUMNS.values()), losses)))
    return losses


def safe(cells: Iterable[Cell], losses: Losses) -> Iterator[Cell]:
    """Cells that no spreadsheet takes for a formula: an apostrophe stands before what would be one. True and false are words."""
    for cell in cells:
        if isinstance(cell, bool):
            cell = "true" if cell else "false"
        if isinstance(cell, str):
            cell = cell.replace("\x00", "")
            if cell.lstrip(" ").startswith(_FORMULA):
                losses.add("cell", "an apostrophe was put before text that a spreadsheet would run as a formula")
                cell = "'" + cell
        yield cell
