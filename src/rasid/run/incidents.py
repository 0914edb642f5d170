"""From the analyses of a store to its incidents: report by report, or all that wait, and what people judge on the way.

Every change is one transaction that leaves the incidents as they would be if all had been linked at once, in any order: what
an event is compared with is brought up to date where a block changes its first entries, and the pieces that a change touches
are clustered anew, as they were before it and as they are after it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import msgspec

from rasid.errors import RasidError
from rasid.model import Analysis, Draft, Evidence, Problem, Report, Ruling, Run, Subject, SubjectKind
from rasid.model.incident import (
    ChangeKind,
    EventKey,
    Incident,
    IncidentChange,
    IncidentLink,
    IncidentStatus,
    Judgement,
    Verdict,
)
from rasid.resolve.blocking import VERSION, Keys, keys, voices
from rasid.resolve.clusters import JUDGED, LIMITS, UNSEEN, Limits, Pieces, clusters_of_piece
from rasid.resolve.data import fit
from rasid.resolve.incidents import crowded, incident
from rasid.resolve.linking import link, reasons, weights
from rasid.resolve.packing import pack, pack_report, unpack
from rasid.resolve.profile import EventProfile, profiles
from rasid.run.meeting import entries_of, meeting, neighbours
from rasid.run.review import shown
from rasid.store import Linked, Store
from rasid.store.linked import BlockEntry, StoredJudgement, StoredLink, Telling

CHUNK = 10_000
"""Reports that are linked in one transaction where many wait: a piece that several of them touch is clustered once."""
HELD = 20_000
"""Profiles that are kept in memory, of about eight thousand bytes each."""
MANY = 40
"""Seeds from which on what is near to them is read at once, and what is near to that."""
ROUNDS = 2

Record = tuple[Report, Analysis]


class Reading(NamedTuple):
    """The events of one report, ready to be compared, and where their triggers stand."""

    report_id: str
    run: str
    """The run that read it."""
    profiles: tuple[EventProfile, ...]
    triggers: Mapping[str, Sequence[Evidence]]
    """Of each event, its trigger and its other mentions."""


def reading(report: Report, analysis: Analysis) -> Reading:
    """What linking takes of a report."""
    return Reading(
        report.id,
        analysis.run,
        profiles(report, analysis),
        {e.id: (e.trigger, *(mention.evidence for mention in e.mentions)) for e in analysis.events},
    )


def fit_in_use() -> str:
    """What links depend on beside the reports: weights, word counts, and what is compared."""
    return f"{fit()}/{VERSION}"


def _stale(tables: Linked) -> bool:
    return tables.fit() not in (None, fit_in_use())


@dataclass(slots=True)
class Built:
    """What came of linking."""

    reports: int = 0
    events: int = 0
    links: int = 0
    incidents: int = 0
    """Incidents that were made or changed."""
    changes: list[IncidentChange] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    """Judgements that contradict each other in what was touched."""


class Builder:
    """Links the reports of one store."""

    def __init__(self, store: Store, *, limits: Limits = LIMITS) -> None:
        """``limits`` say how much is clustered at once, see `rasid.resolve.clusters`."""
        self._store = store
        self._limits = limits
        self._known: OrderedDict[int, EventProfile] = OrderedDict()

    def add(self, records: Iterable[Record]) -> Built:
        """Links reports that were read, or read anew, in one transaction. Where the store was linked with other weights, all
        of it has to be linked anew (`build`), and nothing is done: `stale` tells."""
        records = list(records)
        built = self.link([reading(*record) for record in records])
        self._store.add_problems(problem for report, _ in records if (problem := _ahead(report)) is not None)
        return built

    def link(self, readings: Iterable[Reading]) -> Built:
        """The same for reports that are ready to be compared."""
        with self._changing() as update:
            if not _stale(update.tables):
                update.add(readings)
                update.finish()
            return update.built

    def stale(self) -> bool:
        """Whether the links were made with other weights than those of this program."""
        with self._store.linked() as tables:
            return _stale(tables)

    def waiting(self) -> int:
        """How many reports are read and not linked."""
        with self._store.linked() as tables:
            return len(tables.pending(fit_in_use()))

    def build(self, *, anew: bool = False, told: Callable[[int, int], None] = lambda done, of: None) -> Built:
        """Links all that waits, some thousand reports a transaction, so that a killed run leaves what it has done. Where the
        weights are others now, or with ``anew``, everything is linked anew in one transaction; people's judgements and ids
        stay. ``told(done, of)`` hears how far it is."""
        out = Built()
        with self._store.linked() as tables:
            waiting = tables.pending("" if anew else fit_in_use())
            anew = anew or _stale(tables)
        told(0, len(waiting))
        ahead: list[Problem] = []
        if anew:
            with self._changing() as update:
                update.forget()
                for at in range(0, len(waiting), CHUNK):
                    update.add(self._read(waiting[at : at + CHUNK], ahead))
                    told(min(at + CHUNK, len(waiting)), len(waiting))
                update.finish()
                out = update.built
            waiting = []
        for at in range(0, len(waiting), CHUNK):
            with self._changing() as update:
                update.add(self._read(waiting[at : at + CHUNK], ahead))
                update.finish()
            told(min(at + CHUNK, len(waiting)), len(waiting))
            out.reports += update.built.reports
            out.events += update.built.events
            out.links += update.built.links
            out.incidents += update.built.incidents
            out.changes += update.built.changes
            out.problems = update.built.problems
        self._store.add_problems(ahead)
        return out

    def judge(self, given: Sequence[Judgement], *, what: str = "judge") -> tuple[str, Built]:
        """Keeps judgements of one act and what follows from them; ``what`` is what the ledger calls it: judge, split, merge.
        Returns the id of the act, by which it is taken back."""
        with self._changing() as update:
            act = given[0].id if len(given) == 1 else "a" + _hash(*(judgement.id for judgement in given))
            rows = []
            for judgement in given:
                a, b = update.tables.find(judgement.a), update.tables.find(judgement.b)
                if a is None or b is None:
                    raise LookupError(str(judgement.a if a is None else judgement.b))
                rows.append(
                    StoredJudgement(
                        a,
                        b,
                        judgement.verdict,
                        judgement.by,
                        judgement.at,
                        judgement.reason,
                        judgement.id,
                        act,
                        None,
                        None,
                    )
                )
            update.tables.record(_entry(update.tables, what, act, rows, given[0].by, given[0].reason))
            update.judge(rows)
            update.finish()
            return act, update.built

    def undo(self, act: str, *, by: str) -> Built:
        """Takes back the judgements of one act, and what followed from them. Raises LookupError where none of it stands."""
        with self._changing() as update:
            rows = [row for row in update.tables.act(act) if row.revoked_at is None]
            if not rows:
                raise LookupError(act)
            update.tables.record(_entry(update.tables, "undo", act, rows, by, ""))
            update.take_back(rows, by)
            update.finish()
            return update.built

    def explain(self, a: EventKey, b: EventKey) -> tuple[IncidentLink, bool]:
        """How likely two events are one happening, and why; and whether blocking compared them and kept the link. Raises
        LookupError for an event that is not linked."""
        with self._store.linked() as tables:
            found = [tables.find(key) for key in (a, b)]
            for key, telling in zip((a, b), found, strict=True):
                if telling is None:
                    raise LookupError(str(key))
            numbers = [telling.number for telling in found if telling is not None]
            held = tables.records(numbers)
            kept = tables.link(numbers[0], numbers[1])
            return link(*(unpack(*held[number]) for number in numbers)), kept is not None

    def _read(self, report_ids: Sequence[str], ahead: list[Problem]) -> Iterator[Reading]:
        for report, analysis in shown(self._store, self._store.records_of(report_ids)):
            if (problem := _ahead(report)) is not None:
                ahead.append(problem)
            yield reading(report, analysis)

    def _changing(self) -> _Transaction:
        return _Transaction(self._store, self._known, self._limits)


class Linking:
    """A store as a sink that links what it keeps as it goes. A report that cannot be linked becomes a Problem and waits; all
    wait where the store was linked with other weights."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._builder = Builder(store)
        self.stale = self._builder.stale()

    def add_run(self, run: Run) -> None:
        self._store.add_run(run)

    def seen(self, report_id: str) -> bool:
        return self._store.seen(report_id)

    def save(self, report: Report, analysis: Analysis, problems_met: Iterable[Problem] = ()) -> None:
        self._store.save(report, analysis, problems_met)
        if self.stale:
            return
        try:
            self._builder.add(shown(self._store, [(report, analysis)]))
        except RasidError:
            raise
        except Exception as error:  # noqa: BLE001  a fault of ours must cost this report's links and no more
            self._store.add_problems([_not_linked(report, error)])

    def add_problems(self, met: Iterable[Problem]) -> None:
        self._store.add_problems(met)

    def waiting(self) -> int:
        """How many reports are read and not linked."""
        return self._builder.waiting()

    def close(self) -> None:
        self._store.close()


