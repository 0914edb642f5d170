"""The same data as JSON, under /api/v1: what the desk lists, incidents and reports as people left them, and decisions.

Bodies are the records of `rasid.model`, as `rasid show --json` prints them, with names of victims and witnesses covered for those who
are not cleared. Its description (OpenAPI 3.1) is made of these models: /api/v1/openapi.json. Faults are problem details (RFC 9457).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

import rasid
from rasid.errors import ConflictError, RasidError, UsageError
from rasid.model import Account, Analysis, Card, Decision, Draft, Incident, Report, Rule, Ruling, SubjectKind
from rasid.model.person import Right
from rasid.resolve.reviewed import Reviewed, reviewed
from rasid.run import review
from rasid.run.views import found, told
from rasid.store.inbox import Order, Page
from rasid.web.desk import Desk, desk
from rasid.web.masks import Masked, masked, visit
from rasid.web.pages.inbox import filter_of

PREFIX = "/api/v1"
MOST = 200
"""Lines of one answer."""
router = APIRouter(prefix=PREFIX)
At = Annotated[Desk, Depends(desk)]


class ReportRecord(msgspec.Struct, frozen=True, kw_only=True):
    """A report with what was found in it, as people left it."""

    report: Report
    """The report; names are covered for those not cleared, and offsets are those of the text as it stands here."""
    analysis: Analysis
    """Its records."""
    decisions: tuple[Decision, ...]
    """Decisions on them, oldest first."""
    orphans: tuple[Decision, ...]
    """Those of them whose record a later reading does not have."""


class DecisionPage(msgspec.Struct, frozen=True, kw_only=True):
    """A part of the ledger."""

    decisions: tuple[Decision, ...]
    """Its rows, the newest first."""
    next: int | None
    """What ``before`` goes on from; null at the end."""


class DecisionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision on a field of a record."""

    kind: SubjectKind
    """What the record is."""
    record: str
    """Its id in the report."""
    verdict: Ruling
    """accept, edit, reject; undo and confirm name a decision in ``of``."""
    field: str = ""
    """The field; empty for the record as a whole."""
    after: Any = None
    """With edit: the value, in the form that the record has."""
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Why."""
    wants_second: bool = False
    """Whether another person has to confirm it."""
    of: int | None = None
    """The decision that is undone or confirmed."""
    seen: int | None = None
    """Number of the last decision on the field that you have seen; null where you saw none. Another one since is a conflict."""


class ProblemDetails(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What went wrong (RFC 9457)."""

    type: str = "about:blank"
    """Always about:blank: the status tells the kind."""
    title: str
    """The status in words."""
    status: int
    """The HTTP status."""
    detail: str = ""
    """What to do."""
    theirs: Decision | None = None
    """With 409: the decision that came before yours."""


def answer(value: Any, status: int = 200) -> Response:
    kind = "application/problem+json" if isinstance(value, ProblemDetails) else "application/json"
    return Response(msgspec.json.encode(value), status, media_type=kind)


def problem(status: int, title: str, detail: str = "", theirs: Decision | None = None) -> Response:
    return answer(ProblemDetails(title=title, status=status, detail=detail, theirs=theirs), status)


_ROUTES: dict[str, tuple[str, type, dict[str, dict[str, Any]], type | None]] = {}
"""By method and path: what it does, what it answers, its parameters, what it is sent."""


