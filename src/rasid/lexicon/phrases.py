"""Finds known phrases among the tokens of a text, through the clitics before the first word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Generic, TypeVar

from rasid.text.clitics import has_article, readings
from rasid.text.normal import align
from rasid.text.tokens import Token, tokenize

Value = TypeVar("Value")


@lru_cache(maxsize=4096)
def phrase_key(phrase: str) -> str:
    """A phrase as its tokens' normal forms, joined by one space; the form in which phrases are compared."""
    return " ".join(token.norm for token in tokenize(align(phrase)))


class Match(Generic[Value]):
    """Tokens ``first`` to ``last`` (half-open) are a phrase; ``prefix`` is what stands joined before its first word."""

    __slots__ = ("first", "last", "prefix", "value")

    def __init__(self, first: int, last: int, prefix: str, value: Value) -> None:
        self.first = first
        self.last = last
        self.prefix = prefix
        self.value = value

    def __repr__(self) -> str:
        return f"Match({self.first}, {self.last}, {self.prefix!r}, {self.value!r})"


class Phrases(Generic[Value]):
    """Phrases of normal-form words with a value each. The longest match at a token wins; a shorter prefix wins a tie.

    An entry is found with and without the article before its first word, unless it was added with ``exact``: then only
    conjunctions and prepositions may be joined to it (عين العرب is not found in العين العرب).
    """

    def __init__(self, entries: Iterable[tuple[str, Value]] = ()) -> None:
        self._values: dict[str, Value] = {}
        self._exact: set[str] = set()
        # First word -> lengths in words of the phrases that begin with it, longest first.
        self._lengths: dict[str, tuple[int, ...]] = {}
        for phrase, value in entries:
            self.add(phrase, value)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, phrase: str) -> bool:
        return phrase_key(phrase) in self._values

    def add(self, phrase: str, value: Value, *, exact: bool = False) -> None:
        """Adds or replaces a phrase, given as written."""
        self.add_key(phrase_key(phrase), value, exact=exact)

    def add_key(self, key: str, value: Value, *, exact: bool = False) -> None:
        """The same for a phrase already in the form of `phrase_key` (built data files hold it so)."""
        if not key:
            return
        first = key.split(" ", 1)[0]
        length = key.count(" ") + 1
        self._values[key] = value
        if exact:
            self._exact.add(key)
        known = self._lengths.get(first, ())
        if length not in known:
            self._lengths[first] = tuple(sorted((*known, length), reverse=True))

    def get(self, phrase: str) -> Value | None:
        return self._values.get(phrase_key(phrase))

    def at(self, tokens: Sequence[Token], index: int, limit: int) -> Match[Value] | None:
        """The longest phrase that begins at token ``index`` and ends before token ``limit``."""
        token = tokens[index]
        if token.kind == "mark" and token.norm not in self._lengths:
            return None
        best: Match[Value] | None = None
        pairs = readings(token.norm) if token.kind == "word" else (("", token.norm),)
        for prefix, stem in pairs:
            for length in self._lengths.get(stem, ()):
                if best is not None and length <= best.last - best.first:
                    break
                end = index + length
                if end > limit:
                    continue
                key = stem if length == 1 else " ".join([stem, *(t.norm for t in tokens[index + 1 : end])])
                if key not in self._values or (key in self._exact and has_article(prefix)):
                    continue
                best = Match(index, end, prefix, self._values[key])
                break
        return best

    def find(self, tokens: Sequence[Token], first: int = 0, last: int | None = None) -> Iterator[Match[Value]]:
        """Matches from left to right, not overlapping."""
        index, limit = first, len(tokens) if last is None else last
        while index < limit:
            match = self.at(tokens, index, limit)
            if match is None:
                index += 1
            else:
                yield match
                index = match.last
