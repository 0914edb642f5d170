"""Which events are compared at all: those that share a key, so that the work grows with the events and not with their square.

A key is a time and one thing told: a place, a spot on the map, a rare word, a number of dead. Times are buckets of a few days,
and an event lies in each that its days touch. A person, two rare words or a copied sentence are a key without a time: what is
told again weeks later is found by them. Events without a time of their own, and they alone, meet the others in keys of a
place, a word or a date of the year as well: the waiting blocks.

A block holds no more than `MOST` entries, one of a person or two words `LASTING`, and only its first `HEADS` are compared with
all of them, by a rank that is drawn from the event's own key. In a waiting block that more than `WAITING` have, nobody meets: a
name or a word that so many events of all times share says nothing of one without a time, and what an event without a time is
compared with does not grow with the store. What is compared thus depends on which events there are, and not on the order in
which they came. Of events told in the very same words, only those of the first report speak in the blocks; the others, silent,
are compared with these alone.
"""

from __future__ import annotations

import hashlib
import itertools
import math
from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol, TypeVar

from rasid.model.incident import EventKey
from rasid.resolve.likeness import weight
from rasid.resolve.linking import FAMILIES, FINE_KM
from rasid.resolve.profile import EventProfile, place_weight

Placed = TypeVar("Placed")
"""An entry of a block, wherever that is kept."""

VERSION = 8
"""To be raised when other keys or pairs come of the same events: blocks of an earlier version are then made anew."""
HEADS = 24
"""Entries of a block that are compared with all of it."""
MOST = 384
"""Entries that a block holds."""
LASTING = 24
"""The same of a block of a person, or of two words, of all times together."""
WAITING = 24
"""Entries up to which a waiting block counts."""
WAITING_WORDS = 8
"""Words by which an event stands in waiting blocks."""
BUCKET = 4
"""Days of a bucket."""
_BELOW = 43
"""Bits below those of a bucket: up to the year 9999 these have twenty."""
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
"""Weight of a word that is a key without a time where two stand together, and alone for events without one: one report in four
hundred."""
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
    """The same for events told in the same words, with the same days, places and numbers."""

    @property
    def blocks(self) -> tuple[int, ...]:
        """Blocks of both kinds; no block is of both."""
        return self.meeting + self.waiting

    def entry(self, block: int, event: EventKey) -> Entry:
        """The entry of the event in one of its blocks."""
        return Entry(self.dated and is_waiting(block), self.rank, event)


def keys(profile: EventProfile) -> Keys:
    """The blocks in which an event stands. They depend on nothing but the event."""
    span = _time(profile)
    buckets = () if span is None else range(max(0, span[0] // BUCKET), span[1] // BUCKET + 1)
    told = {what: _hash(*what) for what in _told(profile)}
    rarest = [what for what in told if what[0] == "word" and weight(str(what[1])) >= RARER]
    pairs = itertools.islice(itertools.combinations([str(word) for _, word in rarest], 2), PAIRS)
    timed = [key for what, key in told.items() if what[0] not in ("person", "date")]
    meeting = [_in_bucket(bucket, key) for bucket in buckets for key in timed]
    meeting += [_hash("copy", key) for key in profile.copies]
    lasting = [key for what, key in told.items() if what[0] == "person"]
    lasting += [_hash("words", *sorted(pair)) for pair in pairs]
    waiting = [key for what, key in told.items() if what[0] in ("place", "date")]
    waiting += [told[word] for word in rarest[:WAITING_WORDS]]
    same = (profile.type, profile.first, profile.last, profile.places, profile.killed, profile.injured)
    return Keys(
        meeting=tuple(
            dict.fromkeys([*(key & ~_KIND for key in meeting), *(key & ~_KIND | _LASTING for key in lasting)])
        ),
        waiting=tuple(dict.fromkeys(key & ~_KIND | _WAITING for key in waiting)),
        dated=span is not None,
        rank=_hash(str(profile.key)),
        copies=_hash("copies", *same, *sorted(profile.bag.words)),
    )


_KIND, _WAITING, _LASTING = 3, 1, 2
"""The last two bits of a block tell of which kind it is."""


def is_waiting(block: int) -> bool:
    """Whether a block is a waiting one."""
    return block & _KIND == _WAITING


def enough(block: int) -> int:
    """How many of the first entries of a block tell who is compared in it."""
    return (MOST, WAITING + 1, LASTING)[block & _KIND]


def held(block: int, entries: Sequence[Placed]) -> Sequence[Placed]:
    """Those of the entries of a block, in order, that are compared in it."""
    if is_waiting(block):
        return entries if len(entries) <= WAITING else ()
    return entries[: enough(block)]


def _hash(*parts: object) -> int:
    """63 bits, so that a database holds it."""
    text = "\x1f".join(map(str, parts))
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()) >> 1


def _in_bucket(bucket: int, key: int) -> int:
    """A key in one bucket of time. That stands in front: blocks of one time lie side by side in a database, so that what is
    linked day after day is written in few places."""
    return bucket << _BELOW | key >> 63 - _BELOW


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
    if (
        profile.lead and profile.report.bag is not profile.bag
    ):  # what stands in the rest of the report is mostly about its lead event too
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

    def block(self, key: int) -> Sequence[Entry]:
        """The entries that a block holds, in order."""

    def copies(self, key: int) -> Sequence[EventKey]:
        """The events told in the same words, sorted."""


def partners(entry: Entry, entries: Sequence[Entry]) -> Iterator[EventKey]:
    """The events of other reports with which one entry of a block is compared; none where the block does not hold it."""
    at = bisect_left(entries, entry)
    if at == len(entries) or entries[at] != entry:
        return
    for other in entries if at < HEADS else entries[:HEADS]:
        if other.event.report_id != entry.event.report_id and not (entry.dated and other.dated):
            yield other.event


def voices(copies: Sequence[EventKey]) -> Sequence[EventKey]:
    """Those of the events told in the same words, sorted, that speak: the ones of the first report."""
    return [event for event in copies if event.report_id == copies[0].report_id] if copies else ()


def neighbours(told: Keys, event: EventKey, index: Index) -> set[EventKey]:
    """The events with which one that is in the index is compared: of other reports, each once."""
    copies = index.copies(told.copies)
    speaking = voices(copies)
    if event not in speaking:
        return set(speaking)
    out = {copy for copy in copies if copy.report_id != event.report_id}
    for key in told.blocks:
        out.update(partners(told.entry(key, event), index.block(key)))
    return out


class MemoryIndex:
    """Blocks in memory."""

    def __init__(self) -> None:
        self._blocks: dict[int, list[Entry]] = {}
        self._copies: dict[int, list[EventKey]] = {}
        self._keys: dict[EventKey, Keys] = {}

    def enter(self, event: EventKey, told: Keys) -> None:
        """Puts an event into its blocks."""
        self._keys[event] = told
        copies = self._copies.setdefault(told.copies, [])
        before = voices(copies)
        insort(copies, event)
        speaking = voices(copies)
        if event in speaking:
            for key in told.blocks:
                insort(self._blocks.setdefault(key, []), told.entry(key, event))
            for other in before:
                if other not in speaking:  # a copy now of a report that sorts before its own
                    silenced = self._keys[other]
                    for key in silenced.blocks:
                        self._blocks[key].remove(silenced.entry(key, other))

    def block(self, key: int) -> Sequence[Entry]:
        return held(key, self._blocks.get(key, []))

    def copies(self, key: int) -> Sequence[EventKey]:
        return self._copies.get(key, ())
