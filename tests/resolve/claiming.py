"""Claims for tests: each is what one invented report says."""

import datetime as dt
from itertools import count

from rasid.model import CasualtyClaim, Certainty, CountKind, CountRange, Evidence, Group, Outcome, Scope, SpeakerKind
from rasid.model.estimate import ClaimUse, Estimate, IncidentClaim, TollStage

DAY = dt.date(2024, 3, 5)
_numbers = count(1)


def said(
    low: int | None,
    high: int | None = None,
    *,
    kind: CountKind = CountKind.EXACT,
    outcome: Outcome = Outcome.KILLED,
    groups: tuple[Group, ...] = (Group.UNSPECIFIED,),
    part_of: IncidentClaim | None = None,
    added_to: IncidentClaim | None = None,
    scope: Scope = Scope.EVENT,
    certainty: Certainty = Certainty.ASSERTED,
    report: str | None = None,
    outlet: str | None = None,
    day: int | None = 0,
    hour: int | None = None,
    speaker: str | None = None,
    speaker_kind: SpeakerKind | None = None,
    stage: TollStage | None = None,
    copies: str | None = None,
    prefix: str = "",
    start: int | None = None,
    who: str | None = None,
    elsewhere: bool = False,
) -> IncidentClaim:
    """One claim. Without ``report`` it stands in a report of its own, of its own outlet; ``day`` counts from DAY."""
    number = next(_numbers)
    report = report or f"r{number}"
    published = DAY + dt.timedelta(days=day) if day is not None else None
    start = start if start is not None else 100 * number
    return IncidentClaim(
        claim=CasualtyClaim(
            id=f"c{number}",
            event="e1",
            outcome=outcome,
            count=CountRange(low=low, high=low if high is None and kind is CountKind.EXACT else high, kind=kind),
            evidence=Evidence(report_id=report, start=start, end=start + 4, quote="خمسة"[:4], prefix=prefix),
            who=Evidence(report_id=report, start=start + 5, end=start + 5 + len(who), quote=who) if who else None,
            groups=groups,
            part_of=part_of.claim.id if part_of else None,
            added_to=added_to.claim.id if added_to else None,
            scope=scope,
            certainty=certainty,
        ),
        report_id=report,
        outlet=outlet or f"outlet of {report}",
        published=published,
        published_at=dt.datetime.combine(published, dt.time(hour)) if published and hour is not None else None,
        speaker=speaker,
        speaker_kind=speaker_kind,
        stage=stage,
        copies=copies,
        elsewhere=elsewhere,
    )


def vague(low: int, **more: object) -> IncidentClaim:
    """عدة، عشرات."""
    return said(low, kind=CountKind.VAGUE, **more)  # type: ignore[arg-type]


def nobody(**more: object) -> IncidentClaim:
    """دون وقوع إصابات."""
    return said(0, 0, kind=CountKind.NONE, outcome=Outcome.NONE, **more)  # type: ignore[arg-type]


def range_of(estimate: Estimate) -> tuple[int | float | None, int | float | None, int | float | None]:
    return estimate.low, estimate.best, estimate.high


def use_of(estimate: Estimate, claim: IncidentClaim) -> ClaimUse:
    (found,) = (use for use in estimate.claims if use.claim == claim.key)
    return found


def why(estimate: Estimate, claim: IncidentClaim) -> tuple[str, str]:
    use = use_of(estimate, claim)
    return use.standing.value, use.reason.value
