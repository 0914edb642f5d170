"""Component "relevance": does the report tell of a conflict event as having happened, and which event is it about?"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from rasid.analyse.document import Document, EventDraft
from rasid.lexicon.matters import matters
from rasid.model import Realis, Salience

# An event of this weight alone makes a report relevant; found on annotated news so that precision and recall meet.
ENOUGH = 1.0
# How many sentences before and after a trigger can say that it tells of something else than conflict. Not the whole report: a
# digest has its football beside its war. On annotated news 1, 2 and 3 do nearly as well.
AROUND = 2


class Relevance:
    name = "relevance"
    version = "2"
    requires = ("weapons", "events")
    provides = ("relevance",)

    def __init__(self) -> None:
        self.matters = matters()

    def __call__(self, doc: Document) -> None:
        balance = self._balance(doc)
        told = [event for event in doc.events if _of_conflict(event, balance)]
        weight = sum(_weight(event) for event in told)
        doc.relevance = 1 - math.exp(-0.7 * weight / ENOUGH)
        doc.relevant = weight >= ENOUGH
        if not doc.relevant:
            doc.events.clear()
            doc.casualties.clear()
            doc.statements.clear()
            doc.relations.clear()
            return
        doc.lead_event = leading(told).id

    def _balance(self, doc: Document) -> Counter[int]:
        """For each sentence, how many more weapons it names than words of other matters."""
        out: Counter[int] = Counter()
        for sentence in doc.sentences:
            out[sentence.index] -= sum(1 for _ in self.matters.find(doc.tokens, sentence.first, sentence.last))
        at = 0
        for weapon in doc.weapons:  # in the order of the text, as the sentences are
            while doc.sentences[at].last <= weapon.first:
                at += 1
            out[doc.sentences[at].index] += 1
        return out


def _of_conflict(event: EventDraft, balance: Counter[int]) -> bool:
    """Whether its triggers, and weapons, say more of conflict than the words around them say of another matter: أمطر شباك ضيفه
    بخمسة أهداف, لقي تسعة أشخاص مصرعهم في حادث تصادم."""
    near = {
        index for trigger in event.triggers for index in range(trigger.sentence - AROUND, trigger.sentence + AROUND + 1)
    }
    return sum(trigger.score for trigger in event.triggers) + sum(balance[index] for index in near) >= 0


def _weight(event: EventDraft) -> float:
    if event.realis is not Realis.ACTUAL:
        return 0.3
    return 0.5 + 0.5 * len(event.triggers)


def leading(events: Sequence[EventDraft]) -> EventDraft:
    """What a report is about: of what happened, and is main where something is, that told most often; of several the first."""
    actual = [event for event in events if event.realis is Realis.ACTUAL] or events
    main = [event for event in actual if event.salience is Salience.MAIN] or actual
    return max(main, key=lambda event: (len(event.triggers), -event.trigger.first))


def make() -> Relevance:
    return Relevance()
