"""Component "tolls": the counts of people harmed, before it is known to which event each belongs."""

from __future__ import annotations

from rasid.analyse.counting import Claim
from rasid.analyse.document import Document
from rasid.analyse.furniture import told
from rasid.analyse.harm import read
from rasid.analyse.reading import Reading
from rasid.analyse.rolls import rolls
from rasid.analyse.tolls import link_triggers
from rasid.lexicon.harm import harm


class Tolls:
    """Fills ``tolls`` with the claims of each sentence, and ``toll_triggers`` with the trigger that governs each."""

    name = "tolls"
    version = "2"
    requires = ("tokens", "sentences", "quantities", "triggers")
    provides = ("tolls",)

    def __call__(self, doc: Document) -> None:
        if not doc.triggers:
            return
        reading = Reading.of(doc, harm())
        found: list[tuple[int, Claim]] = []
        before: list[Claim] = []
        lists = rolls(doc)
        listed = {at: roll.claim for roll in lists if roll.claim is not None for at in range(roll.first, roll.last)}
        heads = {claim.governor: claim for claim in listed.values()}
        for sentence in told(doc):
            claims = read(reading, sentence, before)
            for claim in claims:
                if claim.first in listed and claim.part_of is None:
                    claim.part_of = listed[claim.first]
            claims += [heads[at] for at in range(sentence.first, sentence.last) if at in heads]
            before = claims or before
            found += [(sentence.index, claim) for claim in claims]
        doc.tolls = _without_title(doc, found)
        doc.toll_triggers = link_triggers(doc, doc.tolls, doc.triggers)


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


def make() -> Tolls:
    return Tolls()
