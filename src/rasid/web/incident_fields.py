"""What a person decides of an incident itself: its type, days, place, and a note. A value of several fields (a place has a
point and a radius) is decided on as one: all of it or nothing is written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from rasid.errors import ConflictError, UsageError
from rasid.lexicon.places import gazetteer
from rasid.model import Decision, Draft, EventType, Person, PlaceKind, Ruling, SubjectKind
from rasid.model.decision import plain, value_of
from rasid.model.person import Right
from rasid.resolve.reviewed_incident import ReviewedIncident
from rasid.resolve.standing import FieldState, State
from rasid.web import wording
from rasid.web.forms import RADIUS_KM, Form
from rasid.web.records import Choice
from rasid.web.wording import Words

FIELDS: dict[str, tuple[str, ...]] = {
    "type": ("type",),
    "days": ("first", "last"),
    "place": ("place", "country", "lat", "lon", "radius_km"),
    "note": ("note",),
}
"""By what the page calls it, the fields that are decided on together."""
LONGEST_NOTE = 4000
_SEEN = re.compile(r"([a-z_]{1,20}):(\d{1,9})")
_TOLD = (State.WAITING, State.EDITED, State.REJECTED, State.ACCEPTED)
"""States, the one that tells most first."""
_WIDEST_KM = 2000.0
Written = list[tuple[Draft, int | None]]


@dataclass(frozen=True, slots=True)
class Step:
    """One act of a person on a value: its decisions are of one moment."""

    seq: int
    by: str
    at: dt.datetime
    verdict: Ruling
    told: str
    reason: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an incident, and what a person may do about it."""

    name: str
    told: str
    machine: str
    """As the reports tell it, where a person decided otherwise; else empty."""
    state: State
    by: str
    seen: str
    """The last decision on each of its fields, as the form brings it back."""
    waits: bool
    proposed: str
    may_undo: bool
    may_confirm: bool
    steps: tuple[Step, ...]


def value(decided: ReviewedIncident, name: str, person: Person | None, words: Words) -> Value:
    """One value as the page has it."""
    states = [decided.fields[field] for field in FIELDS[name]]
    shown = {state.field: state.value for state in states}
    found = {state.field: state.machine for state in states}
    held = {state.state for state in states}
    last = [state.effective for state in states if state.effective is not None]
    waiting = [state.waiting for state in states if state.waiting is not None]
    proposed = {state.field: state.proposed if state.waiting is not None else state.value for state in states}
    return Value(
        name=name,
        told=told(name, shown, words),
        machine=told(name, found, words) if last and shown != found else "",
        state=next((state for state in _TOLD if state in held), State.MACHINE),
        by=max(last, key=lambda decision: decision.seq).by if last else "",
        seen=" ".join(f"{state.field}:{state.seen}" for state in states if state.seen is not None),
        waits=bool(waiting),
        proposed=_proposed(name, proposed, waiting, words),
        may_undo=person is not None and any(_may_undo(person, state) for state in states),
        may_confirm=person is not None
        and person.may(Right.CONFIRM)
        and any(decision.by != person.name for decision in waiting),
        steps=tuple(_steps(name, states, words)),
    )


def told(name: str, values: dict[str, Any], words: Words) -> str:
    """A value in words."""
    match name:
        case "type":
            code = values["type"]
            return wording.name(code, words) if code is not None else words("value.none")
        case "days":
            return wording.days(values["first"], values["last"], words)
        case "place":
            where = wording.place_and_country(values["place"], values["country"], words)
            if values["lat"] is None or values["lon"] is None:
                return where
            return f"{where} · {wording.point(values['lat'], values['lon'], values['radius_km'], words)}"
    return str(values["note"] or "")


def told_raw(name: str, decided: ReviewedIncident, sent: dict[str, Any], words: Words) -> str:
    """What was sent for a value, in words."""
    held = {field: decided.fields[field].value for field in FIELDS[name]}
    return told(name, held | {field: _of(field, raw) for field, raw in sent.items()}, words)


def _proposed(name: str, values: dict[str, Any], waiting: Sequence[Decision], words: Words) -> str:
    if not waiting:
        return ""
    if waiting[-1].verdict is not Ruling.EDIT:
        return wording.name(waiting[-1].verdict, words)
    return told(name, {field: _of(field, raw) for field, raw in values.items()}, words)


def _of(field: str, raw: Any) -> Any:
    """A value of the ledger as the model has it; one of the model stays as it is."""
    return raw if raw is None or field == "note" else value_of(SubjectKind.INCIDENT, field, plain(raw))


def _steps(name: str, states: Iterable[FieldState], words: Words) -> Iterable[Step]:
    rows = sorted((decision for state in states for decision in state.decisions), key=lambda decision: decision.seq)
    # Rows of one act follow each other in the ledger, each field once.
    number, before, fields = 0, None, set[str]()
    acts: list[int] = []
    for row in rows:
        act = (row.by, row.verdict, row.reason, row.wants_second)
        if act != before or row.field in fields:
            number, before, fields = number + 1, act, set()
        fields.add(row.field)
        acts.append(number)
    held: dict[str, Any] = {state.field: state.machine for state in states}
    for _, paired in groupby(zip(acts, rows, strict=True), key=lambda pair: pair[0]):
        of_act = [row for _, row in paired]
        first = of_act[0]
        if first.verdict is Ruling.EDIT:
            held = held | {row.field: _of(row.field, row.after) for row in of_act}
        yield Step(
            seq=first.seq,
            by=first.by,
            at=first.at,
            verdict=first.verdict,
            told=told(name, held, words) if first.verdict is Ruling.EDIT else "",
            reason=first.reason,
        )


