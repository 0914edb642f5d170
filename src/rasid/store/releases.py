"""Releases: what was published, with hashes and settings, and what changed since the last one."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from rasid.errors import UsageError
from rasid.model import (
    Card,
    Draft,
    Release,
    ReleaseChange,
    ReleaseChanges,
    ReleaseFile,
    ReleaseLoss,
    Ruling,
    Subject,
    SubjectKind,
)
from rasid.store.decisions import append
from rasid.store.engine import in_turn
from rasid.store.schema import analyses, ledger, release_files, release_items, releases, runs

if TYPE_CHECKING:
    from rasid.store.store import Store

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_NAME = re.compile(r"[^/\\\x00]{1,128}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_losses = msgspec.json.Decoder(tuple[ReleaseLoss, ...])
Told = Mapping[str, Any]


class Releases:
    """The releases of a store. Made by `Store.releases`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def add(
        self,
        id_: str,
        *,
        by: str,
        settings: Told,
        files: Iterable[ReleaseFile],
        items: Mapping[str, Told],
        losses: Iterable[ReleaseLoss] = (),
        counts: Mapping[str, int] | None = None,
        title: str = "",
        note: str = "",
    ) -> Release:
        """Keeps a release, and that it was made, in the ledger. ``items`` are its records by id, with the values that the next
        one is compared by (see `told_of`). Raises UsageError for a name that is taken or none."""
        files = tuple(files)
        if not _ID.fullmatch(id_):
            raise UsageError(f"not a name of a release: {id_!r}; letters, digits and . _ - are allowed, as 2024-05")
        for file in files:
            if not _NAME.fullmatch(file.name) or not _SHA256.fullmatch(file.sha256):
                raise UsageError(f"not a file of a release: {file.name!r}")
        if len({file.name for file in files}) < len(files):
            raise UsageError("two files of a release have one name")
        with self._store._write() as connection:
            in_turn(connection)
            if connection.scalar(sa.select(sa.literal(1)).where(releases.c.id == id_)) is not None:
                raise UsageError(f"there is a release {id_} already; releases never change, give another name")
            seq, hash_ = connection.execute(sa.select(ledger.c.seq, ledger.c.hash).where(ledger.c.id == 1)).one()
            release = Release(
                number=(connection.scalar(sa.select(sa.func.max(releases.c.number))) or 0) + 1,
                id=id_,
                title=title,
                note=note,
                made_at=dt.datetime.now(dt.UTC),
                made_by=by,
                settings=dict(settings),
                versions=_versions(connection),
                losses=tuple(losses),
                counts=dict(counts or {}),
                files=files,
                ledger_seq=seq,
                ledger_hash=hash_,
            )
            connection.execute(sa.insert(releases), _row(release))
            if files:
                connection.execute(
                    sa.insert(release_files),
                    [{"release": release.number, **msgspec.structs.asdict(file)} for file in files],
                )
            if items:
                connection.execute(
                    sa.insert(release_items),
                    [
                        {"release": release.number, "item": item, "told": _json(dict(told))}
                        for item, told in items.items()
                    ],
                )
            append(
                connection,
                Draft(
                    by=by,
                    subject=Subject(kind=SubjectKind.STORE, name=id_),
                    field="release",
                    verdict=Ruling.DONE,
                    after={"files": {file.name: file.sha256 for file in files}, "settings": dict(settings)},
                    reason=note,
                ),
            )
        return release

    def listed(self) -> list[Release]:
        """All, the newest first."""
        with self._store._read() as connection:
            return _releases(connection, sa.select(releases).order_by(releases.c.number.desc()))

    def get(self, id_: str) -> Release | None:
        """The release of that name."""
        with self._store._read() as connection:
            return next(iter(_releases(connection, sa.select(releases).where(releases.c.id == id_))), None)

    def last(self) -> Release | None:
        """The newest."""
        with self._store._read() as connection:
            statement = sa.select(releases).order_by(releases.c.number.desc()).limit(1)
            return next(iter(_releases(connection, statement)), None)

    def items(self, id_: str) -> dict[str, dict[str, Any]]:
        """The records of a release by id, with the values that are compared."""
        statement = (
            sa.select(release_items.c.item, release_items.c.told)
            .join(releases, releases.c.number == release_items.c.release)
            .where(releases.c.id == id_)
        )
        with self._store._read() as connection:
            return {item: msgspec.json.decode(told) for item, told in connection.execute(statement)}

    def changes(self, items: Mapping[str, Told] | None = None, *, since: str | None = None) -> ReleaseChanges:
        """What changed since a release, or the last one: in ``items``, or in the incidents of today. Without a release before,
        everything is new."""
        before = self.get(since) if since is not None else self.last()
        if since is not None and before is None:
            raise UsageError(f"there is no release {since}")
        then = self.items(before.id) if before is not None else {}
        now = items if items is not None else {card.id: told_of(card) for card in self._store.cards.all()}
        return compared(then, now, since=before.id if before is not None else None)

    def between(self, id_: str) -> ReleaseChanges:
        """What changed from the release before to this one. Raises UsageError where there is none of that name."""
        every = [release.id for release in reversed(self.listed())]
        if id_ not in every:
            raise UsageError(f"there is no release {id_}")
        at = every.index(id_)
        before = every[at - 1] if at else None
        return compared(self.items(before) if before else {}, self.items(id_), since=before)


