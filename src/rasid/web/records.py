"""The records of a report as cards: every field with its words, its state, and what a person may do about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, get_args, get_type_hints

from rasid.errors import UsageError
from rasid.model import (
    Analysis,
    Argument,
    CasualtyClaim,
    CountKind,
    CountRange,
    DateInterval,
    Decision,
    Event,
    Evidence,
    Person,
    PlaceReference,
    RelationType,
    Role,
    Ruling,
    Statement,
    SubjectKind,
)
from rasid.model.decision import WHOLE, empty_of, value_of
from rasid.model.person import Right
from rasid.resolve.reviewed import REFERENCES, RecordState, Reviewed
from rasid.resolve.standing import FieldState, State
from rasid.web import wording
from rasid.web.marks import calm
from rasid.web.masks import Masked, visit
from rasid.web.wording import Words

SHOWN: dict[SubjectKind, tuple[str, ...]] = {
    SubjectKind.REPORT: ("relevant", "lead_event"),
    SubjectKind.EVENT: ("type", "realis", "when", "trigger", "salience", "parent"),
    SubjectKind.CLAIM: ("outcome", "count", "groups", "who", "source", "certainty", "scope", "part_of", "update"),
    SubjectKind.STATEMENT: ("speaker", "kind", "act", "certainty", "hedge", "via"),
    SubjectKind.RELATION: ("type", "a", "b"),
    SubjectKind.MENTION: ("kind", "evidence"),
}
"""The fields of each kind of record that a card has rows for, in its order."""
_USUAL = frozenset({"parent", "part_of", "update", "hedge", "via", "scope"})
"""Fields whose row is left out while they say nothing."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that a field may be given."""

    value: str
    told: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Control:
    """How a field is edited: as choice, choices, count, when, place, words, text."""

    form: str
    choices: tuple[Choice, ...] = ()
    value: Any = None


@dataclass(frozen=True, slots=True)
class Row:
    """One field, or a small record in one row."""

    kind: SubjectKind
    record: str
    field: str
    name: str
    told: str
    gloss: str
    note: str
    quotes: tuple[Evidence, ...]
    state: State
    by: str
    seen: int | None
    edit_seen: int | None
    """The same for the field that editing changes."""
    undo: int | None
    """The decision that can be taken back."""
    undo_seen: int | None
    waits: Decision | None
    waits_seen: int | None
    proposed: str
    may_confirm: bool
    may_reject: bool
    """Whether it can be without a value."""
    may_edit: bool
    edited: str
    """The field that editing changes: of a record in one row, that which tells most."""
    decisions: tuple[Decision, ...]
    link: str = ""
    """The card that it names."""

    @property
    def key(self) -> str:
        """As it stands in ids of the page."""
        return "-".join((self.kind.value, self.record.replace("/", "_"), self.field or "all"))

    @property
    def lights(self) -> str:
        return " ".join(f"{quote.start}-{quote.end}" for quote in self.quotes)


@dataclass(frozen=True, slots=True)
class Card:
    """One record."""

    kind: SubjectKind
    id: str
    title: str
    gloss: str
    chips: tuple[str, ...]
    whole: Row
    rows: tuple[Row, ...]
    cards: tuple[Card, ...] = ()

    @property
    def key(self) -> str:
        return f"r-{self.id}" if self.id else "r-report"


