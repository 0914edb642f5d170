"""Weights by role, as the fitted tables hold them: a row a feature, a column a role."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from functools import cache

from rasid.lexicon.data import path


class Weights:
    """The weights of some roles, by feature."""

    def __init__(self, rows: Iterable[tuple[str, Sequence[float]]]) -> None:
        self._table = {name: tuple(values) for name, values in rows if any(values)}
        self._width = max(map(len, self._table.values()), default=0)

    def sums(self, features: Iterable[str]) -> list[float]:
        """The logit of each role."""
        out = [0.0] * self._width
        for name in features:
            row = self._table.get(name)
            if row is not None:
                for at, value in enumerate(row):
                    out[at] += value
        return out

    def sum(self, features: dict[str, float]) -> float:
        """The logit of the first role, of features that are more or less true."""
        return sum(value * self._table[name][0] for name, value in features.items() if name in self._table)


@cache
def _rows(file: str) -> tuple[dict[str, str], ...]:
    with path(file).open(encoding="utf-8") as lines:
        return tuple(csv.DictReader(lines))


def role_weights(file: str, roles: tuple[str, ...]) -> Weights:
    """The weights of ``roles`` in a table of the lexicon."""
    return Weights((row["feature"], [float(row[role] or 0) for role in roles]) for row in _rows(file))
