"""What the encoder says of a text: mentions with scores, classes of a word, scores of pairs of words."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import NamedTuple, Protocol

import numpy as np

from rasid.analyse.document import Document
from rasid.analyse.encoder.labels import CLASSES, DISTANCES, PAIR_WIDTH, PAIRS, TAGS
from rasid.analyse.encoder.marks import marks
from rasid.analyse.encoder.pieces import Pieces
from rasid.analyse.encoder.session import Floats
from rasid.analyse.encoder.windows import cut, margins, words

PLACES = 4
"""Decimals to which scores are kept: fewer than differ between processors."""
_FAINT = 0.02
"""Words that begin a mention with less than this are not kept for pairs."""
_EDGES = DISTANCES[1:]
_FAR = 30.0
"""A logit further from 0 is as good as this one."""
_PAIR_AT = {name: index for index, name in enumerate(PAIRS)}


_SCALE = math.sqrt(PAIR_WIDTH)
_end = attrgetter("high")


class Network(Protocol):
    """What runs a window: `session.Session`, or a network in training."""

    def __call__(self, ids: list[int], first: list[int], last: list[int], marks: Floats) -> dict[str, Floats]: ...


class Found(NamedTuple):
    """A mention: words ``first`` to ``last`` (half-open) of the text."""

    tag: str
    first: int
    last: int
    score: float


@dataclass(slots=True)
class _View:
    """The pair vectors of one window, at the words that may begin a mention."""

    low: int
    high: int
    count: int
    row: dict[int, int]
    left: Floats
    right: Floats

    def logits(self, relation: str, at: int, others: Sequence[int], distance: Floats, *, reverse: bool) -> list[float]:
        """Of the pairs that the word ``at`` begins with each of the ``others``, or, in ``reverse``, ends."""
        r = _PAIR_AT[relation]
        part = slice(r * PAIR_WIDTH, (r + 1) * PAIR_WIDTH)
        begin, end = (self.right, self.left) if reverse else (self.left, self.right)
        likeness = end[[self.row[other] for other in others], part] @ begin[self.row[at], part]
        far = distance[r].tolist()
        sign = -1 if reverse else 1
        return [
            value / _SCALE + far[bucket(sign * (other - at))]
            for value, other in zip(likeness.tolist(), others, strict=True)
        ]

    def room(self, i: int, j: int) -> int:
        """How many words stand between a pair and the nearer edge that is not the text's own."""
        return min(
            self.count if self.low == 0 else min(i, j) - self.low,
            self.count if self.high == self.count else self.high - 1 - max(i, j),
        )


