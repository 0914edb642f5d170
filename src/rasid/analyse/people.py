"""People that a count may be of, and what a document has of numbers, times and names to look them up in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Self

from rasid.analyse.document import Document, Quantity
from rasid.lexicon.harm import ONE, TWO, Harm, HarmWord
from rasid.model import CountKind, CountRange, Group, Outcome, Span
from rasid.text.function_words import FUNCTION_WORDS, words
from rasid.text.tokens import Token

BODILY = frozenset({Outcome.KILLED, Outcome.INJURED, Outcome.HARMED})
LEAST = frozenset({("علي", "الاقل"), ("علي", "اقل"), ("كحد", "ادني"), ("في", "الاقل")})
_BOUNDS = words(
    "من عن على أكثر أقل أزيد لا ما يقل تقل يزيد تزيد نحو حوالي حوالى قرابة زهاء يقارب يقرب يناهز يفوق مالا لايقل"
)
_BOUND_STARTS = words("أكثر أقل أزيد لا ما نحو حوالي حوالى قرابة زهاء يزيد تزيد يقارب يناهز يفوق مالا")
OWN_WAW = words("واحد واحدة والد والده والدته والدي والدا والدها وزير وزيرا ولد ولدا وزراء وفاة وفيات والدة")


@dataclass(slots=True)
class People:
    """A candidate count, by token indices of the document. ``last`` is after the number and its noun."""

    first: int
    last: int
    span: Span
    count: CountRange
    number: bool
    noun: int | None = None
    own: Outcome | None = None
    """What the counted noun itself says: قتلى."""
    groups: tuple[Group, ...] = ()
    person: bool = False
    definite: bool = False
    name: bool = False
    other: bool = False
    of_them: bool = False
    national: bool = False
    counted_before: bool = False
    """A number with the article, which counts people told of before: الجنود الستة."""
    apart: bool = False
    """A noun after من that the lexicon does not know."""


@dataclass(slots=True)
class Lookup:
    """What is looked up once for a document."""

    doc: Document
    harm: Harm
    quantities: dict[int, Quantity] = field(default_factory=dict)
    """By their first token, the words of a bound included."""
    duals: dict[int, Quantity] = field(default_factory=dict)
    timed: set[int] = field(default_factory=set)
    figures: set[int] = field(default_factory=set)
    """Tokens of figures that no quantity holds: numbers too long, 12.5.7, 1/2."""
    names: dict[int, int] = field(default_factory=dict)
    listing: Outcome | None = None
    """What befell those whom the lines to come list: القتلى هم:"""

    @classmethod
    def of(cls, doc: Document, harm: Harm) -> Self:
        reading = cls(doc, harm)
        for quantity in doc.quantities:
            if quantity.noun is not None:
                reading.duals[quantity.first] = quantity
                continue
            first = _bound(doc.tokens, quantity.first)
            reading.quantities[first] = quantity if first == quantity.first else replace(quantity, first=first)
        told = {at for quantity in doc.quantities for at in range(quantity.first, quantity.last)}
        reading.figures.update(t.index for t in doc.tokens if t.kind == "number" and t.index not in told)
        for time in doc.times:
            reading.timed.update(range(time.first, time.last))
        for person in doc.persons:
            reading.names[person.first] = person.last
        return reading

    def one(self, span: Span) -> CountRange:
        return CountRange(low=1, high=1, kind=CountKind.EXACT, raw=span.of(self.doc.text))

    def count_of(self, number: str, span: Span) -> CountRange:
        raw = span.of(self.doc.text)
        if number in (ONE, TWO):
            count = 1 if number == ONE else 2
            return CountRange(low=count, high=count, kind=CountKind.EXACT, raw=raw)
        return CountRange(low=2, high=None, kind=CountKind.VAGUE, raw=raw)

    def least(self, at: int, limit: int, count: CountRange) -> CountRange:
        """شخص على الأقل، خمسة جنود على الأقل: no upper bound."""
        tokens = self.doc.tokens
        for index in range(at, min(at + 4, limit - 1)):
            if (tokens[index].norm, tokens[index + 1].norm) in LEAST:
                if count.low is not None and count.low == count.high:
                    return CountRange(
                        low=count.low, high=None, kind=CountKind.AT_LEAST, approx=count.approx, raw=count.raw
                    )
                return count
            norm = tokens[index].norm
            if (norm[:1] == "و" and norm not in OWN_WAW) or norm in FUNCTION_WORDS:
                break
        return count

    def word_at(self, at: int) -> tuple[str, HarmWord] | None:
        return self.harm.word(self.doc.tokens[at].norm) if at < len(self.doc.tokens) else None


def _bound(tokens: Sequence[Token], at: int) -> int:
    """The first token of the words before a number that bound it: ما لا يقل عن 15، وأكثر من 15."""
    first = at
    for index in range(at - 1, max(at - 6, -1), -1):
        norm = tokens[index].norm
        joined = norm[:1] in "وبل" and norm not in _BOUNDS
        stem = norm[1:] if joined else norm
        if stem not in _BOUNDS:
            break
        if stem in _BOUND_STARTS:
            first = index
        if joined:
            break
    return first


def has_article_word(norm: str) -> bool:
    """Whether the word opens with the article, with no letter before it."""
    return norm.startswith("ال") and len(norm) > 4
