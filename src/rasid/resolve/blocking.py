"""Which events are compared at all: those that share a key, so that the work grows with the events and not with their square.

A key is a time and one thing told: a place, a spot on the map, a rare word, a number of dead. Times are buckets of a few days,
and an event lies in each that its days touch. A person, two rare words or a copied sentence are a key without a time: what is
told again weeks later is found by them. Events without a time of their own, and they alone, meet the others in keys of a
place, a word or a date of the year as well.

A block holds no more than `MOST` entries and only its first `HEADS` are compared with all of them, by a rank that is drawn
from the event's own key. What is compared thus depends on which events there are, and not on the order in which they came.
Of events told in the very same words, only the first speaks in the blocks; the others are compared with it alone.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from bisect import insort
from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from rasid.model.incident import EventKey
from rasid.resolve.likeness import weight
from rasid.resolve.linking import FAMILIES, FINE_KM
from rasid.resolve.profile import EventProfile, place_weight

HEADS = 48
"""Entries of a block that are compared with all of it."""
MOST = 384
"""Entries that a block holds."""
BUCKET = 4
"""Days of a bucket."""
LATE = 3
"""Days before its publication in which what a report tells without a time has happened, mostly."""
LONG = 8
"""Days from which an interval is no time."""
CELL = 0.1
"""Degrees of a spot on the map; a point by its border lies in both."""
BORDER = 0.03
RARE_WORD = 4.5
"""Weight of a word that may be a key: one report of conflict in a hundred."""
RARER = 6.0
"""Weight of a word of which two together are a key: one report in four hundred."""
WORDS, PLACES, PERSONS, SPOTS, DATES, PAIRS = 8, 5, 6, 4, 2, 6
"""Keys of a kind that one event has at most."""
FEW = 2
"""Dead from which their number is a key."""


class Entry(NamedTuple):
    """An event in a block. Entries sort by rank, in waiting blocks those without a time first."""

    dated: bool
    """In a waiting block, whether it has a time: two that have are not compared. False in the other blocks."""
    rank: int
    event: EventKey


class Keys(NamedTuple):
    """The blocks of one event, and the words that it shares with its copies."""

    meeting: tuple[int, ...]
    """Blocks in which all are compared."""
    waiting: tuple[int, ...]
    """Blocks in which those without a time are compared with all."""
    dated: bool
    """Whether it has a time."""
    rank: int
    copies: int
    """The same for events told in the same words at about the same time."""


def keys(profile: EventProfile) -> Keys:
    """The blocks in which an event stands. They depend on nothing but the event."""
    span = _time(profile)
    told = list(_told(profile))
    buckets = () if span is None else range(span[0] // BUCKET, span[1] // BUCKET + 1)
    pairs = itertools.combinations(
        [str(what[1]) for what in told if what[0] == "word" and weight(str(what[1])) >= RARER], 2
    )
    lasting = [what for what in told if what[0] == "person"]
    lasting += [("words", *sorted(pair)) for pair in itertools.islice(pairs, PAIRS)]
    lasting += [("copy", key) for key in profile.copies]
    meeting = [_hash(bucket, *what) for bucket in buckets for what in told if what[0] not in ("person", "date")]
    return Keys(
        meeting=tuple(dict.fromkeys((*meeting, *(_hash(*what) for what in lasting)))),
        waiting=tuple(dict.fromkeys(_hash(*what) for what in told if what[0] in ("place", "word", "date"))),
        dated=span is not None,
        rank=_hash(str(profile.key)),
        copies=_hash("copies", (span[1] // BUCKET // 4) if span else None, *sorted(profile.bag.words)),
    )


def _hash(*parts: object) -> int:
    """63 bits, so that a database holds it."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def _time(profile: EventProfile) -> tuple[int, int] | None:
    if profile.first is not None and profile.last is not None and profile.last - profile.first < LONG:
        return profile.first - 1, profile.last + 1
    published = profile.report.published
    return (published - LATE, published) if published is not None else None


