"""Exports and releases: what is to be in the files is chosen, the files are written, what they leave out or guess is shown, and
only then is there a button."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, RedirectResponse, Response

from rasid.errors import RasidError, UsageError
from rasid.model import EventType, Release, ReleaseLoss, Rule
from rasid.model.person import Right
from rasid.run.release import (
    FORMS,
    Prepared,
    Settings,
    discard,
    file_of,
    keep,
    kept,
    next_id,
    prepare,
    publish,
    states,
)
from rasid.store import IncidentFilter, Store
from rasid.web import wording
from rasid.web.desk import Desk, desk
from rasid.web.forms import Form
from rasid.web.pages.overview import told_changes

router = APIRouter()
At = Annotated[Desk, Depends(desk)]
_RELEASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "geojson": "application/geo+json",
    "json": "application/json",
}


@dataclass
class Draft:
    """Files on their way, for one person."""

    settings: Settings
    done: int = 0
    of: int = 0
    prepared: Prepared | None = None
    error: str = ""
    left: bool = False
    """Whether it was given up while it was being made."""
    lock: Lock = field(default_factory=Lock)

    def make(self, store: Store, by: str) -> None:
        try:
            found = prepare(store, self.settings, told=self._told)
            keep(found, by=by)
        except RasidError as error:
            self.error = str(error)
            return
        with self.lock:
            if self.left:
                discard(found)
            else:
                self.prepared = found

    def _told(self, done: int, of: int) -> None:
        self.done, self.of = done, of
        if self.left:
            raise UsageError("given up")

    def leave(self) -> None:
        with self.lock:
            self.left = True
            if self.prepared is not None:
                discard(self.prepared)
                self.prepared = None

    @property
    def running(self) -> bool:
        return self.prepared is None and not self.error


class Drafts:
    """One draft a person and store. One that is written lies on the disk, and is found there by a program started later."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: dict[tuple[str, str], Draft] = {}

    def get(self, at: Desk) -> Draft | None:
        with self._lock:
            held = self._held.get(self._key(at))
            if held is None and (found := kept(at.store, by=self._key(at)[1])) is not None:
                held = self._held[self._key(at)] = Draft(found.settings, prepared=found)
        return held

    def begin(self, at: Desk, settings: Settings) -> Draft:
        draft, before = Draft(settings), self.get(at)
        with self._lock:
            self._held[self._key(at)] = draft
        if before is not None:
            before.leave()
        Thread(target=draft.make, args=(at.store, self._key(at)[1]), name="rasid-release", daemon=True).start()
        return draft

    def end(self, at: Desk, *, leave: bool) -> None:
        self.get(at)
        with self._lock:
            draft = self._held.pop(self._key(at), None)
        if draft is not None and leave:
            draft.leave()

    @staticmethod
    def _key(at: Desk) -> tuple[str, str]:
        return at.store.where, at.person.name if at.person is not None else ""


drafts = Drafts()


@router.get("/releases")
def show(at: At) -> Response:
    """The releases there are, and the form for another."""
    return _page(at)


def _page(at: Desk, status: int = 200, **more: Any) -> Response:
    words = at.words
    lands = [count.value for count in at.store.inbox.facets(names=("country",), limit=300)["country"] if count.value]
    return at.render(
        "releases.html",
        status=status,
        releases=at.store.releases.listed(),
        draft=drafts.get(at),
        may_export=at.may(Right.EXPORT),
        forms=FORMS,
        rules=[(rule.value, words(f"rule.{rule.value}")) for rule in Rule],
        types=sorted(((kind.value, wording.name(kind, words)) for kind in EventType), key=lambda pair: pair[1]),
        countries=sorted(((code, wording.country(code, words)) for code in lands), key=lambda pair: pair[1]),
        cleared=at.cleared,
        **{"error": None, "filled": None, **more},
    )


@router.post("/releases/draft")
async def begin(request: Request, at: At) -> Response:
    """Write the files that were chosen."""
    form = await Form.of(request)
    return await at.threaded(_begin, at, form)


