"""Component "casualties": who was harmed, how, how many, according to whom."""

from __future__ import annotations

from rasid.analyse.document import CasualtyDraft, Document, Sentence
from rasid.analyse.harm import Claim, read
from rasid.analyse.noun_phrase import noun_phrase
from rasid.analyse.people import Reading
from rasid.analyse.tolls import link_events, link_sources, repeated
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
        found: list[tuple[int, Claim]] = []
        before: list[Claim] = []
        for sentence in doc.sentences:
            if _leads_away(doc, sentence):
                break
            claims = read(reading, sentence, before)
            before = claims or before
            found += [(sentence.index, claim) for claim in claims]
        found = _without_title(doc, found)
        events, sources = link_events(doc, found), link_sources(doc, found)
        again = repeated(doc, found, events, sources)
        found = [(index, claim) for index, claim in found if claim not in again]
        drafts: dict[int, CasualtyDraft] = {}
        for index, claim in found:
            draft = CasualtyDraft(
                id=f"c{len(doc.casualties) + 1}",
                event=events.get(claim, ""),
                outcome=claim.outcome,
                count=claim.count,
                span=claim.span,
                sentence=index,
                who=_who(doc, claim, doc.sentences[index].last),
                groups=claim.groups or (Group.UNSPECIFIED,),
                update=claim.update,
            )
            drafts[id(claim)] = draft
            source = sources.get(claim)
            if source is not None:
                draft.source = source.id
                draft.certainty = source.certainty
                source.about.append(draft.id)
            for part, attribute in ((claim.part_of, "part_of"), (claim.added_to, "added_to")):
                if part is not None and id(part) in drafts:
                    setattr(draft, attribute, drafts[id(part)].id)
            doc.casualties.append(draft)


def _leads_away(doc: Document, sentence: Sentence) -> bool:
    """Whether the page goes on to other articles here: a line that says no more than مقالات ذات صلة."""
    match = (
        harm().other_articles.at(doc.tokens, sentence.first, sentence.last) if sentence.last > sentence.first else None
    )
    return match is not None and (sentence.last - match.last <= 2 or match.last - match.first > 1)


def _without_title(doc: Document, found: list[tuple[int, Claim]]) -> list[tuple[int, Claim]]:
    """Without what the title says and the body says again, with the same number or a surer one."""
    title = {sentence.index for sentence in doc.sentences if sentence.is_title}
    body = [claim for index, claim in found if index not in title]
    lows = {(claim.outcome, claim.count.low) for claim in body}
    outcomes = {claim.outcome for claim in body}
    out = []
    for index, claim in found:
        if index in title:
            vague = claim.count.high is None and (not claim.number or claim.count.low in (3, 10, 100, 1000))
            if (claim.outcome, claim.count.low) in lows or (vague and claim.outcome in outcomes):
                continue
        out.append((index, claim))
    return out


def _who(doc: Document, claim: Claim, limit: int) -> Span | None:
    if claim.noun is None:
        return None
    return doc.tokens_span(claim.noun, noun_phrase(doc.tokens, claim.noun, limit))


def make() -> Casualties:
    return Casualties()
