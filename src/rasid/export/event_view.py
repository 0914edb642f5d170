"""One event with what belongs to it: its claims, who gives them, and its finest places; what one row can show."""

from __future__ import annotations

from bisect import bisect_right

import msgspec

from rasid.export.decided import of_events
from rasid.model import (
    Analysis,
    Argument,
    CasualtyClaim,
    Certainty,
    Event,
    Outcome,
    PlacePrecision,
    PlaceReference,
    Report,
    Role,
    Scope,
    Statement,
)

_FINENESS = (
    PlacePrecision.EXACT,
    PlacePrecision.TOWN,
    PlacePrecision.NEAR,
    PlacePrecision.DISTRICT,
    PlacePrecision.GOVERNORATE,
    PlacePrecision.COUNTRY,
    PlacePrecision.UNRESOLVED,
)


class Range(msgspec.Struct, frozen=True):
    """Lowest and highest number said. None is "no bound", or "not stated" when both are None; never 0."""

    low: int | None
    high: int | None


class EventView:
    """What is asked of one event by the writers of rows and features."""

    def __init__(self, report: Report, analysis: Analysis, event: Event) -> None:
        self.report = report
        self.event = event
        self.run = analysis.run
        self.decided = tuple(of_events(analysis, {event.id}))
        """What of it rests on people."""
        self.claims = [claim for claim in analysis.casualties if claim.event == event.id]
        self._statements = {statement.id: statement for statement in analysis.statements}
        self._starts = [span.start for span in analysis.sentences]
        self._sentences = analysis.sentences

    def key(self) -> str:
        """A name for the event that no other report's event has."""
        return event_key(self.report, self.event.id)

    def arguments(self, role: Role) -> list[Argument]:
        return [argument for argument in self.event.arguments if argument.role is role]

    def places(self) -> list[tuple[Argument, PlaceReference]]:
        """The places of the finest precision that was resolved, in the order of the report: all of the quarters that
        were hit, and not the city round them."""
        found = [(argument, argument.place) for argument in self.arguments(Role.PLACE) if argument.place is not None]
        if not found:
            return []
        best = min(_FINENESS.index(place.precision) for _, place in found)
        return [(argument, place) for argument, place in found if _FINENESS.index(place.precision) == best]

    def speaker(self, claim: CasualtyClaim) -> Statement | None:
        """The statement that gives a number; None where the report itself does."""
        return self._statements.get(claim.source) if claim.source else None

    def range(self, outcome: Outcome) -> Range:
        """Lowest and highest count of ``outcome`` that anybody gives for this event.

        Numbers of one speaker in one sentence add up (ثلاثة مدنيين وجنديان: 5), as do those said to come on top; between
        speakers and sentences they are different tellings, and the range covers all. Parts of a total (بينهم) are in it.
        Denied numbers and those over a longer time are left out: a row cannot show whose they are.
        """
        tellings: dict[tuple[str | None, int], list[CasualtyClaim]] = {}
        by_id = {claim.id: claim for claim in self.claims}
        for claim in self.claims:
            if not _counts_for(claim, outcome) or (
                claim.part_of in by_id and _counts_for(by_id[claim.part_of], outcome)
            ):
                continue
            first = by_id.get(claim.added_to, claim) if claim.added_to else claim
            tellings.setdefault((first.source, self._sentence(first.evidence.start)), []).append(claim)
        sums = [_sum(claims) for claims in tellings.values()]
        if not sums:
            return Range(None, None)
        lows = [low for low, _ in sums if low is not None]
        highs = [high for _, high in sums]
        return Range(
            min(lows) if lows else None,
            None if any(high is None for high in highs) else max(high for high in highs if high is not None),
        )

    def left_out(self) -> int:
        """How many claims no range of this event covers: denied, or over a longer time."""
        return sum(claim.certainty is Certainty.DENIED or claim.scope is not Scope.EVENT for claim in self.claims)

    def sentence(self) -> str:
        """The sentence in which the trigger stands."""
        at = self._sentence(self.event.trigger.start)
        return self._sentences[at].of(self.report.text) if self._sentences else self.event.trigger.quote

    def _sentence(self, at: int) -> int:
        return max(0, bisect_right(self._starts, at) - 1)


def event_key(report: Report, event_id: str) -> str:
    """ "r…:e1"."""
    return f"{report.id}:{event_id}"


def _counts_for(claim: CasualtyClaim, outcome: Outcome) -> bool:
    """Whether a claim says how many were ``outcome`` in this event; "nobody was harmed" says it of all."""
    if claim.certainty is Certainty.DENIED or claim.scope is not Scope.EVENT:
        return False
    return claim.outcome is outcome or (
        claim.outcome is Outcome.NONE and outcome in (Outcome.KILLED, Outcome.INJURED, Outcome.HARMED)
    )


def _sum(claims: list[CasualtyClaim]) -> tuple[int | None, int | None]:
    """The bounds of what one speaker says in one sentence. An update (ارتفعت إلى) replaces the numbers before it."""
    for index in range(len(claims) - 1, 0, -1):
        if claims[index].update:
            claims = claims[index:]
            break
    lows = [claim.count.low for claim in claims]
    highs = [claim.count.high for claim in claims]
    low = sum(low for low in lows if low is not None) if any(low is not None for low in lows) else None
    return low, None if any(high is None for high in highs) else sum(high for high in highs if high is not None)