def _told(profile: EventProfile) -> Iterator[tuple[object, ...]]:
    for name in sorted(profile.places, key=lambda name: (-place_weight(name), name))[:PLACES]:
        yield "place", " ".join(name)
    fine = [point for point in profile.points if point.radius_km <= FINE_KM]
    for point in fine[:SPOTS]:
        yield from (("spot", *cell) for cell in _cells(point.lat, point.lon))
    words = _rarest(profile.bag.words)
    if profile.lead:  # what stands in the rest of the report is mostly about its lead event too
        words = dict.fromkeys((*words, *_rarest(profile.report.bag.words)))
    yield from (("word", word) for word in words)
    for month, day in sorted(profile.monthdays or profile.report.monthdays)[:DATES]:
        yield "date", month, day
    persons = (" ".join(sorted(sorted(name, key=lambda w: (-weight(w), w))[:2])) for name in profile.names)
    yield from (("person", person) for person in sorted(set(persons))[:PERSONS])
    family = FAMILIES.get(profile.type, profile.type) if profile.type is not None else None
    dead = max((low for low, _ in profile.killed), default=0)
    if dead >= FEW:
        yield "dead", dead, family
    if not profile.places and not fine:
        yield from (("country", country, family) for country in sorted(profile.countries))


def _rarest(words: Iterable[str]) -> Iterable[str]:
    rare = sorted((word for word in words if weight(word) >= RARE_WORD), key=lambda word: (-weight(word), word))
    return rare[:WORDS]


def _cells(lat: float, lon: float) -> Iterator[tuple[int, int]]:
    rows = {math.floor((lat + shift) / CELL) for shift in (-BORDER, BORDER)}
    columns = {math.floor((lon + shift) / CELL) for shift in (-BORDER, BORDER)}
    yield from ((row, column) for row in sorted(rows) for column in sorted(columns))


class Index(Protocol):
    """Where the blocks are kept: in memory, or in tables of a store."""

    def block(self, key: int, *, waiting: bool) -> Iterable[Entry]:
        """The entries of a block, in order, `MOST` at most."""

    def enter(self, key: int, entry: Entry, *, waiting: bool) -> None:
        """Puts an entry into a block. What no longer is among the `MOST` may be forgotten, unless entries are removed."""

    def leave(self, key: int, entry: Entry, *, waiting: bool) -> None:
        """Takes an entry out of a block."""

    def copies(self, key: int) -> Iterable[EventKey]:
        """The events told in the same words, sorted."""

    def copy(self, key: int, event: EventKey) -> None:
        """Adds an event to those told in the same words."""


def compared(at: int, other: int, entries: list[Entry], *, waiting: bool) -> bool:
    """Whether two entries of a block, by their places in it, are compared."""
    if waiting and entries[at].dated and entries[other].dated:
        return False
    return at != other and min(at, other) < HEADS


def partners(entry: Entry, entries: Iterable[Entry], *, waiting: bool) -> Iterator[EventKey]:
    """The events of a block with which one of its entries is compared."""
    held = list(entries)
    if entry not in held:
        return
    at = held.index(entry)
    for other, found in enumerate(held):
        if compared(at, other, held, waiting=waiting) and found.event.report_id != entry.event.report_id:
            yield found.event


class MemoryIndex:
    """Blocks in memory. Keeps all entries of a block, so that one may leave again."""

    def __init__(self) -> None:
        self._meeting: dict[int, list[Entry]] = {}
        self._waiting: dict[int, list[Entry]] = {}
        self._copies: dict[int, list[EventKey]] = {}

    def block(self, key: int, *, waiting: bool) -> list[Entry]:
        return (self._waiting if waiting else self._meeting).get(key, [])[:MOST]

    def enter(self, key: int, entry: Entry, *, waiting: bool) -> None:
        insort((self._waiting if waiting else self._meeting).setdefault(key, []), entry)

    def leave(self, key: int, entry: Entry, *, waiting: bool) -> None:
        (self._waiting if waiting else self._meeting)[key].remove(entry)

    def copies(self, key: int) -> list[EventKey]:
        return self._copies.get(key, [])

    def copy(self, key: int, event: EventKey) -> None:
        insort(self._copies.setdefault(key, []), event)


def neighbours(told: Keys, event: EventKey, index: Index) -> set[EventKey]:
    """The events with which one that is in the index is compared: of other reports, each once."""
    voices = list(index.copies(told.copies))
    out = {other for other in (voices if voices[0] == event else voices[:1]) if other.report_id != event.report_id}
    if voices[0] == event:
        for waiting, blocks in ((False, told.meeting), (True, told.waiting)):
            entry = Entry(waiting and told.dated, told.rank, event)
            for key in blocks:
                out.update(partners(entry, index.block(key, waiting=waiting), waiting=waiting))
    return out