def described(
    method: str,
    path: str,
    answers: type,
    *,
    parameters: dict[str, dict[str, Any]] | None = None,
    sent: type | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds a route, with what OpenAPI says of it."""

    def add(work: Callable[..., Any]) -> Callable[..., Any]:
        told = inspect.getdoc(work) or ""
        _ROUTES[f"{method} {PREFIX}{path}"] = (told, answers, parameters or {}, sent)
        router.add_api_route(path, work, methods=[method.upper()], include_in_schema=False)
        return work

    return add


_TEXT = {"type": "string"}
_FILTERS: dict[str, dict[str, Any]] = {
    "q": _TEXT | {"maxLength": 200, "description": "Words that stand in the reports, whatever their spelling; or the beginning of an id."},
    "since": _TEXT | {"format": "date", "description": "First day."},
    "until": _TEXT | {"format": "date", "description": "Last day."},
    "type": _TEXT | {"description": "Type of event."},
    "state": _TEXT | {"description": "How far people are with it."},
    "need": _TEXT | {"description": "Why a person is needed."},
    "country": _TEXT | {"description": "ISO 3166 alpha-2."},
    "governorate": _TEXT | {"description": "As the gazetteer names it in English."},
    "actor": _TEXT | {"description": "Id in the registry of actors."},
    "outlet": _TEXT | {"description": "Name of the outlet."},
    "order": _TEXT | {"enum": [order.value for order in Order], "description": "How the list is ordered."},
    "after": _TEXT | {"description": "Where to go on: `next` of the answer before."},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": 50, "description": "Lines at most."},
}  # fmt: skip


def _number(text: str | None, name: str, default: int, most: int) -> int:
    if text is None:
        return default
    if not (text.isascii() and text.isdecimal()) or len(text) > 12 or not 0 <= int(text) <= most:
        raise UsageError(f"{name} is to be a number from 0 to {most}")
    return int(text)


def _listed(request: Request, at: Desk, kind: str) -> Response:
    asked = dict(request.query_params)
    order = next((order for order in Order if order.value == asked.get("order")), Order.NEED)
    limit = max(1, _number(asked.get("limit"), "limit", 50, MOST))
    page = at.store.inbox.page(
        filter_of(asked | {"kind": kind}), order=order, after=asked.get("after") or None, limit=limit
    )
    return answer(page)


@described("get", "/incidents", Page, parameters=_FILTERS)
def incidents(request: Request, at: At) -> Response:
    """Incidents, what needs a person first, page by page."""
    return _listed(request, at, "incident")


@described("get", "/reports", Page, parameters=_FILTERS)
def reports(request: Request, at: At) -> Response:
    """Reports, what needs a person first, page by page."""
    return _listed(request, at, "report")


@described(
    "get",
    "/incidents/{incident}",
    Account,
    parameters={
        "rule": _TEXT
        | {
            "enum": [rule.value for rule in Rule],
            "default": Rule.AIRWARS.value,
            "description": "The rule of the estimates.",
        }
    },
)
def incident(request: Request, at: At, incident: str) -> Response:
    """One incident: every claim with its words, estimates under a rule, responsibility."""
    name = request.query_params.get("rule") or Rule.AIRWARS.value
    rule = next((rule for rule in Rule if rule.value == name), None)
    if rule is None:
        raise UsageError(f"there is no rule {name[:40]}; rules are {', '.join(Rule)}")
    try:
        known: Incident = found(at.store, incident)
    except UsageError as error:
        return problem(404, "Not Found", str(error))
    masks: dict[str, Masked] = {}
    read = []
    for seen in review.reviews(at.store, at.store.records_of(key.report_id for key in known.events)):
        masks[seen.report.id] = masked(seen.report, seen.machine, cleared=at.cleared)
        read.append((seen.report, seen.analysis))
    return answer(visit(told(at.store, known, rule, read=read), masks))


@described("get", "/reports/{report}", ReportRecord)
def report(at: At, report: str) -> Response:
    """One report with its records and the decisions on them."""
    known = _report(at, report)
    if known is None:
        return problem(404, "Not Found", "The store has no report of that id.")
    hidden = masked(known.report, known.machine, cleared=at.cleared)
    by_report = {known.report.id: hidden}
    decisions = tuple(_shown(decision, at, by_report) for decision in at.store.decisions.of_report(report))
    orphans = {decision.seq for decision in known.orphans}
    return answer(
        ReportRecord(
            report=hidden.report,
            analysis=hidden.analysis(known.analysis),
            decisions=decisions,
            orphans=tuple(decision for decision in decisions if decision.seq in orphans),
        )
    )


def _report(at: Desk, report_id: str) -> Reviewed | None:
    report, analysis = at.store.report(report_id), at.store.analysis(report_id)
    if report is None or analysis is None:
        return None
    return reviewed(report, analysis, at.store.decisions.of_report(report_id))


def _shown(decision: Decision, at: Desk, by_report: dict[str, Masked]) -> Decision:
    """A decision as the person may see it: its values may repeat a name, and are left out where names are covered."""
    if at.cleared or not any(mask.hides for mask in by_report.values()):
        return decision
    told: Decision = visit(decision, by_report)
    return msgspec.structs.replace(told, before=None, after=None, reason="")


@described("post", "/reports/{report}/decisions", Decision, sent=DecisionRequest)
async def decide(request: Request, at: At, report: str) -> Response:
    """Decide on a field. 409, with the other decision, where one came between."""
    try:
        sent = msgspec.json.decode(await request.body(), type=DecisionRequest)
    except msgspec.MsgspecError as error:
        return problem(422, "Unprocessable Content", str(error))
    return await at.threaded(_decide, at, report, sent)


def _decide(at: Desk, report_id: str, sent: DecisionRequest) -> Response:
    person = at.demand(Right.DECIDE)
    known = _report(at, report_id)
    if known is None:
        return problem(404, "Not Found", "The store has no report of that id.")
    try:
        if sent.verdict in (Ruling.UNDO, Ruling.CONFIRM):
            of = at.store.decisions.get(sent.of or 0)
            if of is None or of.subject.report_id != report_id:
                raise UsageError("that decision is not about this report")
            if sent.verdict is Ruling.CONFIRM or of.by != person.name:
                at.demand(Right.CONFIRM)
            draft = Draft(by=person.name, subject=of.subject, verdict=sent.verdict, of=of.seq, reason=sent.reason)
        elif sent.verdict in (Ruling.ACCEPT, Ruling.EDIT, Ruling.REJECT):
            draft, _ = known.draft(
                sent.kind,
                sent.record,
                sent.verdict,
                by=person.name,
                field=sent.field,
                after=sent.after,
                reason=sent.reason,
                wants_second=sent.wants_second,
            )
        else:
            raise UsageError("verdict is to be accept, edit, reject, undo or confirm")
        return answer(review.decide(at.store, draft, seen=sent.seen), 201)
    except ConflictError as error:
        return problem(409, "Conflict", str(error), _shown(error.theirs, at, {}))
    except RasidError as error:
        return problem(422, "Unprocessable Content", str(error))


@described(
    "get",
    "/decisions",
    DecisionPage,
    parameters={
        "before": {
            "type": "integer",
            "minimum": 1,
            "description": "Go on before this number: `next` of the answer before.",
        },
        "limit": _FILTERS["limit"],
    },
)
def decisions(request: Request, at: At) -> Response:
    """The ledger, newest first. What stands in its values is left out for those not cleared for names."""
    asked = request.query_params
    before = _number(asked["before"], "before", 0, 10**11) if "before" in asked else None
    limit = max(1, _number(asked.get("limit"), "limit", 50, MOST))
    rows = at.store.decisions.listed(before=before, limit=limit + 1)
    shown = [
        row if at.cleared else msgspec.structs.replace(row, before=None, after=None, reason="", anchor=(), evidence=())
        for row in rows[:limit]
    ]
    return answer(DecisionPage(decisions=tuple(shown), next=shown[-1].seq if len(rows) > limit else None))


@router.get("/openapi.json", include_in_schema=False)
def openapi(at: At) -> Response:
    """The description of all this."""
    return answer(description())


@cache
def description() -> dict[str, Any]:
    """OpenAPI 3.1 of the routes above."""
    types = [
        ProblemDetails,
        Card,
        *{t for _, answers, _, sent in _ROUTES.values() for t in (answers, sent) if t is not None},
    ]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    by_type = dict(zip(types, schemas, strict=True))
    fault = {"description": "Refused", "content": {"application/problem+json": {"schema": by_type[ProblemDetails]}}}
    paths: dict[str, dict[str, Any]] = {}
    for name, (does, answers, parameters, sent) in _ROUTES.items():
        method, path = name.split(" ")
        made = "201" if method == "post" else "200"
        body = {"description": "Done", "content": {"application/json": {"schema": by_type[answers]}}}
        operation: dict[str, Any] = {
            "summary": does.split("\n")[0],
            "parameters": [
                {"name": part.strip("{}"), "in": "path", "required": True, "schema": {"type": "string"}}
                for part in path.split("/")
                if part.startswith("{")
            ]
            + [
                {
                    "name": key,
                    "in": "query",
                    "required": False,
                    "schema": {k: v for k, v in schema.items() if k != "description"},
                    "description": schema.get("description", ""),
                }
                for key, schema in parameters.items()
            ],
            "responses": {made: body, "4XX": fault},
        }
        if sent is not None:
            operation["requestBody"] = {"required": True, "content": {"application/json": {"schema": by_type[sent]}}}
        paths.setdefault(path, {})[method] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Rasid", "version": rasid.__version__, "description": (__doc__ or "").strip()},
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"key": []}, {}],
    }