def _entry(tables: Linked, what: str, act: str, rows: Sequence[StoredJudgement], by: str, reason: str) -> Draft:
    """What the ledger says of an act of judging: on the incident of its first event, with the others that it touches."""
    numbers = [end.incident for row in rows for end in (row.a, row.b) if end.incident is not None]
    found = tables.incidents(numbers)
    ids = list(dict.fromkeys(found[number].id for number in numbers if number in found))
    judged = [{"a": _told(row.a), "b": _told(row.b), "verdict": row.verdict.value, "judgement": row.id} for row in rows]
    return Draft(
        by=by,
        subject=Subject(kind=SubjectKind.INCIDENT, incident=ids[0] if ids else None),
        field=what,
        verdict=Ruling.DONE,
        before={"incidents": ids},
        after={"act": act, "judgements": judged},
        reason=reason,
    )


def _told(telling: Telling) -> str:
    """The event by its id of the day, or by its words where no reading tells it now."""
    return f"{telling.report_id}/{telling.event or f'{telling.start}-{telling.end}'}"


def _not_linked(report: Report, error: Exception) -> Problem:
    return Problem(
        code="link-failed",
        message=f"its events could not be linked ({type(error).__name__}: {error}); the report is kept, please report this",
        item=report.origin or report.id,
        report_id=report.id,
        component="incidents",
    )