def told_of(card: Card) -> dict[str, Any]:
    """The values of an incident by which releases are compared."""
    return {
        "type": card.type,
        "first": card.first,
        "last": card.last,
        "country": card.country,
        "place": card.place_id,
        "killed": [card.killed.low, card.killed.high, card.killed.or_more],
        "injured": [card.injured.low, card.injured.high, card.injured.or_more],
        "grade": card.grade,
        "reports": card.reports,
    }


def compared(then: Mapping[str, Told], now: Mapping[str, Told], *, since: str | None) -> ReleaseChanges:
    """What is new, other, and gone, each by id."""
    old = {item: msgspec.to_builtins(dict(told)) for item, told in then.items()}
    new = {item: msgspec.to_builtins(dict(told)) for item, told in now.items()}

    def changes(names: Iterable[str]) -> Iterator[ReleaseChange]:
        for name in sorted(names):
            yield ReleaseChange(item=name, before=old.get(name), after=new.get(name))

    for name in new.keys() & old.keys():
        old[name], new[name] = _as_far(old[name], new[name]), _as_far(new[name], old[name])

    return ReleaseChanges(
        since=since,
        new=tuple(changes(new.keys() - old.keys())),
        changed=tuple(changes(name for name in new.keys() & old.keys() if new[name] != old[name])),
        gone=tuple(changes(old.keys() - new.keys())),
    )


def _as_far(told: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """The values of a release with its tolls as far as another tells them: earlier ones do not say "or more"."""
    tolls = [name for name in ("killed", "injured") if told.get(name) and other.get(name)]
    return {**told, **{name: told[name][: len(other[name])] for name in tolls}}


def _versions(connection: sa.Connection) -> dict[str, Any]:
    """Of this program, and of every run whose output is in the store: its components, and the hashes of its data."""
    import rasid

    current = sa.select(analyses.c.run_id).distinct()
    found = connection.execute(sa.select(runs).where(runs.c.id.in_(current)).order_by(runs.c.id))
    return {
        "rasid": rasid.__version__,
        "runs": [
            {
                "id": row.id,
                "rasid": row.rasid,
                "components": msgspec.json.decode(row.components),
                "data": msgspec.json.decode(row.data),
                "config_sha256": row.config_sha256,
            }
            for row in found
        ],
    }


def _json(value: Any) -> str:
    try:
        text = msgspec.json.encode(value, order="sorted").decode()
    except (UnicodeEncodeError, TypeError) as error:
        raise UsageError(f"not a value that can be kept: {error}") from error
    if "\\u0000" in text:
        raise UsageError("a value with a NUL cannot be kept; write it again")
    return text


def _row(release: Release) -> dict[str, Any]:
    for text in (release.title, release.note, release.made_by):
        _json(text)
    return {
        "number": release.number,
        "id": release.id,
        "title": release.title,
        "note": release.note,
        "made_at": release.made_at.isoformat(),
        "made_by": release.made_by,
        "settings": _json(release.settings),
        "versions": _json(release.versions),
        "losses": _json(release.losses),
        "counts": _json(release.counts),
        "ledger_seq": release.ledger_seq,
        "ledger_hash": release.ledger_hash,
    }


def _releases(connection: sa.Connection, statement: sa.Select[Any]) -> list[Release]:
    rows = connection.execute(statement).all()
    files: dict[int, list[ReleaseFile]] = {row.number: [] for row in rows}
    held = sa.select(release_files).where(release_files.c.release.in_(list(files))).order_by(release_files.c.name)
    for row in connection.execute(held):
        files[row.release].append(ReleaseFile(name=row.name, sha256=row.sha256, size=row.size))
    return [
        Release(
            number=row.number,
            id=row.id,
            title=row.title,
            note=row.note,
            made_at=dt.datetime.fromisoformat(row.made_at),
            made_by=row.made_by,
            settings=msgspec.json.decode(row.settings),
            versions=msgspec.json.decode(row.versions),
            losses=_losses.decode(row.losses),
            counts=msgspec.json.decode(row.counts),
            files=tuple(files[row.number]),
            ledger_seq=row.ledger_seq,
            ledger_hash=row.ledger_hash,
        )
        for row in rows
    ]
