"""People of the desk: passwords and keys as hashes only, sessions, and every change of them on record in the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from typing import TYPE_CHECKING, Any

import msgspec
import sqlalchemy as sa

from rasid.errors import UsageError
from rasid.model import DeskRole, Draft, Person, Ruling, Subject, SubjectKind, Token
from rasid.model.decision import plain
from rasid.store.decisions import append
from rasid.store.schema import people, sessions, tokens

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from rasid.store.store import Store

SHORTEST_PASSWORD = 10
"""Characters; a passphrase is better than signs (NIST SP 800-63B asks for 8 and no rules of composition)."""
LONGEST_PASSWORD = 1024
"""Hashing takes time by length too."""
SESSION = dt.timedelta(hours=12)
"""How long one stays logged in: a working day."""
KEY_PREFIX = "rasid_"
"""By which a key that lies about is known for what it is."""
_NAME = re.compile(r"[\w.@-]{1,64}", re.UNICODE)


class People:
    """The people of a store. Made by `Store.people`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # Who there is

    def any(self) -> bool:
        """Whether there is anybody: without people the desk is open to whoever sits at this machine, and to nobody else."""
        with self._store._read() as connection:
            return connection.scalar(sa.select(sa.literal(1)).where(people.c.active == 1).limit(1)) is not None

    def listed(self, *, removed: bool = False) -> list[Person]:
        """People by name; with ``removed`` also those who were removed."""
        statement = sa.select(people).order_by(people.c.name)
        if not removed:
            statement = statement.where(people.c.active == 1)
        with self._store._read() as connection:
            return [_person(row) for row in connection.execute(statement)]

    def get(self, name: str) -> Person | None:
        """The person of that name, removed or not."""
        with self._store._read() as connection:
            return _get(connection, name)

    # Changes; ``by`` is who makes them, as the ledger has it

    def add(
        self,
        name: str,
        *,
        by: str,
        role: DeskRole = DeskRole.READER,
        display: str = "",
        cleared: bool = False,
        password: str | None = None,
    ) -> Person:
        """Adds a person. Raises UsageError for a name that is taken or none, or a password that is too short."""
        name = name.strip()
        if not _NAME.fullmatch(name):
            raise UsageError(f"not a name: {name!r}; letters, digits and . _ @ - are allowed, 64 at most")
        hashed = None if password is None else _hashed(password)
        person = Person(
            name=name, display=display.strip(), role=role, cleared=cleared, created_at=dt.datetime.now(dt.UTC)
        )
        with self._store._write() as connection:
            # Names are compared without case: two people who differ by it only are mistaken for each other.
            taken = sa.select(people.c.name).where(sa.func.lower(people.c.name) == name.lower())
            if (known := connection.scalar(taken)) is not None:
                raise UsageError(f"there is, or was, somebody called {known}; names are never given again")
            connection.execute(sa.insert(people), {**_row(person), "password": hashed})
            _record(connection, name, "added", by, after=_told(person))
        return person

    def change(
        self,
        name: str,
        *,
        by: str,
        role: DeskRole | None = None,
        display: str | None = None,
        cleared: bool | None = None,
        password: str | None = None,
        active: bool | None = None,
    ) -> Person:
        """Changes what is given. A new password ends the person's sessions. Raises UsageError for an unknown name, and where
        nobody would be left who may change people."""
        hashed = None if password is None else _hashed(password)
        changes: dict[str, Any] = {"role": role, "display": display, "cleared": cleared, "active": active}
        with self._store._write() as connection:
            before = _known(connection, name)
            person = msgspec.structs.replace(before, **{key: v for key, v in changes.items() if v is not None})
            connection.execute(sa.update(people).where(people.c.name == before.name).values(_row(person)))
            self._somebody_manages(connection, before)
            if hashed is not None:
                connection.execute(sa.update(people).where(people.c.name == before.name).values(password=hashed))
            if hashed is not None or not person.active:
                connection.execute(sa.delete(sessions).where(sessions.c.person == before.name))
            if person != before:
                _record(connection, name, "changed", by, before=_told(before), after=_told(person))
            if hashed is not None:
                _record(connection, name, "password", by)
        return person

    def remove(self, name: str, *, by: str) -> Person:
        """Ends what a person may do: sessions end, keys are revoked. The name stays, for the ledger and for good."""
        with self._store._write() as connection:
            before = _known(connection, name)
            if not before.active:
                raise UsageError(f"{name} is removed already")
            person = msgspec.structs.replace(before, active=False)
            connection.execute(sa.update(people).where(people.c.name == before.name).values(_row(person)))
            self._somebody_manages(connection, before)
            connection.execute(sa.delete(sessions).where(sessions.c.person == before.name))
            open_ = (tokens.c.person == before.name) & tokens.c.revoked_at.is_(None)
            connection.execute(sa.update(tokens).where(open_).values(revoked_at=_now()))
            _record(connection, name, "removed", by, before=_told(before), after=_told(person))
        return person

    @staticmethod
    def _somebody_manages(connection: sa.Connection, before: Person) -> None:
        if before.role is not DeskRole.ADMIN or not before.active:
            return
        roles = set(connection.scalars(sa.select(people.c.role).where(people.c.active == 1)))
        # The last of all may go: then there is nobody, and the desk is open to this machine again.
        if roles and DeskRole.ADMIN.value not in roles:
            raise UsageError(
                f"{before.name} is the only admin: make another one first (rasid people change NAME --role admin)"
            )

    # Passwords and sessions

    def check(self, name: str, password: str) -> Person | None:
        """The person, where the password is right; None where it is not, and where there is nobody of that name: it takes as
        long. A hash made with older settings is made anew."""
        hasher = _hasher()
        with self._store._read() as connection:
            row = connection.execute(sa.select(people).where(people.c.name == name)).one_or_none()
        stored = row.password if row is not None and row.active and row.password else None
        if not _matches(hasher, stored or _decoy(hasher), password) or stored is None:
            return None
        if hasher.check_needs_rehash(stored):
            with self._store._write() as connection:
                new = hasher.hash(password)
                connection.execute(sa.update(people).where(people.c.name == name).values(password=new))
        return _person(row)

    def open_session(self, name: str, *, lasts: dt.timedelta = SESSION) -> str:
        """Logs a person in: what the browser is to hold. Only its hash is kept."""
        key = secrets.token_urlsafe(32)
        now = dt.datetime.now(dt.UTC)
        with self._store._write() as connection:
            person = _known(connection, name)
            if not person.active:
                raise UsageError(f"{name} was removed")
            connection.execute(sa.delete(sessions).where(sessions.c.expires_at < now.isoformat()))
            connection.execute(
                sa.insert(sessions),
                {
                    "hash": _fingerprint(key),
                    "person": person.name,
                    "created_at": now.isoformat(),
                    "expires_at": (now + lasts).isoformat(),
                },
            )
        return key

    def of_session(self, key: str) -> Person | None:
        """Who is logged in with a key of `open_session`; None where it has ended."""
        statement = (
            sa.select(people)
            .join(sessions, sessions.c.person == people.c.name)
            .where(sessions.c.hash == _fingerprint(key), sessions.c.expires_at >= _now(), people.c.active == 1)
        )
        with self._store._read() as connection:
            row = connection.execute(statement).one_or_none()
            return None if row is None else _person(row)

    def close_session(self, key: str) -> None:
        """Logs out."""
        with self._store._write() as connection:
            connection.execute(sa.delete(sessions).where(sessions.c.hash == _fingerprint(key)))

    # Keys to the API

    def add_token(self, name: str, label: str, *, by: str, lasts: dt.timedelta | None = None) -> tuple[Token, str]:
        """A key for a person, and the key itself, which is shown once: only its hash is kept."""
        key = KEY_PREFIX + secrets.token_urlsafe(32)
        now = dt.datetime.now(dt.UTC)
        token = Token(
            id="t" + secrets.token_hex(6),
            person=name,
            label=label.strip(),
            created_at=now,
            expires_at=now + lasts if lasts is not None else None,
        )
        with self._store._write() as connection:
            if not _known(connection, name).active:
                raise UsageError(f"{name} was removed; keys are for people who work here")
            connection.execute(
                sa.insert(tokens),
                {
                    "id": token.id,
                    "person": name,
                    "label": token.label,
                    "hash": _fingerprint(key),
                    "created_at": now.isoformat(),
                    "expires_at": token.expires_at.isoformat() if token.expires_at else None,
                },
            )
            _record(connection, name, "token", by, after={"token": token.id, "label": token.label})
        return token, key

    def tokens(self, name: str | None = None) -> list[Token]:
        """Keys, those of one person or all, revoked ones too, by age."""
        statement = sa.select(tokens).order_by(tokens.c.created_at, tokens.c.id)
        if name is not None:
            statement = statement.where(tokens.c.person == name)
        with self._store._read() as connection:
            return [_token(row) for row in connection.execute(statement)]

    def revoke_token(self, token_id: str, *, by: str) -> Token:
        """Ends a key. Raises UsageError where there is none of that id, or it is revoked already."""
        with self._store._write() as connection:
            row = connection.execute(sa.select(tokens).where(tokens.c.id == token_id)).one_or_none()
            if row is None:
                raise UsageError(f"there is no key {token_id}; `rasid people token list` shows them")
            if row.revoked_at:
                raise UsageError(f"the key {token_id} is revoked already")
            now = _now()
            connection.execute(sa.update(tokens).where(tokens.c.id == token_id).values(revoked_at=now))
            _record(connection, row.person, "token-revoked", by, before={"token": token_id, "label": row.label})
            token = _token(row)
        return msgspec.structs.replace(token, revoked_at=dt.datetime.fromisoformat(now))

    def of_token(self, key: str) -> Person | None:
        """Whose key it is; None for one that is none, was revoked or has ended. The hour of its use is kept."""
        if not key.startswith(KEY_PREFIX):
            return None
        statement = (
            sa.select(people, tokens.c.id.label("token"), tokens.c.used_at, tokens.c.expires_at)
            .join(tokens, tokens.c.person == people.c.name)
            .where(tokens.c.hash == _fingerprint(key), tokens.c.revoked_at.is_(None), people.c.active == 1)
        )
        with self._store._read() as connection:
            row = connection.execute(statement).one_or_none()
        if row is None or (row.expires_at and row.expires_at < _now()):
            return None
        hour = dt.datetime.now(dt.UTC).replace(minute=0, second=0, microsecond=0).isoformat()
        if row.used_at != hour:
            with self._store._write() as connection:
                connection.execute(sa.update(tokens).where(tokens.c.id == row.token).values(used_at=hour))
        return _person(row)


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat()


