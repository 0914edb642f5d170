"""Logging in and out, and the choice between light and dark."""

from __future__ import annotations

import math
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from rasid.web.desk import SESSION, Desk, visitor
from rasid.web.forms import Form
from rasid.web.security import Attempts

router = APIRouter()
At = Annotated[Desk, Depends(visitor)]


@router.get("/login")
def log_in(at: At, next: str = "/") -> Response:
    """The form."""
    if at.person is not None:
        return RedirectResponse(local(next), 303)
    return at.render("login.html", following=local(next), error=None, name="")


@router.post("/login")
async def enter(request: Request, at: At) -> Response:
    """Open a session."""
    form = await Form.of(request)
    return await at.threaded(_enter, at, form)


def _enter(at: Desk, form: Form) -> Response:
    attempts: Attempts = at.request.app.state.settings.attempts
    name, following = form.get("name"), local(form.get("next"))
    address = at.request.client.host if at.request.client else ""
    seconds = attempts.wait(name, address)
    if seconds:
        told = at.words("login.wait", n=math.ceil(seconds))
        return at.render("login.html", status=429, following=following, error=told, name=name)
    person = at.store.people.check(name, form.get("password"))
    if person is None:
        attempts.failed(name, address)
        return at.render("login.html", status=401, following=following, error=at.words("login.wrong"), name=name)
    attempts.succeeded(name, address)
    response = RedirectResponse(following, 303)
    secure = at.request.url.scheme == "https"
    response.set_cookie(
        SESSION, at.store.people.open_session(person.name), httponly=True, samesite="strict", secure=secure
    )
    return response


@router.post("/logout")
def leave(at: At) -> Response:
    """Close the session."""
    key = at.request.cookies.get(SESSION)
    if key:
        at.store.people.close_session(key)
    response = RedirectResponse("/login", 303)
    response.delete_cookie(SESSION)
    return response


def local(address: str) -> str:
    """An address of the desk itself; its first page for any other."""
    good = address.startswith("/") and not address.startswith("//") and "\\" not in address and address.isprintable()
    return address if good else "/"
