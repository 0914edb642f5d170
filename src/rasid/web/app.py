"""The desk as an ASGI application: THE lists of its pages and of the parts of its API."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from importlib.resources import files
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rasid.errors import RasidError
from rasid.store import Store
from rasid.web import api, api_exports, api_incidents, api_judgements, api_people
from rasid.web.desk import LANG, NotAllowedError, NotLoggedInError, visitor
from rasid.web.language import LANGUAGES
from rasid.web.pages import inbox, incident, log, map, overview, people, releases, report, session
from rasid.web.security import Attempts, Guard
from rasid.web.turns import TURNS, Turns

PAGES = (inbox, incident, report, map, overview, releases, people, log, session)
API = (api, api_incidents, api_judgements, api_exports, api_people)
_YEAR = 365 * 24 * 3600
_PACKED = 5
"""How hard answers are packed (zlib): within a fiftieth of the smallest, in half of the time."""
_log = logging.getLogger("rasid.web")


@dataclass(slots=True)
class Settings:
    """What the desk was started with."""

    store: Store
    names: bool = False
    """Whether names of victims and witnesses are shown where nobody has to log in."""
    attempts: Attempts | None = None


def create_app(store: Store, *, names: bool = False, hosts: Iterable[str] = ()) -> FastAPI:
    """The desk over a store that stays open as long as the desk does. ``hosts`` are names by which it may be asked for, beside
    those of this machine alone."""
    app = FastAPI(title="Rasid", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = Settings(store, names, Attempts())
    for page in (*PAGES, *API):
        app.include_router(page.router, include_in_schema=False)
    app.mount("/static", _Static(directory=str(files("rasid.web").joinpath("static"))), "static")
    app.add_middleware(_Around)
    app.add_middleware(Turns, at_once=TURNS[store.dialect])
    app.add_middleware(GZipMiddleware, minimum_size=1_000, compresslevel=_PACKED)
    app.add_middleware(Guard, hosts=tuple(hosts))
    app.add_exception_handler(NotLoggedInError, _log_in)
    app.add_exception_handler(NotAllowedError, _forbidden)
    app.add_exception_handler(HTTPException, _failed)
    app.add_exception_handler(RequestValidationError, _no_page)
    app.add_exception_handler(RasidError, _refused)
    return app


class _Static(StaticFiles):
    """Files whose address has their hash stay as they are."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = b"v=" in scope.get("query_string", b"")
        response.headers["cache-control"] = f"public, max-age={_YEAR}, immutable" if hashed else "no-cache"
        return response


class _Around:
    """Remembers the language that an address asks for. A fault of the desk is told to the log, not to the reader."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        lang = request.query_params.get("lang")
        chosen = lang if lang in LANGUAGES and request.method == "GET" else None
        begun = False

        async def answered(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                if chosen is not None:
                    MutableHeaders(scope=message).append("set-cookie", _remembered(chosen))
            await send(message)

        try:
            await self.app(scope, receive, answered)
        except Exception as error:  # whatever it is, the reader gets a page and the log the rest
            _log.error("a page failed: %s %s", request.method, request.url.path, exc_info=error)
            if begun:
                raise
            await (await _answer(request, 500))(scope, receive, answered)


def _remembered(lang: str) -> str:
    """The cookie of a language."""
    made = Response()
    made.set_cookie(LANG, lang, max_age=_YEAR, httponly=True, samesite="lax")
    return made.headers["set-cookie"]


async def _log_in(request: Request, _: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return _told(401, "Log in, or send a key: Authorization: Bearer KEY.", {"www-authenticate": "Bearer"})
    query = f"?{request.url.query}" if request.url.query else ""
    following = request.url.path + query if request.method == "GET" else "/"
    asked = f"?{urlencode({'next': following})}" if following != "/" else ""
    return RedirectResponse(f"/login{asked}", 303)


async def _forbidden(request: Request, _: Exception) -> Response:
    return await _answer(request, 403)


async def _failed(request: Request, error: Exception) -> Response:
    return await _answer(request, error.status_code if isinstance(error, HTTPException) else 500)


async def _no_page(request: Request, _: Exception) -> Response:
    """An address with letters where a number stands is one of no page."""
    return await _answer(request, 404)


async def _refused(request: Request, error: Exception) -> Response:
    """What Rasid itself refuses, with what to do."""
    return await _answer(request, 422, str(error))


async def _answer(request: Request, status: int, told: str = "") -> Response:
    if request.url.path.startswith("/api/"):
        return _told(status, told)
    at = visitor(request)
    return await at.threaded(at.failure, status, told)


def _told(status: int, detail: str = "", headers: dict[str, str] | None = None) -> Response:
    """Problem details (RFC 9457)."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JSONResponse(body | ({"detail": detail} if detail else {}), status, headers, "application/problem+json")
