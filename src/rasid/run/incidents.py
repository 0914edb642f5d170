"""From the analyses of a store to its incidents: report by report, or all that wait, and what people judge on the way.

Every change is one transaction that leaves the incidents as they would be if all had been linked at once, in any order: what
an event is compared with is brought up to date where a block changes its first entries, and the pieces that a change touches
are clustered anew, as they were before it and as they are after it.
"""

from __future__ import annotations

import datetime as dt
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Sequence

from rasid.errors import RasidError
from rasid.model import Analysis, Draft, Problem, Report, Ruling, Run, Subject, SubjectKind
from rasid.model.incident import EventKey, IncidentLink, Judgement
from rasid.resolve.clusters import LIMITS, Limits
from rasid.resolve.linking import link
from rasid.resolve.packing import unpack
from rasid.resolve.profile import EventProfile
from rasid.run.review import shown
from rasid.run.tellings import Reading, digest, fit_in_use, reading
from rasid.run.update import Built, Transaction
from rasid.store import Linked, Store
from rasid.store.linked import StoredJudgement, Telling

CHUNK = 10_000
"""Reports that are linked in one transaction where many wait: a piece that several of them touch is clustered once."""

Record = tuple[Report, Analysis]


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
            out.anew = True
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
            act = given[0].id if len(given) == 1 else "a" + digest(*(judgement.id for judgement in given))
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

    def _changing(self) -> Transaction:
        return Transaction(self._store, self._known, self._limits)


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


def _stale(tables: Linked) -> bool:
    return tables.fit() not in (None, fit_in_use())


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


__all__ = ["CHUNK", "Builder", "Built", "Linking", "Reading", "fit_in_use"]
