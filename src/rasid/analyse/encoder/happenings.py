"""Triggers that tell of one happening, joined by their "same" scores: closest groups first, by the mean over their pairs (UPGMA,
R. Sokal and C. Michener 1958), until none is close enough."""

from __future__ import annotations

from collections.abc import Sequence

from rasid.analyse.encoder.encoded import Encoded, Found
from rasid.analyse.encoder.windows import WINDOW

TOGETHER = 60
"""Triggers that are joined at once; a longer report is read in runs of so many, each run against the groups before it."""


def happenings(encoded: Encoded, triggers: Sequence[Found], enough: float) -> list[list[Found]]:
    """Groups of triggers in the order of their first ones. ``enough``: the mean score from which two groups are one."""
    groups: list[list[Found]] = []
    for begin in range(0, len(triggers), TOGETHER):
        run = triggers[begin : begin + TOGETHER]
        near = [group for group in groups if run[0].first - group[-1].first < WINDOW]
        groups = [group for group in groups if run[0].first - group[-1].first >= WINDOW]
        groups += _joined(encoded, [*near, *([trigger] for trigger in run)], enough)
    return sorted(groups, key=lambda group: group[0].first)


def _joined(encoded: Encoded, groups: list[list[Found]], enough: float) -> list[list[Found]]:
    known: dict[tuple[int, int], float] = {}

    def same(a: Found, b: Found) -> float:
        low, high = sorted((a.first, b.first))
        if (low, high) not in known:
            known[low, high] = encoded.pair("same", high, low)
        return known[low, high]

    def mean(a: list[Found], b: list[Found]) -> float:
        return sum(same(x, y) for x in a for y in b) / (len(a) * len(b))

    scores = {(i, j): mean(groups[i], groups[j]) for j in range(len(groups)) for i in range(j)}
    alive: dict[int, list[Found]] = dict(enumerate(groups))
    while scores:
        (i, j), best = max(scores.items(), key=lambda item: (item[1], -item[0][0], -item[0][1]))
        if best < enough:
            break
        a, b = len(alive[i]), len(alive[j])
        for k in alive:
            if k not in (i, j):
                to_i, to_j = (min(i, k), max(i, k)), (min(j, k), max(j, k))
                scores[to_i] = (scores[to_i] * a + scores.pop(to_j) * b) / (a + b)
        del scores[i, j]
        alive[i] = sorted(alive[i] + alive.pop(j), key=lambda trigger: trigger.first)
    return list(alive.values())