def _ahead(report: Report) -> Problem | None:
    """What is wrong with a report that is dated later than tomorrow; it is linked all the same."""
    if report.published is None or report.published <= dt.date.today() + dt.timedelta(days=1):
        return None
    return Problem(
        code="future-date",
        message=f"the report is dated {report.published.isoformat()}, which lies in the future: what it tells is linked by "
        "that day all the same; read it again with its right date",
        item=report.origin or report.id,
        report_id=report.id,
        component="incidents",
    )


class _Transaction:
    """A transaction on the tables; what was held in memory is forgotten where it fails."""

    def __init__(self, store: Store, known: OrderedDict[int, EventProfile], limits: Limits) -> None:
        self._known = known
        self._limits = limits
        self._entered = store.linking()

    def __enter__(self) -> _Update:
        self.tables = self._entered.__enter__()
        return _Update(self.tables, self._known, self._limits)

    def __exit__(self, *error: object) -> None:
        if error[0] is not None:
            self._known.clear()
        self._entered.__exit__(*error)  # type: ignore[arg-type]


class _Update:
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
        told = _Reading(self.tables, read.values())
        copies = _Copies(self.tables, told)
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

    def _compare(self, told: _Reading, copies: _Copies, left: list[BlockEntry], entered: list[BlockEntry]) -> None:
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
        net = _Net(self.tables, self._limits, told.before | copies.before)
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
        self._cluster(change, _Net(self.tables, self._limits))

    def take_back(self, rows: Sequence[StoredJudgement], by: str) -> None:
        change = self._judged(rows)
        self.tables.revoke((row.id for row in rows), by=by, at=dt.datetime.now(dt.UTC))
        self._cluster(change, _Net(self.tables, self._limits))

    def _judged(self, rows: Sequence[StoredJudgement]) -> _Change:
        ends = {end.number for row in rows for end in (row.a, row.b)}
        change = _Change(set(), set(), ends)
        change.before = _Net(self.tables, self._limits).pieces(ends)
        return change

    # Incidents

    def _cluster(self, change: _Change, net: _Net) -> None:
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

    def _clustered(self, net: _Net, piece: set[int], level: float) -> dict[int, _Made]:
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
        self, net: _Net, made: Mapping[int, _Made], of_old: set[int], fresh: Collection[int], gone: Collection[int]
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


