"""Of the JSON API: estimates of many incidents, exports with what they leave out, and releases."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Annotated, Any, Literal, TextIO, cast

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, Response, StreamingResponse

from rasid.errors import RasidError, UsageError
from rasid.export.formats import writer
from rasid.export.incidents import WRITERS
from rasid.export.losses import Losses, guarded
from rasid.export.narrow import narrow
from rasid.model import Draft, EventType, Grading, Matrix, Release, Rule, Ruling, Subject, SubjectKind
from rasid.model.decision import plain
from rasid.model.person import Right
from rasid.run.release import Settings, discard, file_of, prepare, publish
from rasid.run.review import shown_events, undated_events
from rasid.run.views import accounts, found, undated
from rasid.store import EventFilter, IncidentFilter
from rasid.store.inbox import InboxFilter, Order
from rasid.web.api import LINES, PREFIX, RULE_PARAMETER, account_of, answer, described, problem
from rasid.web.desk import Desk, desk

router = APIRouter(prefix=PREFIX)
At = Annotated[Desk, Depends(desk)]
LOSSES = "Rasid-Losses"
"""The header with what a file leaves out, as JSON in ASCII."""
_MEDIA = {"csv": "text/csv", "geojson": "application/geo+json", "jsonl": "application/jsonl"}
_PIECE = 65_536


class IncidentEstimates(msgspec.Struct, frozen=True, kw_only=True):
    """What one rule makes of the claims of one incident."""

    incident: str
    """Id of the incident."""
    matrix: Matrix
    """Estimates by outcome and group, with the standing of every claim."""
    grade: Grading
    """How well harm to civilians is borne out."""


class EstimatePage(msgspec.Struct, frozen=True, kw_only=True):
    """Estimates of a part of the incidents."""

    estimates: tuple[IncidentEstimates, ...]
    """By day, the latest first."""
    total: int
    """How many incidents there are on all pages."""
    next: str | None
    """What ``after`` goes on from; null at the end."""


class ReleaseList(msgspec.Struct, frozen=True, kw_only=True):
    """All releases."""

    releases: tuple[Release, ...]
    """The newest first."""


class ExportRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be in a file."""

    what: Literal["events", "incidents"]
    """One row or feature an event, or one an incident with its estimates."""
    format: Literal["csv", "geojson", "jsonl"]
    """Form of the file."""
    rule: Rule = Rule.AIRWARS
    """Of incidents: the rule of the estimates."""
    types: tuple[EventType, ...] = ()
    """Types of events; none asks for all."""
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] | None = None
    """ISO 3166 alpha-2."""
    since: dt.date | None = None
    """First day."""
    until: dt.date | None = None
    """Last day."""
    undated: bool = False
    """With days: also what has no day."""
    clear_names: bool = False
    """Names of victims and witnesses as they stand, for people cleared for them; covered without this."""


class ReleaseRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be released."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    """Its name, as 2024-05."""
    title: Annotated[str, msgspec.Meta(max_length=200)] = ""
    """What it is called."""
    note: Annotated[str, msgspec.Meta(max_length=4000)] = ""
    """What readers are to know."""
    rule: Rule = Rule.AIRWARS
    """The rule of the estimates."""
    forms: Annotated[tuple[Literal["csv", "geojson", "jsonl"], ...], msgspec.Meta(min_length=1)] = ("csv",)
    """Formats of the table of incidents."""
    types: tuple[EventType, ...] = ()
    """Types of events; none asks for all."""
    country: Annotated[str, msgspec.Meta(pattern="^[A-Z]{2}$")] | None = None
    """ISO 3166 alpha-2."""
    since: dt.date | None = None
    """First day."""
    until: dt.date | None = None
    """Last day."""
    undated: bool = False
    """With days: also what has no day."""
    reports: Annotated[int, msgspec.Meta(ge=1, le=1000)] = 1
    """Incidents told by so many reports or more."""
    add: bool = False
    """Whether numbers that one source sets beside each other are added up."""
    bom: bool = False
    """Whether CSV begins with a byte order mark, by which Excel knows UTF-8."""
    clear_names: bool = False
    """Names of victims and witnesses as they stand, for people cleared for them; covered without this."""


@described(
    "get",
    "/estimates",
    EstimatePage,
    parameters={
        "rule": RULE_PARAMETER,
        "after": {"type": "string", "description": "Where to go on: `next` of the answer before."},
        "limit": {
            "type": "integer",
            "minimum": 1,
            "maximum": LINES,
            "default": 20,
            "description": "Incidents at most.",
        },
    },
    to=router,
)
def estimates(request: Request, at: At) -> Response:
    """Estimates of incidents under a rule, page by page."""
    asked = request.query_params
    page = at.store.inbox.page(
        InboxFilter(), order=Order.NEWEST, after=asked.get("after") or None, limit=int(asked.get("limit", 20))
    )
    rule = Rule(asked.get("rule", Rule.AIRWARS.value))
    made = []
    for card in page.cards:
        account = account_of(at, found(at.store, card.id), rule)
        made.append(IncidentEstimates(incident=card.id, matrix=account.matrix, grade=account.grade))
    return answer(EstimatePage(estimates=tuple(made), total=page.total, next=page.next))


@described("get", "/releases", ReleaseList, to=router)
def releases(at: At) -> Response:
    """Releases: files with their hashes, settings, and what they leave out."""
    return answer(ReleaseList(releases=tuple(at.store.releases.listed())))


@described("get", "/releases/{release}", Release, to=router)
def release(at: At, release: str) -> Response:
    """One release."""
    known = at.store.releases.get(release)
    return answer(known) if known is not None else problem(404, "Not Found", "There is no release of that id.")


def _not_to_be_made(at: Desk, sent: ReleaseRequest | ExportRequest, what: str) -> Response | None:
    """The refusal, where names are asked for by one who is not cleared. Raises UsageError for days the wrong way round."""
    if sent.clear_names and not at.cleared:
        return problem(403, "Forbidden", f"Names stand in {what} only for people who are cleared for them.")
    if sent.since and sent.until and sent.since > sent.until:
        raise UsageError("the first day is after the last")
    return None


@described("post", "/releases", Release, sent=ReleaseRequest, to=router)
def make_release(at: At, sent: ReleaseRequest) -> Response:
    """Write the files of a release and put it on record, for good."""
    person = at.demand(Right.RELEASE)
    if (refused := _not_to_be_made(at, sent, "releases")) is not None:
        return refused
    if sent.id.lower() == "draft" or at.store.releases.get(sent.id) is not None:
        return problem(409, "Conflict", "There is a release of that id; releases never change, give another.")
    wanted = IncidentFilter(
        since=sent.since,
        until=sent.until,
        undated=sent.undated,
        types=sent.types,
        country=sent.country,
        reports=sent.reports,
    )
    settings = Settings(
        rule=sent.rule,
        forms=tuple(dict.fromkeys(sent.forms)),
        wanted=wanted,
        add=sent.add,
        bom=sent.bom,
        clear_names=sent.clear_names,
    )
    ready = prepare(at.store, settings)
    try:
        made = publish(at.store, ready, sent.id, by=person.name, title=sent.title, note=sent.note)
    except BaseException:
        discard(ready)
        raise
    return answer(made, 201)


@described("get", "/releases/{release}/files/{file}", bytes, to=router)
def release_file(at: At, release: str, file: str) -> Response:
    """A file of a release, as it was released."""
    at.demand(Right.EXPORT)
    known = at.store.releases.get(release)
    if known is None:
        return problem(404, "Not Found", "There is no release of that id.")
    if known.settings.get("clear_names") and not at.cleared:
        return problem(403, "Forbidden", "Names stand in this release; it is for people who are cleared for them.")
    path = file_of(at.store, known, file)
    if path is None:
        return problem(404, "Not Found", "The release has no file of that name, or it is gone.")
    return FileResponse(path, media_type=_MEDIA.get(file.rpartition(".")[2], "application/json"), filename=file)


@described("post", "/exports", bytes, sent=ExportRequest, to=router)
def export(at: At, sent: ExportRequest) -> Response:
    """A file of events or incidents. What it leaves out stands in the header Rasid-Losses, and the export in the ledger."""
    person = at.demand(Right.EXPORT)
    if (refused := _not_to_be_made(at, sent, "exports")) is not None:
        return refused
    kept: Any = tempfile.TemporaryFile("w+", encoding="utf-8", newline="")  # noqa: SIM115 - closed once it is sent
    try:
        losses = (_events if sent.what == "events" else _incidents)(at, sent, kept)
        _on_record(at, sent, person.name)
    except RasidError:
        kept.close()
        raise
    kept.flush()
    told = json.dumps(plain(list(losses)), separators=(",", ":"))
    name = f"{sent.what}.{sent.format}"
    headers = {LOSSES: told, "content-disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_pieces(kept), headers=headers, media_type=_MEDIA[sent.format])


def _events(at: Desk, sent: ExportRequest, out: TextIO) -> Losses:
    wanted = EventFilter(
        types=sent.types, country=sent.country, since=sent.since, until=sent.until, undated=sent.undated
    )
    passed = Losses()

    def records() -> Iterator[Any]:
        for report, analysis, events in shown_events(at.store, wanted):
            if sent.format != "jsonl" and not wanted.is_open():
                few = narrow(analysis, events)
                passed.add("event", "events that were not asked for", len(analysis.events) - len(few.events))
                analysis = few
            yield report, analysis

    losses = cast(Losses, writer(sent.format).write(records(), out, protect_names=not sent.clear_names))
    if (sent.since or sent.until) and not sent.undated:
        passed.add("event", "events without a date answer no question of dates", undated_events(at.store, wanted))
    for loss in passed:
        losses.add(loss.field, loss.reason, loss.count)
    return losses


def _incidents(at: Desk, sent: ExportRequest, out: TextIO) -> Losses:
    wanted = IncidentFilter(
        types=sent.types, country=sent.country, since=sent.since, until=sent.until, undated=sent.undated
    )
    losses = Losses()
    shown = partial(guarded, losses=losses, protect_names=not sent.clear_names)
    WRITERS[sent.format](accounts(at.store, wanted, sent.rule, shown=shown), out, losses)
    if sent.format != "jsonl":
        losses.add("claims", "single claims are in the JSON lines only")
    if (sent.since or sent.until) and not sent.undated:
        losses.add("incident", "incidents without a date answer no question of dates", undated(at.store, wanted))
    return losses


def _on_record(at: Desk, sent: ExportRequest, by: str) -> None:
    at.store.decisions.write(
        Draft(
            by=by,
            subject=Subject(kind=SubjectKind.STORE),
            field="export",
            verdict=Ruling.DONE,
            after=plain(sent),
        )
    )


def _pieces(kept: Any) -> Iterable[bytes]:
    with kept:
        kept.seek(0)
        while piece := kept.buffer.read(_PIECE):
            yield piece
