"""What a value rests on that a person decided: the kind of record, the ruling, who and when."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec

WHOLE = ""
"""The field that means the whole record."""


class SubjectKind(StrEnum):
    """What a decision is about."""

    REPORT = "report"
    """What was found in a report as a whole: whether it tells of the conflict, its lead event."""
    EVENT = "event"
    ARGUMENT = "argument"
    """A participant, place, time or weapon of an event."""
    CLAIM = "claim"
    STATEMENT = "statement"
    RELATION = "relation"
    MENTION = "mention"
    INCIDENT = "incident"
    PERSON = "person"
    """Somebody who works at the desk: added, changed, removed."""
    STORE = "store"
    """The store as a whole: what was read into it, exported from it, released."""


class Ruling(StrEnum):
    """What was decided."""

    ACCEPT = "accept"
    """It is right as it stands."""
    EDIT = "edit"
    """It is something else: ``after``."""
    REJECT = "reject"
    """It is not so, or not there."""
    ADD = "add"
    """It was missed: ``after`` is the record."""
    UNDO = "undo"
    """An earlier decision (``of``) is taken back."""
    CONFIRM = "confirm"
    """A second person agrees with an earlier decision (``of``)."""
    DONE = "done"
    """Something was done that is to be on record: an import, an export, a merge; ``field`` says what."""


class Basis(msgspec.Struct, frozen=True, kw_only=True):
    """A value that rests on a person: which, and the decision behind it."""

    kind: SubjectKind
    """What kind of record."""
    record: str
    """Its id in the analysis; empty for the analysis itself."""
    field: str
    """The field; empty for the whole record."""
    verdict: Ruling
    """Accepted, edited, rejected or added."""
    by: str
    """Who decided."""
    at: dt.datetime
    """When."""
    seq: int
    """Number of the decision in the ledger."""
