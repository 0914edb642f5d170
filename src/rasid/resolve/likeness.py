"""How much two texts have in common, rare words counting more than common ones."""

from __future__ import annotations

import gzip
import math
from collections.abc import Collection, Iterable
from functools import cache

import regex

from rasid.resolve.data import read
from rasid.text.normal import fold

MOST_WORDS = 96
"""Words of a text that are kept, the rarest: common ones tell nothing, and long texts must not cost more."""
RARE = 4.5
"""Weight from which a word is rare: one report of conflict in a hundred has it."""

# Arabic words alone: what is Latin in such texts is handles, counters and buttons of the page (12.4K Views, Retweet).
_WORD = regex.compile(r"[\p{Arabic}&&\p{L}]+", regex.V1)
_TOKEN = regex.compile(r"[\p{Arabic}&&\p{L}]+|\d+", regex.V1)
_SHORTEST = 3
# Joined before the stem, the longest first. ب and ل alone are taken off only where much is left: بلد, لغم stay.
_JOINED = ("بال", "كال", "لل", "ال", "ب", "ل")


@cache
def table() -> tuple[int, dict[str, int]]:
    """(reports counted, stem -> reports that have it), of Arabic reports of conflict; made by tools/fit/words.py."""
    lines = gzip.decompress(read("words.tsv.gz")).decode().splitlines()
    rows = (line.split("\t") for line in lines[1:])
    return int(lines[0]), {word: int(count) for word, count in rows}


@cache
def weight(stem: str) -> float:
    """How much it tells that a text has this word: the logarithm of one in how many reports of conflict have it."""
    total, counts = table()
    return math.log((total + 1) / (counts.get(stem, 0) + 1))


@cache
def _stem(word: str) -> str:
    for conjunction in ("و", "ف", ""):
        if word.startswith(conjunction):
            for joined in _JOINED:
                prefix = conjunction + joined
                if word.startswith(prefix) and len(word) - len(prefix) >= _SHORTEST + (len(joined) == 1):
                    return word[len(prefix) :]
    return word[1:] if word[0] == "و" and len(word) > _SHORTEST + 1 else word


def stems(text: str) -> list[str]:
    """The words of a text of three letters and more, in order, in normal form without what is joined before them.

    Not morphology: enough that وبالقصف and القصف are one word, and cheap. Hashtags come apart at their underscores.
    """
    return [_stem(word) for word in _WORD.findall(fold(text)) if len(word) >= _SHORTEST]


def words_of(text: str) -> list[str]:
    """All Arabic words and numbers of a text, in order, in normal form."""
    return [str(word) for word in _TOKEN.findall(fold(text))]


class Bag:
    """The rarest words of a text, and the length of their vector."""

    __slots__ = ("length", "words")

    def __init__(self, words: Iterable[str]) -> None:
        kept = sorted(set(words), key=lambda word: (-weight(word), word))[:MOST_WORDS]
        self.words = frozenset(kept)
        self.length = math.sqrt(sum(map(_square, kept)))

    def common(self, other: Bag) -> frozenset[str]:
        return self.words & other.words


def alike(common: Collection[str], a: Bag, b: Bag) -> tuple[float, float]:
    """Both 0 to 1: how near the texts lie to each other (cosine), and how much of the shorter text's words stand in the longer:
    a post beside an article."""
    if not common:
        return 0.0, 0.0
    shared = sum(map(_square, common))
    return shared / (a.length * b.length), shared / min(a.length, b.length) ** 2


def rarity(common: Iterable[str]) -> float:
    """How rare the words in common are, more of them counting ever less."""
    return math.log1p(sum(map(_beyond_rare, common)))


@cache
def _square(word: str) -> float:
    return weight(word) ** 2


@cache
def _beyond_rare(word: str) -> float:
    return max(0.0, weight(word) - RARE)
