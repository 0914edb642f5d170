"""Happenings that are one after all: of which of them a word tells is chosen when only the words before it are known; here all words
of two are heard together, and the likeliest two are joined until no two are likelier one than two."""

from __future__ import annotations

import math
from collections.abc import Sequence

from rasid.analyse.document import Trigger
from rasid.analyse.encoder.blend import Features, odds, weight
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.windows import WINDOW
from rasid.analyse.events import stands_apart
from rasid.analyse.kinship import MOST, Cluster, is_barred

Drawn = tuple[Cluster, float]
"""A happening, and how likely its first word was one of its own."""

_WORDS = 12
"""Words of a happening that are heard with others: its latest, and the first of one that is told after it."""


def joined(composed: Composition, drawn: list[Drawn]) -> list[Drawn]:
    """The happenings in their order, those joined that are likely one; ``drawn`` and its clusters are left as they are."""
    clusters = [cluster for cluster, _ in drawn]
    left = list(range(len(drawn)))
    likely: dict[tuple[int, int], float] = {}
    """By the places of two happenings in ``drawn``, the earlier first."""

    def hear(before: int, at: int) -> None:
        chance = _one(composed, clusters[before], clusters[at])
        if chance and chance >= composed.least("one"):
            likely[before, at] = chance
        else:
            likely.pop((before, at), None)

    for at in left:
        for before in left[max(0, at - MOST) : at]:
            hear(before, at)
    while likely:
        before, at = max(likely, key=lambda pair: (likely[pair], -pair[1], -pair[0]))
        clusters[before] = _both(composed, clusters[before], clusters[at])
        left.remove(at)
        for pair in [pair for pair in likely if at in pair]:
            del likely[pair]
        place = left.index(before)
        for other in left[max(0, place - MOST) : place + 1 + MOST]:
            if other != before:
                hear(min(before, other), max(before, other))
    return [(clusters[at], drawn[at][1]) for at in left]


def _both(composed: Composition, earlier: Cluster, later: Cluster) -> Cluster:
    told = [pair for cluster in (earlier, later) for pair in zip(cluster.triggers, cluster.around, strict=True)]
    both = Cluster()
    for trigger, here in sorted(told, key=lambda pair: pair[0].first):
        both.add(composed.doc, trigger, here)
    return both


def _one(composed: Composition, earlier: Cluster, later: Cluster) -> float:
    """How likely two happenings are one; 0 where no window has a word of each."""
    if stands_apart(earlier.triggers[0]) or stands_apart(later.triggers[0]):
        return 0.0
    heard = [odds(chance) for trigger in later.triggers[:_WORDS] for chance in same(composed, trigger, earlier)]
    if not heard:
        return 0.0
    features: Features = {
        "bias": 1.0,
        "heard": sum(heard) / len(heard),
        "most": max(heard),
        "least": min(heard),
        "size": math.log(min(len(earlier.triggers), len(later.triggers))),
        "barred": float(is_barred(later.triggers[0], later.around[0], earlier)),
        "title": float(earlier.in_title or later.in_title),
    }
    for name, own, theirs in (
        ("words", earlier.lemmas, later.lemmas),
        ("types", earlier.sure, later.sure),
        ("places", earlier.fine, later.fine),
        ("days", earlier.days, later.days),
        ("tolls", earlier.tolls, later.tolls),
    ):
        if own and theirs:
            features[f"{name} {'differ' if own.isdisjoint(theirs) else 'agree'}"] = 1.0
    return composed.chance("one", features | alike(composed, earlier.triggers, later.triggers), (earlier, later))


def same(composed: Composition, trigger: Trigger, cluster: Cluster) -> list[float]:
    """How likely the trigger tells of the same as each of the cluster's latest words, as far as a window has both."""
    mates = [m.first for m in cluster.triggers[-_WORDS:] if abs(trigger.first - m.first) < WINDOW]
    before, after = ([m for m in mates if (m < trigger.first) is told] for told in (True, False))
    chances = composed.encoded.pairs("same", trigger.first, before)
    chances += composed.encoded.pairs("same", trigger.first, after, reverse=True)
    return [chance for chance in chances if chance > 0]


def alike(composed: Composition, some: Sequence[Trigger], others: Sequence[Trigger]) -> Features:
    """How likely the words of both are of one type, of one reality, and told as alike salient, as logarithms."""
    out: Features = {}
    for name in ("type", "realis", "salience"):
        own, theirs = (composed.encoded.mean(name, [trigger.first for trigger in told]) for told in (some, others))
        out[f"like {name}"] = weight(float(own @ theirs))
    return out
