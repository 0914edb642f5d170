"""The store: reports as they came, what a machine found in them, and what could not be read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec
import sqlalchemy as sa

from rasid.errors import InputError, StoreError
from rasid.model import Analysis, Event, Evidence, Problem, Report, Run
from rasid.store import fulltext, migrate, query, rows
from rasid.store.cards import Cards
from rasid.store.decisions import Decisions
from rasid.store.engine import BUSY_SECONDS, alone, connect, explained, locate, mark, shown, widen
from rasid.store.facets import Shelves
from rasid.store.inbox import Inbox
from rasid.store.linked import Linked
from rasid.store.overview import Overview
from rasid.store.people import People
from rasid.store.query import EventFilter
from rasid.store.releases import Releases
from rasid.store.schema import analyses, arguments, casualties, events, reports, runs, sources, statements
from rasid.store.schema import problems as problem_table

_BATCH = 200
_COUNTED = (sources, reports, runs, analyses, events, casualties, statements, problem_table)


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A report that answers a search. ``quotes`` are the words that do, in the order of the text."""

    report: Report
    quotes: tuple[Evidence, ...]
    score: float
    """Higher is better; only the order means something."""


class Store:
    """A store in a SQLite file, or in a PostgreSQL database. Make one with `create`, `open` or `ensure`, and close it,
    or use it in a ``with``. It may be used from several threads, and a file by several programs at once."""

    def __init__(self, engine: sa.Engine, where: str) -> None:
        self.where = where
        self._engine = engine
        self._shelves = Shelves()

    @classmethod
    def create(cls, where: str | Path, *, busy_seconds: float = BUSY_SECONDS) -> Self:
        """A new store at a path or URL. Raises StoreError where something is already."""
        return cls._make(where, busy_seconds, exist_ok=False)

    @classmethod
    def ensure(cls, where: str | Path, *, busy_seconds: float = BUSY_SECONDS) -> Self:
        """The store at a path or URL, made if there is none."""
        return cls._make(where, busy_seconds, exist_ok=True)

    @classmethod
    def open(cls, where: str | Path, *, upgrade: bool = True, busy_seconds: float = BUSY_SECONDS) -> Self:
        """The store at a path or URL. An older one is brought up to date first, or refused if ``upgrade`` is false.
        Raises StoreError when there is none, or it is newer than this program, damaged, foreign or locked."""
        url, path = locate(where)
        if path is not None and not path.is_file():
            what = "a folder" if path.is_dir() else "no store"
            raise StoreError(f"there is {what} at {path}; make one with: rasid read FILES --store {path}")
        store = cls(connect(url, busy_seconds=busy_seconds), shown(url))
        try:
            with store._read() as connection:
                found = migrate.version(connection)
                if found is None and migrate.is_empty(connection):
                    raise StoreError(f"{store.where} is empty; fill it with: rasid read FILES --store {store.where}")
                older = migrate.check(found, store.where)
            if older and not upgrade:
                raise StoreError(
                    f"the store {store.where} is of an older version; make a copy of it, then let it be upgraded: "
                    f"rasid show --counts --store {store.where}"
                )
            if older:
                store._upgrade()
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def _make(cls, where: str | Path, busy_seconds: float, *, exist_ok: bool) -> Self:
        url, path = locate(where)
        if path is not None and not exist_ok and path.exists():
            raise StoreError(f"{path} exists already; open it, or give another path")
        store = cls(connect(url, busy_seconds=busy_seconds), shown(url))
        try:
            with store._read() as connection:
                found = migrate.version(connection)
                new = found is None and migrate.is_empty(connection)
            if new:  # or killed before its tables were made
                with explained(store.where):
                    mark(store._engine)
            if new or not exist_ok or migrate.check(found, store.where):
                store._upgrade(exist_ok=exist_ok)
        except BaseException:
            store.close()
            raise
        return store

    def _upgrade(self, *, exist_ok: bool = True) -> None:
        with self._write() as connection:
            alone(connection)
            found = migrate.version(connection)
            if found is not None or not migrate.is_empty(connection):
                if not exist_ok:
                    raise StoreError(f"{self.where} has tables already; open it, or give another place")
                if not migrate.check(found, self.where):
                    return
            migrate.upgrade(connection)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def dialect(self) -> str:
        """sqlite or postgresql."""
        return self._engine.dialect.name

    @contextmanager
    def _write(self) -> Iterator[sa.Connection]:
        """One transaction that writes: all of it or nothing."""
        writing = self._engine.execution_options(rasid_write=True)
        with explained(self.where), writing.begin() as connection:
            yield connection

    @contextmanager
    def _read(self) -> Iterator[sa.Connection]:
        with explained(self.where), self._engine.connect() as connection:
            yield connection

    def _add(self, connection: sa.Connection, table: sa.Table, row: rows.Row) -> bool:
        """Inserts a row unless it is there; says whether it did."""
        # The row is asked for, since rowcount is not known in PostgreSQL where a key is given back.
        insert = _insert(self._engine.dialect.name)
        statement = insert(table).values(row).on_conflict_do_nothing().returning(sa.literal(1))
        return connection.scalar(statement) is not None

    @property
    def decisions(self) -> Decisions:
        """The ledger of what people decided and did."""
        return Decisions(self)

    @property
    def cards(self) -> Cards:
        """What lists show of incidents and reports."""
        return Cards(self)

    @property
    def inbox(self) -> Inbox:
        """Lists of what needs a person first."""
        return Inbox(self)

    @property
    def overview(self) -> Overview:
        """Counts by week, type, place and outlet."""
        return Overview(self)

    @property
    def releases(self) -> Releases:
        """What was published."""
        return Releases(self)

    @property
    def people(self) -> People:
        """Who works at the desk."""
        return People(self)

    # What is kept

    def add_run(self, run: Run) -> None:
        """Keeps the provenance of output; before the first analysis of that run is saved. Again is no harm."""
        with self._write() as connection:
            self._add(connection, runs, rows.run_row(run))

    def seen(self, report_id: str) -> bool:
        """Whether the report is in the store with an analysis."""
        with self._read() as connection:
            found = sa.select(sa.literal(1)).where(analyses.c.report_id == report_id)
            return connection.scalar(found) is not None

    def save(self, report: Report, analysis: Analysis, problems: Iterable[Problem] = ()) -> None:
        """Keeps a report with what was found in it and what went wrong, in one transaction. A report already there
        stays as it is; its earlier analysis and problems are replaced. Raises InputError for a record that cannot be
        kept, StoreError where the store fails or the run of the analysis was not added."""
        rows.check(report, analysis, nul=self._engine.dialect.name == "sqlite")
        try:
            record = rows.analysis_row(analysis)
        except (UnicodeEncodeError, OverflowError) as error:
            raise InputError(f"the analysis of report {report.id} cannot be kept: {error}") from error
        parts = (
            (events, rows.event_rows(analysis)),
            (arguments, rows.argument_rows(analysis)),
            (casualties, rows.casualty_rows(analysis)),
            (statements, rows.statement_rows(analysis)),
        )
        for table, found in parts:
            if len({tuple(row[column.name] for column in table.primary_key) for row in found}) < len(found):
                raise InputError(f"the analysis of report {report.id} has two {table.name} of one id")
        with self._write() as connection:
            if connection.scalar(sa.select(sa.literal(1)).where(runs.c.id == analysis.run)) is None:
                raise StoreError(f"run {analysis.run} is not in the store; add it (add_run) before its analyses")
            self._add_report(connection, report)
            connection.execute(sa.delete(analyses).where(analyses.c.report_id == report.id))
            connection.execute(sa.insert(analyses), record)
            for table, found in parts:
                if found:
                    connection.execute(sa.insert(table), found)
            connection.execute(sa.delete(problem_table).where(problem_table.c.report_id == report.id))
            for problem in (*analysis.problems, *problems):
                self._add(connection, problem_table, rows.problem_row(problem, report.id))

    def _add_report(self, connection: sa.Connection, report: Report) -> None:
        # Locked, where the database locks rows: who reads the same report again waits until this reading is kept.
        number = sa.select(reports.c.number).where(reports.c.id == report.id).with_for_update()
        if connection.scalar(number) is not None:
            return
        source_id = None
        if report.source is not None:
            source = rows.source_row(report.source)
            source_id = source["id"]
            self._add(connection, sources, source)
        new = self._add(connection, reports, rows.report_row(report, source_id))
        found = connection.execute(number).scalar_one()
        if new:
            fulltext.add(connection, found, report.text)

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Keeps problems of items that no report came of."""
        with self._write() as connection:
            for problem in problems:
                self._add(connection, problem_table, rows.problem_row(problem))

    @contextmanager
    def linking(self) -> Iterator[Linked]:
        """The tables of incidents in one transaction that writes, and that nobody else writes beside: all of it or nothing."""
        with self._write() as connection:
            alone(connection)
            widen(connection)
            yield Linked(connection)

    @contextmanager
    def linked(self) -> Iterator[Linked]:
        """The tables of incidents, to be read."""
        with self._read() as connection, connection.begin():
            yield Linked(connection)

    # What is asked

    def report(self, report_id: str) -> Report | None:
        """The report, or None."""
        with self._read() as connection:
            row = connection.execute(_reports().where(reports.c.id == report_id)).one_or_none()
            return None if row is None else rows.report_of(row)

    def analysis(self, report_id: str) -> Analysis | None:
        """The current analysis of the report, or None."""
        with self._read() as connection:
            record = connection.scalar(sa.select(analyses.c.record).where(analyses.c.report_id == report_id))
            return None if record is None else rows.analysis_of(report_id, record)

    def reports(
        self,
        *,
        since: dt.date | None = None,
        until: dt.date | None = None,
        source: str | None = None,
        relevant: bool | None = None,
        content_sha256: str | None = None,
        external_id: str | None = None,
    ) -> Iterator[Report]:
        """Reports by day of publication (undated ones among the first or last), read as they are needed.
        ``content_sha256`` finds reprints (the same text from other outlets or days), ``external_id`` those that came with
        an id."""
        wanted: list[sa.ColumnElement[bool]] = []
        if since is not None:
            wanted.append(reports.c.published >= since.isoformat())
        if until is not None:
            wanted.append(reports.c.published <= until.isoformat())
        if source is not None:
            wanted.append(query.source_is(source))
        if content_sha256 is not None:
            wanted.append(reports.c.content_sha256 == content_sha256)
        if external_id is not None:
            wanted.append(reports.c.external_id == external_id)
        if relevant is not None:
            judged = sa.select(analyses.c.report_id).where(analyses.c.relevant == int(relevant))
            wanted.append(reports.c.id.in_(judged))
        statement = _reports().where(*wanted).order_by(reports.c.published, reports.c.id)
        with self._read() as connection:
            for row in connection.execute(statement, execution_options={"yield_per": _BATCH}):
                yield rows.report_of(row)

    def records(
        self, wanted: EventFilter | None = None, *, decided: bool = False
    ) -> Iterator[tuple[Report, Analysis, frozenset[str]]]:
        """Reports with their analysis as the machine made it and the ids of their events that answer ``wanted``, by day of
        publication, read as they are needed. Without a filter also reports that have no event; with ``decided`` also every
        report of the outlet on which people decided, since what they decided may answer where the machine's events do not."""
        wanted = wanted or EventFilter()
        read = reports.join(analyses, analyses.c.report_id == reports.c.id)
        joined = read.join(events, events.c.report_id == reports.c.id, isouter=wanted.is_open())
        order = reports.c.published.label("published")
        asked = sa.select(order, reports.c.id, events.c.id.label("event"))
        found = asked.select_from(joined).where(*query.conditions(wanted)).subquery()
        if decided and not wanted.is_open():
            of_outlet = [query.source_is(wanted.source)] if wanted.source else []
            others = (
                sa.select(order, reports.c.id, sa.null().label("event"))
                .select_from(read)
                .where(reports.c.id.in_(query.decided()), *of_outlet)
            )
            found = sa.union_all(sa.select(found), others).subquery()
        keys = sa.select(found.c.id, found.c.event).order_by(found.c.published, found.c.id)
        with self._read() as connection:
            batch: dict[str, set[str]] = {}
            for report_id, event in connection.execute(keys, execution_options={"yield_per": 4 * _BATCH}):
                if report_id not in batch and len(batch) == _BATCH:
                    yield from self._load(batch)
                    batch = {}
                batch.setdefault(report_id, set()).update(() if event is None else (event,))
            yield from self._load(batch)

    def _load(self, batch: dict[str, set[str]]) -> Iterator[tuple[Report, Analysis, frozenset[str]]]:
        statement = (
            _reports()
            .add_columns(analyses.c.record)
            .join(analyses, analyses.c.report_id == reports.c.id)
            .where(reports.c.id.in_(list(batch)))
            .order_by(reports.c.published, reports.c.id)
        )
        with self._read() as connection:
            for row in connection.execute(statement):
                yield rows.report_of(row), rows.analysis_of(row.id, row.record), frozenset(batch[row.id])

    def records_of(self, report_ids: Iterable[str]) -> Iterator[tuple[Report, Analysis]]:
        """Some reports with their analysis, by day of publication within each two hundred of those asked for. Those that
        are not in the store, or not analysed, are left out."""
        wanted = list(dict.fromkeys(report_ids))
        for at in range(0, len(wanted), _BATCH):
            for report, analysis, _ in self._load({report_id: set() for report_id in wanted[at : at + _BATCH]}):
                yield report, analysis

    def events(self, wanted: EventFilter | None = None) -> Iterator[tuple[Report, Analysis, Event]]:
        """Events that answer ``wanted``, each with its report and all that was found there."""
        for report, analysis, ids in self.records(wanted):
            for event in analysis.events:
                if event.id in ids:
                    yield report, analysis, event

    def undated(self, wanted: EventFilter, *, decided: bool = True) -> int:
        """How many events answer all of ``wanted`` but its dates, because the machine found none; without ``decided`` those of
        reports on which nobody decided."""
        statement = (
            sa.select(sa.func.count())
            .select_from(events.join(reports, reports.c.id == events.c.report_id))
            .where(events.c.date_start.is_(None), *query.conditions(wanted, dates=False))
        )
        if not decided:
            statement = statement.where(reports.c.id.not_in(query.decided()))
        with self._read() as connection:
            return connection.execute(statement).scalar_one()

    def search(self, text: str, *, limit: int = 50) -> list[Found]:
        """Reports that hold all words of ``text``, best first, whatever their vowels, hamzas and clitics; "words side by
        side" as a phrase, قصف* for any ending. Empty when nothing is found or asked."""
        sought = fulltext.parse(text)
        out: list[Found] = []
        if not sought.terms:
            return out
        with self._read() as connection:
            for number, score in fulltext.find(connection, sought):
                if len(out) >= limit:
                    break
                report = rows.report_of(connection.execute(_reports().where(reports.c.number == number)).one())
                spans = fulltext.matches(sought, report.text)
                if spans:
                    quotes = tuple(span.evidence(report.id, report.text) for span in spans)
                    out.append(Found(report=report, quotes=quotes, score=score))
        return out

    def problems(self, *, report_id: str | None = None) -> Iterator[Problem]:
        """Problems, those of one report or all, by item."""
        statement = sa.select(problem_table).order_by(problem_table.c.item, problem_table.c.code, problem_table.c.id)
        if report_id is not None:
            statement = statement.where(problem_table.c.report_id == report_id)
        with self._read() as connection:
            for row in connection.execute(statement, execution_options={"yield_per": _BATCH}):
                yield rows.problem_of(row)

    def runs(self) -> list[Run]:
        """All runs whose output is or was in the store, by start and id."""
        with self._read() as connection:
            found = connection.execute(sa.select(runs).order_by(runs.c.started_at, runs.c.id))
            return [rows.run_of(row) for row in found]

    def is_empty(self) -> bool:
        """Whether nothing was read into it yet."""
        with self._read() as connection:
            found = (sa.select(table).exists() for table in (reports, problem_table))
            return not connection.scalar(sa.select(sa.or_(*found)))

    def counts(self) -> dict[str, int]:
        """How many of each there are: sources, reports, runs, analyses, events, casualties, statements, problems, and
        ``relevant`` reports."""
        with self._read() as connection:
            out = {
                table.name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
                for table in _COUNTED
            }
            told = sa.select(sa.func.count()).select_from(analyses).where(analyses.c.relevant == 1)
            return {**out, "relevant": connection.execute(told).scalar_one()}


def _insert(dialect: str) -> Any:
    """INSERT as a database knows it that can leave out what is there. Neither is read in for the other."""
    if dialect == "sqlite":
        from sqlalchemy.dialects.sqlite import insert
    else:
        from sqlalchemy.dialects.postgresql import insert  # type: ignore[assignment]
    return insert


def _reports() -> sa.Select[Any]:
    """Reports with their source, as `rows.report_of` reads them."""
    return sa.select(
        reports,
        sources.c.name.label("source_name"),
        sources.c.name_ar.label("source_name_ar"),
        sources.c.kind.label("source_kind"),
        sources.c.country.label("source_country"),
        sources.c.url.label("source_url"),
    ).select_from(reports.join(sources, sources.c.id == reports.c.source_id, isouter=True))
