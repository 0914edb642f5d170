"""The same data as JSON, under /api/v1: what the desk lists, incidents and reports as people left them, and decisions.

Bodies are the records of `rasid.model`, as `rasid show --json` prints them, with names of victims and witnesses covered for those who
are not cleared. Its description (OpenAPI 3.1) is made of these models: /api/v1/openapi.json. Faults are problem details (RFC 9457).
"""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

import rasid
from rasid.errors import ConflictError, RasidError, UsageError
from rasid.model import (
    Account,
    Analysis,
    Card,
    CardState,
    Decision,
    Draft,
    EventType,
    Incident,
    Need,
    Report,
    Rule,
    Ruling,
    SubjectKind,
)
from rasid.model.decision import plain
from rasid.model.person import Right
from rasid.resolve.reviewed import Reviewed, reviewed
from rasid.run import review
from rasid.run.views import found, told
from rasid.store.inbox import Order, Page
from rasid.web.conflicts import tell_first
from rasid.web.desk import Desk, desk
from rasid.web.masks import Masked, masked, visit
from rasid.web.pages.inbox import filter_of

PREFIX = "/api/v1"
LINES, MOST = 50, 200
"""Lines of one answer, if not told otherwise and at most."""
HIGHEST = 2**31 - 1
"""Number of a decision at most, as the ledger's column holds it."""
DEEPEST = 16
"""How deep lists and objects of a value may lie in each other: no record of `rasid.model` goes so far."""
router = APIRouter(prefix=PREFIX)
At = Annotated[Desk, Depends(desk)]


class IncidentRecord(Account, frozen=True, kw_only=True):
    """An incident as people left it, with all that its reports tell of it."""

    note: str | None = None
    """What a person wrote on it; left out for those not cleared for names."""


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
    record: str = ""
    """Its id in the report; empty for the report itself, and with add."""
    event: str | None = None
    """With add, of an argument: the event that it is of."""
    verdict: Ruling
    """accept, edit, reject; add puts a record into the report; undo and confirm name a decision in ``of``."""
    field: str = ""
    """The field; empty for the record as a whole."""
    after: Any = None
    """With edit and add: the value, in the form that the record has; words by their offsets in the text as you have it."""
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Why."""
    wants_second: bool = False
    """Whether another person has to confirm it."""
    of: Annotated[int, msgspec.Meta(ge=1, le=HIGHEST)] | None = None
    """The decision that is undone or confirmed."""
    seen: Annotated[int, msgspec.Meta(ge=1, le=HIGHEST)] | None = None
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


FILES: dict[str, dict[str, Any]] = {
    "text/csv": {"type": "string", "description": "Rows."},
    "application/geo+json": {"type": "object", "description": "A FeatureCollection (RFC 7946)."},
    "application/json": {"type": "object", "description": "Of a release: settings, what is left out, what is guessed."},
    "application/jsonl": {"type": "string", "description": "One record a line."},
}
"""What exports are."""
_ROUTES: dict[str, tuple[str, type, dict[str, dict[str, Any]], type | None]] = {}
"""By method and path: what it does, what it answers, its parameters, what it is sent."""


def _decoded(kind: type) -> Callable[[Request], Any]:
    """Reads the body of a request as a record. Raises UsageError for one that is none, or nested beyond reason."""

    async def read(request: Request) -> Any:
        try:
            value: Any = msgspec.json.decode(await request.body(), type=kind)
        except msgspec.MsgspecError as error:
            raise UsageError(str(error)) from error
        except RecursionError as error:  # msgspec's own limit is that of the interpreter
            raise UsageError("the value is nested too deeply") from error
        if any(_deeper(getattr(value, name), DEEPEST) for name in value.__struct_fields__):
            raise UsageError("the value is nested too deeply")
        return value

    return read


def _deeper(value: Any, most: int) -> bool:
    """Whether lists and objects lie in each other deeper than that."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return most == 0 or any(_deeper(item, most - 1) for item in inner)


