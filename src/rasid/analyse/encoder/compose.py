"""What the encoder found and what the exact code found, as the drafts of a document: events with arguments, statements, counts.

The encoder says which words tell and what belongs to what; numbers, days, places and names come from the layers that the exact
code has filled: times, quantities, actors, places, tolls.
"""

from __future__ import annotations

from rasid.analyse.document import Document
from rasid.analyse.encoder.arguments import add_arguments
from rasid.analyse.encoder.composition import Composition, Enough
from rasid.analyse.encoder.counts import add_casualties
from rasid.analyse.encoder.encoded import Encoded
from rasid.analyse.encoder.events import add_events, lead
from rasid.analyse.encoder.speech import add_statements


def compose(doc: Document, encoded: Encoded, enough: Enough) -> None:
    """Fills events, statements and casualties of a document whose `marks.LAYERS` are filled; relevance too. ``enough``: from
    which score each thing is taken."""
    composed = Composition(doc, encoded, enough)
    doc.relevance = encoded.relevant
    doc.relevant = encoded.relevant >= composed.enough("relevant")
    if not doc.relevant:
        return
    add_events(composed)
    add_arguments(composed)
    add_statements(composed)
    add_casualties(composed)
    doc.lead_event = lead(composed)
