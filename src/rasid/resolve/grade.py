"""How well civilian harm is borne out, by Airwars' published grades."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from rasid.model import Outcome
from rasid.model.estimate import ClaimUse, Estimate, Grade, Grading, IncidentClaim, Reason, Rule, Standing
from rasid.model.responsibility import Contest, Responsibility, Stance
from rasid.resolve.estimates import estimate
from rasid.resolve.responsibility import same_side

_HARM = (Outcome.KILLED, Outcome.INJURED, Outcome.HARMED)
_WITNESS = frozenset({Reason.VAGUE, Reason.SUPERSEDED, Reason.ADDITION, Reason.WITHIN})
"""Set aside for its number only: that there was harm, it does say."""
_NEGLIGIBLE = frozenset({Reason.NOT_COUNTED, Reason.DENIED})


def grade(claims: Collection[IncidentClaim], held: Responsibility, *, happened: dt.date | None = None) -> Grading:
    """The grade of one incident. Airwars' methodology, and what is computed for it:

    - *Discounted*: those killed were fighters, or no civilian was harmed. Here: claims were made, and none that counts
      civilians, or people of whom nothing is said, comes to more than 0.
    - *Confirmed*: a belligerent has accepted responsibility for harm to civilians. Here: a party claims the attack and
      counts civilians harmed itself. That it struck fighters only, as it says, confirms nothing.
    - *Contested*: competing claims of responsibility. Here: independent sources name different sides. That the one
      accused denies it is told in `Responsibility` and does not by itself make it contested.
    - *Fair*: two or more credible sources, and a belligerent's action is likely. Here: two or more independent sources
      count civilians harmed. A reprint is no source of its own, nor is a second outlet that quotes the same speaker.
    - *Weak*: a single source.
    """
    cells = [estimate(claims, Rule.AIRWARS, outcome, happened=happened) for outcome in _HARM]
    uses = [use for cell in cells for use in cell.claims]
    if not uses:
        return Grading(grade=None, reason="nobody says whether anyone was harmed")
    by_key = {claim.key: claim for claim in claims}
    harm = [use for cell in cells for use in cell.claims if _counts_harm(use, by_key[use.claim])]
    sources = tuple(sorted({use.source for use in harm}))
    if not sources:
        if not (_nobody(cells) or any(use.reason in _NEGLIGIBLE for use in uses)):
            return Grading(grade=None, reason="no claim counts the people of this incident")
        return Grading(grade=Grade.DISCOUNTED, reason="no claim that stands tells of harm to civilians")
    speakers = {by_key[use.claim].speaker for use in harm}
    for party in held.parties:
        if party.told(Stance.CLAIMED) and not party.told(Stance.DENIED):
            if any(same_side(party.party, speaker) for speaker in speakers):
                return Grading(
                    grade=Grade.CONFIRMED,
                    reason=f"{party.party} claims it and counts civilians harmed",
                    sources=sources,
                )
    if Contest.RIVALS in held.contest:
        return Grading(grade=Grade.CONTESTED, reason="independent sources name different sides", sources=sources)
    if len(sources) > 1:
        return Grading(grade=Grade.FAIR, reason=f"{len(sources)} independent sources", sources=sources)
    return Grading(grade=Grade.WEAK, reason="a single source", sources=sources)


def _counts_harm(use: ClaimUse, claim: IncidentClaim) -> bool:
    """Whether it bears witness that somebody was harmed, be its number in use or not."""
    if use.standing is Standing.SET_ASIDE and use.reason not in _WITNESS:
        return False
    count = claim.claim.count
    return (count.low if count.low is not None else count.high or 0) > 0


def _nobody(cells: Collection[Estimate]) -> bool:
    return any(cell.high == 0 for cell in cells)