def _fingerprint(key: str) -> str:
    """sha256 of a key: 256 random bits need no slow hash."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _hasher() -> PasswordHasher:
    """argon2id with the settings of its library (RFC 9106, the one for little memory)."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def _hashed(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise UsageError(f"a password has {SHORTEST_PASSWORD} characters or more; a few words make a good one")
    if len(password) > LONGEST_PASSWORD:
        raise UsageError(f"a password has {LONGEST_PASSWORD} characters at most")
    try:
        password.encode()
    except UnicodeEncodeError as error:
        raise UsageError("the password holds half a character; write it again") from error
    return _hasher().hash(password)


_decoys: dict[str, str] = {}


def _decoy(hasher: PasswordHasher) -> str:
    """A hash that no password has, with the settings of today: an unknown name is refused in the time of a known one."""
    if "" not in _decoys:
        _decoys[""] = hasher.hash(secrets.token_urlsafe(32))
    return _decoys[""]


def _matches(hasher: PasswordHasher, stored: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    if len(password) > LONGEST_PASSWORD:
        return False
    try:
        return hasher.verify(stored, password.encode("utf-8", "surrogatepass"))
    except (VerificationError, InvalidHashError):
        return False


def _record(connection: sa.Connection, name: str, what: str, by: str, *, before: Any = None, after: Any = None) -> None:
    subject = Subject(kind=SubjectKind.PERSON, name=name)
    append(connection, Draft(by=by, subject=subject, field=what, verdict=Ruling.DONE, before=before, after=after))


def _told(person: Person) -> dict[str, Any]:
    told: dict[str, Any] = plain(person)
    return {key: told[key] for key in ("display", "role", "cleared", "active")}


def _row(person: Person) -> dict[str, Any]:
    return {
        "name": person.name,
        "display": person.display,
        "role": person.role.value,
        "cleared": int(person.cleared),
        "active": int(person.active),
        "created_at": person.created_at.isoformat() if person.created_at else _now(),
    }


def _person(row: Any) -> Person:
    return Person(
        name=row.name,
        display=row.display,
        role=DeskRole(row.role),
        cleared=bool(row.cleared),
        active=bool(row.active),
        created_at=dt.datetime.fromisoformat(row.created_at),
    )


def _get(connection: sa.Connection, name: str) -> Person | None:
    row = connection.execute(sa.select(people).where(people.c.name == name)).one_or_none()
    return None if row is None else _person(row)


def _known(connection: sa.Connection, name: str) -> Person:
    person = _get(connection, name)
    if person is None:
        raise UsageError(f"there is nobody called {name}; `rasid people list` shows who there is")
    return person


def _token(row: Any) -> Token:
    def moment(text: str | None) -> dt.datetime | None:
        return dt.datetime.fromisoformat(text) if text else None

    return Token(
        id=row.id,
        person=row.person,
        label=row.label,
        created_at=dt.datetime.fromisoformat(row.created_at),
        expires_at=moment(row.expires_at),
        revoked_at=moment(row.revoked_at),
        used_at=moment(row.used_at),
    )
