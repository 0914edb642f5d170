"""Component "times": the time expressions of a text and the days they come to."""

from __future__ import annotations

import datetime as dt

from msgspec import structs

from rasid.analyse.document import Document, TimeMention
from rasid.model import DateBasis, Evidence, Span
from rasid.text.dates import dateline, find_times

HEAD = 10
"""Lines from the top in which a report may say when it was published."""
_COUNTED = (DateBasis.RELATIVE, DateBasis.WEEKDAY, DateBasis.COMPLETED)


class Times:
    name = "times"
    version = "2"
    requires = ("tokens", "sentences")
    provides = ("times",)

    def __call__(self, doc: Document) -> None:
        published, head = doc.report.published, None
        if published is None:
            published, head = _head_date(doc)
        for time in find_times(doc.tokens, published):
            span = doc.stem_span(time.first, time.last, time.prefix)
            when = structs.replace(time.when, evidence=(span.evidence(doc.report.id, doc.text),))
            if head is not None and when.start is not None and when.basis in _COUNTED:
                when = structs.replace(
                    when, evidence=(*when.evidence, head), note="counted from the date at the head of the report"
                )
            doc.times.append(
                TimeMention(
                    span=span,
                    first=time.first,
                    last=time.last,
                    when=when,
                    anchored=time.anchored,
                    offset_days=time.offset_days,
                )
            )


def _head_date(doc: Document) -> tuple[dt.date | None, Evidence | None]:
    """The day of publication that a report which came without one tells itself, and the words: a full date that makes up a
    line at its head, or one that is said to be today's (اليوم الإثنين 20/10/2025)."""
    for sentence in doc.sentences[:HEAD]:
        tokens = doc.tokens[sentence.first : sentence.last]
        found = dateline(tokens)
        if found is not None:
            day, first, last = found
            span = Span(tokens[first].start, tokens[last - 1].end)
            return day, span.evidence(doc.report.id, doc.text)
    return _today(doc)


def _today(doc: Document) -> tuple[dt.date | None, Evidence | None]:
    """اليوم الخميس 26 آب, with the year beside it or in another mention of that day."""
    times = find_times(doc.tokens, None)
    full = {
        (time.when.start.month, time.when.start.day): time
        for time in times
        if time.when.basis is DateBasis.EXPLICIT and time.when.start is not None and time.when.start == time.when.end
    }
    for time in times if full else ():
        if not any(token.norm == "اليوم" for token in doc.tokens[time.first : time.last]):
            continue
        told = (time.when.start.month, time.when.start.day) if time.when.start is not None else time.monthday
        known = full.get(told) if told is not None else None
        if known is not None and known.when.start is not None:
            if time.weekday is None or known.when.start.weekday() == time.weekday:
                span = Span(doc.tokens[known.first].start, doc.tokens[known.last - 1].end)
                return known.when.start, span.evidence(doc.report.id, doc.text)
    return None, None


def make() -> Times:
    return Times()