def _hash(*parts: object) -> str:
    text = "\x00".join(map(str, parts))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


class _Reading:
    """What some reports tell now, beside what they told before: each event keeps the row of the one whose trigger it has."""

    def __init__(self, tables: Linked, readings: Collection[Reading]) -> None:
        self.fresh: dict[int, EventProfile] = {}
        """Events that are new, or told in another way."""
        self.keys: dict[int, Keys] = {}
        self.changed: dict[int, Telling] = {}
        """Those of them that were told before."""
        self.gone: set[int] = set()
        """Events that are told no more."""
        self.before: dict[int, Telling] = {}
        """Tellings as they were."""
        self._reports: list[tuple[str, str, str, bytes]] = []
        self._added: list[tuple[Telling, bytes]] = []
        self._set: list[tuple[Telling, bytes | None]] = []
        old: dict[str, list[Telling]] = defaultdict(list)
        for telling in tables.of_reports(read.report_id for read in readings):
            old[telling.report_id].append(telling)
        held = tables.records(telling.number for some in old.values() for telling in some if telling.event is not None)
        number = tables.next_number()
        for read in readings:
            whole = pack_report(read.profiles[0].report) if read.profiles else b""
            self._reports.append((read.report_id, read.run, fit_in_use(), whole))
            matched = _matched(old[read.report_id], read)
            names = {telling.name for telling in old[read.report_id]}
            for profile in read.profiles:
                event = profile.key.event
                trigger = next(iter(read.triggers.get(event, ())), None)
                start, end, quote = (trigger.start, trigger.end, trigger.quote) if trigger else (0, 0, "")
                record = pack(profile)
                known = matched.get(event)
                if known is None:
                    name = _name(read.report_id, start, end, event, names)
                    names.add(name)
                    told = Telling(number, read.report_id, event, name, start, end, quote, None, False, None)
                    number += 1
                else:
                    told = known._replace(event=event, start=start, end=end, quote=quote)
                    self.before[told.number] = known
                    if known.event == event and held.get(told.number) == (record, whole):
                        if known != told:
                            self._set.append((told, record))
                        continue
                    if known.event is not None:
                        self.changed[told.number] = told
                self.fresh[told.number] = profile
                self.keys[told.number] = keys(profile)
                told = told._replace(copies=self.keys[told.number].copies)
                (self._added if known is None else self._set).append((told, record))
            kept = {telling.number for telling in matched.values()}
            for telling in old[read.report_id]:
                if telling.event is not None and telling.number not in kept:
                    self.gone.add(telling.number)
                    self.before[telling.number] = telling
                    self._set.append((telling._replace(event=None, copies=None, speaks=False), None))

    def write(self, tables: Linked, speaking: Collection[int]) -> None:
        """Keeps what is told now; of what is new, some stand in blocks."""

        def now(telling: Telling) -> Telling:
            return telling._replace(speaks=telling.number in speaking) if telling.number in self.fresh else telling

        tables.set_reports(self._reports)
        tables.add_tellings((now(telling), record) for telling, record in self._added)
        tables.set_tellings((now(telling), record) for telling, record in self._set)


def _name(report_id: str, start: int, end: int, event: str, taken: Collection[str]) -> str:
    """The id of an incident that begins with an event: of its report and words, so that another store gives it the same."""
    for turn in itertools.count():
        name = "i" + _hash(report_id, start, end, event, *([turn] if turn else []))
        if name not in taken:
            return name
    raise AssertionError


