"""Who meets whom in the blocks of a store: what is compared once some entries have come and others left, and was not before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from rasid.resolve.blocking import HEADS, Keys, enough, held, is_waiting
from rasid.store import Linked
from rasid.store.linked import BlockEntry


class Place(NamedTuple):
    """A place in a block that a telling lost to another."""

    entries: Sequence[BlockEntry]
    """The block as it was."""
    telling: int

    def met(self, others: Set[int]) -> bool:
        """Whether the telling was compared with one of some others here."""
        at, own = next((at, entry) for at, entry in enumerate(self.entries) if entry.telling == self.telling)
        return not others.isdisjoint(_partners(self.entries, at, own))


class Meeting(NamedTuple):
    """What a change of blocks changes in what is compared."""

    met: dict[int, set[int]]
    """Of each telling that entered, those with which it is compared."""
    promoted: set[int]
    """Who is compared with more of a block than before."""
    demoted: dict[int, list[Place]]
    """Who is compared with less, and the places that each lost."""


def entries_of(number: int, told: Keys) -> Iterator[BlockEntry]:
    """The entries of a telling in its blocks."""
    for block in told.blocks:
        yield BlockEntry(block, int(told.dated and is_waiting(block)), told.rank, number)


def meeting(tables: Linked, left: Iterable[BlockEntry], entered: Iterable[BlockEntry]) -> Meeting:
    """What comes of it that some entries left their blocks and others entered theirs."""
    gone: dict[int, list[BlockEntry]] = defaultdict(list)
    for entry in left:
        gone[entry.block].append(entry)
    new: dict[int, set[int]] = defaultdict(set)
    found = Meeting({}, set(), defaultdict(list))
    for entry in entered:
        new[entry.block].add(entry.telling)
        found.met.setdefault(entry.telling, set())
    for block, entries in tables.blocks(_wanted(tables, gone, new)):
        _meet(found, block, entries, new.get(block, set()), gone.get(block, []))
    for telling, others in found.met.items():
        others.discard(telling)
    return found


def _wanted(tables: Linked, gone: Mapping[int, Sequence[BlockEntry]], new: Mapping[int, Set[int]]) -> dict[int, int]:
    """How many entries of which blocks are to be read. Where all of a waiting block have a time, nobody meets there."""
    touched = gone.keys() | new.keys()
    waiting = {block for block in touched if is_waiting(block)}
    waiting -= tables.undated(waiting) | {
        block for block in waiting & gone.keys() if not all(e.dated for e in gone[block])
    }
    return {block: enough(block) + len(new.get(block, ())) for block in touched - waiting}


def _meet(found: Meeting, block: int, entries: Sequence[BlockEntry], new: Set[int], gone: Sequence[BlockEntry]) -> None:
    now = held(block, entries)
    for at, entry in enumerate(now):
        if entry.telling in new:
            found.met[entry.telling].update(_partners(now, at, entry))
    if len(entries) + len(gone) <= HEADS:
        return  # nobody won or lost a place
    before = [entry for entry in entries if entry.telling not in new]
    was = held(block, sorted([*before, *gone]) if gone else before)
    # A waiting block counts as a whole or not at all, and those with a time stand in it behind all those without one, with whom
    # alone they are compared: what changes, changes for these.
    heads, all_ = _undated(now[:HEADS]), _undated(now)
    heads_was, all_was = _undated(was[:HEADS]), _undated(was)
    moved = new | {entry.telling for entry in gone}
    found.promoted.update(((heads - heads_was) | (all_ - all_was)) - moved)
    for telling in ((heads_was - heads) | (all_was - all_)) - moved:
        found.demoted[telling].append(Place(was, telling))


def _undated(entries: Iterable[BlockEntry]) -> set[int]:
    return {entry.telling for entry in entries if not entry.dated}


def _partners(entries: Sequence[BlockEntry], at: int, own: BlockEntry) -> Iterator[int]:
    """With whom the entry at a place of a block is compared, itself perhaps among them."""
    some = entries if at < HEADS else entries[:HEADS]
    return (entry.telling for entry in some if not (own.dated and entry.dated))


def neighbours(tables: Linked, told: Mapping[int, Keys]) -> dict[int, set[int]]:
    """All with which some tellings are compared that are linked already."""
    inside: dict[int, set[int]] = defaultdict(set)
    for number, own in told.items():
        for block in own.blocks:
            inside[block].add(number)
    met: dict[int, set[int]] = {number: set() for number in told}
    for block, first in tables.blocks({block: enough(block) for block in inside}):
        entries = held(block, first)
        for at, entry in enumerate(entries):
            if entry.telling in inside[block]:
                met[entry.telling].update(_partners(entries, at, entry))
    alike: dict[int, set[int]] = defaultdict(set)
    for telling in tables.told_in_the_same_words({own.copies for own in told.values()}):
        alike[telling.copies or 0].add(telling.number)
    for number, own in told.items():
        met[number] |= alike[own.copies]
        met[number].discard(number)
    return met


__all__ = ["Meeting", "Place", "entries_of", "meeting", "neighbours"]