def described(
    method: str,
    path: str,
    answers: type,
    *,
    parameters: dict[str, dict[str, Any]] | None = None,
    sent: type | None = None,
    to: APIRouter | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Adds a route, with what OpenAPI says of it. A request with other parameters, or with values that they cannot have, is
    refused: a filter that were left out in silence would answer with everything. Where something is ``sent``, the work has it,
    decoded, as its argument of that name."""

    def add(work: Callable[..., Any]) -> Callable[..., Any]:
        told = inspect.getdoc(work) or ""
        _ROUTES[f"{method} {PREFIX}{path}"] = (told, answers, parameters or {}, sent)
        checked = [Depends(_checker(parameters or {}))]
        if sent is not None:
            told_of = inspect.signature(work)
            body = told_of.parameters["sent"].replace(annotation=Annotated[Any, Depends(_decoded(sent))])
            work.__signature__ = told_of.replace(  # type: ignore[attr-defined]
                parameters=[body if name == "sent" else own for name, own in told_of.parameters.items()]
            )
        (to or router).add_api_route(
            path, work, methods=[method.upper()], include_in_schema=False, dependencies=checked
        )
        return work

    return add


def _checker(parameters: dict[str, dict[str, Any]]) -> Callable[[Request], None]:
    def check(request: Request) -> None:
        for name, text in request.query_params.items():
            if name not in parameters:
                known = ", ".join(parameters)
                raise UsageError(f"there is no parameter {name[:40]}" + (f"; there are {known}" if known else ""))
            _check(name, text, parameters[name])

    return check


def _check(name: str, text: str, schema: dict[str, Any]) -> None:
    if "enum" in schema and text not in schema["enum"]:
        raise UsageError(f"{name} is to be one of {', '.join(schema['enum'])}")
    if schema["type"] == "integer":
        low, high = schema["minimum"], schema["maximum"]
        if not (text.isascii() and text.isdecimal() and len(text) <= 12 and low <= int(text) <= high):
            raise UsageError(f"{name} is to be a number from {low} to {high}")
    if schema["type"] == "boolean" and text not in ("true", "false"):
        raise UsageError(f"{name} is to be true or false")
    if len(text) > schema.get("maxLength", _LONGEST):
        raise UsageError(f"{name} is too long")
    if schema.get("format") == "date":
        try:
            written = dt.date.fromisoformat(text).isoformat()
        except ValueError:
            written = ""
        if written != text:
            raise UsageError(f"{name} is to be a day, as 2021-03-14")


_LONGEST = 200
_TEXT: dict[str, Any] = {"type": "string"}
_FILTERS: dict[str, dict[str, Any]] = {
    "q": _TEXT | {"maxLength": 200, "description": "Words that stand in the reports, whatever their spelling; or the beginning of an id."},
    "since": _TEXT | {"format": "date", "description": "First day."},
    "until": _TEXT | {"format": "date", "description": "Last day."},
    "type": _TEXT | {"enum": [code.value for code in EventType], "description": "Type of event."},
    "state": _TEXT | {"enum": [code.value for code in CardState], "description": "How far people are with it."},
    "need": _TEXT | {"enum": [code.value for code in Need], "description": "Why a person is needed."},
    "country": _TEXT | {"description": "ISO 3166 alpha-2."},
    "governorate": _TEXT | {"description": "As the gazetteer names it in English."},
    "undated": {"type": "boolean", "description": "With days: also what has no day."},
    "place": _TEXT | {"description": "Id in the gazetteer, or English name."},
    "actor": _TEXT | {"description": "Id in the registry of actors."},
    "outlet": _TEXT | {"description": "Name of the outlet."},
    "order": _TEXT | {"enum": [order.value for order in Order], "description": "How the list is ordered."},
    "after": _TEXT | {"description": "Where to go on: `next` of the answer before."},
    "limit": {"type": "integer", "minimum": 1, "maximum": MOST, "default": LINES, "description": "Lines at most."},
}  # fmt: skip


def _listed(request: Request, at: Desk, kind: str) -> Response:
    asked = dict(request.query_params)
    order = next((order for order in Order if order.value == asked.get("order")), Order.NEED)
    wanted = filter_of(asked | {"kind": kind, "undated": "on" if asked.get("undated") == "true" else ""})
    page = at.store.inbox.page(
        wanted, order=order, after=asked.get("after") or None, limit=int(asked.get("limit", LINES))
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


RULE_PARAMETER = _TEXT | {
    "enum": [rule.value for rule in Rule],
    "default": Rule.AIRWARS.value,
    "description": "The rule of the estimates.",
}


@described("get", "/incidents/{incident}", IncidentRecord, parameters={"rule": RULE_PARAMETER})
def incident(request: Request, at: At, incident: str) -> Response:
    """One incident: every claim with its words, estimates under a rule, responsibility."""
    rule = Rule(request.query_params.get("rule", Rule.AIRWARS.value))
    try:
        known: Incident = found(at.store, incident)
    except UsageError as error:
        return problem(404, "Not Found", str(error))
    told = msgspec.structs.asdict(account_of(at, known, rule))
    note = review.review_incident(at.store, known).fields["note"].value if at.cleared else None
    return answer(IncidentRecord(**told, note=note))


def account_of(at: Desk, known: Incident, rule: Rule) -> Account:
    """All that is told of an incident, as the person may see it."""
    masks: dict[str, Masked] = {}
    read = []
    for seen in review.reviews(at.store, at.store.records_of(key.report_id for key in known.events)):
        masks[seen.report.id] = masked(seen.report, seen.machine, seen.analysis, cleared=at.cleared)
        read.append((seen.report, seen.analysis))
    shown: Account = visit(told(at.store, known, rule, read=read), masks)
    return shown


@described("get", "/reports/{report}", ReportRecord)
def report(at: At, report: str) -> Response:
    """One report with its records and the decisions on them."""
    known = _report(at, report)
    if known is None:
        return problem(404, "Not Found", "The store has no report of that id.")
    hidden = masked(known.report, known.machine, known.analysis, cleared=at.cleared)
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
def decide(at: At, report: str, sent: DecisionRequest) -> Response:
    """Decide on a field. 409, with the other decision, where one came between."""
    person = at.demand(Right.DECIDE)
    report_id, known = report, _report(at, report)
    if known is None:
        return problem(404, "Not Found", "The store has no report of that id.")
    hidden = masked(known.report, known.machine, known.analysis, cleared=at.cleared)
    by_report = {report_id: hidden}
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
                after=_meant(sent.after, hidden),
                reason=sent.reason,
                wants_second=sent.wants_second,
            )
        elif sent.verdict is Ruling.ADD:
            draft = known.addition(
                sent.kind,
                _meant(sent.after, hidden),
                by=person.name,
                event=sent.event,
                reason=sent.reason,
                wants_second=sent.wants_second,
            )
        else:
            raise UsageError("verdict is to be accept, edit, reject, add, undo or confirm")
        return answer(_shown(review.decide(at.store, draft, seen=sent.seen), at, by_report), 201)
    except ConflictError as error:
        tell_first(at.store, error)
        return problem(409, "Conflict", str(error), _shown(error.theirs, at, by_report))
    except RasidError as error:
        return problem(422, "Unprocessable Content", str(error))


def _meant(value: Any, hidden: Masked) -> Any:
    """A value with its words where they stand in the report, not in the text that the person sees. Raises UsageError for
    words that do not stand there."""
    if isinstance(value, list):
        return [_meant(item, hidden) for item in value]
    if not isinstance(value, dict):
        return value
    if not {"report_id", "start", "end"} <= value.keys():
        return {name: _meant(item, hidden) for name, item in value.items()}
    start, end, quote = value["start"], value["end"], value.get("quote")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end <= len(hidden.text)):
        raise UsageError("no words of the report stand there")
    if value["report_id"] != hidden.report.id or quote not in (None, hidden.text[start:end]):
        raise UsageError(f"at {start}-{end} the report says other words")
    return plain(hidden.full(start, end))


@described(
    "get",
    "/decisions",
    DecisionPage,
    parameters={
        "before": {
            "type": "integer",
            "minimum": 1,
            "maximum": 10**11,
            "description": "Go on before this number: `next` of the answer before.",
        },
        "limit": _FILTERS["limit"],
    },
)
def decisions(request: Request, at: At) -> Response:
    """The ledger, newest first. What stands in its values is left out for those not cleared for names."""
    asked = request.query_params
    before = int(asked["before"]) if "before" in asked else None
    limit = int(asked.get("limit", LINES))
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
        *{t for _, answers, _, sent in _ROUTES.values() for t in (answers, sent) if t not in (None, bytes)},
    ]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    by_type = dict(zip(types, schemas, strict=True))
    fault = {"description": "Refused", "content": {"application/problem+json": {"schema": by_type[ProblemDetails]}}}
    paths: dict[str, dict[str, Any]] = {}
    for name, (does, answers, parameters, sent) in _ROUTES.items():
        method, path = name.split(" ")
        made = "201" if method == "post" and answers is not bytes else "200"
        kinds = FILES if answers is bytes else {"application/json": by_type[answers]}
        body = {"description": "Done", "content": {kind: {"schema": schema} for kind, schema in kinds.items()}}
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
