"""What hangs together with what in a store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from rasid.resolve.clusters import JUDGED, Limits, Pieces
from rasid.store import Linked
from rasid.store.linked import StoredLink, Telling

MANY = 40
"""Seeds from which on what is near to them is read at once, and what is near to that."""
ROUNDS = 2


class Net:
    """What hangs together with what: links above 0 and judgements of "same", read as they are needed."""

    def __init__(self, tables: Linked, limits: Limits, before: Mapping[int, Telling] | None = None) -> None:
        """``before`` has tellings as they are to be taken, where they were written over."""
        self._tables = tables
        self._limits = limits
        self._before = before or {}
        self._near: dict[int, dict[int, float]] = {}
        self.told: dict[int, Telling] = {}
        self.quiet: set[int] = set()

    def after(self, dropped: Iterable[tuple[int, int]], made: Iterable[StoredLink]) -> Net:
        """The same once some links have gone and others come, and with tellings as they are now."""
        net = Net(self._tables, self._limits)
        net._near = self._near
        for a, b in dropped:
            net._set(a, b, None)
        for found in made:
            if found.score > 0:
                net._set(found.a, found.b, found.score)
        return net

    def _set(self, a: int, b: int, score: float | None) -> None:
        for one, other in ((a, b), (b, a)):
            near = self._near.get(one)
            if near is not None and near.get(other) != JUDGED:
                if score is None:
                    near.pop(other, None)
                else:
                    near[other] = score

    def know(self, numbers: Collection[int]) -> None:
        missing = [number for number in numbers if number not in self.told]
        for number, telling in self._tables.tellings(missing).items():
            telling = self._before.get(number, telling)
            self.told[number] = telling
            if not telling.speaks:
                self.quiet.add(number)

    def near(self, numbers: Collection[int]) -> Iterator[tuple[int, float]]:
        missing = {number for number in numbers if number not in self._near}
        if missing:
            for number in missing:
                self._near[number] = {}
            for a, b, score in self._tables.links_of(missing):
                if score > 0:
                    if a in missing:
                        self._near[a][b] = score
                    if b in missing:
                        self._near[b][a] = score
            for a, b in self._tables.same(missing):
                if a in missing:
                    self._near[a][b] = JUDGED
                if b in missing:
                    self._near[b][a] = JUDGED
        self.know({other for number in numbers for other in self._near[number]})
        for number in numbers:
            for other, score in self._near[number].items():
                if self.told[other].event is not None:
                    yield other, score

    def pieces(self, seeds: Collection[int]) -> list[tuple[set[int], float]]:
        """The pieces of which some tellings are, each once."""
        self.know(seeds)
        if len(seeds) > MANY:  # a few large questions are cheaper than many small ones
            frontier: set[int] = set(seeds)
            for _ in range(ROUNDS):
                frontier = {other for other, _ in self.near(frontier)} - self._near.keys()
        pieces = Pieces(self.near, self.quiet, self._limits)
        out: list[tuple[set[int], float]] = []
        done: set[int] = set()
        for seed in sorted(seeds):
            if seed not in done:
                piece, level = pieces.of(seed)
                done |= piece
                out.append((piece, level))
        return out


__all__ = ["Net"]
