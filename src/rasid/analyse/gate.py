"""Component "gate": a report whose words speak against conflict throughout is read no further.

A digest has its football beside its war: the report is judged by its likeliest part, not as a whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from rasid.analyse.document import Document
from rasid.lexicon.topic import stem, topic

PART = 100
"""Words of a part, which ends with the sentence in which so many are reached."""


class Gate:
    name = "gate"
    version = "1"
    requires = ("tokens", "sentences")
    provides = ()

    def __init__(self) -> None:
        self.topic = topic()

    def __call__(self, doc: Document) -> None:
        score = max(map(self.topic.of, parts(doc)))
        if score < self.topic.least:
            doc.relevance = 1 / (1 + math.exp(-score))
            doc.dismissed = True


def parts(doc: Document) -> Iterator[list[str]]:
    """The words of each part, without what is joined before them; one part at least."""
    words: list[str] = []
    began = False
    for sentence in doc.sentences:
        words += [stem(token.norm) for token in doc.tokens[sentence.first : sentence.last] if token.kind == "word"]
        if len(words) >= PART:
            yield words
            words, began = [], True
    if words or not began:
        yield words


def make() -> Gate:
    return Gate()
