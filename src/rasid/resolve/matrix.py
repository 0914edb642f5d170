"""Outcomes by groups under one rule, and whether they add up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence

from rasid.model import Outcome, Problem
from rasid.model.estimate import ClaimKey, Estimate, IncidentClaim, Matrix, Rule, Subgroup
from rasid.resolve.asides import COUNTED_BY_NONE, total_of
from rasid.resolve.estimates import cell_of
from rasid.resolve.subgroups import columns
from rasid.resolve.witness import in_order, witnesses

COUNTED = tuple(outcome for outcome in Outcome if outcome is not Outcome.NONE)
_ASUNDER = (
    (Subgroup.CIVILIAN, Subgroup.FIGHTER, Subgroup.POLICE),
    (Subgroup.WOMAN, Subgroup.CHILD),
    (Subgroup.MEDIC,),
    (Subgroup.JOURNALIST,),
)
"""Groups of which nobody is of two, so that together they are at most all."""
_BODILY = (Outcome.KILLED, Outcome.INJURED)


def matrix(
    claims: Collection[IncidentClaim],
    rule: Rule,
    *,
    happened: dt.date | None = None,
    add: bool = False,
) -> Matrix:
    """The estimates of all cells of which some claim speaks; see `estimate` for the options. What does not add up is
    reported and changes no number."""
    ordered = in_order(claims)
    seen = witnesses(ordered)
    told = {claim.claim.outcome for claim in ordered}
    if Outcome.NONE in told:
        told |= COUNTED_BY_NONE
    cells = tuple(
        cell
        for outcome in COUNTED
        if outcome in told
        for subgroup in Subgroup
        if (cell := cell_of(ordered, seen, rule, outcome, subgroup, happened=happened, add=add)).claims
    )
    return Matrix(rule=rule, cells=cells, problems=(*_within_reports(ordered), *_between_cells(rule, cells)))


def _within_reports(ordered: Sequence[IncidentClaim]) -> Iterator[Problem]:
    """Parts that come to more than the total of which their own report says they are parts."""
    by_key = {claim.key: claim for claim in ordered}
    parts: dict[ClaimKey, list[IncidentClaim]] = {}
    for claim in ordered:
        if (total := total_of(claim, by_key)) is not None and total.claim.outcome is claim.claim.outcome:
            parts.setdefault(total.key, []).append(claim)
    for key, some in parts.items():
        high = by_key[key].claim.count.high
        for together in _ASUNDER:
            least = sum(part.claim.count.low or 0 for part in some if columns(part.claim) & set(together))
            if high is not None and least > high:
                yield Problem(
                    code="parts-exceed-total",
                    message=f"the report counts {high} in all, and parts of them that come to {least}: read its words again",
                    item=f"{key.report_id}#{key.claim}",
                    report_id=key.report_id,
                    component="matrix",
                )
                break


def _between_cells(rule: Rule, cells: Collection[Estimate]) -> Iterator[Problem]:
    """Groups that come to more than all, and killed and injured that come to more than the harmed."""
    by_cell = {(cell.outcome, cell.subgroup): cell for cell in cells if cell.stated}
    for outcome in COUNTED:
        total = by_cell.get((outcome, Subgroup.ALL))
        for together in _ASUNDER:
            some = [by_cell[outcome, subgroup] for subgroup in together if (outcome, subgroup) in by_cell]
            if total is not None and _exceed(some, total):
                names = ", ".join(f"{cell.subgroup} {cell.low}" for cell in some)
                yield _problem(rule, total, "groups-exceed-all", f"{names}: more than all, who are {total.high}")
    harmed = by_cell.get((Outcome.HARMED, Subgroup.ALL))
    some = [by_cell[outcome, Subgroup.ALL] for outcome in _BODILY if (outcome, Subgroup.ALL) in by_cell]
    if harmed is not None and _exceed(some, harmed):
        names = ", ".join(f"{cell.outcome} {cell.low}" for cell in some)
        yield _problem(
            rule, harmed, "outcomes-exceed-harmed", f"{names}: more than those harmed, who are {harmed.high}"
        )


def _exceed(some: Collection[Estimate], total: Estimate) -> bool:
    return total.high is not None and not total.or_more and sum(cell.low or 0 for cell in some) > total.high


def _problem(rule: Rule, cell: Estimate, code: str, what: str) -> Problem:
    return Problem(
        code=code,
        message=f"{what}; different claims were taken for them: compare the claims of the cells",
        item=f"{rule}: {cell.outcome}, {cell.subgroup}",
        component="matrix",
    )
