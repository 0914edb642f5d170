"""What a form of the desk sends, as a value of the model. Nothing from a request is trusted: every value is checked here and
again by the ledger."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from typing import Any, Self

from starlette.requests import Request

from rasid.errors import UsageError
from rasid.lexicon.places import gazetteer
from rasid.model import (
    Analysis,
    CountKind,
    CountRange,
    DateBasis,
    DateInterval,
    Evidence,
    Granularity,
    PlaceKind,
    PlacePrecision,
    PlaceReference,
    SubjectKind,
)
from rasid.model.decision import plain
from rasid.text.normal import fold
from rasid.web.masks import Masked

_SPAN = re.compile(r"(\d{1,9})-(\d{1,9})")
_MOST = 10_000_000
_SEQ_DIGITS = 9
"""Of the number of a decision: the ledger's column holds any such."""
RADIUS_KM = 5.0
"""How far from a place it may have been where the gazetteer does not tell: as the reader takes it."""
_FINE = {
    PlaceKind.GOVERNORATE: PlacePrecision.GOVERNORATE,
    PlaceKind.DISTRICT: PlacePrecision.DISTRICT,
    PlaceKind.REGION: PlacePrecision.NEAR,
    PlaceKind.COUNTRY: PlacePrecision.COUNTRY,
    PlaceKind.CITY: PlacePrecision.TOWN,
    PlaceKind.TOWN: PlacePrecision.TOWN,
    PlaceKind.VILLAGE: PlacePrecision.TOWN,
    PlaceKind.NEIGHBOURHOOD: PlacePrecision.TOWN,
}


def day_of(text: str | None) -> dt.date | None:
    """A day of an address or a form; None for what is none."""
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError:
        return None


