"""The first layers: normal form, tokens, sentences."""

from __future__ import annotations

from bisect import bisect_left

from rasid.analyse.document import Document, Sentence
from rasid.model import Report, Span
from rasid.text.normal import align
from rasid.text.sentences import sentences
from rasid.text.tokens import tokenize


def segment(report: Report) -> Document:
    """A Document with its tokens and sentences; sentence bounds that came with the report are kept."""
    aligned = align(report.text)
    tokens = tokenize(aligned)
    starts = [token.start for token in tokens]
    spans: list[Span] = list(report.sentences) or sentences(report.text)
    title_end = len(report.title) if report.title and report.text.startswith(report.title) else None
    out = []
    for index, span in enumerate(spans):
        first = bisect_left(starts, span.start)
        last = bisect_left(starts, span.end, lo=first)
        out.append(
            Sentence(index, span, first, last, is_title=index == 0 and _is_title(report, span, title_end, len(spans)))
        )
    return Document(report=report, aligned=aligned, tokens=tokens, sentences=out)


def _is_title(report: Report, first: Span, title_end: int | None, count: int) -> bool:
    """A title that came as such, or a first line without a closing mark that more text follows."""
    if title_end is not None:
        return first.end <= title_end
    line_end = report.text.find("\n", first.start)
    return (
        count > 1 and line_end == first.end and not first.of(report.text).rstrip().endswith((".", "!", "؟", "۔", ":"))
    )
