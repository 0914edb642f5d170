"""What the encoder says of a text: mentions with scores, classes of a word, scores of pairs of words."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np

from rasid.analyse.document import Document
from rasid.analyse.encoder.labels import CLASSES, DISTANCES, GROUPS, PAIR_WIDTH, PAIRS, TAGS
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

    def logit(self, relation: str, i: int, j: int, distance: Floats) -> float:
        r = _PAIR_AT[relation]
        part = slice(r * PAIR_WIDTH, (r + 1) * PAIR_WIDTH)
        likeness = float(self.left[self.row[i], part] @ self.right[self.row[j], part])
        return likeness / math.sqrt(PAIR_WIDTH) + float(distance[r, bucket(j - i)])

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
    groups: Floats
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
        table = self.classes[name]
        mean = table[at[0]] if len(at) == 1 else table[list(at)].mean(0)
        return {value: round(odds, PLACES) for value, odds in zip(CLASSES[name], mean.tolist(), strict=True)}

    def value(self, name: str, at: Sequence[int]) -> tuple[str, float]:
        """The likeliest value of a class, and how likely it is."""
        values = self.values(name, at)
        best = max(values, key=values.__getitem__)
        return best, values[best]

    def pair(self, relation: str, i: int, j: int) -> float:
        """How likely ``relation`` holds from word ``i`` to word ``j``; 0 where no window has both."""
        low, high = min(i, j), max(i, j)
        best, chosen = -1, None
        for at in range(bisect_right(self.views, high, key=lambda view: view.high), len(self.views)):
            view = self.views[at]
            if view.low > low:
                break
            if i in view.row and j in view.row and (room := view.room(i, j)) > best:
                best, chosen = room, at
        if chosen is None:
            return 0.0
        logit = self.views[chosen].logit(relation, i, j, self.distance)
        return round(1 / (1 + math.exp(-max(-_FAR, min(_FAR, logit)))), PLACES)


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
        groups=np.zeros((count, len(GROUPS)), np.float32),
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
        out.groups[speaks] = _sigmoid(said["groups"][speaks - low])
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
