"""Incidents with their estimates under one rule: as rows, as features on a map, or whole; and the table of their claims."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

import msgspec

from rasid.export.csv import safe
from rasid.export.incident_columns import CLAIM_COLUMNS, INCIDENT_COLUMNS, ClaimRow, IncidentRow
from rasid.export.losses import Losses, Record
from rasid.model import Account

Told = tuple[Account, list[Record]]
"""An incident, and the records that its account was made of."""


class Claims:
    """A table of claims, written while the incidents are: one row a claim, in the columns `CLAIM_COLUMNS`."""

    def __init__(self, out: TextIO, losses: Losses, *, bom: bool = False) -> None:
        """``out`` must not translate line ends (``newline=""``). ``bom`` puts a byte order mark first."""
        if bom:
            out.write("\ufeff")
        self._losses = losses
        self._writer = csv.writer(out)
        self._writer.writerow(CLAIM_COLUMNS)
        self.count = 0

    def add(self, account: Account, records: Iterable[Record]) -> None:
        read = {report.id: (report, analysis) for report, analysis in records}
        for claim in account.claims:
            row = ClaimRow(account, claim, read[claim.report_id])
            self._writer.writerow(list(safe((column.get(row) for column in CLAIM_COLUMNS.values()), self._losses)))
            self.count += 1


def write_csv(
    told: Iterable[Told], out: TextIO, losses: Losses, *, claims: Claims | None = None, bom: bool = False
) -> int:
    """One row an incident, in the columns `INCIDENT_COLUMNS`. Returns how many."""
    if bom:
        out.write("\ufeff")
    writer = csv.writer(out)
    writer.writerow(INCIDENT_COLUMNS)
    count = 0
    for account, records in _with_claims(told, claims):
        row = IncidentRow(account, records)
        _count_losses(account, losses)
        writer.writerow(list(safe((column.get(row) for column in INCIDENT_COLUMNS.values()), losses)))
        count += 1
    return count


def write_jsonl(told: Iterable[Told], out: TextIO, losses: Losses, *, claims: Claims | None = None) -> int:
    """One `Account` a line: nothing is left out. Returns how many."""
    count = 0
    for account, _ in _with_claims(told, claims):
        out.write(msgspec.json.encode(account).decode() + "\n")
        count += 1
    return count


def write_geojson(told: Iterable[Told], out: TextIO, losses: Losses, *, claims: Claims | None = None) -> int:
    """One feature an incident, with the columns of a row as its properties; the point is the gazetteer's, never moved, and
    null where no place was resolved. Returns how many."""
    out.write('{"type":"FeatureCollection","features":[')
    count = 0
    for account, records in _with_claims(told, claims):
        _count_losses(account, losses)
        incident = account.incident
        geometry: dict[str, Any] | None = None
        if incident.lat is not None and incident.lon is not None:
            geometry = {"type": "Point", "coordinates": [incident.lon, incident.lat]}
        else:
            losses.add("geometry", "no point: the place is not said, not resolved, or a whole country")
        row = IncidentRow(account, records)
        properties = {name: column.get(row) for name, column in INCIDENT_COLUMNS.items()}
        feature = {"type": "Feature", "id": incident.id, "geometry": geometry, "properties": properties}
        out.write((",\n" if count else "\n") + msgspec.json.encode(feature).decode())
        count += 1
    out.write('\n],"losses":' + msgspec.json.encode(list(losses)).decode() + "}\n")
    return count


WRITERS = {"csv": write_csv, "jsonl": write_jsonl, "geojson": write_geojson}


def _with_claims(told: Iterable[Told], claims: Claims | None) -> Iterator[Told]:
    for account, records in told:
        if claims is not None:
            claims.add(account, records)
        yield account, records


def _count_losses(account: Account, losses: Losses) -> None:
    undated = account.incident.first is None
    losses.add(
        "date",
        "no date could be fixed: the cells are empty, the day of publication does not stand for it",
        int(undated),
    )
    shown = {"killed", "injured", "harmed", "missing", "abducted", "detained", "displaced"}
    further = sum(
        cell.subgroup.value in ("police", "medic", "journalist")
        or (cell.subgroup.value != "all" and cell.outcome.value != "killed")
        or cell.outcome.value not in shown
        for cell in account.matrix.cells
    )
    losses.add("estimates", "further groups of the matrix are in the JSON lines only", further)
    said = sum(len(party.attributions) for party in account.responsibility.parties)
    losses.add("responsibility", "who says so, in which words, is in the JSON lines only", said)
