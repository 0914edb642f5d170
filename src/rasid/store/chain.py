"""Whether a chain of decisions is as it was written, and which rows are not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

import msgspec

from rasid.model import Decision
from rasid.model.decision import GENESIS, digest
from rasid.store.decisions import Fault


def whole(rows: Iterable[Decision], heads: Iterable[tuple[int, str, str]]) -> tuple[int, str] | None:
    """Number and hash of the last of ``rows``, which come by their numbers, where every one is as it was written and the
    ``heads`` are those that were noted; None where anything is wrong, which `faults` then names. Holds one row at a time."""
    noted = dict[int, set[str]]()
    for seq, hash_, _ in heads:
        noted.setdefault(seq, set()).add(hash_)
    place, previous = 0, GENESIS
    if noted.pop(0, {GENESIS}) != {GENESIS}:
        return None
    last = max(noted, default=None)
    for row in rows:
        place += 1
        if row.seq != place or row.previous != previous or not _true(row, place):
            return None
        if noted.pop(place, {row.hash}) != {row.hash}:
            return None
        previous = row.hash
    return (place, previous) if not noted and last in (None, place) else None


def faults(rows: Sequence[Decision], heads: Iterable[tuple[int, str, str]]) -> Iterator[Fault]:
    """What is wrong with ``rows``, which come by their numbers; ``heads`` are numbers and hashes that were noted, and where.

    The chain is walked from its beginning by hashes: what stands at place n must hold the hash of place n - 1, its own number
    must be n, and its hash must be that of its contents."""
    after: dict[str, list[Decision]] = defaultdict(list)
    for row in rows:
        after[row.previous].append(row)
    by_seq = {row.seq: row for row in rows}
    heads = list(heads)
    noted = max((seq for seq, *_ in heads), default=max(by_seq, default=0))
    walked: set[int] = set()
    named: set[int] = set()
    previous, place = GENESIS, 1
    while place <= noted:
        offered = after.get(previous, [])
        found = next((row for row in offered if _true(row, place)), None)
        found = found or next((row for row in offered if row.seq == place), None) or by_seq.get(place)
        if found is None or found.seq in walked:
            missing = place
            found = next((by_seq[seq] for seq in sorted(by_seq) if place < seq <= noted and seq not in walked), None)
            last = found.seq - 1 if found else noted
            yield Fault(
                code="missing" if found else "cut",
                seq=missing,
                message=f"decision {missing} is gone" if last == missing else f"decisions {missing} to {last} are gone",
            )
            if found is None:
                break
            place = found.seq
        elif found.seq != place:
            yield Fault(
                code="moved", seq=found.seq, message=f"the row that stands as {found.seq} was written as {place}"
            )
            named.add(found.seq)
        elif not _true(found, place):
            yield Fault(code="altered", seq=place, message=f"decision {place} is not what was written")
            named.add(place)
        elif found.previous != previous:
            # Its contents bear out its hash, so the fault lies before it: rows that were counted anew after a change.
            culprit = place - 1
            if culprit not in named and place not in named:
                yield Fault(
                    code="altered",
                    seq=culprit or place,
                    message=f"decision {place} follows another row than the one that stands as {culprit}",
                )
                named.add(culprit)
        walked.add(found.seq)
        previous, place = found.hash, place + 1
    for seq in sorted(by_seq.keys() - walked):
        yield Fault(code="inserted", seq=seq, message=f"the row {seq} is in no place of the chain: it was put in later")
    for one, other in pairwise(rows):
        if one.seq == other.seq:
            yield Fault(code="inserted", seq=one.seq, message=f"two rows have the number {one.seq}")
    for seq, hash_, where in heads:
        held = by_seq.get(seq)
        told = held.hash if held else GENESIS if seq == 0 else None
        if told is not None and told != hash_ and seq not in named:
            yield Fault(code="head", seq=seq or None, message=f"the hash of decision {seq} is not that of {where}")


def _true(row: Decision, place: int) -> bool:
    """Whether the hash of a row is that of its contents, at a place."""
    told = row if row.seq == place else msgspec.structs.replace(row, seq=place)
    return digest(told) == row.hash
