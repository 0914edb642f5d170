"""A text as windows of pieces: bounded, overlapping, and each word in at least one with words on either side of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rasid.analyse.encoder.pieces import Pieces, spelling
from rasid.text.normal import Aligned
from rasid.text.tokens import Token

WINDOW = 510
"""Pieces in a window, without the two that open and close it: what the base has positions for."""
STRIDE = 340
"""Pieces from the beginning of a window to that of the next."""


@dataclass(slots=True)
class Words:
    """The pieces of all words; those of word ``i`` begin at ``first[i]`` and end with ``last[i]``."""

    ids: list[int]
    first: list[int]
    last: list[int]


def words(aligned: Aligned, tokens: Sequence[Token], pieces: Pieces, *, folded: bool = False) -> Words:
    """Words are the ``tokens``. ``folded``: spelt as the normal form has them, to train for careless spelling."""
    spelt = aligned.normal if folded else spelling(aligned)
    out = Words([], [], [])
    end = -1
    for token in tokens:
        found = pieces.of(spelt[token.a : token.b], token.a != end)
        end = token.b
        out.first.append(len(out.ids))
        out.ids.extend(found)
        out.last.append(len(out.ids) - 1)
    return out


def owners(first: Sequence[int], last: Sequence[int], count: int) -> list[int]:
    """For each of ``count`` pieces between an opening and a closing one, the word that it is of, from 1; 0 for none."""
    out = [0] * (count + 2)
    for word, (begin, end) in enumerate(zip(first, last, strict=True), 1):
        out[begin + 1 : end + 2] = [word] * (end - begin + 1)
    return out


def cut(words: Words) -> list[tuple[int, int]]:
    """Ranges of words whose pieces fit in a window."""
    out: list[tuple[int, int]] = []
    low, count = 0, len(words.first)
    while low < count:
        base, high = words.first[low], low
        while high < count and words.last[high] - base < WINDOW:
            high += 1
        out.append((low, high))
        if high == count:
            break
        while words.first[low] - base < STRIDE:
            low += 1
    return out


def margins(low: int, high: int, count: int) -> list[int]:
    """For each word of the window, how many words stand between it and the nearer edge that is not the text's own: of the windows
    that a word is in, the one with the widest margin speaks for it."""
    far = count + 1
    return [min(far if low == 0 else at - low, far if high == count else high - 1 - at) for at in range(low, high)]
