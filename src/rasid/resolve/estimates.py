"""One cell under one rule: the estimate, and what it makes of each claim."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from rasid.model import Certainty, Outcome, Scope
from rasid.model.estimate import ClaimKey, ClaimUse, Estimate, IncidentClaim, Reason, Rule, Standing, Subgroup
from rasid.resolve.asides import Aside, Cell, asides, speaks_of
from rasid.resolve.rules import CIVILIANS_ONLY, RULES, Figures
from rasid.resolve.tallies import Tally, tallies
from rasid.resolve.trajectory import contradictions, superseded
from rasid.resolve.witness import Witness, in_order, later, witnesses


def estimate(
    claims: Collection[IncidentClaim],
    rule: Rule,
    outcome: Outcome,
    subgroup: Subgroup = Subgroup.ALL,
    *,
    happened: dt.date | None = None,
    add: bool = False,
) -> Estimate:
    """The estimate of one cell from all claims of an incident, in whatever order they come.

    ``happened`` is the first day on which the incident can have happened: reports from before it cannot tell of it.
    Numbers that one source sets beside each other (مقتل رجل وطفلة) are added up only with ``add``: without it no number
    stands in an estimate that no claim has, and the greatest of them is taken as surely reached."""
    ordered = in_order(claims)
    return cell_of(ordered, witnesses(ordered), rule, outcome, subgroup, happened=happened, add=add)


def under_rules(
    claims: Collection[IncidentClaim],
    rules: Iterable[Rule],
    outcomes: Collection[Outcome],
    *,
    happened: dt.date | None = None,
    add: bool = False,
) -> dict[tuple[Rule, Outcome], Estimate]:
    """The estimates of all people under several rules, to be set beside each other; see `estimate`. What the rules have in common
    is found once."""
    ordered = in_order(claims)
    seen = witnesses(ordered)
    known: dict[Cell, _Weighed] = {}
    out = {}
    for rule in rules:
        for outcome in outcomes:
            cell = Cell(outcome, Subgroup.ALL, civilians_only=rule in CIVILIANS_ONLY)
            if cell not in known:
                known[cell] = _weighed(ordered, seen, cell, happened=happened, add=add)
            out[rule, outcome] = _under(rule, known[cell], seen)
    return out


def cell_of(
    ordered: Sequence[IncidentClaim],
    seen: Mapping[ClaimKey, Witness],
    rule: Rule,
    outcome: Outcome,
    subgroup: Subgroup,
    *,
    happened: dt.date | None,
    add: bool,
) -> Estimate:
    """The same from claims that are in order already, with their witnesses."""
    cell = Cell(outcome, subgroup, civilians_only=rule in CIVILIANS_ONLY)
    return _under(rule, _weighed(ordered, seen, cell, happened=happened, add=add), seen)


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What the claims of a cell come to before any rule."""

    cell: Cell
    spoken: Sequence[ClaimKey]
    """The claims that speak of it."""
    reasons: Mapping[ClaimKey, Aside]
    """Why some of them are set aside."""
    current: Sequence[Tally]
    """What is estimated from."""
    gone: Mapping[ClaimKey, Tally]
    """By tally that a later one replaced, the later one."""


def _weighed(
    ordered: Sequence[IncidentClaim],
    seen: Mapping[ClaimKey, Witness],
    cell: Cell,
    *,
    happened: dt.date | None,
    add: bool,
) -> _Weighed:
    spoken = [claim for claim in ordered if speaks_of(claim, cell)]
    if not spoken:
        return _Weighed(cell, (), {}, (), {})
    reasons = asides(ordered, cell, seen, happened=happened)
    hurt = {claim.report_id: claim.key for claim in ordered if claim.claim.outcome is Outcome.HARMED and _counts(claim)}
    made, further = tallies([claim for claim in spoken if claim.key not in reasons], seen, add=add, hurt=hurt)
    gone = superseded(made)
    current, left = _current(made, gone)
    return _Weighed(cell, [claim.key for claim in spoken], reasons | further | left, current, gone)


