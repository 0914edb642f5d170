"""What on a page is of the report itself, and what only leads to others: مقالات ذات صلة، اقرأ أيضا."""

from __future__ import annotations

from collections.abc import Iterator

from rasid.analyse.document import Document, Sentence
from rasid.lexicon.harm import harm

PROSE = 20
"""Characters of a line that ends in a stop, by which it is known for prose. Before any, a line that ends a page is of its menu."""


def told(doc: Document) -> Iterator[Sentence]:
    """The sentences without the lines that lead to other articles, up to the line after which the page is over."""
    prose = False
    for sentence in doc.sentences:
        away = _leads_away(doc, sentence)
        if away and prose:
            return
        if away is None:
            yield sentence
            line = sentence.span.of(doc.text).rstrip()
            prose = prose or (len(line) >= PROSE and line.endswith((".", "!", "؟", "۔", ":", '"', "”", "»")))


def _leads_away(doc: Document, sentence: Sentence) -> bool | None:
    """Whether the page goes on to other articles for good here (مقالات ذات صلة) or for a line (اقرأ أيضا …); else None."""
    if sentence.first >= sentence.last:
        return None
    match = harm().other_articles.at(doc.tokens, sentence.first, sentence.last)
    if match is None or match.prefix or (match.last - match.first == 1 and sentence.last - match.last > 1):
        return None
    return match.value
