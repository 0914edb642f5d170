"""Who works at the desk, and what each role may do."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

import msgspec


class Right(StrEnum):
    """Something that not everybody may do."""

    READ = "read"
    """See reports, incidents, maps, the ledger."""
    DECIDE = "decide"
    """Accept, edit, reject and add; merge and split incidents; take one's own decisions back."""
    EXPORT = "export"
    """Write files."""
    CONFIRM = "confirm"
    """Be the second person; take others' decisions back."""
    RELEASE = "release"
    """Make a release."""
    IMPORT = "import"
    """Read new reports in."""
    MANAGE = "manage"
    """Add, change and remove people."""


class DeskRole(StrEnum):
    """Each may do what those before it may."""

    READER = "reader"
    CODER = "coder"
    REVIEWER = "reviewer"
    ADMIN = "admin"


_READER = frozenset({Right.READ})
_CODER = _READER | {Right.DECIDE, Right.EXPORT}
_REVIEWER = _CODER | {Right.CONFIRM, Right.RELEASE, Right.IMPORT}
RIGHTS: dict[DeskRole, frozenset[Right]] = {
    DeskRole.READER: _READER,
    DeskRole.CODER: _CODER,
    DeskRole.REVIEWER: _REVIEWER,
    DeskRole.ADMIN: _REVIEWER | {Right.MANAGE},
}
"""What each role may do. To see names of victims and witnesses is none of these: `Person.cleared`."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who works at the desk."""

    name: str
    """The name to log in with, and in the ledger; never given to another."""
    display: str = ""
    """The name as shown; empty for the same."""
    role: DeskRole = DeskRole.READER
    """What the person may do."""
    cleared: bool = False
    """Whether the person sees the names of victims and witnesses."""
    active: bool = True
    """False for one who was removed: the name stays in the ledger."""
    created_at: dt.datetime | None = None
    """When the person was added."""

    @property
    def shown(self) -> str:
        return self.display or self.name

    def may(self, right: Right) -> bool:
        """Whether the person may do something; one who was removed may do nothing."""
        return self.active and right in RIGHTS[self.role]


class Token(msgspec.Struct, frozen=True, kw_only=True):
    """A key to the API. Only its hash is kept; the key itself is shown once."""

    id: str
    """ "t" and 12 hex digits, by which it is revoked."""
    person: str
    """Whose it is."""
    label: str
    """What it is for."""
    created_at: dt.datetime
    """When it was made."""
    expires_at: dt.datetime | None = None
    """When it ends; null for never."""
    revoked_at: dt.datetime | None = None
    """When it was revoked."""
    used_at: dt.datetime | None = None
    """When it was last used, to the hour."""
