"""How far the words of a text speak for its telling of conflict (topic.tsv.gz, made by tools/fit/topic.py)."""

from __future__ import annotations

import gzip
import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import regex

from rasid.errors import DataError
from rasid.lexicon.data import path

FILE = "topic.tsv.gz"
# What is joined before a word, where three letters are left: وبالقصف, للقصف, والقصف → قصف.
_JOINED = regex.compile(r"^[وف]?(?:[بك]?ال|لل)?+(?=.{3})")


def stem(norm: str) -> str:
    """A word in normal form without conjunction and article. Not morphology: enough that والقصف and قصف are one word."""
    found = _JOINED.match(norm)
    return norm[found.end() :] if found else norm


@dataclass(frozen=True, slots=True)
class Topic:
    weights: dict[str, float]
    least: float
    """A text of which no part reaches this tells of no conflict."""

    def of(self, stems: Iterable[str]) -> float:
        """How far a part of a text speaks for conflict, as a logit: the weights of its words, each once, over the root of how
        many are known. Where little is known little is said: there is no constant, and 0 is as good as not read."""
        known = [self.weights[word] for word in set(stems) if word in self.weights]
        return math.fsum(known) / math.sqrt(len(known)) if known else 0.0


@cache
def topic() -> Topic:
    """Raises DataError when the file is missing or damaged."""
    try:
        head, *lines = gzip.decompress(path(FILE).read_bytes()).decode().splitlines()
        return Topic({word: float(weight) for word, weight in (line.split("\t") for line in lines)}, float(head))
    except (ValueError, OSError, EOFError) as error:
        raise DataError(f"the data file {FILE} is damaged ({error}); install rasid again") from error
