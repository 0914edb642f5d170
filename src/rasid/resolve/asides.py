"""Which claims count the people of one cell, and why the others do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from rasid.model import Certainty, Group, Outcome, Scope
from rasid.model.estimate import ClaimKey, IncidentClaim, Reason, Subgroup
from rasid.resolve.subgroups import civilians, columns, fighters, mixed
from rasid.resolve.witness import Witness
from rasid.text.normal import fold

_CIVILIAN = "مدني"
COUNTED_BY_NONE = frozenset({Outcome.KILLED, Outcome.INJURED})
"""دون وقوع إصابات says 0 of these."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Of what and of whom an estimate is made."""

    outcome: Outcome
    subgroup: Subgroup
    civilians_only: bool = False
    """Whether the rule records civilians: its ``all`` is all civilians."""


@dataclass(frozen=True, slots=True)
class Aside:
    reason: Reason
    of: ClaimKey | None = None


def speaks_of(claim: IncidentClaim, cell: Cell) -> bool:
    """Whether the claim is to be listed in the cell at all, used or not."""
    count = claim.claim
    if cell.subgroup is Subgroup.ALL:
        return count.outcome is cell.outcome or (count.outcome is Outcome.NONE and cell.outcome in COUNTED_BY_NONE)
    return count.outcome is cell.outcome and (cell.subgroup in columns(count) or mixed(count, cell.subgroup))


def asides(
    claims: Collection[IncidentClaim],
    cell: Cell,
    seen: Mapping[ClaimKey, Witness],
    *,
    happened: dt.date | None = None,
) -> dict[ClaimKey, Aside]:
    """The claims among ``claims`` (all of the incident) that speak of the cell and do not count its people.
    ``happened`` is the first day on which the incident can have happened."""
    by_key = {claim.key: claim for claim in claims}
    parts: dict[ClaimKey, list[IncidentClaim]] = {}
    for claim in claims:
        if (total := total_of(claim, by_key)) is not None:
            parts.setdefault(total.key, []).append(claim)
    out: dict[ClaimKey, Aside] = {}
    for claim in claims:
        if not speaks_of(claim, cell):
            continue
        aside = (
            _elsewhere(claim, by_key, happened)
            or _copied(claim, seen)
            or _other_people(claim, cell, by_key, parts)
            or _numberless(claim)
        )
        if aside is not None:
            out[claim.key] = aside
    return out


def total_of(claim: IncidentClaim, by_key: Mapping[ClaimKey, IncidentClaim]) -> IncidentClaim | None:
    """The claim of which it is a part, where that one is among them."""
    if claim.claim.part_of is None:
        return None
    return by_key.get(ClaimKey(report_id=claim.report_id, claim=claim.claim.part_of))


def _elsewhere(
    claim: IncidentClaim, by_key: Mapping[ClaimKey, IncidentClaim], happened: dt.date | None
) -> Aside | None:
    """Not of this incident, or denied; a part shares in what befalls its total."""
    at: IncidentClaim | None = claim
    passed: set[ClaimKey] = set()
    while at is not None and at.key not in passed:
        passed.add(at.key)
        of = at.key if at is not claim else None
        if at.elsewhere:
            return Aside(Reason.OTHER_EVENT, of)
        if happened is not None and at.published is not None and at.published < happened:
            return Aside(Reason.BEFORE_EVENT, of)
        if at.claim.scope is Scope.CONFLICT:
            return Aside(Reason.CONFLICT, of)
        if at.claim.scope is Scope.PERIOD:
            return Aside(Reason.PERIOD, of)
        if at.claim.certainty is Certainty.DENIED:
            return Aside(Reason.DENIED, of)
        at = total_of(at, by_key)
    return None


def _copied(claim: IncidentClaim, seen: Mapping[ClaimKey, Witness]) -> Aside | None:
    original = seen[claim.key].reprint_of
    return Aside(Reason.REPRINT, original) if original is not None else None


def _other_people(
    claim: IncidentClaim,
    cell: Cell,
    by_key: Mapping[ClaimKey, IncidentClaim],
    parts: Mapping[ClaimKey, list[IncidentClaim]],
) -> Aside | None:
    count = claim.claim
    if cell.civilians_only and fighters(count):
        return Aside(Reason.NOT_COUNTED)
    if cell.subgroup is not Subgroup.ALL:
        return Aside(Reason.MIXED_GROUP) if mixed(count, cell.subgroup) else None
    total = total_of(claim, by_key)
    if not cell.civilians_only or count.outcome is Outcome.NONE:
        if count.part_of is None:
            return None
        return Aside(Reason.PART, total.key if total else None)
    within = parts.get(claim.key, [])
    if count.part_of is None:
        # 20 قتيلا بينهم 5 مسلحين counts fighters too; 20 قتيلا بينهم 5 مدنيين tells how many were civilians.
        named = next((part for part in within if _said_civilian(part)), None)
        if not civilians(count) and (named is not None or any(fighters(part.claim) for part in within)):
            return Aside(Reason.MIXED_GROUP, named.key if named else None)
        return None
    if total is not None and total.claim.part_of is None and not civilians(total.claim) and _said_civilian(claim):
        return None
    return Aside(Reason.PART, total.key if total else None)


def _said_civilian(claim: IncidentClaim) -> bool:
    """Whether the words set these apart as civilians (بينهم 5 مدنيين), rather than tell kin or trade (طفل ووالده، سائق)."""
    count = claim.claim
    told = fold(count.who.quote).split() if count.who is not None else []
    named = not told or any(_CIVILIAN in word for word in told)
    return named and Group.CIVILIAN in count.groups and civilians(count)


def _numberless(claim: IncidentClaim) -> Aside | None:
    count = claim.claim.count
    return Aside(Reason.NO_NUMBER) if count.low is None and count.high is None else None
