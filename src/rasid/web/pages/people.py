"""People: who works at the desk, what each may do, passwords, and keys to the API."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from rasid.errors import RasidError, UsageError
from rasid.model.person import RIGHTS, DeskRole, Person, Right
from rasid.store import Store
from rasid.web import wording
from rasid.web.desk import Desk, desk
from rasid.web.forms import Form

router = APIRouter()
At = Annotated[Desk, Depends(desk)]
DAYS = (30, 90, 365)
"""How long a key may last that is not to last for good."""


@router.get("/people")
def show(at: At) -> Response:
    """Who there is. Who may not change people sees themselves, with their keys."""
    return _page(at)


def _page(at: Desk, status: int = 200, **more: Any) -> Response:
    managing = at.may(Right.MANAGE)
    me = at.person
    known = at.store.people.listed(removed=True) if managing else [me] if me is not None else []
    keys = at.store.people.tokens() if managing else at.store.people.tokens(me.name) if me is not None else []
    now = dt.datetime.now(dt.UTC)
    return at.render(
        "people.html",
        status=status,
        people=sorted(known, key=lambda person: (not person.active, person.name)),
        managing=managing,
        nobody=not at.store.people.any(),
        me=me,
        roles=[(role, wording.name(role, at.words), _rights(role, at)) for role in DeskRole],
        keys=[(key, _state(key, now)) for key in keys],
        days=DAYS,
        **{"error": None, "filled": None, "made": None, **more},
    )


def _rights(role: DeskRole, at: Desk) -> str:
    return wording.names((right for right in Right if right in RIGHTS[role]), at.words)


def _state(key: Any, now: dt.datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "ended" if key.expires_at is not None and key.expires_at < now else "valid"


def _name(at: Desk) -> str:
    """Who does it, as the ledger has it."""
    return at.person.name if at.person is not None else ""


@router.post("/people/add")
async def add(request: Request, at: At) -> Response:
    """Add a person."""
    return await at.threaded(_add, at, await Form.of(request))


def _add(at: Desk, form: Form) -> Response:
    me = at.demand(Right.MANAGE)
    try:
        password = form.get("password")
        role = _role(form)
        check_first(at.store, role, password, at.words)
        at.store.people.add(
            form.get("name"),
            by=me.name,
            role=role,
            display=form.get("display"),
            cleared=form.get("cleared") == "on",
            password=password or None,
        )
    except RasidError as error:
        return _page(at, 422, error=at.words.said(str(error)), filled=form)
    return RedirectResponse("/people", status_code=303)


def check_first(store: Store, role: DeskRole, password: str | None, words: wording.Words) -> None:
    """Raises UsageError where the first person of all could not log in, or could not add others."""
    if store.people.any():
        return
    if role is not DeskRole.ADMIN:
        raise UsageError(words("people.first_is_admin"))
    if not password:
        raise UsageError(words("people.first_logs_in"))


def _role(form: Form) -> DeskRole:
    try:
        return DeskRole(form.get("role"))
    except ValueError as error:
        raise UsageError("the form is not whole; load the page again") from error


@router.post("/people/{name}/change")
async def change(request: Request, at: At, name: str) -> Response:
    """Change a person's role, name as shown, or clearance; remove one, or take one back."""
    return await at.threaded(_change, at, name, await Form.of(request))


def _change(at: Desk, name: str, form: Form) -> Response:
    me = at.demand(Right.MANAGE)
    try:
        if form.get("do") == "remove":
            at.store.people.remove(name, by=me.name)
        elif form.get("do") == "restore":
            at.store.people.change(name, by=me.name, active=True)
        else:
            at.store.people.change(
                name,
                by=me.name,
                role=_role(form),
                display=form.get("display").strip(),
                cleared=form.get("cleared") == "on",
            )
    except RasidError as error:
        return _page(at, 422, error=at.words.said(str(error)))
    return RedirectResponse("/people", status_code=303)


@router.post("/people/{name}/password")
async def password(request: Request, at: At, name: str) -> Response:
    """A new password: one's own after the old one, anybody's for who may change people."""
    return await at.threaded(_password, at, name, await Form.of(request))


def _password(at: Desk, name: str, form: Form) -> Response:
    own = at.person is not None and at.person.name == name
    try:
        if own:
            if at.store.people.check(name, form.get("old")) is None:
                raise UsageError(at.words("people.old_wrong"))
        else:
            at.demand(Right.MANAGE)
        if form.get("new") != form.get("again"):
            raise UsageError(at.words("people.not_the_same"))
        at.store.people.change(name, by=_name(at), password=form.get("new"))
    except RasidError as error:
        return _page(at, 422, error=at.words.said(str(error)))
    # Every session of the person has ended, this one too where it was one's own.
    return RedirectResponse("/login" if own else "/people", status_code=303)


@router.post("/people/{name}/keys")
async def add_key(request: Request, at: At, name: str) -> Response:
    """A key to the API; it is shown once, on the page that answers."""
    return await at.threaded(_add_key, at, name, await Form.of(request))


def _add_key(at: Desk, name: str, form: Form) -> Response:
    _own_or_manage(at, name)
    raw = form.get("days")
    try:
        if raw and raw not in map(str, DAYS):
            raise UsageError("the form is not whole; load the page again")
        label = form.get("label").strip()[:80]
        if not label:
            raise UsageError(at.words("people.key_needs_label"))
        lasts = dt.timedelta(days=int(raw)) if raw else None
        token, key = at.store.people.add_token(name, label, by=_name(at), lasts=lasts)
    except RasidError as error:
        return _page(at, 422, error=at.words.said(str(error)))
    return _page(at, made=(token, key))


@router.post("/people/{name}/keys/{key}/revoke")
def revoke(at: At, name: str, key: str) -> Response:
    """End a key."""
    _own_or_manage(at, name)
    try:
        if key not in {token.id for token in at.store.people.tokens(name)}:
            raise UsageError("there is no such key")
        at.store.people.revoke_token(key, by=_name(at))
    except RasidError as error:
        return _page(at, 422, error=at.words.said(str(error)))
    return RedirectResponse("/people", status_code=303)


def _own_or_manage(at: Desk, name: str) -> Person | None:
    if at.person is not None and at.person.name == name and not at.may(Right.MANAGE):
        return at.person
    return at.demand(Right.MANAGE)
