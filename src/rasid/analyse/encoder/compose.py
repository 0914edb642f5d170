"""What the encoder found and what the exact code found, as the drafts of a document: events with arguments, statements, counts.

The encoder says which words tell and what belongs to what, and is weighed beside what the exact code says of it; numbers, days,
places and names come from the layers that the exact code has filled: times, quantities, actors, places, tolls.
"""

from __future__ import annotations

from rasid.analyse.encoder.arguments import add_arguments
from rasid.analyse.encoder.blend import Features, odds
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.counts import add_casualties
from rasid.analyse.encoder.events import add_events, doubt, lead
from rasid.analyse.encoder.speech import add_statements
from rasid.analyse.encoder.sureness import RELEVANT, add_confidences


def compose(composed: Composition) -> None:
    """Fills events, statements and casualties of a document whose `marks.LAYERS` are filled; relevance too."""
    doc = composed.doc
    doc.relevant = composed.encoded.relevant >= composed.least("relevant")
    heard: Features = {"bias": 1.0, "heard": odds(composed.encoded.relevant)}
    sure = composed.sure(RELEVANT, heard, None)
    doc.relevance = composed.encoded.relevant if sure is None else sure
    if not doc.relevant:
        return
    add_events(composed)
    add_arguments(composed)
    add_statements(composed)
    add_casualties(composed)
    doubt(composed)
    doc.lead_event = lead(composed)
    add_confidences(composed)
