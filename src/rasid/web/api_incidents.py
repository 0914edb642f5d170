"""Of the JSON API: decisions on an incident itself, and the history of any field."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Depends
from fastapi.responses import Response

from rasid.errors import ConflictError, UsageError
from rasid.model import Decision, Draft, Incident, Ruling
from rasid.model.person import Right
from rasid.resolve.reviewed_incident import ReviewedIncident
from rasid.run import review
from rasid.run.views import number_of
from rasid.web.api import HIGHEST, PREFIX, answer, described, problem
from rasid.web.conflicts import tell_first
from rasid.web.desk import Desk, desk

router = APIRouter(prefix=PREFIX)
At = Annotated[Desk, Depends(desk)]
_OTHER_END = {"first": "last", "last": "first"}


class DecisionList(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions on one thing."""

    decisions: tuple[Decision, ...]
    """The oldest first."""


class IncidentDecisionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A decision on a field of an incident."""

    verdict: Ruling
    """accept, edit, reject; undo and confirm name a decision in ``of``."""
    field: Literal["", "type", "first", "last", "place", "country", "lat", "lon", "radius_km", "note"] = ""
    """The field; empty for the incident as a whole, which can only be accepted."""
    after: Any = None
    """With edit: the value, in the form that the incident has; null for none."""
    reason: Annotated[str, msgspec.Meta(max_length=2000)] = ""
    """Why."""
    wants_second: bool = False
    """Whether another person has to confirm it."""
    of: Annotated[int, msgspec.Meta(ge=1, le=HIGHEST)] | None = None
    """The decision that is undone or confirmed."""
    seen: Annotated[int, msgspec.Meta(ge=1, le=HIGHEST)] | None = None
    """Number of the last decision on the field that you have seen; null where you saw none. Another one since is a conflict."""


def _incident(at: Desk, name: str) -> Incident | None:
    """The incident that an id leads to, as it was computed."""
    try:
        with at.store.linked() as tables:
            return tables.incidents([number_of(tables, name)]).popitem()[1]
    except UsageError:
        return None


def _shown(decision: Decision, at: Desk) -> Decision:
    """Words of people may repeat a name: they are for those who are cleared. Values of an incident hold none but in a note."""
    if at.cleared:
        return decision
    note = decision.field == "note"
    return msgspec.structs.replace(
        decision,
        reason="",
        anchor=(),
        evidence=(),
        before=None if note or decision.subject.report_id else decision.before,
        after=None if note or decision.subject.report_id else decision.after,
    )


@described("get", "/incidents/{incident}/decisions", DecisionList, to=router)
def decisions(at: At, incident: str) -> Response:
    """All decisions on an incident, under whatever ids it had."""
    known = _incident(at, incident)
    if known is None:
        return problem(404, "Not Found", "The store has no incident of that id.")
    found = at.store.decisions.of_incidents([known.id]).get(known.id, [])
    return answer(DecisionList(decisions=tuple(_shown(decision, at) for decision in found)))


@described("post", "/incidents/{incident}/decisions", Decision, sent=IncidentDecisionRequest, to=router)
def decide(at: At, incident: str, sent: IncidentDecisionRequest) -> Response:
    """Decide on a field of an incident. 409, with the other decision, where one came between."""
    person = at.demand(Right.DECIDE)
    known = _incident(at, incident)
    if known is None:
        return problem(404, "Not Found", "The store has no incident of that id.")
    decided = review.review_incident(at.store, known)
    if sent.verdict in (Ruling.UNDO, Ruling.CONFIRM):
        of = at.store.decisions.get(sent.of or 0)
        if of is None or all(
            of.seq != own.seq for own in at.store.decisions.of_incidents([known.id]).get(known.id, ())
        ):
            raise UsageError("that decision is not about this incident")
        if sent.verdict is Ruling.CONFIRM or of.by != person.name:
            at.demand(Right.CONFIRM)
        draft = Draft(by=person.name, subject=of.subject, verdict=sent.verdict, of=of.seq, reason=sent.reason)
    elif sent.verdict in (Ruling.ACCEPT, Ruling.EDIT, Ruling.REJECT):
        if sent.verdict is Ruling.EDIT:
            _fits(decided, sent.field, sent.after)
        elif sent.verdict is Ruling.REJECT and not sent.field:
            raise UsageError("an incident is not rejected as a whole: split it, or reject its events in their reports")
        draft, _ = decided.draft(
            sent.verdict,
            by=person.name,
            field=sent.field,
            after=sent.after,
            reason=sent.reason,
            wants_second=sent.wants_second,
        )
    else:
        raise UsageError("verdict is to be accept, edit, reject, undo or confirm")
    try:
        return answer(_shown(review.decide(at.store, draft, seen=sent.seen), at), 201)
    except ConflictError as error:
        tell_first(at.store, error)
        return problem(409, "Conflict", str(error), _shown(error.theirs, at))


def _fits(decided: ReviewedIncident, field: str, after: Any) -> None:
    """Raises UsageError for a value that an incident cannot have beside its others."""
    if field == "note" and not isinstance(after, str | None):
        raise UsageError("a note is text")
    if isinstance(after, str) and len(after) > 4000:
        raise UsageError("the value is too long")
    bounds = {"lat": 90.0, "lon": 180.0, "radius_km": 2000.0}
    if field in bounds and isinstance(after, int | float) and not -bounds[field] <= after <= bounds[field]:
        raise UsageError(f"{field} is to be a number of {bounds[field]:g} at most")
    if field == "radius_km" and isinstance(after, int | float) and after <= 0:
        raise UsageError("radius_km is to be above 0")
    if field in _OTHER_END and isinstance(after, str):
        other = decided.fields[_OTHER_END[field]].value
        if other is not None and (after > other.isoformat() if field == "first" else after < other.isoformat()):
            raise UsageError("the first day is after the last")


@described("get", "/decisions/{decision}/history", DecisionList, to=router)
def history(at: At, decision: str) -> Response:
    """Everything that was decided on the field of one decision. What stands in values is left out for those not cleared."""
    number = int(decision) if decision.isascii() and decision.isdecimal() and len(decision) < 10 else 0
    found = at.store.decisions.history(number)
    if not found:
        return problem(404, "Not Found", "There is no decision of that number.")
    return answer(DecisionList(decisions=tuple(_shown(one, at) for one in found)))