@dataclass(slots=True)
class Encoded:
    """All numbers are by word of the text; of windows that overlap, the one with the widest margin speaks for a word."""

    tags: Floats
    """[word, tag, 3]: outside, begins, goes on."""
    classes: dict[str, Floats]
    """By class, [word, value]."""
    relevant: float
    """That the text tells of conflict: of its windows', the highest."""
    distance: Floats
    views: list[_View] = field(default_factory=list)
    """In the order of the text."""

    def mentions(self, tag: str, enough: float = 0.5) -> list[Found]:
        """Mentions of one kind in order: a word that begins one with at least ``enough``, and the words that go on with it."""
        odds = self.tags[:, TAGS.index(tag)]
        out = []
        begins = np.flatnonzero(odds[:, 1] >= enough)
        for at in begins.tolist():
            end = at + 1
            while end < len(odds) and odds[end, 2] > max(odds[end, 0], odds[end, 1]):
                end += 1
            out.append(Found(tag, at, end, round(float(odds[at, 1]), PLACES)))
        return out

    def values(self, name: str, at: Sequence[int]) -> dict[str, float]:
        """How likely each value of a class is for what is said at words ``at`` together."""
        chances = self.mean(name, at).tolist()
        return {value: round(chance, PLACES) for value, chance in zip(CLASSES[name], chances, strict=True)}

    def mean(self, name: str, at: Sequence[int]) -> Floats:
        """The same, one number for each value, not rounded."""
        table = self.classes[name]
        return table[at[0]] if len(at) == 1 else np.asarray(table[list(at)].mean(0), np.float32)

    def value(self, name: str, at: Sequence[int]) -> tuple[str, float]:
        """The likeliest value of a class, and how likely it is."""
        values = self.values(name, at)
        best = max(values, key=values.__getitem__)
        return best, values[best]

    def pairs(self, relation: str, at: int, others: Sequence[int], *, reverse: bool = False) -> list[float]:
        """How likely ``relation`` holds from the word ``at`` to each of the ``others``, or, in ``reverse``, from those to it; 0 where
        no window has both."""
        by_view: dict[int, list[int]] = {}
        for index, other in enumerate(others):
            view = self._view(at, other)
            if view is not None:
                by_view.setdefault(view, []).append(index)
        out = [0.0] * len(others)
        for view, indices in by_view.items():
            some = [others[index] for index in indices]
            logits = self.views[view].logits(relation, at, some, self.distance, reverse=reverse)
            for index, logit in zip(indices, logits, strict=True):
                out[index] = round(1 / (1 + math.exp(-max(-_FAR, min(_FAR, logit)))), PLACES)
        return out

    def _view(self, i: int, j: int) -> int | None:
        """The window that has both words as far as can be from its edges."""
        low, high = min(i, j), max(i, j)
        best, chosen = -1, None
        for at in range(bisect_right(self.views, high, key=_end), len(self.views)):
            view = self.views[at]
            if view.low > low:
                break
            if i in view.row and j in view.row and (room := view.room(i, j)) > best:
                best, chosen = room, at
        return chosen


def bucket(gap: int) -> int:
    """Index of a signed distance in words among the buckets of `DISTANCES`, negative ones first."""
    size = bisect_right(_EDGES, abs(gap))
    return len(DISTANCES) - 1 - size if gap < 0 else len(DISTANCES) + size


def encode(doc: Document, pieces: Pieces, network: Network, distance: Floats) -> Encoded:
    """Runs the network over all windows of a document whose `marks.LAYERS` are filled."""
    told = words(doc.aligned, doc.tokens, pieces)
    count = len(doc.tokens)
    marked = marks(doc)
    out = Encoded(
        tags=np.zeros((count, len(TAGS), 3), np.float32),
        classes={name: np.zeros((count, len(values)), np.float32) for name, values in CLASSES.items()},
        relevant=0.0,
        distance=distance,
    )
    widest = np.full(count, -1)
    for low, high in cut(told):
        base = told.first[low]
        ids = told.ids[base : told.last[high - 1] + 1]
        first, last = ([p - base for p in ends[low:high]] for ends in (told.first, told.last))
        said = network(ids, first, last, marked[low:high])
        tags = _softmax(said["tags"].reshape(high - low, len(TAGS), 3))
        room = np.array(margins(low, high, count))
        speaks = low + np.flatnonzero(room > widest[low:high])
        widest[speaks] = room[speaks - low]
        out.tags[speaks] = tags[speaks - low]
        at = 0
        for name, values in CLASSES.items():
            out.classes[name][speaks] = _softmax(said["classes"][speaks - low, at : at + len(values)])
            at += len(values)
        out.relevant = max(out.relevant, round(float(_sigmoid(said["relevant"])), PLACES))
        kept = np.flatnonzero(tags[:, :, 1].max(1) >= _FAINT)
        row = {low + int(word): index for index, word in enumerate(kept)}
        out.views.append(_View(low, high, count, row, said["left"][kept], said["right"][kept]))
    return out


def _softmax(x: Floats) -> Floats:
    shifted = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(shifted / shifted.sum(-1, keepdims=True), np.float32)


def _sigmoid(x: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(x, -_FAR, _FAR))), np.float32)
