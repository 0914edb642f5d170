"""One change of what is linked: which pairs are scored or dropped, and which incidents come of it."""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import msgspec

from rasid.model import Problem
from rasid.model.incident import ChangeKind, Incident, IncidentChange, IncidentStatus, Verdict
from rasid.resolve.blocking import keys
from rasid.resolve.clusters import UNSEEN, Limits, clusters_of_piece
from rasid.resolve.data import fit
from rasid.resolve.incidents import crowded, incident
from rasid.resolve.linking import reasons, weights
from rasid.resolve.packing import unpack
from rasid.resolve.profile import EventProfile
from rasid.run.meeting import entries_of, meeting, neighbours
from rasid.run.net import Net
from rasid.run.tellings import Copies, Reading, Retold
from rasid.store import Linked, Store
from rasid.store.linked import BlockEntry, StoredJudgement, StoredLink, Telling

HELD = 20_000
"""Profiles that are kept in memory, of about eight thousand bytes each."""


@dataclass(slots=True)
class Built:
    """What came of linking."""

    reports: int = 0
    events: int = 0
    links: int = 0
    incidents: int = 0
    """Incidents that were made or changed."""
    anew: bool = False
    """Whether all that was linked was linked anew."""
    changes: list[IncidentChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Judgements that contradict each other in what was touched."""


class Transaction:
    """A transaction on the tables; what was held in memory is forgotten where it fails."""

    def __init__(self, store: Store, known: OrderedDict[int, EventProfile], limits: Limits) -> None:
        self._known = known
        self._limits = limits
        self._entered = store.linking()

    def __enter__(self) -> Update:
        self.tables = self._entered.__enter__()
        return Update(self.tables, self._known, self._limits)

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            self._known.clear()
        self._entered.__exit__(*error)  # type: ignore[arg-type]


class Update:
    """One change of what is linked."""

    def __init__(self, tables: Linked, known: OrderedDict[int, EventProfile], limits: Limits) -> None:
        self.tables = tables
        self._limits = limits
        self.built = Built()
        self._known = known
        self._was: dict[int, int | None] = {}
        """Of the tellings that changed their incident, the one that they were of."""
        self._weights = weights()
        self._fit = fit()

    def forget(self) -> None:
        """As if nothing had been linked, but for the tellings, their names, and what people judged."""
        self._known.clear()
        self._was |= self.tables.forget()

    # Reports

    def add(self, readings: Iterable[Reading]) -> None:
        """Brings the events of some reports in, in place of what their earlier readings told."""
        read = {found.report_id: found for found in readings}
        self.tables.add_fit(self._fit, self._weights)
        told = Retold(self.tables, read.values())
        copies = Copies(self.tables, told)
        stale = told.gone | told.changed.keys()
        # What leaves blocks leaves them as it was, before it is written over.
        leaving = {number for number in copies.silenced | stale if copies.spoke.get(number)}
        self._profiles(leaving)
        left = [entry for number in leaving for entry in entries_of(number, keys(self._known[number]))]
        told.write(self.tables, copies.called)
        self.tables.set_speaks(copies.silenced - stale, False)
        self.tables.set_speaks(copies.called - told.fresh.keys(), True)
        for number in stale:
            self._known.pop(number, None)
        self._known.update(told.fresh)
        self._profiles(copies.called)
        entered = [
            entry
            for number in copies.called
            for entry in entries_of(number, told.keys.get(number) or keys(self._known[number]))
        ]
        self.tables.leave(left)
        self.tables.enter(entered)
        self._compare(told, copies, left, entered)
        self.built.reports += len(read)
        self.built.events += len(told.fresh)

    def _compare(self, told: Retold, copies: Copies, left: list[BlockEntry], entered: list[BlockEntry]) -> None:
        """Scores what is compared now and was not, drops what is not compared any more, and clusters what that touches."""
        stale = told.gone | told.changed.keys()
        met, promoted, demoted = meeting(self.tables, left, entered)
        for number, others in copies.pairs.items():
            met.setdefault(number, set()).update(others)
        links = self.tables.links_of({*stale, *copies.regrouped, *copies.again, *promoted, *demoted})
        of: dict[int, set[int]] = defaultdict(set)
        for a, b, _ in links:
            of[a].add(b)
            of[b].add(a)
        # Those that lost a place in a block matter only where it may have been the one way to a link of theirs.
        lost = {number for number, places in demoted.items() if any(place.met(of[number]) for place in places)}
        gained = (promoted | copies.again) - met.keys() - stale
        lost -= gained | met.keys() | stale
        self._profiles(gained | lost)
        around = neighbours(self.tables, {number: keys(self._known[number]) for number in gained | lost})
        compared = met | around
        met |= {number: around[number] for number in gained}
        dropped = {(a, b) for a, b, _ in links if a in stale or b in stale}
        for number in (gained | lost | copies.regrouped) - told.fresh.keys() - stale:
            dropped |= {_pair(number, other) for other in of[number] - compared[number]}
        held = {(a, b) for a, b, _ in links} - dropped
        wanted = {_pair(number, other) for number, others in met.items() for other in others} - held
        made = list(self._score(sorted(wanted)))
        change = _Change(told.fresh.keys(), told.gone, stale | copies.before.keys())
        change.pairs = {*dropped, *((found.a, found.b) for found in made)}
        seeds = stale | {number for pair in dropped for number in pair}
        for found in made:
            if found.score > 0 or not {found.a, found.b} & told.fresh.keys():
                seeds |= {found.a, found.b}
        seeds -= told.fresh.keys() - stale
        net = Net(self.tables, self._limits, told.before | copies.before)
        change.before = net.pieces(seeds)
        self.tables.drop_links(dropped)
        self.tables.add_links(made)
        self.built.links += len(made)
        self._cluster(change, net.after(dropped, made))

    def _score(self, pairs: Sequence[tuple[int, int]]) -> Iterator[StoredLink]:
        """The links of pairs that are worth keeping."""
        weight = {name: value for name, value in self._weights.items() if value}
        always = weight.pop("always", 0.0)
        first = {"always": 1.0} if always else {}
        for some in _slices(pairs, HELD // 4):
            self._profiles({number for pair in some for number in pair})
            for a, b in some:
                one, other = self._known[a], self._known[b]
                if one.key.report_id == other.key.report_id:
                    continue
                found = reasons(one, other)
                # Rounded, since the last digits of a sum over words depend on the order in which a set has them.
                telling = {name: value for name, value in found.items() if name in weight}
                score = round(always + sum(weight[name] * value for name, value in telling.items()), 6)
                if score > UNSEEN:
                    features = first | {name: round(value, 4) for name, value in telling.items()}
                    yield StoredLink(a, b, score, self._fit, msgspec.json.encode(features))

    def _profiles(self, numbers: Collection[int]) -> None:
        """Makes sure that the profiles of some tellings are in memory."""
        missing = []
        for number in numbers:
            if number in self._known:
                self._known.move_to_end(number)
            else:
                missing.append(number)
        for number, record in self.tables.records(missing).items():
            self._known[number] = unpack(*record)
        while len(self._known) > max(HELD, 2 * len(numbers)):
            self._known.popitem(last=False)

    # Judgements

    def judge(self, rows: Sequence[StoredJudgement]) -> None:
        change = self._judged(rows)
        self.tables.add_judgements(rows)
        self._cluster(change, Net(self.tables, self._limits))

    def take_back(self, rows: Sequence[StoredJudgement], by: str) -> None:
        change = self._judged(rows)
        self.tables.revoke((row.id for row in rows), by=by, at=dt.datetime.now(dt.UTC))
        self._cluster(change, Net(self.tables, self._limits))

    def _judged(self, rows: Sequence[StoredJudgement]) -> _Change:
        ends = {end.number for row in rows for end in (row.a, row.b)}
        change = _Change(set(), set(), ends)
        change.before = Net(self.tables, self._limits).pieces(ends)
        return change

    # Incidents

    def _cluster(self, change: _Change, net: Net) -> None:
        """Clusters anew what a change touched, as it hung together before and as it does now, and keeps the incidents that
        come of it. A piece that is as it was is left as it is."""
        touched = change.touched
        net.know(touched)
        pieces = [
            (piece, level)
            for piece, level in net.pieces({number for number in touched if net.told[number].event is not None})
            if not change.leaves(piece, level)
        ]
        reached = {number for piece, _ in pieces for number in piece}
        of_old = {was for number in reached | change.gone if (was := net.told[number].incident) is not None}
        # An incident is made anew as a whole.
        rest = [telling for telling in self.tables.members(of_old) if telling.event is not None]
        pieces += net.pieces({telling.number for telling in rest} - reached)
        made: dict[int, _Made] = {}
        for piece, level in pieces:
            made |= self._clustered(net, piece, level)
        self._keep(net, made, of_old, change.fresh, change.gone)
        self.built.problems = list(
            dict.fromkeys([*self.built.problems, *(p for m in made.values() for p in m.problems)])
        )

    def _clustered(self, net: Net, piece: set[int], level: float) -> dict[int, _Made]:
        """The clusters of a piece by their first telling."""
        judged = [row for row in self.tables.judgements_of(piece) if row.a.number in piece and row.b.number in piece]
        decided = {
            number for row in judged if row.verdict is not Verdict.UNSURE for number in (row.a.number, row.b.number)
        }
        if len(piece) == 1:
            (number,) = piece
            return {number: _Made([number], False, number in decided, level, ())}
        key_of = {number: net.told[number].key for number in piece}
        number_of = {key: number for number, key in key_of.items()}
        found = clusters_of_piece(
            number_of,
            ((key_of[a], key_of[b], score) for a, b, score in self.tables.links_within(piece)),
            [row.judgement for row in judged],
            silent={key_of[number] for number in piece if not net.told[number].speaks},
            level=level,
        )
        out = {}
        for cluster in found.clusters:
            members = sorted(number_of[key] for key in cluster.events)
            out[members[0]] = _Made(
                members,
                not found.contradicted.isdisjoint(cluster.events),
                not decided.isdisjoint(members),
                level,
                tuple(p for p in found.problems if any(str(key) in p.item.split() for key in cluster.events)),
            )
        return out

    def _keep(
        self, net: Net, made: Mapping[int, _Made], of_old: set[int], fresh: Collection[int], gone: Collection[int]
    ) -> None:
        stored = self.tables.incidents(made)
        moves: list[tuple[int | None, int]] = [(None, number) for number in gone]
        rows = []
        for number, cluster in made.items():
            moves += [(number, member) for member in cluster.members if net.told[member].incident != number]
            old = stored.get(number)
            if old is not None and not set(fresh).intersection(cluster.members) and cluster.makes(old, net.told):
                continue
            self._profiles(cluster.members)
            told = [self._known[member] for member in cluster.members]
            found = incident(
                net.told[number].name,
                told,
                judged=cluster.judged,
                contradicted=cluster.contradicted,
                level=cluster.level,
                problems=cluster.problems,
            )
            rows.append((number, found, len({profile.report.id for profile in told})))
        for _, number in moves:
            self._was.setdefault(number, net.told[number].incident)
        self.tables.set_incident(moves)
        self.tables.drop_incidents(of_old - made.keys())
        self.tables.set_incidents(rows)
        self.built.incidents += len(rows)

    def finish(self) -> None:
        """Writes down which ids lead elsewhere now."""
        self.tables.add_changes(self._changes(), dt.datetime.now(dt.UTC))

    def _changes(self) -> Iterator[IncidentChange]:
        left: dict[int, set[int]] = defaultdict(set)
        for number, was in self._was.items():
            if was is not None:
                left[was].add(number)
        moved = self.tables.tellings({*self._was, *left})
        goes = {incident_ for number in moved if (incident_ := moved[number].incident) is not None}
        names = {number: telling.name for number, telling in self.tables.tellings(goes | left.keys()).items()}
        for was in sorted(left):
            now = moved[was].incident
            into = {incident_ for number in left[was] if (incident_ := moved[number].incident) is not None}
            stays = now == was
            others = sorted(into - {was}, key=lambda number: (number != now, number))
            if stays and others:
                kind, ids = ChangeKind.SPLIT, [was, *others]
            elif not stays and others:
                kind, ids = ChangeKind.MERGED, others
            elif not stays and not others:
                kind, ids = ChangeKind.EMPTIED, []
            else:
                continue
            change = IncidentChange(kind=kind, incident=names[was], into=tuple(names[number] for number in ids))
            self.built.changes.append(change)
            yield change


class _Change:
    """What one step changed, as far as clusters can depend on it."""

    def __init__(self, fresh: Set[int], gone: set[int], others: set[int]) -> None:
        self.fresh = fresh
        """Events that are new, or told in another way."""
        self.gone = gone
        """Events that are told no more."""
        self.pairs: set[tuple[int, int]] = set()
        """Links that came or went."""
        self.before: list[tuple[set[int], float]] = []
        """What hung together with what is changed."""
        self._single = self.fresh | others
        """Events of which something changed beside their links."""

    @property
    def touched(self) -> set[int]:
        return {number for piece, _ in self.before for number in piece} | self._single | self.gone

    @cached_property
    def _were(self) -> set[tuple[frozenset[int], float]]:
        return {(frozenset(piece), level) for piece, level in self.before}

    @cached_property
    def _linked(self) -> Mapping[int, set[int]]:
        out: dict[int, set[int]] = defaultdict(set)
        for a, b in self.pairs:
            out[a].add(b)
        return out

    def leaves(self, piece: set[int], level: float) -> bool:
        """Whether a piece is as it was, with the links that it had."""
        return (
            self._single.isdisjoint(piece)
            and (frozenset(piece), level) in self._were
            and not any(self._linked[number] & piece for number in piece if number in self._linked)
        )


class _Made(NamedTuple):
    """A cluster, and what is known of how it came about."""

    members: list[int]
    contradicted: bool
    judged: bool
    level: float
    problems: tuple[Problem, ...]

    def makes(self, old: Incident, told: Mapping[int, Telling]) -> bool:
        """Whether the incident that it makes is the one that is kept already, its events being as they were."""
        return (
            set(old.events) == {told[member].key for member in self.members}
            and (old.status is IncidentStatus.CONTRADICTED) == self.contradicted
            and (old.status is IncidentStatus.JUDGED) == (self.judged and not self.contradicted)
            and tuple(problem for problem in old.problems if problem.code == "crowded") == crowded(old.id, self.level)
            and tuple(problem for problem in old.problems if problem.component == "clusters") == self.problems
        )


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a < b else (b, a)


def _slices(pairs: Sequence[tuple[int, int]], most: int) -> Iterator[list[tuple[int, int]]]:
    """Pairs in order, in slices of so many different numbers at most."""
    some: list[tuple[int, int]] = []
    numbers: set[int] = set()
    for pair in pairs:
        if len(numbers) >= most and not set(pair) <= numbers:
            yield some
            some, numbers = [], set()
        some.append(pair)
        numbers.update(pair)
    if some:
        yield some


__all__ = ["Built", "Transaction", "Update"]
