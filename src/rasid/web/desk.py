"""One request at the desk: the store, who asks, in which language, and how a page is written."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, ParamSpec, TypeVar

import jinja2
from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool

from rasid.codes import Lang, label
from rasid.model import Reason, Standing
from rasid.model.person import DeskRole, Person, Right
from rasid.store import Store
from rasid.web import wording
from rasid.web.language import LANGUAGES, Language
from rasid.web.marks import calm, write_plain

P = ParamSpec("P")
T = TypeVar("T")
SESSION, LANG, THEME = "rasid_session", "rasid_lang", "rasid_theme"
"""Cookies."""
LOCAL = "local"
"""Who decides where nobody was added: whoever sits at this machine."""


KEYS: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("desk", (("l", "language"), ("?", "help"), ("Esc", "escape"))),
    ("inbox", (("j", "next"), ("k", "previous"), ("Enter", "enter"), ("/", "search"))),
    (
        "report",
        (
            ("← →", "mark"),
            ("Enter", "mark_open"),
            ("Ctrl+← Ctrl+→", "word"),
            ("Shift+← Shift+→", "words"),
            ("Enter", "words_add"),
            ("Esc", "mark_leave"),
        ),
    ),
    (
        "map",
        (
            ("← → ↑ ↓", "map_move"),
            ("+ -", "map_zoom"),
            ("0", "map_all"),
            ("Enter Space", "map_list"),
            ("Esc", "map_leave"),
        ),
    ),
    ("time", (("← → ↑ ↓", "time_step"), ("PageUp PageDown", "time_leap"), ("Home End", "time_end"))),
)
"""The keys of the desk, by where they work: keys with spaces between, and what the help says of them."""


class NotLoggedInError(Exception):
    """Somebody has to log in first."""


class NotAllowedError(Exception):
    """The person may not do that."""


class Desk:
    """What a page has to hand."""

    def __init__(self, request: Request, store: Store, person: Person | None, lang: Lang) -> None:
        self.request = request
        self.store = store
        self.person = person
        self.words = Language(lang)
        self.lang: Lang = lang
        self._outlets: dict[str, str] | None = None
        self._called: dict[str, str] | None = None

    @property
    def cleared(self) -> bool:
        """Whether names of victims and witnesses may be shown."""
        return self.person is not None and self.person.cleared

    @property
    def partial(self) -> bool:
        """Whether a part of a page is asked for."""
        return self.request.headers.get("hx-request") == "true"

    def may(self, right: Right) -> bool:
        return self.person is not None and self.person.may(right)

    def demand(self, right: Right) -> Person:
        """The person, who may do it. Raises NotLoggedInError or NotAllowedError."""
        if self.person is None:
            raise NotLoggedInError
        if not self.person.may(right):
            raise NotAllowedError
        return self.person

    def outlet(self, name: str) -> str:
        """The name of an outlet as lists have it, in Arabic for readers of Arabic where its reports give one."""
        if self.lang == "ar" and self._outlets is None:
            self._outlets = self.store.overview.outlet_names()
        return calm((self._outlets or {}).get(name, name))

    async def threaded(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Work that waits for the store, aside from what serves others."""
        return await run_in_threadpool(work, *args, **kwargs)

    def render(self, template: str, *, status: int = 200, **context: Any) -> Response:
        """A page, or a part of one."""
        text = (
            _templates(self.lang)
            .get_template(template)
            .render(
                desk=self,
                person=self.person,
                path=self.request.url.path,
                theme=self.request.cookies.get(THEME, ""),
                today=dt.datetime.now(dt.UTC).date(),
                switch=self._switched(),
                sections=sections(self),
                key_sheet=KEYS,
                **context,
            )
        )
        return HTMLResponse(text, status)

    def called(self, name: str) -> str:
        """A person by the name that the desk shows: of whoever sits at this machine, that it was this machine."""
        if self._called is None:
            self._called = {person.name: person.shown for person in self.store.people.listed(removed=True)}
        return self._called.get(name) or (self.words("app.local") if name == LOCAL else name)

    def notices_only(self, response: Response) -> Response:
        """Of a part of a page, only what is told at its head (`#notices`) is to be put in place."""
        response.headers.update({"hx-retarget": "#notices", "hx-reselect": "#notices", "hx-reswap": "outerMorph"})
        return response

    def not_found(self) -> Response:
        return self.failure(404)

    def forbidden(self) -> Response:
        return self.failure(403)

    def failure(self, status: int, told: str = "") -> Response:
        """A page that says what went wrong and what to do."""
        return self.render("failure.html", status=status, code=status, told=self.words.said(told))

    def _switched(self) -> str:
        """The same page in the other language."""
        return str(self.request.url.include_query_params(lang=self.words.other).replace(scheme="", netloc=""))


def sections(at: Desk) -> list[tuple[str, str]]:
    """(address, key of its name) of the parts of the desk that the person sees."""
    out = [("/", "inbox"), ("/map", "map"), ("/overview", "overview"), ("/releases", "releases"), ("/log", "log")]
    return [*out, ("/people", "people")] if at.person is not None else out


def desk(request: Request) -> Desk:
    """The desk for a request. Raises NotLoggedInError where there are people and nobody of them asks."""
    at = visitor(request)
    if at.person is None:
        raise NotLoggedInError
    return at


def visitor(request: Request) -> Desk:
    """The same for somebody who may not have logged in yet."""
    settings = request.app.state.settings
    store: Store = settings.store
    return Desk(request, store, _person(request, store, names=settings.names), language_of(request))


def _person(request: Request, store: Store, *, names: bool) -> Person | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and key:
        return store.people.of_token(key.strip())
    if not store.people.any():
        return Person(name=LOCAL, role=DeskRole.ADMIN, cleared=names)
    session = request.cookies.get(SESSION)
    return store.people.of_session(session) if session else None


def language_of(request: Request) -> Lang:
    """Asked for in the address, else chosen before, else the first that the browser names."""
    for told in (request.query_params.get("lang"), request.cookies.get(LANG)):
        for lang in LANGUAGES:
            if told == lang:
                return lang
    for part in request.headers.get("accept-language", "").split(","):
        for lang in LANGUAGES:
            if part.strip()[:2].lower() == lang:
                return lang
    return "en"


@cache
def _templates(lang: Lang) -> jinja2.Environment:
    words = Language(lang)
    made = jinja2.Environment(
        loader=jinja2.PackageLoader("rasid.web"),
        autoescape=True,
        undefined=jinja2.Undefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(t=words, lang=lang, dir=words.direction, asset=asset, Right=Right)

    def code(value: StrEnum) -> str:
        return label(value, lang)

    def codes(values: Iterable[StrEnum]) -> str:
        return wording.names(values, words)

    made.filters.update(
        visible=lambda text: Markup(write_plain(text)),
        code=code,
        codes=codes,
        gloss=lambda value: label(value, words.other),
        standing=lambda value: label(Standing(value), lang),
        reason=lambda value: label(Reason(value), lang),
        count=lambda claim: wording.count(claim.count, words),
        day=words.day,
        moment=words.moment,
        num=words.number,
    )
    return made


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The address of a file of the desk, with the beginning of its hash: a new file has a new address."""
    data = files("rasid.web").joinpath("static", name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(data).hexdigest()[:10]}"
