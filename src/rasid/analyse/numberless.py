"""Statements of harm without a number: خسائر بشرية، بين قتيل وجريح, and that nobody was harmed."""

from __future__ import annotations

from rasid.analyse.counting import Claim, Governor, State
from rasid.analyse.people import BODILY
from rasid.analyse.unharmed import unharmed as find_unharmed
from rasid.model import CountKind, CountRange, Outcome
from rasid.text.function_words import words

AFTER = 14
"""Words between people and the verb that follows them."""
_WITHOUT = words("دون بدون لم عدم حجم ولم لا")


def unharmed(state: State, at: int) -> int:
    found = find_unharmed(state.harm, state.tokens, at, state.limit)
    if found is None:
        return 0
    end, prefix, outcome = found
    state.none(outcome, state.doc.stem_span(at, end, prefix), at, end)
    return end


def losses(state: State, at: int) -> int:
    """أوقعت خسائر بشرية: people were harmed, nothing more; دون ورود معلومات عن خسائر بشرية says not even that."""
    if at + 1 >= state.limit or state.tokens[at + 1].norm not in ("بشريه", "البشريه"):
        return 0
    if not state.tokens[at].norm.endswith("خساير"):
        return 0
    if state.tokens[at].norm.endswith("الخساير"):  # الخسائر البشرية بلغت 5000 شخص: the head of a toll
        state.governor = Governor(Outcome.HARMED, at, at + 2, verb=False, toll=True)
        return at + 2
    if any(token.norm in _WITHOUT for token in state.tokens[max(state.first, at - 8) : at]):
        return at + 2
    span = state.doc.tokens_span(at, at + 2)
    count = CountRange(low=2, high=None, kind=CountKind.VAGUE, raw=span.of(state.doc.text))
    state.claims.append(Claim(Outcome.HARMED, count, span, at, at + 2, None, at, certainty=state.certainty(at)))
    return at + 2


def between(state: State, at: int) -> int:
    """بين قتيل وجريح، بين شهيد وإصابتين: the people named before it, or two at least."""
    if state.tokens[at].norm != "بين" or at + 2 >= state.limit:
        return 0
    first, second = state.harm.word(state.tokens[at + 1].norm), state.harm.word(state.tokens[at + 2].norm)
    if first is None or second is None or not second[0].startswith("و"):
        return 0
    if first[1].victim not in BODILY or second[1].victim not in BODILY or not second[1].number:
        return 0
    if state.pending and state.pending[-1].number and at - state.pending[-1].last <= AFTER:
        state.settle(Outcome.HARMED, at)
    elif state.claims and at - state.claims[-1].last <= 6 and state.claims[-1].number:
        state.claims[-1].outcome = Outcome.HARMED
    else:
        span = state.doc.tokens_span(at + 1, at + 3)
        count = CountRange(low=2, high=None, kind=CountKind.VAGUE, raw=span.of(state.doc.text))
        state.claims.append(Claim(Outcome.HARMED, count, span, at, at + 3, None, at + 1, certainty=state.certainty(at)))
    return at + 3
