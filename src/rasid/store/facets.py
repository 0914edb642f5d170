"""Facets of cards, packed: what a filter leaves is counted in memory, without reading a row of it.

A row of `card_facets` has some thousands of numbers of one kind and, for each facet, its values and pairs of (number less the first
of the row, which value), so that all of 100,000 reports is some 3 MB. Counts over a filter, and the filter itself, are then a
few operations on arrays; in SQL each is a look-up for every card that the filter leaves. Each row has a digest of what it holds,
by which a row that is the same as before is known without being read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec
import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from rasid.store.schema import card_facets

WIDTH = 4096
"""Numbers to a row: what is written anew when one card changes is some 50 KB."""
ONE = ("state", "type", "country", "governorate")
"""Facets of which a card has one value; empty where it has none."""
MANY = ("need", "actor", "outlet")
"""Facets of which a card has any number of values."""
Set: TypeAlias = npt.NDArray[np.bool_]
"""Which numbers are meant: true at their places."""
Left: TypeAlias = Callable[..., Set]
"""Gives the set that a filter leaves; for the name of a facet, what it would leave if that were not filtered by."""
_PLACE, _CODE = np.dtype("<u2"), np.dtype("<u4")
_Pairs: TypeAlias = tuple[list[str], npt.NDArray[np.int64], npt.NDArray[np.int64]]


class _Packed(msgspec.Struct, array_like=True):
    """One facet in one row: values, places, and which value stands at each."""

    values: list[str]
    places: bytes
    codes: bytes


_unpack = msgspec.msgpack.Decoder(dict[str, _Packed]).decode


def put(connection: sa.Connection, kind: str, told: Mapping[int, Iterable[tuple[str, str]]]) -> None:
    """Sets the (facet, value) pairs of some numbers, in place of what they had; none takes a number away. `by_turns` comes
    before it, and before any row of a card is touched."""
    rows: dict[int, dict[int, Iterable[tuple[str, str]]]] = {}
    for number, pairs in told.items():
        rows.setdefault(number // WIDTH, {})[number % WIDTH] = pairs
    at = card_facets.c
    for shelf, changed in sorted(rows.items()):
        here = sa.and_(at.kind == kind, at.shelf == shelf)
        before = connection.scalar(sa.select(at.record).where(here))
        packed = _changed(_unpack(before) if before is not None else {}, changed)
        record = msgspec.msgpack.encode(packed) if packed else None
        if record == before:
            continue
        connection.execute(sa.delete(card_facets).where(here))
        if record is not None:
            row = {"kind": kind, "shelf": shelf, "digest": digest(record), "record": record}
            connection.execute(sa.insert(card_facets).values(row))


def forget(connection: sa.Connection, kind: str) -> None:
    """Takes every number of a kind away, after `by_turns` as in `put`."""
    connection.execute(sa.delete(card_facets).where(card_facets.c.kind == kind))


def digest(record: bytes) -> str:
    """What a row is known by: 128 bits of BLAKE2b of what it holds, in hexadecimal digits."""
    return hashlib.blake2b(record, digest_size=16).hexdigest()


def _changed(held: dict[str, _Packed], changed: Mapping[int, Iterable[tuple[str, str]]]) -> dict[str, _Packed]:
    gone = np.fromiter(changed, _PLACE, len(changed))
    added: dict[str, list[tuple[int, str]]] = {}
    for place, pairs in changed.items():
        for facet, value in pairs:
            added.setdefault(facet, []).append((place, value))
    out = {}
    for facet in sorted({*held, *added}):
        was = held.get(facet) or _Packed([], b"", b"")
        places, codes = np.frombuffer(was.places, _PLACE), np.frombuffer(was.codes, _CODE)
        stays = ~np.isin(places, gone)
        places, codes = places[stays], codes[stays]
        # Values that no number has any more go, or a row would keep every place that ever stood in it.
        used = np.unique(codes)
        values = [was.values[code] for code in used]
        codes = np.searchsorted(used, codes).astype(_CODE)
        known = {value: code for code, value in enumerate(values)}
        new = added.get(facet, [])
        more = [known.setdefault(value, len(known)) for _, value in new]
        places = np.concatenate([places, np.array([place for place, _ in new], _PLACE)])
        codes = np.concatenate([codes, np.array(more, _CODE)])
        if places.size:
            out[facet] = _Packed(list(known), places.tobytes(), codes.tobytes())
    return out


class Facets:
    """The facets of all cards of one kind. Made by `Shelves.load`."""

    def __init__(self, rows: Sequence[tuple[int, bytes]]) -> None:
        self.size = (max((shelf for shelf, _ in rows), default=-1) + 1) * WIDTH
        """One more than the highest number that may be there."""
        found: dict[str, tuple[dict[str, int], list[npt.NDArray[np.int64]], list[npt.NDArray[np.int64]]]] = {}
        for shelf, record in rows:
            for facet, packed in _unpack(record).items():
                known, places, codes = found.setdefault(facet, ({}, [], []))
                mine = np.array([known.setdefault(value, len(known)) for value in packed.values], np.int64)
                places.append(np.frombuffer(packed.places, _PLACE).astype(np.int64) + shelf * WIDTH)
                codes.append(mine[np.frombuffer(packed.codes, _CODE)])
        self._pairs: dict[str, _Pairs] = {
            facet: (list(known), np.concatenate(places), np.concatenate(codes))
            for facet, (known, places, codes) in found.items()
        }

    def every(self) -> Set:
        """All numbers that have a card."""
        _, places, _ = self._of("state")
        return self._set(places)

    def having(self, facet: str, values: Iterable[str]) -> Set:
        """Numbers that have one of some values of a facet."""
        known, places, codes = self._of(facet)
        wanted = set(values)
        meant = np.array([value in wanted for value in known], np.bool_)
        return self._set(places[meant[codes]]) if known else self._set(places)

    def among(self, numbers: npt.NDArray[np.int64]) -> Set:
        """The set of some numbers; one that is beyond all cards is left out."""
        return self._set(numbers[(numbers >= 0) & (numbers < self.size)])

    def counts(self, facet: str, meant: Set) -> dict[str, int]:
        """By value, how many numbers of a set have it."""
        known, places, codes = self._of(facet)
        counted = np.bincount(codes[meant[places]], minlength=len(known))
        return {value: int(count) for value, count in zip(known, counted, strict=True) if count}

    def _of(self, facet: str) -> _Pairs:
        none = np.zeros(0, np.int64)
        return self._pairs.get(facet) or ([], none, none)

    def _set(self, places: npt.NDArray[np.int64]) -> Set:
        out = np.zeros(self.size, np.bool_)
        out[places] = True
        return out


class Shelves:
    """The facets of a store as they were last read. Whoever changed them meanwhile, what is given is what the store holds now; but
    only the rows that are others are read again. May be used from several threads."""

    def __init__(self) -> None:
        self._last: dict[str, tuple[list[tuple[int, str, bytes]], Facets]] = {}

    def load(self, connection: sa.Connection, kind: str) -> Facets:
        """The facets of all cards of a kind, in one question."""
        before, held = self._last.get(kind) or ([], Facets(()))
        known = {sign: record for _, sign, record in before}
        at = card_facets.c
        unknown = sa.case((at.digest.not_in(list(known)), at.record)).label("record")
        asked = sa.select(at.shelf, at.digest, unknown).where(at.kind == kind).order_by(at.shelf)
        rows = [
            (shelf, sign, known[sign] if record is None else record)
            for shelf, sign, record in connection.execute(asked)
        ]
        if [row[:2] for row in rows] != [row[:2] for row in before]:
            held = Facets([(shelf, record) for shelf, _, record in rows])
            self._last[kind] = (rows, held)
        return held


def numbers(connection: sa.Connection, statement: sa.Select[tuple[int]]) -> npt.NDArray[np.int64]:
    """The numbers that a statement of one column finds, in no order: sent as one text, a hundred thousand at no cost."""
    found = statement.subquery()
    text = connection.scalar(sa.select(sa.func.aggregate_strings(sa.cast(found.c[0], sa.Text), ",")))
    return np.fromstring(text, np.int64, sep=",") if text else np.zeros(0, np.int64)


def left(held: Facets, chosen: Mapping[str, Sequence[str]], others: Iterable[Set]) -> Left:
    """What a filter leaves: cards with one of the ``chosen`` values of each facet, that are in each of ``others`` too."""
    base = held.every()
    for other in others:
        base &= other
    own = {facet: held.having(facet, values) for facet, values in chosen.items()}

    def left_by(opened: str | None = None) -> Set:
        out = base
        for facet, one in own.items():
            if facet != opened:
                out = out & one
        return out

    return left_by
