"""Component "casualties": who was harmed, how, how many, according to whom."""

from __future__ import annotations

from rasid.analyse.document import CasualtyDraft, Document
from rasid.analyse.harm import Claim, Reading, read
from rasid.analyse.noun_phrase import noun_phrase
from rasid.lexicon.harm import harm
from rasid.model import Group, Span


class Casualties:
    """Fills ``casualties`` and adds each claim's id to the statement that gives it."""

    name = "casualties"
    version = "1"
    requires = ("tokens", "sentences", "quantities")
    provides = ("casualties",)

    def __call__(self, doc: Document) -> None:
        reading = Reading.of(doc, harm())
        drafts: dict[int, CasualtyDraft] = {}
        for sentence in doc.sentences:
            for claim in read(reading, sentence):
                draft = CasualtyDraft(
                    id=f"c{len(doc.casualties) + 1}",
                    event="e1",
                    outcome=claim.outcome,
                    count=claim.count,
                    span=claim.span,
                    sentence=sentence.index,
                    who=_who(doc, claim, sentence.last),
                    groups=claim.groups or (Group.UNSPECIFIED,),
                    update=claim.update,
                )
                drafts[id(claim)] = draft
                for part, attribute in ((claim.part_of, "part_of"), (claim.added_to, "added_to")):
                    if part is not None and id(part) in drafts:
                        setattr(draft, attribute, drafts[id(part)].id)
                doc.casualties.append(draft)


def _who(doc: Document, claim: Claim, limit: int) -> Span | None:
    if claim.noun is None:
        return None
    return doc.tokens_span(claim.noun, noun_phrase(doc.tokens, claim.noun, limit))


def make() -> Casualties:
    return Casualties()