def _begin(at: Desk, form: Form) -> Response:
    at.demand(Right.EXPORT)
    try:
        chosen = _settings(at, form)
    except UsageError as error:
        return _page(at, 422, error=at.words.said(str(error)), filled=form)
    drafts.begin(at, chosen)
    return RedirectResponse("/releases/draft", status_code=303)


def _settings(at: Desk, form: Form) -> Settings:
    try:
        since, until = (
            dt.date.fromisoformat(form.get(name)) if form.get(name) else None for name in ("since", "until")
        )
        kind, reports = form.get("type"), int(form.get("reports") or 1)
        wanted = IncidentFilter(
            since=since,
            until=until,
            undated=form.get("undated") == "on",
            types=(EventType(kind),) if kind else (),
            country=form.get("country") or None,
            reports=max(1, min(reports, 1000)),
        )
        rule = Rule(form.get("rule"))
    except ValueError as error:
        raise UsageError(at.words("release.not_whole")) from error
    chosen = tuple(name for name in FORMS if form.get(f"form_{name}") == "on")
    if not chosen:
        raise UsageError(at.words("release.no_form"))
    if since and until and since > until:
        raise UsageError(at.words("release.days_turned"))
    return Settings(
        rule=rule,
        forms=chosen,
        wanted=wanted,
        add=form.get("add") == "on",
        bom=form.get("bom") == "on",
        clear_names=form.get("clear_names") == "on" and at.cleared,
    )


@router.get("/releases/draft")
def draft(at: At) -> Response:
    """How far the files are; when they are written, what they leave out, and then the buttons."""
    return _draft(at)


def _draft(at: Desk, status: int = 200, **more: Any) -> Response:
    at.demand(Right.EXPORT)
    found = drafts.get(at)
    if found is None:
        return RedirectResponse("/releases", status_code=303)
    shown: dict[str, Any] = {
        "draft": found,
        "size": lambda size: told_size(size, at.words),
        "settings": told_settings(found.settings.told(), at),
    }
    shown |= {"error": None, "filled": None, **more}
    if found.prepared is not None:
        ready = found.prepared
        shown |= {
            "losses": [(told_loss(loss, at), loss.count) for loss in ready.losses],
            "guesses": [(told_loss(loss, at, "guess"), loss.count) for loss in ready.guesses],
            "next": next_id(at.store),
            "may_release": at.may(Right.RELEASE),
            "changes": told_changes(at.store.releases.changes(ready.items), at),
        }
    return at.render("release_draft_part.html" if at.partial else "release_draft.html", status=status, **shown)


@router.get("/releases/draft/files/{name}")
def draft_file(at: At, name: str) -> Response:
    """A file of the draft: an export without a release."""
    at.demand(Right.EXPORT)
    found = drafts.get(at)
    if found is None or found.prepared is None or name not in {file.name for file in found.prepared.files}:
        return at.not_found()
    if found.settings.clear_names and not at.cleared:
        return at.forbidden()
    return _sent(found.prepared.folder / name, name)


@router.post("/releases/draft/discard")
def leave(at: At) -> Response:
    """Give the draft up."""
    at.demand(Right.EXPORT)
    drafts.end(at, leave=True)
    return RedirectResponse("/releases", status_code=303)


@router.post("/releases/draft/publish")
async def release(request: Request, at: At) -> Response:
    """Put the release on record."""
    form = await Form.of(request)
    return await at.threaded(_release, at, form)


def _release(at: Desk, form: Form) -> Response:
    person = at.demand(Right.RELEASE)
    found = drafts.get(at)
    if found is None or found.prepared is None:
        return RedirectResponse("/releases/draft", status_code=303)
    name = form.get("id").strip()
    try:
        if name.lower() == "draft":
            raise UsageError(at.words("release.no_name"))
        made = publish(
            at.store,
            found.prepared,
            name,
            by=person.name,
            title=form.get("title").strip()[:200],
            note=form.get("note").strip()[:4000],
        )
    except RasidError as error:
        return _draft(at, 422, error=at.words.said(str(error)), filled=form)
    drafts.end(at, leave=False)
    return RedirectResponse(f"/releases/{made.id}", status_code=303)


