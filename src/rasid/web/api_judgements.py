"""Of the JSON API: what people judged of pairs of events, and why two events are held to be one happening."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from rasid.errors import UsageError
from rasid.model import EventKey, IncidentLink, Judgement, Verdict
from rasid.model.person import Right
from rasid.run.incidents import Builder
from rasid.run.review import refresh
from rasid.run.views import act, event
from rasid.web import judging
from rasid.web.api import PREFIX, answer, described, problem
from rasid.web.desk import Desk, desk

router = APIRouter(prefix=PREFIX)
At = Annotated[Desk, Depends(desk)]


class GivenJudgement(msgspec.Struct, frozen=True, kw_only=True):
    """A judgement that stands, and the act by which it is taken back."""

    act: str
    """Id of the act: a merge or a split is one act of several judgements."""
    judgement: Judgement
    """What was judged, by whom, when and why."""


class JudgementList(msgspec.Struct, frozen=True, kw_only=True):
    """All judgements that stand."""

    judgements: tuple[GivenJudgement, ...]
    """In the order in which they were given."""


class JudgementRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A judgement on two events."""

    a: str
    """The one event, as r…/e1."""
    b: str
    """The other."""
    verdict: Verdict
    """Whether they are one happening."""
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Why."""


class ActRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An act to be taken back."""

    act: str
    """Its id."""


@described("get", "/judgements", JudgementList, to=router)
def judgements(at: At) -> Response:
    """Judgements that stand. Reasons are left out for those not cleared for names, which they may tell."""
    with at.store.linked() as tables:
        rows = [row for row in tables.judgements() if row.stands]
    return answer(JudgementList(judgements=tuple(_given(at, row.act, row.judgement) for row in rows)))


def _given(at: Desk, act_id: str, judgement: Judgement) -> GivenJudgement:
    shown = judgement if at.cleared else msgspec.structs.replace(judgement, reason="")
    return GivenJudgement(act=act_id, judgement=shown)


@described("post", "/judgements", GivenJudgement, sent=JudgementRequest, to=router)
def judge(at: At, sent: JudgementRequest) -> Response:
    """Judge two events; the incidents follow. 409 where you have judged them otherwise: take that back first."""
    person = at.demand(Right.DECIDE)
    a, b = sorted((event(at.store, sent.a), event(at.store, sent.b)))
    if a == b:
        raise UsageError("these are the same event; name two")
    with at.store.linked() as tables:
        numbers = [row.number for key in (a, b) if (row := tables.find(key)) is not None]
        standing = [row for row in tables.judgements_of(numbers) if row.stands and {row.a.key, row.b.key} == {a, b}]
    if mine := next((row for row in standing if row.by == person.name), None):
        return problem(
            409, "Conflict", f"You have judged these {mine.verdict.value} already: take back {mine.act} first."
        )
    made = Judgement(a=a, b=b, verdict=sent.verdict, by=person.name, at=dt.datetime.now(dt.UTC), reason=sent.reason)
    try:
        act_id, _ = Builder(at.store).judge([made])
    except LookupError as error:
        raise UsageError(f"the event {error} is told no more") from error
    refresh(at.store)
    return answer(_given(at, act_id, made), 201)


@described("post", "/judgements/undo", JudgementList, sent=ActRequest, to=router)
def undo(at: At, sent: ActRequest) -> Response:
    """Take back the judgements of one act. Answers with those that stand then."""
    person = at.demand(Right.DECIDE)
    meant = act(at.store, sent.act)
    with at.store.linked() as tables:
        others = any(row.by != person.name for row in tables.act(meant) if row.revoked_at is None)
    if others:
        at.demand(Right.CONFIRM)
    judging.undo(at.store, meant, by=person.name)
    with at.store.linked() as tables:
        rows = [row for row in tables.judgements() if row.stands]
    given = tuple(_given(at, row.act, row.judgement) for row in rows)
    return answer(JudgementList(judgements=given), 201)


@described(
    "get",
    "/links",
    IncidentLink,
    parameters={
        "a": {"type": "string", "description": "The one event, as r…/e1."},
        "b": {"type": "string", "description": "The other."},
    },
    to=router,
)
def link(request: Request, at: At) -> Response:
    """How likely two events are one happening, with every reason and its weight."""
    asked = request.query_params
    a, b = (event(at.store, asked.get(name, "")) for name in ("a", "b"))
    if a == b:
        raise UsageError("these are the same event; name two")
    return answer(_explained(at, a, b))


def _explained(at: Desk, a: EventKey, b: EventKey) -> IncidentLink:
    found, _ = Builder(at.store).explain(*sorted((a, b)))
    return found
