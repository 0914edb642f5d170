"""Component "relevance": does the report tell of a conflict event as having happened, and which event is it about?"""

from __future__ import annotations

import math

from rasid.analyse.document import Document, EventDraft
from rasid.model import Realis, Salience

# An event of this weight alone makes a report relevant; found on annotated news so that precision and recall meet.
ENOUGH = 1.0


class Relevance:
    name = "relevance"
    version = "1"
    requires = ("events",)
    provides = ("relevance",)

    def __call__(self, doc: Document) -> None:
        weight = sum(_weight(doc, event) for event in doc.events)
        doc.relevance = 1 - math.exp(-0.7 * weight / ENOUGH)
        doc.relevant = weight >= ENOUGH
        if not doc.relevant:
            doc.events.clear()
            doc.casualties.clear()
            doc.statements.clear()
            doc.relations.clear()
            return
        lead = _lead(doc)
        doc.lead_event = lead.id if lead else None


def _weight(doc: Document, event: EventDraft) -> float:
    if event.realis is not Realis.ACTUAL:
        return 0.3
    return 0.5 + 0.5 * len(event.triggers)


def _lead(doc: Document) -> EventDraft | None:
    actual = [event for event in doc.events if event.realis is Realis.ACTUAL] or doc.events
    main = [event for event in actual if event.salience is Salience.MAIN] or actual
    return max(main, key=lambda event: (len(event.triggers), -event.trigger.first), default=None)


def make() -> Relevance:
    return Relevance()