class Cards:
    """Makes the cards of one report."""

    def __init__(self, reviewed: Reviewed, masked: Masked, words: Words, person: Person | None) -> None:
        self._reviewed = reviewed
        self._masked = masked
        self._words = words
        self._person = person
        self.analysis: Analysis = masked.analysis(reviewed.analysis)
        self._events = {event.id: event for event in self.analysis.events}
        self._claims = {claim.id: claim for claim in self.analysis.casualties}
        self._statements = {statement.id: statement for statement in self.analysis.statements}

    def all(self) -> list[Card]:
        """The report itself; its events, that of which it chiefly tells first, each with its claims; who says what; what was
        found beside that; and what was rejected."""
        by_kind: dict[SubjectKind, list[RecordState]] = {}
        for state in self._reviewed.records:
            by_kind.setdefault(state.kind, []).append(state)
        order = ("main", "secondary", "background")
        lead = self.analysis.lead_event

        def rank(state: RecordState) -> tuple[bool, int]:
            event = self._events.get(state.id)
            return (state.id != lead, order.index(event.salience.value) if event else 9)

        out = [self._card(state) for state in by_kind.get(SubjectKind.REPORT, ())]
        for state in sorted(by_kind.get(SubjectKind.EVENT, ()), key=rank):
            claims = [
                s
                for s in by_kind.get(SubjectKind.CLAIM, ())
                if (self._claims[s.id].event if s.id in self._claims else s.fields["event"].value) == state.id
            ]
            arguments = [s for s in by_kind.get(SubjectKind.ARGUMENT, ()) if s.id.split("/", 1)[0] == state.id]
            rows = tuple(self._argument(s) for s in sorted(arguments, key=lambda s: list(Role).index(_role(s))))
            out.append(self._card(state, rows, tuple(self._card(claim) for claim in claims)))
        out += [self._card(state) for state in by_kind.get(SubjectKind.STATEMENT, ())]
        return out

    def mentions(self) -> list[Row]:
        """Everything found in the text, a row each, in its order."""
        found = [s for s in self._reviewed.records if s.kind is SubjectKind.MENTION]
        return [self._row(s, s.whole, "kind", record=True) for s in sorted(found, key=lambda s: s.anchor[0].span)]

    def relations(self) -> list[Row]:
        return [
            self._row(s, s.whole, "type", record=True) for s in self._reviewed.records if s.kind is SubjectKind.RELATION
        ]

    def editor(self, kind: SubjectKind, record: str, field: str) -> tuple[Row, Control]:
        """One row with what its editor offers; of a record in one row, ``field`` is what is edited. Raises KeyError where
        there is none."""
        state = self._reviewed.record(kind, record)
        found = state.fields[field]
        whole = kind in (SubjectKind.ARGUMENT, SubjectKind.MENTION, SubjectKind.RELATION)
        row = self._row(state, state.whole if whole else found, field, record=whole)
        control = self._control(state, field, found)
        if control is None:
            raise KeyError(field)
        return row, control

    def _card(self, state: RecordState, rows: tuple[Row, ...] = (), cards: tuple[Card, ...] = ()) -> Card:
        title, gloss, chips = self._title(state)
        own = tuple(
            self._row(state, found, field)
            for field in SHOWN[state.kind]
            if (found := state.fields[field]).decisions or field not in _USUAL or self._says(field, found.value)
        )
        return Card(state.kind, state.id, title, gloss, chips, self._row(state, state.whole, WHOLE), own + rows, cards)

    @staticmethod
    def _says(field: str, value: Any) -> bool:
        return bool(value) and not (field == "scope" and value == "event")

    def _title(self, state: RecordState) -> tuple[str, str, tuple[str, ...]]:
        w = self._words
        shown = {name: found.value for name, found in state.fields.items()}
        match state.kind:
            case SubjectKind.REPORT:
                return w("report.as_a_whole"), "", ()
            case SubjectKind.EVENT:
                chips = [wording.name(shown["realis"], w)] if shown["realis"] != "actual" else []
                chips.append(
                    w("report.lead") if self.analysis.lead_event == state.id else wording.name(shown["salience"], w)
                )
                return wording.name(shown["type"], w), wording.other_name(shown["type"], w), tuple(chips)
            case SubjectKind.CLAIM:
                title = wording.outcome_and_count(shown["outcome"], shown["count"], w)
                chips = [wording.name(shown["certainty"], w)] if shown["certainty"] != "asserted" else []
                chips += [w("report.update")] if shown["update"] else []
                return title, wording.names(shown["groups"], w), tuple(chips)
            case SubjectKind.STATEMENT:
                said = self._statements.get(state.id)
                title = self._speaker(said) if said else calm(self._shown(shown["speaker"]).quote)
                return title, wording.name(shown["act"], w), (wording.name(shown["kind"], w),)
        return state.id, "", ()

    def _speaker(self, said: Statement) -> str:
        known = wording.actor(said.actor, self._words) if said.actor else ""
        return known or (said.label if self._words.lang == "en" else None) or calm(said.speaker.quote)

    def _shown(self, value: Any) -> Any:
        return visit(value, {self._reviewed.report.id: self._masked}) if value is not None else None

    def _argument(self, state: RecordState) -> Row:
        role = _role(state)
        return self._row(state, state.whole, "place" if role is Role.PLACE else "role", record=True)

    def _row(self, state: RecordState, found: FieldState, field: str, *, record: bool = False) -> Row:
        """``record``: the row is a whole record, of which ``field`` is what is edited."""
        w = self._words
        value = self._shown(found.value)
        told, gloss, note, quotes = self._told(state, field, value, record=record)
        edited = state.fields.get(field) if record else found
        if record and state.kind is SubjectKind.ARGUMENT:
            name = wording.name(_role(state), w)
        elif record and state.kind is SubjectKind.MENTION:
            name = w(f"kind.{state.fields['kind'].value}")
        else:
            name = w(f"field.{state.kind.value}.{field or 'all'}")
        told_state, last = found.state, found.effective
        undo = found.waiting or found.effective
        waits = found.waiting
        decisions = found.decisions
        if record:  # what was decided on any field of it shows in its one row
            told_state = state.state
            for other in state.fields.values():
                last = last or other.effective
                undo = undo or other.waiting or other.effective
                waits = waits or other.waiting
                decisions += other.decisions
            decisions = tuple(sorted(decisions, key=lambda decision: decision.seq))
        person = self._person
        return Row(
            kind=state.kind,
            record=state.id,
            field=WHOLE if record else found.field,
            name=name,
            told=told,
            gloss=gloss,
            note=note,
            quotes=quotes,
            state=told_state,
            by=last.by if last is not None else "",
            seen=found.seen,
            edit_seen=edited.seen if edited is not None else None,
            undo_seen=max((d.seq for d in decisions if d.thread == undo.thread), default=None) if undo else None,
            undo=undo.seq if undo is not None and (person is None or _may_undo(person, undo)) else None,
            waits=waits,
            waits_seen=max((d.seq for d in decisions if d.thread == waits.thread), default=None) if waits else None,
            proposed=self._proposed(state, waits),
            may_confirm=waits is not None
            and person is not None
            and person.may(Right.CONFIRM)
            and waits.by != person.name,
            may_reject=record
            or (field == WHOLE and state.kind is not SubjectKind.REPORT)
            or _optional(state.kind, field),
            may_edit=edited is not None and field != WHOLE,
            edited=field,
            decisions=decisions,
            link=f"r-{value}" if field in REFERENCES.get(state.kind, {}) and isinstance(value, str) else "",
        )

    def _proposed(self, state: RecordState, waits: Decision | None) -> str:
        if waits is None:
            return ""
        if waits.verdict is not Ruling.EDIT:
            return wording.name(waits.verdict, self._words)
        value = self._shown(value_of(state.kind, waits.field, waits.after))
        told, _, _, quotes = self._told(state, waits.field, value, record=False)
        return told or " ".join(calm(quote.quote) for quote in quotes)

    def _told(
        self, state: RecordState, field: str, value: Any, *, record: bool
    ) -> tuple[str, str, str, tuple[Evidence, ...]]:
        """A value in words, a gloss, a note, and the words of the report."""
        w = self._words
        if record:
            return self._told_record(state)
        if field == WHOLE:
            return "", "", "", tuple(map(self._shown, state.anchor[:1]))
        if field in REFERENCES.get(state.kind, {}):
            return self._reference(value), value or "", "", ()
        quotes: tuple[Evidence, ...] = ()
        if state.kind is SubjectKind.CLAIM and field == "count":
            quotes = (self._shown(state.fields["evidence"].value),)
        match value:
            case None | ():
                return w("value.not_stated"), "", "", quotes
            case bool():
                return w("value.yes" if value else "value.no"), "", "", quotes
            case StrEnum():
                return wording.name(value, w), wording.other_name(value, w), "", quotes
            case CountRange():
                vague = value.kind is CountKind.VAGUE
                return wording.count(value, w), "", wording.name(value.kind, w) if vague else "", quotes
            case DateInterval():
                return wording.when(value, w), "", wording.when_basis(value, w), value.evidence
            case Evidence():
                return "", "", "", (value,)
            case tuple() if isinstance(value[0], StrEnum):
                return wording.names(value, w), "", "", quotes
            case tuple() if isinstance(value[0], Evidence):
                return "", "", "", value
            case tuple():
                return " ".join(map(str, value)), "", "", quotes
        return str(value), "", "", quotes

    def _told_record(self, state: RecordState) -> tuple[str, str, str, tuple[Evidence, ...]]:
        w = self._words
        found = {name: self._shown(f.value) for name, f in state.fields.items()}
        quotes = tuple(map(self._shown, state.anchor[:1]))
        if state.kind is SubjectKind.RELATION:
            return (
                wording.name(found["type"], w),
                wording.other_name(found["type"], w),
                "",
                tuple(map(self._shown, state.anchor)),
            )
        if state.kind is SubjectKind.MENTION:
            known = found["entity"]
            told = wording.actor(known, w) if found["kind"] == "actor" else wording.place_name(known, w)
            return told if told != known else "", "", "", quotes
        place: PlaceReference | None = found["place"]
        if place is not None:
            note = wording.name(place.kind, w)
            if place.lat is not None:
                note += " · " + wording.point(place.lat, place.lon, place.radius_km, w)
            return wording.place(place, w), place.name_en or "" if w.lang == "ar" else "", note, quotes
        hidden = self._masked.covers(state.anchor[0].span)
        label = "" if hidden or w.lang == "ar" else found["label"] or ""
        return wording.actor(found["actor"], w) or label, "", "", quotes

    def _reference(self, value: str | None) -> str:
        if value is None:
            return self._words("value.none")
        if value in self._events:
            return wording.name(self._events[value].type, self._words)
        if value in self._claims:
            claim = self._claims[value]
            return wording.outcome_and_count(claim.outcome, claim.count, self._words)
        if value in self._statements:
            return self._speaker(self._statements[value])
        return value

    def _control(self, state: RecordState, field: str, found: FieldState) -> Control | None:
        w, value = self._words, found.value
        other = REFERENCES.get(state.kind, {}).get(field)
        if other is not None:
            return Control("choice", tuple(self._records(other, value, own=state.id)))
        if state.kind is SubjectKind.MENTION and field == "kind":
            names = ("actor", "person", "place", "time", "weapon", "quantity")
            return Control("choice", tuple(Choice(n, w(f"kind.{n}"), n == value) for n in names))
        if isinstance(value, bool):
            return Control("choice", (Choice("true", w("value.yes"), value), Choice("false", w("value.no"), not value)))
        codes = codes_of(state.kind, field)
        if codes is not None:
            many = isinstance(value, tuple)
            held = set(value) if many else {value}
            return Control(
                "choices" if many else "choice",
                tuple(Choice(c.value, wording.name(c, w), c in held) for c in codes),
            )
        if field == "count":
            return Control("count", codes_choices(CountRange, "kind", value.kind, w), value)
        if field == "when":
            shown = value or None
            return Control(
                "when", codes_choices(DateInterval, "granularity", shown.granularity if shown else None, w), shown
            )
        if field == "place":
            return Control("place", tuple(self._places(value)), value)
        if field in ("trigger", "evidence", "who", "speaker", "hedge", "a", "b"):
            return Control("words", value=self._shown(value))
        return None

    def _places(self, value: PlaceReference | None) -> Iterator[Choice]:
        w = self._words
        for candidate in value.candidates if value else ():
            near = wording.country(candidate.country, w)
            told = f"{wording.place_name(candidate.place_id, w) or candidate.name_ar} · {wording.governorate(candidate.admin1 or '', w)} {near}"
            yield Choice(candidate.place_id, " ".join(told.split()), bool(value and value.chosen == candidate.place_id))
        yield Choice("", w("where.unresolved"), value is None or value.chosen is None)

    def _records(self, kind: SubjectKind, chosen: str | None, *, own: str) -> Iterable[Choice]:
        yield Choice("", self._words("value.none"), chosen is None)
        held: Iterable[str] = {
            SubjectKind.EVENT: self._events.keys(),
            SubjectKind.CLAIM: self._claims.keys(),
            SubjectKind.STATEMENT: self._statements.keys(),
        }[kind]
        for id_ in held:
            if id_ != own:
                yield Choice(id_, f"{id_} · {self._reference(id_)}", id_ == chosen)