@router.get("/releases/{id_}")
def one(at: At, id_: str) -> Response:
    """One release: its files with their hashes, checked now, its settings, what it leaves out, what changed."""
    found = at.store.releases.get(id_) if _RELEASE.fullmatch(id_) else None
    if found is None:
        return at.not_found()
    guessed = [loss for loss in found.losses if loss.field.startswith("guessed:")]
    return at.render(
        "release.html",
        release=found,
        size=lambda size: told_size(size, at.words),
        moment=at.words.moment(found.made_at),
        states=states(at.store, found),
        settings=told_settings(found.settings, at),
        losses=[(told_loss(loss, at), loss.count) for loss in found.losses if loss not in guessed],
        guesses=[(told_loss(loss, at, "guess"), loss.count) for loss in guessed],
        changes=told_changes(at.store.releases.between(found.id), at),
        may_export=_may_have(at, found),
    )


@router.get("/releases/{id_}/files/{name}")
def file(at: At, id_: str, name: str) -> Response:
    """A file of a release."""
    at.demand(Right.EXPORT)
    found = at.store.releases.get(id_) if _RELEASE.fullmatch(id_) else None
    if found is None:
        return at.not_found()
    if not _may_have(at, found):
        return at.forbidden()
    path = file_of(at.store, found, name)
    return at.not_found() if path is None else _sent(path, f"{found.id}-{name}")


def _may_have(at: Desk, found: Release) -> bool:
    return at.may(Right.EXPORT) and (at.cleared or not found.settings.get("clear_names"))


def _sent(path: Any, name: str) -> Response:
    return FileResponse(path, media_type=_MEDIA.get(name.rpartition(".")[2], "application/octet-stream"), filename=name)


def told_size(size: int, words: wording.Words) -> str:
    """Bytes in the unit that fits, of 1,000 each."""
    units = ("ب", "ك.ب", "م.ب", "غ.ب") if words.lang == "ar" else ("B", "kB", "MB", "GB")
    power = min(3, max(0, (len(str(size)) - 1) // 3))
    return f"{words.number(round(size / 1000**power, 1 if power else 0))} {units[power]}"


def told_loss(loss: ReleaseLoss, at: Desk, sort: str = "loss") -> str:
    """What is left out or guessed, in the reader's language where there are words for it; else as the file has it."""
    name = loss.field.removeprefix("guessed:").replace(".", "_")
    return at.words.maybe(f"{sort}.{name}") or f"{loss.field}: {loss.reason}"


def told_settings(settings: dict[str, Any], at: Desk) -> list[tuple[str, str]]:
    """Settings as names and values in words."""
    words = at.words
    days = [_day(settings.get(name)) for name in ("since", "until")]
    between = ""
    if days[0] or days[1]:
        told = [words.day(day) if day else "…" for day in days]
        between = words("when.range", first=told[0], last=told[1])
        if settings.get("undated"):
            between += f" · {words('release.undated')}"
    types = wording.names((EventType(code) for code in settings.get("types") or ()), words)
    yes = words("value.yes")
    found = [
        ("rule", words(f"rule.{settings.get('rule')}")),
        ("forms", ", ".join(settings.get("forms") or ())),
        ("days", between),
        ("type", types),
        ("country", wording.country(settings.get("country"), words)),
        ("reports", words.number(settings["reports"]) if (settings.get("reports") or 1) > 1 else ""),
        ("add", yes if settings.get("add") else ""),
        ("bom", yes if settings.get("bom") else ""),
        ("names", words("release.names_clear" if settings.get("clear_names") else "release.names_covered")),
    ]
    return [(words(f"release.set_{name}"), value) for name, value in found if value]


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
