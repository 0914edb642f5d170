"""Of the JSON API: who works at the desk, for those who may change that."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from rasid.model.person import DeskRole, Person, Right, Token
from rasid.web.api import PREFIX, answer, described, problem
from rasid.web.desk import Desk, desk
from rasid.web.language import Language
from rasid.web.pages.people import check_first

router = APIRouter(prefix=PREFIX)
At = Annotated[Desk, Depends(desk)]
_Display = Annotated[str, msgspec.Meta(max_length=80)]
_Password = Annotated[str, msgspec.Meta(min_length=10, max_length=1024)]


class PersonList(msgspec.Struct, frozen=True, kw_only=True):
    """Who there is."""

    people: tuple[Person, ...]
    """By name, those who were removed too."""


class PersonRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who is to work at the desk."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    """The name to log in with, never given to another."""
    display: _Display = ""
    """The name as shown."""
    role: DeskRole = DeskRole.READER
    """What the person may do."""
    cleared: bool = False
    """Whether the person sees the names of victims and witnesses."""
    password: _Password | None = None
    """Without one the person works by keys only, until an admin gives one."""


class PersonChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be otherwise of a person; what is left out stays."""

    display: _Display | None = None
    """The name as shown."""
    role: DeskRole | None = None
    """What the person may do."""
    cleared: bool | None = None
    """Whether the person sees the names of victims and witnesses."""
    active: bool | None = None
    """False removes the person: sessions and keys end. The name stays."""
    password: _Password | None = None
    """A new password; it ends the sessions of the person."""


class KeyRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key to the API that is to be made."""

    label: Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
    """What it is for."""
    days: Annotated[int, msgspec.Meta(ge=1, le=3650)] | None = 90
    """How long it lasts; null for good."""


class MadeKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key that was made."""

    token: Token
    """What is known of it."""
    key: str
    """The key itself: it is told this once."""


class KeyList(msgspec.Struct, frozen=True, kw_only=True):
    """Keys to the API."""

    keys: tuple[Token, ...]
    """By age, revoked ones too."""


@described("get", "/people", PersonList, to=router)
def people(at: At) -> Response:
    """Who there is. Who may not change people sees themselves."""
    me = at.person
    known = at.store.people.listed(removed=True) if at.may(Right.MANAGE) else [me] if me is not None else []
    return answer(PersonList(people=tuple(known)))


@described("post", "/people", Person, sent=PersonRequest, to=router)
def add(at: At, sent: PersonRequest) -> Response:
    """Add a person. The first one is an admin with a password: from then on everybody logs in."""
    me = at.demand(Right.MANAGE)
    check_first(at.store, sent.role, sent.password, Language("en"))
    made = at.store.people.add(
        sent.name,
        by=me.name,
        role=sent.role,
        display=sent.display,
        cleared=sent.cleared,
        password=sent.password,
    )
    return answer(made, 201)


@described("post", "/people/{person}", Person, sent=PersonChange, to=router)
def change(at: At, person: str, sent: PersonChange) -> Response:
    """Change, remove or take back a person."""
    me = at.demand(Right.MANAGE)
    known = at.store.people.get(person)
    if known is None:
        return problem(404, "Not Found", "There is nobody of that name.")
    if sent.active is False and known.active:
        known = at.store.people.remove(person, by=me.name)
    told = msgspec.structs.asdict(sent)
    if told.pop("active") is not False or any(value is not None for value in told.values()):
        known = at.store.people.change(person, by=me.name, active=True if sent.active else None, **told)
    return answer(known, 201)


@described("get", "/people/{person}/keys", KeyList, to=router)
def keys(at: At, person: str) -> Response:
    """Somebody's keys: one's own, or anybody's for who may change people."""
    _own_or_manage(at, person)
    return answer(KeyList(keys=tuple(at.store.people.tokens(person))))


@described("post", "/people/{person}/keys", MadeKey, sent=KeyRequest, to=router)
def add_key(at: At, person: str, sent: KeyRequest) -> Response:
    """Make a key. It is told once."""
    me = _own_or_manage(at, person)
    if at.store.people.get(person) is None:
        return problem(404, "Not Found", "There is nobody of that name.")
    lasts = dt.timedelta(days=sent.days) if sent.days is not None else None
    token, key = at.store.people.add_token(person, sent.label, by=me.name, lasts=lasts)
    return answer(MadeKey(token=token, key=key), 201)


@described("post", "/people/{person}/keys/{key}/revoke", Token, to=router)
def revoke(at: At, person: str, key: str) -> Response:
    """End a key."""
    me = _own_or_manage(at, person)
    if key not in {token.id for token in at.store.people.tokens(person)}:
        return problem(404, "Not Found", "There is no such key.")
    return answer(at.store.people.revoke_token(key, by=me.name), 201)


def _own_or_manage(at: Desk, person: str) -> Person:
    if at.person is not None and at.person.name == person:
        return at.person
    return at.demand(Right.MANAGE)
