"""The ledger: decisions are added and never changed, each with the hash of the one before it, so that it can be proved."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from rasid.errors import ConflictError, UsageError
from rasid.model import Decision, Draft, Evidence, Ruling, Subject, SubjectKind
from rasid.model.decision import GENESIS, WHOLE, check, digest, plain, quotes
from rasid.store.engine import in_turn
from rasid.store.schema import decisions, incidents, ledger, reports, tellings

if TYPE_CHECKING:
    from rasid.store.store import Store

_SLICE = 400
_LETTERS = {SubjectKind.EVENT: "e", SubjectKind.CLAIM: "c", SubjectKind.STATEMENT: "s"}
TRIGGERS = ("decisions_stay", "decisions_kept")
"""What refuses changes of the ledger in either database."""
_words = msgspec.json.Decoder(tuple[Evidence, ...])

_HIGHEST = 2**31 - 1
"""Number of a row at most, as the column holds it in both databases."""


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong with the ledger."""

    code: str
    """altered, missing, inserted, moved, cut (rows at the end are gone), head, guard."""
    seq: int | None
    """The row, by its number; null for the ledger as a whole."""
    message: str
    """What is wrong with it."""


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """What counting the ledger over again came to."""

    rows: int
    """How many rows there are."""
    seq: int
    """Number of the last one."""
    hash: str
    """Hash of the last one: noted elsewhere, it proves later that nothing up to it was changed."""
    faults: tuple[Fault, ...] = ()
    """What is wrong; empty where all is as it was written."""