class Form:
    """The fields of one form, of which some may be given several times."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        self._fields: dict[str, list[str]] = {}
        for name, value in fields:
            self._fields.setdefault(name, []).append(value)

    @classmethod
    async def of(cls, request: Request) -> Self:
        """What a request sends; a file that was put in place of a value is no value."""
        return cls([(name, str(value)) for name, value in (await request.form()).multi_items()])

    def get(self, name: str) -> str:
        """The value, without spaces round it; empty where none was sent."""
        return self._fields.get(name, [""])[-1].strip()

    def all(self, name: str) -> list[str]:
        return self._fields.get(name, [])

    def has(self, name: str) -> bool:
        return name in self._fields

    def number(self, name: str) -> int | None:
        """A count of persons; None where the field is empty. Eastern digits are digits. Raises UsageError for anything else."""
        raw = self.get(name)
        if not raw:
            return None
        if not raw.isdecimal() or len(raw) > 8 or int(raw) > _MOST:
            raise UsageError(f"{raw[:20]!r} is not a number of people: write a whole number, or leave it empty")
        return int(raw)

    def seq(self, name: str) -> int | None:
        """The number of a decision; None where the field is empty. Raises UsageError for anything else."""
        raw = self.get(name)
        if not raw:
            return None
        if not raw.isdecimal() or len(raw) > _SEQ_DIGITS:
            raise UsageError("the form is not whole; load the page again")
        return int(raw)

    def degrees(self, name: str, most: float) -> float | None:
        """A number from -``most`` to ``most``; None where the field is empty. Raises UsageError for anything else."""
        raw = self.get(name).replace("٫", ".").replace("−", "-")
        if not raw:
            return None
        try:
            found = float(raw) if len(raw) <= 24 else math.nan
        except ValueError:
            found = math.nan
        if not abs(found) <= most:
            raise UsageError(f"{raw[:20]!r} is not a number from {-most:g} to {most:g}")
        return found

    def day(self, name: str) -> dt.date | None:
        raw = self.get(name)
        try:
            return dt.date.fromisoformat(raw) if raw else None
        except ValueError as error:
            raise UsageError(f"{raw[:20]!r} is not a day: write it as 2021-03-14") from error


def words(form: Form, masked: Masked, name: str = "span") -> Evidence:
    """The words that were selected, by their code points in what is shown. Raises UsageError where none stand there."""
    found = _SPAN.fullmatch(form.get(name))
    if found is None:
        raise UsageError("select the words in the text first")
    if form.get("print") not in ("", masked.print):
        raise UsageError("other names are covered in the text now; load the page again and select the words once more")
    start, end = int(found[1]), int(found[2])
    if not start < end <= len(masked.text):
        raise UsageError("no words of the report stand there; load the page again and select them once more")
    return masked.full(start, end)


def count(form: Form, raw: str) -> CountRange:
    """A number with its bounds. An empty bound is none, never 0."""
    low, high = form.number("low"), form.number("high")
    kind = _code(CountKind, form.get("count_kind"))
    if kind is CountKind.EXACT:
        high = low if high is None else high
        low = high if low is None else low
    if low is not None and high is not None and low > high:
        raise UsageError(f"the least number ({low}) is above the greatest ({high})")
    if (
        low is not None
        and low == high
        and kind in (CountKind.VAGUE, CountKind.AT_LEAST, CountKind.AT_MOST, CountKind.BETWEEN)
    ):
        kind = CountKind.EXACT  # what is told exactly, whatever the words were that the machine had read
    if low is None and high is None and kind not in (CountKind.VAGUE, CountKind.NONE):
        raise UsageError("write a number, or say that it is told in words only")
    if kind is CountKind.NONE:
        low = high = 0
    return CountRange(
        low=low, high=high, kind=kind, approx=form.get("approx") == "on" or kind is CountKind.ABOUT, raw=raw
    )


def when(form: Form, evidence: tuple[Evidence, ...]) -> DateInterval | None:
    """An interval of days that a person gives; the time words stay its evidence. None where both days are empty and no words
    stand for it."""
    first, last = form.day("first"), form.day("last")
    last = last or first
    first = first or last
    if first is None or last is None:
        if not evidence:
            return None
        return DateInterval(
            start=None, end=None, granularity=Granularity.DAY, basis=DateBasis.UNRESOLVED, evidence=evidence
        )
    if first > last:
        raise UsageError("the first day is after the last")
    granularity = _code(Granularity, form.get("granularity") or "day")
    return DateInterval(start=first, end=last, granularity=granularity, basis=DateBasis.EXPLICIT, evidence=evidence)


def place(form: Form, before: PlaceReference | None) -> PlaceReference:
    """The place that was chosen among the candidates or found by its name in the gazetteer; a country has no point."""
    chosen = form.get("place")
    typed = form.get("place_name")
    if typed:
        found = gazetteer().find(typed)
        if not found:
            raise UsageError(f"the gazetteer knows no place {typed[:60]!r}; `rasid places` adds one")
        chosen = found[0].id
    if not chosen:
        return PlaceReference(
            kind=before.kind if before else PlaceKind.OTHER,
            country=before.country if before else None,
            precision=PlacePrecision.UNRESOLVED,
            candidates=before.candidates if before else (),
        )
    known = gazetteer().get(chosen)
    if known is None:
        raise UsageError("the gazetteer has no such place any more; choose another")
    country = known.kind is PlaceKind.COUNTRY
    return PlaceReference(
        kind=known.kind,
        country=known.country,
        precision=_FINE.get(known.kind, PlacePrecision.EXACT),
        chosen=known.id,
        lat=None if country else known.lat,
        lon=None if country else known.lon,
        radius_km=None if country else (known.radius_km or RADIUS_KM),
        name_en=known.name_en,
        candidates=before.candidates if before else (),
    )


def value(form: Form, kind: SubjectKind, field: str, before: Any, masked: Masked) -> Any:
    """The new value of a field, as the ledger takes it (JSON)."""
    found: Any
    match field:
        case "count":
            found = count(form, before.raw if before is not None else "")
        case "when":
            found = when(form, _time_words(form, before, masked))
        case "place":
            found = place(form, before)
        case "trigger" | "evidence" | "who" | "speaker" | "hedge" | "a" | "b":
            found = words(form, masked)
        case "groups":
            found = form.all("value")
        case "relevant" | "update":
            found = form.get("value") == "true"
        case _:
            if not form.has("value"):
                raise UsageError("choose a value")
            found = form.get("value") or None
    return plain(found)


def _time_words(form: Form, before: DateInterval | None, masked: Masked) -> tuple[Evidence, ...]:
    if form.get("span"):
        return (words(form, masked),)
    return before.evidence if before is not None else ()


def addition(form: Form, analysis: Analysis, masked: Masked) -> tuple[SubjectKind, dict[str, Any], str | None]:
    """A record on selected words: its kind, the record as JSON, and the event that it is of. Ids are given by the ledger."""
    found = words(form, masked)
    shown = form.get("what")
    event = form.get("event") or None
    evidence = plain(found)
    if shown in ("actor", "person", "place", "time", "weapon", "quantity"):
        record = {"kind": shown, "evidence": evidence, "normal": fold(found.quote), "component": "person"}
        return SubjectKind.MENTION, record, None
    if shown == "event":
        record = {
            "id": "e", "type": form.get("type"), "realis": form.get("realis") or "actual",
            "salience": form.get("salience") or "main", "trigger": evidence,
        }  # fmt: skip
        return SubjectKind.EVENT, record, None
    if shown == "argument":
        role = form.get("role")
        record = {"role": role, "evidence": evidence}
        if role == "place":
            record["place"] = plain(place(form, None))
        return SubjectKind.ARGUMENT, record, event
    if shown == "claim":
        record = {
            "id": "c", "event": event or (analysis.lead_event or ""), "outcome": form.get("outcome"),
            "count": plain(count(form, found.quote)), "evidence": evidence,
            "groups": [group for group in form.all("groups") if group],
        }  # fmt: skip
        if form.get("source"):
            record["source"] = form.get("source")
        return SubjectKind.CLAIM, record, None
    if shown == "statement":
        record = {"id": "s", "speaker": evidence, "kind": form.get("speaker_kind"), "act": form.get("act") or "states"}
        record["about"] = [event] if event else []
        return SubjectKind.STATEMENT, record, None
    raise UsageError("say what these words are")


def _code(codes: Any, raw: str) -> Any:
    try:
        return codes(raw)
    except ValueError as error:
        raise UsageError(f"{raw[:30]!r} is none of: {', '.join(codes)}") from error
