"""What stands of the decisions on one field: which has effect, which waits for a second person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec

from rasid.model import Decision, Ruling


class State(StrEnum):
    """How a value came to be what is shown."""

    MACHINE = "machine"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    ADDED = "added"
    WAITING = "waiting"
    """A decision on it waits for a second person, and has no effect until then."""


STATES = {
    Ruling.ACCEPT: State.ACCEPTED,
    Ruling.EDIT: State.EDITED,
    Ruling.REJECT: State.REJECTED,
    Ruling.ADD: State.ADDED,
}


class FieldState(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a record: what is shown, what the machine had, and the decisions behind it."""

    field: str
    """Name of the field; empty for the whole record."""
    state: State
    """How the value came about."""
    value: Any
    """What is shown."""
    machine: Any
    """What the machine found; None for a record that it did not find."""
    proposed: Any = None
    """What a decision that waits would make of it."""
    effective: Decision | None = None
    """The decision that has effect."""
    waiting: Decision | None = None
    """The decision that waits for a second person."""
    decisions: tuple[Decision, ...] = ()
    """All decisions on it, in their order."""

    @property
    def seen(self) -> int | None:
        """The number of the last decision on it: what a new one names as seen."""
        return self.decisions[-1].seq if self.decisions else None


class Standing(NamedTuple):
    """What stands of the decisions on one field."""

    effective: Decision | None
    waiting: Decision | None
    decisions: tuple[Decision, ...]


def standing(thread: Sequence[Decision]) -> Standing:
    """What stands of the decisions on one field, in their order: the last that was not undone, and of those that want a second
    person only one that another has confirmed; and the last that waits for that."""
    undone: set[int] = set()
    for decision in reversed(thread):
        if decision.verdict is Ruling.UNDO and decision.seq not in undone and decision.of is not None:
            undone.add(decision.of)
    by_seq = {decision.seq: decision for decision in thread}
    confirmed: dict[int, int] = {}
    for decision in thread:
        if decision.verdict is Ruling.CONFIRM and decision.seq not in undone and decision.of in by_seq:
            if by_seq[decision.of].by != decision.by:
                confirmed.setdefault(decision.of, decision.seq)
    effective, waiting, moment = None, None, 0
    for decision in thread:
        if decision.seq in undone or decision.verdict not in STATES:
            continue
        if decision.wants_second and decision.seq not in confirmed:
            waiting = decision
        elif (taken := confirmed.get(decision.seq, decision.seq)) > moment:
            effective, moment = decision, taken
    if waiting is not None and waiting.seq < moment:
        waiting = None
    return Standing(effective, waiting, tuple(thread))


def threads(decisions: Iterable[Decision]) -> list[list[Decision]]:
    """Decisions by the field that they are about, each in its order."""
    out: dict[int, list[Decision]] = defaultdict(list)
    for decision in sorted(decisions, key=lambda decision: decision.seq):
        out[decision.thread].append(decision)
    return list(out.values())
