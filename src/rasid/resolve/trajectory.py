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
    out: dict[ClaimKey, Tally] = {}
    for old in tallies:
        newer = [new for new in tallies if new is not old and _replaces(new, old)]
        if newer:
            out[old.key] = max(newer, key=_newest)
    if tallies and len(out) == len(tallies):  # possible only where dates are missing: something must be left
        del out[max(tallies, key=_newest).key]
    return out


def _newest(tally: Tally) -> tuple[object, ...]:
    day = tally.when[0] if tally.when is not None else dt.date.min
    return (tally.stage is not TollStage.FORMER, day, tally.value, tally.key)


def _replaces(new: Tally, old: Tally) -> bool:
    if new.hedged and not old.hedged:
        return False
    if old.stage is TollStage.FORMER:
        return new.stage is not TollStage.FORMER and not new.vague
    if new.stage is TollStage.FORMER or new.vague:
        return False
    grown = old.below(new) or (old.vague and new.value >= old.value)
    if new.source == old.source and later(new.when, old.when):
        return grown or new.value >= old.value or new.stage in _CHANGED
    if not grown or new.party != old.party:
        return False
    if new.stage in _SAID_NEW:
        return not later(old.when, new.when)
    return old.stage is TollStage.PRELIMINARY and later(new.when, old.when)


def contradictions(tallies: Sequence[Tally]) -> dict[ClaimKey, Aside]:
    """By the key of its tally, the first among ``tallies`` of another source that cannot be true beside it."""
    out: dict[ClaimKey, Aside] = {}
    for tally in tallies:
        for other in tallies:
            if other.source != tally.source and other.disjoint(tally):
                out[tally.key] = Aside(Reason.CONTRADICTION, other.key)
                break
    return out