def _matched(old: Sequence[Telling], read: Reading) -> dict[str, Telling]:
    """Event -> the telling that it continues: the one with the same trigger, one whose trigger overlaps its own, one whose
    trigger is another mention of it; a report taken as a whole is continued by its lead event, and the other way round."""
    offers: list[tuple[int, bool, int, int, Telling, str]] = []
    for place, profile in enumerate(read.profiles):
        event = profile.key.event
        spans = read.triggers.get(event, ())
        for telling in old:
            rank = _continues(telling, spans, lead=profile.lead)
            if rank is not None:
                offers.append((rank, telling.event is None, telling.number, place, telling, event))
    out: dict[str, Telling] = {}
    taken: set[int] = set()
    for *_, telling, event in sorted(offers, key=lambda offer: offer[:4]):
        if event not in out and telling.number not in taken:
            out[event] = telling
            taken.add(telling.number)
    return out


def _continues(telling: Telling, spans: Sequence[Evidence], *, lead: bool) -> int | None:
    whole = telling.start == telling.end
    if whole or not spans:
        return 0 if whole and not spans else 3 if lead else None
    over = [span.start < telling.end and telling.start < span.end for span in spans]
    if (spans[0].start, spans[0].end) == (telling.start, telling.end):
        return 0
    return 1 if over[0] else 2 if any(over) else None


class _Copies:
    """Who speaks among the events told in the same words, before and after a reading."""

    def __init__(self, tables: Linked, told: _Reading) -> None:
        self.spoke: dict[int, bool] = {}
        """Who stood in blocks before, of the groups that are touched."""
        self.called: set[int] = set()
        """Who is to enter blocks."""
        self.silenced: set[int] = set()
        """Who was there before and is to leave them, because one of which it is a copy speaks now."""
        self.regrouped: set[int] = set()
        """Who was there before and is compared with others now: whoever speaks now and did not, copies of another."""
        self.again: set[int] = set()
        """Who spoke before and has other copies now."""
        self.pairs: dict[int, set[int]] = {}
        """What copies are compared with, and their copies those who speak now."""
        self.before: dict[int, Telling] = {}
        """Tellings of those who spoke and do not, or the other way round."""
        stale = told.gone | told.changed.keys()
        touched = {told.before[number].copies for number in stale} | {of.copies for of in told.keys.values()}
        groups: dict[int, list[tuple[EventKey, int]]] = defaultdict(list)
        spoke: dict[int, set[int]] = defaultdict(set)
        rows: dict[int, Telling] = {}
        for telling in tables.told_in_the_same_words(copies for copies in touched if copies is not None):
            assert telling.copies is not None
            rows[telling.number] = telling
            self.spoke[telling.number] = telling.speaks
            if telling.speaks:
                spoke[telling.copies].add(telling.number)
            if telling.number not in stale:
                groups[telling.copies].append((telling.key, telling.number))
        for number, profile in told.fresh.items():
            groups[told.keys[number].copies].append((profile.key, number))
        for copies, group in groups.items():
            number_of = dict(sorted(group))
            speaking = {number_of[key] for key in voices(list(number_of))}
            silent = set(number_of.values()) - speaking
            fresh = set(number_of.values()) & told.fresh.keys()
            called = {number for number in speaking if number in fresh or not self.spoke[number]}
            silenced = {number for number in silent - fresh if self.spoke[number]}
            self.called |= called
            self.silenced |= silenced
            self.before |= {number: rows[number] for number in called - fresh | silenced}
            self.regrouped |= called - fresh
            turned = bool(called) or speaking != spoke[copies]
            for number in silent if turned else silent & fresh:
                self.pairs[number] = set(speaking)
            if turned:
                self.regrouped |= silent - fresh
                self.again |= speaking - called
                for number in called:
                    self.pairs[number] = set(silent)


class _Net:
    """What hangs together with what: links above 0 and judgements of "same", read as they are needed."""

    def __init__(self, tables: Linked, limits: Limits, before: Mapping[int, Telling] | None = None) -> None:
        """``before`` has tellings as they are to be taken, where they were written over."""
        self._tables = tables
        self._limits = limits
        self._before = before or {}
        self._near: dict[int, dict[int, float]] = {}
        self.told: dict[int, Telling] = {}
        self.quiet: set[int] = set()

    def after(self, dropped: Iterable[tuple[int, int]], made: Iterable[StoredLink]) -> _Net:
        """The same once some links have gone and others come, and with tellings as they are now."""
        net = _Net(self._tables, self._limits)
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


__all__ = ["Builder", "Built", "fit_in_use"]
