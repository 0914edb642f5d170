"""How what the exact code says and what the encoder says are weighed together: fitted weights over a few named features, one table
a question, fitted on articles that the encoder was not trained on (tools/train/blend.py). They come with the model.

Features called "read" are of the exact code, those called "heard" of the encoder; both are logits where they can be.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import msgspec

Features = dict[str, float]
DEFAULT = 0.5
FIRM = 5.0
"""Logits are held within: neither reader is ever quite sure."""
PRIOR: Mapping[str, float] = {"read": 0.7, "heard": 0.7, "link": 0.7}
"""What a feature counts where nothing was fitted; the fit is drawn towards it."""


class Blend(msgspec.Struct, frozen=True):
    enough: dict[str, float] = {}
    """The chance from which a mention is looked at or an answer taken, by tag or question; one half where none is told."""
    weights: dict[str, Features] = {}
    """By question, what each feature counts."""

    def least(self, name: str) -> float:
        return self.enough.get(name, DEFAULT)

    def logit(self, question: str, features: Features) -> float:
        table = self.weights.get(question, PRIOR)
        return sum(value * table.get(name, 0.0) for name, value in features.items())


def odds(chance: float) -> float:
    """The logit of a chance, held within bounds."""
    held = min(max(chance, 1e-6), 1 - 1e-6)
    return firm(math.log(held / (1 - held)))


def firm(logit: float) -> float:
    return max(-FIRM, min(FIRM, logit))


def weight(chance: float) -> float:
    """The logarithm of a chance among several, held within bounds."""
    return max(-FIRM, math.log(max(chance, 1e-6)))
