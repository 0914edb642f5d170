"""The columns of a table of incidents, and of the table of their claims: each with what it holds, and how it is got."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from rasid.codes import label
from rasid.export.columns import Cell, joined
from rasid.export.decided import of_events, told
from rasid.export.losses import Record
from rasid.lexicon.places import gazetteer
from rasid.model import (
    Account,
    ClaimUse,
    Estimate,
    Incident,
    IncidentClaim,
    Outcome,
    PartyResponsibility,
    Report,
    Stance,
    Statement,
    Subgroup,
    SubjectKind,
)


class IncidentRow:
    """One incident as a row shows it."""

    def __init__(self, account: Account, records: Iterable[Record]) -> None:
        self.account = account
        self.incident: Incident = account.incident
        read = list(records)
        self.reports = {report.id: report for report, _ in read}
        events: dict[str, set[str]] = {}
        for key in self.incident.events:
            events.setdefault(key.report_id, set()).add(key.event)
        self.decided = [told(basis) for basis in self.incident.decided]
        """What rests on people, of the incident and of what its reports tell."""
        for report, analysis in read:
            self.decided += [told(basis, report.id) for basis in of_events(analysis, events.get(report.id, ()))]

    def cell(self, outcome: Outcome, subgroup: Subgroup = Subgroup.ALL) -> Estimate:
        return self.account.matrix.cell(outcome, subgroup)

    def parties(self, *stances: Stance) -> list[PartyResponsibility]:
        return [party for party in self.account.responsibility.parties if any(map(party.told, stances))]


class ClaimRow:
    """One claim as a row shows it, with what the rule makes of it in the first cell that lists it."""

    def __init__(self, account: Account, claim: IncidentClaim, record: Record) -> None:
        self.account = account
        self.claim = claim
        self.report: Report = record[0]
        statements = {statement.id: statement for statement in record[1].statements}
        self.decided = [
            told(basis)
            for basis in record[1].decided
            if basis.kind is SubjectKind.CLAIM and basis.record == claim.claim.id
        ]
        """What of it rests on people."""
        self.said: Statement | None = statements.get(claim.claim.source or "")
        self.use: ClaimUse | None = None
        self.cell: Estimate | None = None
        for cell in account.matrix.cells:
            for use in cell.claims:
                if use.claim == claim.key and self.use is None:
                    self.use, self.cell = use, cell


class IncidentColumn(NamedTuple):
    """``tells`` is what the reference says of it. An empty cell is "not stated" or "not resolved", never 0."""

    tells: str
    get: Callable[[IncidentRow], Cell]


class ClaimColumn(NamedTuple):
    tells: str
    get: Callable[[ClaimRow], Cell]


def _estimate(name: str, outcome: Outcome, what: str, subgroup: Subgroup = Subgroup.ALL) -> dict[str, IncidentColumn]:
    return {
        f"{name}_low": IncidentColumn(
            f"{what}: the least number under the rule.", lambda r: r.cell(outcome, subgroup).low
        ),
        f"{name}_best": IncidentColumn(
            "The number to take where one is wanted; empty where the rule gives none.",
            lambda r: r.cell(outcome, subgroup).best,
        ),
        f"{name}_high": IncidentColumn("The greatest number.", lambda r: r.cell(outcome, subgroup).high),
        f"{name}_or_more": IncidentColumn(
            "Whether the greatest number is said to be reached or passed (true, false).",
            lambda r: r.cell(outcome, subgroup).or_more if r.cell(outcome, subgroup).stated else None,
        ),
        f"{name}_sources": IncidentColumn(
            "Independent sources that the estimate uses; reprints count once.",
            lambda r: r.cell(outcome, subgroup).sources if r.cell(outcome, subgroup).claims else None,
        ),
    }


def _events(keys: Iterable[object]) -> str:
    return joined(map(str, keys))


def _place_name(row: IncidentRow) -> Cell:
    known = gazetteer().get(row.incident.place) if row.incident.place else None
    return (known.name_en or known.name_ar) if known is not None else None


def _others(row: IncidentRow) -> Cell:
    found = []
    for outcome in (Outcome.MISSING, Outcome.ABDUCTED, Outcome.DETAINED, Outcome.DISPLACED):
        cell = row.cell(outcome)
        if cell.stated:
            found.append(
                f"{outcome.value}: {'' if cell.low is None else cell.low}–{'' if cell.high is None else cell.high}"
            )
    return joined(found)


def _of_all(get: Callable[[Report], str | None]) -> Callable[[IncidentRow], Cell]:
    return lambda row: joined(get(row.reports[name]) for name in row.account.reports if name in row.reports)


INCIDENT_COLUMNS: dict[str, IncidentColumn] = {
    "incident": IncidentColumn("Id of the incident; it stays, see the how-to of incidents.", lambda r: r.incident.id),
    "status": IncidentColumn("How it holds together.", lambda r: r.incident.status.value),
    "type": IncidentColumn("Event type, as most of its reports tell it.", lambda r: r.incident.type.value if r.incident.type else None),
    "type_en": IncidentColumn("Event type in English.", lambda r: label(r.incident.type, "en") if r.incident.type else None),
    "type_ar": IncidentColumn("Event type in Arabic.", lambda r: label(r.incident.type, "ar") if r.incident.type else None),
    "date_start": IncidentColumn(
        "First day, best supported (ISO 8601).", lambda r: r.incident.first.isoformat() if r.incident.first else None
    ),
    "date_end": IncidentColumn("Last day, inclusive.", lambda r: r.incident.last.isoformat() if r.incident.last else None),
    "date_against": IncidentColumn(
        "Events that tell other days, or were published before.",
        lambda r: _events(r.incident.when.against) if r.incident.when else None,
    ),
    "latitude": IncidentColumn("Degrees north (WGS 84) of the place best supported, as in the gazetteer.", lambda r: r.incident.lat),
    "longitude": IncidentColumn("Degrees east.", lambda r: r.incident.lon),
    "radius_km": IncidentColumn("How far from the point it may have been, in km.", lambda r: r.incident.radius_km),
    "place_id": IncidentColumn("Id of the place in the gazetteer.", lambda r: r.incident.place),
    "place_name": IncidentColumn("Its English name.", _place_name),
    "place_against": IncidentColumn(
        "Events that tell another place.", lambda r: _events(r.incident.where.against) if r.incident.where else None
    ),
    "country": IncidentColumn("ISO 3166 alpha-2.", lambda r: r.incident.country),
    "reports": IncidentColumn("How many reports tell of it.", lambda r: len(r.account.reports)),
    "witnesses": IncidentColumn("The same, reprints of one text counted once.", lambda r: len(r.account.witnesses)),
    "rule": IncidentColumn("The rule of the estimates that follow.", lambda r: r.account.matrix.rule.value),
    **_estimate("killed", Outcome.KILLED, "People killed (of rules that record civilians: civilians)"),
    **_estimate("injured", Outcome.INJURED, "People injured"),
    **_estimate("killed_or_injured", Outcome.HARMED, "Killed and injured who are not told apart"),
    **_estimate("killed_civilian", Outcome.KILLED, "Civilians killed", Subgroup.CIVILIAN),
    **_estimate("killed_fighter", Outcome.KILLED, "Fighters killed", Subgroup.FIGHTER),
    **_estimate("killed_woman", Outcome.KILLED, "Women killed", Subgroup.WOMAN),
    **_estimate("killed_child", Outcome.KILLED, "Children killed", Subgroup.CHILD),
    "other_harm": IncidentColumn("Missing, abducted, detained, displaced: outcome and range.", _others),
    "grade": IncidentColumn(
        "How well harm to civilians is borne out, in Airwars' words.",
        lambda r: r.account.grade.grade.value if r.account.grade.grade else None,
    ),
    "grade_reason": IncidentColumn("Why.", lambda r: r.account.grade.reason),
    "claimed_by": IncidentColumn("Who says that they did it, as ids of the actor registry.", lambda r: joined(p.party for p in r.parties(Stance.CLAIMED))),
    "denied_by": IncidentColumn("Who says that they did not.", lambda r: joined(p.party for p in r.parties(Stance.DENIED))),
    "accused": IncidentColumn(
        "Whom others hold responsible, the one whom most independent sources name first.",
        lambda r: joined(p.party for p in r.parties(Stance.ACCUSED, Stance.REPORTED)),
    ),
    "contested": IncidentColumn("Why responsibility is contested.", lambda r: joined(why.value for why in r.account.responsibility.contest)),
    "problems": IncidentColumn(
        "What does not fit together, as codes.",
        lambda r: joined(p.code for p in (*r.incident.problems, *r.account.matrix.problems)),
    ),
    "report_ids": IncidentColumn("Its reports, by day of publication.", lambda r: joined(r.account.reports)),
    "sources": IncidentColumn("Their outlets, in the same order.", _of_all(lambda report: report.source.name if report.source else None)),
    "urls": IncidentColumn("Their addresses, in the same order.", _of_all(lambda report: report.url)),
    "events": IncidentColumn("The events of these reports that tell of it.", lambda r: _events(r.incident.events)),
    "decided": IncidentColumn(
        "Values that rest on a person: report, record and field, what was decided, and its number in the ledger.",
        lambda r: joined(r.decided),
    ),
}  # fmt: skip
"""Every column of the table of incidents, in order."""

CLAIM_COLUMNS: dict[str, ClaimColumn] = {
    "incident": ClaimColumn("Id of the incident.", lambda r: r.account.incident.id),
    "report": ClaimColumn("Id of the report in which it stands.", lambda r: r.report.id),
    "report_external_id": ClaimColumn("The id that came with the report.", lambda r: r.report.external_id),
    "report_url": ClaimColumn("Where the report was published.", lambda r: r.report.url),
    "source": ClaimColumn("The outlet.", lambda r: r.report.source.name if r.report.source else None),
    "published": ClaimColumn("Day of publication.", lambda r: r.report.published.isoformat() if r.report.published else None),
    "event": ClaimColumn("Id of its event within the report.", lambda r: r.claim.claim.event),
    "claim": ClaimColumn("Id of the claim within the report.", lambda r: r.claim.claim.id),
    "outcome": ClaimColumn("What happened to those counted.", lambda r: r.claim.claim.outcome.value),
    "groups": ClaimColumn("Who they are, as the report says.", lambda r: joined(group.value for group in r.claim.claim.groups)),
    "low": ClaimColumn("The least number said; empty where there is no bound.", lambda r: r.claim.claim.count.low),
    "high": ClaimColumn("The greatest number said; empty where there is no bound.", lambda r: r.claim.claim.count.high),
    "count_kind": ClaimColumn("How the number is put.", lambda r: r.claim.claim.count.kind.value),
    "quote": ClaimColumn("The words of the number.", lambda r: r.claim.claim.evidence.quote),
    "quote_start": ClaimColumn("Where they start in the report's text, in code points.", lambda r: r.claim.claim.evidence.start),
    "quote_end": ClaimColumn("Where they end (half-open).", lambda r: r.claim.claim.evidence.end),
    "who_quote": ClaimColumn("The words for those counted.", lambda r: r.claim.claim.who.quote if r.claim.claim.who else None),
    "speaker_quote": ClaimColumn("The words for who gives the number; empty where the report itself does.", lambda r: r.said.speaker.quote if r.said else None),
    "speaker": ClaimColumn("The speaker's id in the actor registry.", lambda r: r.claim.speaker),
    "speaker_kind": ClaimColumn("What kind of speaker it is.", lambda r: r.claim.speaker_kind.value if r.claim.speaker_kind else None),
    "via": ClaimColumn("Who passes it on.", lambda r: r.claim.via),
    "certainty": ClaimColumn("How firmly it is said.", lambda r: r.claim.claim.certainty.value),
    "scope": ClaimColumn("Over what it is counted.", lambda r: r.claim.claim.scope.value),
    "part_of": ClaimColumn("The claim of the same report in which it is included.", lambda r: r.claim.claim.part_of),
    "added_to": ClaimColumn("The claim of the same report to which it comes on top.", lambda r: r.claim.claim.added_to),
    "stage": ClaimColumn("Where the report puts it in the course of the toll.", lambda r: r.claim.stage.value if r.claim.stage else None),
    "copies": ClaimColumn("Shared by claims in whose reports the same words stand.", lambda r: r.claim.copies),
    "rule": ClaimColumn("The rule of what follows.", lambda r: r.account.matrix.rule.value),
    "subgroup": ClaimColumn("The group of the estimate that first lists it.", lambda r: r.cell.subgroup.value if r.cell else None),
    "standing": ClaimColumn("What that estimate makes of it: used, dissenting, set aside.", lambda r: r.use.standing.value if r.use else None),
    "reason": ClaimColumn("Why.", lambda r: r.use.reason.value if r.use else None),
    "of": ClaimColumn(
        "The claim that it repeats, contradicts, is a part of, or gave way to, as report#claim.",
        lambda r: f"{r.use.of.report_id}#{r.use.of.claim}" if r.use and r.use.of else None,
    ),
    "independent_source": ClaimColumn("The independent source that it comes down to.", lambda r: r.use.source if r.use else None),
    "decided": ClaimColumn("What of it rests on a person, as in the table of incidents.", lambda r: joined(r.decided)),
}  # fmt: skip
"""Every column of the table of claims, in order."""
