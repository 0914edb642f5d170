"""The course of a toll: which counts took the place of which, and which contradict each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from rasid.model.estimate import ClaimKey, Reason, TollStage
from rasid.resolve.asides import Aside
from rasid.resolve.tallies import Tally
from rasid.resolve.witness import later

_SAID_NEW = frozenset({TollStage.RISEN, TollStage.NEW, TollStage.FINAL})
_CHANGED = _SAID_NEW | {TollStage.LOWERED}


def superseded(tallies: Sequence[Tally]) -> dict[ClaimKey, Tally]:
    """By the key of its tally, what took each one's place. Of several that did, the latest.

    - A number recalled as the former one (حصيلة سابقة) has given way to whatever is said now.
    - A later count of the same source takes the place of its earlier one when it is at least as great, or when it is
      said to be new or lower. A smaller number without such words may be a part of the dead only: both stand.
    - "The toll has risen to 9" takes the place of smaller numbers that were told before it, but for those of a side of
      the conflict: the army's 2 beside the hospital's 9 is a contradiction, not an early count.
    - A first count (حصيلة أولية) gives way to any greater number that came later, with the same exception.
    """
    own: dict[str, list[Tally]] = {}
    # What takes the place of another source's count depends on these alone; of many that are alike the newest stands for
    # all, so that an incident with a thousand reports is not compared pair by pair.
    alike: dict[tuple[object, ...], Tally] = {}
    for tally in tallies:
        own.setdefault(tally.source, []).append(tally)
        known = alike.get(_likeness(tally))
        if known is None or _newest(tally) > _newest(known):
            alike[_likeness(tally)] = tally
    by_likeness: dict[tuple[object, ...], Tally | None] = {}
    out: dict[ClaimKey, Tally] = {}
    for old in tallies:
        likeness = _likeness(old)
        if likeness not in by_likeness:
            others = [new for new in alike.values() if _grown_over(new, old)]
            by_likeness[likeness] = max(others, key=_newest, default=None)
        newer = [new for new in own[old.source] if new is not old and _follows(new, old)]
        if (other := by_likeness[likeness]) is not None:
            newer.append(other)
        if newer:
            out[old.key] = max(newer, key=_newest)
    if tallies and len(out) == len(tallies):  # possible only where dates are missing: something must be left
        del out[max(tallies, key=_newest).key]
    return out


def _likeness(tally: Tally) -> tuple[object, ...]:
    return tally.low, tally.high, tally.vague, tally.when, tally.stage, tally.party, tally.hedged


def _newest(tally: Tally) -> tuple[object, ...]:
    day = tally.when[0] if tally.when is not None else dt.date.min
    return (tally.stage is not TollStage.FORMER, day, tally.value, tally.key)


def _may_follow(new: Tally, old: Tally) -> bool:
    return not (new.hedged and not old.hedged) and not new.vague and new.stage is not TollStage.FORMER


def _follows(new: Tally, old: Tally) -> bool:
    """Whether a count of the same source takes the place of an earlier one."""
    if not _may_follow(new, old) or not later(new.when, old.when):
        return False
    return new.value >= old.value or new.stage in _CHANGED


def _grown_over(new: Tally, old: Tally) -> bool:
    """Whether a count of any source takes the place of what was told before it."""
    if not _may_follow(new, old):
        return False
    if old.stage is TollStage.FORMER:
        return True
    grown = old.below(new) or (old.vague and new.value >= old.value)
    if not grown or new.party != old.party:
        return False
    if new.stage in _SAID_NEW:
        known = new.when is not None and old.when is not None
        return (known or new.key.report_id == old.key.report_id) and not later(old.when, new.when)
    return old.stage is TollStage.PRELIMINARY and later(new.when, old.when)


def contradictions(tallies: Sequence[Tally]) -> dict[ClaimKey, Aside]:
    """By the key of its tally, the first among ``tallies`` of another source that cannot be true beside it."""
    # Of each range the first tally, and the first of another source than that one: one of the two is of another source.
    ranges: dict[tuple[int | None, int | None], list[tuple[int, Tally]]] = {}
    for place, tally in enumerate(tallies):
        known = ranges.setdefault((tally.low, tally.high), [])
        if not known or (len(known) == 1 and known[0][1].source != tally.source):
            known.append((place, tally))
    out: dict[ClaimKey, Aside] = {}
    for tally in tallies:
        against = [
            (place, other)
            for some in ranges.values()
            if some[0][1].disjoint(tally)
            for place, other in some
            if other.source != tally.source
        ]
        if against:
            out[tally.key] = Aside(Reason.CONTRADICTION, min(against, key=lambda found: found[0])[1].key)
    return out
