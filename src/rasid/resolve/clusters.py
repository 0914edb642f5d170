"""Events into happenings: a pure function of scores and judgements, whatever the order in which anything came.

Average linkage over the pairs that were compared: two clusters become one while the mean score of the pairs between them is
above 0, the best first. A pair without a link (not compared, or compared and found to be far from one happening) counts as
`UNSEEN`, so that one chance likeness does not join two crowds. What people have judged holds: "same" joins first, "different"
is never joined over. Two events of one report speak against each other as much as one pair can: mostly they are two
happenings, and only where several other pairs tie them together has reading taken one for two.

Only what hangs together by links above 0 can become one cluster, so each such piece is clustered by itself; adding a report
touches no other. Where many events are alike, chance links tie one happening to the next, and the next, until all is one piece.
A piece that is too large is therefore cut: only links above 1 are followed in it, then above 2, and so on, until its pieces are
small enough (`LIMITS`). Which level a cluster was made at is told with it.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from rasid.model.analysis import Problem
from rasid.model.incident import EventKey, Judgement, Verdict
from rasid.resolve.blocking import HEADS

UNSEEN = -4.0
"""Score of a pair without a link. Pairs that score no more are not kept as links at all."""
SUREST = 6.0
"""The most that one pair counts: the same text twice is no reason to overlook ten pairs that speak against it."""
OF_ONE_REPORT = -SUREST
"""Score of two events of one report: no one link outweighs it."""
SEEN = 0.5
"""Share of the pairs that blocking would compare of which a link is asked for."""
JUDGED = float("inf")
"""Score of what was judged to be one."""
Limits = Sequence[tuple[float, int]]
LIMITS: Limits = (
    (0.0, 50), (1.0, 50), (2.0, 100),
    (3.0, 2000), (4.0, 2000), (5.0, 2000), (6.0, 2000), (8.0, 2000), (10.0, 2000), (12.0, 2000), (1e300, 2**62),
)  # fmt: skip
"""(score above which links are followed, events that are clustered at once, copies not counted), one after the other. From 3
on chance ties hardly anything, so that a large piece is a large happening. At the last only judgements are followed."""
_UNITS = 1024
"""Scores are added up as whole numbers of this part: sums of fractions would depend on their order."""

Scored = tuple[EventKey, EventKey, float]


class Cluster(NamedTuple):
    """Events that are one happening, in the order of their keys."""

    events: tuple[EventKey, ...]
    level: float
    """Score above which links were followed: 0 but for events of a piece that was too large."""


class Clusters(NamedTuple):
    clusters: tuple[Cluster, ...]
    """Every event is in one of them."""
    problems: tuple[Problem, ...]
    """Judgements that contradict each other."""
    contradicted: frozenset[EventKey]
    """The events of these judgements."""


def clusters(
    events: Iterable[EventKey],
    links: Iterable[Scored],
    judgements: Iterable[Judgement] = (),
    *,
    silent: Collection[EventKey] = (),
    limits: Limits = LIMITS,
) -> Clusters:
    """The happenings that ``events`` come to. ``links`` are scored pairs; ``silent`` are copies, which were compared with
    the text that they copy and with nothing else. Judgements that are revoked, or on events that are not there, have no effect."""
    keys = sorted(set(events))
    at = {key: number for number, key in enumerate(keys)}
    net = _Net(at, links)
    judgements = list(judgements)
    judged = Judged(at, judgements)
    quiet = {at[key] for key in silent if key in at}
    of_event: dict[int, list[Judgement]] = defaultdict(list)
    for judgement in judgements:
        if judgement.a in at and judgement.b in at:
            of_event[at[judgement.a]].append(judgement)

    def near(some: Collection[int]) -> Iterator[tuple[int, float]]:
        for event in some:
            yield from ((other, score) for other, score in net.scores[event].items() if score > 0)
            yield from ((other, JUDGED) for other in judged.same.get(event, ()))

    pieces = Pieces(near, quiet, limits)
    found: list[Clusters] = []
    done: set[int] = set()
    for event in range(len(keys)):
        if event not in done:
            piece, level = pieces.of(event)
            done |= piece
            found.append(
                clusters_of_piece(
                    [keys[member] for member in piece],
                    [(keys[a], keys[b], score) for a in piece for b, score in net.scores[a].items() if a < b in piece],
                    [judgement for member in piece for judgement in of_event[member]],
                    silent={keys[member] for member in piece & quiet},
                    level=level,
                )
            )
    return Clusters(
        clusters=tuple(sorted(cluster for piece in found for cluster in piece.clusters)),
        problems=tuple(problem for piece in found for problem in piece.problems),
        contradicted=frozenset().union(*(piece.contradicted for piece in found)),
    )


def clusters_of_piece(
    events: Iterable[EventKey],
    links: Iterable[Scored],
    judgements: Iterable[Judgement] = (),
    *,
    silent: Collection[EventKey] = (),
    level: float = 0.0,
) -> Clusters:
    """The same for events that are known to hang together, see `Pieces`."""
    keys = sorted(events)
    at = {key: number for number, key in enumerate(keys)}
    judged = Judged(at, judgements)
    found = _clustered(_Net(at, links).scores, judged, keys, {at[key] for key in silent})
    return Clusters(
        clusters=tuple(Cluster(tuple(keys[member] for member in members), level) for members in sorted(found)),
        problems=judged.problems(keys),
        contradicted=frozenset(keys[event] for event in judged.contradicted),
    )


class _Net:
    """Links between events that are called by numbers."""

    def __init__(self, at: Mapping[EventKey, int], links: Iterable[Scored]) -> None:
        self.scores: dict[int, dict[int, float]] = {number: {} for number in at.values()}
        for a, b, score in links:
            if a in at and b in at and a != b:
                self.scores[at[a]][at[b]] = self.scores[at[b]][at[a]] = score


class Pieces:
    """What is to be clustered together."""

    def __init__(
        self,
        near: Callable[[Collection[int]], Iterable[tuple[int, float]]],
        quiet: Collection[int],
        limits: Limits = LIMITS,
    ) -> None:
        """``near`` gives the events to which some events have links above 0, with their scores, and those that were judged to
        be one with them, with `JUDGED`; ``quiet`` are copies, known to be such once ``near`` has given them."""
        self._near = near
        self._quiet = quiet
        self._limits = limits
        self._large: list[set[int]] = [set() for _ in limits]
        """By level, events that are known to be of a piece that is too large."""

    def of(self, event: int) -> tuple[set[int], float]:
        """What an event is to be clustered with, and the level at which that is small enough."""
        for (level, most), large in zip(self._limits, self._large, strict=True):
            piece = self._reached(event, level, most, large)
            if piece is not None:
                return piece, level
        raise AssertionError("at the last level every piece is small enough")

    def _reached(self, event: int, level: float, most: int, large: set[int]) -> set[int] | None:
        reached, frontier, speaking = {event}, {event}, int(event not in self._quiet)
        while frontier:
            if speaking > most or not large.isdisjoint(frontier):
                large |= reached
                return None
            frontier = {other for other, score in self._near(frontier) if score > level} - reached
            reached |= frontier
            speaking += sum(other not in self._quiet for other in frontier)
        return reached


class Judged:
    """What people have judged, on events that are called by numbers."""

    def __init__(self, at: Mapping[EventKey, int], judgements: Iterable[Judgement]) -> None:
        self.same: dict[int, dict[int, Judgement]] = defaultdict(dict)
        """Of each event, those that were judged to be one with it."""
        self.different: dict[tuple[int, int], Judgement] = {}
        active = [j for j in judgements if j.revoked_at is None and j.a in at and j.b in at and j.a != j.b]
        for judgement in sorted(active, key=lambda j: (j.at, j.id)):
            a, b = sorted((at[judgement.a], at[judgement.b]))
            if judgement.verdict is Verdict.SAME:
                self.same[a][b] = self.same[b][a] = judgement
            elif judgement.verdict is Verdict.DIFFERENT:
                self.different[a, b] = judgement
        self._against = [(pair, path) for pair in sorted(self.different) if (path := self._path(*pair)) is not None]
        self.contradicted = {event for _, path in self._against for event in path}

    def one(self, members: Collection[int]) -> list[list[int]]:
        """The members, those together that were judged to be one."""
        out, done = [], set()
        for member in sorted(members):
            if member not in done:
                group = {member}
                waiting = [member]
                while waiting:
                    new = set(self.same.get(waiting.pop(), ())) - group
                    group |= new
                    waiting += new
                done |= group
                out.append(sorted(group))
        return out

    def _path(self, a: int, b: int) -> list[int] | None:
        """The shortest way from one event to the other over judgements of "same"."""
        came: dict[int, int] = {a: a}
        waiting = deque([a])
        while waiting and b not in came:
            here = waiting.popleft()
            for other in sorted(self.same.get(here, ())):
                if other not in came:
                    came[other] = here
                    waiting.append(other)
        if b not in came:
            return None
        path = [b]
        while path[-1] != a:
            path.append(came[path[-1]])
        return path[::-1]

    def problems(self, keys: Sequence[EventKey]) -> tuple[Problem, ...]:
        """One for each "different" on two events that were judged to be one as well."""
        out = []
        for pair, path in self._against:
            apart = self.different[pair]
            one = [self.same[a][b] for a, b in pairwise(path)]
            told = ", ".join(f"{j.a} = {j.b} ({j.by}, {j.id})" for j in one)
            out.append(
                Problem(
                    code="judgements-contradict",
                    message=f"{told}, but {apart.a} ≠ {apart.b} ({apart.by}, {apart.id}): they stay together until one of "
                    "these judgements is taken back",
                    item=f"{keys[pair[0]]} {keys[pair[1]]}",
                    component="clusters",
                )
            )
        return tuple(out)


def _clustered(
    net: Mapping[int, Mapping[int, float]], judged: Judged, keys: Sequence[EventKey], quiet: Collection[int]
) -> list[list[int]]:
    """The clusters of one piece. A cluster is called by its first event."""
    members = {group[0]: group for group in judged.one(range(len(keys)))}
    if len(members) == 1:
        return list(members.values())
    home = {event: name for name, group in members.items() for event in group}
    reports = {name: Counter(keys[event].report_id for event in group) for name, group in members.items()}
    speaking = {name: sum(event not in quiet for event in group) for name, group in members.items()}
    apart: dict[int, set[int]] = defaultdict(set)
    for a, b in judged.different:
        if home[a] != home[b]:
            apart[home[a]].add(home[b])
            apart[home[b]].add(home[a])
    between: dict[int, dict[int, list[int]]] = {name: {} for name in members}
    for a, others in net.items():
        for b, score in others.items():
            if a < b and (one := home[a]) != (two := home[b]):
                between[one].setdefault(two, [0, 0])
                pair = between[two].setdefault(one, between[one][two])
                pair[0] += round(max(UNSEEN, min(SUREST, score)) * _UNITS)
                pair[1] += 1
    heap: list[tuple[float, int, int, int, int]] = []
    grown = dict.fromkeys(members, 0)
    """Of each cluster, how often another joined it."""

    def linkage(a: int, b: int) -> float:
        total, count = between[a][b]
        of_a, of_b = reports[a], reports[b]
        own = 0 if of_a.keys().isdisjoint(of_b) else sum(of_a[report] * of_b[report] for report in of_a.keys() & of_b)
        unseen = SEEN * expected(speaking[a], speaking[b]) - count - own
        if unseen <= 0:
            return (total + OF_ONE_REPORT * own * _UNITS) / (count + own)
        return (total + (OF_ONE_REPORT * own + UNSEEN * unseen) * _UNITS) / (count + own + unseen)

    def offer(a: int, b: int) -> None:
        if b not in apart[a] and (value := linkage(a, b)) > 0:
            a, b = (a, b) if a < b else (b, a)
            heapq.heappush(heap, (-value, a, b, grown[a], grown[b]))

    for a, joined in between.items():
        for b in joined:
            if a < b:
                offer(a, b)
    while heap:
        _, a, b, *then = heapq.heappop(heap)
        if a not in members or b not in members or b in apart[a]:
            continue
        if then != [grown[a], grown[b]]:
            continue  # one of the two has grown since, and was offered anew
        grown[a] += 1
        members[a] += members.pop(b)
        reports[a] += reports.pop(b)
        speaking[a] += speaking.pop(b)
        for other in apart.pop(b, ()):
            apart[other].discard(b)
            apart[other].add(a)
            apart[a].add(other)
        del between[a][b]
        for other, (total, count) in between.pop(b).items():
            if other != a:
                del between[other][b]
                pair = between[a].setdefault(other, [0, 0])
                between[other][a] = pair
                pair[0] += total
                pair[1] += count
        for other in between[a]:
            offer(a, other)
    return [sorted(group) for group in members.values()]


def expected(a: int, b: int) -> float:
    """Pairs between ``a`` and ``b`` events of one block that blocking compares: all while they are few, and of more those in
    which one is among the `HEADS` first of the block."""
    if a + b <= HEADS:
        return a * b
    beyond = 1 - HEADS / (a + b)
    return a * b * (1 - beyond * beyond)
