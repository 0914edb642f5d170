"""What a format leaves out, counted while it is written, so that nobody takes a file for the whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from rasid.export.names import protect
from rasid.model import Analysis, Report

Record = tuple[Report, Analysis]


class Loss(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of thing that is not in the file, or not as it was. ``count`` is how often; a loss that happened 0 times
    is not listed."""

    field: str
    reason: str
    count: int


class Losses:
    """Counts what is left out of one file."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, field: str, reason: str, count: int = 1) -> None:
        if count:
            self._counts[field, reason] = self._counts.get((field, reason), 0) + count

    def __iter__(self) -> Iterator[Loss]:
        """In the order in which they were first met."""
        for (field, reason), count in self._counts.items():
            yield Loss(field=field, reason=reason, count=count)

    def json(self) -> bytes:
        """``{"losses": [{"field", "reason", "count"}, …]}``."""
        return msgspec.json.format(msgspec.json.encode({"losses": list(self)}), indent=2)

    def write_beside(self, path: Path) -> Path:
        """Writes FILE.losses.json beside ``path`` and returns where that is."""
        beside = path.with_name(path.name + ".losses.json")
        beside.write_bytes(self.json() + b"\n")
        return beside


def guarded(records: Iterable[Record], losses: Losses, *, protect_names: bool) -> Iterator[Record]:
    """The records as they may leave: with the names of private persons covered, unless ``protect_names`` is false."""
    for report, analysis in records:
        if not protect_names:
            yield report, analysis
            continue
        shown, found, covered = protect(report, analysis)
        losses.add(
            "names", "names of victims and witnesses are covered by █ (rasid export --clear-names leaves them)", covered
        )
        yield shown, found


def count_events(analysis: Analysis, losses: Losses) -> None:
    """What neither a row nor a feature of an event holds, however it is written."""
    losses.add("report", "reports in which no event was found or asked for have no row", int(not analysis.events))
    losses.add("relations", "relations between actors are in the JSON lines only", len(analysis.relations))
    losses.add("mentions", "mentions that no event uses are in the JSON lines only", len(analysis.mentions))
    triggers = sum(len(event.mentions) for event in analysis.events)
    losses.add("event.mentions", "further triggers of an event are in the JSON lines only", triggers)
    giving = {claim.source for claim in analysis.casualties}
    silent = sum(statement.id not in giving for statement in analysis.statements)
    losses.add("statements", "statements that give no number are in the JSON lines only", silent)
    undated = sum(event.when is None or event.when.start is None for event in analysis.events)
    losses.add(
        "date", "no date could be fixed: the cells are empty, the day of publication does not stand for it", undated
    )
