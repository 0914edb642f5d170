"""An incident as it is shown: as its reports tell it, and over that what people decided of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from rasid.errors import UsageError
from rasid.model import Basis, Decision, Draft, Evidence, Incident, Ruling, Subject, SubjectKind
from rasid.model.decision import NOTES, WHOLE, fields, plain, value_of
from rasid.resolve.standing import STATES, FieldState, State, standing


class ReviewedIncident(msgspec.Struct, frozen=True, kw_only=True):
    """An incident as it is shown."""

    incident: Incident
    """With what people decided in it; its ``decided`` names those values."""
    whole: FieldState
    """Whether it was accepted as a whole: reviewed."""
    fields: dict[str, FieldState]
    """Its fields, and `note` and `rule`, which are in the ledger alone."""

    def draft(
        self,
        verdict: Ruling,
        *,
        by: str,
        field: str = WHOLE,
        after: Any = None,
        reason: str = "",
        evidence: tuple[Evidence, ...] = (),
        wants_second: bool = False,
    ) -> tuple[Draft, int | None]:
        """A decision on the incident, and the number of the last one seen."""
        state = self.whole if field == WHOLE else self.fields.get(field)
        if state is None:
            raise UsageError(f"an incident has no field {field} to decide on")
        draft = Draft(
            by=by,
            subject=Subject(kind=SubjectKind.INCIDENT, incident=self.incident.id),
            field=field,
            verdict=verdict,
            # Accepted as a whole, it is what it was then: with more reports it is to be looked at again.
            before=plain(state.value)
            if field != WHOLE
            else {"reports": sorted({e.report_id for e in self.incident.events})},
            after=plain(after),
            reason=reason,
            evidence=evidence,
            wants_second=wants_second,
        )
        return draft, state.seen


def reviewed_incident(incident: Incident, decisions: Iterable[Decision]) -> ReviewedIncident:
    """The incident as it is shown. ``decisions`` are all on it, under any of its ids: where two incidents became one, the
    later decision on a field stands."""
    by_field: dict[str, list[Decision]] = defaultdict(list)
    for decision in sorted(decisions, key=lambda d: d.seq):
        if decision.subject.kind is SubjectKind.INCIDENT and decision.verdict is not Ruling.DONE:
            by_field[decision.field].append(decision)
    told: dict[str, FieldState] = {}
    changes: dict[str, Any] = {}
    basis: list[Basis] = []
    whole = FieldState(field=WHOLE, state=State.MACHINE, value=None, machine=None)
    for field in (WHOLE, *fields(SubjectKind.INCIDENT), *sorted(NOTES)):
        held = standing(by_field[field]) if field in by_field else None
        machine = getattr(incident, field, None) if field != WHOLE else None
        value, state = machine, State.MACHINE
        if held is not None and held.effective is not None:
            effective = held.effective
            state = STATES[effective.verdict]
            raw = effective.after if effective.verdict is Ruling.EDIT else effective.before
            if effective.verdict is Ruling.REJECT or raw is None:
                value = None
            elif field != WHOLE:
                value = raw if field in NOTES else value_of(SubjectKind.INCIDENT, field, raw)
            basis.append(
                Basis(
                    kind=SubjectKind.INCIDENT,
                    record="",
                    field=field,
                    verdict=effective.verdict,
                    by=effective.by,
                    at=effective.at,
                    seq=effective.seq,
                )
            )
        if held is not None and held.waiting is not None:
            state = State.WAITING
        found = FieldState(
            field=field,
            state=state,
            value=value,
            machine=machine,
            proposed=held.waiting.after if held is not None and held.waiting is not None else None,
            effective=held.effective if held else None,
            waiting=held.waiting if held else None,
            decisions=held.decisions if held else (),
        )
        if field == WHOLE:
            whole = found
        else:
            told[field] = found
            if field not in NOTES and value != machine:
                changes[field] = value
    if basis:
        changes["decided"] = tuple(sorted(basis, key=lambda b: b.seq))
    shown = msgspec.structs.replace(incident, **changes) if changes else incident
    return ReviewedIncident(incident=shown, whole=whole, fields=told)