@cache
def _optional(kind: SubjectKind, field: str) -> bool:
    if field == WHOLE:
        return False
    try:
        empty_of(kind, field)
    except UsageError:
        return False
    return True


def _role(state: RecordState) -> Role:
    role: Role = state.fields["role"].value
    return role


def _may_undo(person: Person, decision: Decision) -> bool:
    return person.may(Right.DECIDE) and (decision.by == person.name or person.may(Right.CONFIRM))


_STRUCTS: dict[SubjectKind, type] = {
    SubjectKind.EVENT: Event,
    SubjectKind.ARGUMENT: Argument,
    SubjectKind.CLAIM: CasualtyClaim,
    SubjectKind.STATEMENT: Statement,
}


@cache
def codes_of(kind: SubjectKind, field: str) -> type[StrEnum] | None:
    """The closed set of which a field, or each of its values, is; None for other fields."""
    if kind is SubjectKind.RELATION and field == "type":
        return RelationType
    told = get_type_hints(_STRUCTS[kind]).get(field) if kind in _STRUCTS else None
    for found in (told, *get_args(told)):
        if isinstance(found, type) and issubclass(found, StrEnum):
            return found
    return None


@cache
def _hint(struct: type, field: str) -> type[StrEnum]:
    codes: type[StrEnum] = get_type_hints(struct)[field]
    return codes


def codes_choices(struct: type, field: str, chosen: StrEnum | None, words: Words) -> tuple[Choice, ...]:
    """The codes of one field of a value, to be chosen from."""
    codes = _hint(struct, field)
    return tuple(Choice(code.value, wording.name(code, words), code is chosen) for code in codes)
