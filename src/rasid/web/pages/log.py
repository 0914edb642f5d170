"""The ledger: who decided what, when and why; the whole history of a field; what waits for a second person; and the proof."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response, StreamingResponse

from rasid.errors import ConflictError, RasidError, UsageError
from rasid.model import Decision, Draft, Ruling, SubjectKind
from rasid.model.decision import canonical, value_of
from rasid.model.person import Right
from rasid.resolve.reviewed import reviewed
from rasid.run.review import decide
from rasid.web import wording
from rasid.web.desk import Desk, desk
from rasid.web.forms import Form, day_of
from rasid.web.masks import Masked, masked, visit

router = APIRouter()
At = Annotated[Desk, Depends(desk)]
PAGE = 60
_IN_RECORDS = frozenset(SubjectKind) - {SubjectKind.PERSON, SubjectKind.STORE}


@router.get("/log")
def show(
    at: At, by: str = "", kind: str = "", since: str = "", until: str = "", waiting: str = "", before: str = ""
) -> Response:
    """The ledger, the newest first, or what of it is asked for."""
    last = int(before) if before.isdecimal() and len(before) < 10 else None
    return _page(at, by=by, kind=kind, since=since, until=until, waiting=waiting == "true", before=last)


def _page(
    at: Desk,
    status: int = 200,
    *,
    by: str = "",
    kind: str = "",
    since: str = "",
    until: str = "",
    waiting: bool = False,
    before: int | None = None,
    **more: Any,
) -> Response:
    found = at.store.decisions.listed(
        by=by or None,
        kind=SubjectKind(kind) if kind in set(SubjectKind) else None,
        since=day_of(since),
        until=day_of(until),
        waiting=waiting,
        before=before,
        limit=PAGE + 1,
    )
    head, hash_ = at.store.decisions.head()
    lines = list(Lines(at).of(found[:PAGE]))
    return at.render(
        "log.html",
        status=status,
        lines=lines,
        more_before=found[PAGE - 1].seq if len(found) > PAGE else None,
        active=sum(map(bool, (by, kind, since, until))),
        asked={"by": by, "kind": kind, "since": since, "until": until, "waiting": waiting},
        people=at.store.people.listed(removed=True),
        kinds=[(one.value, wording.name(one, at.words)) for one in SubjectKind],
        head=head,
        hash=hash_,
        may_confirm=at.may(Right.CONFIRM),
        may_export=at.may(Right.EXPORT) and at.cleared,
        **{"error": None, "conflict": None, **more},
    )


class Lines:
    """Decisions in words, names covered for who is not cleared for them."""

    def __init__(self, at: Desk) -> None:
        self._at = at
        self._masks: dict[str, Masked | None] = {}

    def of(self, decisions: Iterable[Decision], *, whole: bool = False) -> Iterator[dict[str, Any]]:
        """Each as a line; with ``whole`` the values before and after too."""
        for decision in decisions:
            yield self._line(decision, whole=whole)

    def _mask(self, report_id: str | None) -> Masked | None:
        if report_id is None:
            return None
        if report_id not in self._masks:
            store = self._at.store
            report, analysis = store.report(report_id), store.analysis(report_id)
            found = None
            if report is not None and analysis is not None:
                cleared = self._at.cleared
                shown = None if cleared else reviewed(report, analysis, store.decisions.of_report(report_id)).analysis
                found = masked(report, analysis, shown, cleared=cleared)
            self._masks[report_id] = found
        return self._masks[report_id]

    def _line(self, decision: Decision, *, whole: bool) -> dict[str, Any]:
        words, subject = self._at.words, decision.subject
        line: dict[str, Any] = {
            "decision": decision,
            "verdict": wording.name(decision.verdict, words),
            "kind": wording.name(subject.kind, words),
            "moment": words.moment(decision.at),
            "field": self._field(decision),
            "href": self._href(decision),
            "quote": "",
            "mine": self._at.person is not None and decision.by == self._at.person.name,
        }
        mask = self._mask(subject.report_id)
        line["reason"] = mask.words(decision.reason) if mask is not None else decision.reason
        if decision.anchor and mask is not None:
            line["quote"] = mask.words(decision.anchor[0].quote)
        line["came"] = self._came(decision)
        line["told"] = whole or decision.verdict is Ruling.EDIT
        if line["told"]:
            line["before"] = self._value(decision, decision.before, mask)
            line["after"] = self._value(decision, decision.after, mask)
        return line

    def _field(self, decision: Decision) -> str:
        kind, words = decision.subject.kind, self._at.words
        if decision.verdict is Ruling.DONE:
            return words.maybe(f"done.{decision.field}") or decision.field
        if kind in _IN_RECORDS:
            return words.maybe(f"field.{kind.value}.{decision.field or 'all'}") or decision.field
        return decision.field

    def _came(self, decision: Decision) -> str:
        """What came of reading reports in."""
        told, words = decision.after, self._at.words
        if decision.verdict is not Ruling.DONE or decision.field != "import" or not isinstance(told, dict):
            return ""
        reports = words("count.reports", n=told.get("read", 0))
        return words("log.came", reports=reports, relevant=words.number(told.get("relevant", 0)))

    def _href(self, decision: Decision) -> str:
        subject = decision.subject
        if subject.report_id is not None:
            return f"/reports/{subject.report_id}"
        return f"/incidents/{subject.incident}" if subject.incident is not None else ""

    def _value(self, decision: Decision, raw: Any, mask: Masked | None) -> str:
        """A value in words. What cannot be told to one who is not cleared is not told."""
        if raw is None:
            return ""
        kind = decision.subject.kind
        if kind in _IN_RECORDS and decision.verdict is not Ruling.DONE and decision.field:
            try:
                value = value_of(kind, decision.field, raw)
            except (UsageError, KeyError):
                return wording.anything(raw, self._at.words) if self._at.cleared else ""
            if decision.subject.report_id is not None:
                if mask is None and not self._at.cleared:
                    return ""
                if mask is not None:
                    value = visit(value, {decision.subject.report_id: mask})
            if kind is SubjectKind.INCIDENT and decision.field in ("place", "country"):
                told = wording.place_name if decision.field == "place" else wording.country
                return told(value, self._at.words) or str(value)
            return wording.anything(value, self._at.words)
        if isinstance(raw, dict) and (self._at.cleared or kind not in _IN_RECORDS):
            return "\n".join(_flat(raw))
        return str(raw) if self._at.cleared or kind not in _IN_RECORDS else ""


def _flat(raw: dict[str, Any], before: str = "") -> Iterator[str]:
    """A table of values, line by line; what is empty is left out."""
    for name, value in raw.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{before}{name}.")
        elif value not in (None, "", [], False):
            told = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
            yield f"{before}{name}: {told}"


@router.get("/log/verify")
def verify(at: At) -> Response:
    """Counts all hashes over again, and says what is wrong with them."""
    return at.render("log_verified.html" if at.partial else "log_verify.html", found=at.store.decisions.verify())


@router.get("/log.jsonl", include_in_schema=False)
def download(at: At) -> Response:
    """The whole ledger, each row as it was hashed, with its hash: enough to count it over elsewhere. For people cleared for
    names, which values and quotes may hold."""
    at.demand(Right.EXPORT)
    if not at.cleared:
        return at.forbidden()

    def lines() -> Iterator[bytes]:
        for decision in at.store.decisions.all():
            yield b'{"hash":' + msgspec.json.encode(decision.hash) + b',"row":' + canonical(decision) + b"}\n"

    return StreamingResponse(
        lines(), media_type="application/jsonl", headers={"Content-Disposition": 'attachment; filename="ledger.jsonl"'}
    )


@router.get("/log/{seq}")
def history(at: At, seq: int) -> Response:
    """Everything that was decided on the field of one decision, in order."""
    found = at.store.decisions.history(seq)
    if not found:
        return at.not_found()
    lines = list(Lines(at).of(found, whole=True))
    return at.render("log_field.html", lines=lines, seq=seq, may_confirm=at.may(Right.CONFIRM), **_about(lines))


def _about(lines: list[dict[str, Any]]) -> dict[str, Any]:
    first = lines[0]
    waits = any(line["decision"].wants_second for line in lines) and not any(
        line["decision"].verdict in (Ruling.CONFIRM, Ruling.UNDO) for line in lines
    )
    return {"first": first, "waits": waits}


@router.post("/log/{seq}/{verdict}")
async def answer(request: Request, at: At, seq: int, verdict: str) -> Response:
    """Confirm a decision as the second person, or take it back."""
    form = await Form.of(request)
    return await at.threaded(_answer, at, seq, verdict, form)


def _answer(at: Desk, seq: int, verdict: str, form: Form) -> Response:
    known = at.store.decisions.get(seq)
    if known is None or verdict not in ("confirm", "undo"):
        return at.not_found()
    me = at.demand(Right.CONFIRM if verdict == "confirm" or not _mine(at, known) else Right.DECIDE)
    draft = Draft(
        by=me.name, subject=known.subject, verdict=Ruling(verdict), of=seq, reason=form.get("reason").strip()[:2000]
    )
    try:
        seen = form.seq("seen")
        decide(at.store, draft, seen=at.store.decisions.history(seq)[-1].seq if seen is None else seen)
    except ConflictError as error:
        return _page(at, 409, conflict=next(iter(Lines(at).of([error.theirs], whole=True))), waiting=True)
    except RasidError as error:
        return _page(at, 422, error=at.words.said(str(error)), waiting=True)
    back = form.get("back")
    return RedirectResponse(f"/log/{seq}" if back == "field" else "/log?waiting=true", status_code=303)


def _mine(at: Desk, decision: Decision) -> bool:
    return at.person is not None and at.person.name == decision.by
