"""A document that is being composed of what the exact code has found and what the encoder says of it."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from operator import itemgetter
from typing import NamedTuple, Protocol, TypeVar

from rasid.analyse.document import Document, EventDraft, StatementDraft
from rasid.analyse.encoder.blend import Blend, Features
from rasid.analyse.encoder.encoded import Encoded, Found
from rasid.analyse.encoder.windows import WINDOW
from rasid.analyse.kinship import probability
from rasid.model import Realis, Salience, Span
from rasid.text.normal import fold


class Best(NamedTuple):
    """What was chosen of several answers: which, how likely it is, and whether each reader by itself would choose no other."""

    at: int
    chance: float
    read: bool
    heard: bool


class Composition:
    """Every question that is weighed is asked of `chance` or `best`, with what it is about: so that a fit can listen."""

    def __init__(self, doc: Document, encoded: Encoded, blend: Blend) -> None:
        self.doc = doc
        self.encoded = encoded
        self.blend = blend
        self.triggers: dict[str, list[Found]] = {}
        """Of each event, in order."""
        self.told: list[tuple[int, int, str]] = []
        """The same in the order of the text, once all are known: word, rank of the event, event."""
        self.anchors: list[tuple[int, StatementDraft]] = []
        """The word at which each statement stands, in order."""
        self.alleged: set[str] = set()
        """Events that the exact code takes for alleged."""
        self.taken: dict[tuple[Hashable, ...], float] = {}
        """How likely what was taken was when it was: by question and what it is about."""
        self.values: dict[tuple[str, str], Best] = {}
        """How the value of a field was chosen among others: by field and record."""

    def chance(self, question: str, features: Features, about: object) -> float:
        """How likely the answer is yes."""
        return probability(self.blend.logit(question, features))

    def best(self, choices: Sequence[tuple[str, Features]], about: object) -> Best:
        """The likeliest of several answers, each with the table that weighs it; of equal ones the first."""
        logits = [self.blend.logit(*choice) for choice in choices]
        top = max(logits)
        at = logits.index(top)

        def backs(reader: str) -> bool:
            return all(features.get(reader, 0.0) <= choices[at][1].get(reader, 0.0) for _, features in choices)

        return Best(at, 1 / sum(math.exp(logit - top) for logit in logits), backs("read"), backs("heard"))

    def sure(self, question: str, features: Features, about: object) -> float | None:
        """How surely a value is right, in three decimals; None where that was not fitted."""
        if question not in self.blend.weights:
            return None
        return round(probability(self.blend.logit(question, features)), 3)

    def least(self, question: str) -> float:
        return self.blend.least(question)

    def found(self, tag: str) -> list[Found]:
        """The mentions of one kind, in order."""
        return self.encoded.mentions(tag, self.least(tag))

    def span(self, found: Found) -> Span:
        """The text of a mention, without the letters joined before it."""
        tokens = self.doc.tokens
        joined = int(self.encoded.value("clitics", (found.first,))[0])
        first = tokens[found.first]
        start = min(first.start + joined, first.end - 1)
        end = tokens[found.last - 1].end
        return Span(start, start + _closed(self.doc.text[start:end]))

    def of_events(self, at: int, relation: str, *, reverse: bool) -> dict[str, float]:
        """By event in reach of the word ``at``, how likely the relation holds between its nearest trigger and the word; ``reverse``
        when it goes from the word to the trigger."""
        low = bisect_left(self.told, at - WINDOW + 1, key=itemgetter(0))
        high = bisect_left(self.told, at + WINDOW, key=itemgetter(0))
        near: dict[tuple[int, str], int] = {}
        for first, rank, name in self.told[low:high]:
            known = near.get((rank, name))
            if known is None or abs(first - at) < abs(known - at):
                near[rank, name] = first
        ranked = sorted(near.items())
        chances = self.encoded.pairs(relation, at, [first for _, first in ranked], reverse=not reverse)
        return {name: chance for ((_, name), _), chance in zip(ranked, chances, strict=True)}

    def stance(self, at: int, event: EventDraft) -> Features:
        """How an event stands to the word ``at``: how far, in its sentence or not, and what it is to the report."""
        near = min(event.triggers, key=lambda trigger: abs(trigger.first - at))
        return {
            "far": math.log1p(abs(near.first - at)),
            "same sentence": float(near.sentence == self.doc.sentence_of(self.doc.tokens[at].start).index),
            "before": float(near.first < at),
            "main": float(event.salience is Salience.MAIN),
            "background": float(event.salience is Salience.BACKGROUND),
            "actual": float(event.realis is Realis.ACTUAL),
            "words": math.log(len(event.triggers)),
        }

    def nearest(self, relation: str, at: int, among: Sequence[Found]) -> tuple[Found | None, float]:
        """The likeliest of the mentions in reach, and how likely it is."""
        low = bisect_left(among, at - WINDOW, key=lambda found: found.first)
        high = bisect_left(among, at + WINDOW, key=lambda found: found.first)
        some = among[low:high]
        if not some:
            return None, 0.0
        scored = zip(self.encoded.pairs(relation, at, [found.first for found in some]), some, strict=True)
        odds, found = max(scored, key=lambda item: (item[0], -abs(item[1].first - at)))
        return found, odds


class _Spanned(Protocol):
    span: Span


_S = TypeVar("_S", bound=_Spanned)


_PAIRS = {"«": "»", "(": ")", "[": "]", "“": "”"}


def _closed(text: str) -> int:
    """How much of a mention there is before a mark that closes what opened before it (لواء المرسى | » خصمه), or one that opens what it
    does not close."""
    open_at: list[tuple[int, str]] = []
    for at, letter in enumerate(text):
        if letter in _PAIRS:
            open_at.append((at, _PAIRS[letter]))
        elif letter in _PAIRS.values():
            if not open_at or open_at[-1][1] != letter:
                return len(text[:at].rstrip()) or len(text)
            open_at.pop()
    return len(text[: open_at[0][0]].rstrip()) or len(text) if open_at else len(text)


def over(span: Span, among: Iterable[_S]) -> _S | None:
    """The mention that shares most letters with ``span``."""
    best, chosen = 0, None
    for mention in among:
        shared = mention.span.overlap(span)
        if shared > best:
            best, chosen = shared, mention
    return chosen


def whole(span: Span, known: Iterable[Span]) -> Span:
    """That of the exact code of which ``span`` is but a part: names are as the exact code has them."""
    return next((other for other in known if other.covers(span)), span)


def key(text: str) -> str:
    """A name in normal form without its article."""
    norm = fold(text)
    return norm[2:] if norm.startswith("ال") and len(norm) > 4 else norm
