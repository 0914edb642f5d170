"""Two people who decide on one field: what the second wanted is kept, and both are told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasid.errors import ConflictError
from rasid.model import Decision, Draft, Ruling, Subject, SubjectKind
from rasid.store import Store

CONFLICT = "conflict"
"""What is written to the ledger when two people decide on one field, so that the first is told as well."""


def tell_first(store: Store, error: ConflictError, *, wanted: Any = None) -> None:
    """Puts the refused decision on record, so that nothing is lost and the one who was first is told too. ``wanted`` is all that
    was to be written at once, where it was more than one field."""
    mine: Draft = error.mine
    theirs: Decision = error.theirs
    known = theirs.subject
    if known.report_id is not None:
        subject = Subject(kind=SubjectKind.REPORT, report_id=known.report_id, record=known.record)
    else:
        subject = Subject(kind=known.kind, incident=known.incident)
    store.decisions.write(
        Draft(
            by=mine.by,
            subject=subject,
            field=CONFLICT,
            verdict=Ruling.DONE,
            before={"seq": theirs.seq, "verdict": theirs.verdict.value, "by": theirs.by},
            after={
                "verdict": mine.verdict.value,
                "field": mine.field,
                "after": mine.after if wanted is None else wanted,
            },
            reason=mine.reason,
        )
    )


def refused(decisions: Iterable[Decision], name: str) -> list[tuple[Decision, Decision]]:
    """Of the decisions on one subject: each of this person's before which another's came too late, with that one, until the
    field is decided on again. What one refused oneself, in another window, is told there."""
    every = list(decisions)
    last = {decision.thread: decision.seq for decision in every if decision.verdict is not Ruling.DONE}
    by_seq = {decision.seq: decision for decision in every}
    out = []
    for decision in every:
        if decision.verdict is Ruling.DONE and decision.field == CONFLICT and isinstance(decision.before, dict):
            first = by_seq.get(decision.before.get("seq", 0))
            if first is not None and first.by == name != decision.by and last[first.thread] == first.seq:
                out.append((first, decision))
    return out
