"""Component "casualties": who was harmed, how, how many, according to whom."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.counting import Claim
from rasid.analyse.document import CasualtyDraft, Document, StatementDraft
from rasid.analyse.groups import groups, who
from rasid.analyse.scopes import scope, wide
from rasid.analyse.tolls import add_up, link_events, link_sources, repeated
from rasid.lexicon.harm import harm
from rasid.model import Certainty, Group, Scope

HEDGE_REACH = 70
"""Letters between the hedge of a statement and a count that it hedges."""


class Casualties:
    """Fills ``casualties`` and adds each claim's id to the statement that gives it. Where the report has no event there
    are none: the dead of a flood or a crash are no record."""

    name = "casualties"
    version = "1"
    requires = ("tolls", "events")
    provides = ("casualties",)

    def __call__(self, doc: Document) -> None:
        if doc.events:
            record(doc, doc.tolls, link_events(doc, doc.tolls), link_sources(doc, doc.tolls))


def record(
    doc: Document,
    found: Sequence[tuple[int, Claim]],
    events: dict[Claim, str],
    sources: dict[Claim, StatementDraft],
) -> None:
    """Puts the claims found, each with its sentence, into the document: ``events`` and ``sources`` tell to which event each
    belongs and which statement gives it. What was said before is left out."""
    lexicon = harm()
    again = repeated(doc, found, events, sources)
    found = [(index, claim) for index, claim in found if claim not in again]
    for _, claim in found:  # what is part of a number said again is part of the first
        while claim.part_of in again:
            claim.part_of = again[claim.part_of]
    add_up(found)
    handed = wide(doc)
    last_groups: dict[int, tuple[Group, ...]] = {}
    drafts: dict[Claim | None, CasualtyDraft] = {}
    for index, claim in found:
        sentence, source = doc.sentences[index], sources.get(claim)
        span = scope(doc, claim, sentence.first, sentence.last)
        draft = CasualtyDraft(
            id=f"c{len(doc.casualties) + 1}",
            event=events[claim],
            outcome=claim.outcome,
            count=claim.count,
            span=claim.span,
            sentence=index,
            who=who(doc, claim, sentence.last),
            groups=groups(doc, lexicon, claim, last_groups.get(index, ()), sentence.last),
            scope=span if span is not Scope.EVENT else handed.get(index, span),
            certainty=claim.certainty,
            update=claim.update,
        )
        if source is not None:
            draft.source = source.id
            source.about.append(draft.id)
            if draft.certainty is Certainty.ASSERTED and _hedges(source, claim):
                draft.certainty = source.certainty
        drafts[claim] = draft
        if claim.part_of is None:
            last_groups[index] = draft.groups
        if claim.part_of in drafts:
            draft.part_of = drafts[claim.part_of].id
        if claim.added_to in drafts:
            draft.added_to = drafts[claim.added_to].id
        doc.casualties.append(draft)


def _hedges(source: StatementDraft, claim: Claim) -> bool:
    """Whether what hedges or denies the statement stands before this count and near it (it may be of another clause)."""
    return source.hedge is None or 0 <= claim.span.start - source.hedge.end <= HEDGE_REACH


def make() -> Casualties:
    return Casualties()
