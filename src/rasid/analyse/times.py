"""Component "times": the time expressions of a text and the days they come to."""

from __future__ import annotations

from msgspec import structs

from rasid.analyse.document import Document, TimeMention
from rasid.model import Span
from rasid.text.dates import find_times


class Times:
    name = "times"
    version = "1"
    requires = ("tokens", "sentences")
    provides = ("times",)

    def __call__(self, doc: Document) -> None:
        for time in find_times(doc.tokens, doc.report.published):
            start = doc.stem_span(time.first, time.prefix).start if time.prefix else doc.tokens[time.first].start
            span = Span(start, doc.tokens[time.last - 1].end)
            evidence = span.evidence(doc.report.id, doc.text)
            doc.times.append(
                TimeMention(
                    span=span,
                    first=time.first,
                    last=time.last,
                    when=structs.replace(time.when, evidence=(evidence,)),
                    anchored=time.anchored,
                    offset_days=time.offset_days,
                )
            )


def make() -> Times:
    return Times()
