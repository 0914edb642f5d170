"""Lists of people harmed, and names that words beside them make victims: والقتلى هم: …، الشهيد سليم حسن."""

from __future__ import annotations

from rasid.analyse.counting import Governor, State
from rasid.analyse.people import People
from rasid.model import Outcome
from rasid.text.function_words import words

_BULLETS = frozenset("-•*–·●")
_TOLD = (Outcome.KILLED, Outcome.ABDUCTED, Outcome.DETAINED)
_CALLED_AFTER = words(
    "مستشفى مستشفيي ميدان شارع كتائب كتيبة مدرسة لواء مخيم مسجد قاعدة معسكر مجمع جسر ساحة دوار حاجز مطار جامعة حي قوات سرايا"
    " مجموعات فرقة منزل عائلة كتاب قرية مركز ملعب صالة دورة أبناء"
)


def goes_on(state: State) -> bool:
    """Whether the sentence ends in the number of the next item of a list: … 2."""
    last = state.tokens[max(state.first, state.limit - 2) : state.limit]
    return bool(last) and (last[-1].norm == ":" or (last[-1].norm == "." and last[0].kind == "number"))


def list_item(state: State) -> int:
    """- 9 من المدنيين: a line of the list that a line ending in "القتلى هم:" opened."""
    outcome, state.reading.listing = state.reading.listing, None
    if state.first >= state.limit:
        state.reading.listing = outcome
        return state.first
    if outcome is not None and state.first in state.reading.names:
        state.listing = outcome
        return state.first
    if outcome is None or state.tokens[state.first].norm not in _BULLETS:
        return state.first
    state.reading.listing = outcome
    state.governor = Governor(outcome, state.first, state.first + 1, verb=False)
    return state.first + 1


def open_list(state: State, at: int) -> None:
    """والقتلى هم: … names in the same sentence, or lines of their own after it."""
    if at + 1 >= state.limit or state.tokens[at + 1].norm != ":":
        return
    outcome = state.claims[-1].outcome if state.claims else None
    for index in range(at - 1, max(state.first, at - 4) - 1, -1):
        found = state.harm.word(state.tokens[index].norm)
        if found is not None and found[1].victim is not None:
            outcome = found[1].victim
    if at + 2 >= state.limit:
        state.reading.listing = outcome
    else:
        state.listing = outcome


def told_of(state: State, people: People) -> bool:
    """A name that words beside it make a victim: الشهيد سليم حسن، سليم حسن الذي اغتيل, one of أسماء الشهداء: …"""
    if state.listing is not None:
        state.add(people, state.listing, people.first)
        return True
    if state.governor is not None and not state.governor.filled:
        return False
    if people.own is Outcome.KILLED and people.noun is not None:
        if people.first > state.first and state.tokens[people.first - 1].norm in _CALLED_AFTER:
            return False
        state.add(people, Outcome.KILLED, people.noun)
        return True
    at = people.last
    while at < min(people.last + 2, state.limit) and state.tokens[at].norm in ("،", '"', ")"):
        at += 1
    if at + 1 >= state.limit or state.tokens[at].norm not in ("الذي", "التي"):
        return False
    at += 2 if state.tokens[at + 1].norm in ("قد", "كان", "كانت") else 1
    found = state.harm.word(state.tokens[at].norm) if at < state.limit else None
    if found is None or found[0] or (found[1].verb or found[1].struck) not in _TOLD:
        return False
    if found[1].verb is not None and at + 1 < state.limit:
        object_ = state.reading.people(at + 1, state.limit)
        if object_ is not None and (object_.person or object_.number):
            return False
    state.add(people, found[1].verb or found[1].struck or Outcome.KILLED, at)
    return True


def listed(state: State, at: int) -> None:
    """4 مدنيين (امرأة و3 أطفال), شقيقاها (طفلة وشاب), 4844 مدنيا هم 995 طفلا: what is listed right after a total is its parts."""
    people = state.reading.people(at + 1, state.limit) if at + 1 < state.limit else None
    if people is None or not (people.person or people.name):
        return
    if state.claims and state.claims[-1].last == at and (state.claims[-1].number or state.claims[-1].count.high == 2):
        state.part, state.part_at = state.total(state.claims), at + 1
    elif state.pending and state.pending[-1].number and at - state.pending[-1].last <= 5:
        state.waiting_part = at + 1
