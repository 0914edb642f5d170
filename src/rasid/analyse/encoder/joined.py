"""Happenings that are one after all: of which of them a word tells is chosen when only the words before it are known; here all words
of two are heard together, and the likeliest two are joined until no two are likelier one than two."""

from __future__ import annotations

import math

from rasid.analyse.document import Trigger
from rasid.analyse.encoder.blend import Features, odds, weight
from rasid.analyse.encoder.composition import Composition
from rasid.analyse.encoder.windows import WINDOW
from rasid.analyse.events import stands_apart
from rasid.analyse.kinship import MOST, Cluster, is_barred

Drawn = tuple[Cluster, float]
"""A happening, and how likely its first word was one of its own."""

_WORDS = 12
"""Words of a happening that are heard with those of another: the earlier one's last, the later one's first."""


def joined(composed: Composition, drawn: list[Drawn]) -> list[Drawn]:
    """The happenings in their order, those joined that are likely one; ``drawn`` and its clusters are left as they are."""
    clusters = [cluster for cluster, _ in drawn]
    left = list(range(len(drawn)))
    likely: dict[tuple[int, int], float] = {}
    """By the places of two happenings in ``drawn``."""

    def hear(one: int, other: int) -> None:
        chance = _one(composed, clusters[one], clusters[other])
        likely[one, other] = chance if chance >= composed.least("one") else 0.0

    for at in left:
        for before in left[max(0, at - MOST) : at]:
            hear(before, at)
    while True:
        likely = {pair: chance for pair, chance in likely.items() if chance}
        if not likely:
            return [(clusters[at], drawn[at][1]) for at in left]
        before, at = max(likely, key=lambda pair: (likely[pair], -pair[1], -pair[0]))
        clusters[before] = _both(composed, clusters[before], clusters[at])
        left.remove(at)
        likely = {pair: chance for pair, chance in likely.items() if at not in pair}
        place = left.index(before)
        for other in left[max(0, place - MOST) : place]:
            hear(other, before)
        for other in left[place + 1 : place + 1 + MOST]:
            hear(before, other)


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
    heard = [odds(chance) for trigger in later.triggers[:_WORDS] for chance in _same(composed, trigger, earlier)]
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
    for name in ("type", "realis", "salience"):
        table = composed.encoded.classes[name]
        means = (table[[trigger.first for trigger in cluster.triggers]].mean(0) for cluster in (earlier, later))
        features[f"like {name}"] = weight(float(next(means) @ next(means)))
    return composed.chance("one", features, (earlier, later))


def _same(composed: Composition, trigger: Trigger, cluster: Cluster) -> list[float]:
    """How likely the trigger tells of the same as each of the cluster's words, as far as a window has both."""
    mates = [m.first for m in cluster.triggers[-_WORDS:] if abs(trigger.first - m.first) < WINDOW]
    before, after = ([m for m in mates if (m < trigger.first) is told] for told in (True, False))
    chances = composed.encoded.pairs("same", trigger.first, before)
    chances += composed.encoded.pairs("same", trigger.first, after, reverse=True)
    return [chance for chance in chances if chance > 0]
