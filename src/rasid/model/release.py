"""What was published: files with their hashes, the settings they were made with, and what changed since the last time."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec


class ReleaseFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a release."""

    name: str
    """Its name, without a folder."""
    sha256: str
    """Hash of its bytes."""
    size: int
    """How many bytes."""


class ReleaseLoss(msgspec.Struct, frozen=True, kw_only=True):
    """What the files do not hold, or not as it was."""

    field: str
    """Of what."""
    reason: str
    """Why."""
    count: int
    """How often."""


class Release(msgspec.Struct, frozen=True, kw_only=True):
    """What was published. A row that never changes."""

    number: int
    """1, 2, 3 …"""
    id: str
    """Its name, as "2024-05": letters, digits, and . _ -"""
    title: str = ""
    """What it is called."""
    note: str = ""
    """What readers are to know."""
    made_at: dt.datetime
    """When it was made."""
    made_by: str
    """By whom."""
    settings: dict[str, Any]
    """Rule, filters, format, whether names were cleared."""
    versions: dict[str, Any]
    """Of the program, of the readers whose output is in it, of the data that they used (sha256)."""
    losses: tuple[ReleaseLoss, ...] = ()
    """What was left out."""
    counts: dict[str, int] = {}
    """How many incidents, claims, reports are in it."""
    files: tuple[ReleaseFile, ...] = ()
    """Its files."""
    ledger_seq: int
    """Number of the last decision at that time."""
    ledger_hash: str
    """Its hash: the ledger cannot be rewritten behind a release."""


class ReleaseChange(msgspec.Struct, frozen=True, kw_only=True):
    """One record that is not as it was in the release before."""

    item: str
    """Id of the incident."""
    before: dict[str, Any] | None
    """The values that it had; null for one that is new."""
    after: dict[str, Any] | None
    """The values that it has; null for one that is gone."""

    @property
    def fields(self) -> tuple[str, ...]:
        """Names of the values that differ."""
        if self.before is None or self.after is None:
            return ()
        names = self.before.keys() | self.after.keys()
        return tuple(sorted(name for name in names if self.before.get(name) != self.after.get(name)))


class ReleaseChanges(msgspec.Struct, frozen=True, kw_only=True):
    """What changed from one release to another, or to the store of today."""

    since: str | None
    """Id of the release before; null where there is none."""
    new: tuple[ReleaseChange, ...] = ()
    """Records that were not in it."""
    changed: tuple[ReleaseChange, ...] = ()
    """Records with other values."""
    gone: tuple[ReleaseChange, ...] = ()
    """Records that are not there any more: rejected, merged into another, or filtered out."""
