"""To which event each count belongs, and which statement gives it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from rasid.analyse.document import Document, EventDraft, StatementDraft, Trigger
from rasid.analyse.harm import Claim
from rasid.model import EventType, Realis
from rasid.text.function_words import words
from rasid.text.normal import fold

_CONTRAST = words("بينما فيما حين كما لكن غير وكان وكانت قبل بعد منذ عقب وقبل وبعد أعقاب حيث غداة")
_CAUSE = words("في خلال جراء إثر نتيجة بسبب عندما برصاص وسط أثناء لدى بعدما حين عند بانفجار")
_ONSET = words(
    "ما مما أسفر أسفرت أدى أدت أوقع أوقعت خلف خلفت عن إلى الذي التي وأسفر وأدى وأدت وأسفرت تسبب بمقتل مخلفا موقعا راح أودى أودت قتل"
)

_ANAPHORS = words("المصدر المصادر المتحدث الناطق المسؤول البيان المراسل الوكالة الضابط الوزارة المرصد")

COMMA = 3.0
CONTRAST = 6.0
UNREAL = 10.0
GENERIC = 3.0


@dataclass(slots=True)
class _Place:
    trigger: Trigger
    event: EventDraft


def link_events(doc: Document, found: Sequence[tuple[int, Claim]]) -> dict[Claim, str]:
    """The event of each claim: the one whose trigger governs it, else the nearest."""
    places = sorted(
        (_Place(trigger, event) for event in doc.events for trigger in event.triggers), key=lambda p: p.trigger.first
    )
    if not places:
        return {}
    firsts = [place.trigger.first for place in places]
    out: dict[Claim, str] = {}
    for group in _groups(found, firsts):
        sentence = doc.sentences[group[0][0]]
        low, high = bisect_left(firsts, sentence.first), bisect_left(firsts, sentence.last)
        claims = [claim for _, claim in group]
        best = _best(doc, claims, places[low:high])
        if best is None:
            best = _elsewhere(out, claims, places, low)
        for claim in claims:
            out[claim] = best.event.id if isinstance(best, _Place) else best
    for _, claim in found:
        if claim.part_of is not None and claim.part_of in out and not _own_event(claim, places, firsts):
            out[claim] = out[claim.part_of]
    return out


def _groups(found: Sequence[tuple[int, Claim]], firsts: list[int]) -> list[list[tuple[int, Claim]]]:
    """Claims of one sentence between which no trigger stands: مقتل 5 وإصابة 10 | في انفجار."""
    groups: list[list[tuple[int, Claim]]] = []
    for index, claim in found:
        if groups and groups[-1][-1][0] == index:
            last = groups[-1][-1][1]
            start = min(claim.governor, claim.first)
            if bisect_left(firsts, start) == bisect_left(firsts, max(last.last, last.governor + 1)):
                if not any(
                    claim.governor == first
                    for first in firsts[bisect_left(firsts, start) : bisect_left(firsts, start) + 1]
                ):
                    groups[-1].append((index, claim))
                    continue
        groups.append([(index, claim)])
    return groups


def _best(doc: Document, claims: list[Claim], places: list[_Place]) -> _Place | None:
    best, least = None, 1e9
    for place in places:
        cost = _cost(doc, claims, place)
        if cost < least:
            best, least = place, cost
    return best


def _cost(doc: Document, claims: list[Claim], place: _Place) -> float:
    trigger = place.trigger
    start = min(min(claim.first, claim.governor) for claim in claims)
    end = max(claim.last for claim in claims)
    tokens = doc.tokens
    cost = 0.0
    if trigger.last <= start:
        between = tokens[trigger.last : start]
        cost = float(len(between))
        if any(token.norm in _ONSET for token in tokens[max(trigger.last, start - 4) : start]):
            cost -= 3
    elif trigger.first >= end:
        between = tokens[end : trigger.first]
        cost = float(len(between))
        if between and between[0].norm in _CAUSE:
            cost -= 3
    else:
        return 0.0
    for token in between:
        if token.kind == "mark":
            if token.norm in "،,;؛":
                cost += COMMA
        elif token.norm in _CONTRAST:
            cost += CONTRAST
    if place.event.realis in (Realis.PLANNED, Realis.THREATENED):
        cost += UNREAL
    elif place.event.realis is Realis.GENERIC:
        cost += GENERIC
    if place.event.type in (EventType.PROTEST, EventType.AGREEMENT, EventType.DISRUPTED_WEAPONS):
        cost += 4
    return cost


def _elsewhere(out: dict[Claim, str], claims: list[Claim], places: list[_Place], low: int) -> _Place | str:
    """No trigger in the sentence: the event of the last trigger before it, else the first of all."""
    if low:
        return places[low - 1]
    return places[0]


def _own_event(claim: Claim, places: list[_Place], firsts: list[int]) -> bool:
    """Whether a part has a trigger of its own right after it: قتل 5، اثنان منهم في غارة."""
    return False


def link_sources(doc: Document, found: Sequence[tuple[int, Claim]]) -> dict[Claim, StatementDraft]:
    """The statement whose content holds the count: the innermost one, so the last that opens before it."""
    by_sentence: dict[int, list[StatementDraft]] = {}
    for statement in doc.statements:
        for index in statement.sentences:
            by_sentence.setdefault(index, []).append(statement)
    out: dict[Claim, StatementDraft] = {}
    for index, claim in found:
        best: StatementDraft | None = None
        for statement in by_sentence.get(index, ()):
            for span in statement.content:
                if span.start <= claim.span.start < span.end:
                    if best is None or span.start >= best.content[0].start:
                        best = statement
        if best is not None:
            out[claim] = best
    return out


def repeated(
    doc: Document,
    found: Sequence[tuple[int, Claim]],
    events: dict[Claim, str],
    sources: dict[Claim, StatementDraft],
) -> set[Claim]:
    """Claims that the same source has made before of the same event with the same number: no new records."""
    seen: dict[tuple[object, ...], int] = {}
    out: set[Claim] = set()
    keys = _speakers(doc)
    for index, claim in found:
        if not claim.number or claim.count.low is None:
            continue
        source = sources.get(claim)
        speaker = keys.get(source.id) if source else None
        noun = doc.tokens[claim.noun].norm if claim.noun is not None else None
        key = (claim.outcome, claim.count.low, claim.count.high, noun, speaker, events.get(claim))
        if key in seen and seen[key] != index:
            out.add(claim)
        seen.setdefault(key, index)
    return out


def _speakers(doc: Document) -> dict[str, str]:
    """Who each statement's speaker is: the source, the spokesman and the like are the last speaker before."""
    out: dict[str, str] = {}
    last = ""
    for statement in doc.statements:
        name = statement.actor or fold(statement.speaker.of(doc.text))
        if name in _ANAPHORS and last:
            name = last
        out[statement.id] = last = name
    return out