class Decisions:
    """The ledger of a store. Made by `Store.decisions`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, draft: Draft, *, seen: int | None = None) -> Decision:
        """Adds a decision. ``seen`` is the number of the last decision on the same field that its author has seen, None for
        none. Raises ConflictError, with both, where another came between: nothing is written, and nothing is lost. Raises
        UsageError for a decision that cannot be: no such report or field, words that do not stand there, a second look by
        the one who took the first."""
        with self._store._write() as connection:
            return append(connection, draft, seen=seen)

    def write_all(self, drafts: Iterable[tuple[Draft, int | None]]) -> list[Decision]:
        """Adds several, each with what was seen, all or none."""
        with self._store._write() as connection:
            return [append(connection, draft, seen=seen) for draft, seen in drafts]

    def get(self, seq: int) -> Decision | None:
        """The decision of that number."""
        with self._store._read() as connection:
            return _one(connection, seq)

    def of_report(self, report_id: str) -> list[Decision]:
        """All decisions about a report and what was found in it, in their order."""
        return self.of_reports([report_id]).get(report_id, [])

    def of_reports(self, report_ids: Iterable[str]) -> dict[str, list[Decision]]:
        """By report, all decisions about it, in their order; reports without any are left out."""
        out: dict[str, list[Decision]] = defaultdict(list)
        wanted = list(dict.fromkeys(report_ids))
        with self._store._read() as connection:
            for at in range(0, len(wanted), _SLICE):
                some = decisions.c.report_id.in_(wanted[at : at + _SLICE])
                for row in connection.execute(sa.select(decisions).where(some).order_by(decisions.c.seq)):
                    out[row.report_id].append(_decision(row))
        return dict(out)

    def reports(self) -> list[str]:
        """Ids of the reports on which there are decisions, by the first of them."""
        at = decisions.c
        statement = (
            sa.select(at.report_id)
            .where(at.report_id.is_not(None), at.verdict != Ruling.DONE.value)
            .group_by(at.report_id)
            .order_by(sa.func.min(at.seq))
        )
        with self._store._read() as connection:
            return list(connection.scalars(statement))

    def of_incidents(self, names: Iterable[str]) -> dict[str, list[Decision]]:
        """By incident, all decisions about it, in their order: also those that were taken when it had another id, or under the
        id of one that is merged into it now. Incidents without any are left out."""
        wanted = list(dict.fromkeys(names))
        out: dict[str, list[Decision]] = defaultdict(list)
        # An id is the name of a telling for good, and that is of one incident today.
        statement = (
            sa.select(decisions, incidents.c.id.label("today"))
            .join(tellings, tellings.c.name == decisions.c.incident)
            .join(incidents, incidents.c.number == tellings.c.incident)
            .order_by(decisions.c.seq)
        )
        with self._store._read() as connection:
            for at in range(0, len(wanted), _SLICE):
                some = incidents.c.id.in_(wanted[at : at + _SLICE])
                for row in connection.execute(statement.where(some)):
                    out[row.today].append(_decision(row))
        return dict(out)

    def history(self, seq: int) -> list[Decision]:
        """All decisions on the field of one of them, in their order."""
        found = self.get(seq)
        if found is None:
            return []
        return self._where(sa.or_(decisions.c.seq == found.thread, decisions.c.root == found.thread))

    def listed(
        self,
        *,
        by: str | None = None,
        kind: SubjectKind | None = None,
        field: str | None = None,
        since: dt.date | None = None,
        until: dt.date | None = None,
        waiting: bool = False,
        before: int | None = None,
        limit: int = 50,
    ) -> list[Decision]:
        """The newest first. ``before`` goes on after the last of an earlier call; ``waiting`` has those that want a second
        and have had none."""
        at = decisions.c
        asked: list[sa.ColumnElement[bool]] = []
        if by is not None:
            asked.append(at.decided_by == by)
        if kind is not None:
            asked.append(at.kind == kind.value)
        if field is not None:
            asked.append(at.field == field)
        if since is not None:
            asked.append(at.at >= since.isoformat())
        if until is not None:
            asked.append(at.at < (until + dt.timedelta(days=1)).isoformat())
        if before is not None:
            asked.append(at.seq < before)
        if waiting:
            later = decisions.alias()
            answered = sa.select(sa.literal(1)).where(later.c.prior == at.seq).exists()
            asked += [at.wants_second == 1, ~answered]
        with self._store._read() as connection:
            found = connection.execute(sa.select(decisions).where(*asked).order_by(at.seq.desc()).limit(limit))
            return [_decision(row) for row in found]

    def all(self) -> Iterator[Decision]:
        """The whole ledger in its order, read as it is needed."""
        with self._store._read() as connection:
            statement = sa.select(decisions).order_by(decisions.c.seq)
            for row in connection.execute(statement, execution_options={"yield_per": 500}):
                yield _decision(row)

    def head(self) -> tuple[int, str]:
        """Number and hash of the last decision; 0 and `GENESIS` where there is none."""
        with self._store._read() as connection:
            row = connection.execute(sa.select(ledger.c.seq, ledger.c.hash)).one()
            return row.seq, row.hash

    def verify(self, *, known: tuple[int, str] | None = None) -> Verified:
        """Counts all hashes over again, and names every row that was altered, taken out, put in or moved. ``known`` is a
        number and hash that were noted before (by `head`, in a release): who rewrote the whole ledger did not rewrite those.
        The heads that releases hold are held against it as well."""
        from rasid.store.chain import faults, whole
        from rasid.store.schema import releases

        ordered = sa.select(decisions).order_by(decisions.c.seq)
        with self._store._read() as connection, connection.begin():
            last = connection.execute(sa.select(ledger.c.seq, ledger.c.hash).where(ledger.c.id == 1)).one_or_none()
            heads = [
                (row.ledger_seq, row.ledger_hash, f"the release {row.id}")
                for row in connection.execute(sa.select(releases).order_by(releases.c.number))
            ]
            if known is not None:
                heads.append((*known, "the hash that was given"))
            if last is not None:
                heads.append((last.seq, last.hash, "the record of the last row"))
            guards = _guards(connection)
            with connection.execute(ordered, execution_options={"yield_per": 500}) as streamed:
                end = whole(map(_decision, streamed), heads)
            found: list[Fault] = []
            if end is None:  # what is wrong is told by comparing all rows with each other
                rows = [_decision(row) for row in connection.execute(ordered)]
                found += faults(rows, heads)
                count, end = len(rows), (rows[-1].seq, rows[-1].hash) if rows else (0, GENESIS)
            else:
                count = end[0]
        if last is None:
            found.append(Fault(code="head", seq=None, message="the record of the last row is gone"))
        found += [
            Fault(code="guard", seq=None, message=f"the trigger {name}, which refuses changes, is gone")
            for name in TRIGGERS
            if name not in guards
        ]
        return Verified(rows=count, seq=end[0], hash=end[1], faults=tuple(found))

    def _where(self, *asked: sa.ColumnElement[bool]) -> list[Decision]:
        with self._store._read() as connection:
            found = connection.execute(sa.select(decisions).where(*asked).order_by(decisions.c.seq))
            return [_decision(row) for row in found]


def append(connection: sa.Connection, draft: Draft, *, seen: int | None = None) -> Decision:
    """Adds a decision within a transaction that writes; see `Decisions.write`."""
    check(draft)
    in_turn(connection)
    draft, prior = _meant(connection, draft)
    _stands(connection, draft)
    theirs, root = _last(connection, draft, prior, seen)
    if theirs is not None and theirs.seq != (prior.seq if prior and seen is None else seen):
        raise ConflictError(
            f"{theirs.by} decided on the same field before you (decision {theirs.seq}: {theirs.verdict.value}); "
            "look at that first, then decide again",
            mine=draft,
            theirs=theirs,
        )
    at, previous = connection.execute(sa.select(ledger.c.seq, ledger.c.hash).where(ledger.c.id == 1)).one()
    decision = _numbered(draft, at + 1, previous, root)
    connection.execute(sa.insert(decisions), _row(decision))
    connection.execute(sa.update(ledger).where(ledger.c.id == 1).values(seq=decision.seq, hash=decision.hash))
    return decision


def _numbered(draft: Draft, seq: int, previous: str, root: int | None) -> Decision:
    subject, after = draft.subject, draft.after
    if draft.verdict is Ruling.ADD:
        record, after = _named(subject, plain(after), seq)
        subject = msgspec.structs.replace(subject, record=record)
    # The values as they will be read back, so that a hash counted now is the one counted then.
    before, after = (msgspec.json.decode(_json(value)) for value in (draft.before, after))
    unsigned = Decision(
        seq=seq,
        at=dt.datetime.now(dt.UTC),
        by=draft.by.strip(),
        subject=subject,
        field=draft.field,
        verdict=draft.verdict,
        before=before,
        after=after,
        reason=draft.reason,
        anchor=draft.anchor,
        evidence=draft.evidence,
        of=draft.of,
        root=root,
        wants_second=draft.wants_second,
        previous=previous,
    )
    return msgspec.structs.replace(unsigned, hash=digest(unsigned))


def _named(subject: Subject, record: dict[str, Any], seq: int) -> tuple[str, dict[str, Any]]:
    """The id of a record that a person adds, and the record with it: no reading gives an id with a d in it."""
    if subject.kind in _LETTERS:
        name = f"{_LETTERS[subject.kind]}d{seq}"
        return name, {**record, "id": name}
    if subject.kind is SubjectKind.RELATION:
        spans = "/".join(f"{record[side]['start']}-{record[side]['end']}" for side in ("a", "b"))
        return f"{record['type']}/{spans}", record
    words = f"{record['evidence']['start']}-{record['evidence']['end']}"
    if subject.kind is SubjectKind.ARGUMENT:
        return f"{(subject.record or '').split('/', 1)[0]}/{record['role']}/{words}", record
    return f"{record['kind']}/{words}", record


def _meant(connection: sa.Connection, draft: Draft) -> tuple[Draft, Decision | None]:
    """An undo or a confirmation with the subject of what it is about, and that."""
    if draft.verdict not in (Ruling.UNDO, Ruling.CONFIRM):
        return draft, None
    assert draft.of is not None
    prior = _one(connection, draft.of)
    if prior is None:
        raise UsageError(f"there is no decision {draft.of}; `rasid log show` lists them")
    if prior.verdict is Ruling.DONE:
        raise UsageError(
            f"decision {prior.seq} ({prior.field}) says what was done; it cannot be undone or confirmed here"
        )
    undone = _undone(_thread(connection, prior.thread))
    if prior.seq in undone:
        raise UsageError(f"decision {prior.seq} is undone already")
    if draft.verdict is Ruling.CONFIRM:
        if not prior.wants_second:
            raise UsageError(f"decision {prior.seq} does not wait for a second")
        if prior.by == draft.by.strip():
            raise UsageError(f"{prior.by} took decision {prior.seq}; another person is to confirm it")
    return (
        msgspec.structs.replace(
            draft, subject=prior.subject, field=prior.field, anchor=prior.anchor, wants_second=False
        ),
        prior,
    )


def _undone(thread: Sequence[Decision]) -> set[int]:
    out: set[int] = set()
    for decision in reversed(thread):
        if decision.verdict is Ruling.UNDO and decision.seq not in out and decision.of is not None:
            out.add(decision.of)
    return out


def _stands(connection: sa.Connection, draft: Draft) -> None:
    """Raises UsageError where the report, the incident or the words do not stand in the store."""
    subject = draft.subject
    told = [*draft.anchor, *draft.evidence, *quotes(plain(draft.after))]
    for text in (draft.by, draft.reason, draft.field, subject.record or "", subject.name or ""):
        if "\x00" in text or not _encodes(text):
            raise UsageError("a decision is kept as text: it holds a NUL or half a character; write it again")
    if subject.incident is not None and draft.verdict is not Ruling.DONE:
        known = sa.select(sa.literal(1)).where(tellings.c.name == subject.incident)
        if connection.scalar(known) is None:
            raise UsageError(f"the store has no incident {subject.incident}; `rasid incidents list` shows them")
    texts: dict[str, str | None] = {}
    wanted = {evidence.report_id for evidence in told} | ({subject.report_id} if subject.report_id else set())
    for report_id in wanted:
        texts[report_id] = connection.scalar(sa.select(reports.c.text).where(reports.c.id == report_id))
        if texts[report_id] is None:
            raise UsageError(f"the store has no report {report_id}; `rasid show --list` lists them")
    for evidence in told:
        text = texts[evidence.report_id] or ""
        if not 0 <= evidence.start < evidence.end <= len(text) or text[evidence.start : evidence.end] != evidence.quote:
            raise UsageError(
                f"the words {evidence.quote[:40]!r} do not stand at {evidence.start}-{evidence.end} of {evidence.report_id}"
            )


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _last(
    connection: sa.Connection, draft: Draft, prior: Decision | None, seen: int | None
) -> tuple[Decision | None, int | None]:
    """The last decision on the field of a draft, and the first."""
    if draft.verdict is Ruling.DONE:
        return None, None
    if prior is not None:
        thread = _thread(connection, prior.thread)
        return thread[-1], prior.thread
    if seen is not None:
        known = _one(connection, seen)
        if known is None or known.field != draft.field or known.subject.kind is not draft.subject.kind:
            raise UsageError(f"decision {seen} is not about this field; load the page again")
        thread = _thread(connection, known.thread)
        return thread[-1], known.thread
    at, subject = decisions.c, draft.subject
    asked = [at.kind == subject.kind.value, at.field == draft.field, at.verdict != Ruling.DONE.value]
    asked += [at.report_id == subject.report_id, at.incident == subject.incident, at.name == subject.name]
    found = [_decision(row) for row in connection.execute(sa.select(decisions).where(*asked).order_by(at.seq))]
    same = [decision for decision in found if _one_field(decision, draft)]
    if draft.verdict is Ruling.ADD:  # what was added and taken back may be added again
        same = [decision for decision in same if decision.seq not in _undone(_thread(connection, decision.thread))]
    return (same[-1], same[-1].thread) if same else (None, None)


def _one_field(decision: Decision, draft: Draft) -> bool:
    """Whether a decision is on the record of a draft, which was written without knowing it."""
    if draft.verdict is Ruling.ADD:
        return (
            decision.verdict is Ruling.ADD
            and decision.subject.trait == draft.subject.trait
            and bool(draft.anchor)
            and [words.span for words in decision.anchor] == [words.span for words in draft.anchor]
        )
    if decision.subject.record != draft.subject.record:
        return False
    if not decision.anchor or not draft.anchor:
        return True
    return bool(decision.anchor[0].span.overlap(draft.anchor[0].span))


def _thread(connection: sa.Connection, root: int) -> list[Decision]:
    own = sa.or_(decisions.c.seq == root, decisions.c.root == root)
    return [_decision(row) for row in connection.execute(sa.select(decisions).where(own).order_by(decisions.c.seq))]


def _one(connection: sa.Connection, seq: int) -> Decision | None:
    if not 0 < seq <= _HIGHEST:  # SQLite fails on what no column of it holds
        return None
    row = connection.execute(sa.select(decisions).where(decisions.c.seq == seq)).one_or_none()
    return None if row is None else _decision(row)


def _guards(connection: sa.Connection) -> set[str]:
    if connection.dialect.name == "sqlite":
        statement = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        statement = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return set(connection.scalars(sa.text(statement)))


def _json(value: Any) -> str:
    try:
        return msgspec.json.encode(plain(value), order="sorted").decode()
    except (UnicodeEncodeError, TypeError, ValueError, OverflowError) as error:
        raise UsageError(f"not a value that can be kept: {error}") from error


def _row(decision: Decision) -> dict[str, Any]:
    subject = decision.subject
    values = {
        "old_value": None if decision.before is None else _json(decision.before),
        "new_value": None if decision.after is None else _json(decision.after),
    }
    for text in values.values():
        if text is not None and "\\u0000" in text:
            raise UsageError("a value with a NUL cannot be kept; write it again")
    return {
        "seq": decision.seq,
        "at": decision.at.isoformat(timespec="microseconds"),
        "decided_by": decision.by,
        "kind": subject.kind.value,
        "report_id": subject.report_id,
        "record": subject.record,
        "incident": subject.incident,
        "name": subject.name,
        "trait": subject.trait,
        "field": decision.field,
        "verdict": decision.verdict.value,
        **values,
        "reason": decision.reason,
        "anchor": _json(decision.anchor),
        "evidence": _json(decision.evidence),
        "prior": decision.of,
        "root": decision.root,
        "wants_second": int(decision.wants_second),
        "previous": decision.previous,
        "hash": decision.hash,
    }


def _decision(row: Any) -> Decision:
    return Decision(
        seq=row.seq,
        at=dt.datetime.fromisoformat(row.at),
        by=row.decided_by,
        subject=Subject(
            kind=SubjectKind(row.kind),
            report_id=row.report_id,
            record=row.record,
            incident=row.incident,
            name=row.name,
            trait=row.trait,
        ),
        field=row.field,
        verdict=Ruling(row.verdict),
        before=None if row.old_value is None else msgspec.json.decode(row.old_value),
        after=None if row.new_value is None else msgspec.json.decode(row.new_value),
        reason=row.reason,
        anchor=_words.decode(row.anchor),
        evidence=_words.decode(row.evidence),
        of=row.prior,
        root=row.root,
        wants_second=bool(row.wants_second),
        previous=row.previous,
        hash=row.hash,
    )


__all__ = ["WHOLE", "Decisions", "Fault", "Verified", "append"]
