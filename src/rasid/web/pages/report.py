"""The page of a report: its text with every mention marked in place, its records, and decisions on them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from markupsafe import Markup

from rasid.errors import ConflictError, RasidError, UsageError
from rasid.model import (
    Act,
    CountKind,
    CountRange,
    Decision,
    Draft,
    EventType,
    Group,
    Outcome,
    Realis,
    Report,
    Role,
    Ruling,
    SpeakerKind,
    SubjectKind,
)
from rasid.model.decision import value_of
from rasid.model.person import Right
from rasid.resolve.reviewed import Reviewed, reviewed
from rasid.run import review
from rasid.store import Store
from rasid.web import wording
from rasid.web.conflicts import refused, tell_first
from rasid.web.desk import Desk, desk
from rasid.web.forms import Form, addition, value
from rasid.web.highlights import KINDS, LOOK, marks
from rasid.web.marks import calm, windows, write
from rasid.web.masks import Masked, masked, visit
from rasid.web.records import Cards, codes_choices

router = APIRouter()
ALSO: dict[SubjectKind, tuple[str, ...]] = {
    SubjectKind.ARGUMENT: ("role", "evidence"),
    SubjectKind.MENTION: ("evidence",),
    SubjectKind.RELATION: ("a", "b"),
}
"""Of records that stand in one row, the further fields that its editor has."""
At = Annotated[Desk, Depends(desk)]


class Page:
    """One report as one person sees it."""

    def __init__(self, at: Desk, report: Report, found: Reviewed, part: int = 1) -> None:
        self.at = at
        self.reviewed = found
        self.masked: Masked = masked(report, found.machine, found.analysis, cleared=at.cleared)
        self.part = part

    @classmethod
    def of(cls, at: Desk, report_id: str, part: int = 1) -> Page | None:
        report = at.store.report(report_id)
        analysis = at.store.analysis(report_id)
        if report is None or analysis is None:
            return None
        return cls(at, report, reviewed(report, analysis, at.store.decisions.of_report(report_id)), part)

    def shown(self, **more: Any) -> dict[str, Any]:
        """What the template has."""
        at, w = self.at, self.at.words
        cards = Cards(self.reviewed, self.masked, w, at.person)
        report, analysis = self.masked.report, cards.analysis
        found, lost = marks(report, analysis)
        pieces = windows(report.text)
        part = min(max(1, self.part), len(pieces))
        look = LOOK
        every = cards.all()
        return {
            "report": report,
            "analysis": analysis,
            "outlet": wording.outlet(report, w),
            "published": wording.published(report, w),
            "article": Markup(write(report.text, found, pieces[part - 1], look)),
            "part": part,
            "parts": len(pieces),
            "window": pieces[part - 1],
            "masked": self.masked.hides,
            "lost": lost,
            "kinds": [kind for kind in KINDS if any(kind in mark.kinds for mark in found)],
            "cards": [card for card in every if card.kind is not SubjectKind.STATEMENT],
            "statements": [card for card in every if card.kind is SubjectKind.STATEMENT],
            "mentions": cards.mentions(),
            "relations": cards.relations(),
            "problems": list(at.store.problems(report_id=report.id)),
            "orphans": [self._decision(cards, decision) for decision in self.reviewed.orphans],
            "incidents": incidents_of(at.store, report.id),
            "conflicts": self._conflicts(),
            "may_decide": at.may(Right.DECIDE),
            "choices": self._choices(cards),
            "title": heading(report),
            "hide": self.masked.words,
            "text_print": self.masked.print,
            "error": None,
            "conflict": None,
            "said": "",
            **more,
        }

    def _decision(self, cards: Cards, decision: Decision) -> dict[str, Any]:
        return {
            "decision": decision,
            "verdict": wording.name(decision.verdict, self.at.words),
            "kind": wording.name(decision.subject.kind, self.at.words),
            "words": " · ".join(self.masked.words(words.quote) for words in decision.anchor[:1]),
        }

    def _choices(self, cards: Cards) -> dict[str, Any]:
        """What may be chosen when words are added."""
        w = self.at.words
        out: dict[str, Any] = {
            kind.__name__: [(code.value, wording.name(code, w)) for code in kind]
            for kind in (EventType, Realis, Role, Outcome, Group, SpeakerKind, Act)
        }
        out["kinds"] = codes_choices(CountRange, "kind", CountKind.EXACT, w)
        out["events"] = [(e.id, f"{e.id} · {wording.name(e.type, w)}") for e in cards.analysis.events]
        out["sources"] = [(s.id, f"{s.id} · {calm(s.speaker.quote)}") for s in cards.analysis.statements]
        return out

    def _conflicts(self) -> list[tuple[str, Decision]]:
        """Decisions of others that were refused since a decision of this person came before them, until the field is decided
        on again."""
        if self.at.person is None:
            return []
        every = self.at.store.decisions.of_report(self.reviewed.report.id)
        return [(self._field_name(first), late) for first, late in refused(every, self.at.person.name)]

    def _field_name(self, decision: Decision) -> str:
        subject = decision.subject
        name = self.at.words(f"field.{subject.kind.value}.{decision.field or 'all'}")
        quote = calm(self.masked.words(decision.anchor[0].quote)) if decision.anchor else ""
        return f"{name} · {quote}" if quote else name

    def conflict(self, error: ConflictError) -> dict[str, Any]:
        """Both decisions, in words."""
        return {
            "theirs": error.theirs,
            "theirs_told": self._verdict(error.theirs),
            "mine_told": self._verdict(error.mine),
            "field": self._field_name(error.theirs),
        }

    def _verdict(self, decided: Decision | Draft) -> str:
        w = self.at.words
        told = wording.name(decided.verdict, w)
        if decided.verdict is Ruling.EDIT:
            found = visit(
                value_of(decided.subject.kind, decided.field, decided.after), {self.reviewed.report.id: self.masked}
            )
            told += ": " + wording.anything(found, w)
        return told


def heading(report: Report) -> str:
    """The title, or the first words."""
    name = calm(" ".join((report.title or report.text.strip().split("\n", 1)[0]).split()))
    return name if len(name) <= 160 else name[: name.rfind(" ", 0, 160) if " " in name[:160] else 160] + "…"


def incidents_of(store: Store, report_id: str) -> list[tuple[str, str]]:
    """(incident, event) of the events of a report that are linked."""
    with store.linked() as tables:
        rows = [row for row in tables.of_reports([report_id]) if row.event is not None and row.incident is not None]
        found = tables.incidents({row.incident for row in rows if row.incident is not None})
    out: dict[str, list[str]] = {}
    for row in rows:
        if row.incident in found and row.event is not None:
            out.setdefault(found[row.incident].id, []).append(row.event)
    return [(incident, ", ".join(events)) for incident, events in out.items()]


@router.get("/reports/{report_id}")
def show(at: At, report_id: str, part: int = 1) -> Response:
    """The report, a long one in parts."""
    page = Page.of(at, report_id, part)
    if page is None:
        return at.not_found()
    return at.render("report.html", **page.shown())


@router.get("/reports/{report_id}/edit")
def edit(at: At, report_id: str, kind: str = "", record: str = "", field: str = "", part: int = 1) -> Response:
    """The editor of one field: a part of the page, or a page of its own."""
    page = Page.of(at, report_id, part)
    if page is None:
        return at.not_found()
    at.demand(Right.DECIDE)
    cards = Cards(page.reviewed, page.masked, at.words, at.person)
    try:
        what = SubjectKind(kind)
        fields = dict.fromkeys((field, *ALSO.get(what, ())))
        editors = [cards.editor(what, record, name) for name in fields if name != "place" or name == field]
    except (KeyError, ValueError):
        return at.not_found()
    template = "_editor.html" if at.partial else "report_edit.html"
    report = page.masked.report
    return at.render(
        template, report=report, title=heading(report), editors=editors, part=part, text_print=page.masked.print
    )


@router.post("/reports/{report_id}/decide")
async def decide(request: Request, at: At, report_id: str) -> Response:
    """Accept, edit, reject, take back or confirm one field."""
    form = await Form.of(request)
    return await at.threaded(_decide, at, report_id, form)


def _decide(at: Desk, report_id: str, form: Form) -> Response:
    page = Page.of(at, report_id, _part(form))
    if page is None:
        return at.not_found()
    person = at.demand(Right.DECIDE)
    try:
        verdict = Ruling(form.get("verdict"))
        kind, record = SubjectKind(form.get("kind")), form.get("record")
    except ValueError:
        return _back(page, form, error=UsageError("the form is not whole; load the page again"))
    field, second, reason = form.get("field"), form.get("second") == "on", form.get("reason")[:2000]
    try:
        seen = form.seq("seen")
        if verdict in (Ruling.UNDO, Ruling.CONFIRM):
            if verdict is Ruling.CONFIRM:
                at.demand(Right.CONFIRM)
            of = form.seq("of") or 0
            known = at.store.decisions.get(of)
            if known is None or known.subject.report_id != report_id:
                raise UsageError("that decision is not about this report; load the page again")
            if verdict is Ruling.UNDO and known.by != person.name:
                at.demand(Right.CONFIRM)
            seen = form.seq("of_seen")
            draft = Draft(by=person.name, subject=known.subject, verdict=verdict, of=of, reason=reason)
            review.decide(at.store, draft, seen=seen)
        else:
            after = None
            if verdict is Ruling.EDIT:
                state = page.reviewed.state(kind, record, field)
                after = value(form, kind, field, state.value, page.masked)
            draft, _ = page.reviewed.draft(
                kind, record, verdict, by=person.name, field=field, after=after, reason=reason, wants_second=second
            )
            review.decide(at.store, draft, seen=seen)
    except KeyError:
        return _back(page, form, error=UsageError("the record is not there any more; look at the report as it is now"))
    except ConflictError as error:
        tell_first(at.store, error)
        return _back(page, form, error=error)
    except RasidError as error:
        return _back(page, form, error=error)
    what = at.words(f"field.{kind.value}.{field or 'all'}")
    return _back(page, form, said=at.words("report.decided", verdict=wording.name(verdict, at.words), what=what))


@router.post("/reports/{report_id}/add")
async def add(request: Request, at: At, report_id: str) -> Response:
    """Add a record on selected words."""
    form = await Form.of(request)
    return await at.threaded(_add, at, report_id, form)


def _add(at: Desk, report_id: str, form: Form) -> Response:
    page = Page.of(at, report_id, _part(form))
    if page is None:
        return at.not_found()
    person = at.demand(Right.DECIDE)
    try:
        kind, record, event = addition(form, page.reviewed.analysis, page.masked)
        draft = page.reviewed.addition(
            kind,
            record,
            by=person.name,
            event=event,
            reason=form.get("reason")[:2000],
            wants_second=form.get("second") == "on",
        )
        review.decide(at.store, draft)
    except RasidError as error:
        return _back(page, form, error=error)
    return _back(page, form, said=at.words("report.added", what=page.masked.words(draft.anchor[0].quote)))


def _part(form: Form) -> int:
    raw = form.get("part")
    return int(raw) if raw.isdecimal() and len(raw) < 7 else 1


def _back(page: Page, form: Form, error: RasidError | None = None, said: str = "") -> Response:
    """The changed part of the page, with what was done for those who hear it; the whole page without script. Of what is refused
    the reason alone, so that what was typed stands."""
    at = page.at
    conflict = page.conflict(error) if isinstance(error, ConflictError) else None
    status = 200 if error is None else 409 if conflict else 422
    if not at.partial and error is None:
        key = form.get("row")
        return RedirectResponse(f"/reports/{page.reviewed.report.id}?part={page.part}#{key}", status_code=303)
    fresh = Page.of(at, page.reviewed.report.id, page.part) or page
    template = "report_body.html" if at.partial else "report.html"
    told = at.words.said(str(error)) if error and not conflict else None
    response = at.render(template, status=status, **fresh.shown(error=told, conflict=conflict, said=said))
    return at.notices_only(response) if at.partial and status == 422 else response