def _under(rule: Rule, weighed: _Weighed, seen: Mapping[ClaimKey, Witness]) -> Estimate:
    current = weighed.current
    figures = RULES[rule](_votes(current)) if current else Figures(None, None, None)
    uses = {key: (Standing.SET_ASIDE, aside) for key, aside in weighed.reasons.items()}
    uses |= _uses(current, weighed.gone, figures, rule)
    used = {seen[key].source for key, (standing, _) in uses.items() if standing is Standing.USED}
    return Estimate(
        rule=rule,
        outcome=weighed.cell.outcome,
        subgroup=weighed.cell.subgroup,
        low=figures.low,
        best=figures.best,
        high=figures.high,
        or_more=figures.or_more,
        summed=any(tally.summed and _gives(tally, figures) for tally in current),
        sources=len(used),
        claims=tuple(_use(key, *uses[key], seen) for key in weighed.spoken),
    )


def _counts(claim: IncidentClaim) -> bool:
    count = claim.claim
    return (
        not claim.elsewhere
        and count.scope is Scope.EVENT
        and count.certainty is not Certainty.DENIED
        and count.count.high != 0
    )


def _current(made: Sequence[Tally], gone: Mapping[ClaimKey, Tally]) -> tuple[list[Tally], dict[ClaimKey, Aside]]:
    """The tallies to estimate from: not superseded; firm ones where there are any, else words for numbers, else what is
    said with reserve. Of one source that gives a number in several reports, once."""
    out: dict[ClaimKey, Aside] = {
        claim.key: Aside(Reason.SUPERSEDED, gone[tally.key].key)
        for tally in made
        if tally.key in gone
        for claim in (*tally.claims, *tally.repeats)
    }
    live = [tally for tally in made if tally.key not in gone]
    best = [tally for tally in live if tally.firm] or [tally for tally in live if not tally.hedged] or live
    kept = {tally.key for tally in best}
    for tally in live:
        if tally.key not in kept:
            reason = Reason.HEDGED if tally.hedged else Reason.VAGUE
            out |= {claim.key: Aside(reason) for claim in (*tally.claims, *tally.repeats)}
    return best, out


def _votes(current: Sequence[Tally]) -> list[Tally]:
    """One tally for each source and number: who says it in three reports says it once."""
    votes: dict[tuple[str, int | None, int | None], Tally] = {}
    for tally in current:
        known = votes.get((tally.source, tally.low, tally.high))
        if known is None or later(tally.when, known.when):
            votes[tally.source, tally.low, tally.high] = tally
    return list(votes.values())


def _uses(
    current: Sequence[Tally], gone: Mapping[ClaimKey, Tally], figures: Figures, rule: Rule
) -> dict[ClaimKey, tuple[Standing, Aside]]:
    against = contradictions(current)
    risen = {tally.key for tally in gone.values()}
    out: dict[ClaimKey, tuple[Standing, Aside]] = {}
    for tally in current:
        fits = _fits(tally, figures, rule)
        if tally.key in against:
            aside = against[tally.key]
        elif not fits:
            aside = Aside(Reason.OTHER_NUMBER)
        elif tally.key in risen:
            aside = Aside(Reason.UPDATE)
        else:
            aside = Aside(Reason.COUNT)
        standing = Standing.USED if fits else Standing.DISSENTING
        out |= {claim.key: (standing, aside) for claim in (*tally.claims, *tally.repeats)}
        for claim in tally.claims[1:]:
            if aside.reason in (Reason.COUNT, Reason.UPDATE):
                out[claim.key] = standing, Aside(Reason.ADDITION, tally.key)
    return out


def _fits(tally: Tally, figures: Figures, rule: Rule) -> bool:
    """Whether some number of the estimate fits the tally; all that a mean is taken of are used in it."""
    if rule is Rule.MEAN:
        return True
    reached = figures.low is None or tally.high is None or figures.low <= tally.high
    return reached and (figures.or_more or figures.high is None or tally.low is None or tally.low <= figures.high)


def _gives(tally: Tally, figures: Figures) -> bool:
    return bool({tally.low, tally.value, tally.top} & {figures.low, figures.best, figures.high})


def _use(key: ClaimKey, standing: Standing, aside: Aside, seen: Mapping[ClaimKey, Witness]) -> ClaimUse:
    return ClaimUse(claim=key, standing=standing, reason=aside.reason, of=aside.of, source=seen[key].source)