def drafts(decided: ReviewedIncident, name: str, verdict: Ruling, form: Form, person: Person) -> Written:
    """What a form decides, as the ledger takes it, each with what its author has seen. Raises UsageError for a form that tells
    nothing, ConflictError where somebody decided on one of the fields since it was opened."""
    if name not in FIELDS:
        raise UsageError("the form is not whole; load the page again")
    seen = {field: int(seq) for field, seq in _SEEN.findall(form.get("seen"))}
    reason, second = form.get("reason")[:2000], form.get("second") == "on"
    states = [decided.fields[field] for field in FIELDS[name]]
    if verdict in (Ruling.UNDO, Ruling.CONFIRM):
        return _answers(states, verdict, person, reason, seen)
    if verdict not in (Ruling.ACCEPT, Ruling.EDIT, Ruling.REJECT):
        raise UsageError("the form is not whole; load the page again")
    after = edited(form, name, decided) if verdict is Ruling.EDIT else {}
    out: Written = []
    for state in states:
        draft, _ = decided.draft(
            verdict, by=person.name, field=state.field, after=after.get(state.field), reason=reason, wants_second=second
        )
        out.append((draft, seen.get(state.field)))
    return out


def _answers(
    states: Iterable[FieldState], verdict: Ruling, person: Person, reason: str, seen: dict[str, int]
) -> Written:
    """What takes decisions back or confirms them."""
    out: Written = []
    for state in states:
        of = state.waiting or (state.effective if verdict is Ruling.UNDO else None)
        if of is None or (verdict is Ruling.CONFIRM and of.by == person.name):
            continue
        if verdict is Ruling.UNDO and not _may_undo(person, state):
            continue
        draft = Draft(by=person.name, subject=of.subject, field=of.field, verdict=verdict, of=of.seq, reason=reason)
        if seen.get(state.field) != state.seen:
            last = state.decisions[-1]
            raise ConflictError("somebody decided on the same field before you", mine=draft, theirs=last)
        # Two incidents that became one have two threads of a field: the ledger compares within that of the decision.
        out.append((draft, max(row.seq for row in state.decisions if row.thread == of.thread)))
    if not out:
        raise UsageError("there is nothing here that you may take back or confirm; load the page again")
    return out


def _may_undo(person: Person, state: FieldState) -> bool:
    of = state.waiting or state.effective
    return of is not None and person.may(Right.DECIDE) and (of.by == person.name or person.may(Right.CONFIRM))


def edited(form: Form, name: str, decided: ReviewedIncident) -> dict[str, Any]:
    """The values that a form gives, field by field, as JSON."""
    match name:
        case "type":
            try:
                return {"type": EventType(form.get("value")).value}
            except ValueError as error:
                raise UsageError("choose a value") from error
        case "days":
            first, last = form.day("first"), form.day("last")
            first, last = first or last, last or first
            if first is None or last is None:
                raise UsageError("write the first day, the last, or both")
            if first > last:
                raise UsageError("the first day is after the last")
            return {"first": first.isoformat(), "last": last.isoformat()}
        case "place":
            return _place(form, decided)
    return {"note": form.get("value")[:LONGEST_NOTE] or None}


def _place(form: Form, decided: ReviewedIncident) -> dict[str, Any]:
    typed, chosen = form.get("place_name"), form.get("place")
    now = decided.incident
    if typed:
        here = gazetteer().find(typed, country=now.country) if now.country else []
        found = here or gazetteer().find(typed)
        if not found:
            raise UsageError(f"the gazetteer knows no place {typed[:60]!r}; `rasid places` adds one")
        chosen = found[0].id
    known = gazetteer().get(chosen) if chosen else None
    if chosen and known is None:
        raise UsageError("the gazetteer has no such place any more; choose another")
    bare = known is None or known.kind is PlaceKind.COUNTRY
    point = {
        "lat": None if bare or known is None else known.lat,
        "lon": None if bare or known is None else known.lon,
        "radius_km": None if bare or known is None or known.lat is None else known.radius_km or RADIUS_KM,
    }
    lat, lon = form.degrees("lat", 90), form.degrees("lon", 180)
    if (lat is None) != (lon is None):
        raise UsageError("a point has two numbers: degrees north and degrees east")
    if lat is not None:
        radius = form.degrees("radius_km", _WIDEST_KM) or RADIUS_KM
        if radius < 0:
            raise UsageError("the radius is a number of kilometres above 0")
        point = {"lat": lat, "lon": lon, "radius_km": radius}
    return {
        "place": None if known is None or known.kind is PlaceKind.COUNTRY else known.id,
        "country": known.country if known is not None else now.country,
        **point,
    }


def types(decided: ReviewedIncident, words: Words) -> list[Choice]:
    """The types to choose from, by name."""
    now = decided.incident.type
    return sorted(
        (Choice(code.value, wording.name(code, words), code is now) for code in EventType), key=lambda c: c.told
    )


def places(decided: ReviewedIncident, named: Iterable[str], words: Words) -> list[Choice]:
    """The places to choose from: what stands now, what its reports name, and that it is not known."""
    now = decided.incident.place
    ids = dict.fromkeys(id_ for id_ in (now, *named) if id_)
    out = []
    for id_ in ids:
        known = gazetteer().get(id_)
        if known is not None:
            itself = known.kind is PlaceKind.COUNTRY
            told = (
                wording.country(known.country, words)
                if itself
                else wording.place_and_country(id_, known.country, words)
            )
            out.append(Choice(id_, told, id_ == now))
    return [*out, Choice("", words("where.unresolved"), now is None)]
